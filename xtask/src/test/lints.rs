//! The build of a test run: every program and every test, compiled by clippy's driver. What the
//! compiler or clippy warns of is a failure here, and only here: who tries something out may warn.

use crate::paths;
use crate::process::Running;
use serde_json::Value;
use std::io::{BufRead, BufReader, IsTerminal};
use std::process::{Command, Stdio};

/// Builds programs and tests in one go: cargo then chooses the same features for both, and builds
/// every library once instead of twice.
pub fn build() -> anyhow::Result<()> {
    let format = if std::io::stderr().is_terminal() {
        "json-diagnostic-rendered-ansi"
    } else {
        "json"
    };
    let mut cargo = paths::linting_cargo();
    cargo.args(["build", "--workspace", "--all-targets", "--keep-going"]);
    cargo.args(["--message-format", format]);
    let warnings = count_warnings(cargo)?;
    anyhow::ensure!(
        warnings == 0,
        "{warnings} warnings, and a test run allows none"
    );
    Ok(())
}

/// Passes on what the compiler says, and counts its warnings. Cargo says those of crates that it
/// has compiled earlier once more, so a second run tells the same.
fn count_warnings(mut cargo: Command) -> anyhow::Result<usize> {
    cargo.stdout(Stdio::piped());
    let mut running = Running::start("The build", cargo)?;
    let said = running.child().stdout.take();
    let mut warnings = 0;
    for line in said
        .into_iter()
        .flat_map(|said| BufReader::new(said).lines())
    {
        let Some(diagnostic) = diagnostic(&line?) else {
            continue;
        };
        eprint!("{}", diagnostic.rendered);
        warnings += usize::from(diagnostic.is_warning);
    }
    let status = running.wait()?;
    anyhow::ensure!(status.success(), "The build failed ({status})");
    Ok(warnings)
}

/// One thing that the compiler says of the code.
#[derive(Debug, PartialEq, Eq)]
struct Diagnostic {
    rendered: String,
    is_warning: bool,
}

/// Reads a line of cargo's messages; most of them tell of files that were made.
/// Source: The Cargo Book, "External tools", compiler messages.
fn diagnostic(line: &str) -> Option<Diagnostic> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message.get("reason")? != "compiler-message" {
        return None;
    }
    let message = message.get("message")?;
    Some(Diagnostic {
        rendered: message.get("rendered")?.as_str()?.to_owned(),
        is_warning: message.get("level")? == "warning",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As cargo 1.95 says it, cut to what is read.
    const WARNING: &str = r#"{"reason":"compiler-message","package_id":"path+file:///x#w@0.1.0",
        "message":{"rendered":"warning: unused variable: `x`\n","level":"warning"}}"#;

    #[test]
    fn warnings_are_told_from_errors_and_other_messages() {
        let one_line = WARNING.replace('\n', " ");
        assert_eq!(
            diagnostic(&one_line),
            Some(Diagnostic {
                rendered: "warning: unused variable: `x`\n".to_owned(),
                is_warning: true
            })
        );
        let error = one_line.replace("\"warning\"", "\"error\"");
        assert!(diagnostic(&error).is_some_and(|error| !error.is_warning));
        assert_eq!(
            diagnostic(r#"{"reason":"build-finished","success":true}"#),
            None
        );
        assert_eq!(diagnostic("no JSON at all"), None);
    }

    #[test]
    fn a_build_with_warnings_is_counted_and_a_failed_one_fails() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let one_line = WARNING.replace('\n', " ");
        let twice = format!("printf '%s\\n' '{one_line}' '{one_line}'");
        assert_eq!(count_warnings(shell(&twice)).unwrap(), 2);
        assert!(count_warnings(shell("exit 1")).is_err());
    }
}
