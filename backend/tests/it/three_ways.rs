//! There are three ways into a call and one call: every story here is written once and told of each
//! of them, through real HTTP and real sockets, on both databases.

use crate::support::visit::{Visit, WayIn};
use crate::support::{Socket, is_look, keys};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

macro_rules! each_way_in {
    ($($name:ident => $story:path;)+) => {
        each_way_in!(@ queue, WayIn::Queue, $($name => $story;)+);
        each_way_in!(@ appointment_by_doctor, WayIn::AppointmentByDoctor, $($name => $story;)+);
        each_way_in!(@ appointment_by_patient, WayIn::AppointmentByPatient, $($name => $story;)+);
        each_way_in!(@ direct, WayIn::Direct, $($name => $story;)+);
    };
    (@ $module:ident, $way:expr, $($name:ident => $story:path;)+) => {
        mod $module {
            use super::*;
            mod sqlite {
                use super::*;
                $(#[tokio::test] async fn $name() {
                    $story(Visit::prepare_for(TestDatabase::sqlite().unwrap(), $way).await).await;
                })+
            }
            mod postgresql {
                use super::*;
                $(#[tokio::test] async fn $name() {
                    $story(Visit::prepare_for(TestDatabase::postgresql().unwrap(), $way).await).await;
                })+
            }
        }
    };
}

each_way_in! {
    answered => super::super::answered;
    declined => super::super::declined;
    cancelled => super::super::cancelled;
    unanswered => super::super::unanswered;
    both_at_once => super::super::both_at_once;
    two_devices => super::super::two_devices;
    restarted_in_the_middle => super::super::restarted;
    cut_off_in_the_middle => super::super::cut_off;
    an_interrupted_call_that_is_ended => super::super::given_up;
    never_connected => super::super::never_connected;
    repeated => super::super::repeated;
}

use AppointmentState as A;
use EntryState as E;

async fn answered(mut visit: Visit) {
    let call = visit.invite().await;
    let rings_until = match &visit.appointment {
        Some(appointment) => appointment.closes_at,
        None => call.placed_at.plus_s(30),
    };
    assert_eq!(call.until, Some(rings_until));
    assert_eq!(call.loud_until, Some(call.placed_at.plus_s(30)));
    let ids = (call.schedule_id, call.appointment_id);
    let about = match (visit.way, &visit.appointment) {
        (WayIn::Queue, _) => (Some(visit.schedule.id), None),
        (_, Some(appointment)) => (None, Some(appointment.id)),
        (_, None) => (None, None),
    };
    assert_eq!(ids, about);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Invited, A::Confirmed)
    );

    for stage in [RingStage::Reached, RingStage::Sounding] {
        let receipt = ClientFrame::RingReceipt {
            call_id: call.id,
            stage,
            stall: None,
        };
        visit.at_callee().say(receipt).await;
        let told = |frame: &ServerFrame| match frame {
            ServerFrame::RingReceipt { receipt, .. } => Some(*receipt),
            _ => None,
        };
        let seen = visit.at_caller().until(told).await;
        assert_eq!(seen, RingReceipt { stage, stall: None });
    }
    let confirmed = visit.accept(&call).await;
    assert_eq!(confirmed.phase, CallPhase::Connecting);
    assert_eq!(confirmed.loud_until, None);
    assert_eq!(confirmed.callee.session_id, Some(visit.callee().device()));
    let told = visit.at_caller().call_in(CallPhase::Connecting).await;
    assert_eq!(told, confirmed);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::InCall, A::Confirmed)
    );

    let half = visit.report(visit.caller(), &call, true).await;
    assert_eq!(half.phase, CallPhase::Connecting);
    let active = visit.report(visit.callee(), &call, true).await;
    assert_eq!(active.phase, CallPhase::Active);
    assert_eq!(visit.at_caller().call_in(CallPhase::Active).await, active);

    let ended = visit.end(&visit.doctor, &call).await;
    assert_eq!(
        (ended.outcome, ended.cause),
        (Some(Outcome::Completed), None)
    );
    for socket in [&mut visit.at_doctor, &mut visit.at_patient] {
        assert_eq!(socket.call_in(CallPhase::Ended).await, ended);
    }
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Done, A::Completed)
    );
    let store = visit.clinic.beside();
    let audit = store.read(|tx| tx.audit_after(0, 1_000)).unwrap();
    let subject = Some(call.id.to_string());
    let acts = audit.iter().filter(|entry| entry.subject_id == subject);
    let acts = acts.filter(|entry| !is_look(entry));
    let acts: Vec<_> = acts
        .map(|entry| (entry.action.as_str(), entry.detail.as_str()))
        .collect();
    let way = match visit.way {
        WayIn::Queue => "queue",
        WayIn::AppointmentByDoctor | WayIn::AppointmentByPatient => "appointment",
        WayIn::Direct => "direct",
    };
    assert_eq!(
        acts,
        [("call.place", way), ("call.accept", ""), ("call.end", "")]
    );
    let keys = keys().of_audit().unwrap();
    let verdict = store.read(|tx| tx.verify_audit(&keys, &[]));
    assert!(verdict.unwrap().is_ok());
}

