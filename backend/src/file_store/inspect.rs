use super::{FileStore, NEW, PART, fault_of};
use crate::error::AppError;
use crate::picture::{self, PictureFault};
use anyhow::Context;
use shared::{ProblemCode, limits};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek};
use std::path::Path;

/// Says nothing about what a file is.
const UNTOLD_TYPE: &str = "application/octet-stream";
/// The first bytes of a file, which tell what it is.
const HEAD_BYTES: u64 = 8 * 1024;

/// What came, looked at.
pub struct Inspected {
    /// What it is.
    pub media_type: &'static str,
    /// How many bytes are kept.
    pub bytes: u64,
}

impl FileStore {
    /// Looks at what came whole under that name, and makes it ready to be the file.
    ///
    /// # Errors
    /// It is of no kind that is accepted or claims to be another, a picture of too many pixels, or the
    /// disk refuses.
    pub async fn inspect(&self, name: &str, claimed: String) -> Result<Inspected, AppError> {
        let path = self.folder.join(name);
        let (part, new) = (path.with_extension(PART), path.with_extension(NEW));
        self.on_disk(move || Ok(inspect(&part, &new, &claimed)))
            .await?
    }
}

fn inspect(part: &Path, new: &Path, claimed: &str) -> Result<Inspected, AppError> {
    let mut file = match File::open(part) {
        Ok(file) => file,
        // Its sender asks again already, and this one gave way.
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(AppError::Busy),
        Err(error) => return Err(AppError::Fault(error.into())),
    };
    let mut head = Vec::new();
    let read = (&mut file).take(HEAD_BYTES).read_to_end(&mut head);
    read.context("a file that came")?;
    let media_type = media_type(&head, claimed)?;
    let file = if media_type.starts_with("image/") {
        file.rewind().context("a file that came")?;
        cleaned(media_type, file, new)?
    } else {
        fs::rename(part, new).context("a file's name")?;
        file
    };
    let bytes = file.metadata().context("a file's bytes")?.len();
    file.sync_all().context("a file's bytes")?;
    Ok(Inspected { media_type, bytes })
}

/// The picture without what it tells besides.
fn cleaned(media_type: &str, came: File, new: &Path) -> Result<File, AppError> {
    let mut to = BufWriter::new(File::create(new).context("a new file")?);
    picture::clean(media_type, &mut BufReader::new(came), &mut to).map_err(
        |fault| match fault {
            PictureFault::TooLarge => AppError::Known(ProblemCode::PictureTooLarge),
            PictureFault::Malformed => AppError::Known(ProblemCode::UnsupportedFile),
            PictureFault::Disk(error) => fault_of(error.into()),
        },
    )?;
    let written = to.into_inner();
    written.map_err(|error| fault_of(error.into_error().into()))
}

/// What the content is, where that is accepted and nothing else was claimed.
fn media_type(head: &[u8], claimed: &str) -> Result<&'static str, AppError> {
    let unsupported = AppError::Known(ProblemCode::UnsupportedFile);
    let Some(found) = infer::get(head) else {
        return Err(unsupported);
    };
    let may_be = [UNTOLD_TYPE, found.mime_type()].contains(&claimed);
    let accepted = limits::CHAT_MEDIA_TYPES
        .iter()
        .find(|known| **known == found.mime_type());
    accepted.filter(|_| may_be).copied().ok_or(unsupported)
}
