//! One person's app with no screen, whose page a browser draws.

use crate::paths::{self, Profile};
use crate::process::{self, Running};
use crate::run::logs::{log_file, log_tail};
use crate::run::windows::has_camera;
use anyhow::Context;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long it may take until it offers its bridge.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The running app.
pub struct Engine {
    bridge: String,
    log: PathBuf,
    app: Running,
}

impl Engine {
    /// Starts it with a profile of its own, and waits until a page may come.
    pub fn start(who: &str, server: &str) -> anyhow::Result<Self> {
        let profile = paths::run_folder().join("dev-profiles").join(who);
        fs::create_dir_all(&profile).context("no folder for the profile")?;
        let log = log_file(&format!("dev-{who}"))?;
        let mut command =
            process::killed_with_parent(paths::built("medconsult-cli", Profile::Debug)?);
        command
            .args(["--server", server, "--profile"])
            .arg(&profile)
            .args((!has_camera()).then_some("--synthetic"))
            .arg("lines")
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?);
        let name = format!("The {who}'s app");
        let mut app = Running::start_listening(&name, command)?;
        let said = app.child().stdout.take().context("the app has no output")?;
        let bridge = bridge_of(said)
            .recv_timeout(START_LIMIT)
            .map_err(|_| anyhow::anyhow!("{name} offers no bridge; {}", log_tail(&log)))?;
        Ok(Self { bridge, log, app })
    }

    /// The address of this person's page, which is served at `page`.
    pub fn page(&self, page: &str) -> String {
        format!("{page}/?socket={}", encoded(&self.bridge))
    }

    /// Fails once it has ended by itself.
    pub fn ensure_running(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.app.ended()? {
            anyhow::bail!(
                "{} ended ({status}); {}",
                self.app.name(),
                log_tail(&self.log)
            );
        }
        Ok(())
    }
}

/// Hears the app's views and tells the first bridge that one names. Goes on hearing afterwards, for
/// an app whose views nobody reads would wait.
fn bridge_of(said: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            if let Some(bridge) = bridge_in(&line) {
                // Nobody waits after the first one.
                let _heard = tell.send(bridge);
            }
        }
    });
    told
}

fn bridge_in(line: &str) -> Option<String> {
    let said: Value = serde_json::from_str(line).ok()?;
    said.pointer("/view/bridge/url")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// As a part of a query (RFC 3986): what has a meaning there is written in numbers.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bridge_of_the_views_is_told() {
        let views = "{\"view\":{\"bridge\":null}}\nnoise\n\
                     {\"view\":{\"bridge\":{\"url\":\"ws://127.0.0.1:1/?token=a\"}}}\n";
        let told = bridge_of(views.as_bytes());
        assert_eq!(told.recv().unwrap(), "ws://127.0.0.1:1/?token=a");
        assert!(bridge_of(&b"{\"view\":{}}\n"[..]).recv().is_err());
    }

    #[test]
    fn an_address_fits_into_an_address() {
        assert_eq!(
            encoded("ws://127.0.0.1:1/?token=a"),
            "ws%3A%2F%2F127.0.0.1%3A1%2F%3Ftoken%3Da"
        );
    }
}
