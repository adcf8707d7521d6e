//! Links between documents lead somewhere.

use super::finding::Finding;
use super::relative;

/// Checks each link of a document to a file. `exists` answers for paths from the top folder.
pub fn check(path: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    let mut is_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        for target in targets(line) {
            if !relative::join(folder, target).is_some_and(|target| exists(&target)) {
                findings.push(Finding::at_line(
                    path,
                    number,
                    format!("the link to `{target}` leads nowhere"),
                ));
            }
        }
    }
    findings
}

/// The files that a line links to: `[text](file#part)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let (target, _) = rest.split_once(')')?;
        let target = target.split_whitespace().next()?;
        let file = target.split('#').next()?;
        let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
        (!is_elsewhere && !file.is_empty()).then_some(file)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, text: &str) -> Vec<String> {
        let there = ["README.md", "docs/protocol.md", "docs/images/call.png"];
        check(path, text, |target| there.contains(&target))
            .into_iter()
            .map(|finding| finding.location)
            .collect()
    }

    #[test]
    fn links_are_followed_from_where_they_stand() {
        assert!(
            broken(
                "README.md",
                "see [it](docs/protocol.md#frames) and [on](#below)"
            )
            .is_empty()
        );
        assert!(
            broken(
                "docs/protocol.md",
                "[up](../README.md) ![](images/call.png)"
            )
            .is_empty()
        );
        assert!(broken("README.md", "[web](https://example.org/x)").is_empty());
    }

    #[test]
    fn a_dead_link_is_found() {
        assert_eq!(
            broken("README.md", "one\n[gone](docs/gone.md)"),
            ["README.md:2"]
        );
        assert_eq!(broken("README.md", "[out](../README.md)"), ["README.md:1"]);
        assert_eq!(
            broken("README.md", "[a](docs/protocol.md) [b](b.md) [c](c.md)").len(),
            2
        );
    }

    #[test]
    fn code_is_not_read() {
        assert!(broken("README.md", "```\n[x](y)\n```\n").is_empty());
    }
}
