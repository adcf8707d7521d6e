//! Values as the database keeps them: ids and enums as text.

use anyhow::{Context, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// An enum of the wire as its snake_case word.
pub fn word<T: Serialize>(value: &T) -> anyhow::Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(anyhow!("not a plain enum")),
    }
}

/// The enum of a word.
pub fn from_word<T: DeserializeOwned>(word: String) -> anyhow::Result<T> {
    serde_json::from_value(serde_json::Value::String(word))
        .context("an unknown word in the database")
}

/// The enum of a word that may be absent.
pub fn from_words<T: DeserializeOwned>(word: Option<String>) -> anyhow::Result<Option<T>> {
    word.map(from_word).transpose()
}

/// The id of a text.
pub fn id<T: FromStr>(text: &str) -> anyhow::Result<T> {
    text.parse()
        .map_err(|_| anyhow!("a malformed id in the database"))
}

/// A document as its JSON.
pub fn json<T: Serialize>(value: &T) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// The document of a JSON text.
pub fn from_json<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).context("an unreadable document in the database")
}
