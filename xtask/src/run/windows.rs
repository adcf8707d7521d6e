//! The demo's two windows: a doctor's and a patient's, each with a profile of its own.

use super::display::{Display, HEIGHT, WIDTH};
use super::logs::{log_file, log_tail};
use crate::paths::{self, Profile};
use crate::process::{self, Running};
use anyhow::Context;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const WHO: [&str; 2] = ["doctor", "patient"];

/// One person's window.
struct Window {
    log: PathBuf,
    app: Running,
}

/// Both windows and their screen.
pub struct Windows {
    // Dropped in this order: the screen goes last.
    open: Vec<Window>,
    display: Display,
}

impl Windows {
    /// Opens both.
    pub fn open(server: &str, display: Display, profile: Profile) -> anyhow::Result<Self> {
        let app = paths::built("medconsult", profile)?;
        let mut open = Vec::new();
        for (place, who) in (0..).zip(WHO) {
            let log = log_file(who)?;
            let mut command = command(&app, server, who)?;
            display.apply_to(&mut command);
            if display.is_ours() {
                command.env("MEDCONSULT_WINDOW", area(place));
            }
            let out = File::create(&log)?;
            command.stdout(out.try_clone()?).stderr(out);
            let app = Running::start(&format!("The {who}'s window"), command)?;
            open.push(Window { log, app });
        }
        Ok(Self { open, display })
    }

    /// Forgets the windows that a person closed. Fails if one broke.
    pub fn are_all_closed(&mut self) -> anyhow::Result<bool> {
        let mut still_open = Vec::new();
        for mut window in self.open.drain(..) {
            match window.app.ended()? {
                None => still_open.push(window),
                Some(status) if status.success() => {}
                Some(status) => anyhow::bail!(
                    "{} ended ({status}); {}",
                    window.app.name(),
                    log_tail(&window.log)
                ),
            }
        }
        self.open = still_open;
        Ok(self.open.is_empty())
    }

    /// Where to look for them.
    pub fn describe(&self) -> String {
        let where_to = match self.display.name() {
            Some(name) => format!("The windows are on display {name}"),
            None => "The windows are on your screen".to_owned(),
        };
        let source = if has_camera() {
            "with this machine's camera"
        } else {
            "with a drawn picture, for there is no camera"
        };
        format!("{where_to}, {source}.")
    }

    /// Takes a picture of the whole screen.
    pub fn take_picture(&self, file: &Path) -> anyhow::Result<()> {
        let mut import = Command::new("import");
        import.args(["-window", "root"]).arg(file);
        self.display.apply_to(&mut import);
        process::run("The screenshot", import)?;
        println!("The screen is in {}.", file.display());
        Ok(())
    }
}

fn command(app: &Path, server: &str, who: &str) -> anyhow::Result<Command> {
    let profile = paths::run_folder().join("profiles").join(who);
    fs::create_dir_all(&profile).context("no folder for the profile")?;
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    let mut command = if has_bus || !paths::has_program("dbus-run-session") {
        process::killed_with_parent(app)
    } else {
        // Without a session bus there are no notifications, and the toolkit grumbles.
        let mut session = process::killed_with_parent("dbus-run-session");
        session.arg("--").arg(app);
        session
    };
    command
        .args(["--no-keyring", "--server", server, "--profile"])
        .arg(&profile);
    if !has_camera() {
        command.arg("--synthetic");
    }
    if !Path::new("/dev/dri").exists() {
        // With no GPU, the shared-buffer renderer costs three times as much.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    }
    Ok(command)
}

/// A half of the screen as `x,y,width,height`.
fn area(place: u32) -> String {
    let width = WIDTH / 2;
    format!("{},0,{width},{HEIGHT}", place * width)
}

/// Whether this machine films.
pub fn has_camera() -> bool {
    fs::read_dir("/dev").is_ok_and(|devices| {
        devices
            .filter_map(Result::ok)
            .any(|device| device.file_name().to_string_lossy().starts_with("video"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_stand_side_by_side() {
        assert_eq!(area(0), "0,0,1400,900");
        assert_eq!(area(1), "1400,0,1400,900");
    }
}
