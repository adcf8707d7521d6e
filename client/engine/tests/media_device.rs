//! Sound devices through cpal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics fails, which is what it is for"
)]

use client_engine::media::sound::device::{DeviceMicrophone, DeviceSpeaker};
use client_engine::media::sound::microphone::{Microphone, MicrophoneTrouble, Wave};
use client_engine::media::sound::speaker::{Speaker, share_of_tone};
use std::time::{Duration, Instant};

#[test]
fn a_device_that_is_not_there_is_missing() {
    let opened = DeviceMicrophone::open(Some("no such microphone"));
    assert_eq!(opened.err(), Some(MicrophoneTrouble::Missing));
    assert!(DeviceSpeaker::open(Some("no such speaker")).is_none());
}

/// What the speaker plays comes back through the microphone. Wants a PulseAudio of its own
/// (`XDG_RUNTIME_DIR`) whose default source is the monitor of its default sink.
#[test]
#[ignore = "needs a private PulseAudio with a null sink"]
fn a_null_sink_plays_what_its_monitor_hears() {
    let mut speaker = DeviceSpeaker::open(None).expect("a speaker");
    let mut microphone = DeviceMicrophone::open(None).expect("a microphone");
    let mut wave = Wave::new(440.0);
    let start = Instant::now();
    let (mut heard, mut played, mut first) = (Vec::new(), 0, None);
    while start.elapsed() < Duration::from_secs(4) {
        let now = Instant::now();
        while speaker.needs_piece(now) {
            // Half a second of silence first, to see how long the way takes.
            let sounds = start.elapsed() > Duration::from_millis(500);
            let piece = if sounds { wave.piece() } else { [0.0; 960] };
            if sounds && played == 0 {
                played = start.elapsed().as_millis();
            }
            speaker.play(&piece);
        }
        while let Some(piece) = microphone.hear(now).unwrap() {
            if first.is_none() && piece.iter().any(|sample| sample.abs() > 0.02) {
                first = Some(start.elapsed().as_millis());
            }
            heard.extend(piece);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let way = first.expect("sound") - played;
    eprintln!(
        "{} samples heard in 4 s, the first after {way} ms",
        heard.len()
    );
    assert!((170_000..200_000).contains(&heard.len()));
    assert!(way < 200, "{way} ms");
    assert!(share_of_tone(&heard[heard.len() - 96_000..], 440.0) > 0.7);
}
