//! A PostgreSQL of one test's own, to be stopped and frozen under a server.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Debian keeps its programs out of the search path, in a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// PostgreSQL refuses to be run by root, so root takes this account.
const ACCOUNT: &str = "postgres";

/// How it stops: the signals of PostgreSQL's manual, 19.5.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// SIGINT: every session is told, and its transaction undone.
    Fast,
    /// SIGQUIT: as after a crash.
    Immediate,
}

/// A cluster on a port of its own. Gone when dropped.
pub struct OwnPostgres {
    port: u16,
    folder: TempDir,
    programs: PathBuf,
    server: Option<Child>,
}

impl OwnPostgres {
    pub async fn start() -> Self {
        let versions = fs::read_dir(DEBIAN).expect("PostgreSQL is installed");
        let mut programs: Vec<PathBuf> =
            versions.map(|it| it.unwrap().path().join("bin")).collect();
        programs.sort();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let mut own = Self {
            port,
            folder: tempfile::tempdir().unwrap(),
            programs: programs.pop().expect("PostgreSQL is installed"),
            server: None,
        };
        if let Some((user, group)) = account() {
            std::os::unix::fs::chown(own.folder.path(), Some(user), Some(group)).unwrap();
        }
        let made = own
            .command("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--no-sync",
                "--locale=C.UTF-8",
            ])
            .arg("-D")
            .arg(own.data())
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        drop(taken);
        own.resume().await;
        own
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it again and waits until it answers.
    pub async fn resume(&mut self) {
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.folder.path());
        command.args([
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-c",
            "fsync=off",
        ]);
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.server = Some(server.unwrap());
        let port = self.port.to_string();
        let answers = || {
            let mut asked = self.command("pg_isready");
            asked.args(["--quiet", "-h", "127.0.0.1", "-p", &port]);
            asked.status().unwrap().success()
        };
        while !answers() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Stops it, and waits until it is gone.
    pub async fn stop(&mut self, how: Stop) {
        let signal = match how {
            Stop::Fast => "INT",
            Stop::Immediate => "QUIT",
        };
        let mut server = self.server.take().unwrap();
        send(signal, &[server.id()]);
        tokio::task::spawn_blocking(move || server.wait().unwrap())
            .await
            .unwrap();
    }

    /// Neither it nor any of its sessions does anything from now on; the kernel answers for them.
    pub fn freeze(&self) {
        send("STOP", &self.family());
    }

    /// It goes on.
    pub fn thaw(&self) {
        send("CONT", &self.family());
    }

    /// The server and its sessions' processes.
    fn family(&self) -> Vec<u32> {
        let parent = self.server.as_ref().unwrap().id();
        let listed = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
        let children = listed.split_whitespace().map(|id| id.parse().unwrap());
        children.chain([parent]).collect()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path());
        if let Some((user, group)) = account() {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            self.server = None;
            send("CONT", &[server.id()]);
            send("QUIT", &[server.id()]);
            server.wait().ok();
        }
    }
}

/// Whose account runs it, where this is root.
fn account() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let said = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8(said.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    };
    let own: u32 = id(&["-u"]);
    (own == 0).then(|| (id(&["-u", ACCOUNT]), id(&["-g", ACCOUNT])))
}

fn send(signal: &str, processes: &[u32]) {
    let mut command = Command::new("kill");
    command.arg(format!("-{signal}"));
    // A session's process may have ended by itself meanwhile.
    command
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status()
        .ok();
}
