//! Lock files name what is used, and never where a machine happened to fetch it.

use super::finding::Finding;
use serde_json::Value;

/// How cargo writes the public registry.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Complains about each crate that comes from somewhere other than crates.io.
pub fn check_cargo(lock: &str) -> Vec<Finding> {
    (1..)
        .zip(lock.lines())
        .filter_map(|(number, line)| {
            let source = line.strip_prefix("source = ")?.trim_matches('"');
            (source != CRATES_IO).then(|| {
                Finding::at_line("Cargo.lock", number, "a crate that is not from crates.io")
            })
        })
        .collect()
}

/// Complains about each package with a download address.
pub fn check_npm(lock: &str) -> Vec<Finding> {
    const PATH: &str = "client-ui/package-lock.json";
    let Ok(lock) = serde_json::from_str::<Value>(lock) else {
        return vec![Finding::new(PATH, "is no JSON")];
    };
    let packages = lock.get("packages").and_then(Value::as_object);
    packages
        .into_iter()
        .flatten()
        .filter(|(_, package)| {
            package
                .get("resolved")
                .and_then(Value::as_str)
                .is_some_and(|address| address.contains("://"))
        })
        .map(|(name, _)| {
            Finding::new(
                PATH,
                format!(
                    "`{name}` has a download address; lock again with \
                     omit-lockfile-registry-resolved=true"
                ),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_come_from_crates_io() {
        let good = format!("[[package]]\nname = \"a\"\nsource = \"{CRATES_IO}\"\n");
        assert!(check_cargo(&good).is_empty());
        let bad = format!("{good}source = \"git+https://example.org/a#1\"\n");
        assert_eq!(
            check_cargo(&bad).first().map(|f| f.location.as_str()),
            Some("Cargo.lock:4")
        );
    }

    #[test]
    fn packages_have_no_addresses() {
        let lock = r#"{ "packages": { "": {}, "node_modules/a": { "version": "1.0.0" },
            "node_modules/b": { "resolved": "https://example.org/b.tgz" },
            "node_modules/c": { "resolved": "../c", "link": true } } }"#;
        let findings = check_npm(lock);
        assert_eq!(findings.len(), 1);
        assert!(
            findings
                .iter()
                .all(|f| f.message.contains("node_modules/b"))
        );
        assert_eq!(check_npm("nothing").len(), 1);
    }
}
