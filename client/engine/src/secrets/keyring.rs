//! The operating system's keyring: Secret Service, Keychain or Credential Manager.
//!
//! Owns the thread on which it is spoken to, because it may ask its owner for a password and answer
//! minutes later.

use super::kept::Kept;
use keyring::{Entry, Error};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// Under which name the keyring lists it.
const SERVICE: &str = "MedConsult";

/// What the keyring is to do.
pub(super) enum KeyringJob {
    /// Keep this in place of what it has.
    Store(Vec<u8>),
    /// Forget it.
    Forget,
}

enum Command {
    Load(oneshot::Sender<Option<Vec<u8>>>),
    KeyringJob(KeyringJob, Box<dyn FnOnce() + Send>),
    Settle(oneshot::Sender<()>),
}

/// The thread; it ends when this is dropped, after what it was given before.
pub(super) struct KeyringThread {
    commands: Sender<Command>,
}

impl KeyringThread {
    /// For this secret in the profile of this folder; nothing where the system has no thread left.
    pub(super) fn start(folder: &Path, kept: Kept) -> Option<Self> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut name = folder.to_string_lossy().into_owned();
        if kept == Kept::Device {
            name.push_str("#device");
        }
        let (commands, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("keyring".into())
            .spawn(move || work(&name, &waiting));
        thread.ok().map(|_| Self { commands })
    }

    /// What it holds.
    pub(super) async fn load(&self) -> Option<Vec<u8>> {
        let (answer, answered) = oneshot::channel();
        self.commands.send(Command::Load(answer)).ok()?;
        answered.await.ok()?
    }

    /// Has it done; `done` is called only if it was.
    pub(super) fn send(&self, job: KeyringJob, done: impl FnOnce() + Send + 'static) {
        let _ = self.commands.send(Command::KeyringJob(job, Box::new(done)));
    }

    /// Waits for everything given so far.
    pub(super) async fn settle(&self) {
        let (answer, answered) = oneshot::channel();
        let _ = self.commands.send(Command::Settle(answer));
        let _ = answered.await;
    }
}

fn work(name: &str, commands: &Receiver<Command>) {
    for command in commands {
        match command {
            Command::Load(answer) => {
                let found = Entry::new(SERVICE, name).and_then(|entry| entry.get_secret());
                let _ = answer.send(told(found));
            }
            Command::KeyringJob(job, done) => {
                if told(run(name, &job)).is_some() {
                    done();
                }
            }
            Command::Settle(answer) => {
                let _ = answer.send(());
            }
        }
    }
}

fn run(name: &str, job: &KeyringJob) -> Result<(), Error> {
    let entry = Entry::new(SERVICE, name)?;
    match job {
        KeyringJob::Store(secret) => entry.set_secret(secret),
        KeyringJob::Forget => match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        },
    }
}

/// A keyring that is missing or locked is a normal state: the file has it then.
fn told<T>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::NoEntry) => None,
        Err(error) => {
            tracing::info!(kind = kind(&error), "the keyring can't be used");
            None
        }
    }
}

/// The error's own words may carry what the keyring holds.
const fn kind(error: &Error) -> &'static str {
    match error {
        Error::NoStorageAccess(_) => "locked",
        Error::NoDefaultStore => "none",
        Error::PlatformFailure(_) => "failed",
        _ => "refused",
    }
}
