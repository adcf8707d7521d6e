//! What rings: the ringtone, two answering phrases of bells, and the doctors' chime, two soft notes.
//! Each is a loop of three seconds, made here from sines.
//!
//! Owns the sounds themselves and nothing of their playing. The ringtone is loud, because a phone may
//! lie in another room, and has no gap, because a loop that pauses is easily taken for over. The chime
//! is for somebody who sits before the screen and perhaps talks: it begins low and pauses.

use std::f64::consts::TAU;

/// Samples per second.
pub const RATE: u32 = 48_000;
/// Length of the loop.
pub const LOOP_MS: u32 = 3_000;
/// -0.5 dB below full scale: loud, with room for what a sound card's own filter adds.
pub const PEAK: f32 = 0.944;
/// How hard the sum is driven into the limiter.
const DRIVE: f64 = 2.6;

/// The chime at its loudest: 6 dB below full scale, about half as loud as the ringtone's peaks.
pub const CHIME_PEAK: f32 = 0.5;
/// The chime at its first note: 20 dB below its loudest.
pub const CHIME_FIRST: f32 = 0.1;
/// How long it grows, in seconds: it is at its loudest for the last third of a ring.
pub const CHIME_GROWS_S: u16 = 20;

/// One strike against full scale, before the limiter.
const STRIKE_LEVEL: f64 = 0.35;
/// Five times the slowest decay: after that nothing of a strike is left to hear.
const HEARD_MS: u32 = 2_750;

/// Partials of a struck bell bar: ratio to the fundamental, level, seconds until silent to 1/e.
/// The fourth harmonic and the slightly sharp tenth are a marimba bar's, the octave adds warmth.
const PARTIALS: [(f64, f64, f64); 5] = [
    (1.0, 1.0, 0.55),
    (2.0, 0.45, 0.40),
    (3.0, 0.22, 0.28),
    (4.0, 0.30, 0.20),
    (10.1, 0.06, 0.05),
];

/// One strike: when, which note, how hard.
struct Strike {
    at_ms: u32,
    hertz: f64,
    level: f64,
}

const fn strike(at_ms: u32, hertz: f64, level: f64) -> Strike {
    Strike {
        at_ms,
        hertz,
        level,
    }
}

const D5: f64 = 587.33;
const E5: f64 = 659.26;
const F5_SHARP: f64 = 739.99;
const A5: f64 = 880.0;
const B5: f64 = 987.77;
const D6: f64 = 1_174.66;
const E6: f64 = 1_318.51;

/// A rising question and a falling answer over a low pulse that keeps the loop from ever pausing.
const STRIKES: [Strike; 20] = [
    strike(0, D5, 0.9),
    strike(150, F5_SHARP, 0.9),
    strike(300, A5, 1.0),
    strike(450, D6, 1.0),
    strike(600, A5, 0.8),
    strike(750, D6, 1.0),
    strike(900, E6, 1.0),
    strike(1_050, D5, 0.7),
    strike(1_200, A5, 0.8),
    strike(1_350, D5, 0.7),
    strike(1_500, E6, 1.0),
    strike(1_650, D6, 0.9),
    strike(1_800, B5, 1.0),
    strike(1_950, A5, 0.9),
    strike(2_100, B5, 0.8),
    strike(2_250, A5, 0.9),
    strike(2_400, F5_SHARP, 1.0),
    strike(2_550, E5, 0.8),
    strike(2_700, D5, 0.9),
    strike(2_850, A5, 0.7),
];

/// Two notes a fourth apart, as of a door that is opened, and again.
const CHIME_STRIKES: [Strike; 4] = [
    strike(0, E5, 0.8),
    strike(260, A5, 1.0),
    strike(1_000, E5, 0.6),
    strike(1_260, A5, 0.8),
];

/// The loop, mono, at [`RATE`]. Played end to end it has no seam: what still sounds at its end is
/// mixed into its beginning.
#[must_use]
pub fn ringtone() -> Vec<f32> {
    let mut mix = vec![0.0_f64; samples_in(LOOP_MS)];
    for strike in &STRIKES {
        add(&mut mix, strike);
    }
    for sample in &mut mix {
        *sample = (*sample * DRIVE).tanh();
    }
    scaled(&mix, PEAK)
}

/// The chime's loop at its loudest, mono, at [`RATE`], without a seam as well.
#[must_use]
pub fn chime() -> Vec<f32> {
    let mut mix = vec![0.0_f64; samples_in(LOOP_MS)];
    for strike in &CHIME_STRIKES {
        add(&mut mix, strike);
    }
    scaled(&mix, CHIME_PEAK)
}

