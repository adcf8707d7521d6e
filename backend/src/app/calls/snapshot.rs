//! Calls as their two people see them, and whose they are.

use crate::app::idempotency::{IdempotencyKey, recall};
use crate::error::AppError;
use domain::call::{Phase, Side};
use domain::text::Check;
use shared::{CallId, CallMember, CallSnapshot, Pii, UserId, limits};
use store::{CallRecord, LiveOnly, MemberNames, ReadTx};

pub(in crate::app) fn own(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    call_id: CallId,
) -> Result<(CallRecord, Side), AppError> {
    let record = tx.call(call_id)?.ok_or(AppError::NotFound)?;
    let side = record.call.side_of(user_id).ok_or(AppError::NotFound)?;
    Ok((record, side))
}

pub(in crate::app) fn snapshot(
    tx: &mut ReadTx<'_>,
    record: &CallRecord,
) -> Result<CallSnapshot, AppError> {
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
            media: member.media,
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
pub(in crate::app) fn check_words(field: &str, words: &Pii) -> Result<(), AppError> {
    let mut check = Check::new();
    check.prose(field, words.reveal(), limits::MAX_CALL_WORDS_CHARS);
    Ok(check.finish()?)
}

/// The live call of a person.
pub(in crate::app) fn live_call(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
) -> Result<Option<CallRecord>, AppError> {
    Ok(tx.calls_of(user_id, LiveOnly::Yes, 1)?.pop())
}

/// The call that a request with this key placed, or met.
pub(in crate::app) fn recall_call(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
) -> Result<Option<CallRecord>, AppError> {
    match recall::<CallId>(tx, user_id, key)? {
        Some(call_id) => Ok(Some(tx.call(call_id)?.ok_or(AppError::NotFound)?)),
        None => Ok(None),
    }
}
