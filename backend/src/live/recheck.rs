//! Holds open sockets against their sessions. What this server ends itself closes them at once; what comes
//! from elsewhere (another process, a command, age) is found out here.

use crate::app::identity;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use shared::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// Devices asked about at once.
const PAGE: usize = 500;

/// Closes sockets whose session is over, or whose person is somebody else by now.
pub async fn watch_sessions(state: Arc<AppState>) {
    loop {
        tokio::time::sleep(state.config.recheck).await;
        // A database that does not answer signs nobody out.
        if let Err(error) = recheck(&state, clock::now()).await {
            tracing::error!(%error, "sessions could not be looked at");
        }
    }
}

async fn recheck(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    let sessions = state.hub.sessions();
    let mut identities = HashMap::new();
    for page in Vec::from_iter(sessions.iter().copied()).chunks(PAGE) {
        identities.extend(identity::identities(state, page.to_vec(), now).await?);
    }
    state.hub.hold_against(&sessions, &identities);
    Ok(())
}
