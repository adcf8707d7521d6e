use super::{FileStore, NEW, PIECE_BYTES, on_disk};
use crate::error::AppError;
use anyhow::Context;
use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// A file that is handed out, from the disk and piece by piece.
pub struct OutgoingFile {
    /// How many bytes it has.
    pub bytes: u64,
    file: File,
    disk: Arc<Semaphore>,
}

impl FileStore {
    /// The file of that name.
    ///
    /// # Errors
    /// There is none, or the disk refuses.
    pub async fn open(&self, name: &str) -> Result<OutgoingFile, AppError> {
        self.open_at(self.folder.join(name)).await
    }

    /// What is ready to become the file of that name.
    ///
    /// # Errors
    /// There is nothing, or the disk refuses.
    pub async fn open_ready(&self, name: &str) -> Result<OutgoingFile, AppError> {
        self.open_at(self.folder.join(name).with_extension(NEW))
            .await
    }

    async fn open_at(&self, path: PathBuf) -> Result<OutgoingFile, AppError> {
        let opened = self.on_disk(move || match File::open(&path) {
            Ok(file) => Ok(Some((file.metadata()?.len(), file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("a stored file"),
        });
        let (bytes, file) = opened.await?.ok_or(AppError::NotFound)?;
        let disk = self.disk.clone();
        Ok(OutgoingFile { bytes, file, disk })
    }
}

impl OutgoingFile {
    /// Its next piece; an empty one at its end.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn next(self) -> anyhow::Result<(Bytes, Self)> {
        let Self {
            bytes,
            mut file,
            disk,
        } = self;
        let read = on_disk(&disk, move || {
            let mut piece = vec![0; PIECE_BYTES];
            let mut filled = 0;
            while let Some(rest) = piece.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                match file.read(rest) {
                    Ok(0) => break,
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).context("a stored file"),
                }
            }
            piece.truncate(filled);
            Ok((Bytes::from(piece), file))
        });
        let (piece, file) = read.await?;
        Ok((piece, Self { bytes, file, disk }))
    }

    /// All of its pieces. Whoever has not taken them by `until` gets no more.
    pub fn pieces(self, until: Instant) -> impl Stream<Item = io::Result<Bytes>> {
        try_unfold(self, move |file| async move {
            if Instant::now() >= until {
                return Err(ErrorKind::TimedOut.into());
            }
            let (piece, file) = file.next().await.map_err(io::Error::other)?;
            Ok((!piece.is_empty()).then_some((piece, file)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use std::time::Duration;

    #[tokio::test]
    async fn a_file_comes_in_small_pieces_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..50_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        std::fs::write(folder.path().join("name"), &content).unwrap();
        let store = FileStore::new(folder.path().to_owned());
        let late = Instant::now() + Duration::from_secs(60);
        let file = store.open("name").await.unwrap();
        assert_eq!(file.bytes, 50_000);
        let pieces: Vec<Bytes> = file.pieces(late).try_collect().await.unwrap();
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE_BYTES));
        assert_eq!(pieces.concat(), content);
        let file = store.open("name").await.unwrap();
        let over = file.pieces(Instant::now()).try_collect::<Vec<_>>().await;
        assert!(over.is_err());
        assert!(matches!(store.open("other").await, Err(AppError::NotFound)));
    }
}
