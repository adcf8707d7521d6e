//! The app on a desktop.

// No console window beside the app's own on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    client_lib::run()
}
