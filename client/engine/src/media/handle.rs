//! The handle of the running engine: commands in, events out.

use super::config::MediaConfig;
use super::run::Engine;
use super::video::fanout::VideoFanout;
use client_core::{MediaCommand, MediaEvent};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Commands that wait to be done. The other side's candidates come in bursts of a few dozen.
pub const MAX_WAITING_COMMANDS: usize = 512;
/// A fitting size for the channel that [`Media::start`] reports on.
pub const MAX_WAITING_EVENTS: usize = 256;

/// The media half of the engine; one call at a time.
pub struct Media {
    commands: mpsc::Sender<MediaCommand>,
    running: JoinHandle<()>,
}

impl Media {
    /// Starts it on the current tokio runtime. Reports go to `events` (see
    /// [`MAX_WAITING_EVENTS`]); pictures of both sides to `fanout`.
    #[must_use]
    pub fn start(
        config: MediaConfig,
        events: mpsc::Sender<MediaEvent>,
        fanout: VideoFanout,
    ) -> Self {
        let (commands, waiting) = mpsc::channel(MAX_WAITING_COMMANDS);
        let running = tokio::spawn(Engine::new(config, events, fanout).run(waiting));
        Self { commands, running }
    }

    /// Has a command done; commands are done in order. Never waits.
    pub fn command(&self, command: MediaCommand) {
        if self.commands.try_send(command).is_err() {
            tracing::error!("a media command was lost: too many wait");
        }
    }

    /// Ends the call, if there is one, and releases every device.
    pub async fn stop(self) {
        let Self { commands, running } = self;
        drop(commands);
        // The engine bounds each step of closing by itself.
        let _ = running.await;
    }
}
