//! The network that tests and measurements put between two devices does what it says.

use crate::emulated_network::link::{Link, Loss, Passage};
use std::time::{Duration, Instant};

const PACKETS: u32 = 100_000;

/// Which of many packets arrive, one each millisecond, and after what time.
fn send(link: &Link, bytes: u32, packets: u32) -> Vec<Option<Duration>> {
    let start = Instant::now();
    let mut passage = Passage::new(7, start);
    let sent = (0..packets).map(|n| {
        let now = start + Duration::from_millis(n.into());
        passage.pass(link, bytes, now).map(|at| at - now)
    });
    sent.collect()
}

fn share_lost(sent: &[Option<Duration>]) -> f64 {
    let lost = sent.iter().filter(|at| at.is_none()).count();
    f64::from(u32::try_from(lost).unwrap()) / f64::from(u32::try_from(sent.len()).unwrap())
}

#[test]
fn an_even_link_delays_and_loses_nothing() {
    let delay = Duration::from_millis(40);
    let link = Link {
        delay,
        ..Link::default()
    };
    assert_eq!(send(&link, 1_200, 1_000), vec![Some(delay); 1_000]);
}

#[test]
fn chance_loses_its_share_one_by_one() {
    let link = Link {
        loss: Loss::Random(0.1),
        ..Link::default()
    };
    let sent = send(&link, 100, PACKETS);
    let share = share_lost(&sent);
    assert!((0.097..0.103).contains(&share), "{share}");
    // Two in a row are a tenth of a tenth.
    let pairs = sent.windows(2).filter(|w| w[0].is_none() && w[1].is_none());
    assert!((850..1_150).contains(&pairs.count()));
}

#[test]
fn bursts_lose_the_same_share_in_rows() {
    let link = Link {
        loss: Loss::Bursts {
            share: 0.1,
            row: 5.0,
        },
        ..Link::default()
    };
    let sent = send(&link, 100, PACKETS);
    let share = share_lost(&sent);
    assert!((0.09..0.11).contains(&share), "{share}");
    let rows = sent.windows(2).filter(|w| w[0].is_some() && w[1].is_none());
    // A tenth of all, five in a row: two in a hundred begin one.
    let rows = rows.count();
    assert!((1_850..2_150).contains(&rows), "{rows}");
}

#[test]
fn a_narrow_place_lets_its_rate_through_and_drops_what_does_not_fit() {
    let link = Link {
        delay: Duration::from_millis(10),
        kilobits: 400,
        queue_bytes: 5_000,
        ..Link::default()
    };
    // 100 bytes a millisecond are 800 kbit/s: twice as much as fits.
    let sent = send(&link, 100, 10_000);
    assert_eq!(sent[0], Some(Duration::from_millis(12)));
    assert!((0.48..0.51).contains(&share_lost(&sent)));
    // The queue holds 100 ms, and the packet itself takes 2.
    let longest = sent.iter().flatten().max().unwrap();
    assert!((Duration::from_millis(108)..=Duration::from_millis(112)).contains(longest));
}

#[test]
fn jitter_spreads_arrivals_and_keeps_their_order() {
    let link = Link {
        delay: Duration::from_millis(100),
        jitter: Duration::from_millis(25),
        ..Link::default()
    };
    let sent = send(&link, 100, PACKETS);
    let shortest = sent.iter().flatten().min().unwrap();
    let longest = sent.iter().flatten().max().unwrap();
    assert!(*shortest >= Duration::from_millis(75) && *shortest < Duration::from_millis(100));
    assert!(*longest <= Duration::from_millis(125) && *longest > Duration::from_millis(124));
    let arrivals = (0..)
        .zip(&sent)
        .map(|(n, after)| Duration::from_millis(n) + after.unwrap());
    assert!(arrivals.is_sorted());
}
