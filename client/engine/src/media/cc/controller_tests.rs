use super::simulation::{Link, run};
use crate::media::units::Bitrate;

const CLEAN: Link = Link {
    rate: |_| 10_000.0,
    delay: 25,
    jitter: 0,
    lost: 0,
    queue: 60_000.0,
};

#[test]
fn a_wide_way_is_used_within_two_seconds() {
    let seen = run(&CLEAN, 10, Bitrate::kbps(2_500));
    eprintln!(
        "after 2 s {:.0}, p50 {} ms",
        seen.estimates[2_000],
        seen.delays(2, 10)[100]
    );
    assert!(seen.estimates[2_000] > 2_200.0);
    assert!(seen.mean(2, 10) > 2_300.0);
}

#[test]
fn a_narrow_way_is_filled_and_pictures_stay_fresh() {
    let link = Link {
        rate: |_| 300.0,
        ..CLEAN
    };
    let seen = run(&link, 60, Bitrate::kbps(2_500));
    let delays = seen.delays(5, 60);
    let p50 = delays[delays.len() / 2];
    let p95 = delays[delays.len() * 95 / 100];
    let worst_sound = seen
        .sounds
        .iter()
        .filter(|s| s.0 > 5_000)
        .map(|s| s.1)
        .max()
        .unwrap();
    eprintln!(
        "300 kbit/s: mean {:.0}, {} pictures, p50 {p50} ms, p95 {p95} ms, worst {} ms, sound {worst_sound} ms",
        seen.mean(5, 60),
        delays.len(),
        delays[delays.len() - 1]
    );
    assert!((220.0..320.0).contains(&seen.mean(5, 60)));
    assert!(p50 <= 80 && p95 <= 200);
    assert!(worst_sound < 250);
    assert!(delays.len() > 55 * 27);
}

#[test]
fn a_step_down_is_survived_and_a_step_up_used() {
    let link = Link {
        rate: |millis| {
            if (15_000..35_000).contains(&millis) {
                300.0
            } else {
                2_000.0
            }
        },
        ..CLEAN
    };
    let seen = run(&link, 50, Bitrate::kbps(2_500));
    let (before, down) = (seen.mean(5, 15), seen.mean(18, 35));
    let outage = seen.outage(14, 35);
    let down_delays = seen.delays(14, 35);
    let worst = down_delays[down_delays.len() - 1];
    let back = seen.estimates[35_000..]
        .iter()
        .position(|rate| *rate >= 1_500.0);
    eprintln!(
        "step: before {before:.0}, down {down:.0}, outage {outage} ms, worst {worst} ms, back after {back:?} ms"
    );
    assert!((1_500.0..2_100.0).contains(&before));
    assert!((200.0..330.0).contains(&down));
    assert!(outage <= 2_000);
    assert!(worst <= 1_000);
    assert!(back.is_some_and(|millis| millis <= 5_000));
}

#[test]
fn loss_without_a_narrow_place_does_not_lower_the_rate() {
    for lost in [5, 10] {
        let link = Link {
            rate: |_| 3_000.0,
            delay: 40,
            lost,
            ..CLEAN
        };
        let seen = run(&link, 40, Bitrate::kbps(1_500));
        let worst = seen.estimates[5_000..]
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        eprintln!(
            "{lost} % lost: mean {:.0}, least {worst:.0}",
            seen.mean(5, 40)
        );
        assert!(seen.mean(5, 40) > 1_300.0);
    }
}

#[test]
fn a_long_unsteady_way_is_used() {
    let link = Link {
        rate: |_| 3_000.0,
        delay: 100,
        jitter: 25,
        ..CLEAN
    };
    let seen = run(&link, 40, Bitrate::kbps(1_500));
    eprintln!("200 ms and 25 ms jitter: mean {:.0}", seen.mean(10, 40));
    assert!(seen.mean(10, 40) > 1_200.0);
}

#[test]
fn more_than_a_shallow_queue_holds_is_noticed_by_loss() {
    let link = Link {
        rate: |_| 600.0,
        queue: 3_000.0,
        ..CLEAN
    };
    let seen = run(&link, 60, Bitrate::kbps(2_500));
    eprintln!(
        "600 kbit/s with a queue of 3,000 bytes: mean {:.0}",
        seen.mean(20, 60)
    );
    assert!((250.0..750.0).contains(&seen.mean(20, 60)));
}
