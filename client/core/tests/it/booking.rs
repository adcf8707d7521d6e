//! Finding a doctor and a time, and the doctor's hours.

use crate::clinic::Clinic;
use crate::clinic::appointments::HALF_HOUR_MS;
use client_core::{
    Action, AppointmentIntent, AvailabilityScreen, BookingScreen, Loadable, NetworkFault,
    RequestError, ScheduleIntent, Screen,
};
use shared::*;

const DAY_MS: i64 = 86_400_000;

struct Search {
    patient: usize,
    doctor_id: UserId,
    /// Two free slots of tomorrow.
    slots: [Timestamp; 2],
}

/// A patient who looks at the doctor's free times.
fn search(clinic: &mut Clinic) -> Search {
    let doctor_id = clinic.server.add_user(Role::Doctor, "Grey");
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let first = clinic.now.plus_ms(DAY_MS);
    let slots = [first, first.plus_ms(HALF_HOUR_MS)];
    clinic.server.book.slots = slots.to_vec();
    clinic.says(patient, AppointmentIntent::ShowDoctors);
    clinic.wait(200);
    clinic.says(patient, AppointmentIntent::OpenBooking { doctor_id });
    clinic.wait(200);
    Search {
        patient,
        doctor_id,
        slots,
    }
}

fn booking(clinic: &Clinic, device: usize) -> BookingScreen {
    match clinic.screen(device) {
        Screen::Booking(screen) => *screen,
        other => panic!("{other:?}"),
    }
}

fn free(clinic: &Clinic, device: usize) -> Vec<Timestamp> {
    match booking(clinic, device).slots {
        Loadable::Loaded { value } => value.iter().map(|slot| slot.starts_at).collect(),
        other => panic!("{other:?}"),
    }
}

const fn slot(starts_at: Timestamp) -> WantedTime {
    WantedTime {
        wish: TimeWish::Slot,
        starts_at,
        minutes: None,
    }
}

fn book(time: WantedTime) -> AppointmentIntent {
    AppointmentIntent::Book {
        time,
        reason: "Cough".into(),
    }
}

#[test]
fn a_patient_finds_a_doctor_takes_a_slot_and_sees_the_appointment() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    let screen = booking(&clinic, scene.patient);
    assert_eq!(screen.doctor.unwrap().name, Pii::from("Grey"));
    assert_eq!(screen.time_zone, "Europe/Vienna");
    assert_eq!(screen.book, Action::Allowed);
    assert_eq!(free(&clinic, scene.patient), scene.slots);

    let wish = book(slot(scene.slots[0]));
    clinic.says(scene.patient, wish.clone());
    assert!(booking(&clinic, scene.patient).form.busy);
    clinic.says(scene.patient, wish);
    clinic.wait(300);
    let Screen::Appointment(screen) = clinic.screen(scene.patient) else {
        panic!()
    };
    let Loadable::Loaded { value: row } = screen.row else {
        panic!()
    };
    assert_eq!(row.appointment.state, AppointmentState::Confirmed);
    assert_eq!(row.appointment.starts_at, scene.slots[0]);
    assert_eq!(row.appointment.reason, Pii::from("Cough"));
    assert_eq!(
        clinic.server.book.appointments.len(),
        1,
        "two presses are one wish"
    );
}

#[test]
fn a_slot_that_somebody_else_took_is_said_in_the_form_and_the_others_are_shown() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    // This device has not heard of it.
    clinic.server.book.slots.remove(0);
    clinic.says(scene.patient, book(slot(scene.slots[0])));
    clinic.wait(500);
    let screen = booking(&clinic, scene.patient);
    assert!(!screen.form.busy);
    assert!(matches!(
        screen.form.problem,
        Some(RequestError::Refused {
            code: ProblemCode::SlotTaken,
            ..
        })
    ));
    assert_eq!(free(&clinic, scene.patient), scene.slots[1..]);
    clinic.says(scene.patient, book(slot(scene.slots[1])));
    clinic.wait(500);
    assert!(matches!(
        clinic.screen(scene.patient),
        Screen::Appointment(_)
    ));
}

#[test]
fn a_time_of_ones_own_waits_for_the_doctor() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    let time = WantedTime {
        wish: TimeWish::Preferred,
        starts_at: clinic.now.plus_ms(3 * DAY_MS),
        minutes: Some(45),
    };
    clinic.says(scene.patient, book(time));
    clinic.wait(300);
    let made = &clinic.server.book.appointments[0];
    assert_eq!(made.state, AppointmentState::Pending);
    assert_eq!(made.starts_at, time.starts_at);
}

#[test]
fn an_unreachable_server_is_said_at_once_and_the_form_stays() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    clinic.cut(scene.patient);
    clinic.wait(100);
    clinic.says(scene.patient, book(slot(scene.slots[0])));
    clinic.wait(200);
    let screen = booking(&clinic, scene.patient);
    assert_eq!(
        screen.form.problem,
        Some(RequestError::Unreachable {
            fault: NetworkFault::NoNetwork
        })
    );
    assert_eq!(free(&clinic, scene.patient), scene.slots, "old slots stay");
}

#[test]
fn slots_stay_fresh_and_later_ones_are_fetched_when_the_page_gets_there() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    clinic.server.book.slots.remove(0);
    clinic.wait(30_000);
    assert_eq!(free(&clinic, scene.patient), scene.slots[1..]);
    let from = clinic.now.plus_ms(28 * DAY_MS);
    let later = from.plus_ms(DAY_MS);
    clinic.server.book.slots.push(later);
    clinic.says(scene.patient, AppointmentIntent::ShowSlots { from });
    assert_eq!(booking(&clinic, scene.patient).slots, Loadable::Loading);
    clinic.wait(200);
    assert_eq!(booking(&clinic, scene.patient).from, from);
    assert_eq!(free(&clinic, scene.patient), [later]);
}

