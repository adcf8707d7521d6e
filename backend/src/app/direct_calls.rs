//! A patient rings a doctor without an appointment.

use crate::app::calls::snapshot;
use crate::app::people::practising;
use crate::app::placing::{self, About, call_between, placed_before, remember};
use crate::app::{Asker, IdempotencyKey, Trouble};
use crate::clock;
use crate::practice::Practice;
use domain::Refusal;
use domain::access::patient;
use domain::call::Terms;
use domain::reachability::{check_ring, reachability};
use shared::{CallSnapshot, UserId};

/// Rings a doctor who takes direct calls, for 30 s. Where the doctor rings this patient, it answers;
/// asking again while it rings is the same as asking once.
///
/// # Errors
/// No such doctor, who takes no direct calls, is not online, or is in another call.
pub async fn call(
    practice: &Practice,
    asker: Asker,
    doctor_id: UserId,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, Trouble> {
    let patient_id = patient(asker.caller)?;
    let (hub, now) = (practice.hub.clone(), clock::now());
    practice
        .write(move |tx| {
            let doctor = practising(tx, doctor_id)?;
            if let Some(before) = placed_before(tx, patient_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            let call = match call_between(tx, asker, doctor_id, now)? {
                Some(call) => call,
                None if !doctor.profile.accepts_direct_calls => {
                    return Err(Refusal::NoDirectCalls.into());
                }
                None => {
                    check_ring(reachability(hub.presence(doctor_id), None))?;
                    let pair = (asker, doctor_id);
                    placing::place(tx, &hub, Terms::direct_call(), pair, About::Nothing, now)?
                }
            };
            remember(tx, patient_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}
