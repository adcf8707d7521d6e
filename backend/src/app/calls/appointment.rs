//! The calls of appointments, started, joined and ended by its two people.

use crate::app::Principal;
use crate::app::appointments::party::person;
use crate::app::appointments::records::{announce, own};
use crate::app::blocked::check_not_blocked;
use crate::app::calls::advance::apply;
use crate::app::calls::place::{About, call_between, place};
use crate::app::calls::snapshot::{recall_call, snapshot};
use crate::app::idempotency::{self, IdempotencyKey};
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::appointment as rules;
use domain::call::{Event, Phase, Side, Terms};
use shared::{AppointmentCall, AppointmentId, CallSnapshot, EndCallRequest, Party, Timestamp};
use store::{AppointmentRecord, CallRecord, ReadTx, WriteTx};

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
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let (appointment, side) = own(tx, principal, appointment_id)?;
            if let Some(before) = recall_call(tx, own_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            let callee = person(&appointment, side.other());
            let call = match live_call(tx, appointment_id)? {
                Some(live) => join_live(tx, live, principal, now)?,
                None => {
                    let time = appointment.time;
                    let window = rules::window(time.starts_at, time.ends_at);
                    rules::check_call(appointment.state, window, now)?;
                    match call_between(tx, (principal, side), callee, now)? {
                        Some(call) => call,
                        None => {
                            if side == Party::Patient {
                                check_not_blocked(
                                    tx,
                                    appointment.doctor_id,
                                    appointment.patient_id,
                                )?;
                            }
                            let terms = Terms::appointment(window.closes_at);
                            let about = About::Appointment(appointment_id);
                            let pair = (principal, callee);
                            let call = place(tx, &hub, terms, pair, about, now)?;
                            announce(tx, &appointment, now)?;
                            call
                        }
                    }
                }
            };
            idempotency::record(tx, own_id, key.as_ref(), call.id, now)?;
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
    with_live(state, principal, appointment_id, join_live).await
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
    with_live(state, principal, appointment_id, ring_live).await
}

/// Does something with the call of an own appointment that goes on, and shows what came of it.
async fn with_live(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    act: fn(&mut WriteTx<'_>, CallRecord, Principal, Timestamp) -> Result<CallRecord, AppError>,
) -> Result<CallSnapshot, AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            own(tx, principal, appointment_id)?;
            let live = live_call(tx, appointment_id)?.ok_or(Refusal::CallEnded)?;
            let call = act(tx, live, principal, now)?;
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
    asked: EndCallRequest,
) -> Result<CallSnapshot, AppError> {
    let (own_id, now) = (principal.identity.user_id, principal.now);
    state
        .write(move |tx| {
            own(tx, principal, appointment_id)?;
            let latest = tx.calls_of_appointment(appointment_id, 1)?.pop();
            let call = latest.ok_or(Refusal::CallEnded)?;
            let side = call.call.side_of(own_id).ok_or(AppError::NotFound)?;
            let call = apply(tx, call, Event::end(side, &asked), Some(own_id), now)?;
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
    let now = principal.now;
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

fn ring_live(
    tx: &mut WriteTx<'_>,
    live: CallRecord,
    principal: Principal,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
    let own_id = principal.identity.user_id;
    if live.call.side_of(own_id) != Some(Side::Caller) {
        return Err(Refusal::NotYours.into());
    }
    apply(tx, live, Event::RingAgain, Some(own_id), now)
}

/// An appointment that is given up takes a call with it that nobody has answered yet.
///
/// # Errors
/// The two are in the call.
pub(in crate::app) fn withdraw_call(
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