#[test]
fn an_appointment_is_moved_to_a_free_slot() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * DAY_MS, AppointmentState::Confirmed);
    let wanted = clinic.now.plus_ms(3 * DAY_MS);
    clinic.server.book.slots.push(wanted);
    let appointment_id = scene.id;
    clinic.says(
        scene.patient,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    clinic.wait(200);
    clinic.says(
        scene.patient,
        AppointmentIntent::OpenMove { appointment_id },
    );
    clinic.wait(200);
    assert_eq!(booking(&clinic, scene.patient).moving.unwrap().id, scene.id);
    clinic.says(scene.patient, book(slot(wanted)));
    clinic.wait(300);
    let Screen::Appointment(screen) = clinic.screen(scene.patient) else {
        panic!()
    };
    assert_ne!(screen.appointment_id, scene.id, "moving makes another one");
    let before = clinic.server.appointment(scene.id);
    assert_eq!(before.state, AppointmentState::Rescheduled);
    assert_eq!(before.rescheduled_to, Some(screen.appointment_id));
}

#[test]
fn whoever_leaves_while_it_is_booked_stays_where_they_went() {
    let mut clinic = Clinic::open();
    let scene = search(&mut clinic);
    clinic.says(scene.patient, book(slot(scene.slots[0])));
    clinic.says(scene.patient, ScheduleIntent::ShowHome);
    clinic.wait(500);
    assert!(matches!(
        clinic.screen(scene.patient),
        Screen::PatientHome { .. }
    ));
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    clinic.wait(300);
    let Screen::Appointments(screen) = clinic.screen(scene.patient) else {
        panic!()
    };
    assert!(matches!(screen.appointments, Loadable::Loaded { value } if value.len() == 1));
    let doctor_id = scene.doctor_id;
    clinic.says(scene.patient, AppointmentIntent::OpenBooking { doctor_id });
    assert!(
        !booking(&clinic, scene.patient).form.busy,
        "a new search is blank"
    );
}

fn hours(clinic: &Clinic, device: usize) -> AvailabilityScreen {
    match clinic.screen(device) {
        Screen::Availability(screen) => screen,
        other => panic!("{other:?}"),
    }
}

fn plan(clinic: &Clinic, device: usize) -> Availability {
    match hours(clinic, device).availability {
        Loadable::Loaded { value } => value,
        other => panic!("{other:?}"),
    }
}

fn weekly(from: u16, to: u16) -> NewAvailabilityRule {
    NewAvailabilityRule {
        weekday: Weekday::Monday,
        hours: WorkingHours {
            starts_minute: from,
            ends_minute: to,
            slot_minutes: 30,
            breaks: Vec::new(),
        },
    }
}

fn save(rule_id: Option<RuleId>, rule: NewAvailabilityRule) -> AppointmentIntent {
    AppointmentIntent::SaveRule { rule_id, rule }
}

#[test]
fn a_doctor_adds_changes_and_deletes_weekly_hours() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    clinic.says(doctor, AppointmentIntent::ShowAvailability);
    clinic.wait(200);
    assert!(plan(&clinic, doctor).rules.is_empty());
    clinic.says(doctor, save(None, weekly(540, 720)));
    assert!(hours(&clinic, doctor).rule.busy);
    clinic.wait(300);
    assert_eq!(hours(&clinic, doctor).rule.accepted, 1);
    let rule = plan(&clinic, doctor).rules[0].clone();
    assert_eq!(rule.hours.ends_minute, 720);

    clinic.says(doctor, save(Some(rule.id), weekly(540, 780)));
    clinic.wait(300);
    let rules = plan(&clinic, doctor).rules;
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].hours.ends_minute, 780);

    let rule_id = rule.id;
    clinic.says(doctor, AppointmentIntent::DeleteRule { rule_id });
    assert_eq!(hours(&clinic, doctor).deleting_rules, [rule_id]);
    clinic.wait(300);
    assert!(plan(&clinic, doctor).rules.is_empty());
}

#[test]
fn a_wrong_field_of_the_hours_is_named() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    clinic.says(doctor, AppointmentIntent::ShowAvailability);
    clinic.wait(200);
    clinic.says(doctor, save(None, weekly(720, 540)));
    clinic.wait(300);
    let Some(RequestError::Refused { fields, .. }) = hours(&clinic, doctor).rule.problem else {
        panic!()
    };
    assert_eq!(fields[0].field, "ends_minute");
    assert!(plan(&clinic, doctor).rules.is_empty());
}

#[test]
fn days_off_and_lead_times_are_kept() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    clinic.says(doctor, AppointmentIntent::ShowAvailability);
    clinic.wait(200);
    let exception = NewAvailabilityException {
        date: "2027-01-06".into(),
        change: AvailabilityChange::DayOff,
    };
    let add = AppointmentIntent::SaveException {
        exception_id: None,
        exception,
    };
    clinic.says(doctor, add);
    let lead_times = LeadTimes {
        notice_minutes: 120,
        horizon_days: 30,
    };
    clinic.says(doctor, AppointmentIntent::SaveLeadTimes(lead_times));
    clinic.wait(300);
    let known = plan(&clinic, doctor);
    assert_eq!(known.exceptions[0].date, "2027-01-06");
    assert_eq!(known.lead_times, lead_times);
    let exception_id = known.exceptions[0].id;
    clinic.says(doctor, AppointmentIntent::DeleteException { exception_id });
    clinic.wait(300);
    assert!(plan(&clinic, doctor).exceptions.is_empty());
}
