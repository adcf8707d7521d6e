//! Appointments from asking to settling, through the front door, on both databases.

use crate::support::agreement::{Scene, in_hours};
use crate::testkit::on_both_databases;
use backend::clock;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, ToSpan};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

on_both_databases! {
    a_slot_is_offered_taken_and_offered_again => super::slot;
    a_wish_is_confirmed_or_declined_by_the_other_side => super::wish;
    either_side_moves_an_appointment_and_the_other_sees_it => super::moved;
    a_declined_move_gives_the_old_time_back => super::move_declined;
    what_is_cancelled_is_cancelled_for_both_and_stays_so => super::cancelled;
    a_patient_holds_a_bounded_number_of_them => super::bounded;
    a_request_holds_its_time_for_a_while_and_waits_on => super::lapsed;
    a_preferred_time_is_no_longer_than_the_doctors_slots => super::length;
    a_doctor_sees_which_appointments_lie_outside_of_the_hours => super::outside;
    a_patients_devices_are_tested_before_the_call => super::tested;
}

async fn slot(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    // The day after tomorrow in Vienna, 09:00 to 10:00 in two slots, none but on that weekday.
    let day = Instant::now()
        .to_zoned_datetime(TimeZone::UTC)
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
    let confirmed = scene.confirm(&scene.doctor, &asked).await;
    assert_eq!(confirmed.state, AppointmentState::Confirmed);
    scene.both_see(&confirmed).await;
    let again = scene.confirm(&scene.doctor, &asked).await;
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
    assert_eq!(how, (AppointmentState::Cancelled, Some(Party::Doctor)));
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

async fn moved(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    // By a quarter of an hour: it may overlap the time that it gives up.
    let wanted = booked.starts_at.plus_s(900);
    let new = scene.reschedule(&scene.doctor, &booked, wanted).await;
    assert_eq!(
        (new.state, new.asked_by),
        (AppointmentState::Pending, Party::Doctor)
    );
    assert_eq!(new.rescheduled_from, Some(booked.id));
    assert_eq!(new.reason.reveal(), "Cough");
    // What was agreed on stands until the answer, and nobody else has its time.
    let standing = scene.get(&booked).await;
    let link = (standing.state, standing.rescheduled_to);
    assert_eq!(link, (AppointmentState::Confirmed, None));
    scene.both_see(&new).await;
    let other = scene.clinic.patient("Eve Stranger").await;
    let body = scene.wanted("preferred", booked.starts_at);
    let taken = scene
        .clinic
        .refused(&other, Method::POST, paths::APPOINTMENTS, body)
        .await;
    assert_eq!(taken, (409, ProblemCode::SlotTaken));
    assert_eq!(
        scene.news_of(&scene.patient).await[0],
        AppointmentNews::Moved
    );
    let again = scene.reschedule(&scene.doctor, &booked, wanted).await;
    assert_eq!(again, new);
    let own = scene
        .refused(&scene.doctor, paths::CONFIRM_APPOINTMENT, &new, Value::Null)
        .await;
    assert_eq!(own, (403, ProblemCode::Denied));
    let agreed = scene.confirm(&scene.patient, &new).await;
    assert_eq!(agreed.state, AppointmentState::Confirmed);
    let given_up = scene.get(&booked).await;
    let link = (given_up.state, given_up.rescheduled_to);
    assert_eq!(link, (AppointmentState::Rescheduled, Some(new.id)));
    scene.both_see(&given_up).await;
    // The very same time is no move.
    let same = scene.reschedule(&scene.doctor, &agreed, wanted).await;
    assert_eq!(same, agreed);
}

async fn move_declined(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    let new = scene
        .reschedule(&scene.patient, &booked, in_hours(60))
        .await;
    scene
        .act(&scene.doctor, paths::DECLINE_APPOINTMENT, &new, json!({}))
        .await;
    let state = async |scene: &Scene, one| scene.get(one).await.state;
    assert_eq!(state(&scene, &booked).await, AppointmentState::Confirmed);
    // Asked for once more, and then for yet another time: only that is still asked for.
    let second = scene.reschedule(&scene.doctor, &booked, in_hours(61)).await;
    let third = scene.reschedule(&scene.doctor, &booked, in_hours(62)).await;
    assert_eq!(state(&scene, &second).await, AppointmentState::Rescheduled);
    assert_eq!(third.rescheduled_from, Some(second.id));
    scene
        .act(
            &scene.patient,
            paths::DECLINE_APPOINTMENT,
            &third,
            json!({}),
        )
        .await;
    let standing = scene.get(&booked).await;
    assert_eq!(standing.state, AppointmentState::Confirmed);
    scene.both_see(&standing).await;
    // Whoever cancels it wants no other time, either.
    let fourth = scene.reschedule(&scene.doctor, &booked, in_hours(63)).await;
    scene
        .act(
            &scene.patient,
            paths::CANCEL_APPOINTMENT,
            &booked,
            json!({}),
        )
        .await;
    assert_eq!(state(&scene, &fourth).await, AppointmentState::Cancelled);
}

async fn cancelled(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let booked = scene.confirmed(in_hours(30)).await;
    let reason = json!({ "reason": "Feeling better" });
    let cancelled = scene
        .act(&scene.patient, paths::CANCEL_APPOINTMENT, &booked, reason)
        .await;
    assert_eq!(cancelled.cancelled_by, Some(Party::Patient));
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
    let one_more = async |at: i64| {
        let wanted = scene.wanted("preferred", in_hours(at));
        let ask = scene
            .clinic
            .refused(&scene.patient, Method::POST, paths::APPOINTMENTS, wanted);
        ask.await
    };
    let mut asked = Vec::new();
    for number in 0..3 {
        asked.push(scene.ask("preferred", in_hours(10 + number)).await);
    }
    assert_eq!(one_more(50).await, (409, ProblemCode::TooMany));
    // Each answer makes room for another question, up to twenty appointments.
    for number in 3..20 {
        scene.confirm(&scene.doctor, &asked.remove(0)).await;
        asked.push(scene.ask("preferred", in_hours(10 + number)).await);
    }
    scene.confirm(&scene.doctor, &asked.remove(0)).await;
    assert_eq!(one_more(100).await, (409, ProblemCode::TooMany));
}

async fn lapsed(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let other = scene.clinic.patient("Amina Yusuf").await;
    let asked = scene.ask("preferred", in_hours(30)).await;
    let wanted = scene.wanted("preferred", asked.starts_at);
    let ask = async || {
        let token = Some(other.token());
        let asking = scene
            .clinic
            .send(Method::POST, paths::APPOINTMENTS, token, wanted.clone());
        let (status, answer) = asking.await;
        (status.as_u16(), answer)
    };
    assert_eq!(ask().await.0, 409, "it is held");
    let beside = backend::state::AppState::open(crate::support::config(&scene.clinic.database));
    let later = clock::now().plus_ms(limits::REQUEST_HOLD_MS);
    backend::app::appointments::lapse_requests(&beside.unwrap(), later)
        .await
        .unwrap();
    let (status, answer) = ask().await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(scene.get(&asked).await.state, AppointmentState::Pending);
    let late = scene
        .refused(
            &scene.doctor,
            paths::CONFIRM_APPOINTMENT,
            &asked,
            Value::Null,
        )
        .await;
    assert_eq!(late, (409, ProblemCode::SlotTaken));
    let second: Appointment = serde_json::from_value(answer).unwrap();
    scene
        .act(
            &scene.doctor,
            paths::DECLINE_APPOINTMENT,
            &second,
            json!({}),
        )
        .await;
    let confirmed = scene.confirm(&scene.doctor, &asked).await;
    assert_eq!(confirmed.state, AppointmentState::Confirmed);
}

async fn length(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let wanted = |minutes: Option<u16>| {
        json!({
            "doctor_id": scene.doctor.id(),
            "time": { "wish": "preferred", "starts_at": in_hours(30), "minutes": minutes },
        })
    };
    let refused = async |minutes: u16| {
        let asking = scene.clinic.refused(
            &scene.patient,
            Method::POST,
            paths::APPOINTMENTS,
            wanted(Some(minutes)),
        );
        asking.await
    };
    assert_eq!(
        refused(31).await,
        (422, ProblemCode::Invalid),
        "half an hour without hours"
    );
    let weekly = json!({
        "weekday": "monday",
        "hours": { "starts_minute": 540, "ends_minute": 600, "slot_minutes": 20 },
    });
    let path = paths::AVAILABILITY_RULES;
    let _: AvailabilityRule = scene.clinic.post(&scene.doctor, path, weekly).await;
    assert_eq!(refused(21).await, (422, ProblemCode::Invalid));
    let asked: Appointment = scene
        .clinic
        .post(&scene.patient, paths::APPOINTMENTS, wanted(None))
        .await;
    assert_eq!(asked.ends_at.since_ms(asked.starts_at), 20 * 60_000);
    // What a doctor offers may take longer.
    let hour = json!({ "time": { "wish": "preferred", "starts_at": in_hours(40), "minutes": 60 } });
    let offered = scene
        .act(&scene.doctor, paths::RESCHEDULE_APPOINTMENT, &asked, hour)
        .await;
    assert_eq!(offered.ends_at.since_ms(offered.starts_at), 60 * 60_000);
}

async fn outside(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let plan = async |scene: &Scene| -> Vec<AppointmentId> {
        let plan: Availability = scene.clinic.get(&scene.doctor, paths::AVAILABILITY).await;
        plan.outside.iter().map(|one| one.id).collect()
    };
    // The day after tomorrow in Vienna at 09:00, asked for while there are no hours at all.
    let day = Instant::now()
        .to_zoned_datetime(TimeZone::UTC)
        .in_tz("Europe/Vienna")
        .unwrap()
        .checked_add(2.days())
        .unwrap()
        .date();
    let nine = day.at(9, 0, 0, 0).in_tz("Europe/Vienna").unwrap();
    let nine = Timestamp(nine.timestamp().as_millisecond());
    let asked = scene.ask("preferred", nine).await;
    assert_eq!(plan(&scene).await, [asked.id]);
    let weekly = json!({
        "weekday": format!("{:?}", day.weekday()).to_lowercase(),
        "hours": { "starts_minute": 540, "ends_minute": 600, "slot_minutes": 30 },
    });
    let path = paths::AVAILABILITY_RULES;
    let _: AvailabilityRule = scene.clinic.post(&scene.doctor, path, weekly).await;
    assert_eq!(plan(&scene).await, []);
    let day_off = json!({ "date": day.to_string(), "change": { "kind": "day_off" } });
    let path = paths::AVAILABILITY_EXCEPTIONS;
    let _: AvailabilityException = scene.clinic.post(&scene.doctor, path, day_off).await;
    assert_eq!(plan(&scene).await, [asked.id]);
    let reason = json!({});
    scene
        .act(&scene.patient, paths::CANCEL_APPOINTMENT, &asked, reason)
        .await;
    assert_eq!(plan(&scene).await, [], "what was cancelled is nowhere");
}

async fn tested(database: TestDatabase) {
    let mut scene = Scene::open(database).await;
    let agreed = scene.confirmed(in_hours(3)).await;
    assert_eq!(agreed.device_test, None);
    assert_eq!(agreed.doctor_time_zone, "Europe/Vienna");
    let good = json!({ "verdict": "good" });
    let slow = json!({ "verdict": "weak", "reason": "slow" });
    let test = json!({ "camera": good, "microphone": good, "speaker": good, "network": slow });
    let path = paths::with_id(paths::APPOINTMENT_DEVICE_TEST, agreed.id);
    let told: Appointment = scene.clinic.put(&scene.patient, &path, test.clone()).await;
    let network = told.device_test.unwrap().network;
    assert_eq!(network.reason, Some(TestReason::Slow));
    assert!(told.version > agreed.version);
    scene.both_see(&told).await;
    let again: Appointment = scene.clinic.put(&scene.patient, &path, test.clone()).await;
    assert_eq!(again.version, told.version, "the same again is no news");
    let reason = json!({});
    scene
        .act(&scene.patient, paths::CANCEL_APPOINTMENT, &told, reason)
        .await;
    let other = json!({ "camera": good, "microphone": good, "speaker": good, "network": good });
    let refused = scene
        .clinic
        .refused(&scene.patient, Method::PUT, &path, other)
        .await;
    assert_eq!(refused, (409, ProblemCode::AppointmentState));
}
