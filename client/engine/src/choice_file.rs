//! What was chosen for this device, as a small file in the profile's folder. No secrets.

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// One profile's file of one choice.
#[derive(Clone, Debug)]
pub struct ChoiceFile<T> {
    path: PathBuf,
    chosen: PhantomData<fn() -> T>,
}

impl<T: Default + DeserializeOwned + Serialize> ChoiceFile<T> {
    /// In this folder, under this name.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        Self {
            path: folder.join(name),
            chosen: PhantomData,
        }
    }

    /// What was chosen; the system's own choice where nothing was, or where it can't be read.
    #[must_use]
    pub fn load(&self) -> T {
        let bytes = fs::read(&self.path).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Keeps a choice in place of the earlier one.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn store(&self, choice: &T) -> anyhow::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).context("making the profile's folder")?;
        }
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(choice)?).context("writing the choice")?;
        fs::rename(&new, &self.path).context("putting the choice in its place")
    }
}

#[cfg(test)]
mod tests {
    use super::ChoiceFile;
    use client_core::{DeviceChoice, DeviceEntry};
    use i18n::Language;

    #[test]
    fn a_choice_is_kept_and_a_broken_file_is_no_choice() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        let file = ChoiceFile::new(&profile, "devices.json");
        assert_eq!(file.load(), DeviceChoice::default());
        let choice = DeviceChoice {
            ring: Some(DeviceEntry::named("Loud speaker".into())),
            ..DeviceChoice::default()
        };
        file.store(&choice).unwrap();
        assert_eq!(file.load(), choice);
        std::fs::write(folder.path().join("profile/devices.json"), "{").unwrap();
        assert_eq!(file.load(), DeviceChoice::default());
    }

    #[test]
    fn a_language_is_kept_until_none_is_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let file = ChoiceFile::new(folder.path(), "language.json");
        assert_eq!(file.load(), None);
        for choice in [Some(Language::De), None] {
            file.store(&choice).unwrap();
            assert_eq!(file.load(), choice);
        }
        // A language that this app does not speak (yet, or any more) is no choice either.
        std::fs::write(folder.path().join("language.json"), "\"xx\"").unwrap();
        assert_eq!(file.load(), None);
    }
}
