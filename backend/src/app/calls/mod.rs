//! Calls: placing, answering, ending, and what the two devices report meanwhile.

pub(super) mod advance;
pub mod appointment;
pub mod deadlines;
pub mod direct;
mod invite;
mod place;
pub mod quality;
pub mod rating;
pub mod rehearsal;
mod relays;
mod ring;
pub(super) mod snapshot;

pub use invite::invite;
pub use relays::ice_servers;

use crate::app::Principal;
use crate::app::calls::advance::apply;
use crate::app::calls::snapshot::{check_words, own, snapshot, snapshots};
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::patient;
use domain::call::{Event, Phase, Side};
use shared::{
    CallId, CallList, CallPhase, CallSnapshot, Cursor, EndCallRequest, MediaReport, Pii, RingStage,
    RingStall,
};
use store::{LiveOnly, Position, ReadTx};

/// What a member of a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAction {
    /// The called person, on this device.
    Accept,
    /// The called person, with a few words for the caller; they may be empty.
    Decline(Pii),
    /// The one who placed it.
    Cancel,
    /// Either.
    End(EndCallRequest),
    /// What this device does.
    Report(MediaReport),
}

/// Does what a member of the call asks for. Repeating what came true is no error.
///
/// # Errors
/// Not a member (the call does not exist for them), the other side's to do, the phase forbids it, or
/// too many words.
pub async fn handle_action(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    action: CallAction,
) -> Result<CallSnapshot, AppError> {
    let user_id = principal.identity.user_id;
    let now = principal.now;
    if let CallAction::Decline(message) = &action {
        check_words("message", message)?;
    }
    state
        .write(move |tx| {
            let (mut record, side) = own(tx, user_id, call_id)?;
            let event = match (&action, side) {
                (CallAction::Accept, Side::Callee) => Event::Accept(principal.session_id),
                (CallAction::Decline(message), Side::Callee) => {
                    // Repeated, it must not change what the caller was told.
                    if record.call.shown_phase() == CallPhase::Ringing {
                        record.decline_message = Pii(message.reveal().trim().to_owned());
                    }
                    Event::Decline
                }
                (CallAction::Cancel, Side::Caller) => Event::Cancel,
                (CallAction::Accept | CallAction::Decline(_), Side::Caller)
                | (CallAction::Cancel, Side::Callee) => {
                    return Err(Refusal::NotYours.into());
                }
                (CallAction::End(asked), side) => Event::end(side, asked),
                (CallAction::Report(media), side) => {
                    Event::Report(side, principal.session_id, *media)
                }
            };
            let record = apply(tx, record, event, Some(user_id), now)?;
            snapshot(tx, &record)
        })
        .await
}

/// Takes in how far a ring got on one of the called person's devices. For others and for calls that
/// ring no longer it does nothing.
///
/// # Errors
/// Not the called person.
pub async fn receive_receipt(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    stage: RingStage,
    stall: Option<RingStall>,
) -> Result<(), AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            let (record, side) = own(tx, principal.identity.user_id, call_id)?;
            if side == Side::Caller {
                return Err(Refusal::NotYours.into());
            }
            apply(tx, record, Event::Receipt(stage, stall), None, now).map(drop)
        })
        .await
}

/// One of one's own calls.
///
/// # Errors
/// Somebody else's, or none.
pub async fn get(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
) -> Result<CallSnapshot, AppError> {
    state
        .read(move |tx| {
            let (record, _) = own(tx, principal.identity.user_id, call_id)?;
            snapshot(tx, &record)
        })
        .await
}

/// A page of one's own calls, newest first.
pub async fn list(
    state: &AppState,
    principal: Principal,
    live_only: LiveOnly,
    after: Option<Position>,
) -> Result<CallList, AppError> {
    state
        .read(move |tx| {
            let page = tx.call_page(principal.identity.user_id, live_only, after)?;
            let ratings = match patient(principal.identity) {
                Ok(_) => rating::of_calls(tx, &page.rows)?,
                Err(_) => Vec::new(),
            };
            Ok(CallList {
                calls: snapshots(tx, &page.rows)?,
                ratings,
                next: page.next.map(Cursor::from),
            })
        })
        .await
}

/// The invitation that rings for this patient now.
///
/// # Errors
/// Not a patient.
pub async fn pending_invitation(
    state: &AppState,
    principal: Principal,
) -> Result<Vec<CallSnapshot>, AppError> {
    let patient_id = patient(principal.identity)?;
    let now = principal.now;
    // One whose deadline has come rings no longer, even while nobody has looked at the deadline.
    let ringing = |call: &CallSnapshot| {
        call.phase == CallPhase::Ringing
            && call.callee.user_id == patient_id
            && call.until.is_some_and(|until| now < until)
    };
    let live = list(state, principal, LiveOnly::Yes, None).await?;
    Ok(live.calls.into_iter().filter(ringing).collect())
}

/// Whether this device carries the call, and on which side: then signals are relayed for it.
///
/// # Errors
/// Not a member, the call is over, or another device carries it.
pub async fn carried_side(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
) -> Result<Side, AppError> {
    state.read(move |tx| carrying(tx, principal, call_id)).await
}

/// The side whose device this is, while the call lasts.
pub(in crate::app) fn carrying(
    tx: &mut ReadTx<'_>,
    principal: Principal,
    call_id: CallId,
) -> Result<Side, AppError> {
    let (record, side) = own(tx, principal.identity.user_id, call_id)?;
    match record.call.phase {
        Phase::Ended(_) => Err(Refusal::CallEnded.into()),
        Phase::Ringing { .. } => Err(Refusal::CallPhase.into()),
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. }
            if record.call.member(side).session_id == Some(principal.session_id) =>
        {
            Ok(side)
        }
        Phase::Connecting { .. } | Phase::Active | Phase::Interrupted { .. } => {
            Err(Refusal::AnsweredElsewhere.into())
        }
    }
}