async fn declined(mut visit: Visit) {
    let call = visit.invite().await;
    let ended = visit
        .act(visit.callee(), paths::DECLINE_CALL, &call, Value::Null)
        .await;
    let why = (Some(Outcome::Declined), Some(Cause::PersonDeclined));
    assert_eq!((ended.outcome, ended.cause), why);
    assert_eq!(visit.at_caller().call_in(CallPhase::Ended).await, ended);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Waiting, A::Confirmed)
    );
    // Nobody is bound any more; who declined is rung again only once the doctor was asked.
    let (status, answer) = visit.ask(visit.caller(), None).await;
    match visit.way {
        WayIn::Queue => assert_eq!(answer["code"], "patient_not_ready"),
        _ => assert_eq!(
            (status, &answer["phase"]),
            (StatusCode::CREATED, &json!("ringing"))
        ),
    }
}

async fn cancelled(mut visit: Visit) {
    let call = visit.invite().await;
    let cancel = paths::with_id(paths::CANCEL_CALL, call.id);
    let by_callee = visit
        .clinic
        .refused(visit.callee(), Method::POST, &cancel, Value::Null)
        .await;
    assert_eq!(by_callee, (403, ProblemCode::Denied));
    let ended = visit
        .act(visit.caller(), paths::CANCEL_CALL, &call, Value::Null)
        .await;
    let why = (Some(Outcome::Cancelled), Some(Cause::CallerCancelled));
    assert_eq!((ended.outcome, ended.cause), why);
    assert_eq!(visit.at_callee().call_in(CallPhase::Ended).await, ended);
    let late = visit
        .clinic
        .refused(
            visit.callee(),
            Method::POST,
            &visit.accepting(&call),
            Value::Null,
        )
        .await;
    assert_eq!(late, (409, ProblemCode::CallEnded));
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Ready, A::Confirmed)
    );
}

/// What a person is told of, besides what is told of calls.
async fn notified(visit: &Visit) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for who in [visit.caller(), visit.callee()] {
        let list: Value = visit.clinic.get(who, paths::NOTIFICATIONS).await;
        let list = list["notifications"].as_array().unwrap().clone();
        all.push(list.into_iter().map(|one| one["about"].clone()).collect());
    }
    all
}

async fn unanswered(mut visit: Visit) {
    let call = visit.invite().await;
    let receipt = ClientFrame::RingReceipt {
        call_id: call.id,
        stage: RingStage::Sounding,
        stall: None,
    };
    visit.at_callee().say(receipt).await;
    let receipt =
        |frame: &ServerFrame| matches!(frame, ServerFrame::RingReceipt { .. }).then_some(());
    visit.at_caller().until(receipt).await;
    visit.clinic.let_time_pass(&call);
    let ended = visit.at_callee().call_in(CallPhase::Ended).await;
    let expected = match visit.way.is_appointment() {
        true => (Outcome::NoShow, Cause::PartyAbsent),
        false => (Outcome::Missed, Cause::RangUnheard),
    };
    assert_eq!(
        (ended.outcome, ended.cause),
        (Some(expected.0), Some(expected.1))
    );
    assert_eq!(visit.at_caller().call_in(CallPhase::Ended).await, ended);
    assert_eq!(visit.standing().await, visit.expected(E::Ready, A::NoShow));
    for newest in notified(&visit).await.iter().map(|list| &list[0]) {
        match visit.way.is_appointment() {
            true => assert_eq!(newest["news"], "no_show", "{newest}"),
            false => assert_eq!(newest["kind"], "missed_call", "{newest}"),
        }
    }
    if visit.way.is_appointment() {
        let absent = match visit.way {
            WayIn::AppointmentByDoctor => Absent::Patient,
            _ => Absent::Doctor,
        };
        assert_eq!(visit.appointment().await.absent, Some(absent));
    }
}

