//! What a patient may not whom a doctor has blocked.

use crate::error::AppError;
use domain::Refusal;
use shared::UserId;
use store::{Encounter, ReadTx};

/// Refuses what a patient asks of a doctor who has blocked them.
///
/// # Errors
/// It is so.
pub(super) fn check_not_blocked(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    patient_id: UserId,
) -> Result<(), AppError> {
    if tx.is_blocked(doctor_id, patient_id)? {
        return Err(Refusal::ByPhoneOnly.into());
    }
    Ok(())
}

/// Refuses what a patient writes in an encounter with a doctor who has blocked them.
///
/// # Errors
/// It is so.
pub(super) fn check_writer(
    tx: &mut ReadTx<'_>,
    encounter: &Encounter,
    user_id: UserId,
) -> Result<(), AppError> {
    if user_id == encounter.patient_id {
        check_not_blocked(tx, encounter.doctor_id, user_id)?;
    }
    Ok(())
}
