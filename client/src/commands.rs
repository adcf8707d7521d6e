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

#[cfg(desktop)]
pub mod settings {
    //! The choices about the app itself, see docs/bridge.md.

    use crate::settings::{Settings, SettingsFile, are_offered};
    use client_engine::NativeApp;
    use tauri::State;

    /// What is chosen; nothing where this person has no choice.
    #[tauri::command]
    pub fn settings(app: State<'_, NativeApp>, place: State<'_, SettingsFile>) -> Settings {
        if are_offered(&app.handle.views.borrow()) {
            place.read()
        } else {
            Settings::default()
        }
    }

    /// Chooses; answers with what holds then.
    #[tauri::command]
    pub fn choose(
        app: State<'_, NativeApp>,
        place: State<'_, SettingsFile>,
        autostart: Option<bool>,
        keep_running: Option<bool>,
    ) -> Result<Settings, String> {
        if !are_offered(&app.handle.views.borrow()) {
            return Err("this is a doctor's choice".to_owned());
        }
        let words = |error: anyhow::Error| error.to_string();
        if let Some(on) = autostart {
            place.set_autostart(on).map_err(words)?;
        }
        if let Some(on) = keep_running {
            place.set_keep_running(on).map_err(words)?;
        }
        Ok(place.read())
    }
}

#[cfg(mobile)]
pub mod settings {
    //! On a phone the system decides what runs, so there is nothing to choose.

    use serde_json::{Value, json};

    /// Nothing is.
    #[tauri::command]
    pub fn settings() -> Value {
        json!({ "autostart": null, "keep_running": null })
    }

    /// Refuses.
    #[tauri::command]
    pub fn choose() -> Result<Value, &'static str> {
        Err("there is nothing to choose on a phone")
    }
}
