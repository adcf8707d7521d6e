//! What an admin does on the command line, with its words and exit codes.

use crate::support::SECRET;
use crate::support::program::{Program, command, serve};
use serde_json::json;
use shared::*;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Exit code, standard output, standard error.
fn run(command: &mut Command, input: &str) -> (Option<i32>, String, String) {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let done = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn with(data: &Path, words: &str) -> Command {
    let mut command = command(data);
    command.args(words.split_whitespace());
    command.env("MEDCONSULT_SECRET", SECRET);
    command
}

#[test]
fn every_command_has_help_and_wrong_use_is_told_by_its_own_code() {
    let data = tempfile::tempdir().unwrap();
    for words in [
        "",
        "serve",
        "migrate",
        "admin create",
        "doctor approve",
        "audit verify",
        "audit head",
        "secret new",
        "openapi",
        "config check",
    ] {
        let (code, help, _) = run(&mut with(data.path(), &format!("{words} --help")), "");
        assert_eq!(code, Some(0), "{words}");
        assert!(
            help.contains("Usage:") && help.len() > 200,
            "{words}: {help}"
        );
        let (code, ..) = run(
            &mut with(data.path(), &format!("{words} --no-such-flag")),
            "",
        );
        assert_eq!(code, Some(2), "{words}");
    }
}

#[test]
fn without_a_secret_or_with_an_unknown_key_it_does_not_start() {
    let data = tempfile::tempdir().unwrap();
    let (code, _, words) = run(&mut serve(data.path()), "");
    assert_eq!(code, Some(1));
    assert!(words.contains("MEDCONSULT_SECRET"), "{words}");
    let file = data.path().join("medconsult.toml");
    for (text, code, named) in [
        ("listen = '127.0.0.1:0'", 0, "complete"),
        ("listne = '127.0.0.1:0'", 1, "listne"),
        ("secret = 'in a file that others can read'", 1, "secret"),
    ] {
        std::fs::write(&file, text).unwrap();
        let mut check = with(data.path(), "config check --config");
        let (got, out, err) = run(check.arg(&file).env("MEDCONSULT_SECRET", SECRET), "");
        assert_eq!(got, Some(code), "{text}: {err}");
        assert!(format!("{out}{err}").contains(named), "{text}: {out}{err}");
    }
}

#[test]
fn a_secret_is_made_and_one_that_could_be_guessed_is_refused_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let new = || {
        let (code, out, _) = run(command(data.path()).args(["secret", "new"]), "");
        assert_eq!(code, Some(0));
        out.trim().to_owned()
    };
    // 256 bits in base64.
    let (one, another) = (new(), new());
    assert_eq!((one.len(), another.len()), (43, 43));
    assert_ne!(one, another);
    let guessable = "a".repeat(32);
    let mut server = serve(data.path());
    let (code, _, words) = run(server.env("MEDCONSULT_SECRET", guessable), "");
    assert_eq!(code, Some(1));
    assert!(words.contains("medconsult-server secret new"), "{words}");
}

#[test]
fn a_demo_for_the_network_has_to_be_asked_for_in_words() {
    let data = tempfile::tempdir().unwrap();
    let mut demo = command(data.path());
    let demo = demo.args(["serve", "--demo", "--listen", "0.0.0.0:0"]);
    let (code, _, words) = run(demo, "");
    assert_eq!(code, Some(1));
    assert!(words.contains("--demo-open-to-network"), "{words}");
    assert!(words.contains("passwords are well known"), "{words}");
    let mut alone = serve(data.path());
    let (code, ..) = run(alone.arg("--demo-open-to-network"), "");
    assert_eq!(code, Some(2), "it says nothing without --demo");
    let mut open = command(data.path());
    let open = open.args(["serve", "--demo", "--demo-open-to-network"]);
    let program = Program::launch(open.args(["--listen", "0.0.0.0:0"]));
    assert!(program.door.address.ip().is_unspecified());
}

#[tokio::test]
async fn an_admin_is_made_a_doctor_approved_and_the_audit_verified() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(run(&mut with(data.path(), "migrate"), "").0, Some(0));
    let create = "admin create --name Alex --email alex@example.org";
    assert_eq!(run(&mut with(data.path(), create), "short\n").0, Some(1));
    assert_eq!(
        run(&mut with(data.path(), create), "long enough by far\n").0,
        Some(0)
    );
    let (code, _, words) = run(&mut with(data.path(), create), "long enough by far\n");
    assert_eq!(code, Some(1));
    assert!(words.contains("registered already"), "{words}");

    let program = Program::launch(serve(data.path()).env("MEDCONSULT_SECRET", SECRET));
    let door = &program.door;
    let admin = door.sign_in("alex@example.org", "long enough by far").await;
    assert_eq!(admin.signed_in.me.role, Role::Admin);
    let doctor = door.doctor("Maria Weber").await;
    let plan = json!({
        "title": "Morning", "starts_at": backend::clock::now(), "ends_at": backend::clock::now().plus_s(60),
        "time_zone": "UTC", "capacity": 2,
    });
    let ask = || {
        door.send(
            reqwest::Method::POST,
            paths::DOCTOR_SCHEDULES,
            Some(doctor.token()),
            plan.clone(),
        )
    };
    assert_eq!(ask().await.1["code"], "not_approved");
    let approve = |email: &str| {
        run(
            &mut with(data.path(), &format!("doctor approve {email}")),
            "",
        )
    };
    assert_eq!(approve("nobody@example.org").0, Some(1));
    assert_eq!(approve("alex@example.org").0, Some(1));
    assert_eq!(approve("maria.weber@example.org").0, Some(0));
    assert_eq!(ask().await.0, 201);

    let (code, out, _) = run(&mut with(data.path(), "audit verify"), "");
    assert_eq!(code, Some(0));
    assert!(out.contains("whole"), "{out}");
}
