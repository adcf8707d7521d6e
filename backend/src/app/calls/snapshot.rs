//! Calls as their two people see them, and whose they are.

use crate::app::idempotency::{IdempotencyKey, recall};
use crate::error::AppError;
use domain::call::{Phase, Side};
use domain::text::Check;
use shared::{CallId, CallMember, CallSnapshot, Pii, Role, UserId, limits};
use std::collections::HashMap;
use store::{CallRecord, LiveOnly, ReadTx};

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
    let names = tx.names_in(std::slice::from_ref(record))?;
    seen(record, &names)
}

/// The same of a page of them, with as many queries as for one.
pub(in crate::app) fn snapshots(
    tx: &mut ReadTx<'_>,
    records: &[CallRecord],
) -> Result<Vec<CallSnapshot>, AppError> {
    let names = tx.names_in(records)?;
    records.iter().map(|record| seen(record, &names)).collect()
}

fn seen(
    record: &CallRecord,
    names: &HashMap<UserId, (Pii, Role)>,
) -> Result<CallSnapshot, AppError> {
    let call = &record.call;
    let member = |side: Side| {
        let member = call.member(side);
        let (name, role) = names.get(&member.user_id).ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(CallMember {
            user_id: member.user_id,
            role: *role,
            name: name.clone(),
            session_id: member.session_id,
            media: member.media,
        })
    };
    let ending = match call.phase {
        Phase::Ended(ending) => Some(ending),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => None,
    };
    Ok(CallSnapshot {
        id: record.id,
        version: record.version,
        kind: call.terms.kind,
        schedule_id: record.schedule_id,
        entry_id: record.entry_id,
        appointment_id: record.appointment_id,
        phase: call.shown_phase(),
        until: call.deadline(),
        loud_until: call.loud_until(),
        caller: member(Side::Caller)?,
        callee: member(Side::Callee)?,
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
    })
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
    Ok(tx.calls_of(user_id, LiveOnly::Yes, None, 1)?.pop())
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
