//! Where own pictures come from. A device camera becomes one more [`VideoSource`].

use super::frame::VideoFrame;
use crate::media::unplug::UnplugSwitch;
use std::time::{Duration, Instant};

/// Why there is no own picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CameraTrouble {
    /// There is none, it can't be opened, or it went away.
    #[error("no camera")]
    Missing,
    /// The person or the system refused it.
    #[error("the camera was refused")]
    Refused,
}

/// Gives pictures at its own pace. Dropping it releases the device.
pub trait VideoSource {
    /// Waits for the next picture, at most for a few frames' time, so that whoever calls it notices
    /// soon that it should stop; nothing where none came.
    ///
    /// # Errors
    /// Says why no more pictures come.
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CameraTrouble>;
}

/// A source that can be pulled out.
pub struct Plugged<S> {
    source: S,
    plug: UnplugSwitch,
}

impl<S: VideoSource> Plugged<S> {
    /// Through this plug.
    ///
    /// # Errors
    /// It is out.
    pub fn open(source: S, plug: &UnplugSwitch) -> Result<Self, CameraTrouble> {
        let plug = plug.clone();
        if plug.is_out() {
            Err(CameraTrouble::Missing)
        } else {
            Ok(Self { source, plug })
        }
    }
}

impl<S: VideoSource> VideoSource for Plugged<S> {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CameraTrouble> {
        if self.plug.is_out() {
            Err(CameraTrouble::Missing)
        } else {
            self.source.next_frame()
        }
    }
}

/// Paces a synthetic source. After a stall it goes on from now instead of catching up in a burst.
#[derive(Debug)]
pub struct FrameClock {
    interval: Duration,
    due: Option<Instant>,
}

impl FrameClock {
    /// One beat per `interval`.
    #[must_use]
    pub fn new(interval: Duration) -> Self {
        Self {
            interval,
            due: None,
        }
    }

    /// Sleeps until the next beat; the first comes at once.
    pub fn wait(&mut self) {
        let now = Instant::now();
        let due = self.due.unwrap_or(now);
        std::thread::sleep(due.saturating_duration_since(now));
        let late = now.saturating_duration_since(due);
        let base = if late > self.interval { now } else { due };
        self.due = Some(base + self.interval);
    }
}
