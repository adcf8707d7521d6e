//! The TypeScript twins of the view and the intents.

use std::path::Path;
use ts_rs::{Config, TS};

/// Writes one file per type below `folder`.
pub fn write(folder: &Path) -> anyhow::Result<()> {
    let config = Config::new().with_out_dir(folder);
    client_core::ViewState::export_all(&config)?;
    client_core::Intent::export_all(&config)?;
    Ok(())
}
