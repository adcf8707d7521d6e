//! The calls of appointments, and what becomes of appointments by them or without them; and when a
//! doctor can be rung. Through the front door, on both databases.

use crate::support::Person;
use crate::support::agreement::{Scene, in_hours};
use crate::testkit::on_both_databases;
use backend::clock;
use domain::call::{Call, Ending, Phase, Terms};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::CallRecord;
use store::testing::TestDatabase;

on_both_databases! {
    the_loud_ring_is_sent_again => super::ring_again;
    the_call_starts_inside_its_window_only => super::window;
    whoever_stayed_away_is_noted_when_the_window_closes => super::absent;
    a_doctor_is_rung_only_while_that_makes_sense => super::reachability;
}

async fn ring_again(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene
        .clinic
        .appointment_now(&scene.doctor, &scene.patient)
        .await;
    let start = paths::with_id(paths::START_APPOINTMENT_CALL, booked.id);
    let call: CallSnapshot = scene.clinic.post(&scene.patient, &start, Value::Null).await;
    let waiting = Appointment {
        call_status: CallStatus::Waiting,
        ..booked.clone()
    };
    scene.both_see(&waiting).await;
    let again = paths::with_id(paths::RING_APPOINTMENT_AGAIN, booked.id);
    let still_loud: CallSnapshot = scene.clinic.post(&scene.patient, &again, Value::Null).await;
    assert_eq!(still_loud, call);
    // The first ring is over.
    let quiet = scene.clinic.beside().write(|tx| {
        let mut record = tx.call(call.id)?.unwrap();
        record.call.loud_until = clock::now();
        tx.save_call(&record)
    });
    quiet.unwrap();
    let by_callee = scene
        .clinic
        .refused(&scene.doctor, Method::POST, &again, Value::Null)
        .await;
    assert_eq!(by_callee, (403, ProblemCode::Denied));
    scene.at_doctor.answers().await;
    let loud: CallSnapshot = scene.clinic.post(&scene.patient, &again, Value::Null).await;
    assert_eq!((loud.id, loud.until), (call.id, call.until));
    assert!(loud.loud_until > call.loud_until);
    let rung = |frame: &ServerFrame| match frame {
        ServerFrame::CallInvitation { call } => Some(call.clone()),
        _ => None,
    };
    assert_eq!(scene.at_doctor.until(rung).await, loud);
    let join = paths::with_id(paths::JOIN_APPOINTMENT_CALL, booked.id);
    let joined: CallSnapshot = scene.clinic.post(&scene.doctor, &join, Value::Null).await;
    assert_eq!(joined.phase, CallPhase::Connecting);
    let status = paths::with_id(paths::APPOINTMENT_CALL_STATUS, booked.id);
    let seen: AppointmentCall = scene.clinic.get(&scene.doctor, &status).await;
    assert_eq!(
        (seen.call_status, seen.call),
        (CallStatus::Active, Some(joined))
    );
    // In the middle of it nothing is given up.
    let refused = scene
        .refused(&scene.doctor, paths::CANCEL_APPOINTMENT, &booked, json!({}))
        .await;
    assert_eq!(refused, (409, ProblemCode::CallPhase));
}

async fn window(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(1)).await;
    let early = scene
        .refused(
            &scene.patient,
            paths::START_APPOINTMENT_CALL,
            &booked,
            Value::Null,
        )
        .await;
    assert_eq!(early, (409, ProblemCode::OutsideWindow));
    for pattern in [paths::JOIN_APPOINTMENT_CALL, paths::END_APPOINTMENT_CALL] {
        let nothing = scene
            .refused(&scene.patient, pattern, &booked, Value::Null)
            .await;
        assert_eq!(nothing, (409, ProblemCode::CallEnded), "{pattern}");
    }
    let status = paths::with_id(paths::APPOINTMENT_CALL_STATUS, booked.id);
    let seen: AppointmentCall = scene.clinic.get(&scene.patient, &status).await;
    let nothing = (CallStatus::Inactive, false, None);
    assert_eq!((seen.call_status, seen.may_start, seen.call), nothing);
    let pending = scene.ask("preferred", clock::now().plus_s(60)).await;
    let unconfirmed = scene
        .refused(
            &scene.patient,
            paths::START_APPOINTMENT_CALL,
            &pending,
            Value::Null,
        )
        .await;
    assert_eq!(unconfirmed, (409, ProblemCode::AppointmentState));
    // A call that rings goes with its appointment.
    let now = scene.clinic.patient("Peter Novak").await;
    let soon = scene.clinic.doctor("Other Doctor").await;
    let booked = scene.clinic.appointment_now(&soon, &now).await;
    let start = paths::with_id(paths::START_APPOINTMENT_CALL, booked.id);
    let call: CallSnapshot = scene.clinic.post(&now, &start, Value::Null).await;
    scene
        .act(&soon, paths::CANCEL_APPOINTMENT, &booked, json!({}))
        .await;
    let path = paths::with_id(paths::CALL, call.id);
    let call: CallSnapshot = scene.clinic.get(&now, &path).await;
    let withdrawn = (Some(Outcome::Cancelled), Some(Cause::VisitWithdrawn));
    assert_eq!((call.outcome, call.cause), withdrawn);
}

