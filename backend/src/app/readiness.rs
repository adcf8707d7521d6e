//! Whether this server can do its work: tried, not assumed.

use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use shared::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Whoever asks is answered within two seconds, the way there and back included, if only that nobody can say.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// A proof holds so long: anybody may ask, as often as they like.
const PROOF: Duration = Duration::from_secs(1);

/// What a server that can do its work may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Whether a small file would find room, as far as the disk goes.
    pub takes_files: bool,
}

/// Writes, and looks how much room is left.
///
/// # Errors
/// The database can't be written to, or is about to be out of room.
pub async fn check(state: &AppState, now: Timestamp) -> Result<Readiness, AppError> {
    let tried = async {
        prove(state, now).await?;
        state.file_store.free_bytes().await
    };
    let free = timeout(PATIENCE, tried)
        .await
        .map_err(|_| AppError::Busy)??;
    let quota = state.config.storage;
    if quota.is_exhausted(free) {
        return Err(Refusal::StorageFull.into());
    }
    Ok(Readiness {
        takes_files: free >= quota.keep_free,
    })
}

async fn prove(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    // Those who ask at once wait for one proof.
    let mut proof = state.proof.lock().await;
    if proof.is_none_or(|at| at.elapsed() >= PROOF) {
        *proof = None;
        state.write(move |tx| Ok(tx.prove_ready(now)?)).await?;
        *proof = Some(Instant::now());
    }
    Ok(())
}
