//! Makes sound shorter or longer by one period of the voice, without changing its pitch (WSOLA:
//! Verhelst and Roelands, 1993).
//!
//! Two stretches of sound that resemble each other, one period apart, are faded into one another:
//! what lies between them is left out, or comes twice.

/// Shortest period looked for: 2.5 ms, 400 Hz.
const SHORTEST_PERIOD: usize = 120;
/// Longest period looked for: 15 ms, 67 Hz.
pub const LONGEST_PERIOD: usize = 720;
/// Samples that must resemble each other: 10 ms.
const COMPARED: usize = 480;
/// Samples over which one is faded into the other: 5 ms.
const FADED: usize = 240;
/// Sound that must be there to be shortened.
pub const SHORTENED_FROM: usize = LONGEST_PERIOD + COMPARED;
/// How much they must resemble each other, 1 being the same.
const ALIKE: f32 = 0.8;
/// The same where it hurries.
const SOMEWHAT_ALIKE: f32 = 0.3;
/// Mean square below which nobody speaks: -50 dB.
const QUIET: f32 = 1e-5;
/// Coarse search: each fourth sample of each fourth shift.
const COARSE: usize = 4;

/// `sound` without one period near its beginning; nothing where there is none to leave out unheard.
pub fn shorten(sound: &[f32], loud: bool, hurries: bool) -> Option<Vec<f32>> {
    let first = sound.get(..COMPARED)?;
    let quiet = is_quiet(sound.get(..SHORTENED_FROM)?);
    if !quiet && !loud {
        return None;
    }
    let later = |period: usize| sound.get(period..period + COMPARED);
    let (period, alike) = best_period(first, later)?;
    let needed = if hurries { SOMEWHAT_ALIKE } else { ALIKE };
    if !quiet && alike < needed {
        return None;
    }
    let mut cut = fade(first, later(period)?);
    cut.extend_from_slice(sound.get(period + FADED..)?);
    Some(cut)
}

/// `sound` from `played` on, with the last period before it played once more; nothing where there is
/// none to repeat unheard.
pub fn lengthen(sound: &[f32], played: usize) -> Option<Vec<f32>> {
    let next = sound.get(played..played + COMPARED)?;
    let earlier = |period: usize| {
        let start = played.checked_sub(period)?;
        sound.get(start..start + COMPARED)
    };
    let (period, alike) = best_period(next, earlier)?;
    if !is_quiet(next) && alike < ALIKE {
        return None;
    }
    let mut longer = fade(next, earlier(period)?);
    longer.extend_from_slice(sound.get(played - period + FADED..)?);
    Some(longer)
}

fn is_quiet(sound: &[f32]) -> bool {
    let power: f32 = sound.iter().map(|s| s * s).sum();
    #[expect(clippy::as_conversions, reason = "a small count")]
    let samples = sound.len().max(1) as f32;
    power / samples < QUIET
}

/// The shift by which `other` resembles `sound` most, and how much.
fn best_period<'a>(
    sound: &[f32],
    other: impl Fn(usize) -> Option<&'a [f32]>,
) -> Option<(usize, f32)> {
    let rate = |period: usize, step: usize| Some((period, alike(sound, other(period)?, step)));
    let better = |a: &(usize, f32), b: &(usize, f32)| a.1.total_cmp(&b.1);
    let (near, _) = (SHORTEST_PERIOD..=LONGEST_PERIOD)
        .step_by(COARSE)
        .filter_map(|period| rate(period, COARSE))
        .max_by(better)?;
    let around = near.saturating_sub(COARSE).max(SHORTEST_PERIOD)..=near + COARSE;
    around
        .filter(|period| *period <= LONGEST_PERIOD)
        .filter_map(|period| rate(period, 1))
        .max_by(better)
}

