//! Folder and table, compared both ways: after a crash they may differ, and only here they meet again.

use crate::error::AppError;
use crate::state::AppState;
use shared::{FileId, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::FilePlace;

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Rows whose bytes never came.
    pub given_up: usize,
    /// Names in the folder that no row names, or whose file has come another way.
    pub orphans: usize,
    /// Rows whose bytes were there and are gone. They stay, as messages may name them.
    pub lost: usize,
}

/// Brings folder and table together. Files that were begun before `before` and are not there yet will
/// never be.
pub async fn sweep(state: &Arc<AppState>, before: Timestamp) -> Result<Swept, AppError> {
    let mut swept = Swept::default();
    for pending in state.read(move |tx| Ok(tx.pending_files(before)?)).await? {
        give_up(state.clone(), pending.file.id, pending.stored_as).await;
        swept.given_up += 1;
    }
    // The folder before the table: rows come first, so what then has no row has none any more.
    let names = state.file_store.names().await?;
    let places = state.read(|tx| Ok(tx.file_places()?)).await?;
    let rows: HashMap<&str, bool> = places
        .iter()
        .map(|place| (place.stored_as.as_str(), place.is_stored))
        .collect();
    for (name, is_whole) in &names {
        match rows.get(name.as_str()) {
            None => state.file_store.discard(name).await,
            Some(true) if !is_whole => state.file_store.discard_leftovers(name).await,
            Some(_) => continue,
        }
        swept.orphans += 1;
    }
    let whole = names.iter().filter(|(_, is_whole)| *is_whole);
    let whole: HashSet<&str> = whole.map(|(name, _)| name.as_str()).collect();
    let unseen = |place: &&FilePlace| place.is_stored && !whole.contains(place.stored_as.as_str());
    swept.lost = count_lost(state, places.iter().filter(unseen)).await?;
    Ok(swept)
}

/// How many of these files are gone, rather than come or thrown away since the folder was listed.
async fn count_lost(
    state: &AppState,
    unseen: impl Iterator<Item = &FilePlace>,
) -> Result<usize, AppError> {
    let mut missing = HashSet::new();
    for place in unseen {
        if !state.file_store.has(&place.stored_as).await? {
            missing.insert(place.file_id);
        }
    }
    if missing.is_empty() {
        return Ok(0);
    }
    let places = state.read(|tx| Ok(tx.file_places()?)).await?;
    let lost = places
        .iter()
        .filter(|place| missing.contains(&place.file_id));
    let lost: Vec<FileId> = lost.map(|place| place.file_id).collect();
    if let Some(first) = lost.first() {
        tracing::error!(files = lost.len(), %first, "the bytes of files are gone");
    }
    Ok(lost.len())
}

/// Waits no longer for a file: its row goes, and then what came of it.
pub(super) async fn give_up(state: Arc<AppState>, file_id: FileId, name: String) {
    match state.write(move |tx| Ok(tx.give_up_file(file_id)?)).await {
        Ok(true) => state.file_store.discard(&name).await,
        // It came after all.
        Ok(false) => {}
        // The next sweep finds it; until then it takes room.
        Err(error) => tracing::warn!(%error, "a file that broke off could not be forgotten"),
    }
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
