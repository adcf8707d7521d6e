//! Appointments from asking to settling, through the front door, on both databases.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use backend::clock;
use domain::call::{Call, Ending, Phase, Terms};
use jiff::{ToSpan, Zoned};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::CallRecord;
use store::testing::TestDatabase;
use support::{Clinic, Person, Socket};

macro_rules! on_both_databases {
    ($($name:ident => $story:path;)+) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { $story(super::TestDatabase::sqlite().unwrap()).await; })+
        }
        mod postgresql {
            $(#[tokio::test] async fn $name() { $story(super::TestDatabase::postgresql().unwrap()).await; })+
        }
    };
}

on_both_databases! {
    a_slot_is_offered_taken_and_offered_again => super::slot;
    a_wish_is_confirmed_or_declined_by_the_other_side => super::wish;
    either_side_moves_an_appointment_and_the_other_sees_it => super::moved;
    a_declined_move_gives_the_old_time_back => super::move_declined;
    what_is_cancelled_is_cancelled_for_both_and_stays_so => super::cancelled;
    a_patient_holds_a_bounded_number_of_them => super::bounded;
    the_loud_ring_is_sent_again => super::ring_again;
    the_call_starts_inside_its_window_only => super::window;
    whoever_stayed_away_is_noted_when_the_window_closes => super::absent;
    a_doctor_is_rung_only_while_that_makes_sense => super::reachability;
}

struct Scene {
    clinic: Clinic,
    doctor: Person,
    patient: Person,
    at_doctor: Socket,
    at_patient: Socket,
}

impl Scene {
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let mut at_doctor = clinic.socket(&doctor, None).await;
        let mut at_patient = clinic.socket(&patient, None).await;
        at_doctor.next().await;
        at_patient.next().await;
        Self {
            clinic,
            doctor,
            patient,
            at_doctor,
            at_patient,
        }
    }

    async fn ask(&self, wish: &str, starts_at: Timestamp) -> Appointment {
        let body = self.wanted(wish, starts_at);
        self.clinic
            .post(&self.patient, paths::APPOINTMENTS, body)
            .await
    }

    fn wanted(&self, wish: &str, starts_at: Timestamp) -> Value {
        json!({
            "doctor_id": self.doctor.id(), "reason": "Cough",
            "time": { "wish": wish, "starts_at": starts_at },
        })
    }

    async fn act(&self, who: &Person, pattern: &str, on: &Appointment, body: Value) -> Appointment {
        let path = paths::with_id(pattern, on.id);
        self.clinic.post(who, &path, body).await
    }

    async fn refused(
        &self,
        who: &Person,
        pattern: &str,
        on: &Appointment,
        body: Value,
    ) -> (u16, ProblemCode) {
        let path = paths::with_id(pattern, on.id);
        self.clinic.refused(who, Method::POST, &path, body).await
    }

    async fn confirmed(&self, starts_at: Timestamp) -> Appointment {
        let asked = self.ask("preferred", starts_at).await;
        self.act(
            &self.doctor,
            paths::CONFIRM_APPOINTMENT,
            &asked,
            Value::Null,
        )
        .await
    }

    async fn get(&self, appointment: &Appointment) -> Appointment {
        let path = paths::with_id(paths::APPOINTMENT, appointment.id);
        self.clinic.get(&self.doctor, &path).await
    }

    /// Both are told live of the appointment as it is then.
    async fn both_see(&mut self, appointment: &Appointment) {
        for socket in [&mut self.at_doctor, &mut self.at_patient] {
            let same = |frame: &ServerFrame| match frame {
                ServerFrame::AppointmentChanged { appointment: told } => {
                    (told == appointment).then_some(())
                }
                _ => None,
            };
            socket.until(same).await;
        }
    }

    async fn news_of(&self, who: &Person) -> Vec<AppointmentNews> {
        let list: NotificationList = self.clinic.get(who, paths::NOTIFICATIONS).await;
        let news = list.notifications.iter().filter_map(|one| match one.about {
            NotificationAbout::AppointmentChanged { news, .. } => Some(news),
            _ => None,
        });
        news.collect()
    }
}

