//! Asking for appointments, agreeing on them, and giving them up.

mod asking;
pub mod attendance;
pub mod availability;
pub mod calendar;
pub mod mails;
mod moves;
pub(super) mod party;
pub(super) mod records;
pub mod reminders;

pub use moves::reschedule;

use crate::app::appointments::asking::{add, check_requests, check_time, find_time, hold};
use crate::app::appointments::moves::{cancel_with, take_the_place};
use crate::app::appointments::party::side_of;
use crate::app::appointments::records::{inform, own, restore_earlier, save, snapshot, snapshots};
use crate::app::blocked::check_not_blocked;
use crate::app::calls::appointment::withdraw_call;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, proved_patient};
use domain::appointment::{self as rules, Event};
use domain::text::Check;
use shared::{
    Appointment, AppointmentId, AppointmentNews, AppointmentState, DeviceTest, NewAppointment,
    Party, Pii, TimeWish, Timestamp, limits,
};
use store::{AppointmentRecord, Page, Period, Position, WriteTx};

/// A page of one's own appointments that lie in a period.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn list(
    state: &AppState,
    principal: Principal,
    period: Period,
    after: Option<Position>,
) -> Result<Page<Appointment>, AppError> {
    let whose = (side_of(principal)?, principal.identity.user_id);
    state
        .read(move |tx| {
            let page = tx.appointments_of(whose, period, after)?;
            Ok(Page {
                rows: snapshots(tx, &page.rows)?,
                next: page.next,
            })
        })
        .await
}

