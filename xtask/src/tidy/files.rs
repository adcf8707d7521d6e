//! Which files there are, and how long one may be.

use super::finding::Finding;
use anyhow::Context;
use std::fs;
use std::path::Path;

/// The most lines of a source file. About 150 is what we aim at.
const MAX_LINES: usize = 500;

/// Folders with nothing written by hand, at any depth.
const NOT_OURS: &[&str] = &[
    "target",
    "node_modules",
    "dist",
    "dist-gallery",
    "gen",
    "generated",
];

/// All hand-written source files, as paths from the top folder.
pub fn sources(root: &Path) -> anyhow::Result<Vec<String>> {
    with_extension(
        root,
        &[
            "rs", "ts", "svelte", "js", "mjs", "css", "html", "sql", "sh",
        ],
    )
}

/// All documents.
pub fn documents(root: &Path) -> anyhow::Result<Vec<String>> {
    with_extension(root, &["md"])
}

/// A folder's children as `name` and, for folders, the names inside. None if it isn't there.
pub fn children(folder: &Path) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let mut children = Vec::new();
    if folder.is_dir() {
        for name in names(folder)? {
            let inside = folder.join(&name);
            let inside = if inside.is_dir() {
                names(&inside)?
            } else {
                Vec::new()
            };
            children.push((name, inside));
        }
    }
    Ok(children)
}

/// Complains about a file that has grown out of hand.
pub fn check_length(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    let is_measured = [".rs", ".ts", ".svelte"]
        .iter()
        .any(|extension| path.ends_with(extension));
    (is_measured && lines > MAX_LINES).then(|| {
        Finding::new(
            path,
            format!("{lines} lines; a source file has at most {MAX_LINES}"),
        )
    })
}

fn with_extension(root: &Path, extensions: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    walk(root, "", &mut found)?;
    found.retain(|path| {
        path.rsplit_once('.')
            .is_some_and(|(_, extension)| extensions.contains(&extension))
    });
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, shown: &str, found: &mut Vec<String>) -> anyhow::Result<()> {
    for name in names(folder)? {
        let path = folder.join(&name);
        let shown = if shown.is_empty() {
            name.clone()
        } else {
            format!("{shown}/{name}")
        };
        if path.is_symlink() {
            continue;
        }
        if !path.is_dir() {
            found.push(shown);
        } else if !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()) {
            walk(&path, &shown, found)?;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_after_the_last_one_is_too_many() {
        let full = "x\n".repeat(MAX_LINES);
        assert_eq!(check_length("a.rs", &full), None);
        let over = format!("{full}x\n");
        assert!(check_length("a.svelte", &over).is_some());
        assert_eq!(check_length("up.sql", &over), None);
    }

    #[test]
    fn this_file_is_found_and_nothing_built_is() {
        let sources = sources(&crate::paths::root()).unwrap();
        assert!(sources.contains(&"xtask/src/tidy/files.rs".to_owned()));
        assert!(!sources.iter().any(|path| path.contains("target/")));
    }
}
