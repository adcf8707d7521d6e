//! Where files lie: one folder, flat, under random names.
//!
//! A file that comes lies there as `NAME.part`, what is to be kept of it as `NAME.new`, and only when
//! that is on the disk and whole as `NAME`. Pieces of files pass through here, never a whole one, and a
//! few at a time: however many people send and fetch, memory stays flat.
//!
//! Must never use a name that came from outside.

mod incoming;
mod inspect;
mod outgoing;

pub use incoming::IncomingFile;
pub use outgoing::OutgoingFile;

use crate::error::AppError;
use anyhow::Context;
use shared::ProblemCode;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Pieces and whole files that are worked on at once: each takes a thread.
const DISK_TASKS: usize = 8;
/// Bytes of a piece: what waits in memory for each reader, besides what the web framework holds.
const PIECE_BYTES: usize = 16 * 1024;
/// Characters of a name: 256 random bits in base64 (RFC 4648, 5).
const NAME_CHARS: usize = 43;

/// The bytes that came, and may never be whole.
const PART: &str = "part";
/// What is to be kept of them.
const NEW: &str = "new";

/// The folder.
#[derive(Clone)]
pub struct FileStore {
    folder: PathBuf,
    disk: Arc<Semaphore>,
}

impl FileStore {
    /// The store in that folder, which is made with the first file.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            disk: Arc::new(Semaphore::new(DISK_TASKS)),
        }
    }

    /// How many bytes are left on the folder's disk for a program that is not the administrator's.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn free_bytes(&self) -> Result<u64, AppError> {
        let folder = self.folder.clone();
        self.on_disk(move || {
            fs::create_dir_all(&folder).context("the folder of files")?;
            let disk = rustix::fs::statvfs(&folder).context("the disk of files")?;
            Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
        })
        .await
    }

    /// Throws away whatever lies under a name, whole or not. What stays behind, a sweep finds.
    pub async fn discard(&self, name: &str) {
        let path = self.folder.join(name);
        let paths = [path.with_extension(PART), path.with_extension(NEW), path];
        let gone = self.on_disk(move || paths.iter().try_for_each(|path| remove(path)));
        if let Err(error) = gone.await {
            tracing::warn!(%error, "a file could not be thrown away");
        }
    }

    /// Throws away what may be left of a file's way in, where the file itself has come.
    pub async fn discard_leftovers(&self, name: &str) {
        let path = self.folder.join(name);
        let paths = [path.with_extension(PART), path.with_extension(NEW)];
        let gone = self.on_disk(move || paths.iter().try_for_each(|path| remove(path)));
        if let Err(error) = gone.await {
            tracing::warn!(%error, "what was left of a file could not be thrown away");
        }
    }

    /// Makes a file that is ready the file of its name. Afterwards it stays, whatever happens.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn settle(&self, name: &str) -> Result<(), AppError> {
        let (folder, path) = (self.folder.clone(), self.folder.join(name));
        self.on_disk(move || {
            fs::rename(path.with_extension(NEW), &path).context("a file's own name")?;
            // The name is on the disk once the folder is.
            fs::File::open(&folder)
                .and_then(|folder| folder.sync_all())
                .context("the folder of files")?;
            remove(&path.with_extension(PART))
        })
        .await
    }

    /// Whether all of a file lies there.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn has(&self, name: &str) -> Result<bool, AppError> {
        let path = self.folder.join(name);
        self.on_disk(move || path.try_exists().context("a stored file"))
            .await
    }

    /// The names under which anything lies, each with whether that is the file itself. What was not
    /// put there by a store is passed over.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn names(&self) -> Result<Vec<(String, bool)>, AppError> {
        let folder = self.folder.clone();
        self.on_disk(move || {
            let entries = match fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(error).context("the folder of files"),
            };
            let mut names = Vec::new();
            for entry in entries {
                let name = entry.context("the folder of files")?.file_name();
                names.extend(name.to_str().and_then(own_name));
            }
            Ok(names)
        })
        .await
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, AppError> {
        on_disk(&self.disk, work).await.map_err(fault_of)
    }
}

/// A disk that is full is told as such: it is the clinic's to mend, and no defect.
fn fault_of(error: anyhow::Error) -> AppError {
    let kind = error.downcast_ref().map(std::io::Error::kind);
    match kind {
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            AppError::Known(ProblemCode::StorageFull)
        }
        Some(_) | None => AppError::Fault(error),
    }
}

async fn on_disk<T: Send + 'static>(
    disk: &Arc<Semaphore>,
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let permit = disk.clone().acquire_owned().await?;
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    })
    .await?
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("a stored file"),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The name of a file of ours, and whether this is the file itself.
fn own_name(found: &str) -> Option<(String, bool)> {
    let (name, is_whole) = match found.split_once('.') {
        None => (found, true),
        Some((name, PART | NEW)) => (name, false),
        Some(_) => return None,
    };
    let is_own = name.len() == NAME_CHARS
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_own.then(|| (name.to_owned(), is_whole))
}

#[cfg(test)]
mod tests {
    use super::own_name;

    #[test]
    fn what_others_put_into_the_folder_is_not_ours_to_sweep() {
        let name = crate::clock::random_token();
        assert_eq!(own_name(&name), Some((name.clone(), true)));
        assert_eq!(
            own_name(&format!("{name}.part")),
            Some((name.clone(), false))
        );
        assert_eq!(
            own_name(&format!("{name}.new")),
            Some((name.clone(), false))
        );
        for other in [
            "lost+found",
            "README",
            &format!("{name}.bak"),
            &format!(".{name}"),
        ] {
            assert_eq!(own_name(other), None, "{other}");
        }
    }
}
