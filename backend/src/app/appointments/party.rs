//! On which side of an appointment somebody is.

use crate::app::Principal;
use crate::error::AppError;
use domain::access::{patient, practising_doctor};
use shared::{Party, UserId};
use store::AppointmentRecord;

/// As what this person has appointments at all.
pub(in crate::app) fn side_of(principal: Principal) -> Result<Party, AppError> {
    if patient(principal.identity).is_ok() {
        return Ok(Party::Patient);
    }
    practising_doctor(principal.identity)?;
    Ok(Party::Doctor)
}

/// Who is on that side.
pub(in crate::app) const fn person(record: &AppointmentRecord, side: Party) -> UserId {
    match side {
        Party::Doctor => record.doctor_id,
        Party::Patient => record.patient_id,
    }
}
