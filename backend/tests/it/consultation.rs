//! What is the queue's alone about a doctor who invites; what holds for each way into a call is told
//! in `three_ways.rs`. Through real HTTP and real sockets, on both databases.

use crate::support::visit::Visit;
use crate::testkit::on_both_databases;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

on_both_databases! {
    signals_go_to_the_other_device_and_to_no_other => super::signals;
    what_each_side_measured_is_kept => super::quality;
    what_a_device_missed_comes_after_it_reconnects => super::missed_frames;
    the_end_of_the_session_settles_everything => super::session_ends;
    a_repeated_request_is_answered_the_same => super::repeated;
}

async fn signals(database: TestDatabase) {
    let mut visit = Visit::prepare(database).await;
    let stranger = visit.clinic.patient("Eve Stranger").await;
    let mut at_stranger = visit.clinic.socket(&stranger, None).await;
    let call = visit.invite().await;
    let say = |signal| ClientFrame::Signal {
        call_id: call.id,
        signal,
    };
    let join_with = |last_signal, backlog| ClientFrame::JoinCall {
        call_id: call.id,
        last_signal,
        backlog,
    };
    let join = |last_signal| join_with(last_signal, Backlog::Wanted);
    let offer_wanted = Signal::OfferWanted {
        transport: Transport::New,
    };
    let refused = |frame: &ServerFrame| match frame {
        ServerFrame::Refused { code, .. } => Some(*code),
        _ => None,
    };
    // Nothing is relayed before the call is accepted.
    visit.at_doctor.say(join(0)).await;
    assert_eq!(visit.at_doctor.until(refused).await, ProblemCode::CallPhase);
    visit.at_doctor.say(say(offer_wanted.clone())).await;
    assert_eq!(visit.at_doctor.until(refused).await, ProblemCode::CallPhase);

    visit
        .act(&visit.patient, paths::CONFIRM_CALL, &call, Value::Null)
        .await;
    visit.at_doctor.say(join(0)).await;
    let offer = Signal::offer("v=0".into());
    let candidate = Signal::Candidate {
        candidate: "candidate:1".into(),
        sdp_mid: Some("0".into()),
        sdp_mline_index: Some(0),
    };
    visit.at_doctor.say(say(offer.clone())).await;
    visit.at_doctor.say(say(candidate.clone())).await;
    // The patient's device comes late and gets what was said before.
    visit.at_patient.say(join(0)).await;
    let signal = |frame: &ServerFrame| match frame {
        ServerFrame::Signal { number, signal, .. } => Some((*number, signal.clone())),
        _ => None,
    };
    assert_eq!(visit.at_patient.until(signal).await, (1, offer));
    assert_eq!(visit.at_patient.until(signal).await, (2, candidate.clone()));
    visit
        .at_patient
        .say(say(Signal::answer("v=0".into())))
        .await;
    assert_eq!(
        visit.at_doctor.until(signal).await,
        (1, Signal::answer("v=0".into()))
    );
    // A socket that dropped and came back lacks only what it had not seen.
    let mut again = visit.clinic.socket(&visit.patient, None).await;
    again.say(join(1)).await;
    assert_eq!(again.until(signal).await, (2, candidate));
    // An app that was started anew hears nothing of what was said to the one before.
    let mut anew = visit.clinic.socket(&visit.patient, None).await;
    anew.say(join_with(0, Backlog::Outdated)).await;
    anew.say(say(offer_wanted.clone())).await;
    assert_eq!(
        visit.at_doctor.until(signal).await,
        (2, offer_wanted.clone())
    );
    let offer = Signal::offer("v=0 again".into());
    visit.at_doctor.say(say(offer.clone())).await;
    assert_eq!(anew.until(signal).await, (3, offer));

    at_stranger.say(join(0)).await;
    assert_eq!(at_stranger.until(refused).await, ProblemCode::NotFound);
    at_stranger.say(say(offer_wanted.clone())).await;
    assert_eq!(at_stranger.until(refused).await, ProblemCode::CallPhase);
    assert!(!at_stranger.kinds().contains(&"signal".to_owned()));

    visit
        .act(&visit.patient, paths::END_CALL, &call, Value::Null)
        .await;
    visit.at_doctor.call_in(CallPhase::Ended).await;
    visit.at_doctor.say(say(offer_wanted.clone())).await;
    assert_eq!(visit.at_doctor.until(refused).await, ProblemCode::CallPhase);
}

