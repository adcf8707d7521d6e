//! The app as its window or command line holds it.

use crate::files::FileCache;
use crate::notification::Invited;
use client_core::{Input, Intent, ViewState};
use tokio::sync::{mpsc, watch};

/// The driver is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the app has stopped")]
pub struct Stopped;

/// The app as its window or command line holds it. Clones hold the same app.
#[derive(Clone, Debug)]
pub struct Handle {
    pub(crate) inputs: mpsc::Sender<Input>,
    pub(crate) stop: mpsc::Sender<()>,
    /// Where files of chats lie: bytes to be sent are handed over here.
    pub files: FileCache,
    /// The newest view.
    pub views: watch::Receiver<ViewState>,
    /// Counts how often the window was asked to come to the front.
    pub raised: watch::Receiver<u64>,
    /// The invitation to be shown as a notification, where notifications are wanted.
    pub invited: watch::Receiver<Option<Invited>>,
}

impl Handle {
    /// A person wants something.
    ///
    /// # Errors
    /// The driver has stopped.
    pub async fn intent(&self, intent: impl Into<Intent>) -> Result<(), Stopped> {
        self.inputs
            .send(Input::Intent(intent.into()))
            .await
            .map_err(|_| Stopped)
    }

    /// The bridge for pictures is open.
    ///
    /// # Errors
    /// The driver has stopped.
    pub async fn bridge_opened(&self, url: String) -> Result<(), Stopped> {
        self.inputs
            .send(Input::BridgeOpened { url })
            .await
            .map_err(|_| Stopped)
    }

    /// Waits for a view that fits; the newest one counts, too.
    ///
    /// # Errors
    /// The driver has stopped.
    pub async fn until<T>(&self, fits: impl Fn(&ViewState) -> Option<T>) -> Result<T, Stopped> {
        let mut views = self.views.clone();
        loop {
            let found = fits(&views.borrow_and_update());
            if let Some(found) = found {
                return Ok(found);
            }
            views.changed().await.map_err(|_| Stopped)?;
        }
    }

    /// Stops the driver and waits until it has: the ring is silent, the socket closed.
    pub async fn stop(&self) {
        self.stop.send(()).await.ok();
        self.stop.closed().await;
    }
}
