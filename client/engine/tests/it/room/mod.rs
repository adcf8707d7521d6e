//! A room made of numbers: speech, a way from the speaker to the microphone, and what one measures
//! there.

use client_engine::media::audio::wav::read_wav;
use client_engine::media::audio::{AudioFrame, FRAME_SAMPLES};
use std::process::Command;

/// Speech of a computer, at 48 kHz; `voice` is one of espeak-ng's.
pub fn speech(voice: &str, words: &str) -> Vec<f32> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("speech.wav");
    let done = Command::new("espeak-ng")
        .args(["-v", voice, "-w"])
        .arg(&file)
        .arg(words)
        .status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "espeak-ng is needed; `cargo xtask test` installs it"
    );
    read_wav(&file).unwrap()
}

/// Numbers between -1 and 1 that look like chance and are the same each time (Marsaglia's xorshift;
/// a plain congruence sounds like a pitch to a noise filter).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// White noise, as of an amplifier.
pub fn hiss(loudness: f32, samples: usize, seed: u64) -> Vec<f32> {
    let mut dice = Dice::new(seed);
    (0..samples)
        .map(|_| dice.roll() * loudness * 3_f32.sqrt())
        .collect()
}

/// Pink noise, as of fans and streets (Paul Kellet's filter).
pub fn rumble(loudness: f32, samples: usize, seed: u64) -> Vec<f32> {
    let mut slow = [0.0; 3];
    hiss(loudness, samples, seed)
        .into_iter()
        .map(|white| {
            slow[0] = 0.997_65 * slow[0] + white * 0.099_046;
            slow[1] = 0.963 * slow[1] + white * 0.296_516;
            slow[2] = 0.57 * slow[2] + white * 1.052_691;
            (slow.iter().sum::<f32>() + white * 0.1848) * 0.56
        })
        .collect()
}

/// The way from the speaker to the microphone: straight after 30 ms, and 300 reflections within
/// 200 ms that fade by 60 dB.
pub struct Room {
    taps: Vec<(usize, f32)>,
}

impl Room {
    pub fn new(seed: u64) -> Self {
        const STRAIGHT: usize = 1_440;
        const LENGTH: f32 = 9_600.0;
        let mut dice = Dice::new(seed);
        let mut taps = vec![(STRAIGHT, 0.4)];
        for _ in 0..300 {
            let after = (dice.roll().abs() * LENGTH) as usize;
            let faded = 10_f32.powf(-3.0 * after as f32 / LENGTH);
            taps.push((STRAIGHT + after, dice.roll() * 0.12 * faded));
        }
        Self { taps }
    }

    /// What the microphone hears of what the speaker plays.
    pub fn echo(&self, played: &[f32]) -> Vec<f32> {
        let mut heard = vec![0.0; played.len()];
        for (after, share) in &self.taps {
            for (to, from) in heard.iter_mut().skip(*after).zip(played) {
                *to += from * share;
            }
        }
        heard
    }
}

pub fn mix(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(a, b)| a + b).collect()
}

/// Over and over, `samples` long.
pub fn repeated(sound: &[f32], samples: usize) -> Vec<f32> {
    sound.iter().copied().cycle().take(samples).collect()
}

pub fn frames(sound: &[f32]) -> impl Iterator<Item = AudioFrame> {
    sound.as_chunks::<FRAME_SAMPLES>().0.iter().copied()
}

/// Decibels of the mean power; 0 is a full-scale square wave.
pub fn level(sound: &[f32]) -> f32 {
    let power = sound.iter().map(|s| s * s).sum::<f32>() / sound.len().max(1) as f32;
    10.0 * (power + 1e-12).log10()
}

/// The samples by which `late` is behind `sound`, up to 80 ms, where they match best.
pub fn lag(sound: &[f32], late: &[f32]) -> usize {
    const MOST: usize = 8 * FRAME_SAMPLES;
    // Speech hardly changes within six samples, so a coarse search finds the place.
    const COARSE: usize = 6;
    let match_at = |lag: usize| -> f32 {
        let pairs = late.iter().skip(lag).zip(sound).step_by(5);
        pairs.map(|(a, b)| a * b).sum()
    };
    let best = |lags: &mut dyn Iterator<Item = usize>| -> usize {
        let rated = lags.map(|lag| (lag, match_at(lag)));
        rated.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0
    };
    let near = best(&mut (0..MOST).step_by(COARSE));
    best(&mut (near.saturating_sub(COARSE)..=near + COARSE))
}

