//! Phones: the profile's folder is the app's alone, so the encrypted file is all there is.

use super::kept::Kept;
use std::convert::Infallible;
use std::path::Path;

/// What a keyring would do.
pub(super) enum KeyringJob {
    /// Keep this.
    Store(#[expect(dead_code, reason = "no keyring of a phone reads it yet")] Vec<u8>),
    /// Forget it.
    Forget,
}

/// There is never one.
pub(super) struct KeyringThread(Infallible);

impl KeyringThread {
    pub(super) fn start(_folder: &Path, _kept: Kept) -> Option<Self> {
        None
    }

    pub(super) async fn load(&self) -> Option<Vec<u8>> {
        match self.0 {}
    }

    pub(super) fn send(&self, _errand: KeyringJob, _done: impl FnOnce() + Send + 'static) {
        match self.0 {}
    }

    pub(super) async fn settle(&self) {
        match self.0 {}
    }
}
