use super::{Announcement, Call, Change, DeadlineFacts, Ending, Event, Phase, Side, loud_until};
use crate::Refusal;
use shared::{Cause, MediaReport, Outcome, RingStage, RingStall, SessionId, Timestamp};

/// The call after `event`, and what has to be told of it.
///
/// A repeated request changes nothing and is no refusal, so that whoever lost an answer may ask
/// again.
///
/// # Errors
/// The event doesn't fit the phase; nothing changes.
pub fn step(call: &Call, event: Event, now: Timestamp) -> Result<Change, Refusal> {
    match (call.phase, event) {
        // The one who ended it still had the other; it is the end that was taken for an interruption.
        (Phase::Interrupted { until }, Event::EndedAt(side, at))
            if at < until.plus_ms(-call.terms.reconnect_ms) =>
        {
            Ok(end(call, Outcome::Completed, None, Some(side), now))
        }
        (_, Event::EndedAt(side, _)) => step(call, Event::End(side, None), now),
        // What rings past its deadline is over, even while nobody has looked at the deadline yet.
        (Phase::Ringing { until }, Event::Accept(_)) if until <= now => Err(Refusal::CallEnded),
        (Phase::Ringing { .. }, Event::Accept(session)) => Ok(accept(call, session, now)),
        (Phase::Ringing { .. }, Event::Decline | Event::End(Side::Callee, None)) => Ok(end(
            call,
            Outcome::Declined,
            Some(Cause::PersonDeclined),
            Some(Side::Callee),
            now,
        )),
        (Phase::Ringing { .. }, Event::End(Side::Callee, Some(cause))) => Ok(end(
            call,
            Outcome::Declined,
            Some(cause),
            Some(Side::Callee),
            now,
        )),
        (Phase::Ringing { .. }, Event::Cancel | Event::End(Side::Caller, _)) => Ok(end(
            call,
            Outcome::Cancelled,
            Some(Cause::CallerCancelled),
            Some(Side::Caller),
            now,
        )),
        (Phase::Ringing { until }, Event::RingAgain) if until <= now => Err(Refusal::CallEnded),
        (Phase::Ringing { until }, Event::RingAgain) => Ok(ring_again(call, until, now)),
        (Phase::Ringing { .. }, Event::Withdraw) => Ok(end(
            call,
            Outcome::Cancelled,
            Some(Cause::VisitWithdrawn),
            None,
            now,
        )),
        (Phase::Ringing { .. }, Event::Receipt(stage, stall)) => {
            Ok(receive_receipt(call, stage, stall))
        }
        (Phase::Ringing { until }, Event::Deadline(silences)) => {
            if_due(call, until, now, || fall_silent(call, silences, now))
        }
        (Phase::Ringing { .. }, Event::Report(..)) => Err(Refusal::CallPhase),

        (
            Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. },
            Event::Accept(session),
        ) => same_device(call, Side::Callee, session).map(|()| unchanged(call)),
        (
            Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. },
            Event::Decline | Event::Cancel | Event::RingAgain,
        ) => Err(Refusal::CallPhase),
        (
            Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. },
            Event::Receipt(..),
        ) => Ok(unchanged(call)),
        (
            Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. },
            Event::Report(side, session, media),
        ) => same_device(call, side, session).map(|()| take_report(call, side, media, now)),

        (Phase::Connecting { .. }, Event::End(side, cause)) => Ok(end(
            call,
            Outcome::NeverConnected,
            Some(cause.unwrap_or(Cause::EndedEarly)),
            Some(side),
            now,
        )),
        (Phase::Connecting { .. }, Event::Withdraw) => Ok(end(
            call,
            Outcome::NeverConnected,
            Some(Cause::VisitWithdrawn),
            None,
            now,
        )),
        (Phase::Connecting { until }, Event::Deadline(silences)) => {
            if_due(call, until, now, || {
                end(
                    call,
                    Outcome::NeverConnected,
                    Some(cause_of_silence(silences)),
                    None,
                    now,
                )
            })
        }

        (Phase::Active, Event::End(side, None)) => {
            Ok(end(call, Outcome::Completed, None, Some(side), now))
        }
        (Phase::Active, Event::End(side, Some(cause))) => {
            Ok(end(call, Outcome::Lost, Some(cause), Some(side), now))
        }
        (Phase::Active, Event::Withdraw) => Ok(end(call, Outcome::Completed, None, None, now)),
        (Phase::Active, Event::Deadline(_)) => Ok(unchanged(call)),
        // Whoever gives up on a connection that is being brought back completes nothing.
        (Phase::Interrupted { .. }, Event::End(side, cause)) => Ok(end(
            call,
            Outcome::Lost,
            Some(cause.unwrap_or(Cause::EndedInterrupted)),
            Some(side),
            now,
        )),
        (Phase::Interrupted { .. }, Event::Withdraw) => Ok(end(
            call,
            Outcome::Lost,
            Some(Cause::VisitWithdrawn),
            None,
            now,
        )),
        (Phase::Interrupted { until }, Event::Deadline(silences)) => {
            if_due(call, until, now, || {
                end(
                    call,
                    Outcome::Lost,
                    Some(cause_of_silence(silences)),
                    None,
                    now,
                )
            })
        }

        (Phase::Ended(ending), event) => after_the_end(call, ending, event),
    }
}

fn unchanged(call: &Call) -> Change {
    Change {
        call: call.clone(),
        tell: None,
    }
}

