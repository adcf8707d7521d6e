//! No file imports itself by way of others: neither in a crate nor in the page.
//!
//! An arrow of Rust goes to the file that defines what is named, wherever `pub use` hands it on:
//! a folder's face is a way through, not a stop. A parent's `mod child;` is no import, and what is
//! compiled for unit tests does not count.

mod graph;
mod mentions;
mod module;
mod modules;
mod page;
mod resolve;

use crate::tidy::finding::Finding;
use graph::{Circle, Graph};
use modules::Crate;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A finding for each circle that is refused.
pub fn check(root: &Path, metadata: &Value, sources: &[String]) -> anyhow::Result<Vec<Finding>> {
    Ok(find(root, metadata, sources)?.iter().map(finding).collect())
}

/// Finds the circles of every crate of the workspace, and of the page.
pub fn find(root: &Path, metadata: &Value, sources: &[String]) -> anyhow::Result<Vec<Circle>> {
    let read = |path: &str| Ok(fs::read_to_string(root.join(path))?);
    let mut graph = Graph::default();
    for file in root_files(root, metadata) {
        resolve::draw(&Crate::read(&file, &read)?, &mut graph);
    }
    let of_the_page: BTreeSet<&str> = sources
        .iter()
        .map(String::as_str)
        .filter(|path| page::is_of_the_page(path))
        .collect();
    for path in &of_the_page {
        page::draw(path, &read(path)?, &of_the_page, &mut graph);
    }
    Ok(graph.circles())
}

/// A circle as a broken rule: the shortest way round.
pub fn finding(circle: &Circle) -> Finding {
    let way: Vec<_> = circle
        .way
        .iter()
        .map(|(file, line)| format!("{file}:{line}"))
        .collect();
    let first = circle.way.first().map_or("", |(file, _)| file);
    Finding::new(
        first,
        format!(
            "a circle of {} files; the shortest way round is {} -> {first}",
            circle.files.len(),
            way.join(" -> ")
        ),
    )
}

/// The files that crates begin with, as paths from the top folder.
fn root_files(root: &Path, metadata: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut files = Vec::new();
    for target in list(metadata, "packages")
        .iter()
        .flat_map(|package| list(package, "targets"))
    {
        let path = target.get("src_path").and_then(Value::as_str);
        let path = path.and_then(|path| Path::new(path).strip_prefix(root).ok());
        files.extend(path.and_then(Path::to_str).map(str::to_owned));
    }
    files
}
