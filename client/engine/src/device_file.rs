//! The chosen devices, as a small file in the profile's folder. Names of devices, no secrets.

use anyhow::Context;
use client_core::DeviceChoice;
use std::fs;
use std::path::{Path, PathBuf};

/// One profile's file.
#[derive(Clone, Debug)]
pub struct DeviceFile {
    path: PathBuf,
}

impl DeviceFile {
    /// In this folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            path: folder.join("devices.json"),
        }
    }

    /// What was chosen; the system's own choice where nothing was, or where it can't be read.
    #[must_use]
    pub fn load(&self) -> DeviceChoice {
        let bytes = fs::read(&self.path).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Keeps a choice in place of the earlier one.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn store(&self, choice: &DeviceChoice) -> anyhow::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).context("making the profile's folder")?;
        }
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(choice)?).context("writing the devices")?;
        fs::rename(&new, &self.path).context("putting the devices in their place")
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceFile;
    use client_core::DeviceChoice;

    #[test]
    fn a_choice_is_kept_and_a_broken_file_is_no_choice() {
        let folder = tempfile::tempdir().unwrap();
        let file = DeviceFile::new(&folder.path().join("profile"));
        assert_eq!(file.load(), DeviceChoice::default());
        let choice = DeviceChoice {
            ring: Some("Loud speaker".into()),
            ..DeviceChoice::default()
        };
        file.store(&choice).unwrap();
        assert_eq!(file.load(), choice);
        std::fs::write(folder.path().join("profile/devices.json"), "{").unwrap();
        assert_eq!(file.load(), DeviceChoice::default());
    }
}
