//! Calls: placing, answering, ending, and what the two devices report meanwhile.

use crate::app::appointment_calls::follow;
use crate::app::notifications::notify;
use crate::app::placing::{self, About, live_call, placed_before, remember, ring};
use crate::app::{AppError, IdempotencyKey, Principal, schedules};
use crate::clock;
use crate::ice::ice_servers_for;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, practising_doctor};
use domain::call::{self, Announcement, Event, Phase, Side, Terms};
use domain::queue::{EntryEvent, step};
use domain::text::Check;
use shared::{
    CallId, CallMember, CallPhase, CallSnapshot, Cause, EntryState, IceServers, MediaReport,
    NotificationAbout, Outcome, Pii, ProblemCode, RingStage, RingStall, ScheduleId, ScheduleStatus,
    ServerFrame, Timestamp, UserId, limits,
};
use store::{CallRecord, EntryRecord, LiveOnly, MemberNames, ReadTx, WriteTx};

/// Most calls in one list.
const LIST_MOST: i64 = 100;

/// Invites a ready patient of an online session: rings for 30 s. Asking again while it rings is the
/// same as asking once.
///
/// # Errors
/// Nobody is ready, the session is not online, or one of the two is in another call.
pub async fn invite(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    whom: Option<UserId>,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let hub = state.hub.clone();
    let now = clock::now();
    state
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
                        return Err(AppError::Known(ProblemCode::DoctorBusy));
                    }
                    // Who is meant rings the doctor at this very moment: that is answered.
                    let accept = Event::Accept(principal.session_id);
                    apply(tx, current, accept, Some(doctor_id), now)?
                }
                None => {
                    let entry = whom_to_invite(tx, schedule_id, whom)?;
                    if live_call(tx, entry.patient_id)?.is_some() {
                        return Err(AppError::Known(ProblemCode::PatientBusy));
                    }
                    let about = About::Place(schedule_id, entry.id);
                    let pair = (principal, entry.patient_id);
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
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
) -> Result<Option<EntryRecord>, AppError> {
    let mut entries = tx.entries(schedule_id)?.into_iter();
    Ok(entries.find(|entry| entry.state == EntryState::Ready))
}

fn whom_to_invite(
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
    whom: Option<UserId>,
) -> Result<EntryRecord, AppError> {
    let Some(patient_id) = whom else {
        return first_ready(tx, schedule_id)?.ok_or(Refusal::NobodyReady.into());
    };
    let entry = tx
        .entry_of(schedule_id, patient_id)?
        .ok_or(AppError::Known(ProblemCode::NotInQueue))?;
    step(entry.state, EntryEvent::Invite)?;
    Ok(entry)
}

