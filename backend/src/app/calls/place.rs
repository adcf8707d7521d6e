//! Placing a call, whichever way led into it; and what is done where the two are in one already.

use crate::app::calls::advance::apply;
use crate::app::calls::ring::ring;
use crate::app::calls::snapshot::live_call;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::hub::Hub;
use domain::call::{Call, Event, Terms};
use shared::{
    AppointmentId, CallId, EntryId, Party, Pii, ProblemCode, ScheduleId, Timestamp, UserId,
};
use store::{CallRecord, WriteTx};

/// What a call is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A place in a queue.
    QueueEntry(ScheduleId, EntryId),
    /// An appointment.
    Appointment(AppointmentId),
    /// Nothing that was there before: a direct call.
    Nothing,
    /// A direct call that came to nothing, and that the doctor calls back about.
    CallBack(CallId),
}

impl About {
    /// The way into the call, as the audit tells it, which is read without the calls beside it.
    const fn way(self) -> &'static str {
        match self {
            Self::QueueEntry(..) => "queue",
            Self::Appointment(_) => "appointment",
            Self::Nothing => "direct",
            Self::CallBack(_) => "call_back",
        }
    }
}

/// Stores a new call, and alerts the one who is called.
pub(in crate::app) fn place(
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
pub(in crate::app) fn place_with_reason(
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
        About::QueueEntry(schedule_id, entry_id) => CallRecord {
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
    let way = about.way();
    audit::record_detail(tx, Some(caller), "call.place", placed.id, way, now)?;
    ring(tx, &placed, now)?;
    Ok(placed)
}

/// The call that the two are in already: the one the asker placed, or the one that rings for the
/// asker, which is answered by asking. Two who call each other at once end up in one call.
///
/// # Errors
/// One of the two is in a call with somebody else, or the asker answered on another device.
pub(in crate::app) fn call_between(
    tx: &mut WriteTx<'_>,
    (principal, side): (Principal, Party),
    other: UserId,
    now: Timestamp,
) -> Result<Option<CallRecord>, AppError> {
    let own_id = principal.identity.user_id;
    let busy = |side| {
        AppError::Known(match side {
            Party::Doctor => ProblemCode::DoctorBusy,
            Party::Patient => ProblemCode::PatientBusy,
        })
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
        return Err(busy(side));
    }
    match live_call(tx, other)? {
        Some(_) => Err(busy(side.other())),
        None => Ok(None),
    }
}
