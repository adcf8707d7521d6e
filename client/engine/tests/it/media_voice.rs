//! Echo, noise and level of the own voice, in a made-up room.

use crate::room::{Room, frames, hiss, intelligibility, lag, level, mix, repeated, rumble, speech};
use client_engine::media::audio::processing::{
    Aec3Canceller, EchoControl, EchoEngine, GainControl, NoiseFilter, SonoraCanceller, VoiceChain,
    VoiceProcessor, VoiceSettings,
};

const SECOND: usize = 48_000;

/// The other side's voice.
fn far_voice() -> Vec<f32> {
    speech(
        "en-us",
        "Good morning. Please tell me when it began, and whether anything makes it better. \
         Do you take any medicine at the moment? I would like to have a look at your throat.",
    )
}

/// The own voice.
fn near_voice() -> Vec<f32> {
    speech(
        "en-gb+f3",
        "Hello doctor! It began two weeks ago, and at night it is worst of all. \
         I have tried tea with honey, but that has not helped me very much.",
    )
}

/// What comes out where `played` is played and `heard` is heard; two frames at a time, as on the
/// sound thread.
fn run(voice: &mut dyn VoiceProcessor, played: &[f32], heard: &[f32]) -> Vec<f32> {
    let mut out = Vec::new();
    let pairs: Vec<_> = frames(played).zip(frames(heard)).collect();
    for pairs in pairs.chunks(2) {
        for (played, _) in pairs {
            voice.played(played);
        }
        for (_, heard) in pairs {
            let mut heard = *heard;
            voice.heard(&mut heard);
            out.extend(heard);
        }
    }
    out
}

fn chain(engine: EchoEngine) -> VoiceChain {
    VoiceChain::new(
        VoiceSettings {
            engine,
            echo: EchoControl::On,
            ..VoiceSettings::default()
        },
        true,
    )
}

/// By how many decibels an echo alone gets quieter from the fourth second on, and from the eighth.
/// A `cheap` loudspeaker distorts.
fn echo_loss(voice: &mut dyn VoiceProcessor, cheap: bool) -> (f32, f32) {
    let played = repeated(&far_voice(), 16 * SECOND);
    let distorted = played.iter().map(|s| (2.0 * s).tanh() / 2.0).collect();
    let sounding: Vec<f32> = if cheap { distorted } else { played.clone() };
    let echo = Room::new(7).echo(&sounding);
    // No microphone is without noise of its own.
    let heard = mix(&echo, &hiss(0.000_1, echo.len(), 3));
    let out = run(voice, &played, &heard);
    let loss = |from: usize, to: usize| level(&heard[from..to]) - level(&out[from..to]);
    (loss(4 * SECOND, 8 * SECOND), loss(8 * SECOND, 16 * SECOND))
}

fn assert_takes_echo(name: &str, voice: impl Fn() -> Box<dyn VoiceProcessor>) {
    for (loudspeaker, cheap) in [("good", false), ("cheap", true)] {
        let (early, late) = echo_loss(&mut *voice(), cheap);
        println!(
            "{name}, {loudspeaker} loudspeaker: echo {early:.1} dB quieter at 4 to 8 s, \
             {late:.1} dB at 8 to 16 s"
        );
        assert!(early > 25.0 && late > 25.0);
    }
}

#[test]
fn the_first_engine_takes_an_echo_away() {
    assert_takes_echo("sonora", || Box::new(SonoraCanceller::new()));
}

#[test]
fn the_second_engine_takes_an_echo_away() {
    assert_takes_echo("aec3", || Box::new(Aec3Canceller::new().unwrap()));
}

#[test]
fn whole_chains_take_an_echo_away() {
    assert_takes_echo("chain with sonora", || Box::new(chain(EchoEngine::Sonora)));
    assert_takes_echo("chain with aec3", || Box::new(chain(EchoEngine::Aec3)));
}

/// Level change in decibels and intelligibility of the own voice passed through.
fn own_voice(name: &str, voice: &mut dyn VoiceProcessor) -> (f32, f32) {
    let near = repeated(&near_voice(), 12 * SECOND);
    let heard = mix(&near, &hiss(0.000_1, near.len(), 3));
    let out = run(voice, &vec![0.0; near.len()], &heard);
    let lag = lag(&near[..4 * SECOND], &out[..4 * SECOND]);
    let (near, out) = (
        &near[2 * SECOND..11 * SECOND],
        &out[2 * SECOND + lag..11 * SECOND + lag],
    );
    let change = level(out) - level(near);
    let understood = intelligibility(near, out);
    println!(
        "{name}: own voice {change:+.1} dB, intelligibility {understood:.3}, {:.1} ms later",
        lag as f32 / 48.0
    );
    (change, understood)
}

