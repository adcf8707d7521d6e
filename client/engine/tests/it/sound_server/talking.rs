//! Sound that is played into a sound server, as by somebody who talks before its microphone.

use super::in_folder;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// What somebody says.
pub struct Speech {
    path: PathBuf,
    channels: usize,
}

impl Speech {
    /// What each channel carries, between -1 and 1, 48,000 samples per second; kept in this folder.
    pub fn write(folder: &Path, channels: &[&[f32]]) -> Self {
        let length = channels.iter().map(|sound| sound.len()).max().unwrap();
        let mut bytes = Vec::new();
        for place in 0..length {
            for sound in channels {
                let sample = sound.get(place).copied().unwrap_or_default();
                bytes.extend(pcm(sample).to_le_bytes());
            }
        }
        let path = folder.join("said.raw");
        std::fs::write(&path, bytes).unwrap();
        Self {
            path,
            channels: channels.len(),
        }
    }

    /// Plays it from its beginning, at the sound server of this folder, on the output of this name.
    pub fn play(&self, folder: &Path, sink: &str) -> Talking {
        let player = in_folder("pacat", folder)
            .arg(format!("--device={sink}"))
            .args(["--playback", "--raw", "--format=s16le", "--rate=48000"])
            .args([
                &format!("--channels={}", self.channels),
                "--latency-msec=20",
            ])
            .stdin(File::open(&self.path).unwrap())
            .stderr(Stdio::null())
            .spawn();
        Talking(player.expect("pacat is needed for this test"))
    }
}

/// Talks until it is dropped, or until the sound server is gone.
pub struct Talking(Child);

fn pcm(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0) as i16
}

impl Drop for Talking {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
