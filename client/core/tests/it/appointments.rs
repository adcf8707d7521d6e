//! Appointments on both sides: the list, agreeing on one, giving one up, and its call.

use crate::clinic::Clinic;
use client_core::{
    Action, AppointmentIntent, AppointmentRow, CallIntent, CallStage, CheckReport, DeviceIntent,
    FeedView, Input, Loadable, MediaEvent, NoticeText, RequestError, Screen, SessionIntent, WhyNot,
};
use shared::*;

const HOUR_MS: i64 = 3_600_000;

fn refused(why: WhyNot) -> Action {
    Action::Refused { why }
}

fn rows(clinic: &Clinic, device: usize) -> Vec<AppointmentRow> {
    match clinic.screen(device) {
        Screen::Appointments(screen) => match screen.appointments {
            Loadable::Loaded { value } => value,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn close_up(clinic: &Clinic, device: usize) -> AppointmentRow {
    match clinic.screen(device) {
        Screen::Appointment(screen) => match screen.row {
            Loadable::Loaded { value } => value,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_see_what_they_agreed_on_and_a_change_arrives_at_once() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Pending);
    for device in [scene.doctor, scene.patient] {
        clinic.says(device, AppointmentIntent::ShowAppointments);
    }
    clinic.wait(200);
    let at_doctor = &rows(&clinic, scene.doctor)[0];
    assert_eq!(at_doctor.confirm, Action::Allowed);
    assert_eq!(at_doctor.start, refused(WhyNot::NotConfirmed));
    let at_patient = &rows(&clinic, scene.patient)[0];
    assert_eq!(at_patient.confirm, refused(WhyNot::OthersTurn));
    assert_eq!(at_patient.cancel, Action::Allowed);

    let appointment_id = scene.id;
    let confirm = AppointmentIntent::ConfirmAppointment { appointment_id };
    clinic.says(scene.doctor, confirm.clone());
    assert_eq!(rows(&clinic, scene.doctor)[0].confirm, Action::Busy);
    clinic.says(scene.doctor, confirm);
    clinic.wait(200);
    for device in [scene.doctor, scene.patient] {
        let row = &rows(&clinic, device)[0];
        assert_eq!(row.appointment.state, AppointmentState::Confirmed);
        assert_eq!(row.start, refused(WhyNot::TooEarly));
        assert_eq!(row.confirm, refused(WhyNot::Answered));
    }
    let sent = clinic.requests_to(scene.doctor, "/confirm");
    assert_eq!(sent.len(), 1, "two presses are one wish");
}

#[test]
fn what_the_rules_refuse_is_not_even_asked() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Pending);
    let appointment_id = scene.id;
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    clinic.wait(200);
    // The patient asked for it, so the doctor answers; and it is too early for the call.
    clinic.says(
        scene.patient,
        AppointmentIntent::ConfirmAppointment { appointment_id },
    );
    clinic.says(
        scene.patient,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.says(scene.patient, AppointmentIntent::ShowAvailability);
    clinic.wait(200);
    assert!(clinic.requests_to(scene.patient, "/confirm").is_empty());
    assert!(clinic.requests_to(scene.patient, "/start-call").is_empty());
    assert!(matches!(
        clinic.screen(scene.patient),
        Screen::Appointments(_)
    ));
}

#[test]
fn a_cancellation_carries_its_reason_to_the_other_side() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    for device in [scene.doctor, scene.patient] {
        clinic.says(
            device,
            AppointmentIntent::OpenAppointment { appointment_id },
        );
    }
    clinic.wait(200);
    let reason = Pii::from("I am ill");
    clinic.says(
        scene.doctor,
        AppointmentIntent::CancelAppointment {
            appointment_id,
            reason: reason.clone(),
        },
    );
    clinic.wait(200);
    let row = close_up(&clinic, scene.patient);
    assert_eq!(row.appointment.cancelled_by, Some(Party::Doctor));
    assert_eq!(row.appointment.cancel_reason, reason);
    assert_eq!(row.cancel, refused(WhyNot::AppointmentOver));
}

#[test]
fn an_answer_that_came_too_late_is_said_and_the_truth_is_fetched() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Pending);
    let appointment_id = scene.id;
    clinic.says(
        scene.doctor,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    clinic.wait(200);
    // Another device declined it, and nobody has told this one.
    let all = &mut clinic.server.book.appointments;
    all[0].state = AppointmentState::Cancelled;
    all[0].version += 1;
    clinic.says(
        scene.doctor,
        AppointmentIntent::ConfirmAppointment { appointment_id },
    );
    clinic.wait(500);
    let row = close_up(&clinic, scene.doctor);
    assert_eq!(row.appointment.state, AppointmentState::Cancelled);
    let notices = clinic.devices[scene.doctor].view().notices;
    assert!(matches!(
        &notices[0].text,
        NoticeText::Failed {
            problem: RequestError::Refused {
                code: ProblemCode::AppointmentState,
                ..
            }
        }
    ));
}

#[test]
fn a_link_to_an_appointment_opens_it_and_one_that_is_not_there_says_so() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    clinic.says(
        scene.patient,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    let Screen::Appointment(screen) = clinic.screen(scene.patient) else {
        panic!()
    };
    assert_eq!(screen.row, Loadable::Loading);
    clinic.wait(200);
    let row = close_up(&clinic, scene.patient);
    assert_eq!(row.appointment.doctor_name, Pii::from("Grey"));
    let appointment_id = AppointmentId(scene.doctor_id.0);
    clinic.says(
        scene.patient,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    clinic.wait(200);
    let Screen::Appointment(screen) = clinic.screen(scene.patient) else {
        panic!()
    };
    assert!(matches!(screen.row, Loadable::Failed { .. }));
}

#[test]
fn news_of_an_appointment_are_said_and_lead_to_it() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Confirmed);
    let (appointment_id, starts_at) = (scene.id, clinic.now);
    clinic.server.notify(
        scene.patient_id,
        NotificationAbout::AppointmentChanged {
            appointment_id,
            news: AppointmentNews::Confirmed,
            other_name: "Grey".into(),
            starts_at,
        },
    );
    clinic.wait(200);
    let notices = clinic.devices[scene.patient].view().notices;
    let expected = NoticeText::Appointment {
        appointment_id,
        news: AppointmentNews::Confirmed,
        name: "Grey".into(),
        starts_at,
    };
    assert_eq!(notices[0].text, expected);
}