/// How well speech can still be understood, by the method of Taal, Hendriks, Heusdens and Jensen
/// (STOI, 2011): the mean correlation of loudness over time in fifteen bands a third of an octave
/// wide, from 150 Hz up; 1 for the same. Both must be aligned.
pub fn intelligibility(clean: &[f32], heard: &[f32]) -> f32 {
    const SEGMENT: usize = 30;
    let clean = spectra(clean);
    let loudest = clean.iter().map(|s| sum(s)).fold(0.0, f32::max);
    let pairs: Vec<_> = clean
        .into_iter()
        .zip(spectra(heard))
        // Pauses say nothing about speech: 40 dB below the loudest is left out.
        .filter(|(clean, _)| sum(clean) > loudest * 1e-4)
        .collect();
    let (mut total, mut count) = (0.0, 0.0);
    // Every fifth segment: they overlap, and the mean is the same.
    for segment in pairs.windows(SEGMENT).step_by(5) {
        for band in 0..BANDS {
            let x: Vec<f32> = segment.iter().map(|(c, _)| c[band].sqrt()).collect();
            let y: Vec<f32> = segment.iter().map(|(_, h)| h[band].sqrt()).collect();
            let scale = (squares(&x) / squares(&y).max(1e-20)).sqrt();
            // Clipped at -15 dB of distortion, as the method has it.
            let limit = 1.0 + 10_f32.powf(15.0 / 20.0);
            let y: Vec<f32> = x
                .iter()
                .zip(&y)
                .map(|(x, y)| (y * scale).min(x * limit))
                .collect();
            total += correlation(&x, &y);
            count += 1.0;
        }
    }
    total / count
}

const BANDS: usize = 15;

fn sum(values: &[f32]) -> f32 {
    values.iter().sum()
}

fn squares(values: &[f32]) -> f32 {
    values.iter().map(|v| v * v).sum()
}

fn correlation(x: &[f32], y: &[f32]) -> f32 {
    let (mean_x, mean_y) = (sum(x) / x.len() as f32, sum(y) / y.len() as f32);
    let x: Vec<f32> = x.iter().map(|v| v - mean_x).collect();
    let y: Vec<f32> = y.iter().map(|v| v - mean_y).collect();
    let both: f32 = x.iter().zip(&y).map(|(a, b)| a * b).sum();
    both / (squares(&x) * squares(&y)).sqrt().max(1e-20)
}

/// Power in each band, each 12.8 ms.
fn spectra(sound: &[f32]) -> Vec<[f32; BANDS]> {
    const WINDOW: usize = 2_048;
    const STEP: usize = 614;
    const HERTZ_PER_BIN: f32 = 48_000.0 / WINDOW as f32;
    let mut spectra = Vec::new();
    let mut start = 0;
    while start + WINDOW <= sound.len() {
        let mut parts: Vec<(f32, f32)> = sound[start..start + WINDOW]
            .iter()
            .enumerate()
            .map(|(n, s)| {
                let turn = std::f32::consts::TAU * n as f32 / WINDOW as f32;
                (s * (0.5 - 0.5 * turn.cos()), 0.0)
            })
            .collect();
        fourier(&mut parts);
        let mut bands = [0.0; BANDS];
        for (bin, (re, im)) in parts.iter().enumerate().take(WINDOW / 2) {
            let octaves = (bin as f32 * HERTZ_PER_BIN / 150.0).log2();
            let band = (octaves * 3.0 + 0.5).floor();
            if (0.0..BANDS as f32).contains(&band) {
                bands[band as usize] += re * re + im * im;
            }
        }
        spectra.push(bands);
        start += STEP;
    }
    spectra
}

/// The fast Fourier transform, as in every textbook.
fn fourier(parts: &mut [(f32, f32)]) {
    let length = parts.len();
    if length == 1 {
        return;
    }
    let mut even: Vec<_> = parts.iter().copied().step_by(2).collect();
    let mut odd: Vec<_> = parts.iter().copied().skip(1).step_by(2).collect();
    fourier(&mut even);
    fourier(&mut odd);
    for n in 0..length / 2 {
        let (sin, cos) = (-std::f32::consts::TAU * n as f32 / length as f32).sin_cos();
        let (re, im) = odd[n];
        let turned = (re * cos - im * sin, re * sin + im * cos);
        parts[n] = (even[n].0 + turned.0, even[n].1 + turned.1);
        parts[n + length / 2] = (even[n].0 - turned.0, even[n].1 - turned.1);
    }
}
