//! The two sides of an appointment.

use crate::app::Principal;
use crate::error::AppError;
use domain::access::{patient, practising_doctor};
use shared::{Role, UserId};
use store::AppointmentRecord;

/// As what this person has appointments at all.
pub(in crate::app) fn side_of(principal: Principal) -> Result<Role, AppError> {
    if patient(principal.identity).is_ok() {
        return Ok(Role::Patient);
    }
    practising_doctor(principal.identity)?;
    Ok(Role::Doctor)
}

/// Who is on that side.
pub(in crate::app) const fn person(record: &AppointmentRecord, side: Role) -> UserId {
    match side {
        Role::Doctor => record.doctor_id,
        Role::Patient | Role::Admin => record.patient_id,
    }
}

/// The other side.
pub(in crate::app) const fn other(side: Role) -> Role {
    match side {
        Role::Doctor => Role::Patient,
        Role::Patient | Role::Admin => Role::Doctor,
    }
}
