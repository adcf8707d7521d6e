//! What a sound server plays, recorded as it goes and measured afterwards.

use super::{SoundServer, eventually, in_folder};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Samples per second.
pub const RATE: usize = 48_000;
/// Samples in a millisecond.
pub const MS: usize = RATE / 1_000;

/// A recording into a file, so that this program need not keep up with it.
pub struct Recording {
    recorder: Child,
    path: PathBuf,
    done: Arc<AtomicBool>,
    watching: Option<JoinHandle<Instant>>,
}

impl Recording {
    /// Of the server's one output.
    pub fn start(server: &SoundServer) -> Self {
        Self::of(server, "ring")
    }

    /// Of the output of this name.
    pub fn of(server: &SoundServer, sink: &str) -> Self {
        let path = server.folder.path().join(format!("heard-{sink}.raw"));
        let recorder = in_folder("parec", server.folder.path())
            .arg(format!("--device={sink}.monitor"))
            .args(["--raw", "--format=s16le", "--rate=48000"])
            .args(["--channels=1", "--latency-msec=10"])
            .stdout(File::create(&path).unwrap())
            .spawn()
            .expect("parec is needed for this test");
        let done = Arc::new(AtomicBool::new(false));
        let (watched, stop) = (path.clone(), done.clone());
        let watching = std::thread::spawn(move || begun_at(&watched, &stop));
        eventually("sound is recorded", || length(&path) >= RATE);
        Self {
            recorder,
            path,
            done,
            watching: Some(watching),
        }
    }

    /// The loudest sample of the last `seconds` so far, 1 for full scale.
    #[allow(dead_code, reason = "e2e listens while it goes on")]
    pub fn peak_of_last(&self, seconds: f32) -> f32 {
        let samples = samples(&self.path);
        let stretch = Duration::from_secs_f32(seconds).as_millis();
        let wanted = usize::try_from(stretch).unwrap() * MS;
        let last = &samples[samples.len().saturating_sub(wanted)..];
        last.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    /// What was played until now.
    pub fn finish(mut self) -> Sound {
        let asked = Instant::now();
        self.done.store(true, Ordering::Relaxed);
        let watching = self.watching.take().expect("it is finished once");
        let since = watching.join().unwrap();
        // Samples come in blocks, and the sound server's clock may run behind this machine's: the
        // last moments before this call are in the file a little after it.
        let path = &self.path;
        let holds_now = || since + recorded(path) > asked;
        eventually("the recording holds this moment", holds_now);
        self.recorder.kill().ok();
        self.recorder.wait().ok();
        Sound {
            since,
            samples: samples(&self.path),
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.recorder.kill().ok();
        self.recorder.wait().ok();
    }
}

fn samples(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    let pairs = bytes.as_chunks::<2>().0.iter();
    let samples = pairs.map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0);
    samples.collect()
}

fn length(path: &Path) -> usize {
    std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap())
}

/// How long a stretch of sound is in the file.
fn recorded(path: &Path) -> Duration {
    Duration::from_millis(u64::try_from(length(path) / 2 / MS).unwrap())
}

/// When the first sample of a growing recording was there: the earliest time that any later length
/// of it allows.
fn begun_at(path: &Path, done: &AtomicBool) -> Instant {
    let mut earliest = Instant::now() + Duration::from_secs(3_600);
    while !done.load(Ordering::Relaxed) {
        let recorded = recorded(path);
        if !recorded.is_zero() {
            earliest = earliest.min(Instant::now() - recorded);
        }
        // The oftener it looks, the nearer it comes.
        std::thread::sleep(Duration::from_millis(10));
    }
    earliest
}

pub struct Sound {
    pub since: Instant,
    pub samples: Vec<f32>,
}

impl Sound {
    pub fn place(&self, at: Instant) -> usize {
        let milliseconds = at.saturating_duration_since(self.since).as_millis();
        usize::try_from(milliseconds).unwrap() * MS
    }

    pub fn time(&self, place: usize) -> Instant {
        self.since + Duration::from_millis(u64::try_from(place / MS).unwrap())
    }

    pub fn peak(&self, from: usize, to: usize) -> f32 {
        self.samples[from..to]
            .iter()
            .fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    pub fn first_sound(&self) -> usize {
        self.samples
            .iter()
            .position(|sample| sample.abs() > 0.02)
            .expect("nothing was heard")
    }

    pub fn last_sound(&self) -> usize {
        self.samples
            .iter()
            .rposition(|sample| sample.abs() > 0.02)
            .unwrap()
    }

    /// How alike the stretch at `from` and the one a whole loop later are: 1 for the same.
    pub fn repetition(&self, from: usize, length: usize) -> f32 {
        let later = from + 3_000 * MS;
        likeness(
            &self.samples[from..from + length],
            &self.samples[later..later + length],
        )
    }

    /// The quietest 50 ms between two places.
    pub fn quietest(&self, from: usize, to: usize) -> f32 {
        let windows = self.samples[from..to].windows(50 * MS).step_by(5 * MS);
        windows.map(rms).fold(f32::MAX, f32::min)
    }
}

fn rms(samples: &[f32]) -> f32 {
    let power: f32 = samples.iter().map(|sample| sample * sample).sum();
    (power / f32::from(u16::try_from(samples.len()).unwrap())).sqrt()
}

/// How alike two stretches are: 1 for the same.
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(one, other) / (product(one, one) * product(other, other)).sqrt()
}