async fn both_at_once(mut visit: Visit) {
    // Several times, as either of the two may come first.
    for _ in 0..4 {
        let doctors = visit.ask(&visit.doctor, None);
        let patients = visit.ask(&visit.patient, None);
        let (doctors, patients) = tokio::join!(doctors, patients);
        assert_eq!(
            (doctors.0, patients.0),
            (StatusCode::CREATED, StatusCode::CREATED)
        );
        assert_eq!(doctors.1["id"], patients.1["id"], "two calls");
        let call = visit.at_doctor.call_in(CallPhase::Connecting).await;
        assert_eq!(json!(call.id), doctors.1["id"]);
        let told = visit.at_patient.call_in(CallPhase::Connecting).await;
        assert_eq!(told, call);
        for who in [&visit.doctor, &visit.patient] {
            let live: CallList = visit
                .clinic
                .get(who, "/api/call-sessions?state=active")
                .await;
            assert_eq!(live.calls, std::slice::from_ref(&call));
        }
        // Ended before they met, so that everything stands as before.
        visit
            .act(&visit.doctor, paths::END_CALL, &call, Value::Null)
            .await;
        for socket in [&mut visit.at_doctor, &mut visit.at_patient] {
            let ended = socket.call_in(CallPhase::Ended).await;
            assert_eq!(ended.outcome, Some(Outcome::NeverConnected));
        }
        visit
            .clinic
            .join_ready(&visit.patient, &visit.schedule)
            .await;
    }
}

async fn two_devices(mut visit: Visit) {
    let second = visit.clinic.login(visit.callee()).await;
    let mut at_second = visit.clinic.socket(&second, None).await;
    at_second.next().await;
    let call = visit.invite().await;
    at_second.call_in(CallPhase::Ringing).await;
    let path = visit.accepting(&call);
    let accept = |token| {
        visit
            .clinic
            .send(Method::POST, &path, Some(token), Value::Null)
    };
    let (on_first, on_second) =
        tokio::join!(accept(visit.callee().token()), accept(second.token()));
    let (winner, loser) = if on_first.0.is_success() {
        (on_first, on_second)
    } else {
        (on_second, on_first)
    };
    assert_eq!((winner.0.as_u16(), loser.0.as_u16()), (200, 409));
    assert_eq!(loser.1["code"], "answered_elsewhere");
    let device = winner.1["callee"]["session_id"].clone();
    for socket in [visit.at_callee(), &mut at_second] {
        let told = socket.call_in(CallPhase::Connecting).await;
        assert_eq!(json!(told.callee.session_id), device);
    }
}

/// A device's socket after the server was away: it lost nothing.
async fn come_back(visit: &Visit, who: &crate::support::Person, seq: i64) -> Socket {
    let mut again = visit.clinic.socket(who, Some(seq)).await;
    let hello = again.next().await.frame;
    assert!(
        matches!(hello, ServerFrame::Authenticated { resumed: true, .. }),
        "{hello:?}"
    );
    again
}

async fn restart(mut visit: Visit) -> Visit {
    let last = |socket: &Socket| socket.seen.last().unwrap().seq;
    let clinic = visit.clinic.restart();
    let closed = async {
        (
            visit.at_doctor.closed().await,
            visit.at_patient.closed().await,
        )
    };
    let (clinic, closed) = tokio::join!(clinic, closed);
    assert_eq!(closed, (Some(1012), Some(1012)));
    visit.clinic = clinic;
    let (of_doctor, of_patient) = (last(&visit.at_doctor), last(&visit.at_patient));
    visit.at_doctor = come_back(&visit, &visit.doctor, of_doctor).await;
    visit.at_patient = come_back(&visit, &visit.patient, of_patient).await;
    visit
}

