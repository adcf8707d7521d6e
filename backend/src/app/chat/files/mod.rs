//! Files in threads: taken in, handed out, and the ones nobody used thrown away.

mod sweep;
mod upload;

pub use sweep::{Swept, discard_strays, sweep};
pub use upload::{Announced, Begun, Upload, begin};

use crate::app::Principal;
use crate::app::chat::own;
use crate::error::AppError;
use crate::file_store::OutgoingFile;
use crate::state::AppState;
use shared::{ChatFile, EncounterId, FileId};

/// A file and its bytes.
///
/// # Errors
/// Not one of the two, or no such file in this thread.
pub async fn open(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    file_id: FileId,
) -> Result<(ChatFile, OutgoingFile), AppError> {
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
