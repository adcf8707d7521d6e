//! A screen for the windows: the one that is there, or one in memory.

use crate::process::{self, Running};
use anyhow::Context;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// How wide the screen in memory is; both windows stand side by side on it.
pub const WIDTH: u32 = 2800;
/// How high it is.
pub const HEIGHT: u32 = 900;

/// Where windows are shown.
pub struct Display {
    /// The X display to name to the windows; None leaves them the session's own.
    name: Option<String>,
    /// The screen, where it is ours. Kept to end with the windows.
    ours: Option<Running>,
}

impl Display {
    /// The wanted display, else the session's, else one of our own.
    pub fn find_or_start(wanted: Option<&str>) -> anyhow::Result<Self> {
        match wanted {
            Some(name) => {
                let number = number_of(name)?;
                if Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() {
                    return Ok(Self {
                        name: Some(format!(":{number}")),
                        ours: None,
                    });
                }
                start(Some(number))
            }
            None if has_session() => Ok(Self {
                name: None,
                ours: None,
            }),
            None => start(None),
        }
    }

    /// One of our own, whatever the session has.
    pub fn in_memory() -> anyhow::Result<Self> {
        start(None)
    }

    /// Lets a program show itself here.
    pub fn apply_to(&self, command: &mut Command) {
        if let Some(name) = &self.name {
            command.env("DISPLAY", name);
            // With both set, the toolkit would prefer the session's own screen.
            command.env_remove("WAYLAND_DISPLAY");
            command.env("GDK_BACKEND", "x11");
        }
    }

    /// Whether it is a screen that we started, with no window manager to place windows.
    pub fn is_ours(&self) -> bool {
        self.ours.is_some()
    }

    /// The X display's name, where one was chosen here.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

fn has_session() -> bool {
    // Only X and Wayland name their screens in the environment.
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn number_of(name: &str) -> anyhow::Result<u32> {
    let number = name.trim_start_matches(':');
    let number = number.split_once('.').map_or(number, |(number, _)| number);
    number
        .parse()
        .with_context(|| format!("`{name}` is no display; it looks like `:7`"))
}

/// Starts Xvfb, on a free display if none is named. It says which one as soon as it is up.
fn start(number: Option<u32>) -> anyhow::Result<Display> {
    let mut xvfb = process::killed_with_parent("Xvfb");
    xvfb.args(number.map(|number| format!(":{number}")))
        .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
        .args(["-screen", "0", &format!("{WIDTH}x{HEIGHT}x24")])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut ours = Running::start("Xvfb", xvfb)?;
    let said = ours.child().stdout.take().context("Xvfb has no output")?;
    let mut line = String::new();
    BufReader::new(said).read_line(&mut line)?;
    let number: u32 = line
        .trim()
        .parse()
        .context("Xvfb did not start; is the display taken?")?;
    println!("No screen is here, so one was started in memory: Xvfb :{number}.");
    Ok(Display {
        name: Some(format!(":{number}")),
        ours: Some(ours),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_are_read() {
        assert_eq!(number_of(":7").unwrap(), 7);
        assert_eq!(number_of("99").unwrap(), 99);
        assert_eq!(number_of(":1.0").unwrap(), 1);
        assert!(number_of("far:0").is_err());
    }
}
