//! The app's shell: one window around the core, the engine and the page.
//!
//! It starts the parts, hands intents in and views out, and brings the window to the front when the
//! core asks. It knows nothing of patients, queues and calls.

mod arguments;
#[cfg(desktop)]
mod awake;
mod commands;
#[cfg(desktop)]
mod instance;
mod links;
mod log;
mod parts;
#[cfg(mobile)]
mod phone;
#[cfg(desktop)]
mod settings;
#[cfg(desktop)]
mod tray;
mod window;

use arguments::Arguments;
use clap::Parser;
use client_engine::NativeApp;
use links::Links;
use std::path::Path;
use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{App, Builder, Manager, RunEvent, Wry};

/// Runs the app until its window is closed.
#[cfg(desktop)]
#[must_use]
pub fn run() -> std::process::ExitCode {
    client_engine::keep_files_private();
    match open(&Arguments::parse()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("medconsult: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Runs the app for as long as the phone lets it.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
pub fn run() {
    client_engine::keep_files_private();
    if let Err(error) = open(&Arguments::parse_from(["medconsult"])) {
        tracing::error!(error = format!("{error:#}"), "the app did not start");
    }
}

#[cfg(desktop)]
fn open(arguments: &Arguments) -> anyhow::Result<()> {
    use anyhow::Context;

    let context = tauri::generate_context!();
    // Known before Tauri starts: a second start of a profile opens no window.
    let data = dirs::data_dir().context("this system has no folder for programs' data")?;
    let profile = arguments.profile_folder(&data.join(&context.config().identifier))?;
    let instance = match instance::claim(&profile, arguments.link.as_deref())? {
        instance::Start::First(instance) => instance,
        instance::Start::HandedOver => return Ok(()),
    };
    log::start(&profile);
    let (arguments, mut instance) = (arguments.clone(), Some(instance));
    let builder = builder().setup(move |app| {
        app.manage(settings::SettingsFile::open(&arguments, &profile)?);
        app.manage(window::Closing::default());
        start(app, &arguments, &profile)?;
        let handle = app.state::<NativeApp>().handle.clone();
        tray::open(app.handle(), &handle);
        awake::follow(&handle)?;
        let app = app.handle().clone();
        if let Some(instance) = instance.take() {
            instance.report(move |link| open_link(&app, link))?;
        }
        Ok(())
    });
    run_until_exit(builder, context)
}

#[cfg(mobile)]
fn open(arguments: &Arguments) -> anyhow::Result<()> {
    let arguments = arguments.clone();
    let builder = builder()
        .plugin(tauri_plugin_notification::init())
        .setup(move |app| {
            let profile = arguments.profile_folder(&app.path().app_data_dir()?)?;
            log::start(&profile);
            start(app, &arguments, &profile)?;
            phone::follow(app.handle(), &app.state::<NativeApp>().handle);
            Ok(())
        });
    run_until_exit(builder, tauri::generate_context!())
}

fn builder() -> Builder<Wry> {
    Builder::default()
        // There is no page in this window but our own, and it films only where the engine asks for it.
        .on_permission_request(|_, kind| match kind {
            PermissionKind::Camera | PermissionKind::Microphone => PermissionResponse::Allow,
            _ => PermissionResponse::Deny,
        })
        .invoke_handler(tauri::generate_handler![
            commands::intent,
            commands::settings::settings,
            commands::settings::choose,
            commands::settings::close
        ])
}

/// The parts that desktops and phones share.
fn start(app: &App, arguments: &Arguments, profile: &Path) -> anyhow::Result<()> {
    let running = parts::start(arguments, profile)?;
    let window = window::open(app.handle(), arguments, profile)?;
    window::follow(&window, &running.handle);
    log::follow(&running.handle);
    let links = Links::follow(&running.handle);
    if let Some(link) = arguments.link.as_deref().and_then(|link| link.parse().ok()) {
        links.open(link);
    }
    app.manage(links);
    app.manage(running);
    Ok(())
}

fn run_until_exit(builder: Builder<Wry>, context: tauri::Context) -> anyhow::Result<()> {
    builder.build(context)?.run(|app, event| match event {
        // The ring falls silent and the server hears that this device is gone, before it is.
        RunEvent::Exit => {
            if let Some(running) = app.try_state::<NativeApp>() {
                tauri::async_runtime::block_on(running.handle.stop());
            }
        }
        #[cfg(any(target_os = "macos", mobile))]
        RunEvent::Opened { urls } => {
            let link = urls.iter().find_map(|url| url.as_str().parse().ok());
            open_link(app, link);
        }
        _ => {}
    });
    Ok(())
}

/// Comes to the front, with what a link leads to.
fn open_link(app: &tauri::AppHandle, link: Option<client_core::DeepLink>) {
    window::bring_up(app);
    if let (Some(link), Some(links)) = (link, app.try_state::<Links>()) {
        links.open(link);
    }
}
