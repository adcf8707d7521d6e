//! Places in a queue, moved on by whatever happens to them.

use crate::error::AppError;
use domain::call::Ending;
use domain::queue::{EntryEvent, step};
use shared::{ScheduleId, UserId};
use store::{CallRecord, EntryRecord, ReadTx, WriteTx};

/// Whoever has a place in a queue that is not settled.
pub(in crate::app) fn patients_in(
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
) -> Result<Vec<UserId>, AppError> {
    let entries = tx.entries(schedule_id)?;
    Ok(entries
        .into_iter()
        .filter(|entry| entry.state.is_open())
        .map(|entry| entry.patient_id)
        .collect())
}

/// The place of this patient in that queue.
///
/// # Errors
/// There is none.
pub(in crate::app) fn entry_of(
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
    patient_id: UserId,
) -> Result<EntryRecord, AppError> {
    tx.entry_of(schedule_id, patient_id)?
        .ok_or(AppError::NotFound)
}

/// Moves the place that a call is about, where it is about one.
pub(in crate::app) fn move_entry_of_call(
    tx: &mut WriteTx<'_>,
    call: &CallRecord,
    event: EntryEvent,
) -> Result<(), AppError> {
    let Some(entry_id) = call.entry_id else {
        return Ok(());
    };
    let entry = tx.entry(entry_id)?.ok_or(AppError::NotFound)?;
    let state = step(entry.state, event)?;
    Ok(tx.save_entry(&EntryRecord { state, ..entry })?)
}

/// Moves the place that a call is about, now that the call is over, and notes what came of it.
pub(in crate::app) fn settle_entry_of_call(
    tx: &mut WriteTx<'_>,
    call: &CallRecord,
    ending: Ending,
) -> Result<(), AppError> {
    let Some(entry_id) = call.entry_id else {
        return Ok(());
    };
    let entry = tx.entry(entry_id)?.ok_or(AppError::NotFound)?;
    let event = EntryEvent::Settle(ending.outcome, entry.contact.said());
    let contact = entry
        .contact
        .after_call(ending.outcome, ending.cause, ending.at);
    let state = step(entry.state, event)?;
    Ok(tx.save_entry(&EntryRecord {
        state,
        contact,
        ..entry
    })?)
}

/// Gives the places of a queue, in their new order, these turns.
pub(in crate::app) fn put_in_order(
    tx: &mut WriteTx<'_>,
    order: Vec<EntryRecord>,
    turns: Vec<i64>,
) -> Result<(), AppError> {
    for (entry, turn) in order.into_iter().zip(turns) {
        if entry.turn != turn {
            tx.save_entry(&EntryRecord { turn, ..entry })?;
        }
    }
    Ok(())
}
