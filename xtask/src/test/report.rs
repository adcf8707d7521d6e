//! What a test run came to.

use super::load;
use super::steps::Step;
use super::tally::Tally;
use crate::progress::in_words;
use std::fmt;
use std::time::{Duration, Instant};

/// How a step went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Well, with so many tests.
    Passed(Tally),
    /// Not well.
    Failed(Tally),
    /// It did not run, and why.
    Skipped(String),
}

/// All steps so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<(Step, Outcome, Duration)>,
    load_at_begin: Option<f64>,
    load_at_end: Option<f64>,
    begun: Option<Instant>,
    /// From the first step's begin to the last one's end; steps may run beside each other.
    took: Duration,
}

impl Report {
    /// An empty one.
    pub fn begin() -> Self {
        Self {
            load_at_begin: load::average(),
            begun: Some(Instant::now()),
            ..Self::default()
        }
    }

    /// Notes how busy the machine is after the last step.
    pub fn end(&mut self) {
        self.load_at_end = load::average();
        self.took = self.begun.map_or(Duration::ZERO, |begun| begun.elapsed());
    }

    /// Runs a step's work and notes outcome and time.
    pub fn time(&mut self, step: Step, work: impl FnOnce() -> Outcome) {
        let begun = Instant::now();
        let outcome = work();
        self.note(step, outcome, begun.elapsed());
    }

    /// Notes how a step went that ran beside another one.
    pub fn note(&mut self, step: Step, outcome: Outcome, time: Duration) {
        self.steps.push((step, outcome, time));
    }

    /// Notes that a step did not run.
    pub fn skip(&mut self, step: Step, why: &str) {
        self.steps
            .push((step, Outcome::Skipped(why.to_owned()), Duration::ZERO));
    }

    /// Whether a step ran and went well.
    pub fn went_well(&self, step: Step) -> bool {
        self.steps
            .iter()
            .any(|(done, outcome, _)| *done == step && matches!(outcome, Outcome::Passed(_)))
    }

    /// The sum of all runners. A step that failed with no failed test counts as one, so that
    /// whoever reads only this number is not misled.
    fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for (_, outcome, _) in &self.steps {
            match outcome {
                Outcome::Passed(tally) => sum.add(tally),
                Outcome::Failed(tally) => sum.add(&Tally {
                    failed: tally.failed.max(1),
                    ..tally.clone()
                }),
                Outcome::Skipped(_) => {}
            }
        }
        sum
    }

    /// Good if every step went well; else names each that failed and how to run just that.
    pub fn verdict(&self) -> anyhow::Result<()> {
        let failed: Vec<_> = self
            .steps
            .iter()
            .filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_)))
            .map(|(step, _, _)| {
                format!(
                    "the step `{0}` failed; to run just that: cargo xtask test --step {0}",
                    step.name()
                )
            })
            .collect();
        anyhow::ensure!(failed.is_empty(), "{}", failed.join("\nerror: "));
        let all_ran = self
            .steps
            .iter()
            .all(|(_, outcome, _)| matches!(outcome, Outcome::Passed(_)));
        anyhow::ensure!(all_ran, "the run was interrupted");
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (step, outcome, time) in &self.steps {
            let (mark, remark) = match outcome {
                Outcome::Passed(tally) => ("ok", counts(tally)),
                Outcome::Failed(tally) => ("FAILED", counts(tally)),
                Outcome::Skipped(why) => ("skipped", why.clone()),
            };
            let line = format!(
                "{:<12} {mark:<8} {:>12}  {remark}",
                step.name(),
                in_words(*time)
            );
            writeln!(out, "{}", line.trim_end())?;
        }
        let sum = self.sum();
        let load = match (self.load_at_begin, self.load_at_end) {
            (Some(begin), Some(end)) => format!("load {begin:.1} -> {end:.1}"),
            _ => String::new(),
        };
        let line = format!(
            "{:<12} {:<8} {:>12}  {load}",
            "all",
            "",
            in_words(self.took)
        );
        writeln!(out, "{}", line.trim_end())?;
        if !sum.flaky.is_empty() {
            writeln!(out, "{} passed at a later try only:", sum.flaky.len())?;
        }
        for test in &sum.flaky {
            writeln!(out, "  {test}")?;
        }
        write!(out, "{} passed, {} failed", sum.passed, sum.failed)
    }
}

fn counts(tally: &Tally) -> String {
    if *tally == Tally::default() {
        return String::new();
    }
    let flaky = match tally.flaky.len() {
        0 => String::new(),
        some => format!(", {some} flaky"),
    };
    format!(
        "{} of {} tests{flaky}",
        tally.passed,
        tally.passed + tally.failed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[(Step, Outcome)]) -> Report {
        let mut report = Report::default();
        for (step, outcome) in outcomes {
            report.time(*step, || outcome.clone());
        }
        report
    }

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally {
            passed,
            failed,
            ..Tally::default()
        }
    }

    #[test]
    fn the_last_line_is_the_sum_of_all_runners() {
        let report = report(&[
            (Step::Fmt, Outcome::Passed(tally(0, 0))),
            (Step::UiTest, Outcome::Passed(tally(4, 0))),
            (Step::Rust, Outcome::Passed(tally(90, 0))),
        ]);
        let shown = report.to_string();
        assert_eq!(shown.lines().last(), Some("94 passed, 0 failed"));
        assert!(report.verdict().is_ok());
    }

    #[test]
    fn flaky_tests_are_counted_and_named_before_the_sum() {
        let test = "FLAKY 2/2 [   0.012s] e2e::it ring::loud";
        let outcome = Outcome::Passed(Tally {
            flaky: vec![test.to_owned()],
            ..tally(90, 0)
        });
        let shown = report(&[(Step::Rust, outcome)]).to_string();
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[0].ends_with("90 of 90 tests, 1 flaky"), "{shown}");
        assert_eq!(
            lines[2..],
            [
                "1 passed at a later try only:",
                "  FLAKY 2/2 [   0.012s] e2e::it ring::loud",
                "90 passed, 0 failed"
            ]
        );
    }

    #[test]
    fn the_load_stands_beside_the_time_of_all() {
        let mut report = report(&[(Step::Fmt, Outcome::Passed(tally(0, 0)))]);
        report.load_at_begin = Some(1.24);
        report.load_at_end = Some(3.4);
        let shown = report.to_string();
        assert!(
            shown
                .lines()
                .any(|line| line.ends_with("0.0 s  load 1.2 -> 3.4")),
            "{shown}"
        );
    }

    #[test]
    fn a_failed_step_is_named_with_its_command() {
        let report = report(&[
            (Step::Build, Outcome::Failed(tally(0, 0))),
            (Step::Rust, Outcome::Failed(tally(7, 2))),
        ]);
        assert_eq!(
            report.to_string().lines().last(),
            Some("7 passed, 3 failed")
        );
        let verdict = report.verdict().unwrap_err().to_string();
        assert!(
            verdict.contains("cargo xtask test --step build"),
            "{verdict}"
        );
        assert!(
            verdict.contains("cargo xtask test --step rust"),
            "{verdict}"
        );
    }

    #[test]
    fn a_skipped_step_is_no_success() {
        let mut report = report(&[(Step::Fmt, Outcome::Passed(tally(0, 0)))]);
        report.skip(Step::Rust, "interrupted");
        assert!(!report.went_well(Step::Rust));
        assert!(report.verdict().is_err());
    }
}
