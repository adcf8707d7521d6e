//! Reminders of appointments, each sent once.
//!
//! A reminder is a row until the transaction that stores its notifications takes the row away. So
//! whichever node looks first sends it, and a restart only makes it late.

use crate::app::appointments::mails::post;
use crate::app::appointments::party::person;
use crate::app::notifications::notify;
use crate::error::AppError;
use crate::state::AppState;
use domain::appointment::newest_due;
use domain::mail::Occasion;
use shared::{AppointmentState, NotificationAbout, Party, Timestamp};
use store::{DueReminder, WriteTx};

/// Most reminders sent in one transaction.
const MAX_DUE: i64 = 100;

/// Sends what is due; returns how many reminders there were.
pub async fn send_due(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let due = state.read(move |tx| Ok(tx.due_reminders(now, 1)?));
    if due.await?.is_empty() {
        return Ok(0);
    }
    state
        .write(move |tx| {
            let due = tx.due_reminders(now, MAX_DUE)?;
            for reminder in &due {
                send(tx, *reminder, now)?;
            }
            Ok(due.len())
        })
        .await
}

fn send(tx: &mut WriteTx<'_>, due: DueReminder, now: Timestamp) -> Result<(), AppError> {
    if !tx.claim_reminder(due)? {
        return Ok(());
    }
    let appointment = tx
        .appointment(due.appointment_id)?
        .ok_or(AppError::NotFound)?;
    let starts_at = appointment.time.starts_at;
    let is_meant = appointment.state == AppointmentState::Confirmed
        && newest_due(starts_at, now) == Some(due.reminder);
    if !is_meant {
        return Ok(());
    }
    for side in Party::BOTH {
        let about = NotificationAbout::AppointmentReminder {
            appointment_id: appointment.id,
            before: due.reminder,
            other_name: tx.name_of(person(&appointment, side.other()))?,
            starts_at,
        };
        notify(tx, person(&appointment, side), about, now)?;
        post(
            tx,
            &appointment,
            side,
            Occasion::Reminder(due.reminder),
            now,
        )?;
    }
    Ok(())
}