#[test]
fn the_own_voice_is_left_alone() {
    let (change, understood) = own_voice("sonora", &mut SonoraCanceller::new());
    assert!(change.abs() < 1.0 && understood > 0.95);
    let (change, understood) = own_voice("aec3", &mut Aec3Canceller::new().unwrap());
    assert!(change.abs() < 1.0 && understood > 0.95);
    for engine in [EchoEngine::Sonora, EchoEngine::Aec3] {
        let (change, understood) = own_voice(&format!("chain, {engine:?}"), &mut chain(engine));
        assert!(change.abs() < 6.0 && understood > 0.9);
    }
}

/// Both speak at once: what an echo canceller is worst at. The figures say how much of the own
/// voice is left.
fn both_speak(name: &str, voice: &mut dyn VoiceProcessor) -> (f32, f32) {
    let played = repeated(&far_voice(), 16 * SECOND);
    let mut near = repeated(&near_voice(), 16 * SECOND);
    near[..6 * SECOND].fill(0.0);
    let heard = mix(&Room::new(7).echo(&played), &near);
    let out = run(voice, &played, &heard);
    let lag = lag(&near[..10 * SECOND], &out[..10 * SECOND]);
    let (near, out) = (
        &near[6 * SECOND..15 * SECOND],
        &out[6 * SECOND + lag..15 * SECOND + lag],
    );
    let before = intelligibility(near, &heard[6 * SECOND..15 * SECOND]);
    let after = intelligibility(near, out);
    let change = level(out) - level(near);
    println!("both speak, {name}: {change:+.1} dB, intelligibility {before:.3} -> {after:.3}");
    (change, after)
}

#[test]
fn the_own_voice_survives_while_both_speak() {
    both_speak("sonora", &mut SonoraCanceller::new());
    both_speak("aec3", &mut Aec3Canceller::new().unwrap());
    for engine in [EchoEngine::Sonora, EchoEngine::Aec3] {
        let (change, understood) = both_speak(&format!("chain, {engine:?}"), &mut chain(engine));
        assert!(change > -10.0 && understood > 0.5);
    }
}

/// What the noise filter makes of a sound.
fn filtered(sound: &[f32]) -> Vec<f32> {
    let mut filter = NoiseFilter::new();
    frames(sound)
        .flat_map(|mut frame| {
            filter.filter(&mut frame);
            frame
        })
        .collect()
}

#[test]
fn noise_is_taken_out_and_speech_stays() {
    let clean = repeated(&near_voice(), 12 * SECOND);
    for (name, noise) in [
        ("rumble", rumble(0.01, clean.len(), 5)),
        ("hiss", hiss(0.01, clean.len(), 5)),
    ] {
        let rest = filtered(&noise);
        let quieter = level(&noise[4 * SECOND..]) - level(&rest[4 * SECOND..]);
        let noisy = mix(&clean, &noise);
        let out = filtered(&noisy);
        let lag = lag(&clean[..4 * SECOND], &out[..4 * SECOND]);
        let voice = &clean[2 * SECOND..11 * SECOND];
        let out = &out[2 * SECOND + lag..11 * SECOND + lag];
        let before = intelligibility(voice, &noisy[2 * SECOND..11 * SECOND]);
        let after = intelligibility(voice, out);
        let change = level(out) - level(voice);
        println!(
            "{name} at {:.1} dB becomes {quieter:.1} dB quieter; speech in it {change:+.1} dB, \
             intelligibility {before:.3} -> {after:.3}",
            level(&noise)
        );
        assert!(quieter > 20.0, "{name}");
        assert!(change.abs() < 2.0 && after > 0.9, "{name}");
    }
}

#[test]
fn a_quiet_voice_is_raised_and_a_loud_one_is_not_overdriven() {
    let near = repeated(&near_voice(), 20 * SECOND);
    let at = |share: f32| -> (f32, f32, f32) {
        let mut gain = GainControl::new();
        let sound: Vec<f32> = near.iter().map(|s| s * share).collect();
        let out: Vec<f32> = frames(&sound)
            .flat_map(|mut frame| {
                gain.even(&mut frame);
                frame
            })
            .collect();
        let peak = out.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        (
            level(&sound[12 * SECOND..]),
            level(&out[12 * SECOND..]),
            peak,
        )
    };
    let (quiet_in, quiet_out, _) = at(0.05);
    let (loud_in, loud_out, peak) = at(2.0);
    println!(
        "gain: {quiet_in:.1} -> {quiet_out:.1} dB, {loud_in:.1} -> {loud_out:.1} dB, peak {peak:.2}"
    );
    assert!(quiet_out > quiet_in + 10.0);
    assert!(peak <= 1.0);
}

#[test]
fn with_a_headset_the_echo_canceller_is_left_out() {
    let settings = VoiceSettings {
        noise_filter: false,
        gain_control: false,
        ..VoiceSettings::default()
    };
    let played = repeated(&far_voice(), 8 * SECOND);
    let heard = Room::new(7).echo(&played);
    let out = run(&mut VoiceChain::new(settings, false), &played, &heard);
    assert_eq!(out, heard[..out.len()]);
    let out = run(&mut VoiceChain::new(settings, true), &played, &heard);
    assert!(level(&out[4 * SECOND..]) < level(&heard[4 * SECOND..]) - 20.0);
}
