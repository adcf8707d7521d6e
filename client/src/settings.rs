//! What a doctor may choose about the app itself: to start with the computer, and to go on when the
//! window is closed, so that no patient's message is missed. Kept apart for each profile, as is whether
//! the doctor was asked.
//!
//! Patients are offered neither: an app that they don't see running would ring out of nowhere.

use crate::arguments::Arguments;
use anyhow::Context;
use auto_launch::{AutoLaunch, AutoLaunchBuilder};
use client_core::ViewState;
use serde::{Deserialize, Serialize};
use shared::Role;
use std::fs;
use std::path::{Path, PathBuf};

const FILE: &str = "shell.json";

/// What is chosen; a value is absent where there is nothing to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// Starts when its owner signs in to the computer.
    pub autostart: Option<bool>,
    /// Goes on when the window is closed.
    pub keep_running: Option<bool>,
    /// Has seen these choices.
    pub asked: Option<bool>,
}

/// A change of them; what is absent stays as it is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    autostart: Option<bool>,
    keep_running: Option<bool>,
    asked: Option<bool>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    keep_running: bool,
    asked: bool,
}

/// Where the choices are kept.
pub struct SettingsFile {
    file: PathBuf,
    autostart: AutoLaunch,
}

/// Whether this person has these choices.
pub fn are_offered(view: &ViewState) -> bool {
    view.me.as_ref().is_some_and(|me| me.role == Role::Doctor)
}

impl SettingsFile {
    /// Opens the choices of a profile.
    ///
    /// # Errors
    /// It is not known where this program lies.
    pub fn open(arguments: &Arguments, profile: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("where is this program?")?;
        let words = ["--profile", &arguments.profile];
        let autostart = AutoLaunchBuilder::new()
            .set_app_name(&entry_name(&arguments.profile))
            .set_app_path(&quoted(&program.to_string_lossy()))
            .set_args(&words.map(quoted))
            .build()
            .context("starting with the computer")?;
        Ok(Self {
            file: profile.join(FILE),
            autostart,
        })
    }

    /// What is chosen now.
    pub fn read(&self) -> Settings {
        let Kept {
            keep_running,
            asked,
        } = self.kept();
        Settings {
            autostart: self.autostart.is_enabled().ok(),
            keep_running: Some(keep_running),
            asked: Some(asked),
        }
    }

    /// Whether the app goes on when its window is closed.
    pub fn keeps_running(&self) -> bool {
        self.kept().keep_running
    }

    /// Chooses.
    ///
    /// # Errors
    /// The file can't be written, or the system refuses to start the app by itself.
    pub fn choose(&self, wanted: Wanted) -> anyhow::Result<()> {
        if let Some(on) = wanted.autostart {
            let tried = if on {
                self.autostart.enable()
            } else {
                self.autostart.disable()
            };
            tried.context("the system does not start the app by itself")?;
        }
        let kept = self.kept();
        let text = serde_json::to_string(&Kept {
            keep_running: wanted.keep_running.unwrap_or(kept.keep_running),
            asked: wanted.asked.unwrap_or(kept.asked),
        })?;
        fs::write(&self.file, text).context("the choice was not kept")
    }

    fn kept(&self) -> Kept {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }
}

/// The entry's name among all programs that start with the computer.
fn entry_name(profile: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = profile.chars().map(plain).collect();
    format!("medconsult-{}", name.trim_matches('-'))
}

/// As one word of a command line; macOS keeps words apart by itself.
fn quoted(word: &str) -> String {
    if cfg!(target_os = "macos") {
        return word.to_owned();
    }
    // Desktop Entry Specification, "The Exec key". Windows has none of these in a path.
    let mut text = String::from('"');
    for c in word.chars() {
        if cfg!(target_os = "linux") && matches!(c, '"' | '`' | '$' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn a_choice_is_kept() {
        let profile = tempfile::tempdir().unwrap();
        let arguments = Arguments::parse_from(["medconsult"]);
        let place = SettingsFile::open(&arguments, profile.path()).unwrap();
        assert!(!place.keeps_running());
        let wanted = |json: serde_json::Value| serde_json::from_value::<Wanted>(json).unwrap();
        let on = wanted(serde_json::json!({ "keep_running": true }));
        place.choose(on).unwrap();
        let again = SettingsFile::open(&arguments, profile.path()).unwrap();
        assert!(again.keeps_running());
        let asked = wanted(serde_json::json!({ "asked": true }));
        again.choose(asked).unwrap();
        let now = place.read();
        assert_eq!((now.keep_running, now.asked), (Some(true), Some(true)));
    }

    #[test]
    fn an_entry_is_named_after_its_profile() {
        assert_eq!(entry_name("doctor"), "medconsult-doctor");
        assert_eq!(entry_name("/home/a b/x"), "medconsult-home-a-b-x");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_is_one_word() {
        assert_eq!(quoted("/opt/my app$"), r#""/opt/my app\$""#);
    }
}
