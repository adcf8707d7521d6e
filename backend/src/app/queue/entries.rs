//! Places in a queue, moved on by whatever happens to them.

use crate::error::AppError;
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

/// Moves a place on; tells whether it moved.
pub(in crate::app) fn move_entry(
    tx: &mut WriteTx<'_>,
    entry: EntryRecord,
    event: EntryEvent,
) -> Result<bool, AppError> {
    let state = step(entry.state, event)?;
    let moved = state != entry.state;
    if moved {
        tx.save_entry(&EntryRecord { state, ..entry })?;
    }
    Ok(moved)
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
    move_entry(tx, entry, event).map(drop)
}
