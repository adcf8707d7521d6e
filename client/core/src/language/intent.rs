//! What a person wants of the language.

use i18n::Language;
use serde::{Deserialize, Serialize};

/// What a person wants of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum LanguageIntent {
    /// Speak it on this device.
    SetLanguage {
        /// Absent: the device's own.
        language: Option<Language>,
    },
}
