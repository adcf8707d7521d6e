//! The ring tried out beforehand, over the very path that a call's ring takes.

use crate::app::Principal;
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::patient;
use shared::{ProblemCode, ScheduleId};

/// How long it rings, in milliseconds: long enough to fetch the device from the next room.
const RINGS_MS: i64 = 8_000;

/// Lets the device that asks ring as for a call. Its person says whether that was heard, as part of
/// the device test.
///
/// # Errors
/// No open place in this queue, or the device has no realtime connection.
pub async fn rehearse(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
) -> Result<(), AppError> {
    let patient_id = patient(principal.identity)?;
    state
        .read(move |tx| {
            let entry = tx.entry_of(schedule_id, patient_id)?;
            if entry.ok_or(AppError::NotFound)?.state.is_open() {
                Ok(())
            } else {
                Err(Refusal::EntryState.into())
            }
        })
        .await?;
    let until = principal.now.plus_ms(RINGS_MS);
    if state.hub.rehearse_ring(principal.session_id, until) {
        Ok(())
    } else {
        Err(AppError::Known(ProblemCode::NotConnected))
    }
}
