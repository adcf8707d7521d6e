//! Calls: placing, answering, ending, and what the two devices report meanwhile.

use crate::app::appointment_calls::follow;
use crate::app::notifications::notify;
use crate::app::placing::{self, About, live_call, placed_before, remember, ring};
use crate::app::{Asker, IdempotencyKey, Trouble, schedules};
use crate::clock;
use crate::practice::Practice;
use crate::relays::ice_servers_for;
use domain::Refusal;
use domain::access::{patient, practising_doctor};
use domain::call::{self, Event, Phase, Side, Tell, Terms};
use domain::queue::{EntryEvent, step};
use domain::text::Check;
use shared::{
    CallId, CallMember, CallPhase, CallSnapshot, Cause, EntryState, IceServers, MediaReport,
    NotificationAbout, Outcome, Pii, ProblemCode, RingStage, RingStall, ScheduleId, ScheduleStatus,
    ServerFrame, Timestamp, UserId, limits,
};
use store::{CallRecord, EntryRecord, LiveOnly, MemberNames, Reading, Writing};

/// Most calls in one list.
const LIST_MOST: i64 = 100;

/// Invites a ready patient of an online session: rings for 30 s. Asking again while it rings is the
/// same as asking once.
///
/// # Errors
/// Nobody is ready, the session is not online, or one of the two is in another call.
pub async fn invite(
    practice: &Practice,
    asker: Asker,
    schedule_id: ScheduleId,
    whom: Option<UserId>,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, Trouble> {
    let doctor_id = practising_doctor(asker.caller)?;
    let hub = practice.hub.clone();
    let now = clock::now();
    practice
        .write(move |tx| {
            let schedule = schedules::own(tx, doctor_id, schedule_id)?.schedule;
            if let Some(before) = placed_before(tx, doctor_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            if schedule.status != ScheduleStatus::Online {
                return Err(Refusal::ScheduleNotOnline.into());
            }
            let call = match live_call(tx, doctor_id)? {
                // Asked again with this key, even once it is over, the answer is the same call.
                Some(current) if is_same(&current, schedule_id, whom) => current,
                Some(current) => {
                    let meant = match whom {
                        Some(patient_id) => Some(patient_id),
                        None => first_ready(tx, schedule_id)?.map(|entry| entry.patient_id),
                    };
                    if meant != Some(current.call.caller.user_id) {
                        return Err(Trouble::Known(ProblemCode::DoctorBusy));
                    }
                    // Who is meant rings the doctor at this very moment: that is answered.
                    let accept = Event::Accept(asker.session_id);
                    apply(tx, current, accept, Some(doctor_id), now)?
                }
                None => {
                    let entry = whom_to_invite(tx, schedule_id, whom)?;
                    if live_call(tx, entry.patient_id)?.is_some() {
                        return Err(Trouble::Known(ProblemCode::PatientBusy));
                    }
                    let about = About::Place(schedule_id, entry.id);
                    let pair = (asker, entry.patient_id);
                    let terms = Terms::queue_invitation();
                    let call = placing::place(tx, &hub, terms, pair, about, now)?;
                    move_entry(tx, &call, EntryEvent::Invite)?;
                    call
                }
            };
            remember(tx, doctor_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Whether the doctor's live call is the one that is asked for.
fn is_same(current: &CallRecord, schedule_id: ScheduleId, whom: Option<UserId>) -> bool {
    current.schedule_id == Some(schedule_id)
        && whom.is_none_or(|patient_id| current.call.callee.user_id == patient_id)
}

fn first_ready(
    tx: &mut Reading<'_>,
    schedule_id: ScheduleId,
) -> Result<Option<EntryRecord>, Trouble> {
    let mut entries = tx.entries(schedule_id)?.into_iter();
    Ok(entries.find(|entry| entry.state == EntryState::Ready))
}

fn whom_to_invite(
    tx: &mut Reading<'_>,
    schedule_id: ScheduleId,
    whom: Option<UserId>,
) -> Result<EntryRecord, Trouble> {
    let Some(patient_id) = whom else {
        return first_ready(tx, schedule_id)?.ok_or(Refusal::NobodyReady.into());
    };
    let entry = tx
        .entry_of(schedule_id, patient_id)?
        .ok_or(Trouble::Known(ProblemCode::NotInQueue))?;
    step(entry.state, EntryEvent::Invite)?;
    Ok(entry)
}

/// What a member of a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The called person, on this device.
    Accept,
    /// The called person, with a few words for the caller; they may be empty.
    Decline(Pii),
    /// The one who placed it.
    Cancel,
    /// Either; with a cause where the device gives up.
    End(Option<Cause>),
    /// What this device does.
    Report(MediaReport),
}

/// Does what a member of the call asks for. Repeating a wish that came true is no error.
///
/// # Errors
/// Not a member (the call does not exist for them), the other side's wish, the phase forbids it, or
/// too many words.
pub async fn act(
    practice: &Practice,
    asker: Asker,
    call_id: CallId,
    wish: Wish,
) -> Result<CallSnapshot, Trouble> {
    let user_id = asker.caller.user_id;
    let now = clock::now();
    if let Wish::Decline(message) = &wish {
        check_words("message", message)?;
    }
    practice
        .write(move |tx| {
            let (mut record, side) = own(tx, user_id, call_id)?;
            let event = match (&wish, side) {
                (Wish::Accept, Side::Callee) => Event::Accept(asker.session_id),
                (Wish::Decline(message), Side::Callee) => {
                    // Repeated, it must not change what the caller was told.
                    if record.call.shown_phase() == CallPhase::Ringing {
                        record.decline_message = Pii(message.reveal().trim().to_owned());
                    }
                    Event::Decline
                }
                (Wish::Cancel, Side::Caller) => Event::Cancel,
                (Wish::Accept | Wish::Decline(_), Side::Caller) | (Wish::Cancel, Side::Callee) => {
                    return Err(Refusal::NotYours.into());
                }
                (Wish::End(cause), side) => Event::End(side, *cause),
                (Wish::Report(media), side) => {
                    Event::Report(side, asker.session_id, (*media).into())
                }
            };
            let record = apply(tx, record, event, Some(user_id), now)?;
            snapshot(tx, &record)
        })
        .await
}

/// Takes in how far a ring got on one of the called person's devices. For others and for calls that
/// ring no longer it does nothing.
///
/// # Errors
/// Not the called person, or the store fails.
pub async fn receive_receipt(
    practice: &Practice,
    asker: Asker,
    call_id: CallId,
    stage: RingStage,
    stall: Option<RingStall>,
) -> Result<(), Trouble> {
    let now = clock::now();
    practice
        .write(move |tx| {
            let (record, side) = own(tx, asker.caller.user_id, call_id)?;
            if side == Side::Caller {
                return Err(Refusal::NotYours.into());
            }
            apply(tx, record, Event::Receipt(stage, stall), None, now).map(drop)
        })
        .await
}

/// One of one's own calls.
///
/// # Errors
/// Somebody else's, or none.
pub async fn get(
    practice: &Practice,
    asker: Asker,
    call_id: CallId,
) -> Result<CallSnapshot, Trouble> {
    practice
        .read(move |tx| {
            let (record, _) = own(tx, asker.caller.user_id, call_id)?;
            snapshot(tx, &record)
        })
        .await
}

/// One's own calls, newest first.
///
/// # Errors
/// The store fails.
pub async fn list(
    practice: &Practice,
    asker: Asker,
    live_only: LiveOnly,
) -> Result<Vec<CallSnapshot>, Trouble> {
    practice
        .read(move |tx| {
            let records = tx.calls_of(asker.caller.user_id, live_only, LIST_MOST)?;
            records.iter().map(|record| snapshot(tx, record)).collect()
        })
        .await
}

/// The invitation that rings for this patient now.
///
/// # Errors
/// Not a patient, or the store fails.
pub async fn pending_invitation(
    practice: &Practice,
    asker: Asker,
) -> Result<Vec<CallSnapshot>, Trouble> {
    let patient_id = patient(asker.caller)?;
    let now = clock::now();
    // One whose deadline has come rings no longer, even while nobody has looked at the deadline.
    let ringing = |call: &CallSnapshot| {
        call.phase == CallPhase::Ringing
            && call.callee.user_id == patient_id
            && call.until.is_some_and(|until| now < until)
    };
    Ok(list(practice, asker, LiveOnly::Yes)
        .await?
        .into_iter()
        .filter(ringing)
        .collect())
}

/// STUN and TURN servers, for members of a live call only: a relay is not for everybody.
///
/// # Errors
/// No live call.
pub async fn ice_servers(practice: &Practice, asker: Asker) -> Result<IceServers, Trouble> {
    let user_id = asker.caller.user_id;
    let in_call = practice
        .read(move |tx| Ok(!tx.calls_of(user_id, LiveOnly::Yes, 1)?.is_empty()))
        .await?;
    if !in_call {
        return Err(Trouble::Known(ProblemCode::CallPhase));
    }
    Ok(IceServers {
        ice_servers: ice_servers_for(&practice.settings.relays, user_id, clock::now())?,
    })
}

/// Whether this device carries the call, and on which side: then signals are relayed for it.
///
/// # Errors
/// Not a member, the call is over, or another device carries it.
pub async fn carried_side(
    practice: &Practice,
    asker: Asker,
    call_id: CallId,
) -> Result<Side, Trouble> {
    practice.read(move |tx| carrying(tx, asker, call_id)).await
}

/// The side whose device this is, while the call lasts.
pub(super) fn carrying(
    tx: &mut Reading<'_>,
    asker: Asker,
    call_id: CallId,
) -> Result<Side, Trouble> {
    let (record, side) = own(tx, asker.caller.user_id, call_id)?;
    match record.call.phase {
        Phase::Ended(_) => Err(Refusal::CallEnded.into()),
        Phase::Ringing { .. } => Err(Refusal::CallPhase.into()),
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. }
            if record.call.member(side).session_id == Some(asker.session_id) =>
        {
            Ok(side)
        }
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. } => {
            Err(Refusal::AnsweredElsewhere.into())
        }
    }
}

pub(super) fn own(
    tx: &mut Reading<'_>,
    user_id: UserId,
    call_id: CallId,
) -> Result<(CallRecord, Side), Trouble> {
    let record = tx.call(call_id)?.ok_or(Trouble::NotFound)?;
    let side = record.call.side_of(user_id).ok_or(Trouble::NotFound)?;
    Ok((record, side))
}

/// Takes the machine one step, stores the call, moves the place in the queue, and tells both.
pub(super) fn apply(
    tx: &mut Writing<'_>,
    before: CallRecord,
    event: Event,
    actor: Option<UserId>,
    now: Timestamp,
) -> Result<CallRecord, Trouble> {
    let change = call::step(&before.call, event, now)?;
    let Some(tell) = change.tell else {
        return Ok(before);
    };
    let after = CallRecord {
        version: before.version.saturating_add(1),
        call: change.call,
        ..before
    };
    tx.save_call(&after)?;
    let call = snapshot(tx, &after)?;
    let (caller, callee) = (call.caller.user_id, call.callee.user_id);
    let frame = match tell {
        Tell::Receipt => {
            if let Some(schedule_id) = after.schedule_id {
                tx.touch_queue(schedule_id)?;
            }
            let frame = ServerFrame::RingReceipt {
                call_id: after.id,
                receipt: call.receipt,
            };
            tx.tell(caller, &frame, now)?;
            return Ok(after);
        }
        Tell::RingsAgain => {
            ring(tx, &after, now)?;
            return Ok(after);
        }
        Tell::Confirmed => {
            move_entry(tx, &after, EntryEvent::Answer)?;
            crate::app::record(tx, actor, "call.accept", after.id, now)?;
            ServerFrame::CallConfirmed { call }
        }
        Tell::Updated => ServerFrame::CallUpdated { call },
        Tell::Declined => {
            settle_entry(tx, &after)?;
            crate::app::record(tx, actor, "call.decline", after.id, now)?;
            ServerFrame::CallDeclined { call }
        }
        Tell::Ended => {
            settle_entry(tx, &after)?;
            crate::app::record(tx, actor, "call.end", after.id, now)?;
            ServerFrame::CallEnded { call }
        }
    };
    tx.tell(caller, &frame, now)?;
    tx.tell(callee, &frame, now)?;
    if let Some(call) = frame.call() {
        note_missed(tx, call, now)?;
    }
    if tell != Tell::Updated {
        follow(tx, &after, now)?;
    }
    Ok(after)
}

/// Both hear later, too, that a ring was not answered.
fn note_missed(tx: &mut Writing<'_>, call: &CallSnapshot, now: Timestamp) -> Result<(), Trouble> {
    if call.outcome != Some(Outcome::Missed) {
        return Ok(());
    }
    for (member, other) in [(&call.caller, &call.callee), (&call.callee, &call.caller)] {
        let about = NotificationAbout::MissedCall {
            call_id: call.id,
            other_name: other.name.clone(),
            other_id: Some(other.user_id),
            call_kind: Some(call.kind),
            outgoing: member.user_id == call.caller.user_id,
        };
        notify(tx, member.user_id, about, now)?;
    }
    Ok(())
}

fn settle_entry(tx: &mut Writing<'_>, record: &CallRecord) -> Result<(), Trouble> {
    match record.call.phase {
        Phase::Ended(ending) => move_entry(tx, record, EntryEvent::Settle(ending.outcome)),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => Ok(()),
    }
}

fn move_entry(tx: &mut Writing<'_>, record: &CallRecord, event: EntryEvent) -> Result<(), Trouble> {
    let Some(entry_id) = record.entry_id else {
        return Ok(());
    };
    let entry = tx.entry(entry_id)?.ok_or(Trouble::NotFound)?;
    let state = step(entry.state, event)?;
    Ok(tx.save_entry(&EntryRecord { state, ..entry })?)
}

pub(super) fn snapshot(tx: &mut Reading<'_>, record: &CallRecord) -> Result<CallSnapshot, Trouble> {
    let names = tx.names_of(&record.call)?;
    Ok(seen(record, names))
}

fn seen(record: &CallRecord, names: MemberNames) -> CallSnapshot {
    let call = &record.call;
    let member = |side: Side, (name, role)| {
        let member = call.member(side);
        CallMember {
            user_id: member.user_id,
            role,
            name,
            session_id: member.session_id,
            media: member.media.into(),
        }
    };
    let ending = match call.phase {
        Phase::Ended(ending) => Some(ending),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => None,
    };
    CallSnapshot {
        id: record.id,
        version: record.version,
        kind: call.terms.kind,
        schedule_id: record.schedule_id,
        entry_id: record.entry_id,
        appointment_id: record.appointment_id,
        phase: call.shown_phase(),
        until: call.deadline(),
        loud_until: call.loud_until(),
        caller: member(Side::Caller, names.caller),
        callee: member(Side::Callee, names.callee),
        receipt: call.receipt(),
        placed_at: call.placed_at,
        accepted_at: call.accepted_at,
        active_at: call.active_at,
        ended_at: ending.map(|ending| ending.at),
        outcome: ending.map(|ending| ending.outcome),
        cause: ending.and_then(|ending| ending.cause),
        ended_by: ending
            .and_then(|ending| ending.by)
            .map(|side| call.member(side).user_id),
        reason: record.reason.clone(),
        decline_message: record.decline_message.clone(),
    }
}

/// A few words that go with a call.
pub(super) fn check_words(field: &str, words: &Pii) -> Result<(), Trouble> {
    let mut check = Check::new();
    check.prose(field, words.reveal(), limits::CALL_WORDS_CHARS);
    Ok(check.finish()?)
}