/// A call of an appointment long ago: who started it, whether it was answered, whether they met.
type CallThen<'a> = (&'a Person, bool, bool);

/// An appointment whose time is over by now, and its call, laid at once beside the server.
fn over(
    scene: &Scene,
    state: AppointmentState,
    number: i64,
    call: Option<CallThen<'_>>,
) -> AppointmentId {
    let id = clock::new_id();
    let record = store::AppointmentRecord {
        id,
        version: 1,
        doctor_id: scene.doctor.id(),
        patient_id: scene.patient.id(),
        state,
        time: Slot {
            starts_at: clock::now().plus_s(-3_600 * number - 1_800),
            ends_at: clock::now().plus_s(-3_600 * number),
        },
        asked_by: Party::Patient,
        reason: Pii::default(),
        rescheduled_from: None,
        chain_id: id,
        confirmed_at: None,
        cancelled_by: None,
        cancel_reason: Pii::default(),
        absent: None,
        device_test: None,
        held_until: None,
        lapsed_at: None,
        changed_at: None,
    };
    let call = call.map(|call| call_then(scene, id, call));
    let added = scene.clinic.beside().write(|tx| {
        tx.add_appointment(&record)?;
        call.as_ref().map_or(Ok(()), |call| tx.add_call(call))
    });
    added.unwrap();
    id
}

fn call_then(scene: &Scene, id: AppointmentId, (by, answered, met): CallThen<'_>) -> CallRecord {
    let callee = if by.id() == scene.doctor.id() {
        scene.patient.id()
    } else {
        scene.doctor.id()
    };
    let then = clock::now().plus_s(-1_000);
    let terms = Terms::appointment(then.plus_s(60));
    let mut call = Call::place(terms, (by.id(), by.device()), callee, true, then);
    call.accepted_at = answered.then_some(then);
    call.active_at = met.then_some(then);
    call.phase = Phase::Ended(Ending {
        outcome: Outcome::Lost,
        cause: Some(Cause::NetworkBlocked),
        by: None,
        at: then,
    });
    CallRecord {
        appointment_id: Some(id),
        ..CallRecord::new(clock::new_id(), call)
    }
}

async fn absent(database: TestDatabase) {
    use AppointmentState as A;
    let mut scene = Scene::open(database).await;
    let (doctor, patient) = (&scene.doctor, &scene.patient);
    let (confirmed, both) = (A::Confirmed, Some(Absent::Both));
    let expected = [
        (over(&scene, confirmed, 1, None), A::NoShow, both),
        (
            over(&scene, confirmed, 2, Some((doctor, false, false))),
            A::NoShow,
            Some(Absent::Patient),
        ),
        (
            over(&scene, confirmed, 3, Some((patient, false, false))),
            A::NoShow,
            Some(Absent::Doctor),
        ),
        (
            over(&scene, confirmed, 4, Some((patient, true, true))),
            A::Completed,
            None,
        ),
        (
            over(&scene, confirmed, 5, Some((doctor, true, false))),
            A::Cancelled,
            None,
        ),
        (over(&scene, A::Pending, 6, None), A::Cancelled, None),
    ];
    let mut told = Vec::new();
    while told.len() < expected.len() {
        let settled = |frame: &ServerFrame| match frame {
            ServerFrame::AppointmentChanged { appointment } => Some(appointment.clone()),
            _ => None,
        };
        told.push(scene.at_patient.until(settled).await);
    }
    for (id, state, absent) in expected {
        let settled: Vec<_> = told.iter().filter(|one| one.id == id).collect();
        assert_eq!(settled.len(), 1, "settled more than once");
        assert_eq!((settled[0].state, settled[0].absent), (state, absent));
    }
    use AppointmentNews as N;
    let news = scene.news_of(&scene.patient).await;
    let of_kind = |kind| news.iter().filter(|news| **news == kind).count();
    assert_eq!(
        (of_kind(N::NoShow), of_kind(N::Expired), news.len()),
        (3, 1, 4)
    );
    assert_eq!(scene.news_of(&scene.doctor).await, [N::NoShow; 3]);
}

