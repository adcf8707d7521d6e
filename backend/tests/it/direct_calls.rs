//! A patient rings a doctor without an appointment: what is seen beforehand, what goes with the call,
//! and how the doctor calls back.

use crate::support::visit::{Visit, WayIn};
use crate::support::{Person, Socket};
use crate::testkit::on_both_databases;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

on_both_databases! {
    others_see_live_whether_a_doctor_can_be_rung => super::seen_live;
    the_words_that_go_with_a_call_reach_both => super::words;
    the_doctor_calls_back_what_was_missed => super::called_back;
    only_what_came_to_nothing_is_called_back => super::not_called_back;
}

async fn visit(database: TestDatabase) -> Visit {
    Visit::prepare_for(database, WayIn::Direct).await
}

/// What others see of a doctor.
type Seen = (Presence, Reachability, bool);

/// Waits until somebody is told this of a doctor.
async fn told(socket: &mut Socket, of: UserId, expected: Seen) {
    let fits = |frame: &ServerFrame| match frame {
        ServerFrame::PresenceChanged {
            user_id,
            presence,
            reachability,
            accepts_direct_calls,
        } => (*user_id == of && (*presence, *reachability, *accepts_direct_calls) == expected)
            .then_some(()),
        _ => None,
    };
    socket.until(fits).await;
}

async fn listed(visit: &Visit, who: &Person) -> Seen {
    let list: DoctorList = visit.clinic.get(who, paths::DOCTORS).await;
    let card = list
        .doctors
        .iter()
        .find(|one| one.user_id == visit.doctor.id());
    let card = card.unwrap();
    (card.presence, card.reachability, card.accepts_direct_calls)
}

async fn accept_direct_calls(visit: &Visit, accepts: bool) {
    let profile = json!({
        "name": "Maria Weber", "time_zone": "Europe/Vienna", "accepts_direct_calls": accepts,
    });
    let _: DoctorProfile = visit
        .clinic
        .put(&visit.doctor, paths::DOCTOR_PROFILE, profile)
        .await;
}

async fn seen_live(database: TestDatabase) {
    let mut visit = visit(database).await;
    use Presence::{Away, Present};
    use Reachability::{Away as NotNow, InAnotherCall, Online};
    let eve = visit.clinic.patient("Eve Stranger").await;
    let doctor_id = visit.doctor.id();
    let mut at_eve = visit.clinic.socket(&eve, None).await;
    at_eve.say(ClientFrame::JoinDoctors).await;
    let mut expect = async |visit: &Visit, expected| {
        told(&mut at_eve, doctor_id, expected).await;
        assert_eq!(
            listed(visit, &eve).await,
            expected,
            "the list says otherwise"
        );
    };
    expect(&visit, (Present, Online, true)).await;
    accept_direct_calls(&visit, false).await;
    expect(&visit, (Present, Online, false)).await;
    accept_direct_calls(&visit, true).await;
    expect(&visit, (Present, Online, true)).await;

    let call = visit.invite().await;
    expect(&visit, (Present, InAnotherCall, true)).await;
    let (path, _) = visit.asking(&visit.patient);
    let busy = visit
        .clinic
        .refused(&eve, Method::POST, &path, Value::Null)
        .await;
    assert_eq!(busy, (409, ProblemCode::DoctorBusy));
    visit.accept(&call).await;
    visit.end(&visit.patient, &call).await;
    expect(&visit, (Present, Online, true)).await;

    visit.at_doctor.stream.close(None).await.unwrap();
    expect(&visit, (Away, NotNow, true)).await;
    let away = visit
        .clinic
        .refused(&eve, Method::POST, &path, Value::Null)
        .await;
    assert_eq!(away, (409, ProblemCode::DoctorOffline));

    // She was told of the doctor, and of nothing that the doctor's calls are about.
    at_eve.answers().await;
    let all = serde_json::to_string(&at_eve.seen).unwrap();
    for secret in [call.id.to_string(), visit.patient.id().to_string()] {
        assert!(!all.contains(&secret), "{all}");
    }
    visit.at_patient.say(ClientFrame::JoinDoctors).await;
    told(&mut visit.at_patient, doctor_id, (Away, NotNow, true)).await;
    at_eve.say(ClientFrame::LeaveDoctors).await;
    at_eve.answers().await;
    accept_direct_calls(&visit, false).await;
    told(&mut visit.at_patient, doctor_id, (Away, NotNow, false)).await;
    let after = at_eve.answers().await;
    assert!(after.is_empty(), "she follows no more: {after:?}");
}

async fn words(database: TestDatabase) {
    let mut visit = visit(database).await;
    let (path, _) = visit.asking(&visit.patient);
    let clinic = &visit.clinic;
    let too_long = json!({ "reason": "x".repeat(201) });
    let refused = clinic
        .refused(&visit.patient, Method::POST, &path, too_long)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
    let body = json!({ "reason": "  The rash is back \n" });
    let placed: CallSnapshot = clinic.post(&visit.patient, &path, body).await;
    assert_eq!(placed.reason, Pii::from("The rash is back"));
    let rung = visit.at_doctor.call_in(CallPhase::Ringing).await;
    assert_eq!(rung, placed);

    let decline = paths::with_id(paths::DECLINE_CALL, placed.id);
    let too_long = json!({ "message": "x".repeat(201) });
    let refused = clinic
        .refused(&visit.doctor, Method::POST, &decline, too_long)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
    let body = json!({ "message": "I am with a patient. Please book a time." });
    let ended: CallSnapshot = clinic.post(&visit.doctor, &decline, body).await;
    assert_eq!(
        ended.decline_message,
        Pii::from("I am with a patient. Please book a time.")
    );
    assert_eq!(visit.at_patient.call_in(CallPhase::Ended).await, ended);
    // Declined once more with other words, it stays what the patient was told.
    let again: CallSnapshot = clinic
        .post(&visit.doctor, &decline, json!({ "message": "No" }))
        .await;
    assert_eq!(again, ended);
    let stored: CallSnapshot = clinic
        .get(&visit.patient, &paths::with_id(paths::CALL, placed.id))
        .await;
    assert_eq!(stored, ended);
}

