//! The icon beside the clock: whether the app is connected, its window, and the way out.

use crate::window;
use client_core::LinkState;
use client_engine::Handle;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Shows it until the app stops, where the desktop has a place for it. Everything works without.
pub fn open(app: &AppHandle, handle: &Handle) {
    let status = match MenuItem::new(app, "Starting", false, None::<&str>) {
        Ok(status) => status,
        Err(error) => return tracing::debug!(%error, "no menu beside the clock"),
    };
    // Linux's library for this is looked for at run time, and its wrapper panics where it is missing.
    match catch_unwind(AssertUnwindSafe(|| show(app, &status))) {
        Ok(Ok(_icon)) => follow(handle, status),
        Ok(Err(error)) => tracing::debug!(%error, "no icon beside the clock"),
        Err(_) => tracing::debug!("the library for icons beside the clock is missing"),
    }
}

fn show(app: &AppHandle, status: &MenuItem<Wry>) -> tauri::Result<TrayIcon> {
    let menu = Menu::with_items(
        app,
        &[
            status,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, OPEN, "Open MedConsult", true, None::<&str>)?,
            &MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?,
        ],
    )?;
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

fn follow(handle: &Handle, status: MenuItem<Wry>) {
    let mut views = handle.views.clone();
    tauri::async_runtime::spawn(async move {
        let mut last = "";
        loop {
            let words = words(&views.borrow_and_update().link);
            if words != last && status.set_text(words).is_err() {
                return;
            }
            last = words;
            if views.changed().await.is_err() {
                return;
            }
        }
    });
}

fn words(link: &LinkState) -> &'static str {
    match link {
        LinkState::SignedOut => "Not signed in",
        LinkState::Connecting => "Connecting",
        LinkState::Online => "Connected",
        LinkState::Reconnecting { .. } => "No connection, trying again",
    }
}
