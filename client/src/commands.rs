//! All that the page can ask for.

use client_core::{Intent, ViewState};
use client_engine::NativeApp;
use tauri::State;

/// Takes an intent in, if there is one, and answers with the newest view. What comes of the intent
/// arrives by the event `view`.
#[tauri::command]
pub async fn intent(
    app: State<'_, NativeApp>,
    intent: Option<Intent>,
) -> Result<ViewState, &'static str> {
    if let Some(intent) = intent {
        let sent = app.handle.intent(intent).await;
        sent.map_err(|_| "the app has stopped")?;
    }
    Ok(app.handle.views.borrow().clone())
}
