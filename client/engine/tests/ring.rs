//! The ring as it is heard: played into a sound server of its own, recorded there and measured.
//!
//! Needs `pulseaudio` and `parec`. The sound server's address is read from the environment of the
//! process, so the ringing itself happens in a child process: this test program, started again.

#![cfg(test)]

use client_core::Input;
use client_engine::{RingConfig, Ringer};
use shared::CallId;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const RATE: usize = 48_000;
/// Samples in a millisecond.
const MS: usize = RATE / 1_000;
const PLAN: &str = "RING_TEST_PLAN";
/// What recording and a busy machine add to what is measured.
const SLACK: Duration = Duration::from_millis(150);

/// The process that rings, where it is given a plan: "until-ms stop-after-ms". Without one there is
/// nothing to do.
#[test]
fn the_ringing_process() {
    let Ok(plan) = std::env::var(PLAN) else {
        return;
    };
    let (until_ms, stop_after_ms) = plan.split_once(' ').unwrap();
    let stop_after = Duration::from_millis(stop_after_ms.parse().unwrap());

    let (inputs, mut reports) = tokio::sync::mpsc::channel(16);
    let mut ringer = Ringer::new(RingConfig::Device(None), inputs);
    // The app makes the ringtone while it starts.
    std::thread::sleep(Duration::from_millis(2_000));
    let until = client_engine::clock::now().plus_ms(until_ms.parse().unwrap());
    println!("\nring: start");
    ringer.start(CallId(uuid::Uuid::nil()), until);
    let begun = Instant::now();
    while begun.elapsed() < stop_after {
        match reports.try_recv() {
            Ok(Input::RingSounding { .. }) => println!("ring: sounding"),
            Ok(Input::RingStalled { .. }) => println!("ring: stalled"),
            _ => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    println!("ring: stop");
    ringer.stop();
    std::thread::sleep(Duration::from_millis(1_000));
}

/// A sound server with one output that goes nowhere, in a folder of its own.
struct SoundServer {
    folder: tempfile::TempDir,
    daemon: Child,
}

impl SoundServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let daemon = in_folder("pulseaudio", folder.path())
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--disable-shm=yes",
            ])
            .args(["-L", "module-native-protocol-unix"])
            .args([
                "-L",
                "module-null-sink sink_name=ring rate=48000 channels=2",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is needed for this test");
        let server = Self { folder, daemon };
        let deadline = Instant::now() + Duration::from_secs(20);
        while !server.is_up() {
            assert!(
                Instant::now() < deadline,
                "the sound server does not come up"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    fn is_up(&self) -> bool {
        let answer = in_folder("pactl", self.folder.path()).arg("info").output();
        answer.is_ok_and(|answer| answer.status.success())
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

fn in_folder(program: &str, folder: &Path) -> Command {
    // Ahead of whatever else this machine is busy with, where that is permitted: a sound server that
    // gets no processor stutters, and it is not the sound server that is tested.
    let mut command = Command::new("nice");
    command
        .args(["-n", "-18", program])
        .env("XDG_RUNTIME_DIR", folder)
        .env("HOME", folder)
        .env_remove("PULSE_SERVER")
        .env_remove("PULSE_RUNTIME_PATH");
    command
}

/// A recording into a file, so that this program need not keep up with it.
struct Recording {
    recorder: Child,
    path: PathBuf,
    done: Arc<AtomicBool>,
    watching: JoinHandle<Instant>,
}

impl Recording {
    fn start(server: &SoundServer) -> Self {
        let path = server.folder.path().join("heard.raw");
        let recorder = in_folder("parec", server.folder.path())
            .args([
                "--device=ring.monitor",
                "--raw",
                "--format=s16le",
                "--rate=48000",
            ])
            .args(["--channels=1", "--latency-msec=10"])
            .stdout(File::create(&path).unwrap())
            .spawn()
            .expect("parec is needed for this test");
        let done = Arc::new(AtomicBool::new(false));
        let (watched, stop) = (path.clone(), done.clone());
        let watching = std::thread::spawn(move || begun_at(&watched, &stop));
        let deadline = Instant::now() + Duration::from_secs(10);
        while length(&path) < RATE {
            assert!(Instant::now() < deadline, "nothing is recorded");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            recorder,
            path,
            done,
            watching,
        }
    }

    fn finish(mut self) -> Sound {
        self.done.store(true, Ordering::Relaxed);
        let since = self.watching.join().unwrap();
        self.recorder.kill().ok();
        self.recorder.wait().ok();
        let bytes = std::fs::read(&self.path).unwrap();
        let pairs = bytes.as_chunks::<2>().0.iter();
        let samples = pairs.map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0);
        Sound {
            since,
            samples: samples.collect(),
        }
    }
}

fn length(path: &Path) -> usize {
    std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap())
}

/// When the first sample of a growing recording was there: the earliest time that any later length
/// of it allows.
fn begun_at(path: &Path, done: &AtomicBool) -> Instant {
    let mut earliest = Instant::now() + Duration::from_secs(3_600);
    while !done.load(Ordering::Relaxed) {
        let milliseconds = u64::try_from(length(path) / 2 / MS).unwrap();
        if milliseconds > 0 {
            earliest = earliest.min(Instant::now() - Duration::from_millis(milliseconds));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    earliest
}

struct Sound {
    since: Instant,
    samples: Vec<f32>,
}

impl Sound {
    fn place(&self, at: Instant) -> usize {
        let milliseconds = at.saturating_duration_since(self.since).as_millis();
        usize::try_from(milliseconds).unwrap() * MS
    }

    fn time(&self, place: usize) -> Instant {
        self.since + Duration::from_millis(u64::try_from(place / MS).unwrap())
    }

    fn peak(&self, from: usize, to: usize) -> f32 {
        self.samples[from..to]
            .iter()
            .fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    fn first_sound(&self) -> usize {
        self.samples
            .iter()
            .position(|sample| sample.abs() > 0.02)
            .expect("nothing was heard")
    }

    fn last_sound(&self) -> usize {
        self.samples
            .iter()
            .rposition(|sample| sample.abs() > 0.02)
            .unwrap()
    }

    /// How alike the stretch at `from` and the one a whole loop later are: 1 for the same.
    fn repetition(&self, from: usize, length: usize) -> f32 {
        let later = from + 3_000 * MS;
        likeness(
            &self.samples[from..from + length],
            &self.samples[later..later + length],
        )
    }

    /// The quietest 50 ms between two places.
    fn quietest(&self, from: usize, to: usize) -> f32 {
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

/// Rings in a child process and gives back when it said what.
fn ring(runtime_dir: &Path, plan: &str) -> Vec<(String, Instant)> {
    let mut child = in_folder(
        std::env::current_exe().unwrap().to_str().unwrap(),
        runtime_dir,
    )
    .args(["--exact", "the_ringing_process", "--nocapture"])
    .env(PLAN, plan)
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let (lines, said) = mpsc::channel();
    let stream = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in stream.lines().map_while(Result::ok) {
            if let Some(word) = line.strip_prefix("ring: ") {
                lines.send((word.to_owned(), Instant::now())).ok();
            }
        }
    });
    child.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    said.try_iter().collect()
}

fn when(said: &[(String, Instant)], word: &str) -> Instant {
    said.iter()
        .find(|(said, _)| said == word)
        .unwrap_or_else(|| panic!("never {word}"))
        .1
}

#[test]
fn it_starts_at_once_loops_without_a_gap_and_stops_at_once() {
    let server = SoundServer::start();
    let recording = Recording::start(&server);
    let said = ring(server.folder.path(), "30000 8000");
    let sound = recording.finish();
    let (start, stop) = (when(&said, "start"), when(&said, "stop"));

    let (first, last) = (sound.first_sound(), sound.last_sound());
    assert!(
        sound.peak(0, sound.place(start)) < 0.001,
        "there is silence before"
    );
    let heard_after = sound.time(first).saturating_duration_since(start);
    let reported_after = when(&said, "sounding").saturating_duration_since(start);
    let silent_after = sound.time(last).saturating_duration_since(stop);
    let peak = sound.peak(first, last);
    let quietest = sound.quietest(first + 20 * MS, last - 20 * MS);
    let alike = sound.repetition(first + 100 * MS, 2_800 * MS);
    println!(
        "heard after {heard_after:?}, reported after {reported_after:?}, silent after \
         {silent_after:?}, peak {peak}, quietest 50 ms {quietest}, loops alike {alike}"
    );
    assert!(
        heard_after < Duration::from_millis(300) + SLACK,
        "heard after {heard_after:?}"
    );
    assert!(
        reported_after < Duration::from_millis(300) + SLACK,
        "after {reported_after:?}"
    );
    assert!(
        silent_after < Duration::from_millis(100) + SLACK,
        "silent after {silent_after:?}"
    );
    assert!((0.85..=1.0).contains(&peak), "peak {peak}");
    assert!(quietest > 0.1, "a gap: 50 ms at {quietest}");
    assert!(
        alike > 0.9,
        "the second loop differs from the first: {alike}"
    );
}

#[test]
fn it_stops_by_itself_at_its_deadline() {
    let server = SoundServer::start();
    let recording = Recording::start(&server);
    let said = ring(server.folder.path(), "2000 5000");
    let sound = recording.finish();
    let lasted = sound
        .time(sound.last_sound())
        .saturating_duration_since(when(&said, "start"));
    assert!(
        lasted > Duration::from_millis(1_800),
        "it ended after {lasted:?}"
    );
    assert!(
        lasted < Duration::from_millis(2_100) + SLACK,
        "it went on for {lasted:?}"
    );
}

#[test]
fn without_a_sound_server_it_says_so() {
    let nothing = tempfile::tempdir().unwrap();
    let said = ring(nothing.path(), "30000 2500");
    let stalled_after = when(&said, "stalled").saturating_duration_since(when(&said, "start"));
    assert!(stalled_after < Duration::from_secs(2), "{stalled_after:?}");
    assert!(!said.iter().any(|(word, _)| word == "sounding"));
}