fn accept(call: &Call, session: SessionId, now: Timestamp) -> Change {
    let mut call = call.clone();
    call.callee.session_id = Some(session);
    call.stage = RingStage::Answered;
    call.stall = None;
    call.accepted_at = Some(now);
    call.phase = Phase::Connecting {
        until: now.plus_ms(call.terms.connect_ms),
    };
    Change {
        call,
        tell: Some(Announcement::Accepted),
    }
}

/// While it is still loud, asking again is the same as having asked once.
fn ring_again(call: &Call, until: Timestamp, now: Timestamp) -> Change {
    if now < call.loud_until {
        return unchanged(call);
    }
    let mut call = call.clone();
    call.loud_until = loud_until(until, now);
    Change {
        call,
        tell: Some(Announcement::RingsAgain),
    }
}

fn end(
    call: &Call,
    outcome: Outcome,
    cause: Option<Cause>,
    by: Option<Side>,
    now: Timestamp,
) -> Change {
    let mut call = call.clone();
    call.phase = Phase::Ended(Ending {
        outcome,
        cause,
        by,
        at: now,
    });
    let tell = match outcome {
        Outcome::Declined => Announcement::Declined,
        Outcome::Completed
        | Outcome::Missed
        | Outcome::Cancelled
        | Outcome::NoShow
        | Outcome::NeverConnected
        | Outcome::Lost => Announcement::Ended,
    };
    Change {
        call,
        tell: Some(tell),
    }
}

/// Two devices of one person may both ring, so only the farthest counts, and what one of them
/// can't do no longer matters once another sounds. One that sounded and fell silent does matter: as far
/// as is known it was the one that was heard.
fn receive_receipt(call: &Call, stage: RingStage, stall: Option<RingStall>) -> Change {
    let mut after = call.clone();
    // "Answered" is the machine's own to say.
    after.stage = call.stage.max(stage.min(RingStage::Seen));
    let sounds_already = call.stage >= RingStage::Sounding && call.stall.is_none();
    after.stall = match stall {
        Some(RingStall::Stalled) => stall,
        _ if sounds_already || stage == RingStage::Sounding => None,
        _ => stall,
    };
    let tell =
        ((after.stage, after.stall) != (call.stage, call.stall)).then_some(Announcement::Receipt);
    Change { call: after, tell }
}

fn take_report(call: &Call, side: Side, media: MediaReport, now: Timestamp) -> Change {
    let mut after = call.clone();
    after.member_mut(side).media = media;
    let both_ways = after.caller.media.receiving && after.callee.media.receiving;
    after.phase = match call.phase {
        Phase::Connecting { .. } | Phase::Interrupted { .. } if both_ways => Phase::Active,
        Phase::Active if !both_ways => Phase::Interrupted {
            until: now.plus_ms(call.terms.reconnect_ms),
        },
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. }
        | Phase::Ended(_) => call.phase,
    };
    if after.phase == Phase::Active && after.active_at.is_none() {
        after.active_at = Some(now);
    }
    let tell = (after != *call).then_some(Announcement::Updated);
    Change { call: after, tell }
}

fn same_device(call: &Call, side: Side, session: SessionId) -> Result<(), Refusal> {
    if call.member(side).session_id == Some(session) {
        Ok(())
    } else {
        Err(Refusal::AnsweredElsewhere)
    }
}

fn if_due(
    call: &Call,
    until: Timestamp,
    now: Timestamp,
    due: impl FnOnce() -> Change,
) -> Result<Change, Refusal> {
    Ok(if now >= until { due() } else { unchanged(call) })
}

/// Nobody answered. How far the ring got says why, unless the server itself was away.
fn fall_silent(call: &Call, silences: DeadlineFacts, now: Timestamp) -> Change {
    let (outcome, cause) = call.terms.silence.outcome();
    let by_progress = match call.stage {
        RingStage::Sent if silences.server_was_away => Cause::ServerRestarted,
        RingStage::Sent => Cause::NeverReached,
        RingStage::Reached => Cause::ReachedSilently,
        // Seen on a screen, but never to be heard.
        RingStage::Sounding | RingStage::Seen if call.stall.is_some() => Cause::ReachedSilently,
        RingStage::Sounding | RingStage::Seen | RingStage::Answered => Cause::RangUnheard,
    };
    end(call, outcome, Some(cause.unwrap_or(by_progress)), None, now)
}

const fn cause_of_silence(silences: DeadlineFacts) -> Cause {
    if silences.server_was_away {
        Cause::ServerRestarted
    } else if silences.somebody_gone {
        Cause::OtherSideGone
    } else {
        Cause::NetworkBlocked
    }
}

/// Ended absorbs everything. Who repeats what ended it gets the same answer again; who comes too
/// late is told so.
fn after_the_end(call: &Call, ending: Ending, event: Event) -> Result<Change, Refusal> {
    let repeated = match event {
        Event::Decline => ending.outcome == Outcome::Declined,
        Event::Cancel => ending.outcome == Outcome::Cancelled,
        Event::End(..)
        | Event::EndedAt(..)
        | Event::Withdraw
        | Event::Receipt(..)
        | Event::Deadline(_) => true,
        Event::Accept(_) | Event::Report(..) | Event::RingAgain => false,
    };
    if repeated {
        Ok(unchanged(call))
    } else {
        Err(Refusal::CallEnded)
    }
}
