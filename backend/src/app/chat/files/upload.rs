//! The way of a file into a thread: its row first, then its bytes.
//!
//! The row counts from the beginning, so that many who send at once pass no bound together; and since
//! it comes before the bytes, nothing can lie in the folder that no row names. An [`Upload`] that is let
//! go of, because its sender hung up or was refused, takes both away again; what a dying server leaves
//! is the [sweep](super::sweep)'s.

use crate::app::blocked::check_writer;
use crate::app::chat::own;
use crate::app::idempotency::IdempotencyKey;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::file_store::IncomingFile;
use crate::scanner::Verdict;
use crate::state::AppState;
use bytes::Bytes;
use domain::chat::{check_file_name, may_write, name_with_ending};
use shared::{ChatFile, EncounterId, Pii, ProblemCode, Timestamp, UserId, limits};
use std::sync::Arc;
use store::{FileRecord, ReadTx};

/// What is said of a file before its bytes come.
pub struct Announced {
    /// As its sender calls it.
    pub name: String,
    /// As its sender says; `application/octet-stream` says nothing.
    pub claimed_type: String,
    /// As many bytes as its sender says.
    pub bytes: Option<u64>,
}

/// What becomes of an announcement.
pub enum Begun {
    /// The bytes may come.
    New(Upload),
    /// This key brought them already.
    Known(ChatFile),
}

/// A file whose bytes are on their way.
pub struct Upload {
    state: Arc<AppState>,
    record: FileRecord,
    claimed_type: String,
    /// Absent while a piece is written.
    incoming: Option<IncomingFile>,
    /// It is the file's now, and stays.
    settled: bool,
}

/// Bytes of the largest file.
fn most_bytes() -> u64 {
    u64::try_from(limits::MAX_CHAT_FILE_BYTES).unwrap_or(u64::MAX)
}

/// Lets a file come. It shows once a message names it. Asking again with the same key is the same as
/// asking once; where the first one's bytes are still on their way, the newer ones are taken: a phone
/// that asks again has given up the first.
///
/// # Errors
/// Not one of the two, a name that won't do, too many bytes or files, no room, or the encounter ended
/// too long ago.
pub async fn begin(
    state: Arc<AppState>,
    principal: Principal,
    encounter_id: EncounterId,
    announced: Announced,
    key: Option<IdempotencyKey>,
) -> Result<Begun, AppError> {
    // A sender who hangs up in the middle lets go of what is begun, and not of half of it.
    let beginning = announce(state, principal, encounter_id, announced, key);
    let begun = tokio::spawn(beginning).await;
    begun.map_err(|error| AppError::Fault(error.into()))?
}

async fn announce(
    state: Arc<AppState>,
    principal: Principal,
    encounter_id: EncounterId,
    announced: Announced,
    key: Option<IdempotencyKey>,
) -> Result<Begun, AppError> {
    let user_id = principal.identity.user_id;
    let now = principal.now;
    let most = most_bytes();
    let bytes = announced.bytes.unwrap_or(most);
    let name = announced.name;
    let record = FileRecord {
        file: ChatFile {
            id: clock::new_id(),
            name: Pii(name.clone()),
            media_type: String::new(),
            // An empty one is refused for what it is, once it has come.
            bytes: bytes.clamp(1, most),
        },
        encounter_id,
        sender_id: user_id,
        stored_as: clock::random_token(),
        key: key.map(|key| key.key),
        created_at: now,
        stored_at: None,
    };
    let new = record.clone();
    let quota = state.config.storage;
    let free = state.file_store.free_bytes().await?;
    let begun = state
        .write(move |tx| {
            let known = may_begin(tx, user_id, encounter_id, new.key.as_deref(), now)?;
            let overtaken = match known {
                Some(known) if known.stored_at.is_some() => return Ok(Err(known.file)),
                overtaken => overtaken,
            };
            check_file_name(&name)?;
            if bytes > most {
                return Err(AppError::Known(ProblemCode::TooLarge));
            }
            if let Some(overtaken) = &overtaken {
                tx.give_up_file(overtaken.file.id)?;
            } else if tx.count_files(encounter_id)? >= limits::MAX_CHAT_FILES {
                return Err(AppError::Known(ProblemCode::TooManyFiles));
            }
            quota.check(tx.file_usage(user_id, encounter_id)?, free, bytes)?;
            tx.add_file(&new)?;
            Ok(Ok(overtaken))
        })
        .await?;
    let overtaken = match begun {
        Ok(overtaken) => overtaken,
        Err(file) => return Ok(Begun::Known(file)),
    };
    let mut upload = Upload {
        record,
        claimed_type: announced.claimed_type,
        incoming: None,
        settled: false,
        state,
    };
    let store = &upload.state.file_store;
    if let Some(overtaken) = overtaken {
        store.discard(&overtaken.stored_as).await;
    }
    upload.incoming = Some(store.begin(&upload.record.stored_as).await?);
    Ok(Begun::New(upload))
}

