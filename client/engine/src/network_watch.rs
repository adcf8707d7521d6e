//! Notices that the device has another network, where the system tells.

use client_core::Input;
use netwatcher::{Update, WatchHandle, watch_interfaces_with_callback};
use tokio::sync::mpsc;

/// Watches as long as it lives.
pub(crate) struct NetworkWatch {
    _handle: Option<WatchHandle>,
}

impl NetworkWatch {
    /// Begins to watch; each change comes as [`Input::Disturbed`].
    pub(crate) fn start(inputs: mpsc::Sender<Input>) -> Self {
        let told = watch_interfaces_with_callback(move |update| {
            if is_change(&update) {
                // Where too much happens to be told, something does happen.
                inputs.try_send(Input::Disturbed).ok();
            }
        });
        if let Err(error) = &told {
            tracing::warn!(%error, "changes of the network are noticed late");
        }
        Self { _handle: told.ok() }
    }
}

/// The first word tells what there is, and addresses of the loopback interface carry nothing.
fn is_change(update: &Update) -> bool {
    let mut addresses = update.addrs_added().chain(update.addrs_removed());
    !update.is_initial && addresses.any(|(_, address)| !address.ip.is_loopback())
}
