//! The app's shell: one window around the core, the engine and the page.
//!
//! It starts the parts, hands intents in and views out, and brings the window to the front when the
//! core asks. It knows nothing of patients, queues and calls.

mod arguments;
mod commands;
mod parts;
mod window;

use arguments::Arguments;
use clap::Parser;
use client_engine::NativeApp;
use std::process::ExitCode;
use tauri::{Manager, RunEvent};
use tracing_subscriber::EnvFilter;

/// Runs the app until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .init();
    match open(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("medconsult: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn open(arguments: Arguments) -> anyhow::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![commands::intent])
        .setup(move |app| {
            let profile = arguments.profile_folder(&app.path().app_data_dir()?)?;
            let running = parts::start(&arguments, &profile)?;
            let window = window::open(app.handle(), &arguments, &profile)?;
            window::follow(&window, &running.handle);
            app.manage(running);
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            // The ring falls silent and the server hears that this device is gone, before it is.
            if matches!(event, RunEvent::Exit)
                && let Some(running) = app.try_state::<NativeApp>()
            {
                tauri::async_runtime::block_on(running.handle.stop());
            }
        });
    Ok(())
}
