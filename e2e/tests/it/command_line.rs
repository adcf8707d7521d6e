//! The app on the command line against a real server: the self-test, and its failure.

use crate::stage::open_clinic;
use serde_json::Value;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Runs the self-test with the demo's accounts and this password of the patient's.
async fn selftest(server: SocketAddr, password: &str) -> (Output, Vec<Value>) {
    let program = std::env::var("MEDCONSULT_CLI_BIN")
        .expect("MEDCONSULT_CLI_BIN names the program; `cargo xtask test` builds and sets it");
    let output = tokio::process::Command::new(program)
        .args(["--server", &format!("http://{server}"), "selftest"])
        .args([
            "--doctor",
            "doctor@clinic.com",
            "--patient",
            "john@email.com",
        ])
        .env("MEDCONSULT_DOCTOR_PASSWORD", "doctor123")
        .env("MEDCONSULT_PATIENT_PASSWORD", password)
        .output()
        .await
        .unwrap();
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    let steps = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let steps = steps.collect();
    (output, steps)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_selftest_plays_a_visit_and_leaves_no_session_open() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let (output, steps) = selftest(server.address, "patient123").await;
    assert!(output.status.success(), "{steps:?}");
    let named = |who: &str| {
        let of_them = steps.iter().filter(|step| step["who"] == who);
        let names = of_them.map(|step| step["step"].as_str().unwrap());
        names.collect::<Vec<_>>()
    };
    let met = ["connected", "pictures decoded", "ended"];
    assert!(named("patient").ends_with(&met), "{steps:?}");
    assert!(named("patient").contains(&"message read"), "{steps:?}");
    assert!(named("patient").contains(&"it rings"), "{steps:?}");
    assert!(
        named("doctor").ends_with(&[&met[..], &["session over"]].concat()),
        "{steps:?}"
    );
    assert!(
        steps
            .iter()
            .all(|step| step["ok"] == true && step["ms"].is_u64())
    );
    for step in &steps {
        println!("{step}");
    }
    server.stop().await.unwrap();
}

/// Everything below a folder, and the folder itself, with its mode.
fn modes(path: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = vec![(
        path.to_owned(),
        path.metadata().unwrap().permissions().mode(),
    )];
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            found.extend(modes(&entry.unwrap().path()));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_on_the_computer_reads_what_the_app_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let profile = folder.path().join("a profile");
    let program = std::env::var("MEDCONSULT_CLI_BIN").unwrap();
    let mut shell = tokio::process::Command::new("sh");
    // The usual umask.
    shell.args(["-c", "umask 022; exec \"$0\" \"$@\"", &program]);
    shell.args([
        "--server",
        &format!("http://{}", server.address),
        "--profile",
    ]);
    shell
        .arg(&profile)
        .args(["login", "--email", "john@email.com"]);
    let done = shell
        .env("MEDCONSULT_PASSWORD", "patient123")
        .output()
        .await;
    let done = done.unwrap();
    assert!(done.status.success(), "{done:?}");
    let kept = modes(&profile);
    assert!(kept.len() > 1, "{kept:?}");
    for (path, mode) in kept {
        assert_eq!(mode & 0o077, 0, "{} is {mode:o}", path.display());
    }
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let (output, steps) = selftest(server.address, "not the password").await;
    assert_eq!(output.status.code(), Some(1));
    let last = steps.last().unwrap();
    assert_eq!(
        (&last["step"], &last["ok"]),
        (&"signed in".into(), &false.into())
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("wrong_credentials"));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("not the password"));
    server.stop().await.unwrap();
}