#[test]
fn the_call_may_be_started_when_its_time_comes_without_anybody_asking() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(HOUR_MS, AppointmentState::Confirmed);
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    // It opens ten minutes before its start, so after fifty.
    clinic.wait(50 * 60_000 - 1_000);
    let start = |clinic: &Clinic| rows(clinic, scene.patient)[0].start;
    assert_eq!(start(&clinic), refused(WhyNot::TooEarly));
    clinic.wait(1_000);
    assert_eq!(start(&clinic), Action::Allowed);
    clinic.wait(40 * 60_000);
    assert_eq!(start(&clinic), refused(WhyNot::AppointmentOver));
}

/// The one starts, the other one joins by the button of the appointment, and they talk.
fn meet(clinic: &mut Clinic, id: AppointmentId, first: usize, second: usize) {
    let appointment_id = id;
    for device in [first, second] {
        clinic.says(
            device,
            AppointmentIntent::OpenAppointment { appointment_id },
        );
    }
    clinic.wait(200);
    clinic.says(
        first,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.wait(200);
    assert!(clinic.rings(second), "it rings loudly");
    let joined = close_up(clinic, second);
    assert_eq!(joined.appointment.call_status, CallStatus::Waiting);
    assert_eq!(joined.start, Action::Allowed, "the second one sees Join");
    assert_eq!(close_up(clinic, first).start, refused(WhyNot::InCall));
    clinic.says(
        second,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.wait(1_000);
    for device in [first, second] {
        let stage = clinic.stage(device);
        assert!(matches!(stage, Some(CallStage::Active { .. })), "{stage:?}");
    }
    assert!(!clinic.rings(second));
}

#[test]
fn the_doctor_starts_and_the_patient_joins() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(300_000, AppointmentState::Confirmed);
    meet(&mut clinic, scene.id, scene.doctor, scene.patient);
    // Nobody is cut off in the middle of it.
    let row = close_up(&clinic, scene.doctor);
    assert_eq!(row.cancel, refused(WhyNot::InCall));
    clinic.says(scene.patient, CallIntent::End);
    clinic.wait(300);
    let stage = clinic.stage(scene.doctor);
    assert!(matches!(
        stage,
        Some(CallStage::Ended {
            outcome: Outcome::Completed,
            ..
        })
    ));
}

#[test]
fn the_patient_starts_and_the_doctor_joins() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(300_000, AppointmentState::Confirmed);
    meet(&mut clinic, scene.id, scene.patient, scene.doctor);
}

