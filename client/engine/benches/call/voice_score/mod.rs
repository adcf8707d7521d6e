//! How well a voice arrived, by the judgement of another program, and after how long.

use std::process::Command;

const SCRIPT: &str = include_str!("score.py");
const SAMPLES_PER_MILLISECOND: usize = 48;
/// Alignment needs no more than a telephone's band.
const COARSE: usize = 6;

/// PESQ (ITU-T P.862.2, wide band): from 1 to 4.64. Both at 48 kHz; it aligns them by itself, within
/// limits. `MEDCONSULT_PYTHON` is a Python that has the packages of `e2e/requirements.txt`.
pub fn voice_score(said: &[f32], heard: &[f32]) -> f64 {
    let python = std::env::var_os("MEDCONSULT_PYTHON")
        .expect("MEDCONSULT_PYTHON is set by `cargo xtask test` and `cargo xtask bench`");
    let folder = tempfile::tempdir().unwrap();
    let paths = [("said", said), ("heard", heard)].map(|(name, sound)| {
        let path = folder.path().join(name);
        let bytes: Vec<u8> = sound.iter().flat_map(|s| s.to_le_bytes()).collect();
        std::fs::write(&path, bytes).unwrap();
        path
    });
    let output = Command::new(python)
        .arg("-c")
        .arg(SCRIPT)
        .args(paths)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("no score: {}", String::from_utf8_lossy(&output.stderr)))
}

/// By how many samples `heard` is behind `said`, from 0 to `most`, and how alike they are there
/// (1 for the same).
pub fn lag(said: &[f32], heard: &[f32], most: usize) -> (usize, f32) {
    let thin = |sound: &[f32]| -> Vec<f32> {
        let means = sound.chunks_exact(COARSE).map(|c| c.iter().sum::<f32>());
        means.collect()
    };
    let (said, heard) = (thin(said), thin(heard));
    let power = |sound: &[f32]| sound.iter().map(|s| s * s).sum::<f32>();
    let alike = |lag: usize| {
        let length = said.len().min(heard.len().saturating_sub(lag));
        let (said, heard) = (&said[..length], &heard[lag..lag + length]);
        let both: f32 = said.iter().zip(heard).map(|(a, b)| a * b).sum();
        both / (power(said) * power(heard)).sqrt().max(1e-9)
    };
    let most = (most / COARSE).min(heard.len());
    let rated = (0..most).map(|lag| (lag * COARSE, alike(lag)));
    rated.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default()
}

/// Milliseconds as samples.
pub const fn samples(milliseconds: usize) -> usize {
    milliseconds * SAMPLES_PER_MILLISECOND
}
