//! Placing a call, whichever way led into it; and what is done where the two are in one already.

use crate::app::calls::{apply, snapshot};
use crate::app::{AppError, IdempotencyKey, Principal, record};
use crate::clock;
use crate::live::Hub;
use domain::call::{Call, Event, Terms};
use shared::{
    AppointmentId, CallId, EntryId, Pii, ProblemCode, Role, ScheduleId, ServerFrame, Timestamp,
    UserId,
};
use store::{CallRecord, LiveOnly, ReadTx, WriteTx};

/// What a call is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A place in a queue.
    Place(ScheduleId, EntryId),
    /// An appointment.
    Appointment(AppointmentId),
    /// Nothing that was there before: a direct call.
    Nothing,
    /// A direct call that came to nothing, and that the doctor calls back about.
    CallBack(CallId),
}

/// Stores a new call, and alerts the one who is called.
pub(super) fn place(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    terms: Terms,
    (principal, callee): (Principal, UserId),
    about: About,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
    place_with_reason(
        tx,
        hub,
        terms,
        (principal, callee),
        about,
        Pii::default(),
        now,
    )
}

/// The same, with the few words that the caller says beforehand.
pub(super) fn place_with_reason(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    terms: Terms,
    (principal, callee): (Principal, UserId),
    about: About,
    reason: Pii,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
    let caller = principal.identity.user_id;
    let call = Call::place(
        terms,
        (caller, principal.session_id),
        callee,
        hub.is_connected(callee),
        now,
    );
    let placed = CallRecord {
        reason,
        ..CallRecord::new(clock::new_id(), call)
    };
    let placed = match about {
        About::Place(schedule_id, entry_id) => CallRecord {
            schedule_id: Some(schedule_id),
            entry_id: Some(entry_id),
            ..placed
        },
        About::Appointment(appointment_id) => CallRecord {
            appointment_id: Some(appointment_id),
            ..placed
        },
        About::CallBack(call_id) => CallRecord {
            calls_back: Some(call_id),
            ..placed
        },
        About::Nothing => placed,
    };
    tx.add_call(&placed)?;
    record(tx, Some(caller), "call.place", placed.id, now)?;
    ring(tx, &placed, now)?;
    Ok(placed)
}

/// Tells both that it rings.
pub(super) fn ring(
    tx: &mut WriteTx<'_>,
    record: &CallRecord,
    now: Timestamp,
) -> Result<(), AppError> {
    let call = snapshot(tx, record)?;
    let (caller, callee) = (call.caller.user_id, call.callee.user_id);
    tx.tell(
        callee,
        &ServerFrame::CallInvitation { call: call.clone() },
        now,
    )?;
    Ok(tx.tell(caller, &ServerFrame::CallUpdated { call }, now)?)
}

/// The call that the two are in already: the one the asker placed, or the one that rings for the
/// asker, which is answered by asking. Two who call each other at once end up in one call.
///
/// # Errors
/// One of the two is in a call with somebody else, or the asker answered on another device.
pub(super) fn call_between(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    other: UserId,
    now: Timestamp,
) -> Result<Option<CallRecord>, AppError> {
    let own_id = principal.identity.user_id;
    let busy = |role| {
        AppError::Known(match role {
            Role::Doctor => ProblemCode::DoctorBusy,
            Role::Patient | Role::Admin => ProblemCode::PatientBusy,
        })
    };
    let others_role = match principal.identity.role {
        Role::Doctor => Role::Patient,
        Role::Patient | Role::Admin => Role::Doctor,
    };
    if let Some(current) = live_call(tx, own_id)? {
        let (caller, callee) = (current.call.caller.user_id, current.call.callee.user_id);
        if (caller, callee) == (own_id, other) {
            return Ok(Some(current));
        }
        if (caller, callee) == (other, own_id) {
            let answered = apply(
                tx,
                current,
                Event::Accept(principal.session_id),
                Some(own_id),
                now,
            )?;
            return Ok(Some(answered));
        }
        return Err(busy(principal.identity.role));
    }
    match live_call(tx, other)? {
        Some(_) => Err(busy(others_role)),
        None => Ok(None),
    }
}

/// The live call of a person.
pub(super) fn live_call(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
) -> Result<Option<CallRecord>, AppError> {
    Ok(tx.calls_of(user_id, LiveOnly::Yes, 1)?.pop())
}

/// What a request with this key made the first time.
pub(super) fn made_before<T: std::str::FromStr>(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
) -> Result<Option<T>, AppError> {
    match key {
        Some(IdempotencyKey(key)) => Ok(tx.made_before(user_id, key)?),
        None => Ok(None),
    }
}

/// The call that a request with this key placed, or met.
pub(super) fn placed_before(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
) -> Result<Option<CallRecord>, AppError> {
    match made_before::<CallId>(tx, user_id, key)? {
        Some(call_id) => Ok(Some(tx.call(call_id)?.ok_or(AppError::NotFound)?)),
        None => Ok(None),
    }
}

/// Remembers what a request with this key made or met, so that it is answered the same again.
pub(super) fn remember(
    tx: &mut WriteTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
    made: impl std::fmt::Display,
    now: Timestamp,
) -> Result<(), AppError> {
    match key {
        Some(IdempotencyKey(key)) => Ok(tx.remember_made(user_id, key, made, now)?),
        None => Ok(()),
    }
}
