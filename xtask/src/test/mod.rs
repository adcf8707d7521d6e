//! `cargo xtask test`: everything that must hold, in one command.
//!
//! Goes on after a failure wherever that makes sense, so that one run tells all. The last lines
//! are a table of the steps and one line that a machine can read.

mod lints;
mod listen;
mod load;
mod report;
mod steps;
mod tally;
mod work;

use crate::process;
use crate::progress::Progress;
use report::{Outcome, Report};
use std::thread::JoinHandle;
use std::time::Duration;
use steps::{Step, plan};
use tally::Tally;
use work::Workspace;

/// What to test.
#[derive(clap::Args)]
pub struct Args {
    /// Run only the Rust tests whose names contain this
    filter: Option<String>,
    /// Run only this step and what it needs; may be given several times
    #[arg(long = "step", value_enum)]
    steps: Vec<Step>,
    /// Let the tests that kill and hang up at random do so a thousand times instead of some tens
    #[arg(long)]
    long: bool,
}

/// Runs the steps and reports.
pub fn test(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    let chosen = match (&args.filter, args.steps.as_slice()) {
        (Some(_), []) => vec![Step::Rust],
        (_, steps) => steps.to_vec(),
    };
    let plan = plan(&chosen);
    let together = plan.contains(&Step::UiTest) && plan.contains(&Step::Rust);
    let mut workspace = Workspace::new(args.filter.clone(), args.long);
    let mut progress = Progress::begin(plan.len());
    let mut report = Report::begin();
    let mut beside = None;
    for step in plan {
        if process::is_interrupted() {
            report.skip(step, "interrupted");
        } else if let Some(need) = step.needs().iter().find(|need| !report.went_well(**need)) {
            report.skip(step, &format!("needs {}", need.name()));
        } else if together && step == Step::UiTest {
            let begun = progress.step("The UI's tests begin, beside the Rust tests", || {
                workspace.begin_ui_tests()
            });
            beside = Some(begun);
        } else {
            report.time(step, || {
                outcome(progress.step(step.title(), || workspace.work(step)))
            });
        }
        if step == Step::Rust
            && let Some(tests) = beside.take()
        {
            println!("The Rust tests are through; the UI's may go on.");
            let (tally, took) = match tests.map(JoinHandle::join) {
                Ok(Ok((tally, took))) => (tally, took),
                Ok(Err(_panic)) => (
                    Err(anyhow::anyhow!("its listener panicked")),
                    Duration::ZERO,
                ),
                Err(error) => (Err(error), Duration::ZERO),
            };
            report.note(Step::UiTest, outcome(tally), took);
        }
    }
    // Stops PostgreSQL before the last word.
    drop(workspace);
    report.end();
    println!("\n{report}");
    anyhow::ensure!(!process::is_interrupted(), "the run was interrupted");
    report.verdict()
}

/// What a step came to; an error is told at once.
fn outcome(tally: anyhow::Result<Tally>) -> Outcome {
    match tally {
        Ok(tally) if tally.failed == 0 => Outcome::Passed(tally),
        Ok(tally) => Outcome::Failed(tally),
        Err(error) => {
            eprintln!("error: {error:#}");
            Outcome::Failed(Tally::default())
        }
    }
}
