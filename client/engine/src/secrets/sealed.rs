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

const NAME: &str = "session.sealed";
const KEY_NAME: &str = "session.key";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Says what the derived key is for.
const PURPOSE: &[u8] = b"medconsult stored session, version 1";

/// One profile's file.
#[derive(Clone, Debug)]
pub(super) struct SealedFile {
    folder: PathBuf,
}

impl SealedFile {
    /// In this folder, which is made when needed.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// What was stored, where it is there and whole.
    pub(super) fn load(&self) -> Option<Vec<u8>> {
        let sealed = read(&self.folder.join(NAME))?;
        let key = read(&self.folder.join(KEY_NAME))?;
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        cipher(&key).ok()?.decrypt(&nonce, text).ok()
    }

    /// Stores it in place of what was there; a crash leaves the old or the new.
    pub(super) fn store(&self, secret: &[u8]) -> anyhow::Result<()> {
        make_folder(&self.folder)?;
        let key = self.key()?;
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let text = cipher(&key)?.encrypt(&XNonce::from(nonce), secret);
        let text = text.map_err(|_| anyhow::anyhow!("the session can't be encrypted"))?;
        self.write(NAME, &[nonce.as_slice(), &text].concat())
    }

    /// Removes it.
    pub(super) fn remove(&self) -> anyhow::Result<()> {
        match fs::remove_file(self.folder.join(NAME)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).context("removing the session")
            }
            _ => Ok(()),
        }
    }

    /// The random half of the key, made at the first use.
    fn key(&self) -> anyhow::Result<Vec<u8>> {
        if let Some(key) = read(&self.folder.join(KEY_NAME)).filter(|key| key.len() == KEY_BYTES) {
            return Ok(key);
        }
        let key: [u8; KEY_BYTES] = rand::random();
        self.write(KEY_NAME, &key)?;
        Ok(key.to_vec())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let new = self.folder.join(format!("{name}.new"));
        let mut file = private_file(&new)?;
        file.write_all(bytes).context("writing the session")?;
        file.sync_all().context("keeping the session")?;
        fs::rename(&new, self.folder.join(name)).context("putting the session in its place")
    }
}

fn cipher(key: &[u8]) -> anyhow::Result<XChaCha20Poly1305> {
    let mut derived = [0; KEY_BYTES];
    Hkdf::<Sha256>::new(Some(computer().as_bytes()), key)
        .expand(PURPOSE, &mut derived)
        .map_err(|_| anyhow::anyhow!("no key for the session"))?;
    Ok(XChaCha20Poly1305::new(&derived.into()))
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
                tracing::warn!(%error, "the stored session can't be read");
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
    options.open(path).context("making the session's file")
}

#[cfg(test)]
mod tests {
    use super::{KEY_NAME, NAME, SealedFile};
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
        SealedFile::new(&profile).store(b"one").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&profile.join(NAME)), 0o600);
        assert_eq!(mode(&profile.join(KEY_NAME)), 0o600);
        assert_eq!(mode(&profile), 0o700);
    }

    #[test]
    fn the_secret_can_not_be_read_off_the_disk_and_no_two_writings_are_alike() {
        let folder = tempfile::tempdir().unwrap();
        let file = SealedFile::new(folder.path());
        file.store(b"refresh-token").unwrap();
        let first = bytes(&folder.path().join(NAME));
        assert!(!first.windows(7).any(|seven| seven == b"refresh"));
        file.store(b"refresh-token").unwrap();
        assert_ne!(first, bytes(&folder.path().join(NAME)));
        assert_eq!(file.load().as_deref(), Some(b"refresh-token".as_slice()));
    }

    #[test]
    fn a_changed_file_and_another_key_are_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = SealedFile::new(folder.path());
        let (path, key) = (folder.path().join(NAME), folder.path().join(KEY_NAME));
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
