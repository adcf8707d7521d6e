//! The app's one window.

use crate::arguments::Arguments;
use client_engine::Handle;
use std::path::Path;
use tauri::utils::config::Color;
use tauri::{
    AppHandle, Emitter, UserAttentionType, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};

/// Named in `capabilities/page.json`.
const LABEL: &str = "main";
/// The event that carries each new view to the page.
const VIEW: &str = "view";
const SIZE: (f64, f64) = (1_180.0, 820.0);
/// The narrowest phone that the page is drawn for.
const SMALLEST: (f64, f64) = (360.0, 560.0);

/// Opens it. The webview keeps its own files in the profile too, so that two never share any.
pub fn open(
    app: &AppHandle,
    arguments: &Arguments,
    profile: &Path,
) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(&arguments.title)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .data_directory(profile.join("webview"))
        // What shows until the page is drawn.
        .background_color(Color(11, 20, 22, 255))
        // The page is the app's own; nothing on it may lead anywhere else.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"));
    match arguments.window {
        Some(area) => builder
            .inner_size(area.width, area.height)
            .position(area.x, area.y),
        None => builder.inner_size(SIZE.0, SIZE.1).center(),
    }
    .build()
}

/// Tells the page each new view and comes to the front when the core asks, until the app stops.
pub fn follow(window: &WebviewWindow, app: &Handle) {
    let (page, mut views) = (window.clone(), app.views.clone());
    tauri::async_runtime::spawn(async move {
        while views.changed().await.is_ok() {
            let view = views.borrow_and_update().clone();
            if let Err(error) = page.emit(VIEW, view) {
                tracing::error!(%error, "the page was not told");
            }
        }
    });
    let (window, mut raised) = (window.clone(), app.raised.clone());
    tauri::async_runtime::spawn(async move {
        while raised.changed().await.is_ok() {
            raised.borrow_and_update();
            if let Err(error) = raise(&window) {
                tracing::warn!(%error, "the window could not be brought to the front");
            }
        }
    });
}

/// A window manager may refuse to give the focus away; asking for attention is what it must allow.
fn raise(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.request_user_attention(Some(UserAttentionType::Critical))?;
    window.set_focus()
}