fn in_hours(hours: i64) -> Timestamp {
    clock::now().plus_s(hours * 3_600)
}

async fn slot(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    // The day after tomorrow in Vienna, 09:00 to 10:00 in two slots, none but on that weekday.
    let day = Zoned::now()
        .in_tz("Europe/Vienna")
        .unwrap()
        .checked_add(2.days())
        .unwrap()
        .date();
    let weekday = format!("{:?}", day.weekday()).to_lowercase();
    let weekly = json!({
        "weekday": weekday,
        "hours": { "starts_minute": 540, "ends_minute": 600, "slot_minutes": 30 },
    });
    let rule: AvailabilityRule = scene
        .clinic
        .post(&scene.doctor, paths::AVAILABILITY_RULES, weekly)
        .await;
    let nine = day.at(9, 0, 0, 0).in_tz("Europe/Vienna").unwrap();
    let nine = Timestamp(nine.timestamp().as_millisecond());
    let path = paths::with_id(paths::SLOTS, scene.doctor.id());
    let span = format!("{path}?from={}&to={}", clock::now().0, in_hours(96).0);
    let slots = async |scene: &Scene| -> Vec<Timestamp> {
        let list: SlotList = scene.clinic.get(&scene.patient, &span).await;
        list.slots.iter().map(|slot| slot.starts_at).collect()
    };
    let both = [nine, nine.plus_s(1_800)];
    assert_eq!(slots(&scene).await, both);
    let off_slot = scene.wanted("slot", nine.plus_s(60));
    let path = paths::APPOINTMENTS;
    let refused = scene
        .clinic
        .refused(&scene.patient, Method::POST, path, off_slot)
        .await;
    assert_eq!(refused, (409, ProblemCode::SlotTaken));

    let booked = scene.ask("slot", nine).await;
    assert_eq!(booked.state, AppointmentState::Confirmed);
    assert_eq!(
        (booked.ends_at, booked.opens_at),
        (nine.plus_s(1_800), nine.plus_s(-600))
    );
    scene.both_see(&booked).await;
    assert_eq!(
        scene.news_of(&scene.doctor).await,
        [AppointmentNews::Booked]
    );
    assert_eq!(scene.news_of(&scene.patient).await, []);
    assert_eq!(slots(&scene).await, both[1..]);
    assert_eq!(
        scene.ask("slot", nine).await,
        booked,
        "asked twice is asked once"
    );
    let other = scene.clinic.patient("Eve Stranger").await;
    let late = scene.wanted("slot", nine);
    let refused = scene.clinic.refused(&other, Method::POST, path, late).await;
    assert_eq!(refused, (409, ProblemCode::SlotTaken));
    // Somebody else's appointment does not exist.
    let own = paths::with_id(paths::APPOINTMENT, booked.id);
    let hidden = scene
        .clinic
        .refused(&other, Method::GET, &own, Value::Null)
        .await;
    assert_eq!(hidden, (404, ProblemCode::NotFound));

    scene
        .act(
            &scene.patient,
            paths::CANCEL_APPOINTMENT,
            &booked,
            json!({}),
        )
        .await;
    assert_eq!(slots(&scene).await, both);
    // A day off takes them away, and so does the end of the rule.
    let off = json!({ "date": day.to_string(), "change": { "kind": "day_off" } });
    let off: AvailabilityException = scene
        .clinic
        .post(&scene.doctor, paths::AVAILABILITY_EXCEPTIONS, off)
        .await;
    assert_eq!(slots(&scene).await, []);
    for gone in [
        paths::with_id(paths::AVAILABILITY_EXCEPTION, off.id),
        paths::with_id(paths::AVAILABILITY_RULE, rule.id),
    ] {
        let token = Some(scene.doctor.token());
        let (status, _) = scene
            .clinic
            .send(Method::DELETE, &gone, token, Value::Null)
            .await;
        assert_eq!(status, 204);
    }
    assert_eq!(slots(&scene).await, []);
}

