//! What `docs/asvs.md` says of the requirements of OWASP's ASVS 5.0.0: none of them is lost, each has a state,
//! and what is named as holding one is there. Whether it does hold it, a reader has to judge.

mod evidence;

use super::finding::Finding;
pub use evidence::House;

/// Where the table stands.
pub const TABLE: &str = "docs/asvs.md";
/// Where its sums stand, a line for each chapter.
pub const SUMS: &str = "docs/security.md";
/// How many requirements of level 1 and of level 2 each chapter has, V1 to V17.
const CHAPTERS: [(usize, usize); 17] = [
    (8, 19),
    (4, 7),
    (8, 11),
    (2, 8),
    (4, 5),
    (13, 22),
    (6, 12),
    (4, 3),
    (4, 3),
    (5, 24),
    (3, 11),
    (3, 6),
    (1, 12),
    (2, 7),
    (3, 10),
    (0, 16),
    (0, 7),
];
/// `none` where nothing is here that it speaks of.
const STATES: [&str; 4] = ["met", "partly", "open", "none"];

/// One line of the table.
struct Row<'a> {
    line: usize,
    /// As `V1.2.3`, in numbers.
    number: [usize; 3],
    level: usize,
    subject: &'a str,
    state: &'a str,
    held_by: &'a str,
    word: &'a str,
}

impl<'a> Row<'a> {
    /// `| V1.2.3 | level | subject | state | held by | word |`
    fn read(line: usize, text: &'a str) -> Option<Self> {
        let cells = text.strip_prefix('|')?.strip_suffix('|')?.split('|');
        let cells: Vec<_> = cells.map(str::trim).collect();
        let [number, level, subject, state, held_by, word] = cells.try_into().ok()?;
        let parts = number.strip_prefix('V')?.split('.');
        let parts: Vec<usize> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(Self {
            line,
            number: parts.try_into().ok()?,
            level: level.parse().ok()?,
            subject,
            state,
            held_by,
            word,
        })
    }

    /// What is said to hold it: whatever stands between backticks.
    fn evidence(&self) -> impl Iterator<Item = &'a str> {
        self.held_by.split('`').skip(1).step_by(2)
    }
}

/// Checks the table against the house.
pub fn check(text: &str, house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if !text.starts_with("| V") {
            continue;
        }
        let Some(row) = Row::read(line, text) else {
            findings.push(Finding::at_line(TABLE, line, "is no row of six cells"));
            continue;
        };
        if rows.last().is_some_and(|last| last.number >= row.number) {
            findings.push(Finding::at_line(TABLE, line, "is not in its order"));
        }
        findings.extend(check_row(&row, house));
        rows.push(row);
    }
    findings.extend(count(&rows));
    findings
}

fn check_row(row: &Row, house: &House) -> Vec<Finding> {
    let mut wrong = Vec::new();
    if !STATES.contains(&row.state) {
        wrong.push(format!("`{}` is no state", row.state));
    }
    if row.subject.is_empty() {
        wrong.push("says nothing of its subject".to_owned());
    }
    if row.state == "met" && row.evidence().next().is_none() {
        wrong.push("is met, and nothing holds it".to_owned());
    }
    if row.state != "met" && row.word.is_empty() {
        wrong.push("is not met, and no word says why".to_owned());
    }
    let missing = row.evidence().filter_map(|it| house.missing(it));
    wrong.extend(missing);
    let at = |message| Finding::at_line(TABLE, row.line, message);
    wrong.into_iter().map(at).collect()
}

/// A lost row or a level that was changed shows in the numbers of its chapter.
fn count(rows: &[Row]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (chapter, (first, second)) in (1..).zip(CHAPTERS) {
        for (level, wanted) in [(1, first), (2, second)] {
            let own = |row: &&Row| row.level == level && row.number.first() == Some(&chapter);
            let found = rows.iter().filter(own).count();
            if found != wanted {
                findings.push(Finding::new(
                    TABLE,
                    format!("V{chapter} has {wanted} of level {level}, not {found}"),
                ));
            }
        }
    }
    let known: usize = CHAPTERS.iter().map(|(first, second)| first + second).sum();
    if rows.len() > known {
        findings.push(Finding::new(TABLE, "has rows of no chapter or level"));
    }
    findings
}