/// The newest thing that a person was told of a missed call.
async fn missed_entry(visit: &Visit, who: &Person) -> Value {
    let list: Value = visit.clinic.get(who, paths::NOTIFICATIONS).await;
    let all = list["notifications"].as_array().unwrap();
    let missed = all.iter().find(|one| one["about"]["kind"] == "missed_call");
    missed.expect("an entry of a missed call")["about"].clone()
}

async fn called_back(database: TestDatabase) {
    let mut visit = visit(database).await;
    let missed = visit.invite().await;
    visit.clinic.let_time_pass(&missed);
    visit.at_doctor.call_in(CallPhase::Ended).await;
    visit.at_patient.call_in(CallPhase::Ended).await;
    let at_patients = missed_entry(&visit, &visit.patient).await;
    let at_doctors = missed_entry(&visit, &visit.doctor).await;
    for (entry, other, outgoing) in [
        (at_patients, visit.doctor.id(), true),
        (at_doctors, visit.patient.id(), false),
    ] {
        assert_eq!(entry["call_id"], json!(missed.id));
        assert_eq!(entry["other_id"], json!(other));
        assert_eq!(entry["call_kind"], "direct");
        assert_eq!(entry["outgoing"], outgoing);
    }

    let path = paths::with_id(paths::CALL_BACK, missed.id);
    let clinic = &visit.clinic;
    let key = Some("one press");
    let doctor = Some(visit.doctor.token());
    let ask = || clinic.send_with_key(Method::POST, &path, doctor, Value::Null, key);
    let (status, answer) = ask().await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let back: CallSnapshot = serde_json::from_value(answer).unwrap();
    assert_eq!(
        ask().await.1["id"],
        json!(back.id),
        "pressed twice, rung once"
    );
    let rung = visit.at_patient.call_in(CallPhase::Ringing).await;
    assert_eq!((rung.id, rung.kind), (back.id, CallKind::Direct));
    assert_eq!(rung.caller.user_id, visit.doctor.id());
    assert_eq!(rung.loud_until, Some(rung.placed_at.plus_s(30)));

    let confirm = paths::with_id(paths::CONFIRM_CALL, back.id);
    let accepted: CallSnapshot = clinic.post(&visit.patient, &confirm, Value::Null).await;
    assert_eq!(accepted.phase, CallPhase::Connecting);
    for who in [&visit.doctor, &visit.patient] {
        visit.report(who, &back, true).await;
    }
    let ended = visit.end(&visit.doctor, &back).await;
    let audit = visit.clinic.beside().read(|tx| tx.audit_after(0, 100));
    let subject = Some(back.id.to_string());
    let placed = audit
        .unwrap()
        .into_iter()
        .find(|entry| entry.subject_id == subject && entry.action == "call.place");
    assert_eq!(placed.unwrap().detail, "call_back");
    assert_eq!(ended.outcome, Some(Outcome::Completed));
}

async fn not_called_back(database: TestDatabase) {
    let mut visit = visit(database).await;
    let call = visit.invite().await;
    let path = paths::with_id(paths::CALL_BACK, call.id);
    let eve = visit.clinic.doctor("Other Doctor").await;
    let clinic = &visit.clinic;
    let ask = async |who: &Person| clinic.refused(who, Method::POST, &path, Value::Null).await;
    assert_eq!(
        ask(&visit.doctor).await,
        (409, ProblemCode::NoCallBack),
        "it rings still"
    );
    visit.accept(&call).await;
    visit.report(&visit.patient, &call, true).await;
    visit.report(&visit.doctor, &call, true).await;
    visit.end(&visit.doctor, &call).await;
    assert_eq!(
        ask(&visit.doctor).await,
        (409, ProblemCode::NoCallBack),
        "it was answered"
    );
    assert_eq!(ask(&visit.patient).await, (403, ProblemCode::Denied));
    assert_eq!(ask(&eve).await, (404, ProblemCode::NotFound));
    visit.at_doctor.call_in(CallPhase::Ended).await;

    // Declined, it may be called back, and two who press at once end up in one call.
    let (asking, _) = visit.asking(&visit.patient);
    let second: CallSnapshot = clinic.post(&visit.patient, &asking, Value::Null).await;
    let decline = paths::with_id(paths::DECLINE_CALL, second.id);
    let _: CallSnapshot = clinic.post(&visit.doctor, &decline, Value::Null).await;
    let back = paths::with_id(paths::CALL_BACK, second.id);
    let (by_doctor, by_patient) = tokio::join!(
        clinic.send(Method::POST, &back, Some(visit.doctor.token()), Value::Null),
        clinic.send(
            Method::POST,
            &asking,
            Some(visit.patient.token()),
            Value::Null
        ),
    );
    assert_eq!(by_doctor.0, StatusCode::CREATED, "{}", by_doctor.1);
    assert_eq!(by_patient.0, StatusCode::CREATED, "{}", by_patient.1);
    assert_eq!(by_doctor.1["id"], by_patient.1["id"], "two calls");
}
