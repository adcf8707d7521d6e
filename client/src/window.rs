//! The app's one window.

use crate::arguments::Arguments;
use client_engine::Handle;
use std::path::Path;
use tauri::utils::config::Color;
use tauri::{AppHandle, Emitter, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Named in `capabilities/page.json`.
const LABEL: &str = "main";
/// The event that carries each new view to the page.
const VIEW: &str = "view";
/// The event by which the page asks whether the window is really to be closed.
#[cfg(desktop)]
const CLOSING: &str = "closing";

#[cfg(desktop)]
pub use frame::Closing;

/// Opens it. The webview keeps its own files in the profile too, so that two never share any.
pub fn open(
    app: &AppHandle,
    arguments: &Arguments,
    profile: &Path,
) -> anyhow::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .data_directory(profile.join("webview"))
        // Files are dropped onto the page's chat, which says itself what it takes.
        .disable_drag_drop_handler()
        // What shows until the page is drawn.
        .background_color(Color(11, 20, 22, 255))
        // The page is the app's own; nothing on it may lead anywhere else.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"));
    #[cfg(desktop)]
    {
        frame::remember(app, arguments, profile)?;
        let window = frame::put(builder, arguments).build()?;
        frame::look_after_closing(&window);
        Ok(window)
    }
    #[cfg(mobile)]
    {
        let _whole_screen = arguments;
        Ok(builder.build()?)
    }
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
            raise(&window);
        }
    });
}

/// Brings the window to the front.
pub fn bring_up(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        raise(&window);
    }
}

fn raise(window: &WebviewWindow) {
    #[cfg(desktop)]
    if let Err(error) = frame::raise(window) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    // A phone lets no app come to the front by itself; its notification does that.
    #[cfg(mobile)]
    let _stays = window;
}

#[cfg(desktop)]
mod frame {
    //! Size, place and closing of a window among others, on a desktop.

    use super::{CLOSING, LABEL};
    use crate::arguments::Arguments;
    use crate::settings::{SettingsFile, are_offered};
    use client_engine::NativeApp;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tauri::{
        AppHandle, Emitter, Manager, UserAttentionType, WebviewWindow, WebviewWindowBuilder,
        WindowEvent, Wry,
    };
    use tauri_plugin_window_state::StateFlags;

    const SIZE: (f64, f64) = (1_180.0, 820.0);
    /// The narrowest phone that the page is drawn for.
    const SMALLEST: (f64, f64) = (360.0, 560.0);
    /// Where a profile keeps the window's last size and place.
    const FILE: &str = "window.json";

    /// Has the window's size and place kept in the profile, and used again unless told otherwise.
    pub fn remember(app: &AppHandle, arguments: &Arguments, profile: &Path) -> tauri::Result<()> {
        let mut memory = tauri_plugin_window_state::Builder::new()
            // A whole path takes the place of the folder that the plugin would choose.
            .with_filename(profile.join(FILE).to_string_lossy())
            .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
        if arguments.window.is_some() {
            memory = memory.skip_initial_state(LABEL);
        }
        app.plugin(memory.build())
    }

    pub fn put<'a>(
        builder: WebviewWindowBuilder<'a, Wry, AppHandle>,
        arguments: &Arguments,
    ) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
        let builder = builder
            .title(&arguments.title)
            .min_inner_size(SMALLEST.0, SMALLEST.1);
        match arguments.window {
            Some(area) => builder
                .inner_size(area.width, area.height)
                .position(area.x, area.y),
            None => builder.inner_size(SIZE.0, SIZE.1).center(),
        }
    }

    /// Whether the page was asked about the window's closing and has not answered yet.
    #[derive(Default)]
    pub struct Closing(AtomicBool);

    impl Closing {
        /// Notes that it is asked; whether it was not before.
        fn asks(&self) -> bool {
            !self.0.swap(true, Ordering::Relaxed)
        }

        /// Notes its answer.
        pub fn answered(&self) {
            self.0.store(false, Ordering::Relaxed);
        }
    }

    /// Lets a doctor who chose so close the window without ending the app, and has the page say what closing means
    /// to whoever would be missed.
    pub fn look_after_closing(window: &WebviewWindow) {
        let kept = window.clone();
        window.on_window_event(move |event| {
            let WindowEvent::CloseRequested { api, .. } = event else {
                return;
            };
            let Some(app) = kept.try_state::<NativeApp>() else {
                return;
            };
            let (is_offered, is_awaited) = {
                let view = app.handle.views.borrow();
                (are_offered(&view), view.awaited.is_some())
            };
            let keeps_running = || {
                let settings = kept.try_state::<SettingsFile>();
                settings.is_some_and(|settings| settings.keeps_running())
            };
            if is_offered && keeps_running() {
                api.prevent_close();
                put_away(&kept);
            } else if is_awaited && kept.state::<Closing>().asks() {
                // A page that doesn't answer holds nobody up: the second press closes.
                if kept.emit(CLOSING, ()).is_ok() {
                    api.prevent_close();
                }
            }
        });
    }

    fn put_away(window: &WebviewWindow) {
        // Many Linux desktops show no icons beside the clock, and a hidden window would be lost.
        let put_away = if cfg!(target_os = "linux") {
            window.minimize()
        } else {
            window.hide()
        };
        if let Err(error) = put_away {
            tracing::warn!(%error, "the window stays");
        }
    }

    /// A window manager may refuse to give the focus away; asking for attention is what it must
    /// allow.
    pub fn raise(window: &WebviewWindow) -> tauri::Result<()> {
        window.unminimize()?;
        window.show()?;
        window.request_user_attention(Some(UserAttentionType::Critical))?;
        window.set_focus()
    }
}
