use super::{FileStore, PART, fault_of, on_disk};
use crate::error::AppError;
use anyhow::Context;
use shared::ProblemCode;
use std::fs::{self, File};
use std::io::Write;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A file that comes, piece by piece and straight to the disk.
pub struct IncomingFile {
    /// How many bytes came.
    pub bytes: u64,
    file: File,
    disk: Arc<Semaphore>,
}

impl FileStore {
    /// Begins a file under that name, whose row exists.
    ///
    /// # Errors
    /// The disk refuses, or the name is taken.
    pub async fn begin(&self, name: &str) -> Result<IncomingFile, AppError> {
        let (folder, path) = (self.folder.clone(), self.folder.join(name));
        let begun = self.on_disk(move || {
            fs::create_dir_all(&folder).context("the folder of files")?;
            File::create_new(path.with_extension(PART)).context("a new file")
        });
        Ok(IncomingFile {
            bytes: 0,
            file: begun.await?,
            disk: self.disk.clone(),
        })
    }
}

impl IncomingFile {
    /// Puts a piece behind those before it.
    ///
    /// # Errors
    /// More than `most` bytes in all, or the disk refuses.
    pub async fn append(
        self,
        piece: impl AsRef<[u8]> + Send + 'static,
        most: u64,
    ) -> Result<Self, AppError> {
        let Self {
            bytes,
            mut file,
            disk,
        } = self;
        let length = u64::try_from(piece.as_ref().len()).unwrap_or(u64::MAX);
        let bytes = bytes.saturating_add(length);
        if bytes > most {
            return Err(AppError::Known(ProblemCode::TooLarge));
        }
        let written = on_disk(&disk, move || {
            file.write_all(piece.as_ref()).context("a file's bytes")?;
            Ok(file)
        });
        let file = written.await.map_err(fault_of)?;
        Ok(Self { bytes, file, disk })
    }
}
