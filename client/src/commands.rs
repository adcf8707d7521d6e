//! All that the page can ask for.

use crate::parts::Parts;
use client_core::{Intent, ViewState};
use tauri::State;

/// Takes an intent in, if there is one, and answers with the newest view. What comes of the intent
/// arrives by the event `view`.
#[tauri::command]
pub async fn intent(
    parts: State<'_, Parts>,
    intent: Option<Intent>,
) -> Result<ViewState, &'static str> {
    if let Some(intent) = intent {
        let sent = parts.app.intent(intent).await;
        sent.map_err(|_| "the app has stopped")?;
    }
    Ok(parts.app.views.borrow().clone())
}
