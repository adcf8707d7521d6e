//! Whether what is named as evidence is in the tree: a test, a title, a rule, a heading.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Which lints the page has: whole recommended sets, and those that are switched off.
const PAGE_LINTS: &str = "client-ui/eslint.config.js";

/// The files in which evidence is looked for, by their paths from the top folder.
pub struct House {
    /// The folder of each package.
    folders: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

impl House {
    /// What cargo's metadata and the files say. Without text, a file counts as not there.
    pub fn read(
        metadata: &Value,
        paths: impl IntoIterator<Item = String>,
        text: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let root = Path::new(metadata["workspace_root"].as_str().unwrap_or_default());
        let packages = metadata["packages"].as_array().into_iter().flatten();
        let folder = |package: &Value| {
            let manifest = Path::new(package["manifest_path"].as_str()?);
            let folder = manifest.parent()?.strip_prefix(root).ok()?;
            let name = package["name"].as_str()?.to_owned();
            Some((name, folder.to_str()?.to_owned()))
        };
        let file = |path: String| text(&path).map(|text| (path, text));
        Self {
            folders: packages.filter_map(folder).collect(),
            files: paths.into_iter().filter_map(file).collect(),
        }
    }

    /// What is to be said of evidence that is not there.
    pub fn missing(&self, evidence: &str) -> Option<String> {
        let found = if let Some((kind, name)) = rule(evidence) {
            self.has_rule(kind, name)
        } else if let Some((file, title)) = evidence.split_once(": ") {
            self.has_title(file, title)
        } else if let Some((target, test)) = evidence.split_once(' ') {
            self.has_test(target, test)
        } else if let Some((file, heading)) = evidence.split_once('#') {
            self.has_heading(file, heading)
        } else {
            false
        };
        (!found).then(|| format!("`{evidence}` is not there"))
    }

    fn holds(&self, file: &str, words: &str) -> bool {
        self.files
            .get(file)
            .is_some_and(|text| text.contains(words))
    }

    fn has_rule(&self, kind: Kind, name: &str) -> bool {
        match kind {
            Kind::Lint => {
                self.holds("Cargo.toml", &format!("{name} = \"deny\""))
                    || self.holds("clippy.toml", &format!("path = \"{name}\""))
            }
            Kind::Eslint => {
                let (plugin, _) = name.split_once('/').unwrap_or(("js", name));
                self.holds(PAGE_LINTS, &format!("{plugin}.configs.recommended"))
                    && !self.holds(PAGE_LINTS, name)
            }
            Kind::Deny => self.holds("deny.toml", &format!("crate = \"{name}\"")),
            Kind::Tidy => {
                let file = |end: &str| format!("xtask/src/tidy/{name}{end}");
                [file(".rs"), file("/mod.rs")]
                    .iter()
                    .any(|file| self.files.contains_key(file))
            }
        }
    }

    /// A test of the page, as its title stands in its file.
    fn has_title(&self, file: &str, title: &str) -> bool {
        let quoted = ['\'', '"', '`'];
        let quoted = quoted.map(|quote| format!("test({quote}{title}{quote}"));
        quoted.iter().any(|title| self.holds(file, title))
    }

    /// A test as nextest names it: its program, and its path there. A module may stand in the file
    /// itself, so the file is the one whose own path is the beginning.
    fn has_test(&self, target: &str, test: &str) -> bool {
        let (package, target) = target.split_once("::").unwrap_or((target, ""));
        let Some(folder) = self.folders.get(package) else {
            return false;
        };
        let folder = match target {
            "" => format!("{folder}/src/"),
            program if program.starts_with("bin/") => format!("{folder}/src/"),
            tests => format!("{folder}/tests/{tests}/"),
        };
        let Some((modules, name)) = test.rsplit_once("::") else {
            return false;
        };
        let (plain, listed) = (format!("fn {name}("), format!(" {name} =>"));
        self.files.iter().any(|(path, text)| {
            let Some(module) = path.strip_prefix(&folder).and_then(module) else {
                return false;
            };
            let is_here = modules == module || modules.starts_with(&format!("{module}::"));
            is_here && (text.contains(&plain) || text.contains(&listed))
        })
    }

