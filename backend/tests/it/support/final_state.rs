//! What must be in the database once everything is over, whatever happened to the server.

use super::process::House;
use super::step::{Pair, Step};
use super::{is_look, open_store};
use domain::call::Phase;
use shared::*;
use std::collections::HashSet;
use store::{LiveOnly, Store};

/// A deadline may be late by a server's start on a busy machine, and no more.
pub const LATE_MS: i64 = 3_000;

pub type EndingOf = (Outcome, Option<Cause>);

/// How a call may have ended whose server was killed at that step, if its two people did nothing
/// more but end what was active, or `by_hand` what was interrupted.
pub fn endings_after(step: Step, by_hand: bool) -> Vec<EndingOf> {
    let missed = |causes: &[Cause]| {
        let with = |cause: &Cause| (Outcome::Missed, Some(*cause));
        causes.iter().map(with).collect()
    };
    let broken = |outcome| {
        [
            Cause::OtherSideGone,
            Cause::NetworkBlocked,
            Cause::ServerRestarted,
        ]
        .map(|cause| (outcome, Some(cause)))
        .to_vec()
    };
    match step {
        // A receipt that was cut off is not sent again here.
        Step::Invite => missed(&[Cause::NeverReached, Cause::ServerRestarted]),
        Step::Reached => missed(&[
            Cause::NeverReached,
            Cause::ReachedSilently,
            Cause::ServerRestarted,
        ]),
        Step::Sounding => missed(&[Cause::ReachedSilently, Cause::RangUnheard]),
        Step::Decline | Step::Cancel | Step::Leave => {
            vec![step.picture().call.unwrap().ending.unwrap()]
        }
        Step::Confirm | Step::DoctorReceives => broken(Outcome::NeverConnected),
        Step::PatientLoses if !by_hand => broken(Outcome::Lost),
        Step::PatientLoses => vec![(Outcome::Lost, Some(Cause::EndedInterrupted))],
        Step::PatientReceives | Step::PatientReceivesAgain | Step::End => {
            vec![(Outcome::Completed, None)]
        }
    }
}

fn open(house: &House) -> Store {
    open_store(&house.database)
}

/// The call is over, once, in time, and everybody was told once.
pub fn check(house: &House, pair: &Pair, last_seen: &CallSnapshot, allowed: &[EndingOf]) {
    let store = open(house);
    let calls = store.read(|tx| tx.calls_of(pair.patient.id(), LiveOnly::No, None, 9));
    let calls = calls.unwrap();
    assert_eq!(calls.len(), 1, "one invitation, one call");
    let record = &calls[0];
    assert_eq!(record.id, last_seen.id);
    let Phase::Ended(ending) = record.call.phase else {
        panic!("still {:?}", record.call.phase);
    };
    let ended_as = (ending.outcome, ending.cause);
    assert!(allowed.contains(&ended_as), "{ended_as:?} of {allowed:?}");
    if let (Some(until), None) = (last_seen.until, ending.by) {
        let late_ms = ending.at.since_ms(until);
        assert!((0..LATE_MS).contains(&late_ms), "{late_ms} ms late");
    }
    let place = store.read(|tx| tx.entry(record.entry_id.unwrap()));
    let settled = match last_seen.cause {
        Some(Cause::VisitWithdrawn) => EntryState::Left,
        _ if ending.outcome == Outcome::Completed => EntryState::Done,
        _ if ending.outcome == Outcome::Declined => EntryState::Waiting,
        // Whoever was not reached is invited again in one press.
        _ => EntryState::Ready,
    };
    assert_eq!(place.unwrap().unwrap().state, settled);
    for person in [&pair.doctor, &pair.patient] {
        let frames = store.read(|tx| tx.frames_after(person.id(), 0, i64::MAX));
        let frames = frames.unwrap();
        let told = |wanted: fn(&ServerFrame) -> bool| {
            frames.iter().filter(|stored| wanted(&stored.frame)).count()
        };
        let ends = told(|frame| {
            matches!(
                frame,
                ServerFrame::CallEnded { .. } | ServerFrame::CallDeclined { .. }
            )
        });
        assert_eq!(ends, 1, "told of the end");
        let confirmed = told(|frame| matches!(frame, ServerFrame::CallConfirmed { .. }));
        assert_eq!(confirmed, usize::from(record.call.accepted_at.is_some()));
    }
    let subject = record.id.to_string();
    let written = store.read(|tx| tx.audit_after(0, i64::MAX)).unwrap();
    let acts: Vec<_> = written
        .into_iter()
        .filter(|entry| entry.subject_id.as_ref() == Some(&subject))
        .filter(|entry| !is_look(entry))
        .map(|entry| entry.action)
        .collect();
    let different: HashSet<_> = acts.iter().collect();
    assert_eq!(different.len(), acts.len(), "written twice: {acts:?}");
    assert!(acts.len() >= 2, "{acts:?}");
}

/// The audit is whole, and so is the file.
pub fn check_whole(house: &House) {
    let verified = house.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    house.database.check_integrity().unwrap();
}
