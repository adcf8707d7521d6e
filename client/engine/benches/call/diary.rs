//! What one end of a call saw and heard, and when. Times are seconds since 1970: both ends and the
//! browser share the machine's clock.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What an end is to do, given on its command line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// A browser's own WebRTC instead of the engine.
    pub is_browser: bool,
    /// Where it leaves its diary, pictures and sound.
    pub folder: PathBuf,
    pub clip: PathBuf,
    pub speech: PathBuf,
    pub size: (u16, u16),
    /// Looks at no more than a person would, because its costs are measured.
    pub is_frugal: bool,
}

/// What an end is told, one in a line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Order {
    Open { is_caller: bool },
    Signal { signal: shared::Signal },
    Finish,
}

/// What an end tells, one in a line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Report {
    /// It can be opened; its costs are those of this process and all that it started.
    Ready {
        process: u32,
    },
    Signal {
        signal: shared::Signal,
    },
    /// The diary is written.
    Done,
    /// It can't go on.
    Failed {
        why: String,
    },
}

/// A picture of the other side's, decoded.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Seen {
    pub number: u32,
    pub at: f64,
    pub size: (u16, u16),
}

/// A second of the other side's sound.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Second {
    pub at: f64,
    /// Made up because it was lost or late, of a thousand.
    pub guessed_permille: f64,
}

/// The diary.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Diary {
    /// Numbers of the own pictures and when the camera gave them.
    pub taken: Vec<(u32, f64)>,
    pub seen: Vec<Seen>,
    pub seconds: Vec<Second>,
    /// When samples of `said` and `heard` were in the air: the place of one, and its time.
    pub said_marks: Vec<(usize, f64)>,
    pub heard_marks: Vec<(usize, f64)>,
}

impl Diary {
    pub fn write(&self, folder: &Path) {
        let text = serde_json::to_vec(self).unwrap();
        std::fs::write(folder.join("diary.json"), text).unwrap();
    }

    pub fn read(folder: &Path) -> Self {
        let text = std::fs::read(folder.join("diary.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

/// Where a picture that was seen is kept.
pub fn picture_path(folder: &Path, number: u32, at: f64, size: (u16, u16)) -> PathBuf {
    let milliseconds = (at * 1_000.0) as u64;
    folder.join(format!(
        "seen-{milliseconds}-{number}-{}-{}.i420",
        size.0, size.1
    ))
}

pub fn write_sound(path: &Path, sound: &[f32]) {
    let bytes: Vec<u8> = sound.iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(path, bytes).unwrap();
}

pub fn read_sound(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    let samples = bytes.as_chunks::<4>().0.iter();
    samples.map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Seconds since 1970, as a browser counts them, too.
#[expect(clippy::disallowed_methods, reason = "a measurement wants the time")]
pub fn now() -> f64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since_1970.unwrap().as_secs_f64()
}