async fn wish(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let asked = scene.ask("preferred", in_hours(30)).await;
    assert_eq!(asked.state, AppointmentState::Pending);
    scene.both_see(&asked).await;
    let own = scene
        .refused(
            &scene.patient,
            paths::CONFIRM_APPOINTMENT,
            &asked,
            Value::Null,
        )
        .await;
    assert_eq!(own, (403, ProblemCode::Denied));
    let confirmed = scene
        .act(
            &scene.doctor,
            paths::CONFIRM_APPOINTMENT,
            &asked,
            Value::Null,
        )
        .await;
    assert_eq!(confirmed.state, AppointmentState::Confirmed);
    scene.both_see(&confirmed).await;
    let again = scene
        .act(
            &scene.doctor,
            paths::CONFIRM_APPOINTMENT,
            &asked,
            Value::Null,
        )
        .await;
    assert_eq!(again, confirmed);
    let late = scene
        .refused(&scene.doctor, paths::DECLINE_APPOINTMENT, &asked, json!({}))
        .await;
    assert_eq!(late, (409, ProblemCode::AppointmentState));

    let second = scene.ask("preferred", in_hours(40)).await;
    let reason = json!({ "reason": "On leave" });
    let declined = scene
        .act(&scene.doctor, paths::DECLINE_APPOINTMENT, &second, reason)
        .await;
    let how = (declined.state, declined.cancelled_by);
    assert_eq!(how, (AppointmentState::Cancelled, Some(Role::Doctor)));
    assert_eq!(declined.cancel_reason.reveal(), "On leave");
    scene.both_see(&declined).await;
    use AppointmentNews as N;
    assert_eq!(
        scene.news_of(&scene.patient).await,
        [N::Declined, N::Confirmed]
    );
    assert_eq!(
        scene.news_of(&scene.doctor).await,
        [N::Requested, N::Requested]
    );
    let list: AppointmentList = scene.clinic.get(&scene.doctor, paths::APPOINTMENTS).await;
    assert_eq!(list.appointments, [confirmed, declined]);
    // A doctor knows the patients with whom there is an appointment.
    let card = paths::with_id(paths::DOCTOR_PATIENT, scene.patient.id());
    let _: Value = scene.clinic.get(&scene.doctor, &card).await;
    for (starts_at, minutes) in [
        (in_hours(-1), 30),
        (in_hours(24 * 400), 30),
        (in_hours(9), 500),
    ] {
        let body = json!({
            "doctor_id": scene.doctor.id(),
            "time": { "wish": "preferred", "starts_at": starts_at, "minutes": minutes },
        });
        let refused = scene
            .clinic
            .refused(&scene.patient, Method::POST, paths::APPOINTMENTS, body)
            .await;
        assert_eq!(refused, (422, ProblemCode::Invalid));
    }
}

fn to(starts_at: Timestamp) -> Value {
    json!({ "time": { "wish": "preferred", "starts_at": starts_at } })
}

async fn moved(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    // By a quarter of an hour: it may overlap the time that it gives up.
    let wanted = booked.starts_at.plus_s(900);
    let new = scene
        .act(
            &scene.doctor,
            paths::RESCHEDULE_APPOINTMENT,
            &booked,
            to(wanted),
        )
        .await;
    assert_eq!(
        (new.state, new.asked_by),
        (AppointmentState::Pending, Role::Doctor)
    );
    assert_eq!(new.rescheduled_from, Some(booked.id));
    assert_eq!(new.reason.reveal(), "Cough");
    let given_up = scene.get(&booked).await;
    let link = (given_up.state, given_up.rescheduled_to);
    assert_eq!(link, (AppointmentState::Rescheduled, Some(new.id)));
    scene.both_see(&new).await;
    scene.both_see(&given_up).await;
    assert_eq!(
        scene.news_of(&scene.patient).await[0],
        AppointmentNews::Moved
    );
    let again = scene
        .act(
            &scene.doctor,
            paths::RESCHEDULE_APPOINTMENT,
            &booked,
            to(wanted),
        )
        .await;
    assert_eq!(again, new);
    let elsewhere = scene
        .refused(
            &scene.doctor,
            paths::RESCHEDULE_APPOINTMENT,
            &booked,
            to(in_hours(50)),
        )
        .await;
    assert_eq!(elsewhere, (409, ProblemCode::AppointmentState));
    let own = scene
        .refused(&scene.doctor, paths::CONFIRM_APPOINTMENT, &new, Value::Null)
        .await;
    assert_eq!(own, (403, ProblemCode::Denied));
    let agreed = scene
        .act(
            &scene.patient,
            paths::CONFIRM_APPOINTMENT,
            &new,
            Value::Null,
        )
        .await;
    assert_eq!(agreed.state, AppointmentState::Confirmed);
}

