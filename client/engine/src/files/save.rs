//! Puts a file where a person finds it again. It is never opened, never may be run, and never takes
//! another file's place.

use bytes::Bytes;
use client_core::{SaveFailure, safe_file_name};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Tries for a name that is free.
const MAX_NAMES: u32 = 1_000;

/// Writes it into a folder, under that name or a numbered one; the name it got.
pub(crate) fn save(
    folder: Option<&Path>,
    name: &str,
    bytes: &Bytes,
) -> Result<String, SaveFailure> {
    let folder = folder.ok_or(SaveFailure::NoFolder)?;
    let not_written = |error: std::io::Error| {
        tracing::warn!(kind = ?error.kind(), "a file can't be saved");
        SaveFailure::NotWritten
    };
    std::fs::create_dir_all(folder).map_err(not_written)?;
    let wanted = safe_file_name(name);
    for number in 1..=MAX_NAMES {
        let name = numbered(&wanted, number);
        let path = folder.join(&name);
        let mut file = match make_new(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(not_written(error)),
        };
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a picture is worse than none.
            std::fs::remove_file(&path).ok();
            return Err(not_written(error));
        }
        return Ok(name);
    }
    Err(SaveFailure::NotWritten)
}

fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, ending))) => format!("{stem} ({number}).{ending}"),
        (_, None) => format!("{name} ({number})"),
    }
}

/// A file that nobody else may read and nobody may run.
fn make_new(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: Bytes = Bytes::from_static(b"\x89PNG");

    #[test]
    fn a_file_takes_no_others_place_and_leaves_no_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("Downloads");
        let folder = Some(folder.as_path());
        assert_eq!(save(folder, "arm.png", &PNG).unwrap(), "arm.png");
        let other = Bytes::from_static(b"other");
        assert_eq!(save(folder, "arm.png", &other).unwrap(), "arm (2).png");
        assert_eq!(save(folder, "../../arm.png", &PNG).unwrap(), "arm (3).png");
        let read = |name: &str| std::fs::read(home.path().join("Downloads").join(name)).unwrap();
        assert_eq!(read("arm.png"), PNG);
        assert_eq!(read("arm (2).png"), other);
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn it_can_not_be_run_and_a_link_in_its_place_is_not_followed() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        save(Some(home.path()), "arm.png", &PNG).unwrap();
        let about = std::fs::metadata(home.path().join("arm.png")).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
        let elsewhere = home.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, home.path().join("leg.png")).unwrap();
        assert_eq!(
            save(Some(home.path()), "leg.png", &PNG).unwrap(),
            "leg (2).png"
        );
        assert!(!elsewhere.exists());
    }

    #[test]
    fn it_says_where_it_can_not() {
        assert_eq!(save(None, "arm.png", &PNG), Err(SaveFailure::NoFolder));
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, b"").unwrap();
        assert_eq!(
            save(Some(&file), "arm.png", &PNG),
            Err(SaveFailure::NotWritten)
        );
    }
}