/// Checks the sums against the table.
pub fn check_sums(table: &str, sums: &str) -> Vec<Finding> {
    let rows = (1..)
        .zip(table.lines())
        .filter_map(|(line, text)| Row::read(line, text));
    let rows: Vec<Row> = rows.collect();
    let mut findings = Vec::new();
    let mut compare = |begins: String, own: &dyn Fn(&Row) -> bool| {
        let counts = STATES.map(|state| {
            let counted = rows.iter().filter(|row| own(row) && row.state == state);
            counted.count().to_string()
        });
        let counts = format!("| {} |", counts.join(" | "));
        let line = sums.lines().find(|line| line.starts_with(&begins));
        if !line.is_some_and(|line| line.ends_with(&counts)) {
            let message = format!("the line `{begins}` ends otherwise than `{counts}`");
            findings.push(Finding::new(SUMS, message));
        }
    };
    for chapter in 1..=CHAPTERS.len() {
        let own = |row: &Row| row.number.first() == Some(&chapter);
        compare(format!("| [V{chapter}]("), &own);
    }
    compare("| all |".to_owned(), &|_| true);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "| V1.1.1 | 2 | decoded once | met | `lint: unwrap_used` | |";

    fn house() -> House {
        House::of(&[], &[("Cargo.toml", "unwrap_used = \"deny\"")])
    }

    /// What is wrong with a row that stands alone, without the counts of the chapters.
    fn wrong(rows: &str) -> Vec<String> {
        let findings = check(rows, &house()).into_iter();
        let about_rows = findings.filter(|finding| finding.location != TABLE);
        about_rows.map(|finding| finding.message).collect()
    }

    #[test]
    fn a_row_has_six_cells_and_one_of_four_states() {
        assert!(wrong(GOOD).is_empty());
        let five = GOOD.replace("| decoded once ", "");
        assert_eq!(wrong(&five), ["is no row of six cells"]);
        let invented = GOOD.replace("met", "mostly");
        assert!(wrong(&invented).contains(&"`mostly` is no state".to_owned()));
        let silent = GOOD.replace("decoded once", "");
        assert_eq!(wrong(&silent), ["says nothing of its subject"]);
    }

    #[test]
    fn what_is_met_is_held_by_something_and_what_is_not_says_why() {
        let unheld = GOOD.replace("`lint: unwrap_used`", "the parser");
        assert_eq!(wrong(&unheld), ["is met, and nothing holds it"]);
        let unsaid = GOOD.replace("met", "open");
        assert_eq!(wrong(&unsaid), ["is not met, and no word says why"]);
        let renamed = GOOD.replace("unwrap_used", "unwrap_unused");
        assert_eq!(wrong(&renamed), ["`lint: unwrap_unused` is not there"]);
    }

    #[test]
    fn a_row_stands_once_and_in_its_order() {
        let next = GOOD.replace("V1.1.1", "V1.1.2");
        assert!(wrong(&format!("{GOOD}\n{next}")).is_empty());
        for second in [GOOD, "| V1.1.0 | 2 | x | none | | y |"] {
            let rows = format!("{GOOD}\n{second}");
            assert_eq!(wrong(&rows), ["is not in its order"]);
        }
    }

    #[test]
    fn a_lost_row_and_a_changed_level_show_in_the_numbers() {
        let mut whole = String::new();
        for (chapter, (first, second)) in (1..).zip(CHAPTERS) {
            for number in 1..=first + second {
                let level = if number <= first { 1 } else { 2 };
                whole += &format!("| V{chapter}.1.{number} | {level} | x | none | | y |\n");
            }
        }
        assert_eq!(whole.lines().count(), 253);
        assert_eq!(check(&whole, &house()), []);
        let lost = whole.replacen("| V7.1.1 | 1 | x | none | | y |\n", "", 1);
        let message = "V7 has 6 of level 1, not 5";
        assert_eq!(check(&lost, &house()), [Finding::new(TABLE, message)]);
        let changed = whole.replacen("| V7.1.1 | 1 |", "| V7.1.1 | 2 |", 1);
        assert_eq!(check(&changed, &house()).len(), 2);
        let beyond = whole + "| V18.1.1 | 1 | x | none | | y |\n";
        let message = "has rows of no chapter or level";
        assert_eq!(check(&beyond, &house()), [Finding::new(TABLE, message)]);
    }

    #[test]
    fn sums_that_are_not_the_tables_are_found() {
        let table = format!("{GOOD}\n| V2.1.1 | 1 | x | open | | y |\n");
        let chapter = |number: usize| match number {
            1 => "| [V1](a) | b | 1 | 0 | 0 | 0 |".to_owned(),
            2 => "| [V2](a) | b | 0 | 0 | 1 | 0 |".to_owned(),
            _ => format!("| [V{number}](a) | b | 0 | 0 | 0 | 0 |"),
        };
        let chapters: Vec<_> = (1..=17).map(chapter).collect();
        let right = format!("{}\n| all | | 1 | 0 | 1 | 0 |\n", chapters.join("\n"));
        assert_eq!(check_sums(&table, &right), []);
        let wrong = right.replace(
            "| [V2](a) | b | 0 | 0 | 1 | 0 |",
            "| [V2](a) | b | 1 | 0 | 0 | 0 |",
        );
        let message = "the line `| [V2](` ends otherwise than `| 0 | 0 | 1 | 0 |`";
        assert_eq!(check_sums(&table, &wrong), [Finding::new(SUMS, message)]);
        assert_eq!(check_sums(&table, "").len(), 18);
    }
}
