//! What a doctor writes to those who wait, each in the thread of their own place.

use crate::app::chat;
use crate::clock;
use crate::error::AppError;
use crate::hub::Hub;
use domain::chat::check_message;
use i18n::Language;
use shared::{ClosingWords, EntryState, NewMessage, Pii, ScheduleId, Timestamp, UserId};
use store::{EntryRecord, MessageRecord, WriteTx};

pub(super) fn check_text(text: &Pii) -> Result<(), AppError> {
    Ok(check_message(&NewMessage {
        text: text.clone(),
        file_id: None,
    })?)
}

/// What is said at a session's end, where it may be said.
///
/// # Errors
/// Nothing, or too much.
pub(in crate::app) fn check_closing(words: Option<&ClosingWords>) -> Result<(), AppError> {
    match words {
        Some(ClosingWords::Text { text }) => check_text(text),
        Some(ClosingWords::Template { .. }) | None => Ok(()),
    }
}

/// Tells everybody who still waits what the doctor says at the session's end, in their language where
/// the clinic has the sentence.
pub(in crate::app) fn tell_closing(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    doctor_id: UserId,
    schedule_id: ScheduleId,
    words: &ClosingWords,
    now: Timestamp,
) -> Result<(), AppError> {
    for entry in who_waits(tx, schedule_id)? {
        let text = match words {
            ClosingWords::Text { text } => text.clone(),
            ClosingWords::Template { template } => {
                let patient = tx.user(entry.patient_id)?.ok_or(AppError::NotFound)?;
                let language = Language::of_tags(&patient.profile.languages);
                Pii::from((language.words().closing)(*template))
            }
        };
        tell_patient(tx, hub, doctor_id, &entry, text, now)?;
    }
    Ok(())
}

/// Everybody who waits to be called, or is being rung.
pub(super) fn who_waits(
    tx: &mut WriteTx<'_>,
    schedule_id: ScheduleId,
) -> Result<Vec<EntryRecord>, AppError> {
    let waits = |entry: &EntryRecord| match entry.state {
        EntryState::Waiting | EntryState::Ready | EntryState::Invited => true,
        EntryState::InCall
        | EntryState::Done
        | EntryState::Left
        | EntryState::NoShow
        | EntryState::Removed => false,
    };
    Ok(tx.entries(schedule_id)?.into_iter().filter(waits).collect())
}

/// Writes into the thread of a place, in its doctor's name.
pub(super) fn tell_patient(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    doctor_id: UserId,
    entry: &EntryRecord,
    text: Pii,
    now: Timestamp,
) -> Result<(), AppError> {
    let encounter = tx.encounter(entry.id.into())?.ok_or(AppError::NotFound)?;
    let message = MessageRecord {
        id: clock::new_id(),
        sender_id: doctor_id,
        text,
        file_id: None,
        key: None,
        sent_at: now,
    };
    chat::deliver(tx, hub, &encounter, entry.patient_id, &message).map(drop)
}
