//! Both databases walk the same migrations, each with a way back.

use super::finding::Finding;
use std::collections::BTreeSet;

/// What one database has: a folder's name, and the files in it.
type Steps = [(String, Vec<String>)];

/// Compares the two databases' folders.
pub fn check(sqlite: &Steps, postgresql: &Steps) -> Vec<Finding> {
    let mut findings = whole("migrations/sqlite", sqlite);
    findings.extend(whole("migrations/postgresql", postgresql));
    findings.extend(lacking("migrations/sqlite", sqlite, postgresql));
    findings.extend(lacking("migrations/postgresql", postgresql, sqlite));
    findings
}

fn whole(folder: &str, steps: &Steps) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, files) in steps {
        for wanted in ["up.sql", "down.sql"] {
            if !files.iter().any(|file| file == wanted) {
                findings.push(Finding::new(
                    format!("{folder}/{name}"),
                    format!("has no {wanted}"),
                ));
            }
        }
    }
    findings
}

fn lacking(folder: &str, here: &Steps, there: &Steps) -> Vec<Finding> {
    let here: BTreeSet<_> = here.iter().map(|(name, _)| name).collect();
    there
        .iter()
        .filter(|(name, _)| !here.contains(name))
        .map(|(name, _)| Finding::new(folder, format!("lacks `{name}`, which the other side has")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, files: &[&str]) -> (String, Vec<String>) {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        (name.to_owned(), files)
    }

    #[test]
    fn equal_sides_are_fine() {
        let side = [step("1_practice", &["up.sql", "down.sql"])];
        assert!(check(&side, &side).is_empty());
        assert!(check(&[], &[]).is_empty());
    }

    #[test]
    fn a_missing_side_or_way_back_is_found() {
        let one = [step("1_practice", &["up.sql", "down.sql"])];
        assert_eq!(
            check(&one, &[]),
            [Finding::new(
                "migrations/postgresql",
                "lacks `1_practice`, which the other side has"
            )]
        );
        let no_way_back = [step("1_practice", &["up.sql"])];
        assert_eq!(
            check(&one, &no_way_back),
            [Finding::new(
                "migrations/postgresql/1_practice",
                "has no down.sql"
            )]
        );
    }
}
