//! Where files lie: one folder, flat, under random names.
//!
//! Must never use a name that came from outside.

use crate::clock;
use crate::error::AppError;
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;

/// The folder.
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// The cabinet in that folder, which is made with the first file.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Stores bytes; gives the name they lie under once they are on the disk.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<String, AppError> {
        let name = clock::random_token();
        let (folder, path) = (self.folder.clone(), self.folder.join(&name));
        on_disk(move || {
            std::fs::create_dir_all(&folder).context("the folder of files")?;
            let mut file = std::fs::File::create_new(&path).context("a new file")?;
            file.write_all(&bytes).context("a file's bytes")?;
            file.sync_all().context("a file's bytes")?;
            // The name is on the disk once the folder is.
            std::fs::File::open(&folder)
                .and_then(|folder| folder.sync_all())
                .context("the folder of files")
        })
        .await?;
        Ok(name)
    }

    /// The bytes that lie under a name.
    ///
    /// # Errors
    /// There are none, or the disk refuses.
    pub async fn open(&self, name: &str) -> Result<Vec<u8>, AppError> {
        let path = self.folder.join(name);
        on_disk(move || std::fs::read(path).context("a stored file")).await
    }

    /// Throws bytes away. Some that stay behind cost room and nothing else.
    pub async fn discard(&self, name: &str) {
        let path = self.folder.join(name);
        let gone = on_disk(move || std::fs::remove_file(path).context("a stored file")).await;
        if let Err(error) = gone {
            tracing::warn!(%error, "a file could not be thrown away");
        }
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|error| AppError::Fault(error.into()))??)
}
