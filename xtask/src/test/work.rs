//! What each step of a test run does.

use super::lints;
use super::listen::{count, count_marked};
use super::steps::Step;
use super::tally::{Runner, Tally};
use crate::postgres::Postgres;
use crate::{install, paths, process, tidy, types};
use anyhow::Context;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Where the tests look for PostgreSQL. Set beforehand, it is used as it is.
const POSTGRES_URL: &str = "TEST_POSTGRES_URL";

/// The programs that the window tests start, and the variables that name them.
const PROGRAMS: &[(&str, &str)] = &[
    ("MEDCONSULT_APP_BIN", "medconsult"),
    ("MEDCONSULT_SERVER_BIN", "medconsult-server"),
    ("MEDCONSULT_CLI_BIN", "medconsult-cli"),
];

/// Set, it has random tests go on for longer.
const LONG: &str = "MEDCONSULT_LONG";

/// What the steps share.
pub struct Workspace {
    filter: Option<String>,
    long: bool,
    postgres: Option<Postgres>,
}

impl Workspace {
    /// An empty one.
    pub fn new(filter: Option<String>, long: bool) -> Self {
        Self {
            filter,
            long,
            postgres: None,
        }
    }

    /// Does one step.
    pub fn work(&mut self, step: Step) -> anyhow::Result<Tally> {
        match step {
            Step::Fmt => {
                install::ensure_rust_components()?;
                cargo("rustfmt", &["fmt", "--all", "--check"])
                    .context("`cargo fmt --all` mends it")?;
            }
            Step::Tidy => tidy::check()?,
            Step::Types => types::check()?,
            Step::Packages => install::ensure_packages(&[
                install::SERVER,
                install::APP,
                install::WINDOW,
                install::TEST,
            ])?,
            Step::Python => install::install_python_tools()?,
            Step::UiPackages => install::install_ui_packages()?,
            Step::UiCheck => process::run("npm run check", install::ui_script(&["run", "check"]))?,
            Step::UiBuild => install::build_ui()?,
            Step::Build => {
                install::ensure_rust_components()?;
                lints::build()?;
            }
            Step::UiTest => return count("npm test", Runner::Node, self.ui_tests()?),
            Step::Database => self.start_database()?,
            Step::Rust => return count("The Rust tests", Runner::Cargo, self.rust_tests()?),
            Step::Docs => {
                let mut docs = paths::linting_cargo();
                docs.args(["test", "--workspace", "--doc", "--no-fail-fast"]);
                return count("The documentation's examples", Runner::Cargo, docs);
            }
        }
        Ok(Tally::default())
    }

    fn ui_tests(&self) -> anyhow::Result<Command> {
        types::write_views()?;
        let mut tests = install::ui_script(&["test"]);
        self.lengthen(&mut tests);
        Ok(tests)
    }

    /// Begins the UI's tests beside what comes next, with what that leaves of the processors: the Rust
    /// tests wait most of their time, and some of them keep time.
    pub fn begin_ui_tests(&self) -> anyhow::Result<JoinHandle<(anyhow::Result<Tally>, Duration)>> {
        let tests = process::yielding(&self.ui_tests()?);
        Ok(thread::spawn(move || {
            let begun = Instant::now();
            let tally = count_marked("npm test", Runner::Node, tests, "ui-test | ");
            (tally, begun.elapsed())
        }))
    }

    fn start_database(&mut self) -> anyhow::Result<()> {
        if std::env::var_os(POSTGRES_URL).is_some() {
            println!("{POSTGRES_URL} is set: that one is used.");
            return Ok(());
        }
        let postgres = Postgres::start()?;
        println!("PostgreSQL answers at {}.", postgres.url());
        self.postgres = Some(postgres);
        Ok(())
    }

    fn lengthen(&self, tests: &mut Command) {
        if self.long {
            tests.env(LONG, "1");
        }
    }

    fn rust_tests(&self) -> anyhow::Result<Command> {
        let mut tests = paths::linting_cargo();
        if paths::has_program("cargo-nextest") {
            tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        } else {
            println!("cargo-nextest is not installed: `cargo test` does it, one after the other.");
            tests.args(["test", "--workspace", "--no-fail-fast"]);
            // It knows of no tests that must be alone, and a crate's are one program.
            tests.env("RUST_TEST_THREADS", "1");
            // The documentation's examples have a step of their own.
            tests.args(["--lib", "--bins", "--tests"]);
        }
        tests.args(&self.filter);
        if let Some(postgres) = &self.postgres {
            tests.env(POSTGRES_URL, postgres.url());
        }
        tests.env("SCHEMATHESIS", install::python_tool("schemathesis"));
        tests.env("MEDCONSULT_PYTHON", install::python_tool("python"));
        self.lengthen(&mut tests);
        for (variable, program) in PROGRAMS {
            tests.env(variable, paths::built(program, paths::Profile::Debug)?);
        }
        Ok(tests)
    }
}

fn cargo(name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let mut cargo = paths::cargo();
    cargo.args(arguments);
    process::run(name, cargo)
}
