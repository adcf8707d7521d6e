//! The window among others: started twice, moved, closed, opened by a link, and what it leaves in its
//! profile.

use crate::stage::desktop::{Desktop, Ended};
use crate::stage::terminal::program;
use crate::stage::window::Window;
use crate::stage::{eventually, first_session, open_clinic};
use client_core::{Screen, ViewState};
use serde_json::json;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

const TITLE: &str = "Life of a window";

/// The app as a person starts it, in a profile. Nothing answers at its server.
fn start(desktop: &Desktop, home: &Path, profile: &Path, more: &[&str]) -> Ended {
    let mut command = Command::new(program("MEDCONSULT_APP_BIN"));
    desktop.adopt(&mut command);
    command
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .args([
            "--server",
            "http://127.0.0.1:9",
            "--synthetic",
            "--no-keyring",
        ])
        .args(["--title", TITLE, "--profile"])
        .arg(profile)
        .args(more)
        // The webview's own processes outlive a killed app by a moment and would hold these open.
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ended(command.spawn().unwrap())
}

async fn end(app: &mut Ended) -> ExitStatus {
    let ended = eventually(async || app.0.try_wait().unwrap()).await;
    ended.expect("it goes on")
}

/// Waits until so many of the app's windows can be seen; the first one.
async fn visible(desktop: &Desktop, count: usize) -> String {
    let mut found = String::new();
    let first = eventually(async || {
        found = desktop.xdotool(&["search", "--onlyvisible", "--name", TITLE]);
        let is_count = found.lines().count() == count;
        is_count.then(|| found.lines().next().unwrap_or_default().to_owned())
    });
    let first = first.await;
    first.unwrap_or_else(|| panic!("{count} windows wanted: {found}"))
}

/// Waits until a window is of that size.
async fn is_sized(desktop: &Desktop, window: &str, size: (u32, u32)) {
    let wanted = [format!("WIDTH={}", size.0), format!("HEIGHT={}", size.1)];
    let mut geometry = String::new();
    let sized = eventually(async || {
        geometry = desktop.xdotool(&["getwindowgeometry", "--shell", window]);
        let is_there = |line: &String| geometry.lines().any(|is| is == line);
        wanted.iter().all(is_there).then_some(())
    });
    let sized = sized.await;
    assert!(sized.is_some(), "{wanted:?} wanted: {geometry}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_brings_the_first_window_back() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Desktop::start();
    let _manager = desktop.runs("openbox", home.path());
    let (doctor, patient) = (home.path().join("doctor"), home.path().join("patient"));
    let mut first = start(&desktop, home.path(), &doctor, &[]);
    let window = visible(&desktop, 1).await;
    desktop.xdotool(&["windowminimize", &window]);
    visible(&desktop, 0).await;

    let status = end(&mut start(&desktop, home.path(), &doctor, &[])).await;
    assert!(status.success());
    assert_eq!(visible(&desktop, 1).await, window);
    assert_eq!(first.0.try_wait().unwrap(), None);

    // Another person's app is another app.
    let _other = start(&desktop, home.path(), &patient, &[]);
    visible(&desktop, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_opens_as_large_as_it_was_closed() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Desktop::start();
    let _manager = desktop.runs("openbox", home.path());
    let profile = home.path().join("doctor");
    let mut app = start(&desktop, home.path(), &profile, &[]);
    let window = visible(&desktop, 1).await;
    desktop.xdotool(&["windowsize", &window, "777", "666"]);
    is_sized(&desktop, &window, (777, 666)).await;
    desktop.xdotool(&["windowfocus", "--sync", &window, "key", "alt+F4"]);
    assert!(end(&mut app).await.success());

    let _again = start(&desktop, home.path(), &profile, &[]);
    let window = visible(&desktop, 1).await;
    is_sized(&desktop, &window, (777, 666)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_the_waiting_room_and_the_log_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let desktop = Desktop::start();
    let patient = Window::open(&desktop, server.address, "0,0,1280,860").await;
    patient.signs_in("john@email.com", "patient123").await;
    patient.sees("open-schedule").await;
    let view = patient.asks("intent", json!({ "intent": null })).await;
    let view: ViewState = serde_json::from_value(view["Ok"].clone()).unwrap();
    let schedule_id = first_session(&view).expect("a session");

    let link = format!("medconsult://queue/{schedule_id}");
    let mut second = start(&desktop, patient.home(), &patient.profile(), &[&link]);
    assert!(end(&mut second).await.success());
    patient.sees("back").await;
    let view_then = patient.asks("intent", json!({ "intent": null })).await;
    let view_then: ViewState = serde_json::from_value(view_then["Ok"].clone()).unwrap();
    let Screen::WaitingRoom(room) = view_then.screen else {
        panic!("another screen: {view_then:?}");
    };
    assert_eq!(room.schedule.id, schedule_id);

    let log: String = std::fs::read_dir(patient.profile().join("logs"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(log.contains("online"), "{log}");
    let me = view.me.expect("somebody is signed in");
    let mut secrets = vec![me.email.reveal().to_owned(), "patient123".to_owned()];
    secrets.extend(me.name.reveal().split(' ').map(str::to_owned));
    for secret in secrets {
        assert!(
            !log.to_lowercase().contains(&secret.to_lowercase()),
            "{log}"
        );
    }
    patient.close().await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_doctor_may_have_the_app_start_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let desktop = Desktop::start();
    let wish = json!({ "wanted": { "autostart": true, "keep_running": true } });
    let patient = Window::open(&desktop, server.address, "0,0,1280,860").await;
    patient.signs_in("john@email.com", "patient123").await;
    patient.sees("open-schedule").await;
    let nothing = json!({ "autostart": null, "keep_running": null, "asked": null });
    assert_eq!(patient.asks("settings", json!({})).await["Ok"], nothing);
    let refused = patient.asks("choose", wish.clone()).await;
    assert!(refused["Err"].is_string(), "{refused}");
    patient.close().await;

    let doctor = Window::open(&desktop, server.address, "0,0,1280,860").await;
    doctor.signs_in("doctor@clinic.com", "doctor123").await;
    doctor.sees("open-schedule").await;
    let chosen = json!({ "autostart": true, "keep_running": true, "asked": false });
    assert_eq!(doctor.asks("choose", wish).await["Ok"], chosen);
    let entries = std::fs::read_dir(doctor.home().join(".config/autostart")).unwrap();
    let entry = entries.last().expect("an entry").unwrap().path();
    let text = std::fs::read_to_string(entry).unwrap();
    let profile = doctor.profile().display().to_string();
    assert!(text.contains(&profile), "{text}");
    doctor.close().await;
    server.stop().await.unwrap();
}
