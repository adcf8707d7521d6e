//! What the doctor notes during an encounter. The patient does not see it.

use crate::app::{Principal, audit, chat};
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::practising_doctor;
use domain::call::Phase;
use domain::text::Check;
use shared::{EncounterId, Notes, ProblemCode, SaveNotesRequest, UserId, limits};
use store::{LiveOnly, ReadTx};

/// What was noted so far.
///
/// # Errors
/// Not the doctor of this encounter.
pub async fn get(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
) -> Result<Notes, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state
        .read(move |tx| {
            chat::own(tx, doctor_id, encounter_id)?;
            Ok(tx.notes(encounter_id)?)
        })
        .await
}

/// Replaces it. The same text again is the same as once.
///
/// # Errors
/// Not the doctor of this encounter, in a call with somebody else, too long a text, or another device
/// changed it in between.
pub async fn save(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    request: SaveNotesRequest,
) -> Result<Notes, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    Check::new()
        .prose("text", request.text.reveal(), limits::MAX_NOTES_CHARS)
        .finish()?;
    let now = principal.now;
    state
        .write(move |tx| {
            let (_, patient_id) = chat::own(tx, doctor_id, encounter_id)?;
            let stored = tx.notes(encounter_id)?;
            if stored.text == request.text {
                return Ok(stored);
            }
            refuse_in_call_with_another(tx, doctor_id, patient_id)?;
            if stored.version != request.version {
                return Err(AppError::Known(ProblemCode::NotesChanged));
            }
            let noted = Notes {
                encounter_id,
                text: request.text.clone(),
                version: stored.version.saturating_add(1),
                changed_at: Some(now),
            };
            tx.save_notes(doctor_id, &noted)?;
            audit::record(tx, Some(doctor_id), "notes.save", encounter_id, now)?;
            Ok(noted)
        })
        .await
}

/// Whoever is in a call writes about the person in it, and about nobody else by mistake.
fn refuse_in_call_with_another(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    patient_id: UserId,
) -> Result<(), AppError> {
    let live = tx.calls_of(doctor_id, LiveOnly::Yes, None, 1)?;
    let elsewhere = live.iter().any(|call| {
        let members = [call.call.caller.user_id, call.call.callee.user_id];
        matches!(call.call.phase, Phase::Active) && !members.contains(&patient_id)
    });
    if elsewhere {
        Err(Refusal::DoctorBusy.into())
    } else {
        Ok(())
    }
}
