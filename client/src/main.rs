//! The app on a desktop.

// No console window beside the app's own on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

#[cfg(desktop)]
fn main() -> std::process::ExitCode {
    client_lib::run()
}

/// A phone loads the library and never runs this program.
#[cfg(mobile)]
fn main() {
    client_lib::run();
}
