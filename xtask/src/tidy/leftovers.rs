//! What somebody meant to come back to. Work that is not done is not checked in.

use super::finding::Finding;

/// Written in two halves, so that this file does not find itself.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("#[ig", "nore"),
];

/// Complains about each line with a leftover.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for leftover in LEFTOVERS
            .iter()
            .filter(|leftover| line.contains(**leftover))
        {
            findings.push(Finding::at_line(
                path,
                number,
                format!("`{leftover}` is left"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leftover_is_found_with_its_line() {
        for leftover in LEFTOVERS {
            let text = format!("fn one() {{}}\n    {leftover} later\n");
            let findings = check("a.rs", &text);
            assert_eq!(
                findings,
                [Finding::new("a.rs:2", format!("`{leftover}` is left"))]
            );
        }
        assert!(check("a.rs", "//! What is to do is done.\n").is_empty());
    }
}