    fn has_heading(&self, file: &str, heading: &str) -> bool {
        let text = self.files.get(file).map_or("", String::as_str);
        let headings = text.lines().filter(|line| line.starts_with('#'));
        let mut anchors = headings.map(|line| anchor(line.trim_start_matches('#').trim()));
        anchors.any(|it| it == heading)
    }
}

enum Kind {
    Lint,
    Eslint,
    Deny,
    Tidy,
}

fn rule(evidence: &str) -> Option<(Kind, &str)> {
    let (kind, name) = evidence.split_once(": ")?;
    let kind = match kind {
        "lint" => Kind::Lint,
        "eslint" => Kind::Eslint,
        "deny" => Kind::Deny,
        "tidy" => Kind::Tidy,
        _ => return None,
    };
    Some((kind, name))
}

/// `call/walk.rs` and `call/walk/mod.rs` are both `call::walk`, and so is `call/walk_tests.rs`.
fn module(path: &str) -> Option<String> {
    let path = path.strip_suffix(".rs")?;
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let path = path.strip_suffix("_tests").unwrap_or(path);
    Some(path.replace('/', "::"))
}

/// A heading as links name it: small letters, blanks as hyphens, no other signs.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}

#[cfg(test)]
impl House {
    /// One of invented files.
    pub fn of(folders: &[(&str, &str)], files: &[(&str, &str)]) -> Self {
        let owned = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(left, right)| ((*left).to_owned(), (*right).to_owned()))
                .collect()
        };
        Self {
            folders: owned(folders),
            files: owned(files),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_there(evidence: &str) -> bool {
        let house = House::of(
            &[("backend", "backend"), ("client", "client")],
            &[
                ("backend/src/tokens.rs", "    fn every_claim_counts() {"),
                ("backend/tests/it/hostile.rs", "async fn each_is_closed() {"),
                (
                    "backend/tests/it/races.rs",
                    "    two_confirm => super::two;",
                ),
                ("client/src/calls/mod.rs", "fn it_rings() {"),
                ("client-ui/tests/a.test.ts", "test('it is \"drawn\"', async"),
                (
                    "docs/security.md",
                    "# Security\n## What's kept, and where\n",
                ),
                ("Cargo.toml", "as_conversions = \"deny\"\ntodo = \"warn\"\n"),
                ("clippy.toml", "    { path = \"std::time::now\" },"),
                (
                    "client-ui/eslint.config.js",
                    "...svelte.configs.recommended,\n'no-undef': 'off'",
                ),
                ("deny.toml", "{ crate = \"openssl-sys\", reason"),
                ("xtask/src/tidy/locks.rs", ""),
                ("xtask/src/tidy/circles/mod.rs", ""),
            ],
        );
        house.missing(evidence).is_none()
    }

    #[test]
    fn a_test_is_found_by_the_name_that_it_has_in_a_run() {
        for there in [
            "backend tokens::tests::every_claim_counts",
            "backend::it hostile::each_is_closed",
            "backend::it races::sqlite::two_confirm",
            "client::bin/medconsult calls::tests::it_rings",
        ] {
            assert!(is_there(there), "{there}");
        }
    }

    #[test]
    fn a_test_that_was_renamed_or_moved_is_missed() {
        for gone in [
            "backend tokens::tests::every_claim",
            "backend tokens::tests::claim_counts",
            "backend::it tokens::tests::every_claim_counts",
            "backend hostile::each_is_closed",
            "backend::it races_too::two_confirm",
            "store tokens::tests::every_claim_counts",
            "every_claim_counts",
        ] {
            assert!(!is_there(gone), "{gone}");
        }
    }

    #[test]
    fn titles_rules_and_headings_are_found_whole() {
        for there in [
            "client-ui/tests/a.test.ts: it is \"drawn\"",
            "docs/security.md#whats-kept-and-where",
            "lint: as_conversions",
            "lint: std::time::now",
            "eslint: svelte/no-at-html-tags",
            "deny: openssl-sys",
            "tidy: locks",
            "tidy: circles",
        ] {
            assert!(is_there(there), "{there}");
        }
        for gone in [
            "client-ui/tests/a.test.ts: it is",
            "client-ui/tests/b.test.ts: it is \"drawn\"",
            "docs/security.md#whats-kept",
            "docs/other.md#security",
            "lint: todo",
            "lint: unwrap_used",
            "eslint: ts/no-explicit-any",
            "eslint: no-undef",
            "deny: rusqlite",
            "tidy: colours",
        ] {
            assert!(!is_there(gone), "{gone}");
        }
    }
}
