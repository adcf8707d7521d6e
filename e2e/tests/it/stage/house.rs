use super::terminal::program;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A clinic whose server is a process of its own and can be killed.
pub struct House {
    pub address: SocketAddr,
    folder: PathBuf,
    child: Child,
    /// Open as long as the program runs: it prints more than is read here.
    _output: BufReader<ChildStdout>,
}

impl House {
    pub fn open(folder: &Path) -> Self {
        Self::listening(folder, "127.0.0.1:0")
    }

    fn listening(folder: &Path, listen: &str) -> Self {
        let mut child = Command::new(program("MEDCONSULT_SERVER_BIN"))
            .args(["serve", "--demo", "--listen", listen, "--data"])
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
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it did not start");
            if let Some(address) = line.strip_prefix("listening on http://") {
                break address.trim().parse().unwrap();
            }
        };
        Self {
            address,
            folder: folder.to_owned(),
            child,
            _output: output,
        }
    }

    /// SIGKILL: nothing is finished, nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Another server at the same place.
    pub fn reopen(&mut self) {
        *self = Self::listening(&self.folder, &self.address.to_string());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