/// One of them.
///
/// # Errors
/// Somebody else's, or none.
pub async fn get(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<Appointment, AppError> {
    state
        .read(move |tx| {
            let (record, _) = own(tx, principal, appointment_id)?;
            snapshot(tx, &record)
        })
        .await
}

/// A patient takes a free slot, which is confirmed at once, or asks for a preferred time. The same
/// doctor at the same time again is the same appointment.
///
/// # Errors
/// The address was not proved, wrong fields, no such doctor, not a free slot, or as many appointments as
/// there may be.
pub async fn book(
    state: &AppState,
    principal: Principal,
    new: NewAppointment,
    key: Option<IdempotencyKey>,
) -> Result<Appointment, AppError> {
    let patient_id = proved_patient(principal.identity)?;
    let now = principal.now;
    let mut check = check_time(&new.time, now);
    check.note("reason", new.reason.reveal()).finish()?;
    let appointment_id = clock::new_id();
    state
        .write(move |tx| {
            if let Some(made) = idempotency::recall(tx, patient_id, key.as_ref())? {
                let (record, _) = own(tx, principal, made)?;
                return snapshot(tx, &record);
            }
            check_not_blocked(tx, new.doctor_id, patient_id)?;
            let time = find_time(tx, new.doctor_id, (&new.time, Party::Patient), now)?;
            let open = tx.open_appointments(&[patient_id], Period::default())?;
            let same =
                |open: &&AppointmentRecord| (open.doctor_id, open.time) == (new.doctor_id, time);
            if let Some(same) = open.iter().find(same) {
                idempotency::record(tx, patient_id, key.as_ref(), same.id, now)?;
                return snapshot(tx, same);
            }
            if open.len() >= limits::MAX_OPEN_APPOINTMENTS {
                return Err(Refusal::TooMany.into());
            }
            if new.time.wish == TimeWish::Preferred {
                check_requests(&open)?;
            }
            let record = AppointmentRecord {
                id: appointment_id,
                version: 1,
                doctor_id: new.doctor_id,
                patient_id,
                state: AppointmentState::Pending,
                time,
                asked_by: Party::Patient,
                reason: new.reason.clone(),
                rescheduled_from: None,
                chain_id: appointment_id,
                confirmed_at: None,
                cancelled_by: None,
                cancel_reason: Pii::default(),
                absent: None,
                device_test: None,
                held_until: hold(&new.time, Party::Patient, now),
                lapsed_at: None,
                changed_at: Some(now),
            };
            idempotency::record(tx, patient_id, key.as_ref(), record.id, now)?;
            let news = match new.time.wish {
                TimeWish::Slot => AppointmentNews::Booked,
                TimeWish::Preferred => AppointmentNews::Requested,
            };
            add(tx, record, new.time.wish, ("appointment.book", news), now)
        })
        .await
}

/// Gives the times of requests free that were held long enough.
pub async fn lapse_requests(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    let next = state.read(|tx| Ok(tx.next_lapse()?)).await?;
    if next.is_some_and(|at| at <= now) {
        state.write(move |tx| Ok(tx.lapse_requests(now)?)).await?;
    }
    Ok(())
}

/// What one side does about an appointment.
#[derive(Clone, Debug)]
pub enum AppointmentAction {
    /// Agrees.
    Confirm,
    /// Refuses, with a reason that may be empty.
    Decline(Pii),
    /// Takes it back, with a reason that may be empty.
    Cancel(Pii),
}

/// Does what one side wants. Repeating what came true already is no error.
///
/// # Errors
/// Wrong fields, somebody else's, the other side's to do, or the state forbids it.
pub async fn handle_action(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    action: AppointmentAction,
) -> Result<Appointment, AppError> {
    let now = principal.now;
    let (event, act, news, reason) = match action {
        AppointmentAction::Confirm => (
            Event::Confirm,
            "appointment.confirm",
            AppointmentNews::Confirmed,
            None,
        ),
        AppointmentAction::Decline(reason) => (
            Event::Decline,
            "appointment.decline",
            AppointmentNews::Declined,
            Some(reason),
        ),
        AppointmentAction::Cancel(reason) => (
            Event::Cancel,
            "appointment.cancel",
            AppointmentNews::Cancelled,
            Some(reason),
        ),
    };
    if let Some(reason) = &reason {
        Check::new().note("reason", reason.reveal()).finish()?;
    }
    state
        .write(move |tx| {
            let (before, side) = own(tx, principal, appointment_id)?;
            rules::check_side(event, before.asked_by, side)?;
            let state = rules::step(before.state, event)?;
            if state == before.state {
                return snapshot(tx, &before);
            }
            rules::check_not_over(before.time.ends_at, now)?;
            withdraw_call(tx, &before, principal, now)?;
            let mut after = AppointmentRecord {
                state,
                ..before.clone()
            };
            if let Some(reason) = &reason {
                after.cancelled_by = Some(side);
                after.cancel_reason = reason.clone();
            } else {
                after.confirmed_at = Some(now);
                // From now on it holds its time for good, if nobody has taken it meanwhile.
                (after.held_until, after.lapsed_at) = (None, None);
            }
            if event == Event::Confirm {
                take_the_place(tx, principal, &before)?;
            }
            let told = save(tx, after.clone(), now)?;
            audit::record(tx, Some(principal.identity.user_id), act, before.id, now)?;
            if event == Event::Cancel && before.state == AppointmentState::Confirmed {
                cancel_with(tx, principal, &after)?;
            }
            inform(tx, &before, side.other(), news, now)?;
            restore_earlier(tx, &before, state, now)?;
            Ok(told)
        })
        .await
}

/// Declines a request in its doctor's name without a word. A confirmed time that it was to take the place
/// of comes back.
pub(in crate::app) fn settle_request(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    request: &AppointmentRecord,
) -> Result<(), AppError> {
    let now = principal.now;
    let state = rules::step(request.state, Event::Decline)?;
    withdraw_call(tx, request, principal, now)?;
    let after = AppointmentRecord {
        state,
        cancelled_by: Some(Party::Doctor),
        ..request.clone()
    };
    save(tx, after, now)?;
    let actor = Some(principal.identity.user_id);
    audit::record(tx, actor, "appointment.decline", request.id, now)?;
    inform(tx, request, Party::Patient, AppointmentNews::Declined, now)?;
    restore_earlier(tx, request, state, now)
}

/// Stores what the patient's device can do, and shows the doctor.
///
/// # Errors
/// Not a patient, somebody else's, or its time is over.
pub async fn set_device_test(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    device_test: DeviceTest,
) -> Result<Appointment, AppError> {
    patient(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let (before, _) = own(tx, principal, appointment_id)?;
            if before.device_test == Some(device_test) {
                return snapshot(tx, &before);
            }
            if !before.state.is_open() {
                return Err(Refusal::AppointmentState.into());
            }
            rules::check_not_over(before.time.ends_at, now)?;
            let after = AppointmentRecord {
                device_test: Some(device_test),
                ..before
            };
            save(tx, after, now)
        })
        .await
}