#[test]
fn it_rings_loudly_for_half_a_minute_then_waits_and_can_ring_again() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(300_000, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    clinic.says(
        scene.doctor,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    clinic.wait(200);
    clinic.says(
        scene.doctor,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.wait(500);
    let call = |clinic: &Clinic, device| clinic.call(device).unwrap();
    assert!(call(&clinic, scene.patient).loud);
    assert_eq!(
        call(&clinic, scene.doctor).ring_again,
        refused(WhyNot::StillRinging)
    );
    clinic.says(scene.doctor, AppointmentIntent::RingAgain);
    clinic.wait(30_000);
    assert!(clinic.requests_to(scene.doctor, "/ring-again").is_empty());
    let waiting = call(&clinic, scene.patient);
    assert!(!waiting.loud);
    assert!(!clinic.rings(scene.patient));
    assert_eq!(
        waiting.accept,
        Action::Allowed,
        "it stands there to be joined"
    );
    let closes_at = clinic.server.appointment(appointment_id).closes_at;
    assert!(matches!(waiting.stage, CallStage::Ringing { until, .. } if until == closes_at));

    assert_eq!(call(&clinic, scene.doctor).ring_again, Action::Allowed);
    clinic.says(scene.doctor, AppointmentIntent::RingAgain);
    clinic.wait(500);
    assert!(clinic.rings(scene.patient));
    assert!(call(&clinic, scene.patient).loud);
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(1_000);
    let stage = clinic.stage(scene.doctor);
    assert!(matches!(stage, Some(CallStage::Active { .. })), "{stage:?}");
}

#[test]
fn the_doctor_sees_the_patients_device_test_for_the_appointment() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(300_000, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    for device in [scene.doctor, scene.patient] {
        clinic.says(
            device,
            AppointmentIntent::OpenAppointment { appointment_id },
        );
    }
    clinic.wait(200);
    for device in [scene.doctor, scene.patient] {
        clinic.says(device, DeviceIntent::OpenCheck);
        let camera = MediaEvent::Check(CheckReport::Camera(Ok(())));
        clinic.input(device, Input::Media(camera));
    }
    clinic.wait(300);
    let test = close_up(&clinic, scene.doctor).appointment.device_test;
    assert_eq!(test.unwrap().camera.verdict, TestVerdict::Good);
    let sent = clinic.requests_to(scene.doctor, "/device-test");
    assert!(sent.is_empty(), "a doctor's own check is nobody's business");
}

#[test]
fn an_older_list_does_not_undo_what_was_told_live() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Pending);
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    clinic.wait(200);
    // The list was read before the change and arrives after it was told.
    clinic.says(scene.patient, SessionIntent::Reload);
    clinic.wait(25);
    clinic.devices[scene.patient].network.delay_ms = 1;
    clinic
        .server
        .change_appointment(scene.id, |one| one.state = AppointmentState::Confirmed);
    clinic.wait(300);
    let row = &rows(&clinic, scene.patient)[0];
    assert_eq!(row.appointment.state, AppointmentState::Confirmed);
}

#[test]
fn the_calendar_feed_has_a_whole_address_which_is_shown_once_and_can_be_changed() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    clinic.says(doctor, AppointmentIntent::ShowAppointments);
    clinic.wait(200);
    let feed = |clinic: &Clinic| match clinic.screen(doctor) {
        Screen::Appointments(screen) => screen.feed,
        other => panic!("{other:?}"),
    };
    assert_eq!(feed(&clinic), None, "a secret is not fetched unasked");
    clinic.says(doctor, AppointmentIntent::ShowFeed);
    clinic.wait(200);
    let loaded = |value| Some(Loadable::Loaded { value });
    let shown = |number: u32| {
        let address = format!("https://clinic.example/api/calendar/secret-{number}.ics").into();
        loaded(FeedView::Shown { address })
    };
    assert_eq!(feed(&clinic), loaded(FeedView::Absent));
    for number in 1..3 {
        clinic.says(doctor, AppointmentIntent::RenewFeed);
        clinic.wait(200);
        assert_eq!(feed(&clinic), shown(number));
    }
    clinic.says(doctor, AppointmentIntent::ShowFeed);
    clinic.wait(200);
    assert_eq!(feed(&clinic), loaded(FeedView::Hidden));
}

#[test]
fn signing_out_forgets_them() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * HOUR_MS, AppointmentState::Confirmed);
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    clinic.wait(200);
    clinic.says(scene.patient, SessionIntent::SignOut);
    clinic.wait(200);
    let other = clinic.server.add_user(Role::Patient, "Eve");
    let email = clinic.server.users[&other].me.email.clone();
    let password = Pii::from("secret-enough");
    clinic.says(scene.patient, SessionIntent::SignIn { email, password });
    clinic.wait(500);
    clinic.says(scene.patient, AppointmentIntent::ShowAppointments);
    clinic.wait(500);
    assert!(rows(&clinic, scene.patient).is_empty());
}