fn scaled(mix: &[f64], wanted: f32) -> Vec<f32> {
    let peak = mix
        .iter()
        .fold(f64::MIN_POSITIVE, |peak, sample| peak.max(sample.abs()));
    let gain = f64::from(wanted) / peak;
    mix.iter().map(|sample| narrow(sample * gain)).collect()
}

#[expect(
    clippy::as_conversions,
    reason = "there is no From for rounding to the nearest f32"
)]
fn narrow(sample: f64) -> f32 {
    sample as f32
}

fn samples_in(milliseconds: u32) -> usize {
    usize::try_from(milliseconds.saturating_mul(RATE / 1_000)).unwrap_or(0)
}

/// Adds one strike, wrapped around the end of the loop.
fn add(mix: &mut [f64], strike: &Strike) {
    let seconds = (0_u32..).map(|count| f64::from(count) / f64::from(RATE));
    let places = (0..mix.len())
        .cycle()
        .skip(samples_in(strike.at_ms))
        .take(samples_in(HEARD_MS));
    for (place, t) in places.zip(seconds) {
        if let Some(sample) = mix.get_mut(place) {
            *sample += STRIKE_LEVEL * strike.level * bell(strike.hertz, t);
        }
    }
}

/// A bell `t` seconds after it was struck.
fn bell(hertz: f64, t: f64) -> f64 {
    // Two milliseconds of attack: struck, but without a click.
    let attack = (t / 0.002).min(1.0);
    let sum: f64 = PARTIALS
        .iter()
        .map(|(ratio, level, decay)| level * (-t / decay).exp() * (TAU * hertz * ratio * t).sin())
        .sum();
    attack * sum
}

#[cfg(test)]
mod tests {
    use super::{CHIME_PEAK, LOOP_MS, PEAK, RATE, chime, ringtone};

    fn rms(samples: &[f32]) -> f32 {
        let power: f32 = samples.iter().map(|sample| sample * sample).sum();
        (power / f32::from(u16::try_from(samples.len()).unwrap())).sqrt()
    }

    #[test]
    fn it_is_three_seconds_long_and_just_below_full_scale() {
        let tone = ringtone();
        assert_eq!(tone.len(), usize::try_from(LOOP_MS * RATE / 1_000).unwrap());
        let peak = tone
            .iter()
            .fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((peak - PEAK).abs() < 1e-4, "{peak}");
    }

    #[test]
    fn it_is_loud_throughout_and_never_pauses() {
        let tone = ringtone();
        // 20 ms windows.
        let levels: Vec<f32> = tone.chunks(960).map(rms).collect();
        let quietest = levels.iter().copied().fold(f32::MAX, f32::min);
        assert!(quietest > 0.15, "the quietest 20 ms are at {quietest}");
        let mean = levels.iter().map(|level| level * level).sum::<f32>()
            / f32::from(u16::try_from(levels.len()).unwrap());
        // -10 dB of full scale is what recorded ringtones come to.
        assert!(mean.sqrt() > 0.316, "{}", mean.sqrt());
    }

    #[test]
    fn the_seam_is_no_larger_than_any_other_step() {
        let tone = ringtone();
        let seam = (tone[0] - tone[tone.len() - 1]).abs();
        let largest = tone
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .fold(0.0_f32, f32::max);
        assert!(seam <= largest, "{seam} against {largest}");
    }

    #[test]
    fn the_chime_is_half_as_high_pauses_and_has_no_seam() {
        let tone = chime();
        assert_eq!(tone.len(), usize::try_from(LOOP_MS * RATE / 1_000).unwrap());
        let peak = tone
            .iter()
            .fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((peak - CHIME_PEAK).abs() < 1e-4, "{peak}");
        let levels: Vec<f32> = tone.chunks(960).map(rms).collect();
        let quietest = levels.iter().copied().fold(f32::MAX, f32::min);
        assert!(quietest < 0.02, "the quietest 20 ms are at {quietest}");
        let seam = (tone[0] - tone[tone.len() - 1]).abs();
        assert!(seam < 0.01, "{seam}");
        let mean = |tone: &[f32]| {
            let power: f32 = tone.iter().map(|sample| sample * sample).sum();
            power / 144_000.0
        };
        assert!(mean(&tone) < mean(&ringtone()) / 10.0, "10 dB quieter");
    }

    #[test]
    fn it_is_always_the_same() {
        assert_eq!(ringtone(), ringtone());
    }
}