/// What a member of a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAction {
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
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    wish: CallAction,
) -> Result<CallSnapshot, AppError> {
    let user_id = principal.identity.user_id;
    let now = clock::now();
    if let CallAction::Decline(message) = &wish {
        check_words("message", message)?;
    }
    state
        .write(move |tx| {
            let (mut record, side) = own(tx, user_id, call_id)?;
            let event = match (&wish, side) {
                (CallAction::Accept, Side::Callee) => Event::Accept(principal.session_id),
                (CallAction::Decline(message), Side::Callee) => {
                    // Repeated, it must not change what the caller was told.
                    if record.call.shown_phase() == CallPhase::Ringing {
                        record.decline_message = Pii(message.reveal().trim().to_owned());
                    }
                    Event::Decline
                }
                (CallAction::Cancel, Side::Caller) => Event::Cancel,
                (CallAction::Accept | CallAction::Decline(_), Side::Caller)
                | (CallAction::Cancel, Side::Callee) => {
                    return Err(Refusal::NotYours.into());
                }
                (CallAction::End(cause), side) => Event::End(side, *cause),
                (CallAction::Report(media), side) => {
                    Event::Report(side, principal.session_id, (*media).into())
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
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    stage: RingStage,
    stall: Option<RingStall>,
) -> Result<(), AppError> {
    let now = clock::now();
    state
        .write(move |tx| {
            let (record, side) = own(tx, principal.identity.user_id, call_id)?;
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
    state: &AppState,
    principal: Principal,
    call_id: CallId,
) -> Result<CallSnapshot, AppError> {
    state
        .read(move |tx| {
            let (record, _) = own(tx, principal.identity.user_id, call_id)?;
            snapshot(tx, &record)
        })
        .await
}

/// One's own calls, newest first.
///
/// # Errors
/// The store fails.
pub async fn list(
    state: &AppState,
    principal: Principal,
    live_only: LiveOnly,
) -> Result<Vec<CallSnapshot>, AppError> {
    state
        .read(move |tx| {
            let records = tx.calls_of(principal.identity.user_id, live_only, LIST_MOST)?;
            records.iter().map(|record| snapshot(tx, record)).collect()
        })
        .await
}

/// The invitation that rings for this patient now.
///
/// # Errors
/// Not a patient, or the store fails.
pub async fn pending_invitation(
    state: &AppState,
    principal: Principal,
) -> Result<Vec<CallSnapshot>, AppError> {
    let patient_id = patient(principal.identity)?;
    let now = clock::now();
    // One whose deadline has come rings no longer, even while nobody has looked at the deadline.
    let ringing = |call: &CallSnapshot| {
        call.phase == CallPhase::Ringing
            && call.callee.user_id == patient_id
            && call.until.is_some_and(|until| now < until)
    };
    Ok(list(state, principal, LiveOnly::Yes)
        .await?
        .into_iter()
        .filter(ringing)
        .collect())
}

/// STUN and TURN servers, for members of a live call only: a relay is not for everybody.
///
/// # Errors
/// No live call.
pub async fn ice_servers(state: &AppState, principal: Principal) -> Result<IceServers, AppError> {
    let user_id = principal.identity.user_id;
    let in_call = state
        .read(move |tx| Ok(!tx.calls_of(user_id, LiveOnly::Yes, 1)?.is_empty()))
        .await?;
    if !in_call {
        return Err(AppError::Known(ProblemCode::CallPhase));
    }
    Ok(IceServers {
        ice_servers: ice_servers_for(&state.config.relays, user_id, clock::now())?,
    })
}

/// Whether this device carries the call, and on which side: then signals are relayed for it.
///
/// # Errors
/// Not a member, the call is over, or another device carries it.
pub async fn carried_side(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
) -> Result<Side, AppError> {
    state.read(move |tx| carrying(tx, principal, call_id)).await
}

/// The side whose device this is, while the call lasts.
pub(super) fn carrying(
    tx: &mut ReadTx<'_>,
    principal: Principal,
    call_id: CallId,
) -> Result<Side, AppError> {
    let (record, side) = own(tx, principal.identity.user_id, call_id)?;
    match record.call.phase {
        Phase::Ended(_) => Err(Refusal::CallEnded.into()),
        Phase::Ringing { .. } => Err(Refusal::CallPhase.into()),
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. }
            if record.call.member(side).session_id == Some(principal.session_id) =>
        {
            Ok(side)
        }
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. } => {
            Err(Refusal::AnsweredElsewhere.into())
        }
    }
}

pub(super) fn own(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    call_id: CallId,
) -> Result<(CallRecord, Side), AppError> {
    let record = tx.call(call_id)?.ok_or(AppError::NotFound)?;
    let side = record.call.side_of(user_id).ok_or(AppError::NotFound)?;
    Ok((record, side))
}

/// Takes the machine one step, stores the call, moves the place in the queue, and tells both.
pub(super) fn apply(
    tx: &mut WriteTx<'_>,
    before: CallRecord,
    event: Event,
    actor: Option<UserId>,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
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
        Announcement::Receipt => {
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
        Announcement::RingsAgain => {
            ring(tx, &after, now)?;
            return Ok(after);
        }
        Announcement::Confirmed => {
            move_entry(tx, &after, EntryEvent::Answer)?;
            crate::app::record(tx, actor, "call.accept", after.id, now)?;
            ServerFrame::CallConfirmed { call }
        }
        Announcement::Updated => ServerFrame::CallUpdated { call },
        Announcement::Declined => {
            settle_entry(tx, &after)?;
            crate::app::record(tx, actor, "call.decline", after.id, now)?;
            ServerFrame::CallDeclined { call }
        }
        Announcement::Ended => {
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
    if tell != Announcement::Updated {
        follow(tx, &after, now)?;
    }
    Ok(after)
}

/// Both hear later, too, that a ring was not answered.
fn note_missed(tx: &mut WriteTx<'_>, call: &CallSnapshot, now: Timestamp) -> Result<(), AppError> {
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

fn settle_entry(tx: &mut WriteTx<'_>, record: &CallRecord) -> Result<(), AppError> {
    match record.call.phase {
        Phase::Ended(ending) => move_entry(tx, record, EntryEvent::Settle(ending.outcome)),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => Ok(()),
    }
}

fn move_entry(
    tx: &mut WriteTx<'_>,
    record: &CallRecord,
    event: EntryEvent,
) -> Result<(), AppError> {
    let Some(entry_id) = record.entry_id else {
        return Ok(());
    };
    let entry = tx.entry(entry_id)?.ok_or(AppError::NotFound)?;
    let state = step(entry.state, event)?;
    Ok(tx.save_entry(&EntryRecord { state, ..entry })?)
}

pub(super) fn snapshot(tx: &mut ReadTx<'_>, record: &CallRecord) -> Result<CallSnapshot, AppError> {
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
pub(super) fn check_words(field: &str, words: &Pii) -> Result<(), AppError> {
    let mut check = Check::new();
    check.prose(field, words.reveal(), limits::CALL_WORDS_CHARS);
    Ok(check.finish()?)
}