/// Whether this person may put a file there; the one that this key brought or is bringing.
fn may_begin(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    encounter_id: EncounterId,
    key: Option<&str>,
    now: Timestamp,
) -> Result<Option<FileRecord>, AppError> {
    let (encounter, _) = own(tx, user_id, encounter_id)?;
    let known = match key {
        Some(key) => tx.file_sent_with(user_id, key)?,
        None => None,
    };
    match &known {
        // A key is for one wish.
        Some(known) if known.encounter_id != encounter_id => {
            return Err(AppError::Known(ProblemCode::KeyReused));
        }
        Some(known) if known.stored_at.is_some() => {}
        Some(_) | None => {
            check_writer(tx, &encounter, user_id)?;
            may_write(encounter.ended_at, now)?;
        }
    }
    Ok(known)
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// More than a file may have, or than were announced.
    pub async fn append(&mut self, piece: Bytes) -> Result<(), AppError> {
        let incoming = self.incoming.take().ok_or(AppError::Busy)?;
        self.incoming = Some(incoming.append(piece, self.record.file.bytes).await?);
        Ok(())
    }

    /// All bytes have come: they are looked at, and the file is there from now on. Goes on when nobody
    /// waits for it any more.
    ///
    /// # Errors
    /// It is of no kind that is accepted, claims to be another, has too many pixels, or the clinic's
    /// scanner does not let it through.
    pub async fn finish(self, now: Timestamp) -> Result<ChatFile, AppError> {
        let finished = tokio::spawn(self.settle(now)).await;
        finished.map_err(|error| AppError::Fault(error.into()))?
    }

    /// Has the clinic's scanner look at what is to be kept, where it has one.
    async fn scan(&self) -> Result<(), AppError> {
        let Some(scanner) = &self.state.config.scanner else {
            return Ok(());
        };
        let (file_id, store) = (self.record.file.id, &self.state.file_store);
        let file = store.open_ready(&self.record.stored_as).await?;
        match scanner.scan(file).await {
            Ok(Verdict::Clean) => Ok(()),
            Ok(Verdict::Infected { signature }) => {
                tracing::warn!(%file_id, signature, "the virus scanner refuses a file");
                Err(AppError::Known(ProblemCode::InfectedFile))
            }
            Err(error) => {
                tracing::error!(%file_id, %error, "the virus scanner can't be asked");
                Err(AppError::Known(ProblemCode::ScannerUnavailable))
            }
        }
    }

    async fn settle(mut self, now: Timestamp) -> Result<ChatFile, AppError> {
        // Closes it.
        self.incoming = None;
        let store = &self.state.file_store;
        let (name, claimed) = (&self.record.stored_as, self.claimed_type.clone());
        let inspected = store.inspect(name, claimed).await?;
        let called = name_with_ending(self.record.file.name.reveal(), inspected.media_type);
        let file = ChatFile {
            name: Pii(called),
            media_type: inspected.media_type.to_owned(),
            bytes: inspected.bytes,
            ..self.record.file.clone()
        };
        self.scan().await?;
        store.settle(name).await?;
        let (user_id, encounter_id) = (self.record.sender_id, self.record.encounter_id);
        let (stored, key) = (file.clone(), self.record.key.clone());
        let kept = self
            .state
            .write(move |tx| {
                if !tx.settle_file(&stored, now)? {
                    // Another request with the same key went before this one.
                    let known = match &key {
                        Some(key) => tx.file_sent_with(user_id, key)?,
                        None => None,
                    };
                    let known = known.filter(|known| known.stored_at.is_some());
                    return known.map(|known| known.file).ok_or(AppError::Busy);
                }
                audit::record(tx, Some(user_id), "chat.file", encounter_id, now)?;
                Ok(stored.clone())
            })
            .await?;
        self.settled = kept.id == file.id;
        Ok(kept)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        // While the process ends there is nobody to do it; a sweep will.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(super::sweep::give_up(
                self.state.clone(),
                self.record.file.id,
                self.record.stored_as.clone(),
            ));
        }
    }
}
