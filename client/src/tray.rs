//! The icon beside the clock: whether the app is connected, its window, and the way out.

use crate::window;
use client_core::{LinkState, ViewState};
use client_engine::Handle;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The lines of its menu whose words change.
struct Lines {
    status: MenuItem<Wry>,
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Shows it until the app stops, where the desktop has a place for it. Everything works without.
pub fn open(app: &AppHandle, handle: &Handle) {
    let lines = match Lines::new(app, &Said::of(&handle.views.borrow())) {
        Ok(lines) => lines,
        Err(error) => return tracing::debug!(%error, "no menu beside the clock"),
    };
    // Linux's library for this is looked for at run time, and its wrapper panics where it is missing.
    match catch_unwind(AssertUnwindSafe(|| show(app, &lines))) {
        Ok(Ok(_icon)) => follow(handle, lines),
        Ok(Err(error)) => tracing::debug!(%error, "no icon beside the clock"),
        Err(_) => tracing::debug!("the library for icons beside the clock is missing"),
    }
}

impl Lines {
    fn new(app: &AppHandle, said: &Said) -> tauri::Result<Self> {
        Ok(Self {
            status: MenuItem::new(app, said.status, false, None::<&str>)?,
            open: MenuItem::with_id(app, OPEN, said.open, true, None::<&str>)?,
            quit: MenuItem::with_id(app, QUIT, said.quit, true, None::<&str>)?,
        })
    }

    fn say(&self, said: &Said) -> tauri::Result<()> {
        self.status.set_text(said.status)?;
        self.open.set_text(said.open)?;
        self.quit.set_text(said.quit)
    }
}

fn show(app: &AppHandle, lines: &Lines) -> tauri::Result<TrayIcon> {
    let separator = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&lines.status, &separator, &lines.open, &lines.quit])?;
    let mut icon = TrayIconBuilder::with_id("status")
        .tooltip("MedConsult")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => window::bring_up(app),
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(image) = app.default_window_icon() {
        icon = icon.icon(image.clone());
    }
    icon.build(app)
}

fn follow(handle: &Handle, lines: Lines) {
    let mut views = handle.views.clone();
    tauri::async_runtime::spawn(async move {
        let mut last = None;
        loop {
            let said = Some(Said::of(&views.borrow_and_update()));
            if let Some(newest) = said.as_ref().filter(|_| said != last)
                && lines.say(newest).is_err()
            {
                return;
            }
            last = said;
            if views.changed().await.is_err() {
                return;
            }
        }
    });
}

/// What the menu says at the moment.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    status: &'static str,
    open: &'static str,
    quit: &'static str,
}

impl Said {
    fn of(view: &ViewState) -> Self {
        let words = view.language.spoken.words().tray;
        let status = match view.link {
            LinkState::SignedOut => words.signed_out,
            LinkState::Connecting => words.connecting,
            LinkState::Online => words.online,
            LinkState::Reconnecting { .. } => words.reconnecting,
        };
        Self {
            status,
            open: words.open,
            quit: words.quit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Said;
    use client_core::App;
    use i18n::Language;

    #[test]
    fn the_menu_follows_the_language() {
        let mut view = App::new().view();
        view.language.spoken = Language::De;
        let german = Said::of(&view);
        assert_eq!(
            (german.status, german.quit),
            ("Nicht angemeldet", "Beenden")
        );
        view.language.spoken = Language::En;
        assert_eq!(Said::of(&view).status, "Not signed in");
    }
}
