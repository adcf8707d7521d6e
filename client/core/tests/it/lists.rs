//! Answers with something in them that this app can't read.

use crate::clinic::Clinic;
use client_core::{LinkState, Loadable, LogEntry, Screen, SessionIntent};
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
