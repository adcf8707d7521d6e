//! The calls of appointments, and what becomes of appointments by them.

use crate::app::appointment_records::{
    announce, inform, other, own, person, restore_earlier, save,
};
use crate::app::calls::{apply, snapshot};
use crate::app::placing::{self, About, call_between, placed_before, remember};
use crate::app::{AppError, IdempotencyKey, Principal, record};
use crate::clock;
use crate::state::AppState;
use domain::Refusal;
use domain::appointment::{self as rules, Attendance, Event as Change};
use domain::call::{Event, Phase, Side, Terms};
use shared::{
    Absent, AppointmentCall, AppointmentId, AppointmentNews, AppointmentState, CallSnapshot, Cause,
    Outcome, Role, Timestamp,
};
use store::{AppointmentRecord, CallRecord, ReadTx, WriteTx};

/// Calls of one appointment that are looked at for who came.
const CALLS_MOST: i64 = 100;
/// Most appointments settled in one transaction.
const CLOSED_MOST: i64 = 50;

/// Starts the call of an appointment inside its window; the other one sees Join and is rung loudly
/// for 30 s. Where the other one was first, it answers.
///
/// # Errors
/// Somebody else's, not confirmed, outside its window, or one of the two is in another call.
pub async fn start(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, AppError> {
    let own_id = principal.identity.user_id;
    let (hub, now) = (state.hub.clone(), clock::now());
    state
        .write(move |tx| {
            let (appointment, side) = own(tx, principal, appointment_id)?;
            if let Some(before) = placed_before(tx, own_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            let callee = person(&appointment, other(side));
            let call = match live_call(tx, appointment_id)? {
                Some(live) => join_live(tx, live, principal, now)?,
                None => {
                    let time = appointment.time;
                    let window = rules::window(time.starts_at, time.ends_at);
                    rules::check_call(appointment.state, window, now)?;
                    match call_between(tx, principal, callee, now)? {
                        Some(call) => call,
                        None => {
                            let terms = Terms::appointment(window.closes_at);
                            let about = About::Appointment(appointment_id);
                            let pair = (principal, callee);
                            let call = placing::place(tx, &hub, terms, pair, about, now)?;
                            announce(tx, &appointment, now)?;
                            call
                        }
                    }
                }
            };
            remember(tx, own_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Answers the call that the other one started.
///
/// # Errors
/// Somebody else's, or there is no call.
pub async fn join(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<CallSnapshot, AppError> {
    let now = clock::now();
    state
        .write(move |tx| {
            own(tx, principal, appointment_id)?;
            let live = live_call(tx, appointment_id)?.ok_or(Refusal::CallEnded)?;
            let call = join_live(tx, live, principal, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Rings loudly once more, where the first ring is over and nobody joined.
///
/// # Errors
/// Somebody else's, there is no call, it was answered, or the other one placed it.
pub async fn ring_again(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<CallSnapshot, AppError> {
    let now = clock::now();
    state
        .write(move |tx| {
            own(tx, principal, appointment_id)?;
            let live = live_call(tx, appointment_id)?.ok_or(Refusal::CallEnded)?;
            if live.call.side_of(principal.identity.user_id) != Some(Side::Caller) {
                return Err(Refusal::NotYours.into());
            }
            let actor = Some(principal.identity.user_id);
            let call = apply(tx, live, Event::RingAgain, actor, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Ends the call of an appointment. Again is the same as once.
///
/// # Errors
/// Somebody else's, or there never was a call.
pub async fn end(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    cause: Option<Cause>,
) -> Result<CallSnapshot, AppError> {
    let (own_id, now) = (principal.identity.user_id, clock::now());
    state
        .write(move |tx| {
            own(tx, principal, appointment_id)?;
            let latest = tx.calls_of_appointment(appointment_id, 1)?.pop();
            let call = latest.ok_or(Refusal::CallEnded)?;
            let side = call.call.side_of(own_id).ok_or(AppError::NotFound)?;
            let call = apply(tx, call, Event::End(side, cause), Some(own_id), now)?;
            snapshot(tx, &call)
        })
        .await
}

/// How the call of an appointment stands.
///
/// # Errors
/// Somebody else's, or none.
pub async fn status(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<AppointmentCall, AppError> {
    let now = clock::now();
    state
        .read(move |tx| {
            let (appointment, _) = own(tx, principal, appointment_id)?;
            let time = appointment.time;
            let window = rules::window(time.starts_at, time.ends_at);
            let latest = tx.calls_of_appointment(appointment_id, 1)?.pop();
            let phase = latest.as_ref().map(|call| call.call.shown_phase());
            Ok(AppointmentCall {
                call_status: rules::call_status(phase),
                may_start: rules::check_call(appointment.state, window, now).is_ok(),
                call: latest.map(|call| snapshot(tx, &call)).transpose()?,
            })
        })
        .await
}

fn live_call(
    tx: &mut ReadTx<'_>,
    appointment_id: AppointmentId,
) -> Result<Option<CallRecord>, AppError> {
    let latest = tx.calls_of_appointment(appointment_id, 1)?.pop();
    Ok(latest.filter(|call| call.call.is_live()))
}

fn join_live(
    tx: &mut WriteTx<'_>,
    live: CallRecord,
    principal: Principal,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
    let own_id = principal.identity.user_id;
    match live.call.side_of(own_id) {
        Some(Side::Callee) => apply(
            tx,
            live,
            Event::Accept(principal.session_id),
            Some(own_id),
            now,
        ),
        Some(Side::Caller) => Ok(live),
        None => Err(AppError::NotFound),
    }
}

/// An appointment that is given up takes a call with it that nobody has answered yet.
///
/// # Errors
/// The two are in the call.
pub(super) fn withdraw_call(
    tx: &mut WriteTx<'_>,
    appointment: &AppointmentRecord,
    principal: Principal,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(live) = live_call(tx, appointment.id)? else {
        return Ok(());
    };
    if !matches!(live.call.phase, Phase::Ringing { .. }) {
        return Err(Refusal::CallPhase.into());
    }
    let actor = Some(principal.identity.user_id);
    apply(tx, live, Event::Withdraw, actor, now).map(drop)
}

/// Lets an appointment follow its call, and tells both how the call stands.
pub(super) fn follow(
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
            Outcome::Completed => Some((Change::Complete, None)),
            Outcome::NoShow => {
                let absent = if call.call.callee.user_id == appointment.doctor_id {
                    Absent::Doctor
                } else {
                    Absent::Patient
                };
                Some((Change::StayAway, Some(absent)))
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
            settle(tx, appointment, change, now)
        }
        Some(_) | None => announce(tx, &appointment, now).map(drop),
    }
}

fn settle(
    tx: &mut WriteTx<'_>,
    before: AppointmentRecord,
    (event, absent): (Change, Option<Absent>),
    now: Timestamp,
) -> Result<(), AppError> {
    let state = rules::step(before.state, event)?;
    let after = AppointmentRecord {
        state,
        absent,
        ..before.clone()
    };
    save(tx, after, now)?;
    record(tx, None, "appointment.settle", before.id, now)?;
    if event == Change::StayAway {
        for side in [Role::Doctor, Role::Patient] {
            inform(tx, &before, side, AppointmentNews::NoShow, now)?;
        }
    }
    if before.state == AppointmentState::Pending {
        inform(tx, &before, before.asked_by, AppointmentNews::Expired, now)?;
    }
    restore_earlier(tx, &before, state, now)
}

/// Settles appointments whose window has closed with no call going on; returns how many.
///
/// # Errors
/// The store fails.
pub async fn settle_closed(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let closed = state.read(move |tx| Ok(tx.closed_appointments(now, 1)?));
    if closed.await?.is_empty() {
        return Ok(0);
    }
    state
        .write(move |tx| {
            let closed = tx.closed_appointments(now, CLOSED_MOST)?;
            let count = closed.len();
            for appointment in closed {
                let attendance = attendance(tx, &appointment)?;
                let change = rules::settle(appointment.state, attendance);
                settle(tx, appointment, change, now)?;
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
    for call in tx.calls_of_appointment(appointment.id, CALLS_MOST)? {
        let answered = call.call.accepted_at.is_some();
        let doctor_called = call.call.caller.user_id == appointment.doctor_id;
        seen.doctor_came |= doctor_called || answered;
        seen.patient_came |= !doctor_called || answered;
        seen.met |= call.call.active_at.is_some();
    }
    Ok(seen)
}
