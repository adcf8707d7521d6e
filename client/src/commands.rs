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

    use crate::settings::{Settings, SettingsFile, Wanted, are_offered};
    use crate::window::Closing;
    use client_engine::NativeApp;
    use tauri::{AppHandle, State};

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
        wanted: Wanted,
    ) -> Result<Settings, String> {
        if !are_offered(&app.handle.views.borrow()) {
            return Err("this is a doctor's choice".to_owned());
        }
        place.choose(wanted).map_err(|error| error.to_string())?;
        Ok(place.read())
    }

    /// What came of the question whether the window is to be closed: the app ends, or stays.
    #[tauri::command]
    pub fn close(app: AppHandle, closing: State<'_, Closing>, stay: bool) {
        closing.answered();
        if !stay {
            app.exit(0);
        }
    }
}

#[cfg(mobile)]
pub mod settings {
    //! On a phone the system decides what runs, so there is nothing to choose.

    use serde_json::{Value, json};

    /// Nothing is.
    #[tauri::command]
    pub fn settings() -> Value {
        json!({ "autostart": null, "keep_running": null, "asked": null })
    }

    /// A phone's windows aren't closed.
    #[tauri::command]
    pub fn close() {}

    /// Refuses.
    #[tauri::command]
    pub fn choose() -> Result<Value, &'static str> {
        Err("there is nothing to choose on a phone")
    }
}
