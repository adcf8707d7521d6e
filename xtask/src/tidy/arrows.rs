//! Who may import whom, as declared in the Cargo files.

use super::finding::Finding;
use serde_json::Value;
use std::path::Path;

/// The rooms, and the rooms each may import. The order is the way up from the vocabulary.
const ARROWS: &[(&str, &[&str])] = &[
    ("shared", &[]),
    ("steady", &["shared"]),
    ("i18n", &["shared"]),
    ("domain", &["shared"]),
    ("store", &["shared", "domain"]),
    ("backend", &["shared", "steady", "i18n", "domain", "store"]),
    ("client-core", &["shared", "i18n"]),
    ("client-gallery", &["shared", "client-core"]),
    (
        "client-engine",
        &["shared", "steady", "i18n", "client-core"],
    ),
    ("client-cli", &["shared", "client-core", "client-engine"]),
    (
        "client",
        &["shared", "i18n", "client-core", "client-engine"],
    ),
    (
        "e2e",
        &["shared", "store", "backend", "client-core", "client-engine"],
    ),
    ("xtask", &["shared", "client-core", "client-gallery"]),
];

/// Rooms that the tests of another may import, besides. The clinic that the app's tests simulate
/// steps the machines of the true one, so that the two can't part.
const TEST_ARROWS: &[(&str, &str)] = &[("client-core", "domain")];

/// Libraries that one room keeps to itself. A name ending in `-` or `_` stands for its family.
const KEPT_TO: &[(&str, &str)] = &[
    ("diesel", "store"),
    ("diesel_", "store"),
    ("libsqlite3-sys", "store"),
    ("actix", "backend"),
    ("actix-", "backend"),
    ("tauri", "client"),
    ("tauri-", "client"),
    ("webrtc", "client-engine"),
    ("rtc", "client-engine"),
];

/// Rooms that take instants, randomness and outcomes as arguments.
const PURE: &[&str] = &["shared", "i18n", "domain", "client-core", "client-gallery"];

/// Libraries that a pure room has no business with.
const IMPURE: &[&str] = &[
    "futures-util",
    "getrandom",
    "rand",
    "reqwest",
    "tokio",
    "tokio-tungstenite",
    "tracing",
];

/// Checks cargo's metadata. `manifest_text` hands over a Cargo.toml, to name the line.
pub fn check(metadata: &Value, manifest_text: impl Fn(&str) -> String) -> Vec<Finding> {
    let root = text(metadata, "workspace_root");
    let members: Vec<&Value> = list(metadata, "packages").collect();
    let is_room = |name: &str| members.iter().any(|member| text(member, "name") == name);
    let mut findings = Vec::new();
    for member in &members {
        let room = text(member, "name");
        let manifest = text(member, "manifest_path");
        let shown = shown(manifest, root);
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            findings.push(Finding::new(
                shown,
                format!("`{room}` is a new room; draw its arrows in xtask/src/tidy/arrows.rs"),
            ));
            continue;
        };
        for dependency in list(member, "dependencies") {
            let name = text(dependency, "name");
            let for_tests = text(dependency, "kind") == "dev";
            // A room may name itself, to have its tests built with a feature.
            let is_drawn = name == room
                || allowed.contains(&name)
                || (for_tests && TEST_ARROWS.contains(&(room, name)));
            let complaint = if is_room(name) && !is_drawn {
                Some(forbidden_arrow(room, name, allowed))
            } else {
                complaint_about_library(room, name)
            };
            if let Some(complaint) = complaint {
                let called = dependency.get("rename").and_then(Value::as_str);
                let manifest = manifest_text(manifest);
                let line = declared_at(&manifest, called.unwrap_or(name));
                findings.push(match line {
                    Some(line) => Finding::at_line(&shown, line, complaint),
                    None => Finding::new(shown.clone(), complaint),
                });
            }
        }
    }
    findings
}

fn forbidden_arrow(room: &str, imported: &str, allowed: &[&str]) -> String {
    let may = if allowed.is_empty() {
        "no other room".to_owned()
    } else {
        allowed.join(", ")
    };
    format!("forbidden arrow {imported} <- {room}: `{room}` may import {may}")
}

fn complaint_about_library(room: &str, library: &str) -> Option<String> {
    let keeper = KEPT_TO
        .iter()
        .find(|(name, _)| is_named_by(name, library))
        .map(|(_, keeper)| *keeper);
    if let Some(keeper) = keeper.filter(|keeper| *keeper != room) {
        return Some(format!(
            "`{library}` belongs to `{keeper}` alone, and `{room}` imports it"
        ));
    }
    (PURE.contains(&room) && IMPURE.contains(&library))
        .then(|| format!("`{room}` has no IO, clock or randomness, and imports `{library}`"))
}

fn is_named_by(name: &str, library: &str) -> bool {
    if name.ends_with(['-', '_']) {
        library.starts_with(name)
    } else {
        library == name
    }
}

