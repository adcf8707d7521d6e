//! The hour in the window is the clinic's. The window's engine has the system's data about time zones, which in
//! Debian 12's WebKitGTK is of 2022; nothing that matters is asked of it.

use crate::stage::desktop::Desktop;
use crate::stage::material::Material;
use crate::stage::window::Window;
use crate::stage::{Person, first_session, open_clinic};
use client_core::{Loadable, Profile, ProfileIntent, ScheduleIntent, Screen, ViewState};
use client_engine::media::MicrophoneSource;
use serde_json::json;
use shared::{NewSchedule, Schedule, Timestamp};

const ZONE: &str = "America/Vancouver";
/// 09:00 there on 14 January 2030, by the tzdata of 2026: British Columbia stays seven hours behind UTC. By
/// that of 2022 the clock shows 08:00 then.
const AT_NINE: Timestamp = Timestamp(1_894_636_800_000);
const HOUR_MS: i64 = 3_600_000;

fn profile(view: &ViewState) -> Option<Profile> {
    match &view.screen {
        Screen::Profile(screen) => match &screen.profile {
            Loadable::Loaded { value } => Some(value.clone()),
            Loadable::Loading | Loadable::Failed { .. } => None,
        },
        _ => None,
    }
}

/// A session of the list, by its title.
fn session(view: &ViewState, title: &str) -> Option<Schedule> {
    match &view.screen {
        Screen::DoctorHome {
            schedules: Loadable::Loaded { value },
            ..
        } => value.iter().find(|one| one.title == title).cloned(),
        _ => None,
    }
}

async fn moves_to_vancouver(doctor: &Person) {
    doctor.wants(ProfileIntent::ShowProfile).await;
    let mut own = doctor.sees("the profile", profile).await;
    let Profile::Doctor(about) = &mut own else {
        panic!("a doctor has a doctor's profile")
    };
    ZONE.clone_into(&mut about.time_zone);
    doctor.wants(ProfileIntent::SaveProfile(own)).await;
    let moved = |view: &ViewState| (view.me.as_ref()?.time_zone == ZONE).then_some(());
    doctor.sees("the new zone", moved).await;
    doctor.wants(ScheduleIntent::ShowHome).await;
}

/// Types a session from nine to twelve on 14 January 2030.
async fn types_session(window: &Window) {
    let fill = "
        for (const [id, value] of arguments[0]) {
            const found = document.querySelector(`[data-testid=${id}]`);
            const field = found?.matches('input') ? found : found?.querySelector('input');
            if (!field) return false;
            field.value = value;
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }
        return true;
    ";
    window.clicks("new-session").await;
    window.sees("session-title").await;
    let typed = json!([
        ["session-title", "Typed"],
        ["session-date", "2030-01-14"],
        ["session-starts", "09:00"],
        ["session-ends", "12:00"],
    ]);
    window
        .holds("the form takes no text", fill, vec![typed])
        .await;
    window.clicks("session-create").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_shows_and_takes_the_clinics_hour() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let material = Material::make(folder.path());
    let doctor = Person::with(
        server.address,
        &material.clip,
        MicrophoneSource::Tone { hertz: 440.0 },
    );
    doctor.signs_in("doctor@clinic.com", "doctor123").await;
    doctor.sees("the sessions", first_session).await;
    moves_to_vancouver(&doctor).await;
    doctor
        .wants(ScheduleIntent::CreateSchedule(NewSchedule {
            title: "Planned".to_owned(),
            description: String::new(),
            starts_at: AT_NINE,
            ends_at: AT_NINE.plus_ms(3 * HOUR_MS),
            time_zone: ZONE.to_owned(),
            capacity: 5,
        }))
        .await;
    doctor
        .sees("the session", |view| session(view, "Planned"))
        .await;

    let desktop = Desktop::start();
    let window = Window::open(&desktop, server.address, "0,0,1280,860").await;
    window.signs_in("doctor@clinic.com", "doctor123").await;
    let shown = "
        const rows = [...document.querySelectorAll('[data-testid=session]')];
        const row = rows.find((one) => one.innerText.includes('Planned'));
        return row !== undefined && /\\b0?9:00/.test(row.innerText) && row.closest('section').innerText.includes('2030');
    ";
    window.holds("not at nine", shown, vec![]).await;
    types_session(&window).await;
    let typed = doctor
        .sees("what was typed", |view| session(view, "Typed"))
        .await;
    assert_eq!(typed.starts_at, AT_NINE);
}
