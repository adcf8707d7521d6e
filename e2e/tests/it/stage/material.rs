//! What cameras and microphones see and hear: a clip whose frames are numbered, and two phrases
//! spoken by another program.

use client_engine::media::video::frame::Size;
use client_engine::media::video::test_source::pattern::Pattern;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frames of the clip: three seconds at 30 per second, then it starts over.
pub const CLIP_FRAMES: u32 = 90;

pub struct Material {
    pub clip: PathBuf,
    pub doctors_phrase: PathBuf,
    pub patients_phrase: PathBuf,
}

impl Material {
    pub fn make(folder: &Path) -> Self {
        let material = Self {
            clip: folder.join("clip.y4m"),
            doctors_phrase: folder.join("doctor.wav"),
            patients_phrase: folder.join("patient.wav"),
        };
        write_clip(&material.clip);
        speak(
            &material.doctors_phrase,
            "Good morning. Please tell me since when you have been coughing.",
        );
        speak(
            &material.patients_phrase,
            "Hello doctor! It began two weeks ago, and at night it is worst of all.",
        );
        material
    }
}

fn write_clip(path: &Path) {
    let size = Size::new(320, 240).unwrap();
    let pattern = Pattern::new(size, 30);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(b"YUV4MPEG2 W320 H240 F30:1 Ip A1:1 C420jpeg\n")
        .unwrap();
    for number in 0..CLIP_FRAMES {
        file.write_all(b"FRAME\n").unwrap();
        for (plane, _) in pattern.draw(number).planes() {
            file.write_all(plane).unwrap();
        }
    }
    file.flush().unwrap();
}

fn speak(path: &Path, words: &str) {
    let done = Command::new("espeak-ng")
        .arg("-w")
        .arg(path)
        .arg(words)
        .status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "espeak-ng is needed; `cargo xtask test` installs it"
    );
}

/// How loud a sound is, each 20 ms.
fn envelope(sound: &[f32]) -> Vec<f32> {
    const PIECE: usize = 48_000 / 50;
    let loudness =
        |piece: &[f32]| (piece.iter().map(|s| s * s).sum::<f32>() / piece.len() as f32).sqrt();
    sound.chunks(PIECE).map(loudness).collect()
}

/// How well `heard` follows a phrase that is repeated without end, wherever in it one listens in:
/// the best correlation of their envelopes, 1 for the same.
pub fn likeness(heard: &[f32], phrase: &[f32]) -> f32 {
    let (heard, phrase) = (envelope(heard), envelope(phrase));
    let correlate = |from: usize| {
        let there = |i: usize| phrase[(from + i) % phrase.len()];
        let n = heard.len() as f32;
        let mean_here = heard.iter().sum::<f32>() / n;
        let mean_there = (0..heard.len()).map(there).sum::<f32>() / n;
        let (mut both, mut here2, mut there2) = (0.0, 0.0, 0.0);
        for (i, value) in heard.iter().enumerate() {
            let (a, b) = (value - mean_here, there(i) - mean_there);
            both += a * b;
            here2 += a * a;
            there2 += b * b;
        }
        if here2 * there2 > 0.0 {
            both / (here2 * there2).sqrt()
        } else {
            0.0
        }
    };
    (0..phrase.len()).map(correlate).fold(0.0, f32::max)
}
