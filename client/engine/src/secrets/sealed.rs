//! A small encrypted file in the profile's folder.
//!
//! XChaCha20-Poly1305 under a key made by HKDF-SHA-256 (RFC 5869) from a random file beside it and
//! the computer's own number. It keeps the secret from whoever gets a copy of the folder, a backup or
//! a stolen disk's single file; not from a program that runs as the same person on this computer.

use anyhow::Context;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// One profile's file.
#[derive(Clone, Debug)]
pub(super) struct SealedFile {
    folder: PathBuf,
    name: &'static str,
}

impl SealedFile {
    /// In this folder, which is made when needed.
    pub(super) fn new(folder: &Path, name: &'static str) -> Self {
        Self {
            folder: folder.to_owned(),
            name,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.sealed", self.name))
    }

    fn key_path(&self) -> PathBuf {
        self.folder.join(format!("{}.key", self.name))
    }

    /// What was stored, where it is there and whole.
    pub(super) fn load(&self) -> Option<Vec<u8>> {
        let sealed = read(&self.path())?;
        let key = read(&self.key_path())?;
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.cipher(&key).ok()?.decrypt(&nonce, text).ok()
    }

    /// Stores it in place of what was there; a crash leaves the old or the new.
    pub(super) fn store(&self, secret: &[u8]) -> anyhow::Result<()> {
        make_folder(&self.folder)?;
        let key = self.key()?;
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let text = self.cipher(&key)?.encrypt(&XNonce::from(nonce), secret);
        let text = text.map_err(|_| anyhow::anyhow!("it can't be encrypted"))?;
        write(&self.path(), &[nonce.as_slice(), &text].concat())
    }

    /// Removes it.
    pub(super) fn remove(&self) -> anyhow::Result<()> {
        match fs::remove_file(self.path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).context("removing what is kept")
            }
            _ => Ok(()),
        }
    }

    /// The random half of the key, made at the first use.
    fn key(&self) -> anyhow::Result<Vec<u8>> {
        if let Some(key) = read(&self.key_path()).filter(|key| key.len() == KEY_BYTES) {
            return Ok(key);
        }
        let key: [u8; KEY_BYTES] = rand::random();
        write(&self.key_path(), &key)?;
        Ok(key.to_vec())
    }

    fn cipher(&self, key: &[u8]) -> anyhow::Result<XChaCha20Poly1305> {
        // Says what the derived key is for.
        let purpose = format!("medconsult stored {}, version 1", self.name);
        let mut derived = [0; KEY_BYTES];
        Hkdf::<Sha256>::new(Some(computer().as_bytes()), key)
            .expand(purpose.as_bytes(), &mut derived)
            .map_err(|_| anyhow::anyhow!("no key for what is kept"))?;
        Ok(XChaCha20Poly1305::new(&derived.into()))
    }
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut new = path.to_owned().into_os_string();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut file = private_file(&new)?;
    file.write_all(bytes).context("writing what is kept")?;
    file.sync_all().context("keeping it")?;
    fs::rename(&new, path).context("putting it in its place")
}

/// The computer's own number; none where it has none, as on phones, whose folders are private.
fn computer() -> String {
    #[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
    let number = machine_uid::get().unwrap_or_default();
    #[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
    let number = String::new();
    number
}

fn read(path: &Path) -> Option<Vec<u8>> {
    match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(%error, "what was stored can't be read");
            }
            None
        }
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder);
    made.context("making the profile's folder")
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).context("making the profile's folder")
}

/// A new file that its owner alone may read. On Windows the profile's folder is private already.
fn private_file(path: &Path) -> anyhow::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).context("making its file")
}

#[cfg(test)]
mod tests {
    use super::SealedFile;
    use std::path::Path;

    fn bytes(path: &Path) -> Vec<u8> {
        std::fs::read(path).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        SealedFile::new(&profile, "session").store(b"one").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&profile.join("session.sealed")), 0o600);
        assert_eq!(mode(&profile.join("session.key")), 0o600);
        assert_eq!(mode(&profile), 0o700);
    }

    #[test]
    fn the_secret_can_not_be_read_off_the_disk_and_no_two_writings_are_alike() {
        let folder = tempfile::tempdir().unwrap();
        let file = SealedFile::new(folder.path(), "session");
        file.store(b"refresh-token").unwrap();
        let first = bytes(&file.path());
        assert!(!first.windows(7).any(|seven| seven == b"refresh"));
        file.store(b"refresh-token").unwrap();
        assert_ne!(first, bytes(&file.path()));
        assert_eq!(file.load().as_deref(), Some(b"refresh-token".as_slice()));
    }

    #[test]
    fn one_secret_s_file_is_none_of_another_s() {
        let folder = tempfile::tempdir().unwrap();
        let (session, device) = (
            SealedFile::new(folder.path(), "session"),
            SealedFile::new(folder.path(), "device"),
        );
        session.store(b"refresh-token").unwrap();
        assert_eq!(device.load(), None);
        for (from, to) in [
            (session.path(), device.path()),
            (session.key_path(), device.key_path()),
        ] {
            std::fs::copy(from, to).unwrap();
        }
        assert_eq!(device.load(), None, "the key has another purpose");
        assert_eq!(session.load().as_deref(), Some(b"refresh-token".as_slice()));
    }

    #[test]
    fn a_changed_file_and_another_key_are_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = SealedFile::new(folder.path(), "session");
        let (path, key) = (file.path(), file.key_path());
        file.store(b"refresh-token").unwrap();
        let whole = bytes(&path);
        for position in [0, 24, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[position] ^= 1;
            std::fs::write(&path, changed).unwrap();
            assert_eq!(file.load(), None, "byte {position}");
        }
        std::fs::write(&path, b"short").unwrap();
        assert_eq!(file.load(), None);
        std::fs::write(&path, &whole).unwrap();
        std::fs::write(&key, [7; 32]).unwrap();
        assert_eq!(file.load(), None);
    }
}
