//! The page as its authors want it: a change of a file shows at once.

use crate::process::{self, Running};
use crate::run::logs::{log_file, log_tail};
use crate::{install, postgres};
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// Where vite's users expect it.
const USUAL_PORT: u16 = 5173;
const START_LIMIT: Duration = Duration::from_secs(60);

/// vite, which serves it.
pub struct PageServer {
    url: String,
    log: PathBuf,
    vite: Running,
}

impl PageServer {
    /// Starts it and waits until it answers.
    pub fn start() -> anyhow::Result<Self> {
        let port = match TcpListener::bind((Ipv4Addr::LOCALHOST, USUAL_PORT)) {
            Ok(_) => USUAL_PORT,
            Err(_) => postgres::free_port()?,
        };
        let log = log_file("dev-page")?;
        let out = File::create(&log)?;
        let mut vite = install::ui_script(&["exec", "--", "vite", "--host", "127.0.0.1"]);
        vite.args(["--strictPort", "--clearScreen", "false", "--port"])
            .arg(port.to_string())
            .stdout(out.try_clone()?)
            .stderr(out);
        let mut server = Self {
            url: format!("http://127.0.0.1:{port}"),
            log,
            vite: Running::start("vite", vite)?,
        };
        let until = Instant::now() + START_LIMIT;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            server.ensure_running()?;
            anyhow::ensure!(!process::is_interrupted(), "interrupted");
            anyhow::ensure!(
                Instant::now() < until,
                "vite does not answer; {}",
                log_tail(&server.log)
            );
            thread::sleep(process::POLL_INTERVAL);
        }
        Ok(server)
    }

    /// Where it serves the page.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Fails once it has ended by itself.
    pub fn ensure_running(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.vite.ended()? {
            anyhow::bail!("vite ended ({status}); {}", log_tail(&self.log));
        }
        Ok(())
    }
}
