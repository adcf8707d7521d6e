use super::terminal::program;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Starts the server's program with demo data in a folder; it, and where it listens.
pub(super) fn serve(mut command: Command, folder: &Path, listen: &str) -> (Child, SocketAddr) {
    let mut child = command
        // In the network of some tests there is nobody else.
        .args([
            "serve",
            "--demo",
            "--demo-open-to-network",
            "--listen",
            listen,
            "--data",
        ])
        .arg(folder)
        .env(
            "MEDCONSULT_SECRET",
            "a secret of the tests, long enough for HS256",
        )
        .env_remove("DATABASE_URL")
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = loop {
        let line = output.next().expect("the server starts").unwrap();
        if let Some(address) = line.strip_prefix("listening on http://") {
            break address.parse().unwrap();
        }
    };
    // Its further lines are read, so that it is never held up by nobody listening.
    std::thread::spawn(move || output.for_each(drop));
    (child, address)
}

/// A clinic whose server is a process of its own and can be killed.
pub struct House {
    pub address: SocketAddr,
    folder: PathBuf,
    child: Child,
}

impl House {
    pub fn open(folder: &Path) -> Self {
        Self::with(folder, |_| {})
    }

    /// Opens one whose program is run somehow else.
    pub fn with(folder: &Path, more: impl FnOnce(&mut Command)) -> Self {
        Self::listening(folder, "127.0.0.1:0", more)
    }

    fn listening(folder: &Path, listen: &str, more: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(program("MEDCONSULT_SERVER_BIN"));
        more(&mut command);
        let (child, address) = serve(command, folder, listen);
        Self {
            address,
            folder: folder.to_owned(),
            child,
        }
    }

    /// SIGKILL: nothing is finished, nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Another server at the same place.
    pub fn reopen(&mut self) {
        self.reopen_with(|_| {});
    }

    /// The same, run somehow else.
    pub fn reopen_with(&mut self, more: impl FnOnce(&mut Command)) {
        *self = Self::listening(&self.folder, &self.address.to_string(), more);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
