//! The page has one module that knows clocks and calendars: anywhere else the zones of the web view, which may
//! be years old, or a day of 24 hours would slip in.

use super::finding::Finding;

/// The one module that may.
const WALL: &str = "client-ui/src/wall.ts";
/// Where the present comes from.
const CLOCK: &str = "client-ui/src/clock.svelte.ts";

const REFUSED: &[&str] = &[
    "Intl.DateTimeFormat(",
    "new Date(",
    "Date.UTC(",
    "Date.parse(",
    "toLocaleDateString",
    "toLocaleTimeString",
    "86_400_000",
    "supportedValuesOf('timeZone')",
];

/// Complains about each use of the platform's dates in a file of the page.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let is_looked_at = path.starts_with("client-ui/src/")
        && path != WALL
        && [".svelte", ".ts"]
            .iter()
            .any(|ending| path.ends_with(ending));
    if !is_looked_at {
        return Vec::new();
    }
    let refused = |line: &str| {
        let present = (path != CLOCK).then_some("Date.now(");
        let words = REFUSED.iter().copied().chain(present);
        words.filter(|word| line.contains(word)).collect::<Vec<_>>()
    };
    let lines = (1..).zip(text.lines());
    lines
        .flat_map(|(number, line)| refused(line).into_iter().map(move |word| (number, word)))
        .map(|(number, word)| {
            let message = format!("`{word}` outside of {WALL}; ask that or days.ts instead");
            Finding::at_line(path, number, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_module_of_the_page_knows_dates() {
        let text = "const day = 1;\nconst at = new Date(day * 86_400_000);\n";
        let found = check("client-ui/src/days.ts", text);
        let lines: Vec<_> = found.iter().map(|one| one.location.as_str()).collect();
        assert_eq!(
            lines,
            ["client-ui/src/days.ts:2", "client-ui/src/days.ts:2"]
        );
        assert!(check(WALL, text).is_empty());
        assert!(check("client-ui/tests/lists.test.ts", text).is_empty());
    }

    #[test]
    fn the_present_comes_from_the_clock() {
        assert_eq!(check("client-ui/src/days.ts", "Date.now()").len(), 1);
        assert!(check(CLOCK, "Date.now()").is_empty());
    }
}
