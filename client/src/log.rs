//! The log file in the profile's folder, for whoever has to find out why something did not work.
//!
//! It tells of the app's states only. Names, addresses and words of a person stay out of it, so that
//! it can be sent to somebody.

use client_core::{CallStage, LinkState, NetworkFault, ViewState};
use client_engine::Handle;
use std::path::Path;
use std::sync::Mutex;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// One file a day, so many of them.
const DAYS: usize = 7;
/// Libraries speak of network addresses below that.
const IN_FILE: &str = "error,client_lib=info,client_engine=info,client_core=info";

/// Starts to write into `logs/` of the profile, and to the terminal what `RUST_LOG` asks for. Without
/// the file, where it can't be had.
pub fn start(profile: &Path) {
    let terminal = fmt::layer()
        .with_writer(std::io::stderr)
        .with_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()));
    let folder = profile.join("logs");
    let file = match std::fs::create_dir_all(&folder) {
        Ok(()) => daily(&folder),
        Err(error) => Err(error.to_string()),
    };
    let trouble = file.as_ref().err().cloned();
    let in_file = file.ok().map(|file| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
            .with_filter(EnvFilter::new(IN_FILE))
    });
    tracing_subscriber::registry()
        .with(terminal)
        .with(in_file)
        .init();
    if let Some(error) = trouble {
        tracing::warn!(error, "there is no log file");
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        "started"
    );
}

fn daily(folder: &Path) -> Result<RollingFileAppender, String> {
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("medconsult")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .map_err(|error| error.to_string())
}

/// Notes each change of the connection and of the call, until the app stops.
pub fn follow(app: &Handle) {
    let mut views = app.views.clone();
    tauri::async_runtime::spawn(async move {
        let mut last = ("", "", None);
        loop {
            let now = states(&views.borrow_and_update());
            if now != last {
                tracing::info!(link = now.0, call = now.1, fault = ?now.2, "now");
                last = now;
            }
            if views.changed().await.is_err() {
                return tracing::info!("stopped");
            }
        }
    });
}

/// The state of the connection and of the call, and why there is no connection.
fn states(view: &ViewState) -> (&'static str, &'static str, Option<NetworkFault>) {
    let link = match view.link {
        LinkState::SignedOut => "signed out",
        LinkState::Connecting => "connecting",
        LinkState::Online => "online",
        LinkState::Reconnecting { .. } => "reconnecting",
    };
    let call = match view.call.as_ref().map(|call| &call.stage) {
        None => "none",
        Some(CallStage::Ringing { .. }) => "ringing",
        Some(CallStage::Connecting { .. }) => "connecting",
        Some(CallStage::Active { .. }) => "active",
        Some(CallStage::Interrupted { .. }) => "interrupted",
        Some(CallStage::Held) => "held",
        Some(CallStage::Elsewhere) => "elsewhere",
        Some(CallStage::Ended { .. }) => "ended",
    };
    let fault = match view.link {
        LinkState::Reconnecting { fault, .. } => fault,
        LinkState::SignedOut | LinkState::Connecting | LinkState::Online => None,
    };
    (link, call, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_app_is_signed_out_and_in_no_call() {
        let view = client_core::App::new().view();
        assert_eq!(states(&view), ("signed out", "none", None));
    }
}