/// The line that declares a dependency, counted from one.
fn declared_at(manifest: &str, name: &str) -> Option<usize> {
    let position = manifest.lines().position(|line| {
        let line = line.trim_start().trim_start_matches('"');
        // A table of its own: `[dependencies.name]`.
        let in_table = line
            .strip_prefix('[')
            .is_some_and(|rest| rest.trim_end().ends_with(&format!("dependencies.{name}]")));
        let in_list = line
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '.', '=', '"']));
        in_table || in_list
    })?;
    Some(position + 1)
}

fn shown(manifest: &str, root: &str) -> String {
    Path::new(manifest)
        .strip_prefix(root)
        .map_or_else(|_| manifest.to_owned(), |path| path.display().to_string())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A workspace of all rooms where `room` declares `dependency` besides nothing else.
    fn house(room: &str, dependency: Value) -> Value {
        let packages: Vec<_> = ARROWS
            .iter()
            .map(|(name, _)| {
                let dependencies = if *name == room {
                    json!([dependency])
                } else {
                    json!([])
                };
                json!({
                    "name": name,
                    "manifest_path": format!("/house/{name}/Cargo.toml"),
                    "dependencies": dependencies,
                })
            })
            .collect();
        json!({ "workspace_root": "/house", "packages": packages })
    }

    fn complaints(room: &str, library: &str) -> Vec<Finding> {
        let house = house(
            room,
            json!({ "name": library, "kind": null, "rename": null }),
        );
        check(&house, |_| {
            format!("[dependencies]\nserde = \"1\"\n{library}.workspace = true\n")
        })
    }

    #[test]
    fn a_planted_forbidden_arrow_is_seen_and_named() {
        assert_eq!(
            complaints("domain", "store"),
            [Finding::new(
                "domain/Cargo.toml:3",
                "forbidden arrow store <- domain: `domain` may import shared"
            )]
        );
        assert_eq!(
            complaints("shared", "domain"),
            [Finding::new(
                "shared/Cargo.toml:3",
                "forbidden arrow domain <- shared: `shared` may import no other room"
            )]
        );
    }

    #[test]
    fn every_pair_of_rooms_is_either_drawn_or_forbidden() {
        for (room, allowed) in ARROWS {
            for (other, _) in ARROWS {
                let is_free = complaints(room, other).is_empty();
                let is_drawn = room == other || allowed.contains(other);
                assert_eq!(is_free, is_drawn, "{other} <- {room}");
            }
        }
    }

    #[test]
    fn a_dependency_for_tests_or_by_another_name_is_an_arrow_too() {
        let planted = json!({ "name": "store", "kind": "dev", "rename": "memory" });
        let findings = check(&house("client-core", planted), |_| {
            "[dev-dependencies]\nmemory = { package = \"store\" }\n".to_owned()
        });
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings.first().map(|finding| finding.location.as_str()),
            Some("client-core/Cargo.toml:2")
        );
    }

    #[test]
    fn the_tests_of_the_app_may_step_the_machines_of_the_practice_and_nobody_else() {
        let planted = |room, kind| {
            let planted = json!({ "name": "domain", "kind": kind, "rename": null });
            check(&house(room, planted), |_| String::new()).len()
        };
        assert_eq!(planted("client-core", Some("dev")), 0);
        assert_eq!(planted("client-core", None), 1);
        assert_eq!(planted("client-core", Some("build")), 1);
        assert_eq!(planted("client-engine", Some("dev")), 1);
        assert_eq!(planted("shared", Some("dev")), 1);
    }

    #[test]
    fn libraries_stay_in_their_rooms() {
        for (library, keeper) in [
            ("diesel", "store"),
            ("diesel_migrations", "store"),
            ("libsqlite3-sys", "store"),
            ("actix-web", "backend"),
            ("tauri", "client"),
            ("tauri-build", "client"),
            ("webrtc", "client-engine"),
            ("rtc", "client-engine"),
        ] {
            assert!(complaints(keeper, library).is_empty(), "{library}");
            assert_eq!(complaints("e2e", library).len(), 1, "{library}");
        }
    }

    #[test]
    fn pure_rooms_stay_pure() {
        assert_eq!(complaints("domain", "tokio").len(), 1);
        assert_eq!(complaints("client-core", "rand").len(), 1);
        assert!(complaints("backend", "tokio").is_empty());
    }

    #[test]
    fn a_new_room_needs_its_arrows() {
        let house = json!({
            "workspace_root": "/house",
            "packages": [{ "name": "attic", "manifest_path": "/house/attic/Cargo.toml" }],
        });
        assert_eq!(check(&house, |_| String::new()).len(), 1);
    }

    #[test]
    fn declarations_are_found_in_every_form() {
        let manifest = "[dependencies]\nstore_keeper = \"1\"\nstore.workspace = true\n";
        assert_eq!(declared_at(manifest, "store"), Some(3));
        assert_eq!(declared_at("[dev-dependencies.store]\n", "store"), Some(1));
        assert_eq!(declared_at("serde = \"1\"\n", "store"), None);
    }
}
