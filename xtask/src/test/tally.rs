//! Counts passed and failed tests in what test runners print, and those that needed a second try.

use std::iter;

/// Whose words to understand. A test may itself print what looks like another runner's sum.
#[derive(Debug, Clone, Copy)]
pub enum Runner {
    /// nextest or `cargo test`.
    Cargo,
    /// `node --test`.
    Node,
}

/// How many tests passed and failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u64,
    /// Failed, timed out or not even started.
    pub failed: u64,
    /// Those that passed at a later try only, as the runner names them. They count as passed, too.
    pub flaky: Vec<String>,
}

impl Tally {
    /// Takes a runner's line into account, if it is one of its sums.
    pub fn read(&mut self, runner: Runner, line: &str) {
        let line = without_colour(line);
        let sum = match runner {
            Runner::Cargo => nextest(&line).or_else(|| cargo_test(&line)),
            Runner::Node => node(&line),
        };
        if let Some(sum) = sum {
            self.add(&sum);
        }
        if matches!(runner, Runner::Cargo) {
            self.flaky.extend(flaky(&line));
        }
    }

    /// Adds another runner's sum.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.flaky.extend_from_slice(&other.flaky);
    }
}

/// `Summary [ 0.1s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
fn nextest(line: &str) -> Option<Tally> {
    let line = line.trim_start().strip_prefix("Summary [")?;
    let (_, counts) = line
        .split_once("tests run: ")
        .or_else(|| line.split_once("test run: "))?;
    Some(counts_of(counts.split(',')))
}

/// `FLAKY 2/2 [ 0.1s] (1/4) crate::binary module::test`, which stands below the sum.
fn flaky(line: &str) -> Option<String> {
    let tries = line.trim_start().strip_prefix("FLAKY ")?;
    let is_count = tries
        .split_once(" [")?
        .0
        .split('/')
        .all(|number| number.parse::<u64>().is_ok());
    is_count.then(|| line.trim().to_owned())
}

/// `test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out`
fn cargo_test(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    Some(counts_of(counts.split(';')))
}

fn counts_of<'a>(counts: impl Iterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    for (number, what) in counts.filter_map(|count| count.trim().split_once(' ')) {
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        if what.starts_with("passed") {
            tally.passed += number;
        } else if ["failed", "exec failed", "timed out"]
            .iter()
            .any(|bad| what.starts_with(bad))
        {
            tally.failed += number;
        }
    }
    tally
}

/// `# pass 3` or `ℹ pass 3`, and so on, one count a line.
fn node(line: &str) -> Option<Tally> {
    let line = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("ℹ "))?;
    let (what, number) = line.split_once(' ')?;
    let number = number.trim().parse().ok()?;
    match what {
        "pass" => Some(Tally {
            passed: number,
            ..Tally::default()
        }),
        "fail" | "cancelled" => Some(Tally {
            failed: number,
            ..Tally::default()
        }),
        _ => None,
    }
}

/// The line without what terminals take for colours: from escape to `m`.
fn without_colour(line: &str) -> String {
    let mut characters = line.chars();
    iter::from_fn(|| {
        loop {
            let next = characters.next()?;
            if next != '\x1b' {
                return Some(next);
            }
            characters.by_ref().find(|c| *c == 'm');
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(runner: Runner, text: &str) -> (u64, u64) {
        let mut tally = Tally::default();
        for line in text.lines() {
            tally.read(runner, line);
        }
        (tally.passed, tally.failed)
    }

    #[test]
    fn nextest_is_understood() {
        assert_eq!(
            tally(
                Runner::Cargo,
                "     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped"
            ),
            (3, 0)
        );
        assert_eq!(
            tally(
                Runner::Cargo,
                "     Summary [  70.1s] 9/12 tests run: 5 passed (1 slow, 1 flaky), 2 failed, \
                 1 exec failed, 1 timed out, 4 skipped"
            ),
            (5, 4)
        );
        assert_eq!(
            tally(
                Runner::Cargo,
                "\x1b[32;1m     Summary\x1b[0m [ 0.0s] \x1b[1m1\x1b[0m test run: \x1b[1m1\x1b[0m passed"
            ),
            (1, 0)
        );
    }

    #[test]
    fn tests_that_needed_a_second_try_are_named() {
        let mut tally = Tally::default();
        for line in [
            "  TRY 2 PASS [   0.008s] (4/4) client-engine::it media_call::both_hear",
            "     Summary [   0.431s] 4 tests run: 3 passed (2 flaky), 1 failed, 0 skipped",
            "\x1b[33;1m   FLAKY 2/2\x1b[0m [   0.012s] (1/4) \x1b[35mclient-engine::it\x1b[0m media_call::both_hear",
            "   FLAKY 3/4 [   0.008s] e2e::it ring::loud",
            "  TRY 2 FAIL [   0.172s] (2/4) e2e::it ring::silent",
            "FLAKY as it is [told]",
        ] {
            tally.read(Runner::Cargo, line);
        }
        assert_eq!(
            tally,
            Tally {
                passed: 3,
                failed: 1,
                flaky: vec![
                    "FLAKY 2/2 [   0.012s] (1/4) client-engine::it media_call::both_hear"
                        .to_owned(),
                    "FLAKY 3/4 [   0.008s] e2e::it ring::loud".to_owned(),
                ],
            }
        );
    }

    #[test]
    fn cargo_test_is_understood() {
        assert_eq!(
            tally(
                Runner::Cargo,
                "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                 test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out"
            ),
            (3, 3)
        );
    }

    #[test]
    fn node_is_understood() {
        assert_eq!(
            tally(
                Runner::Node,
                "# tests 6\n# pass 4\n# fail 1\n# cancelled 1\n# skipped 0"
            ),
            (4, 2)
        );
        assert_eq!(tally(Runner::Node, "ℹ pass 4\nℹ fail 0"), (4, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        let lines = "12 passed, 3 failed\n# pass the salt\nSummary of it";
        assert_eq!(tally(Runner::Cargo, lines), (0, 0));
        assert_eq!(tally(Runner::Node, lines), (0, 0));
        assert_eq!(tally(Runner::Cargo, "# pass 3"), (0, 0));
    }
}
