//! The ring as it is heard: played into a sound server of its own, recorded there and measured.
//!
//! Needs `pulseaudio` and `parec`. The sound server's address is read from the environment of the
//! process, so the ringing itself happens in a child process: this test program, started again.

use crate::again::name_of;
use crate::sound_server::recording::{MS, RATE, Recording};
use crate::sound_server::{SoundServer, eventually, in_folder};
use client_core::{DeviceEntry, Input, RingTone};
use client_engine::{RingConfig, Ringer};
use shared::{CallId, RingStall};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout_at};

const PLAN: &str = "RING_TEST_PLAN";
/// The sound card that a person chose for the ring.
const CHOSEN: &str = "RING_TEST_CHOSEN";
/// Set where it is the doctors' chime that rings.
const SOFT: &str = "RING_TEST_SOFT";
/// Set where a ring is waited for, and for how many milliseconds.
const AWAKE: &str = "RING_TEST_AWAKE";
/// What recording and a busy machine add to what is measured.
const SLACK: Duration = Duration::from_millis(150);
/// How long the ringtone takes to be made, on a busy machine.
const MAKING: Duration = Duration::from_secs(2);
/// How long silence is listened to.
const LISTENING: Duration = Duration::from_secs(1);

/// The process that rings, where it is given a plan: "until-ms stop-after-ms". Without one there is
/// nothing to do.
#[tokio::test]
async fn the_ringing_process() {
    let Ok(plan) = std::env::var(PLAN) else {
        return;
    };
    let (until_ms, stop_after_ms) = plan.split_once(' ').unwrap();
    let stop_after = Duration::from_millis(stop_after_ms.parse().unwrap());

    let (inputs, mut reports) = tokio::sync::mpsc::channel(16);
    let mut ringer = Ringer::new(RingConfig::Device(None), inputs);
    ringer.ring_on(std::env::var(CHOSEN).ok().map(DeviceEntry::named));
    // The app makes the ringtone while it starts, and nobody is told when it is made.
    sleep(MAKING).await;
    if let Ok(awake_ms) = std::env::var(AWAKE) {
        ringer.wake();
        sleep(Duration::from_millis(awake_ms.parse().unwrap())).await;
    }
    let until = client_engine::clock::now().plus_ms(until_ms.parse().unwrap());
    println!("\nring: start");
    let tone = match std::env::var(SOFT) {
        Ok(_) => RingTone::Soft,
        Err(_) => RingTone::Loud,
    };
    ringer.start(CallId(uuid::Uuid::nil()), tone, until);
    println!("ring: started");
    let stop_at = Instant::now() + stop_after;
    while let Ok(report) = timeout_at(stop_at.into(), reports.recv()).await {
        match report.expect("the ringer is there") {
            Input::RingSounding { .. } => println!("ring: sounding"),
            Input::RingStalled {
                stall: RingStall::Stalled,
                ..
            } => println!("ring: fell silent"),
            Input::RingStalled { .. } => println!("ring: stalled"),
            _ => {}
        }
    }
    println!("ring: stop");
    ringer.stop();
    // Whatever still sounded now would be heard.
    sleep(LISTENING).await;
}

/// Rings in a child process and gives back when it said what.
fn ring(runtime_dir: &Path, plan: &str) -> Vec<(String, Instant)> {
    ring_on(runtime_dir, plan, &[])
}

fn ring_on(runtime_dir: &Path, plan: &str, environment: &[(&str, &str)]) -> Vec<(String, Instant)> {
    ring_while(runtime_dir, plan, environment, |_| {})
}

