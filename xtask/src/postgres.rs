//! A PostgreSQL of our own for the length of a test run: fresh, on loopback, gone afterwards.
//!
//! It never touches a server that is already there. Nothing in it survives a power cut, on
//! purpose: waiting for the disk would only slow the tests down.

use crate::process::{self, Running};
use anyhow::Context;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// How long it may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A throw-away server. Dropping it stops it and takes its folder away.
pub struct Postgres {
    port: u16,
    // Dropped in this order: first the server, then what it wrote.
    server: Running,
    folder: Folder,
}

impl Postgres {
    /// Makes a fresh cluster and starts it on a free port.
    pub fn start() -> anyhow::Result<Self> {
        let programs = programs()?;
        let owner = Owner::find()?;
        let folder = Folder::make(&owner)?;
        let data = folder.0.join("data");

        let mut initdb = owner.command(&programs.join("initdb"));
        initdb
            .args(["--auth=trust", "--username=postgres", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "-D"])
            .arg(&data)
            .current_dir(&folder.0)
            .stdout(File::create(folder.0.join("initdb.log"))?);
        process::run("initdb", initdb)?;

        let port = free_port()?;
        let log = File::create(folder.0.join("server.log"))?;
        let mut postgres = owner.command(&programs.join("postgres"));
        postgres
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder.0)
            .args(["-h", "127.0.0.1", "-p", &port.to_string()])
            .args(["-c", "fsync=off", "-c", "synchronous_commit=off"])
            .args(["-c", "full_page_writes=off", "-c", "max_connections=300"])
            .current_dir(&folder.0)
            .stdout(log.try_clone()?)
            .stderr(log);
        let server = Running::start("PostgreSQL", postgres)?.stopped_by("INT");

        let mut started = Self {
            port,
            server,
            folder,
        };
        started.wait_until_ready(&programs.join("pg_isready"))?;
        Ok(started)
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, pg_isready: &Path) -> anyhow::Result<()> {
        let until = Instant::now() + START_LIMIT;
        let port = self.port.to_string();
        while self.server.ended()?.is_none() && Instant::now() < until {
            let answers = Command::new(pg_isready)
                .args(["--quiet", "-h", "127.0.0.1", "-p", &port])
                .status()
                .context("pg_isready did not start")?
                .success();
            if answers {
                return Ok(());
            }
            anyhow::ensure!(!process::is_interrupted(), "interrupted");
            thread::sleep(process::POLL_INTERVAL);
        }
        let log = fs::read_to_string(self.folder.0.join("server.log")).unwrap_or_default();
        anyhow::bail!("PostgreSQL did not start; it said:\n{log}")
    }
}

/// Who runs it. PostgreSQL refuses to be run by root, so root takes the account that the Debian
/// package makes.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn find() -> anyhow::Result<Self> {
        if id(&["-u"])? != 0 {
            return Ok(Self(None));
        }
        let user = id(&["-u", "postgres"])
            .context("PostgreSQL cannot be run by root, and there is no `postgres` account")?;
        Ok(Self(Some((user, id(&["-g", "postgres"])?))))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = process::killed_with_parent(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id(arguments: &[&str]) -> anyhow::Result<u32> {
    let said = Command::new("id").args(arguments).output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.trim()
        .parse()
        .with_context(|| format!("`id {}` said {said:?}", arguments.join(" ")))
}

/// A folder that goes away with its owner.
struct Folder(PathBuf);

impl Folder {
    fn make(owner: &Owner) -> anyhow::Result<Self> {
        // A short path: a socket's name stops at about 100 bytes.
        let path = std::env::temp_dir().join(format!("medconsult-pg-{}", std::process::id()));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir(&path).with_context(|| format!("no folder {}", path.display()))?;
        let folder = Self(path);
        if let Some((user, group)) = owner.0 {
            std::os::unix::fs::chown(&folder.0, Some(user), Some(group))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} is left behind: {error}", self.0.display());
        }
    }
}

/// A port that is free now. Another program may take it before we do, which shows at once.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Debian keeps the server's programs out of the search path, one folder per version.
fn programs() -> anyhow::Result<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = debian
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("postgres").is_file())
        .max_by_key(|(version, _)| *version)
        .map(|(_, folder)| folder);
    let in_path = || {
        std::env::split_paths(&std::env::var_os("PATH")?)
            .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
    };
    newest
        .or_else(in_path)
        .context("no PostgreSQL server is installed (Debian's package is `postgresql`)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn it_starts_answers_and_leaves_nothing_behind() {
        // Where PostgreSQL is not installed there is nothing to see.
        if programs().is_err() {
            return;
        }
        let postgres = Postgres::start().unwrap();
        let (port, folder) = (postgres.port, postgres.folder.0.clone());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert!(postgres.url().ends_with("/postgres"));
        assert!(folder.exists());

        drop(postgres);

        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