async fn move_declined(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    let new = scene
        .act(
            &scene.patient,
            paths::RESCHEDULE_APPOINTMENT,
            &booked,
            to(in_hours(60)),
        )
        .await;
    scene
        .act(&scene.doctor, paths::DECLINE_APPOINTMENT, &new, json!({}))
        .await;
    let back = scene.get(&booked).await;
    assert_eq!(
        (back.state, back.rescheduled_to),
        (AppointmentState::Confirmed, None)
    );
    scene.both_see(&back).await;
    // Where somebody else has the time meanwhile, it stays given up.
    let new = scene
        .act(
            &scene.patient,
            paths::RESCHEDULE_APPOINTMENT,
            &booked,
            to(in_hours(60)),
        )
        .await;
    let other = scene.clinic.patient("Eve Stranger").await;
    let body = scene.wanted("preferred", booked.starts_at.plus_s(600));
    let _: Appointment = scene.clinic.post(&other, paths::APPOINTMENTS, body).await;
    scene
        .act(&scene.patient, paths::CANCEL_APPOINTMENT, &new, json!({}))
        .await;
    assert_eq!(
        scene.get(&booked).await.state,
        AppointmentState::Rescheduled
    );
}

async fn cancelled(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    let reason = json!({ "reason": "Feeling better" });
    let cancelled = scene
        .act(&scene.patient, paths::CANCEL_APPOINTMENT, &booked, reason)
        .await;
    assert_eq!(cancelled.cancelled_by, Some(Role::Patient));
    scene.both_see(&cancelled).await;
    let again = scene
        .act(&scene.doctor, paths::CANCEL_APPOINTMENT, &booked, json!({}))
        .await;
    assert_eq!(again, cancelled, "who was first stays");
    for pattern in [paths::CONFIRM_APPOINTMENT, paths::START_APPOINTMENT_CALL] {
        let late = scene
            .refused(&scene.doctor, pattern, &booked, Value::Null)
            .await;
        assert_eq!(late, (409, ProblemCode::AppointmentState));
    }
    let long = json!({ "reason": "x".repeat(1_001) });
    let refused = scene
        .refused(&scene.doctor, paths::CANCEL_APPOINTMENT, &booked, long)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
}

async fn bounded(database: TestDatabase) {
    let scene = Scene::open(database).await;
    for number in 0..20 {
        scene.ask("preferred", in_hours(10 + number)).await;
    }
    let one_more = scene.wanted("preferred", in_hours(100));
    let refused = scene
        .clinic
        .refused(&scene.patient, Method::POST, paths::APPOINTMENTS, one_more)
        .await;
    assert_eq!(refused, (409, ProblemCode::TooMany));
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
        asked_by: Role::Patient,
        reason: Pii::default(),
        rescheduled_from: None,
        confirmed_at: None,
        cancelled_by: None,
        cancel_reason: Pii::default(),
        absent: None,
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
        id: clock::new_id(),
        version: 1,
        schedule_id: None,
        entry_id: None,
        appointment_id: Some(id),
        call,
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
    let settings = backend::Settings {
        demo: true,
        ..support::settings(&database)
    };
    let server = backend::Running::start(settings).await.unwrap();
    let door = support::Door::of(server.address);
    let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
    let list: AppointmentList = door.get(&doctor, paths::APPOINTMENTS).await;
    let states: Vec<_> = list.appointments.iter().map(|one| one.state).collect();
    use AppointmentState as A;
    assert_eq!(
        states,
        [A::Completed, A::Confirmed, A::Pending, A::Cancelled]
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
