//! The TypeScript twins of the view, the intents and the bounds of what people may write.

use crate::paths;
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use ts_rs::{Config, TS};

/// Below the checkout's top folder.
const FOLDER: &str = "client-ui/src/generated";
/// Where the gallery looks for the core's sample views; not kept in git.
const VIEWS: &str = "client-ui/gallery/views";

/// File names and what they hold.
type Files = BTreeMap<String, String>;

/// Writes the twins, and takes away those whose type is gone.
pub fn write() -> anyhow::Result<()> {
    let folder = paths::root().join(FOLDER);
    for name in read(&folder)?.into_keys() {
        fs::remove_file(folder.join(name))?;
    }
    export(&folder)?;
    println!("Wrote the types to {FOLDER}.");
    write_views()
}

/// Writes every sample view of the core, for the UI's gallery to draw.
pub fn write_views() -> anyhow::Result<()> {
    let folder = paths::root().join(VIEWS);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let now = client_gallery::now();
    let pages = client_gallery::gallery();
    for (name, view) in &pages {
        let page = serde_json::json!({ "now": now, "view": view });
        fs::write(folder.join(format!("{name}.json")), page.to_string())?;
    }
    println!("Wrote {} views of the core to {VIEWS}.", pages.len());
    Ok(())
}

/// Fails where the checked-in twins are not what the Rust types say now.
pub fn check() -> anyhow::Result<()> {
    let fresh = std::env::temp_dir().join(format!("medconsult-types-{}", std::process::id()));
    let outcome = export(&fresh).and_then(|()| read(&fresh));
    // Nothing is there to take away if the export failed at once.
    let _gone = fs::remove_dir_all(&fresh);
    let fresh = outcome?;
    let differences = differences(&read(&paths::root().join(FOLDER))?, &fresh);
    anyhow::ensure!(
        differences.is_empty(),
        "the generated TypeScript is not current:\n{}\nMend it with `cargo xtask types` and commit \
         what it writes.",
        differences.join("\n")
    );
    println!("The generated types are current.");
    Ok(())
}

fn export(folder: &Path) -> anyhow::Result<()> {
    let apart = folder.join("apart");
    let config = Config::new().with_out_dir(&apart);
    client_core::ViewState::export_all(&config)?;
    client_core::Intent::export_all(&config)?;
    let types = bundle(&read(&apart)?);
    fs::remove_dir_all(&apart)?;
    fs::write(folder.join("types.ts"), types)?;
    fs::write(folder.join("codes.ts"), codes())?;
    fs::write(folder.join("limits.ts"), shared::limits::typescript())?;
    fs::write(folder.join("zones.ts"), zones())?;
    Ok(())
}

/// All types in one file, so that what a feature adds to several of them is one change.
fn bundle(apart: &Files) -> String {
    let head = "// What the core tells the page and what the page may want. Written by `cargo xtask types`.\n";
    let is_kept = |line: &&str| !line.starts_with("import ") && !line.starts_with("// ");
    let types = apart.values().map(|text| {
        let kept: Vec<_> = text.lines().filter(is_kept).collect();
        format!("\n{}\n", kept.join("\n").trim())
    });
    std::iter::once(head.to_owned()).chain(types).collect()
}

/// The codes of the bridge's binary messages.
fn codes() -> String {
    let head = "// The codes of the bridge's binary messages (docs/bridge.md). Written by `cargo xtask types`.\n";
    let codes = client_core::bridge_codes::ALL.iter();
    let lines = codes.map(|(name, code)| format!("export const {name} = {code};\n"));
    std::iter::once(head.to_owned()).chain(lines).collect()
}

/// The names of the time zones that a person can choose from.
fn zones() -> String {
    let head = "// The time zones of the product's one database. Written by `cargo xtask types`.\n";
    let names = client_core::zone_names().into_iter();
    let lines = names.map(|name| format!("  '{name}',\n"));
    let open = [head.to_owned(), "export const ZONES = [\n".to_owned()];
    open.into_iter()
        .chain(lines)
        .chain(["];\n".to_owned()])
        .collect()
}

fn read(folder: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".ts") {
            let text = fs::read_to_string(entry.path())
                .with_context(|| format!("{name} cannot be read"))?;
            files.insert(name, text);
        }
    }
    Ok(files)
}

fn differences(checked_in: &Files, fresh: &Files) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, text) in fresh {
        match checked_in.get(name) {
            None => differences.push(format!("  {name} is missing")),
            Some(old) if old != text => differences.push(format!("  {name} is out of date")),
            Some(_) => {}
        }
    }
    for name in checked_in.keys().filter(|name| !fresh.contains_key(*name)) {
        differences.push(format!("  {name} has no type behind it any more"));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn types_stand_in_one_file_without_importing_each_other() {
        let apart = files(&[
            (
                "A.ts",
                "// Do not edit.\nimport type { B } from \"./B\";\n\n/**\n * One.\n */\nexport type A = B;\n",
            ),
            ("B.ts", "// Do not edit.\n\nexport type B = string;\n"),
        ]);
        let bundle = bundle(&apart);
        let (_, types) = bundle.split_once('\n').unwrap();
        assert_eq!(
            types,
            "\n/**\n * One.\n */\nexport type A = B;\n\nexport type B = string;\n"
        );
    }

    #[test]
    fn every_kind_of_difference_is_named() {
        let checked_in = files(&[("A.ts", "a"), ("B.ts", "old"), ("C.ts", "c")]);
        let fresh = files(&[("A.ts", "a"), ("B.ts", "new"), ("D.ts", "d")]);
        assert_eq!(
            differences(&checked_in, &fresh),
            [
                "  B.ts is out of date",
                "  D.ts is missing",
                "  C.ts has no type behind it any more"
            ]
        );
        assert!(differences(&fresh, &fresh).is_empty());
    }
}
