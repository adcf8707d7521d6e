//! The demo's server.

use super::health;
use super::logs::{log_file, log_tail};
use crate::paths::{self, Profile};
use crate::process::{self, Running};
use anyhow::Context;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// Where a person expects it.
const USUAL_PORT: u16 = 8440;

/// How long it may take until it answers, migrations and demo data included.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The running server.
pub struct Clinic {
    url: String,
    log: PathBuf,
    server: Running,
}

impl Clinic {
    /// Starts it and waits until it is healthy.
    pub fn start(port: u16, profile: Profile) -> anyhow::Result<Self> {
        let data = paths::run_folder().join("data");
        fs::create_dir_all(&data)?;
        let log = log_file("server")?;
        let out = File::create(&log)?;
        let mut command = process::killed_with_parent(paths::built("medconsult-server", profile)?);
        command
            .args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--data")
            .arg(&data)
            // The demo lives in its folder, whatever else this shell is set up for.
            .env_remove("DATABASE_URL")
            .stdout(out.try_clone()?)
            .stderr(out);
        let mut clinic = Self {
            url: format!("http://127.0.0.1:{port}"),
            log,
            server: Running::start("The server", command)?,
        };
        clinic.wait_until_healthy(port)?;
        Ok(clinic)
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Fails once the server has ended by itself.
    pub fn ensure_running(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.server.ended()? {
            anyhow::bail!("the server ended ({status}); {}", log_tail(&self.log));
        }
        Ok(())
    }

    fn wait_until_healthy(&mut self, port: u16) -> anyhow::Result<()> {
        let until = Instant::now() + START_LIMIT;
        while !health::is_healthy(port) {
            self.ensure_running()?;
            anyhow::ensure!(!process::is_interrupted(), "interrupted");
            anyhow::ensure!(
                Instant::now() < until,
                "the server does not answer; {}",
                log_tail(&self.log)
            );
            thread::sleep(process::POLL_INTERVAL);
        }
        Ok(())
    }
}

/// The port a person asked for, or the usual one, or any that is free.
pub fn choose_port(wanted: Option<u16>) -> anyhow::Result<u16> {
    let bind = |port| TcpListener::bind(("127.0.0.1", port));
    if let Some(port) = wanted.filter(|port| *port != 0) {
        bind(port).with_context(|| format!("port {port} is not free"))?;
        return Ok(port);
    }
    if wanted.is_none() && bind(USUAL_PORT).is_ok() {
        return Ok(USUAL_PORT);
    }
    let port = bind(0)?.local_addr()?.port();
    if wanted.is_none() {
        println!("Port {USUAL_PORT} is taken; {port} it is.");
    }
    Ok(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_when_asked_for_and_avoided_otherwise() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(choose_port(Some(port)).is_err());
        assert_ne!(choose_port(None).unwrap(), port);
        assert_ne!(choose_port(Some(0)).unwrap(), 0);
    }
}