async fn restarted(mut visit: Visit) {
    let call = visit.invite().await;
    let visit = restart(visit).await;
    let path = paths::with_id(paths::CALL, call.id);
    let found: CallSnapshot = visit.clinic.get(visit.callee(), &path).await;
    assert_eq!(found, call, "the ring was lost or changed");
    visit.accept(&call).await;
    visit.report(visit.caller(), &call, true).await;
    let active = visit.report(visit.callee(), &call, true).await;
    let mut visit = restart(visit).await;
    let found: CallSnapshot = visit.clinic.get(visit.caller(), &path).await;
    assert_eq!(
        (found.phase, found.version),
        (CallPhase::Active, active.version)
    );
    let ended = visit.end(visit.callee(), &call).await;
    assert_eq!(ended.outcome, Some(Outcome::Completed));
    assert_eq!(visit.at_caller().call_in(CallPhase::Ended).await, ended);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Done, A::Completed)
    );
    let mine: CallList = visit.clinic.get(visit.caller(), paths::CALLS).await;
    assert_eq!(mine.calls.len(), 1, "doubled");
}

async fn cut_off(mut visit: Visit) {
    let active = visit.meet().await;
    let seq = {
        let callee = visit.at_callee();
        callee.answers().await;
        callee.stream.close(None).await.unwrap();
        callee.seen.last().unwrap().seq
    };
    let interrupted = visit.report(visit.caller(), &active, false).await;
    assert_eq!(interrupted.phase, CallPhase::Interrupted);
    assert!(interrupted.until.is_some());
    // Back before the deadline: it learns of the interruption, and the call goes on as the same one.
    let mut again = come_back(&visit, visit.callee(), seq).await;
    let told = again.call_in(CallPhase::Interrupted).await;
    assert_eq!((told.id, told.until), (active.id, interrupted.until));
    let back = visit.report(visit.caller(), &active, true).await;
    let same = (CallPhase::Active, active.active_at);
    assert_eq!((back.phase, back.active_at), same);
    // Gone for good: the deadline ends it, and what it was about stays open.
    again.stream.close(None).await.unwrap();
    visit.report(visit.caller(), &active, false).await;
    visit.clinic.let_time_pass(&active);
    let lost = visit.at_caller().call_in(CallPhase::Ended).await;
    assert_eq!(lost.outcome, Some(Outcome::Lost));
    assert_eq!(lost.cause, Some(Cause::OtherSideGone));
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Ready, A::Confirmed)
    );
}

async fn given_up(mut visit: Visit) {
    let active = visit.meet().await;
    let interrupted = visit.report(visit.caller(), &active, false).await;
    // Trying again does not begin the minute anew.
    let again = visit.report(visit.callee(), &active, false).await;
    let halfway = visit.report(visit.caller(), &active, true).await;
    for still in [again, halfway] {
        let same = (CallPhase::Interrupted, interrupted.until);
        assert_eq!((still.phase, still.until), same);
    }
    let ended = visit.end(visit.callee(), &active).await;
    let why = (Some(Outcome::Lost), Some(Cause::EndedInterrupted));
    assert_eq!((ended.outcome, ended.cause), why);
    assert_eq!(ended.ended_by, Some(visit.callee().id()));
    assert_eq!(visit.at_caller().call_in(CallPhase::Ended).await, ended);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Ready, A::Confirmed)
    );
}

async fn never_connected(mut visit: Visit) {
    let call = visit.invite().await;
    visit.accept(&call).await;
    visit.clinic.let_time_pass(&call);
    let ended = visit.at_caller().call_in(CallPhase::Ended).await;
    let why = (Some(Outcome::NeverConnected), Some(Cause::NetworkBlocked));
    assert_eq!((ended.outcome, ended.cause), why);
    assert_eq!(
        visit.standing().await,
        visit.expected(E::Ready, A::Confirmed)
    );
}

async fn repeated(mut visit: Visit) {
    let call = visit.invite().await;
    // Asked again while it rings, with a key or without, it is the same call.
    for key in [None, Some("one wish"), Some("one wish")] {
        let (status, again) = visit.ask(visit.caller(), key).await;
        assert_eq!((status, again), (StatusCode::CREATED, json!(call)));
    }
    let accepted = visit.accept(&call).await;
    assert_eq!(visit.accept(&call).await, accepted);
    let ended = visit.end(visit.caller(), &call).await;
    assert_eq!(visit.end(visit.caller(), &call).await, ended);
    // The key still names the call, although another one could be placed by now.
    let (_, again) = visit.ask(visit.caller(), Some("one wish")).await;
    assert_eq!(again, json!(ended));
    visit.at_callee().call_in(CallPhase::Ended).await;
    let rings = visit
        .at_callee()
        .seen
        .iter()
        .filter(|e| matches!(e.frame, ServerFrame::CallInvitation { .. }));
    assert_eq!(rings.count(), 1);
}
