//! A call over a line that loses packets and breaks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics fails, which is what it is for"
)]

mod two_devices;

use client_engine::media::Stream;
use shared::Signal;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use two_devices::{
    Device, Eye, Options, assert_rising, both_receive, hears_tone, pair_meddled, within,
};

/// Between the two devices: the callee only knows the line's address, and the caller only sees the
/// line. Loses that many packets of a hundred, in a fixed order.
#[derive(Clone, Default)]
struct Line {
    lost_percent: Arc<AtomicU32>,
}

impl Line {
    fn lose(&self, percent: u32) {
        self.lost_percent.store(percent, Ordering::Relaxed);
    }

    /// Opens a way to `device` and gives the address that leads to it.
    fn to(&self, device: SocketAddr) -> SocketAddr {
        let outside = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        let inside = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        let address = outside.local_addr().unwrap();
        inside.connect(device).unwrap();
        let other = Arc::new(std::sync::Mutex::new(None));
        let (from, to, seen) = (
            Arc::clone(&outside),
            Arc::clone(&inside),
            Arc::clone(&other),
        );
        self.carry(1, move |packet| {
            let (length, sender) = from.recv_from(packet).ok()?;
            *seen.lock().unwrap() = Some(sender);
            Some((
                length,
                Box::new({
                    let to = Arc::clone(&to);
                    move |packet: &[u8]| {
                        let _ = to.send(packet);
                    }
                }),
            ))
        });
        self.carry(2, move |packet| {
            let length = inside.recv(packet).ok()?;
            let (outside, other) = (Arc::clone(&outside), *other.lock().unwrap());
            Some((
                length,
                Box::new(move |packet: &[u8]| {
                    if let Some(other) = other {
                        let _ = outside.send_to(packet, other);
                    }
                }),
            ))
        });
        address
    }

    /// Ends together with the test's process.
    fn carry(
        &self,
        seed: u32,
        mut receive: impl FnMut(&mut [u8]) -> Option<(usize, Box<dyn Fn(&[u8])>)> + Send + 'static,
    ) {
        let lost_percent = Arc::clone(&self.lost_percent);
        std::thread::spawn(move || {
            let mut packet = [0; 2_000];
            let mut dice = seed;
            loop {
                let Some((length, send)) = receive(&mut packet) else {
                    continue;
                };
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if (dice >> 16) % 100 >= lost_percent.load(Ordering::Relaxed) {
                    send(&packet[..length]);
                }
            }
        });
    }
}

fn pair_over(line: &Line) -> (Device, Device) {
    let line = line.clone();
    let of_caller = move |signal: Signal| match signal {
        Signal::Candidate {
            candidate,
            sdp_mid,
            sdp_mline_index,
        } => {
            // candidate:foundation component protocol priority address port typ host
            let mut words: Vec<_> = candidate.split(' ').map(str::to_owned).collect();
            if words.len() < 8 || words[4] != "127.0.0.1" {
                return None;
            }
            let device = SocketAddr::new(words[4].parse().unwrap(), words[5].parse().unwrap());
            words[5] = line.to(device).port().to_string();
            Some(Signal::Candidate {
                candidate: words.join(" "),
                sdp_mid,
                sdp_mline_index,
            })
        }
        other => Some(other),
    };
    let of_callee = |signal| match signal {
        Signal::Candidate { .. } => None,
        other => Some(other),
    };
    pair_meddled(
        Options::tone(440.0),
        Options::tone(880.0),
        Box::new(of_caller),
        Box::new(of_callee),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn five_of_a_hundred_lost_packets_are_repaired() {
    let line = Line::default();
    let (caller, callee) = pair_over(&line);
    let mut caller_sees = Eye::new(&caller, Stream::Remote);
    let mut callee_sees = Eye::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    tokio::join!(caller_sees.see(10), callee_sees.see(10));
    line.lose(5);
    let start = Instant::now();
    let (a, b) = tokio::join!(caller_sees.see(200), callee_sees.see(200));
    for (numbers, keys) in [(&a, caller_sees.keys), (&b, callee_sees.keys)] {
        assert_rising(numbers);
        let missing = numbers[199] - numbers[0] - 199;
        eprintln!(
            "200 pictures in {:?}, {missing} missing, {keys} key frames",
            start.elapsed()
        );
        assert!(missing <= 20, "{missing} pictures missing");
    }
    assert!(hears_tone(&caller, 880.0) && hears_tone(&callee, 440.0));
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_of_four_seconds_is_told_and_heals() {
    let line = Line::default();
    let (caller, callee) = pair_over(&line);
    let mut callee_sees = Eye::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    callee_sees.see(10).await;
    line.lose(100);
    for device in [&caller, &callee] {
        device
            .until("silence", |r| r.receiving == Some(false))
            .await;
    }
    within("the break", callee.captured.hear(2)).await;
    line.lose(0);
    let start = Instant::now();
    both_receive(&caller, &callee).await;
    let healed = start.elapsed();
    assert_rising(&callee_sees.see(30).await);
    eprintln!(
        "healed in {healed:?}, 30 pictures after {:?}",
        start.elapsed()
    );
    assert!(healed < Duration::from_secs(3));
    within("sound", callee.captured.hear(2)).await;
    assert!(hears_tone(&callee, 440.0));
    assert!(!caller.reported.borrow().failed && !callee.reported.borrow().failed);
    caller.stop().await;
    callee.stop().await;
}
