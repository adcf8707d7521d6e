//! Patients from whom a doctor wants no bookings, calls or messages.
//!
//! The patient is never told of it as such: whatever they try reads that the clinic has to be called. What
//! was agreed on stays agreed, and a call under way goes on.

use crate::app::appointments::settle_request;
use crate::app::notifications::notify;
use crate::app::queue::close_entry;
use crate::app::{Principal, audit};
use crate::error::AppError;
use crate::state::AppState;
use domain::access::practising_doctor;
use domain::queue::EntryEvent;
use shared::{
    AppointmentState, BlockedPatients, Cursor, EntryState, NotificationAbout, Party, Timestamp,
    UserId,
};
use store::{Period, Position, ReadTx, WriteTx};

/// A page of those whom a doctor has blocked.
///
/// # Errors
/// Not a practising doctor.
pub async fn list(
    state: &AppState,
    principal: Principal,
    after: Option<Position>,
) -> Result<BlockedPatients, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state.read(move |tx| of(tx, doctor_id, after)).await
}

fn of(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    after: Option<Position>,
) -> Result<BlockedPatients, AppError> {
    let page = tx.blocked_by(doctor_id, after)?;
    Ok(BlockedPatients {
        patients: page.rows,
        next: page.next.map(Cursor::from),
    })
}

/// Blocks a patient: their open places and requests end. Again is the same as once.
///
/// # Errors
/// Not a practising doctor, or nobody whom this doctor treats.
pub async fn block(
    state: &AppState,
    principal: Principal,
    patient_id: UserId,
) -> Result<BlockedPatients, AppError> {
    let (doctor_id, now) = (practising_doctor(principal.identity)?, principal.now);
    state
        .write(move |tx| {
            if !tx.has_treated(doctor_id, patient_id)? {
                return Err(AppError::NotFound);
            }
            if tx.add_block(doctor_id, patient_id, now)? {
                audit::record(tx, Some(doctor_id), "patient.block", patient_id, now)?;
                let places = end_places(tx, doctor_id, patient_id, now)?;
                let requests = end_requests(tx, principal, patient_id)?;
                if places + requests > 0 {
                    let doctor_name = tx.name_of(doctor_id)?;
                    let about = NotificationAbout::ByPhoneOnly { doctor_name };
                    notify(tx, patient_id, about, now)?;
                }
            }
            of(tx, doctor_id, None)
        })
        .await
}

/// Ends the patient's places in the doctor's queues, but for a consultation under way.
fn end_places(
    tx: &mut WriteTx<'_>,
    doctor_id: UserId,
    patient_id: UserId,
    now: Timestamp,
) -> Result<usize, AppError> {
    let mut ended = 0;
    for schedule_id in tx.queues_of(patient_id)? {
        let schedule = tx.schedule(schedule_id)?;
        let own = schedule.is_some_and(|it| it.schedule.doctor_id == doctor_id);
        let entry = tx.entry_of(schedule_id, patient_id)?;
        if !own || entry.is_none_or(|entry| entry.state == EntryState::InCall) {
            continue;
        }
        let whose = (Some(doctor_id), patient_id);
        close_entry(
            tx,
            whose,
            schedule_id,
            EntryEvent::Remove,
            "queue.remove",
            now,
        )?;
        ended += 1;
    }
    Ok(ended)
}

/// Declines what the patient asked for and the doctor has not answered.
fn end_requests(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    patient_id: UserId,
) -> Result<usize, AppError> {
    let doctor_id = principal.identity.user_id;
    let mut open = tx.open_appointments(&[patient_id], Period::default())?;
    open.retain(|it| {
        (it.doctor_id, it.state, it.asked_by)
            == (doctor_id, AppointmentState::Pending, Party::Patient)
    });
    for request in &open {
        settle_request(tx, principal, request)?;
    }
    Ok(open.len())
}

/// Lifts it. Again is the same as once.
///
/// # Errors
/// Not a practising doctor.
pub async fn lift(
    state: &AppState,
    principal: Principal,
    patient_id: UserId,
) -> Result<BlockedPatients, AppError> {
    let (doctor_id, now) = (practising_doctor(principal.identity)?, principal.now);
    state
        .write(move |tx| {
            if tx.lift_block(doctor_id, patient_id)? {
                audit::record(tx, Some(doctor_id), "patient.unblock", patient_id, now)?;
            }
            of(tx, doctor_id, None)
        })
        .await
}