/// The same; whatever it says is `heard` at once, too.
fn ring_while(
    runtime_dir: &Path,
    plan: &str,
    environment: &[(&str, &str)],
    mut heard: impl FnMut(&str),
) -> Vec<(String, Instant)> {
    let mut child = in_folder(
        std::env::current_exe().unwrap().to_str().unwrap(),
        runtime_dir,
    )
    .args(["--exact", name_of!(the_ringing_process), "--nocapture"])
    .env(PLAN, plan)
    .envs(environment.iter().copied())
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut said = Vec::new();
    let stream = BufReader::new(child.stdout.take().unwrap());
    for line in stream.lines().map_while(Result::ok) {
        if let Some(word) = line.strip_prefix("ring: ") {
            said.push((word.to_owned(), Instant::now()));
            heard(word);
        }
    }
    child.wait().unwrap();
    said
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

/// The doctors' chime begins low and is ten times as high at its loudest, 20 s later; its deadline is
/// one it keeps by itself.
#[test]
fn the_chime_grows_and_stops_by_itself_at_its_deadline() {
    let server = SoundServer::start();
    let recording = Recording::start(&server);
    let said = ring_on(server.folder.path(), "24000 25500", &[(SOFT, "yes")]);
    let sound = recording.finish();
    let start = sound.place(when(&said, "start"));
    let reported_after = when(&said, "sounding").saturating_duration_since(when(&said, "start"));
    assert!(
        reported_after < Duration::from_millis(300) + SLACK,
        "reported after {reported_after:?}"
    );
    // One peak for each loop of three seconds.
    let peaks: Vec<f32> = (0..8)
        .map(|turn| start + turn * 3_000 * MS)
        .map(|from| sound.peak(from, from + 3_000 * MS))
        .collect();
    let lasted = sound
        .time(sound.last_sound())
        .saturating_duration_since(when(&said, "start"));
    println!("the chime's peaks {peaks:?}, reported after {reported_after:?}, lasted {lasted:?}");
    assert!((0.04..0.1).contains(&peaks[0]), "it begins low: {peaks:?}");
    for pair in peaks.windows(2).take(6) {
        // 3 s of 20 dB in 20 s are 3 dB: 1.41 times as high.
        assert!((1.2..1.65).contains(&(pair[1] / pair[0])), "{peaks:?}");
    }
    assert!((0.45..=0.55).contains(&peaks[7]), "{peaks:?}");
    assert!(
        lasted < Duration::from_millis(24_100) + SLACK,
        "it went on for {lasted:?}"
    );
}

/// Somebody whose headset lies in a drawer hears it all the same.
#[test]
fn it_rings_on_the_chosen_sound_card_and_on_the_usual_one() {
    let server = SoundServer::start();
    server.plug_in("module-null-sink sink_name=headset sink_properties=device.description=Headset");
    let usual = Recording::start(&server);
    let chosen = Recording::of(&server, "headset");
    let said = ring_on(server.folder.path(), "30000 3000", &[(CHOSEN, "Headset")]);
    let stop = when(&said, "stop");
    for (sound, which) in [(usual.finish(), "usual"), (chosen.finish(), "chosen")] {
        let (first, last) = (sound.first_sound(), sound.last_sound());
        let peak = sound.peak(first, last);
        let silent_after = sound.time(last).saturating_duration_since(stop);
        println!("{which}: peak {peak}, silent after {silent_after:?}");
        assert!((0.85..=1.0).contains(&peak), "{which}: {peak}");
        assert!(
            silent_after < Duration::from_millis(100) + SLACK,
            "{which}: silent after {silent_after:?}"
        );
    }
}

/// A chosen sound card that is not plugged in keeps nobody from ringing.
#[test]
fn a_missing_choice_rings_on_the_usual_one() {
    let server = SoundServer::start();
    let recording = Recording::start(&server);
    let said = ring_on(server.folder.path(), "30000 2500", &[(CHOSEN, "Gone")]);
    let sound = recording.finish();
    assert!(sound.peak(sound.first_sound(), sound.last_sound()) > 0.85);
    assert!(when(&said, "sounding") < when(&said, "stop"));
    assert!(!said.iter().any(|(word, _)| word == "stalled"));
}

#[test]
fn without_a_sound_server_it_says_so() {
    let nothing = tempfile::tempdir().unwrap();
    let said = ring(nothing.path(), "30000 2500");
    let stalled_after = when(&said, "stalled").saturating_duration_since(when(&said, "start"));
    assert!(stalled_after < Duration::from_secs(2), "{stalled_after:?}");
    assert!(!said.iter().any(|(word, _)| word == "sounding"));
}

/// A sound server without a sound card pretends one, and nobody hears what is played there.
#[test]
fn on_a_pretended_sound_card_it_says_that_nothing_sounds() {
    let pulse = SoundServer::with(&["module-always-sink"]);
    for server in [pulse, SoundServer::pipewire(&[])] {
        assert!(server.pactl("list short sinks").contains("auto_null"));
        let said = ring(server.folder.path(), "30000 2500");
        let stalled_after = when(&said, "stalled").saturating_duration_since(when(&said, "start"));
        assert!(stalled_after < Duration::from_secs(2), "{stalled_after:?}");
        assert!(!said.iter().any(|(word, _)| word == "sounding"));
    }
}

/// Two of one make: the second one is chosen, and it and the usual one ring.
#[test]
fn of_two_sound_cards_with_one_name_the_chosen_one_rings() {
    let twin = |name: &str| {
        format!("module-null-sink sink_name={name} sink_properties=device.description=USB-Headset")
    };
    let server = SoundServer::with(&[
        "module-null-sink sink_name=ring rate=48000 channels=2",
        &twin("usb-1"),
        &twin("usb-2"),
    ]);
    let sinks = ["ring", "usb-1", "usb-2"];
    let recordings = sinks.map(|sink| Recording::of(&server, sink));
    let said = ring_on(
        server.folder.path(),
        "30000 2500",
        &[(CHOSEN, "pulseaudio:usb-2")],
    );
    assert!(said.iter().any(|(word, _)| word == "sounding"));
    let heard = recordings.map(|recording| {
        let sound = recording.finish();
        sound.peak(0, sound.samples.len()) > 0.85
    });
    assert_eq!(heard, [true, false, true]);
}

/// What sleeps needs seconds to wake. Recording it would keep it awake, so its own state is asked for, and it
/// is recorded only once it runs.
#[test]
fn a_sound_card_that_sleeps_is_given_time_and_what_is_said_is_true() {
    let server = SoundServer::with(&[
        "module-null-sink sink_name=ring rate=48000 channels=2",
        "module-suspend-on-idle timeout=1",
    ]);
    for turn in ["first", "second"] {
        eventually("the sound card sleeps", || {
            server.is_sink("ring", "SUSPENDED")
        });
        let mut recording = None;
        let said = ring_while(server.folder.path(), "30000 9000", &[], |word| {
            if word == "sounding" {
                assert!(server.is_sink("ring", "RUNNING"));
                recording = Some(Recording::start(&server));
            }
        });
        let sounding_after =
            when(&said, "sounding").saturating_duration_since(when(&said, "start"));
        println!("the {turn} ring sounds after {sounding_after:?}");
        assert!(!said.iter().any(|(word, _)| word == "stalled"));
        let sound = recording.unwrap().finish();
        assert!(sound.peak(0, sound.samples.len()) > 0.85);
        // Loud from the moment on at which that was said.
        assert!(sound.quietest(0, RATE / 2) > 0.1);
    }
    // While a ring is waited for, it does not fall asleep.
    let said = ring_on(server.folder.path(), "30000 1500", &[(AWAKE, "4000")]);
    let sounding_after = when(&said, "sounding").saturating_duration_since(when(&said, "start"));
    println!("a ring that was waited for sounds after {sounding_after:?}");
    assert!(sounding_after < Duration::from_millis(300) + SLACK);
}

/// Nothing that a sound server does or leaves undone keeps the app from showing that it rings.
#[test]
fn a_sound_server_that_hangs_keeps_nobody_waiting() {
    let server = SoundServer::start();
    server.hang(true);
    let said = ring_on(server.folder.path(), "30000 4500", &[(CHOSEN, "Headset")]);
    let took = when(&said, "started").saturating_duration_since(when(&said, "start"));
    assert!(took < Duration::from_millis(100), "{took:?}");
    assert!(said.iter().any(|(word, _)| word == "stalled"));
    assert!(!said.iter().any(|(word, _)| word == "sounding"));
    server.hang(false);
}
