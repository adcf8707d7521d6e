//! What is old is forgotten, a little at a time.

use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use shared::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use store::Aged;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Rows in one transaction.
const AT_ONCE: u32 = 500;
/// Whoever writes meanwhile has the store for this long between two of them.
const BREATH: Duration = Duration::from_millis(100);

/// Forgets what is older than the clinic's terms.
pub async fn forget_what_is_old(state: Arc<AppState>) {
    loop {
        for aged in Aged::ALL {
            if let Err(error) = forget(&state, aged, clock::now()).await {
                tracing::error!(%error, table = aged.table(), "what is old could not be forgotten");
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn forget(state: &AppState, aged: Aged, now: Timestamp) -> Result<(), AppError> {
    let before = state.config.retention.oldest(aged, now);
    let mut gone: u64 = 0;
    loop {
        let batch = state
            .write(move |tx| Ok(tx.forget(aged, before, AT_ONCE)?))
            .await?;
        gone += u64::try_from(batch).unwrap_or_default();
        if batch < usize::try_from(AT_ONCE).unwrap_or_default() {
            break;
        }
        tokio::time::sleep(BREATH).await;
    }
    metrics::counter!("medconsult_forgotten_rows_total", "table" => aged.table()).increment(gone);
    if gone > 0 {
        tracing::info!(table = aged.table(), rows = gone, "old rows were forgotten");
    }
    Ok(())
}
