//! Answers with something in them that this app can't read.

use crate::clinic::Clinic;
use client_core::{Action, LinkState, Loadable, LogEntry, ScheduleIntent, Screen, SessionIntent};
use serde_json::json;
use shared::{NewSchedule, Role, paths};

#[test]
fn a_session_at_a_time_that_no_calendar_knows_hides_itself_alone() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    let (_, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    for title in ["Morning", "Beyond", "Evening"] {
        let new = clinic.new_schedule();
        let title = title.into();
        clinic
            .server
            .add_schedule(doctor_id, &NewSchedule { title, ..new });
    }
    clinic.server.own_list = Some(|path, answer| {
        if path == paths::PATIENT_SCHEDULES {
            answer["schedules"][1]["starts_at"] = json!(9_007_199_254_740_992_i64);
        }
    });
    clinic.says(phone, SessionIntent::Reload);
    clinic.wait(300);
    let Screen::PatientHome {
        schedules: Loadable::Loaded { value },
        ..
    } = clinic.screen(phone)
    else {
        panic!("{:?}", clinic.screen(phone))
    };
    let mut titles: Vec<_> = value.into_iter().map(|one| one.title).collect();
    titles.sort();
    assert_eq!(titles, ["Evening", "Morning"]);
    assert_eq!(
        clinic.devices[phone].log,
        [LogEntry::ItemsLeftOut { items: 1 }]
    );
    assert_eq!(clinic.devices[phone].view().link, LinkState::Online);
}

fn sessions_shown(clinic: &Clinic, device: usize) -> (usize, Option<Action>) {
    match clinic.screen(device) {
        Screen::PatientHome {
            schedules: Loadable::Loaded { value },
            more,
        } => (value.len(), more),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_goes_on_page_by_page_and_keeps_what_it_has_when_it_is_fetched_again() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    let (_, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    for hour in 0..5 {
        let new = clinic.new_schedule();
        let plan = NewSchedule {
            starts_at: new.starts_at.plus_s(hour * 3600),
            ends_at: new.ends_at.plus_s(hour * 3600),
            ..new
        };
        clinic.server.add_schedule(doctor_id, &plan);
    }
    clinic.server.rows_per_page = Some(2);
    clinic.says(phone, SessionIntent::Reload);
    clinic.wait(300);
    assert_eq!(sessions_shown(&clinic, phone), (2, Some(Action::Allowed)));
    for (rows, more) in [(4, Some(Action::Allowed)), (5, None)] {
        clinic.says(phone, ScheduleIntent::ShowMoreSchedules);
        clinic.wait(300);
        assert_eq!(sessions_shown(&clinic, phone), (rows, more));
    }
    // It is fetched again by itself within a minute.
    clinic.wait(60_000);
    assert_eq!(sessions_shown(&clinic, phone), (5, None));
    clinic.says(phone, SessionIntent::Reload);
    clinic.wait(300);
    assert_eq!(sessions_shown(&clinic, phone), (2, Some(Action::Allowed)));
}

#[test]
fn an_answer_of_a_server_that_knows_no_pages_is_the_whole_list() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    let (_, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    for _ in 0..3 {
        let new = clinic.new_schedule();
        clinic.server.add_schedule(doctor_id, &new);
    }
    clinic.says(phone, SessionIntent::Reload);
    clinic.wait(300);
    assert_eq!(sessions_shown(&clinic, phone), (3, None));
}
