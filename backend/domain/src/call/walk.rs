//! Every state that events can reach, for all three ways in, and what must hold on every edge.

use super::*;
use crate::Refusal;
use std::collections::HashSet;

const CALLER: u128 = 1;
const CALLEE: u128 = 2;
const FIRST_DEVICE: u128 = 3;
const SECOND_DEVICE: u128 = 4;

fn user(n: u128) -> UserId {
    UserId(uuid(n))
}

fn session(n: u128) -> SessionId {
    SessionId(uuid(n))
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn ways_in() -> [Terms; 3] {
    [
        Terms::queue_invitation(),
        Terms::appointment(Timestamp(900_000)),
        Terms::direct_call(),
    ]
}

fn placed(terms: Terms) -> Call {
    Call::place(
        terms,
        (user(CALLER), session(CALLER)),
        user(CALLEE),
        true,
        Timestamp(0),
    )
}

fn events() -> Vec<Event> {
    let media = |receiving| MediaReport {
        microphone_on: true,
        camera_on: true,
        receiving,
    };
    let mut all = vec![
        Event::Accept(session(FIRST_DEVICE)),
        Event::Accept(session(SECOND_DEVICE)),
        Event::Decline,
        Event::Cancel,
        Event::RingAgain,
        Event::Withdraw,
        Event::End(Side::Caller, None),
        Event::End(Side::Callee, Some(Cause::NoCameraOrMicrophone)),
        Event::EndedAt(Side::Caller, Timestamp(0)),
        Event::EndedAt(Side::Callee, MOMENTS[1]),
        Event::Receipt(RingStage::Reached, Some(RingStall::Muted)),
        Event::Receipt(RingStage::Sounding, None),
        Event::Receipt(RingStage::Sounding, Some(RingStall::Stalled)),
        Event::Receipt(RingStage::Answered, None),
        Event::Deadline(DeadlineFacts::default()),
        Event::Deadline(DeadlineFacts {
            server_was_away: true,
            somebody_gone: true,
        }),
    ];
    for receiving in [true, false] {
        all.push(Event::Report(
            Side::Caller,
            session(CALLER),
            media(receiving),
        ));
        all.push(Event::Report(
            Side::Callee,
            session(FIRST_DEVICE),
            media(receiving),
        ));
    }
    all
}

/// Before, at and long after any deadline that the walk meets.
/// The last one is inside an appointment's window, when its first ring is loud no longer.
const MOMENTS: [Timestamp; 3] = [Timestamp(1_000), Timestamp(1_000_000), Timestamp(100_000)];

type Edge = (Call, Event, Timestamp, Result<Change, Refusal>);

fn edges(terms: Terms) -> (HashSet<Call>, Vec<Edge>) {
    let mut seen = HashSet::from([placed(terms)]);
    let mut open: Vec<Call> = seen.iter().cloned().collect();
    let mut edges = Vec::new();
    while let Some(call) = open.pop() {
        for event in events() {
            for now in MOMENTS {
                let result = step(&call, event, now);
                if let Ok(change) = &result
                    && seen.insert(change.call.clone())
                {
                    open.push(change.call.clone());
                }
                edges.push((call.clone(), event, now, result));
            }
        }
    }
    (seen, edges)
}

fn every_edge(check: impl Fn(&Call, Event, Timestamp, &Change)) {
    for terms in ways_in() {
        for (before, event, now, result) in edges(terms).1 {
            if let Ok(change) = result {
                check(&before, event, now, &change);
            }
        }
    }
}

#[test]
fn the_walk_reaches_every_phase_and_outcome_and_stays_small() {
    for terms in ways_in() {
        let states = edges(terms).0;
        let outcomes: HashSet<Outcome> = states
            .iter()
            .filter_map(|call| match call.phase {
                Phase::Ended(ending) => Some(ending.outcome),
                _ => None,
            })
            .collect();
        let silence = terms.silence.outcome().0;
        for outcome in [
            Outcome::Completed,
            Outcome::Declined,
            Outcome::Cancelled,
            Outcome::NeverConnected,
            Outcome::Lost,
            silence,
        ] {
            assert!(
                outcomes.contains(&outcome),
                "{:?} never ends {outcome:?}",
                terms.kind
            );
        }
        for phase in [
            |p: Phase| p == Phase::Active,
            |p: Phase| matches!(p, Phase::Interrupted { .. }),
        ] {
            assert!(states.iter().any(|call| phase(call.phase)));
        }
        assert!(states.len() < 3_000, "{} states", states.len());
    }
}

#[test]
fn ended_is_absorbing_and_settling_happens_once() {
    every_edge(|before, event, _, change| {
        if !before.is_live() {
            assert_eq!(*before, change.call, "{event:?} moved an ended call");
            assert_eq!(change.tell, None, "{event:?} settled twice");
        }
    });
}

#[test]
fn leaving_ringing_silences_the_ringer() {
    // The ringer follows two announcements and no others: accepted, and over.
    every_edge(|before, event, _, change| {
        let left = matches!(before.phase, Phase::Ringing { .. })
            && !matches!(change.call.phase, Phase::Ringing { .. });
        if left {
            let silencing = [
                Some(Announcement::Accepted),
                Some(Announcement::Declined),
                Some(Announcement::Ended),
            ];
            assert!(
                silencing.contains(&change.tell),
                "{event:?} left ringing in silence: {:?}",
                change.tell
            );
        }
    });
}

#[test]
fn every_change_is_announced_and_nothing_else_is() {
    every_edge(|before, event, _, change| {
        assert_eq!(
            *before != change.call,
            change.tell.is_some(),
            "{event:?} on {:?}",
            before.phase
        );
    });
}

#[test]
fn every_phase_but_active_and_ended_has_a_deadline_ahead_of_its_start() {
    every_edge(|before, event, now, change| {
        let entered =
            std::mem::discriminant(&before.phase) != std::mem::discriminant(&change.call.phase);
        match change.call.phase {
            Phase::Active | Phase::Ended(_) => assert_eq!(change.call.deadline(), None),
            Phase::Ringing { until }
            | Phase::Connecting { until }
            | Phase::Interrupted { until } => {
                assert!(
                    !entered || until > now,
                    "{event:?} armed a deadline in the past"
                );
            }
        }
    });
}

#[test]
fn active_means_media_both_ways() {
    every_edge(|_, event, _, change| {
        let both = change.call.caller.media.receiving && change.call.callee.media.receiving;
        match change.call.phase {
            Phase::Active => assert!(both && change.call.active_at.is_some(), "{event:?}"),
            Phase::Connecting { .. } | Phase::Interrupted { .. } => assert!(!both, "{event:?}"),
            Phase::Ringing { .. } | Phase::Ended(_) => {}
        }
    });
}

#[test]
fn left_alone_every_call_that_is_not_active_ends() {
    for terms in ways_in() {
        for call in edges(terms).0 {
            let Some(until) = call.deadline() else {
                continue;
            };
            let after = step(&call, Event::Deadline(DeadlineFacts::default()), until)
                .unwrap()
                .call;
            assert!(!after.is_live(), "{:?} hangs", call.phase);
            let early = step(
                &call,
                Event::Deadline(DeadlineFacts::default()),
                until.plus_ms(-1),
            )
            .unwrap();
            assert_eq!(early.call, call, "a deadline struck early");
        }
    }
}

#[test]
fn only_an_appointment_rings_again_and_never_twice_over_itself() {
    for terms in ways_in() {
        let until = terms.ring_until(Timestamp(0));
        let ring_again = |call: &Call, now| step(call, Event::RingAgain, Timestamp(now));
        let placed = placed(terms);
        assert_eq!(placed.loud_until(), Some(Timestamp(30_000)));
        assert_eq!(
            ring_again(&placed, 29_999).unwrap().tell,
            None,
            "still loud"
        );
        let after = ring_again(&placed, 30_000);
        if terms.silence == Silence::Missed {
            assert_eq!(after, Err(Refusal::CallEnded), "{:?}", terms.kind);
            continue;
        }
        let change = after.unwrap();
        assert_eq!(change.tell, Some(Announcement::RingsAgain));
        assert_eq!(change.call.loud_until(), Some(Timestamp(60_000)));
        assert_eq!(change.call.deadline(), Some(until), "the window stays");
        let last = ring_again(&change.call, until.0 - 1_000).unwrap().call;
        assert_eq!(last.loud_until(), Some(until), "never past the window");
    }
}

#[test]
fn a_ring_is_not_answered_at_its_deadline_or_later() {
    for terms in ways_in() {
        let until = terms.ring_until(Timestamp(0));
        let accept = Event::Accept(session(FIRST_DEVICE));
        assert!(step(&placed(terms), accept, until.plus_ms(-1)).is_ok());
        for late in [until, until.plus_ms(1)] {
            assert_eq!(
                step(&placed(terms), accept, late),
                Err(Refusal::CallEnded),
                "{:?}",
                terms.kind
            );
        }
    }
}

#[test]
fn every_outcome_but_completed_has_exactly_one_cause() {
    every_edge(|_, event, _, change| {
        if let Phase::Ended(ending) = change.call.phase {
            assert_eq!(
                ending.cause.is_none(),
                ending.outcome == Outcome::Completed,
                "{event:?}"
            );
        }
    });
}

#[test]
fn a_call_is_completed_only_while_the_two_have_each_other() {
    every_edge(|before, event, _, change| {
        if let Phase::Ended(ending) = change.call.phase
            && ending.outcome == Outcome::Completed
            && before.is_live()
        {
            let since = before.deadline().map(|until| until.plus_s(-60));
            let was_active = match (before.phase, event) {
                (Phase::Active, _) => true,
                (Phase::Interrupted { .. }, Event::EndedAt(_, at)) => Some(at) < since,
                _ => false,
            };
            assert!(was_active, "{event:?} on {:?}", before.phase);
            let withdrawn = ending.by.is_none();
            assert_eq!(withdrawn, event == Event::Withdraw);
        }
    });
}

#[test]
fn an_interrupted_call_that_is_ended_is_lost_and_says_by_whom() {
    every_edge(|before, event, _, change| {
        let (Phase::Interrupted { .. }, Phase::Ended(ending)) = (before.phase, change.call.phase)
        else {
            return;
        };
        if let Event::EndedAt(side, Timestamp(0)) = event {
            // Before there was any interruption.
            assert_eq!(
                (ending.outcome, ending.by),
                (Outcome::Completed, Some(side))
            );
            return;
        }
        assert_eq!(ending.outcome, Outcome::Lost, "{event:?}");
        let said = match event {
            Event::EndedAt(side, _) => Some((Some(side), Cause::EndedInterrupted)),
            Event::End(side, cause) => Some((Some(side), cause.unwrap_or(Cause::EndedInterrupted))),
            Event::Withdraw => Some((None, Cause::VisitWithdrawn)),
            _ => None,
        };
        if let Some(said) = said {
            assert_eq!(said, (ending.by, ending.cause.unwrap()));
        }
    });
}

#[test]
fn an_interruption_lasts_a_minute_however_often_the_two_try() {
    every_edge(
        |before, event, now, change| match (before.phase, change.call.phase) {
            (Phase::Interrupted { until }, Phase::Interrupted { until: after }) => {
                assert_eq!(until, after, "{event:?} moved the deadline");
            }
            (_, Phase::Interrupted { until }) => assert_eq!(until, now.plus_s(60)),
            _ => {}
        },
    );
}

#[test]
fn the_first_device_to_answer_keeps_the_call() {
    for terms in ways_in() {
        for (before, event, _, result) in edges(terms).1 {
            let (Event::Accept(device), Some(owner)) = (event, before.callee.session_id) else {
                continue;
            };
            match result {
                Ok(change) => assert_eq!(change.call.callee.session_id, Some(owner)),
                Err(refusal) if before.is_live() => {
                    assert_ne!(device, owner);
                    assert_eq!(refusal, Refusal::AnsweredElsewhere);
                }
                Err(refusal) => assert_eq!(refusal, Refusal::CallEnded),
            }
        }
    }
}

#[test]
fn asking_twice_is_the_same_as_asking_once() {
    // A decided request that is repeated, whatever the clock says by then, must not be refused.
    let deciding = [
        Event::Accept(session(FIRST_DEVICE)),
        Event::Decline,
        Event::Cancel,
        Event::End(Side::Caller, None),
    ];
    every_edge(|_, event, _, change| {
        if deciding.contains(&event) {
            let again = step(&change.call, event, MOMENTS[1]).unwrap();
            assert_eq!(
                (again.call, again.tell),
                (change.call.clone(), None),
                "{event:?}"
            );
        }
    });
}

#[test]
fn the_cause_of_a_missed_ring_is_how_far_it_got() {
    let ring = |receipts: &[RingStage]| {
        let mut call = placed(Terms::queue_invitation());
        for stage in receipts {
            call = step(&call, Event::Receipt(*stage, None), Timestamp(1))
                .unwrap()
                .call;
        }
        let after = step(
            &call,
            Event::Deadline(DeadlineFacts::default()),
            Timestamp(30_000),
        )
        .unwrap()
        .call;
        match after.phase {
            Phase::Ended(ending) => (ending.outcome, ending.cause),
            phase => panic!("{phase:?}"),
        }
    };
    assert_eq!(ring(&[]), (Outcome::Missed, Some(Cause::NeverReached)));
    assert_eq!(
        ring(&[RingStage::Reached]),
        (Outcome::Missed, Some(Cause::ReachedSilently))
    );
    assert_eq!(
        ring(&[RingStage::Reached, RingStage::Sounding]),
        (Outcome::Missed, Some(Cause::RangUnheard))
    );
}

#[test]
fn a_ring_that_was_seen_but_could_not_sound_says_so_until_a_device_sounds() {
    let receive = |call: &Call, stage, stall| {
        step(call, Event::Receipt(stage, stall), Timestamp(1))
            .unwrap()
            .call
    };
    let mute = Some(RingStall::NoSoundOutput);
    let call = receive(&placed(Terms::queue_invitation()), RingStage::Reached, mute);
    let call = receive(&call, RingStage::Seen, mute);
    assert_eq!((call.stage, call.stall), (RingStage::Seen, mute));
    let missed = step(
        &call,
        Event::Deadline(DeadlineFacts::default()),
        Timestamp(30_000),
    );
    match missed.unwrap().call.phase {
        Phase::Ended(ending) => assert_eq!(ending.cause, Some(Cause::ReachedSilently)),
        phase => panic!("{phase:?}"),
    }
    // Another device of the same person can be heard: what the first one can't do matters no more.
    let call = receive(&call, RingStage::Sounding, None);
    assert_eq!((call.stage, call.stall), (RingStage::Seen, None));
    let call = receive(&call, RingStage::Reached, mute);
    assert_eq!(call.stall, None);
}

#[test]
fn a_ring_that_falls_silent_is_told_and_so_is_its_sound_when_it_is_back() {
    let receive = |call: &Call, stage, stall| {
        let change = step(call, Event::Receipt(stage, stall), Timestamp(1)).unwrap();
        (change.call, change.tell)
    };
    let stalled = Some(RingStall::Stalled);
    let told = Some(Announcement::Receipt);
    let (call, _) = receive(
        &placed(Terms::queue_invitation()),
        RingStage::Sounding,
        None,
    );
    let (call, tell) = receive(&call, RingStage::Sounding, stalled);
    assert_eq!(
        (call.stage, call.stall, tell),
        (RingStage::Sounding, stalled, told)
    );
    // Somebody looks at the silent device.
    let (call, _) = receive(&call, RingStage::Seen, stalled);
    assert_eq!((call.stage, call.stall), (RingStage::Seen, stalled));
    let (call, tell) = receive(&call, RingStage::Sounding, None);
    assert_eq!(
        (call.stage, call.stall, tell),
        (RingStage::Seen, None, told)
    );
}