#[tokio::test]
async fn the_demo_has_hours_and_appointments_to_look_at() {
    let database = TestDatabase::sqlite().unwrap();
    let config = backend::Config {
        demo: true,
        ..crate::support::config(&database)
    };
    let server = backend::Running::start(config).await.unwrap();
    let door = crate::support::Door::of(server.address);
    let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
    let list: AppointmentList = door.get(&doctor, paths::APPOINTMENTS).await;
    let states: Vec<_> = list.appointments.iter().map(|one| one.state).collect();
    use AppointmentState as A;
    assert_eq!(
        states,
        [
            // What waits for an answer, what is agreed on, and all else from the latest back.
            A::Pending,
            A::Pending,
            A::Confirmed,
            A::Confirmed,
            A::Confirmed,
            A::Confirmed,
            A::Confirmed,
            A::Confirmed,
            A::Cancelled,
            A::Completed,
            A::Completed,
            A::NoShow,
            A::Completed,
        ]
    );
    let path = paths::with_id(paths::SLOTS, doctor.id());
    let slots: SlotList = door.get(&doctor, &path).await;
    // Two weeks hold ten working days of fourteen slots; some are too soon or taken.
    assert!(
        (100..=140).contains(&slots.slots.len()),
        "{}",
        slots.slots.len()
    );
    server.stop().await.unwrap();
}

async fn reachability(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let card = paths::with_id(paths::DOCTOR, scene.doctor.id());
    let ring = paths::with_id(paths::CALL_DOCTOR, scene.doctor.id());
    let shown = async |scene: &Scene| {
        let one: DoctorCard = scene.clinic.get(&scene.patient, &card).await;
        let list: DoctorList = scene.clinic.get(&scene.patient, paths::DOCTORS).await;
        assert_eq!(list.doctors, std::slice::from_ref(&one));
        one.reachability
    };
    let refused = async |scene: &Scene, who: &Person| {
        let told = scene
            .clinic
            .refused(who, Method::POST, &ring, Value::Null)
            .await;
        told.1
    };
    assert_eq!(
        refused(&scene, &scene.patient).await,
        ProblemCode::NoDirectCalls
    );
    let profile = json!({
        "name": "Maria Weber", "time_zone": "Europe/Vienna", "accepts_direct_calls": true,
    });
    let _: DoctorProfile = scene
        .clinic
        .put(&scene.doctor, paths::DOCTOR_PROFILE, profile)
        .await;
    assert_eq!(shown(&scene).await, Reachability::Online);
    let call: CallSnapshot = scene.clinic.post(&scene.patient, &ring, Value::Null).await;
    scene.at_doctor.call_in(CallPhase::Ringing).await;
    assert_eq!(shown(&scene).await, Reachability::InAnotherCall);
    let other = scene.clinic.patient("Eve Stranger").await;
    assert_eq!(refused(&scene, &other).await, ProblemCode::DoctorBusy);
    let cancel = paths::with_id(paths::CANCEL_CALL, call.id);
    let _: CallSnapshot = scene
        .clinic
        .post(&scene.patient, &cancel, Value::Null)
        .await;
    scene.at_doctor.stream.close(None).await.unwrap();
    scene.at_doctor.closed().await;
    // The server notes it once its own end of the socket is done.
    while shown(&scene).await == Reachability::Online {
        tokio::task::yield_now().await;
    }
    assert_eq!(shown(&scene).await, Reachability::Away);
    assert_eq!(
        refused(&scene, &scene.patient).await,
        ProblemCode::DoctorOffline
    );
    let nobody = paths::with_id(paths::CALL_DOCTOR, scene.patient.id());
    let told = scene
        .clinic
        .refused(&scene.patient, Method::POST, &nobody, Value::Null)
        .await;
    assert_eq!(told, (404, ProblemCode::NotFound));
}
