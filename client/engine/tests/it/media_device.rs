//! Sound devices through cpal.

use crate::again::name_of;
use crate::room::{frames, level, speech};
use crate::sound_server::talking::Speech;
use crate::sound_server::{SoundServer, in_folder};
use client_engine::media::audio::AudioFrame;
use client_engine::media::audio::capture::{Microphone, Wave};
use client_engine::media::audio::device::{DeviceMicrophone, DeviceSpeaker};
use client_engine::media::audio::processing::{VoiceChain, VoiceProcessor, VoiceSettings};
use client_engine::media::audio::render::{Speaker, share_of_tone};
use std::time::{Duration, Instant};

/// How often a sound thread looks at its devices, which work in real time and tell nobody.
const TICK: Duration = Duration::from_millis(5);
/// Set in the process that has a sound server of its own.
const INSIDE: &str = "MEDIA_DEVICE_TEST_INSIDE";

/// Starts this test again with a sound server around it; whether this is that second start.
fn is_inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let server = SoundServer::start();
    let program = std::env::current_exe().unwrap();
    let status = in_folder(program.to_str().unwrap(), server.folder.path())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .status()
        .unwrap();
    assert!(status.success(), "it failed at its own sound server");
    false
}

/// What the speaker plays comes back through the microphone, which is the speaker's own monitor.
#[test]
fn a_null_sink_plays_what_its_monitor_hears() {
    if !is_inside(name_of!(a_null_sink_plays_what_its_monitor_hears)) {
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
            let frame: AudioFrame = *next.first_chunk().unwrap();
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
        std::thread::sleep(TICK);
    }
    let way = first.expect("sound") - played;
    eprintln!(
        "{} samples heard in 4 s, the first after {way} ms",
        heard.len()
    );
    assert!((170_000..200_000).contains(&heard.len()));
    assert!(way < 200, "{way} ms");
    // What the device took is told.
    assert!(taken.len() > 96_000, "{}", taken.len());
    assert!(speaker.can_echo(), "a null sink is no headset");
    // Piece by piece: a busy machine may skip a beat, after which the wave is out of step with itself.
    let clear = |sound: &[f32]| {
        let pieces = sound[sound.len() - 96_000..].chunks(4_800);
        pieces
            .filter(|piece| share_of_tone(piece, 440.0) > 0.7)
            .count()
    };
    let (played, heard) = (clear(&taken), clear(&heard));
    eprintln!("the tone is clear in {played} of 20 pieces played, and {heard} heard");
    assert!(played >= 15 && heard >= 15);
}

/// The worst echo there is: the microphone hears the speaker and nothing else. The canceller is told
/// what the device took, on the clock on which it took it.
#[test]
fn the_monitors_echo_is_cancelled() {
    if !is_inside(name_of!(the_monitors_echo_is_cancelled)) {
        return;
    }
    let mut speaker = DeviceSpeaker::open(None).expect("a speaker");
    let mut microphone = DeviceMicrophone::open(None).expect("a microphone");
    let only_echo = VoiceSettings {
        noise_filter: false,
        gain_control: false,
        ..VoiceSettings::standard()
    };
    let mut voice = VoiceChain::new(only_echo, speaker.can_echo());
    let far = speech(
        "en-us",
        "Good morning. Please tell me when it began, and whether anything makes it better. \
         Do you take any medicine at the moment? I would like to have a look at your throat.",
    );
    let far: Vec<AudioFrame> = frames(&far).collect();
    let mut next = far.iter().cycle();
    let start = Instant::now();
    let (mut heard, mut left) = (Vec::new(), Vec::new());
    while start.elapsed() < Duration::from_secs(10) {
        let now = Instant::now();
        while speaker.needs_frame(now) {
            speaker.play(next.next().unwrap());
        }
        while let Some(frame) = speaker.played() {
            voice.played(&frame);
        }
        while let Some(mut piece) = microphone.hear(now).unwrap() {
            heard.extend(piece);
            voice.heard_piece(&mut piece);
            left.extend(piece);
        }
        std::thread::sleep(TICK);
    }
    // Second by second: where the machine was too busy to play, the echo comes at another time
    // afterwards, and it takes a moment to find that.
    let seconds = heard.chunks_exact(48_000).zip(left.chunks_exact(48_000));
    let losses: Vec<f32> = seconds
        .skip(4)
        .map(|(heard, left)| level(heard) - level(left))
        .collect();
    eprintln!("{losses:.1?} dB of echo taken away in each second");
    assert!(level(&heard[4 * 48_000..]) > -40.0, "there is an echo");
    let good = losses.iter().filter(|loss| **loss > 15.0).count();
    assert!(good >= 2, "{good} good seconds");
}

/// A microphone at the second of two inputs: its voice is heard in full, and the first input is found dead.
#[test]
fn a_voice_at_the_second_of_two_inputs_is_heard() {
    if !is_inside(name_of!(a_voice_at_the_second_of_two_inputs_is_heard)) {
        return;
    }
    let folder = std::env::var_os("XDG_RUNTIME_DIR").unwrap();
    let mut wave = Wave::new(440.0);
    let voice: Vec<f32> = (0..500).flat_map(|_| wave.piece()).collect();
    let silence = vec![0.0; voice.len()];
    let speech = Speech::write(folder.as_ref(), &[&silence, &voice]);
    let _talking = speech.play(folder.as_ref(), "ring");
    let mut microphone = DeviceMicrophone::open(None).expect("a microphone");
    let mut heard = Vec::new();
    let began = Instant::now();
    while heard.len() < 3 * 48_000 {
        assert!(began.elapsed() < Duration::from_secs(10));
        while let Some(piece) = microphone.hear(Instant::now()).unwrap() {
            heard.extend(piece);
        }
        std::thread::sleep(TICK);
    }
    let last = &heard[heard.len() - 48_000..];
    let loss = level(&voice[..48_000]) - level(last);
    println!("{loss:.1} dB quieter than it was said");
    assert!(loss.abs() < 1.0 && share_of_tone(last, 440.0) > 0.7);
    assert_eq!(microphone.dead_channels(), Some(0b01));
}

/// Asked for its devices every two seconds, as while somebody chooses one, a sound server has no places left after two
/// minutes where each question leaves a connection behind: PulseAudio takes 64 (`MAX_CONNECTIONS`).
#[test]
fn asking_for_devices_uses_no_sound_server_up() {
    if !is_inside(name_of!(asking_for_devices_uses_no_sound_server_up)) {
        return;
    }
    for number in 0..100 {
        let found = client_engine::media::list_devices();
        assert!(!found.speakers.is_empty(), "none at question {number}");
    }
    assert!(DeviceSpeaker::open(None).is_some());
}
