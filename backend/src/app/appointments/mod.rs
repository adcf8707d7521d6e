//! Asking for appointments, agreeing on them, and giving them up.

pub mod attendance;
pub mod availability;
pub mod calendar;
pub mod mails;
pub(super) mod party;
pub(super) mod records;
pub mod reminders;

use crate::app::appointments::mails::post_news;
use crate::app::appointments::party::{person, side_of};
use crate::app::appointments::records::{
    MAX_OPEN, announce, inform, notify_of, own, plan_reminders, restore_earlier, save, snapshot,
    store_change,
};
use crate::app::blocked::check_not_blocked;
use crate::app::calls::appointment::withdraw_call;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::people::practising;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::access::{patient, proved_patient};
use domain::appointment::{self as rules, Event};
use domain::text::Check;
use domain::{Refusal, availability as hours};
use shared::{
    Appointment, AppointmentId, AppointmentNews, AppointmentState, DeviceTest, FieldCode,
    NewAppointment, Party, Pii, Slot, TimeWish, Timestamp, UserId, WantedTime, limits,
};
use store::{AppointmentRecord, Period, ReadTx, WriteTx};

/// Most appointments in one list.
const MAX_LISTED: i64 = 1_000;
/// How long a preferred time takes where nothing else is said, in minutes.
const USUAL_MINUTES: u16 = 30;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// One's own appointments that lie in a period, by start.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn list(
    state: &AppState,
    principal: Principal,
    period: Period,
) -> Result<Vec<Appointment>, AppError> {
    side_of(principal)?;
    state
        .read(move |tx| {
            let records = tx.appointments_of(principal.identity.user_id, period, MAX_LISTED)?;
            records.iter().map(|record| snapshot(tx, record)).collect()
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
            let open = tx.open_appointments(&[patient_id], MAX_OPEN)?;
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
                confirmed_at: None,
                cancelled_by: None,
                cancel_reason: Pii::default(),
                absent: None,
                device_test: None,
                held_until: hold(&new.time, Party::Patient, now),
                lapsed_at: None,
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

/// Until when a time is held that one side asks for; a slot, and what a doctor offers, as long as it is
/// open.
fn hold(wanted: &WantedTime, side: Party, now: Timestamp) -> Option<Timestamp> {
    let by_chance = wanted.wish == TimeWish::Preferred && side == Party::Patient;
    by_chance.then(|| now.plus_ms(limits::REQUEST_HOLD_MS))
}

/// Refuses one more request beside these open appointments of a patient.
fn check_requests(open: &[AppointmentRecord]) -> Result<(), Refusal> {
    let is_request = |one: &&AppointmentRecord| {
        (one.state, one.asked_by) == (AppointmentState::Pending, Party::Patient)
    };
    if open.iter().filter(is_request).count() < limits::MAX_OPEN_REQUESTS {
        Ok(())
    } else {
        Err(Refusal::TooMany)
    }
}

/// Gives the times of requests free that were held long enough.
pub async fn lapse_requests(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    let next = state.read(|tx| Ok(tx.next_lapse()?)).await?;
    if next.is_some_and(|at| at <= now) {
        state.write(move |tx| Ok(tx.lapse_requests(now)?)).await?;
    }
    Ok(())
}

/// Stores an appointment that one side asks for, and tells the other one.
fn add(
    tx: &mut WriteTx<'_>,
    mut new: AppointmentRecord,
    wish: TimeWish,
    (action, news): (&'static str, AppointmentNews),
    now: Timestamp,
) -> Result<Appointment, AppError> {
    let asked_by = new.asked_by;
    // A slot is the doctor's word already; whatever a doctor asks for, the patient has to agree.
    if wish == TimeWish::Slot && asked_by == Party::Patient {
        new.state = rules::step(new.state, Event::Confirm)?;
        new.confirmed_at = Some(now);
    }
    tx.add_appointment(&new)?;
    plan_reminders(tx, &new, now)?;
    audit::record(tx, Some(person(&new, asked_by)), action, new.id, now)?;
    notify_of(tx, &new, asked_by.other(), news, now)?;
    // A mail is about one appointment: of a move the old one says that it is gone, and this one what
    // it is now.
    let mailed = match (news, new.state) {
        (AppointmentNews::Moved, AppointmentState::Confirmed) => AppointmentNews::Confirmed,
        (AppointmentNews::Moved, _) => AppointmentNews::Requested,
        (news, _) => news,
    };
    post_news(tx, &new, asked_by.other(), mailed, now)?;
    announce(tx, &new, now)
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
            let told = save(tx, after, now)?;
            audit::record(tx, Some(principal.identity.user_id), act, before.id, now)?;
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

/// Gives an appointment up for another time. A free slot that a patient takes is confirmed at once,
/// any other time waits for the other side; where that is declined, a confirmed time comes back.
///
/// # Errors
/// Wrong fields, somebody else's, not a free slot, or the state forbids it.
pub async fn reschedule(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    wanted: WantedTime,
    key: Option<IdempotencyKey>,
) -> Result<Appointment, AppError> {
    let now = principal.now;
    let own_id = principal.identity.user_id;
    check_time(&wanted, now).finish()?;
    let new_id = clock::new_id();
    state
        .write(move |tx| {
            let (before, side) = own(tx, principal, appointment_id)?;
            if let Some(made) = idempotency::recall(tx, own_id, key.as_ref())? {
                let (record, _) = own(tx, principal, made)?;
                return snapshot(tx, &record);
            }
            if before.state == AppointmentState::Rescheduled
                && let Some(made) = tx.moved_to(before.id)?
                && (made.asked_by, made.time.starts_at) == (side, wanted.starts_at)
            {
                return snapshot(tx, &made);
            }
            if side == Party::Patient {
                check_not_blocked(tx, before.doctor_id, before.patient_id)?;
            }
            let state = rules::step(before.state, Event::Move)?;
            rules::check_not_over(before.time.ends_at, now)?;
            withdraw_call(tx, &before, principal, now)?;
            let time = find_time(tx, before.doctor_id, (&wanted, side), now)?;
            if (wanted.wish, side) == (TimeWish::Preferred, Party::Patient) {
                let mut others = tx.open_appointments(&[own_id], MAX_OPEN)?;
                others.retain(|one| one.id != before.id);
                check_requests(&others)?;
            }
            let new = AppointmentRecord {
                id: new_id,
                version: 1,
                state: AppointmentState::Pending,
                time,
                asked_by: side,
                rescheduled_from: Some(before.id),
                confirmed_at: None,
                device_test: None,
                held_until: hold(&wanted, side, now),
                lapsed_at: None,
                ..before.clone()
            };
            let given_up = AppointmentRecord { state, ..before };
            let given_up = store_change(tx, given_up, now)?;
            post_news(tx, &given_up, side.other(), AppointmentNews::Moved, now)?;
            idempotency::record(tx, own_id, key.as_ref(), new.id, now)?;
            let what = ("appointment.reschedule", AppointmentNews::Moved);
            let told = add(tx, new, wanted.wish, what, now)?;
            // Only now can it name the one that it was given up for.
            announce(tx, &given_up, now)?;
            Ok(told)
        })
        .await
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

/// What can be said of a time without knowing the doctor.
fn check_time(wanted: &WantedTime, now: Timestamp) -> Check {
    let mut check = Check::new();
    let ahead_ms = wanted.starts_at.since_ms(now);
    check.refuse_if(
        !(0..=limits::MAX_APPOINTMENT_DAYS_AHEAD * DAY_MS).contains(&ahead_ms),
        "starts_at",
        FieldCode::OutOfRange,
    );
    let minutes = wanted.minutes.unwrap_or(USUAL_MINUTES);
    check.refuse_if(
        !(limits::MIN_APPOINTMENT_MINUTES..=limits::MAX_APPOINTMENT_MINUTES).contains(&minutes),
        "minutes",
        FieldCode::OutOfRange,
    );
    check
}

/// The time that is meant. Whether it is still free is the database's to say.
fn find_time(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    (wanted, side): (&WantedTime, Party),
    now: Timestamp,
) -> Result<Slot, AppError> {
    let doctor = practising(tx, doctor_id)?;
    let starts_at = wanted.starts_at;
    match wanted.wish {
        TimeWish::Preferred => {
            let plan = availability::of(tx, &doctor)?;
            let most = match side {
                Party::Patient => hours::longest_slot(&plan).unwrap_or(USUAL_MINUTES),
                Party::Doctor => limits::MAX_APPOINTMENT_MINUTES,
            };
            let minutes = wanted.minutes.unwrap_or(USUAL_MINUTES.min(most));
            Check::new()
                .refuse_if(minutes > most, "minutes", FieldCode::OutOfRange)
                .finish()?;
            Ok(Slot {
                starts_at,
                ends_at: starts_at.plus_ms(i64::from(minutes) * MINUTE_MS),
            })
        }
        TimeWish::Slot => {
            let plan = availability::of(tx, &doctor)?;
            let zone = availability::zone_of(&plan)?;
            let offered = hours::slots(&plan, &zone, starts_at, starts_at.plus_ms(1));
            let mut reached = offered
                .into_iter()
                .filter(|slot| hours::is_in_reach(*slot, plan.lead_times, now));
            Ok(reached.next().ok_or(Refusal::NoSuchSlot)?)
        }
    }
}
