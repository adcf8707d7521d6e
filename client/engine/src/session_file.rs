//! The session that outlives the process, as a file in the profile's folder.
//!
//! Owns that file. It holds a refresh token, so nobody but its owner may read it, and a crash in the
//! middle of writing must leave the old one or the new one.

use anyhow::Context;
use client_core::StoredSession;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const NAME: &str = "session.json";
const NEW_NAME: &str = "session.json.new";

/// One profile's stored session.
#[derive(Clone, Debug)]
pub struct SessionFile {
    folder: PathBuf,
}

impl SessionFile {
    /// In this folder, which is made when needed.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// What an earlier run kept. A file that can't be read is as good as none: signing in again
    /// mends it.
    #[must_use]
    pub fn load(&self) -> Option<StoredSession> {
        let bytes = match fs::read(self.folder.join(NAME)) {
            Ok(bytes) => bytes,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    tracing::warn!(%error, "the stored session can't be read");
                }
                return None;
            }
        };
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps a session in place of any earlier one.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn store(&self, session: &StoredSession) -> anyhow::Result<()> {
        make_folder(&self.folder)?;
        let new = self.folder.join(NEW_NAME);
        let mut file = private_file(&new)?;
        file.write_all(&serde_json::to_vec(session)?)
            .context("writing the session")?;
        file.sync_all().context("keeping the session")?;
        fs::rename(&new, self.folder.join(NAME)).context("putting the session in its place")
    }

    /// Forgets it.
    ///
    /// # Errors
    /// The file is there and can't be removed.
    pub fn forget(&self) -> anyhow::Result<()> {
        match fs::remove_file(self.folder.join(NAME)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).context("removing the session")
            }
            _ => Ok(()),
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
    use super::{NAME, SessionFile};
    use client_core::StoredSession;

    fn session(token: &str) -> StoredSession {
        StoredSession {
            server_url: "https://clinic.example".into(),
            refresh_token: token.into(),
        }
    }

    #[test]
    fn a_session_is_kept_replaced_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let file = SessionFile::new(&folder.path().join("profile"));
        assert_eq!(file.load(), None);
        file.store(&session("one")).unwrap();
        file.store(&session("two")).unwrap();
        assert_eq!(file.load(), Some(session("two")));
        file.forget().unwrap();
        file.forget().unwrap();
        assert_eq!(file.load(), None);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        SessionFile::new(&profile).store(&session("one")).unwrap();
        let mode =
            |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&profile.join(NAME)), 0o600);
        assert_eq!(mode(&profile), 0o700);
    }

    #[test]
    fn a_broken_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), b"{").unwrap();
        assert_eq!(SessionFile::new(folder.path()).load(), None);
    }
}
