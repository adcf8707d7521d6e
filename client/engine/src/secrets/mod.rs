//! The secrets that outlive the process: each in the keyring of the operating system, or, where there is
//! none, in an encrypted file of the profile's folder.
//!
//! Owns both places. Whatever is kept goes into the file at once, because a keyring may ask its owner
//! for a password first; when the keyring has it, the file goes away. So a file that is there is
//! always the newest.

mod device;
mod kept;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod keyring;
mod sealed;

/// Phones have no keyring yet: the profile's folder is the app's alone there.
#[cfg(any(target_os = "android", target_os = "ios"))]
#[path = "no_keyring.rs"]
mod keyring;

pub use kept::Kept;
use keyring::{KeyringJob, KeyringThread};
use sealed::SealedFile;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a start waits for a keyring; its owner may have to type a password first.
const UNLOCK_DEADLINE: Duration = Duration::from_secs(60);

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretBackend {
    /// The operating system's keyring; the file where that can't be had.
    Keyring,
    /// The encrypted file only.
    File,
}

/// One secret of one profile.
pub struct SecretStore<T> {
    file: Arc<Mutex<Newest>>,
    keyring: Option<KeyringThread>,
    kept: PhantomData<fn() -> T>,
}

/// The file, and how often it was written.
struct Newest {
    file: SealedFile,
    number: u64,
}

impl<T: Clone + DeserializeOwned + Serialize> SecretStore<T> {
    /// For the profile of this folder, which is made when needed.
    #[must_use]
    pub fn new(folder: &Path, backend: SecretBackend, kept: Kept) -> Self {
        let keyring = match backend {
            SecretBackend::Keyring => KeyringThread::start(folder, kept),
            SecretBackend::File => None,
        };
        let file = SealedFile::new(folder, kept.name());
        Self {
            file: Arc::new(Mutex::new(Newest { file, number: 0 })),
            keyring,
            kept: PhantomData,
        }
    }

    /// What an earlier run kept. What can't be read is as good as none.
    pub async fn load(&self) -> Option<T> {
        let in_file = lock(&self.file).file.load();
        // Nothing is kept after a sign-out that the keyring has yet to hear of.
        let in_file = in_file.and_then(|bytes| serde_json::from_slice::<Option<T>>(&bytes).ok());
        if let Some(kept) = in_file {
            return kept;
        }
        let asked = self.keyring.as_ref()?.load();
        let bytes = tokio::time::timeout(UNLOCK_DEADLINE, asked).await;
        serde_json::from_slice(&bytes.ok()??).ok()
    }

    /// Keeps this in place of anything earlier.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn store(&self, secret: &T) -> anyhow::Result<()> {
        let number = self.write(&Some(secret.clone()))?;
        let secret = serde_json::to_vec(secret)?;
        self.send(KeyringJob::Store(secret), number);
        Ok(())
    }

    /// Forgets it.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn forget(&self) -> anyhow::Result<()> {
        if self.keyring.is_none() {
            return lock(&self.file).file.remove();
        }
        let number = self.write(&None)?;
        self.send(KeyringJob::Forget, number);
        Ok(())
    }

    /// Waits until the keyring has what it was given, or was found not to take it.
    pub async fn settle(&self) {
        if let Some(keyring) = &self.keyring {
            keyring.settle().await;
        }
    }

    fn write(&self, kept: &Option<T>) -> anyhow::Result<u64> {
        let mut newest = lock(&self.file);
        newest.file.store(&serde_json::to_vec(kept)?)?;
        newest.number += 1;
        Ok(newest.number)
    }

    /// Hands it to the keyring; once that has it, the file goes, unless it is newer by then.
    fn send(&self, job: KeyringJob, number: u64) {
        let Some(keyring) = &self.keyring else { return };
        let file = Arc::clone(&self.file);
        keyring.send(job, move || {
            let newest = lock(&file);
            if newest.number == number
                && let Err(error) = newest.file.remove()
            {
                tracing::warn!(%error, "a secret's file stays beside the keyring");
            }
        });
    }
}

fn lock(file: &Mutex<Newest>) -> std::sync::MutexGuard<'_, Newest> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Kept, SecretBackend, SecretStore};
    use client_core::StoredSession;

    fn session(token: &str) -> StoredSession {
        StoredSession {
            server_url: "https://clinic.example".into(),
            refresh_token: token.into(),
        }
    }

    #[tokio::test]
    async fn a_session_is_kept_replaced_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        let store = SecretStore::new(&profile, SecretBackend::File, Kept::Session);
        assert_eq!(store.load().await, None);
        store.store(&session("one")).unwrap();
        store.store(&session("two")).unwrap();
        assert_eq!(store.load().await, Some(session("two")));
        store.forget().unwrap();
        store.forget().unwrap();
        assert_eq!(store.load().await, None);
    }
}