/// Normalised correlation, looking at each `step`th sample.
fn alike(one: &[f32], other: &[f32], step: usize) -> f32 {
    let (mut both, mut ones, mut others) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(other).step_by(step) {
        both += a * b;
        ones += a * a;
        others += b * b;
    }
    let power: f32 = ones * others;
    if power > 0.0 {
        both / power.sqrt()
    } else {
        0.0
    }
}

fn fade(from: &[f32], to: &[f32]) -> Vec<f32> {
    let pairs = from.iter().zip(to).take(FADED).enumerate();
    #[expect(clippy::as_conversions, reason = "a small count")]
    let share = |n: usize| (n as f32 + 0.5) / FADED as f32;
    pairs
        .map(|(n, (from, to))| from + (to - from) * share(n))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::as_conversions, reason = "the numbers are small")]

    use super::*;

    /// A tone with overtones, as a vowel has them; its period is 400 samples.
    fn vowel(samples: usize) -> Vec<f32> {
        let turn = std::f32::consts::TAU / 400.0;
        (0..samples)
            .map(|n| {
                let phase = turn * (n % 400) as f32;
                0.3 * phase.sin() + 0.2 * (3.0 * phase).sin() + 0.1 * (7.0 * phase + 1.0).sin()
            })
            .collect()
    }

    fn furthest(one: &[f32], other: &[f32]) -> f32 {
        let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs());
        apart.fold(0.0, f32::max)
    }

    #[test]
    fn a_vowel_loses_one_period_and_goes_on_as_before() {
        let sound = vowel(2_000);
        let cut = shorten(&sound, true, false).unwrap();
        assert_eq!(cut.len(), 1_600);
        assert!(furthest(&cut, &sound) < 1e-3);
        assert!(
            shorten(&sound, false, false).is_none(),
            "only where loud sound may be"
        );
    }

    #[test]
    fn a_vowel_gains_one_period_and_goes_on_as_before() {
        let sound = vowel(2_400);
        let longer = lengthen(&sound, 900).unwrap();
        assert_eq!(longer.len(), 1_500 + 400);
        assert!(furthest(&longer, &vowel(2_800)[900..]) < 1e-3);
    }

    #[test]
    fn a_vowel_that_dies_away_has_no_click_in_it() {
        let fading = |(n, sample): (usize, f32)| sample * (-0.001 * n as f32).exp();
        let sound: Vec<f32> = vowel(2_400).into_iter().enumerate().map(fading).collect();
        let steepest = |sound: &[f32]| furthest(sound, &sound[1..]);
        let cut = shorten(&sound, true, false).unwrap();
        assert!(cut.len() < 2_400 && steepest(&cut) < 1.1 * steepest(&sound));
        let mut longer = sound[..900].to_vec();
        longer.extend(lengthen(&sound, 900).unwrap());
        assert!(longer.len() > 2_400 && steepest(&longer) < 1.1 * steepest(&sound));
    }

    #[test]
    fn a_hiss_is_left_alone_unless_it_hurries_or_is_quiet() {
        let mut dice = 1_u64;
        let mut roll = || {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            (dice >> 40) as f32 / (1 << 23) as f32 - 1.0
        };
        let hiss: Vec<f32> = (0..2_000).map(|_| roll()).collect();
        assert!(shorten(&hiss, true, false).is_none());
        assert!(lengthen(&hiss, 900).is_none());
        let quiet: Vec<f32> = hiss.iter().map(|s| s * 1e-3).collect();
        assert!(shorten(&quiet, false, false).is_some_and(|cut| cut.len() < 2_000));
        assert!(lengthen(&quiet, 900).is_some_and(|longer| longer.len() > 1_100));
    }

    #[test]
    fn too_little_sound_is_left_alone() {
        let sound = vowel(SHORTENED_FROM - 1);
        assert!(shorten(&sound, true, true).is_none());
        assert!(lengthen(&sound, 1_000).is_none());
        assert!(
            lengthen(&sound, 100).is_none(),
            "nothing was played before it"
        );
    }
}
