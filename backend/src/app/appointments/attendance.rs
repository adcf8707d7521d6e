//! What becomes of an appointment by its calls, or by nobody's coming.

use crate::app::appointments::records::{announce, inform, restore_earlier, save};
use crate::app::audit;
use crate::error::AppError;
use crate::state::AppState;
use domain::appointment::{self as rules, Attendance, Event};
use domain::call::Phase;
use shared::{Absent, AppointmentNews, AppointmentState, Outcome, Party, Timestamp};
use store::{AppointmentRecord, CallRecord, ReadTx, WriteTx};

/// Calls of one appointment that are looked at for who came.
const MAX_CALLS: i64 = 100;

/// Most appointments settled in one transaction.
const MAX_CLOSED: i64 = 50;

/// Lets an appointment follow its call, and tells both how the call stands.
pub(in crate::app) fn apply_call_outcome(
    tx: &mut WriteTx<'_>,
    call: &CallRecord,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(appointment_id) = call.appointment_id else {
        return Ok(());
    };
    let appointment = tx.appointment(appointment_id)?.ok_or(AppError::NotFound)?;
    let change = match call.call.phase {
        Phase::Ended(ending) => match ending.outcome {
            Outcome::Completed => Some((Event::Complete, None)),
            Outcome::NoShow => {
                let absent = if call.call.callee.user_id == appointment.doctor_id {
                    Absent::Doctor
                } else {
                    Absent::Patient
                };
                Some((Event::StayAway, Some(absent)))
            }
            // It stays booked: they may try again until the window closes.
            Outcome::Declined
            | Outcome::Missed
            | Outcome::Cancelled
            | Outcome::NeverConnected
            | Outcome::Lost => None,
        },
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => None,
    };
    match change {
        Some(change) if appointment.state == AppointmentState::Confirmed => {
            close_appointment(tx, appointment, change, now)
        }
        Some(_) | None => announce(tx, &appointment, now).map(drop),
    }
}

fn close_appointment(
    tx: &mut WriteTx<'_>,
    before: AppointmentRecord,
    (event, absent): (Event, Option<Absent>),
    now: Timestamp,
) -> Result<(), AppError> {
    let state = rules::step(before.state, event)?;
    let after = AppointmentRecord {
        state,
        absent,
        ..before.clone()
    };
    save(tx, after, now)?;
    audit::record(tx, None, "appointment.settle", before.id, now)?;
    if event == Event::StayAway {
        for side in Party::BOTH {
            inform(tx, &before, side, AppointmentNews::NoShow, now)?;
        }
    }
    if before.state == AppointmentState::Pending {
        inform(tx, &before, before.asked_by, AppointmentNews::Expired, now)?;
    }
    restore_earlier(tx, &before, state, now)
}

/// Settles appointments whose window has closed with no call going on; returns how many.
pub async fn settle_closed(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let closed = state.read(move |tx| Ok(tx.closed_appointments(now, 1)?));
    if closed.await?.is_empty() {
        return Ok(0);
    }
    state
        .write(move |tx| {
            let closed = tx.closed_appointments(now, MAX_CLOSED)?;
            let count = closed.len();
            for appointment in closed {
                let attendance = attendance(tx, &appointment)?;
                let change = rules::settle(appointment.state, attendance);
                close_appointment(tx, appointment, change, now)?;
            }
            Ok(count)
        })
        .await
}

fn attendance(
    tx: &mut ReadTx<'_>,
    appointment: &AppointmentRecord,
) -> Result<Attendance, AppError> {
    let mut seen = Attendance::default();
    for call in tx.calls_of_appointment(appointment.id, MAX_CALLS)? {
        let answered = call.call.accepted_at.is_some();
        let doctor_called = call.call.caller.user_id == appointment.doctor_id;
        seen.doctor_came |= doctor_called || answered;
        seen.patient_came |= !doctor_called || answered;
        seen.met |= call.call.active_at.is_some();
    }
    Ok(seen)
}