async fn quality(database: TestDatabase) {
    let mut visit = Visit::prepare(database).await;
    let call = visit.invite().await;
    visit
        .act(&visit.patient, paths::CONFIRM_CALL, &call, Value::Null)
        .await;
    let report = |lost_in_percent| QualityReport {
        quality: Quality {
            grade: QualityGrade::Bad,
            cause: Some(QualityCause::Loss),
        },
        round_trip_ms: None,
        lost_out_percent: 0,
        lost_in_percent,
        jitter_ms: 3,
        concealed_percent: 2,
        kilobits_out: 700,
        kilobits_in: 600,
        picture_out: (640, 480),
        picture_in: (320, 240),
        freezes: 0,
        local_end: Some(PathEnd::Host),
        remote_end: Some(PathEnd::Relay),
    };
    let say = |lost| ClientFrame::CallQuality {
        call_id: call.id,
        report: report(lost),
    };
    visit.at_doctor.say(say(20)).await;
    visit.at_patient.say(say(30)).await;
    visit.at_doctor.say(say(40)).await;
    visit.at_doctor.answers().await;
    visit.at_patient.answers().await;
    let kept = |side| {
        let store = visit.clinic.beside();
        let kept = store.read(|tx| tx.quality_of(call.id, side)).unwrap();
        kept.into_iter()
            .map(|(_, report)| report)
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(domain::call::Side::Caller), [report(20), report(40)]);
    assert_eq!(kept(domain::call::Side::Callee), [report(30)]);
}

async fn missed_frames(database: TestDatabase) {
    let mut visit = Visit::prepare(database).await;
    let call = visit.invite().await;
    let seq = visit.at_patient.seen.last().unwrap().seq;
    visit.at_patient.stream.close(None).await.unwrap();
    visit
        .act(&visit.doctor, paths::CANCEL_CALL, &call, Value::Null)
        .await;
    let mut again = visit.clinic.socket(&visit.patient, Some(seq)).await;
    assert!(matches!(
        again.next().await.frame,
        ServerFrame::Authenticated { resumed: true, .. }
    ));
    let missed = again.next().await;
    assert!(missed.stored && missed.seq == seq + 1);
    assert_eq!(
        missed.frame.call().unwrap().outcome,
        Some(Outcome::Cancelled)
    );
    // A number that this server never gave can't be resumed from.
    let mut odd = visit.clinic.socket(&visit.patient, Some(seq + 100)).await;
    let hello = odd.next().await;
    assert!(matches!(
        hello.frame,
        ServerFrame::Authenticated { resumed: false, .. }
    ));
    assert_eq!(hello.seq, seq + 1);
}

async fn session_ends(database: TestDatabase) {
    let mut visit = Visit::prepare(database).await;
    let call = visit.meet().await;
    let end = paths::with_id(paths::END_SCHEDULE, visit.schedule.id);
    let schedule: Schedule = visit.clinic.post(&visit.doctor, &end, Value::Null).await;
    assert_eq!(
        (schedule.status, schedule.id),
        (ScheduleStatus::Completed, visit.schedule.id)
    );
    let ended = visit.at_patient.call_in(CallPhase::Ended).await;
    assert_eq!(
        (ended.id, ended.outcome),
        (call.id, Some(Outcome::Completed))
    );
    assert_eq!(visit.place_state().await, EntryState::Done);
    let late = visit.clinic.patient("Late Comer").await;
    let join = paths::with_id(paths::JOIN_QUEUE, visit.schedule.id);
    let refused = visit
        .clinic
        .refused(&late, Method::POST, &join, json!({}))
        .await;
    assert_eq!(refused, (409, ProblemCode::ScheduleCompleted));
}

async fn repeated(database: TestDatabase) {
    let mut visit = Visit::prepare(database).await;
    let call = visit.invite().await;
    let start = paths::with_id(paths::START_CALL, visit.schedule.id);
    let token = Some(visit.doctor.token());
    let ask_with = |key| {
        visit
            .clinic
            .send_with_key(Method::POST, &start, token, json!({}), Some(key))
    };
    assert_eq!(ask_with("another device").await.1, json!(call));
    for (who, pattern) in [
        (&visit.patient, paths::CONFIRM_CALL),
        (&visit.doctor, paths::END_CALL),
    ] {
        let first = visit.act(who, pattern, &call, Value::Null).await;
        assert_eq!(visit.act(who, pattern, &call, Value::Null).await, first);
    }
    // The same key asks for the same call, even after it ended, whether it made it or met it.
    visit
        .clinic
        .join_ready(&visit.patient, &visit.schedule)
        .await;
    assert_eq!(ask_with("another device").await.1["id"], json!(call.id));
    let (_, first) = ask_with("one wish").await;
    visit
        .clinic
        .send(
            Method::POST,
            &paths::with_id(paths::CANCEL_CALL, first["id"].as_str().unwrap()),
            token,
            Value::Null,
        )
        .await;
    let (_, second) = ask_with("one wish").await;
    assert_eq!(
        (&second["id"], &second["outcome"]),
        (&first["id"], &json!("cancelled"))
    );
    // Meanwhile the patient's socket saw each of the three rings' starts once.
    let rings = visit
        .at_patient
        .seen
        .iter()
        .filter(|e| matches!(e.frame, ServerFrame::CallInvitation { .. }))
        .count();
    assert_eq!(rings, 1, "{:?}", visit.at_patient.kinds());
}
