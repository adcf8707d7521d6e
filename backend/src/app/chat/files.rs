//! Files in threads: taken in, handed out, and the ones nobody used thrown away.

use crate::app::chat::own;
use crate::app::idempotency::IdempotencyKey;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::chat::{check_file_name, may_write};
use shared::{ChatFile, EncounterId, FileId, Pii, ProblemCode, Timestamp, UserId, limits};
use store::{FileRecord, ReadTx};

/// What a person puts into a thread.
pub struct Incoming {
    /// As its sender calls it.
    pub name: String,
    /// As its sender says; `application/octet-stream` says nothing.
    pub claimed_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Says nothing about what it is.
const UNTOLD_TYPE: &str = "application/octet-stream";

/// Takes a file in. It shows once a message names it. Asking again with the same key is the same as
/// asking once.
///
/// # Errors
/// Not one of the two, a name that won't do, a kind that isn't accepted or claims to be another, too
/// many files, or the encounter ended too long ago.
pub async fn take(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    incoming: Incoming,
    key: Option<IdempotencyKey>,
) -> Result<ChatFile, AppError> {
    let user_id = principal.identity.user_id;
    let now = principal.now;
    let key = key.map(|key| key.0);
    let known = key.clone();
    let made = state
        .read(move |tx| may_take(tx, user_id, encounter_id, known.as_deref(), now))
        .await?;
    if let Some(file) = made {
        return Ok(file);
    }
    check_file_name(&incoming.name)?;
    let media_type = media_type(&incoming)?;
    let file = ChatFile {
        id: clock::new_id(),
        name: Pii(incoming.name),
        media_type: media_type.to_owned(),
        bytes: u64::try_from(incoming.bytes.len()).unwrap_or(u64::MAX),
    };
    let stored_as = state.file_store.keep(incoming.bytes).await?;
    let file_record = FileRecord {
        file: file.clone(),
        encounter_id,
        sender_id: user_id,
        stored_as: stored_as.clone(),
        key,
        created_at: now,
    };
    let stored = state
        .write(move |tx| {
            // Two requests with one key may have come this far.
            let key = file_record.key.as_deref();
            if let Some(file) = may_take(tx, user_id, encounter_id, key, now)? {
                return Ok(file);
            }
            tx.add_file(&file_record)?;
            audit::record(tx, Some(user_id), "chat.file", encounter_id, now)?;
            Ok(file_record.file.clone())
        })
        .await;
    if stored.as_ref().ok() != Some(&file) {
        state.file_store.discard(&stored_as).await;
    }
    stored
}

/// Whether one more file may come; the file itself where this key made it already.
fn may_take(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    encounter_id: EncounterId,
    key: Option<&str>,
    now: Timestamp,
) -> Result<Option<ChatFile>, AppError> {
    let (encounter, _) = own(tx, user_id, encounter_id)?;
    if let Some(key) = key
        && let Some(made) = tx.file_sent_with(user_id, key)?
    {
        return if made.encounter_id == encounter_id {
            Ok(Some(made.file))
        } else {
            Err(AppError::Known(ProblemCode::BadRequest))
        };
    }
    may_write(encounter.ended_at, now)?;
    if tx.count_files(encounter_id)? < limits::MAX_CHAT_FILES {
        Ok(None)
    } else {
        Err(AppError::Known(ProblemCode::TooManyFiles))
    }
}

/// What the content is, where that is accepted and nothing else was claimed.
fn media_type(incoming: &Incoming) -> Result<&'static str, AppError> {
    let unsupported = AppError::Known(ProblemCode::UnsupportedFile);
    let Some(found) = infer::get(&incoming.bytes) else {
        return Err(unsupported);
    };
    let claimed = [UNTOLD_TYPE, found.mime_type()].contains(&incoming.claimed_type.as_str());
    let accepted = limits::CHAT_MEDIA_TYPES
        .iter()
        .find(|known| **known == found.mime_type());
    accepted.filter(|_| claimed).copied().ok_or(unsupported)
}

/// A file and its bytes.
///
/// # Errors
/// Not one of the two, or no such file in this thread.
pub async fn open(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    file_id: FileId,
) -> Result<(ChatFile, Vec<u8>), AppError> {
    let user_id = principal.identity.user_id;
    let found = state
        .read(move |tx| {
            own(tx, user_id, encounter_id)?;
            tx.chat_file(encounter_id, file_id)?
                .ok_or(AppError::NotFound)
        })
        .await?;
    let bytes = state.file_store.open(&found.stored_as).await?;
    Ok((found.file, bytes))
}

/// Throws away files that were taken in before `before` and never shown. Tells how many.
pub async fn discard_strays(state: &AppState, before: Timestamp) -> Result<usize, AppError> {
    let strays = state.read(move |tx| Ok(tx.stray_files(before)?)).await?;
    let mut discarded = 0;
    for stray in strays {
        let file_id = stray.file.id;
        // Only once nothing names the bytes any more may they go.
        state.write(move |tx| Ok(tx.forget_file(file_id)?)).await?;
        state.file_store.discard(&stray.stored_as).await;
        discarded += 1;
    }
    Ok(discarded)
}
