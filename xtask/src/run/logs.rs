//! What the demo's programs have to say.

use crate::paths;
use std::fs;
use std::path::{Path, PathBuf};

/// A log in the run's folder.
pub fn log_file(name: &str) -> anyhow::Result<PathBuf> {
    let folder = paths::run_folder().join("logs");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{name}.log")))
}

/// The last lines of a log, to go with an error.
pub fn log_tail(log: &Path) -> String {
    const LINES: usize = 20;
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    let from = lines.len().saturating_sub(LINES);
    let end = lines.get(from..).unwrap_or_default().join("\n");
    format!("the end of {}:\n{end}", log.display())
}
