//! A patient rings a doctor without an appointment, and a doctor calls back.

use crate::app::Principal;
use crate::app::blocked::check_not_blocked;
use crate::app::calls::place::{About, call_between, place, place_with_reason};
use crate::app::calls::snapshot::{check_words, recall_call, snapshot};
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::people::practising;
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{practising_doctor, proved_patient};
use domain::call::{Terms, check_call_back};
use domain::reachability::{check_ring, reachability};
use shared::{CallId, CallSnapshot, DirectCallRequest, Party, Pii, UserId};

/// Rings a doctor who takes direct calls, for 30 s. Where the doctor rings this patient, it answers;
/// asking again while it rings is the same as asking once.
///
/// # Errors
/// The address was not proved. No such doctor, who takes no direct calls, is not online, or is in another call; or too many words.
pub async fn call(
    state: &AppState,
    principal: Principal,
    doctor_id: UserId,
    request: DirectCallRequest,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, AppError> {
    let patient_id = proved_patient(principal.identity)?;
    check_words("reason", &request.reason)?;
    let reason = Pii(request.reason.reveal().trim().to_owned());
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let doctor = practising(tx, doctor_id)?;
            if let Some(before) = recall_call(tx, patient_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            let call = match call_between(tx, (principal, Party::Patient), doctor_id, now)? {
                Some(call) => call,
                None if !doctor.profile.accepts_direct_calls => {
                    return Err(Refusal::NoDirectCalls.into());
                }
                None => {
                    check_not_blocked(tx, doctor_id, patient_id)?;
                    check_ring(reachability(hub.presence(doctor_id, now), None))?;
                    let (pair, terms) = ((principal, doctor_id), Terms::direct_call());
                    let reason = reason.clone();
                    place_with_reason(tx, &hub, terms, pair, About::Nothing, reason, now)?
                }
            };
            idempotency::record(tx, patient_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Rings the patient of a direct call that this doctor missed or declined within a day.
///
/// # Errors
/// Not the called doctor, not such a call, or one of the two is in another call.
pub async fn call_back(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let before = tx.call(call_id)?.ok_or(AppError::NotFound)?;
            before.call.side_of(doctor_id).ok_or(AppError::NotFound)?;
            if let Some(placed) = recall_call(tx, doctor_id, key.as_ref())? {
                return snapshot(tx, &placed);
            }
            let patient_id = check_call_back(&before.call, doctor_id, now)?;
            let call = match call_between(tx, (principal, Party::Doctor), patient_id, now)? {
                Some(call) => call,
                None => {
                    let (pair, terms) = ((principal, patient_id), Terms::call_back());
                    place(tx, &hub, terms, pair, About::CallBack(call_id), now)?
                }
            };
            idempotency::record(tx, doctor_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}
