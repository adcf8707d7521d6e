//! Devices that are no library's: whoever runs the engine has them and hands them in.

use super::audio::capture::Microphone;
use super::audio::render::Speaker;
use super::video::sink::CameraSink;
use super::video::source::CameraTrouble;
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// A camera, a microphone and a speaker of somebody else's.
pub trait ExternalDevices: Debug + Send + Sync {
    /// Films and encodes into `sink`, on the caller's thread, until `stop` is set.
    ///
    /// # Errors
    /// The camera is missing, went away or was refused.
    fn run_camera(&self, sink: &CameraSink, stop: &AtomicBool) -> Result<(), CameraTrouble>;
    /// Listens until what it gives is dropped.
    fn open_microphone(&self) -> Box<dyn Microphone>;
    /// Plays from `now` on.
    fn open_speaker(&self, now: Instant) -> Box<dyn Speaker>;
}

/// A handle to such devices. Clones are the same devices.
#[derive(Clone, Debug)]
pub struct External(Arc<dyn ExternalDevices>);

impl External {
    /// These.
    pub fn new(devices: impl ExternalDevices + 'static) -> Self {
        Self(Arc::new(devices))
    }
}

impl Deref for External {
    type Target = dyn ExternalDevices;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

impl PartialEq for External {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for External {}
