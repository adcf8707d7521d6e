//! The stored session in a real keyring, on a session bus of the test's own, and beside a missing one.

// The keyring of a Linux desktop; those of other systems can't be started by a test.

use crate::again::name_of;
use client_core::StoredSession;
use client_engine::{Kept, SecretBackend, SecretStore};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Set in the process that has a session bus of its own.
const INSIDE: &str = "KEYRING_TEST_INSIDE";

fn session(token: &str) -> StoredSession {
    StoredSession {
        server_url: "https://clinic.example".into(),
        refresh_token: token.into(),
    }
}

fn store(profile: &Path, backend: SecretBackend) -> SecretStore<StoredSession> {
    SecretStore::new(profile, backend, Kept::Session)
}

fn files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Starts the named test again with a home and a session bus of its own.
fn start_inside(test: &str) {
    let home = tempfile::tempdir().unwrap();
    let status = Command::new("dbus-run-session")
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, home.path())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("XDG_DATA_HOME")
        .env_remove("DISPLAY")
        .status()
        .expect("dbus-run-session is needed for this test");
    assert!(status.success(), "it failed at its own session bus");
}

/// A keyring that is open already, as after signing in at a desktop.
fn unlock_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("gnome-keyring-daemon is needed for this test");
    daemon.stdin.take().unwrap().write_all(b"secret").unwrap();
    assert!(daemon.wait().unwrap().success());
}

#[tokio::test]
async fn a_keyring_keeps_it_and_leaves_no_file() {
    let Some(home) = std::env::var_os(INSIDE) else {
        return start_inside(name_of!(a_keyring_keeps_it_and_leaves_no_file));
    };
    unlock_keyring();
    let profile = Path::new(&home).join("profile");
    let safe = store(&profile, SecretBackend::Keyring);
    assert_eq!(safe.load().await, None);
    safe.store(&session("one")).unwrap();
    safe.store(&session("two")).unwrap();
    safe.settle().await;
    assert_eq!(files(&profile), ["session.key"], "the secret is not here");

    let later = store(&profile, SecretBackend::Keyring);
    assert_eq!(later.load().await, Some(session("two")));
    let other = store(&Path::new(&home).join("other"), SecretBackend::Keyring);
    assert_eq!(other.load().await, None, "each profile has its own");

    later.forget().unwrap();
    later.settle().await;
    assert_eq!(files(&profile), ["session.key"]);
    let last = store(&profile, SecretBackend::Keyring);
    assert_eq!(last.load().await, None);
}

/// A file that the keyring has not taken over yet is newer than what the keyring has.
#[tokio::test]
async fn what_the_keyring_has_not_heard_yet_counts() {
    let Some(home) = std::env::var_os(INSIDE) else {
        return start_inside(name_of!(what_the_keyring_has_not_heard_yet_counts));
    };
    unlock_keyring();
    let profile = Path::new(&home).join("profile");
    let safe = store(&profile, SecretBackend::Keyring);
    safe.store(&session("one")).unwrap();
    safe.settle().await;
    let without = store(&profile, SecretBackend::File);
    without.store(&session("two")).unwrap();
    let later = store(&profile, SecretBackend::Keyring);
    assert_eq!(later.load().await, Some(session("two")));
}

/// A computer without a keyring: the encrypted file has it.
#[tokio::test]
async fn without_a_keyring_the_file_keeps_it() {
    if std::env::var_os(INSIDE).is_none() {
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name_of!(without_a_keyring_the_file_keeps_it)])
            .env(INSIDE, "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .status();
        assert!(status.unwrap().success());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let safe = store(folder.path(), SecretBackend::Keyring);
    safe.store(&session("one")).unwrap();
    safe.settle().await;
    assert_eq!(files(folder.path()), ["session.key", "session.sealed"]);
    let later = store(folder.path(), SecretBackend::Keyring);
    assert_eq!(later.load().await, Some(session("one")));
    later.forget().unwrap();
    assert_eq!(later.load().await, None);
}
