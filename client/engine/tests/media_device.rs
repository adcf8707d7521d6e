//! Sound devices through cpal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics fails, which is what it is for"
)]

mod sound_server;

use client_engine::media::sound::Frame;
use client_engine::media::sound::device::{DeviceMicrophone, DeviceSpeaker};
use client_engine::media::sound::microphone::{Microphone, MicrophoneTrouble, Wave};
use client_engine::media::sound::speaker::{Speaker, share_of_tone};
use sound_server::{SoundServer, in_folder};
use std::time::{Duration, Instant};

#[test]
fn a_device_that_is_not_there_is_missing() {
    let opened = DeviceMicrophone::open(Some("no such microphone"));
    assert_eq!(opened.err(), Some(MicrophoneTrouble::Missing));
    assert!(DeviceSpeaker::open(Some("no such speaker")).is_none());
}

/// Set in the process that has a sound server of its own.
const INSIDE: &str = "MEDIA_DEVICE_TEST_INSIDE";

/// What the speaker plays comes back through the microphone, which is the speaker's own monitor.
/// The test starts itself again with a sound server around it.
#[test]
fn a_null_sink_plays_what_its_monitor_hears() {
    if std::env::var_os(INSIDE).is_none() {
        let server = SoundServer::start();
        let program = std::env::current_exe().unwrap();
        let status = in_folder(program.to_str().unwrap(), server.folder.path())
            .args([
                "--exact",
                "a_null_sink_plays_what_its_monitor_hears",
                "--nocapture",
            ])
            .env(INSIDE, "1")
            .status()
            .unwrap();
        assert!(status.success(), "it failed at its own sound server");
        return;
    }
    let mut speaker = DeviceSpeaker::open(None).expect("a speaker");
    let mut microphone = DeviceMicrophone::open(None).expect("a microphone");
    let mut wave = Wave::new(440.0);
    let mut next = Vec::new();
    let start = Instant::now();
    let (mut heard, mut played, mut first) = (Vec::new(), 0, None);
    let mut taken = Vec::new();
    while start.elapsed() < Duration::from_secs(4) {
        let now = Instant::now();
        while speaker.needs_frame(now) {
            // Half a second of silence first, to see how long the way takes.
            let sounds = start.elapsed() > Duration::from_millis(500);
            if sounds && played == 0 {
                played = start.elapsed().as_millis();
            }
            if next.is_empty() {
                next = if sounds { wave.piece() } else { [0.0; 960] }.to_vec();
            }
            let frame: Frame = *next.first_chunk().unwrap();
            next.drain(..frame.len());
            speaker.play(&frame);
        }
        while let Some(frame) = speaker.played() {
            taken.extend(frame);
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
    // What the device took is told to the sample, and is the same tone.
    assert!((170_000..200_000).contains(&taken.len()), "{}", taken.len());
    assert!(share_of_tone(&taken[taken.len() - 96_000..], 440.0) > 0.7);
    assert!(speaker.can_echo(), "a null sink is no headset");
    // Piece by piece: a busy machine may skip a beat, after which the wave is out of step with itself.
    let pieces = heard[heard.len() - 96_000..].chunks(4_800);
    let clear = pieces
        .filter(|piece| share_of_tone(piece, 440.0) > 0.7)
        .count();
    assert!(clear >= 15, "the tone is clear in {clear} of 20 pieces");
}
