//! The audit of a running server: heads outside the database, secrets that change, and who looked at what.

use crate::support::program::{Program, command, serve};
use crate::support::{Clinic, Person, SECRET, config};
use crate::testkit::on_both_databases;
use backend::app::audit::write_head;
use backend::state::AppState;
use serde_json::{Value, json};
use shared::*;
use std::path::Path;
use store::AuditEntry;
use store::testing::TestDatabase;

/// Another good one.
const NEXT: &str = "q8Zr0mVb3TxkYw1LhN5uGd7cPe9sAf2JvKt4";

on_both_databases! {
    whoever_looks_is_in_the_audit_once => super::looks;
    who_is_refused_is_in_the_audit => super::refusals;
    a_feed_ends_with_the_password_and_with_all_sessions => super::feed_ends;
}

/// What was looked at and refused, once the server has stopped and written all of it.
async fn looks_of(clinic: Clinic) -> Vec<AuditEntry> {
    let store = clinic.beside();
    clinic.server.stop().await.unwrap();
    let entries: Result<_, store::StoreError> = store.read(|tx| tx.audit_after(0, i64::MAX));
    let mut entries = entries.unwrap();
    entries.retain(crate::support::is_look);
    entries
}

/// Actor, action, subject, detail.
fn told(entries: &[AuditEntry]) -> Vec<[&str; 4]> {
    let mut told: Vec<_> = entries
        .iter()
        .map(|it| {
            [
                it.actor_id.as_deref().unwrap_or(""),
                it.action.as_str(),
                it.subject_id.as_deref().unwrap_or(""),
                it.detail.as_str(),
            ]
        })
        .collect();
    told.sort_unstable();
    told
}

async fn looks(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(&patient, &schedule).await;
    let call = clinic.invite(&doctor, &schedule, &patient).await;
    let encounter_id = EncounterId::from(call.entry_id.unwrap());
    let chat = paths::with_id(paths::MESSAGES, encounter_id);
    let queue = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
    let card = paths::with_id(paths::DOCTOR_PATIENT, patient.id());
    // A list that is asked for again and again.
    for _ in 0..5 {
        let _: Value = clinic.get(&doctor, &queue).await;
        let _: Value = clinic.get(&patient, &chat).await;
    }
    let _: Value = clinic.get(&doctor, &chat).await;
    let _: Value = clinic.get(&doctor, &card).await;
    let _: Value = clinic.get(&patient, paths::APPOINTMENTS).await;
    // Looks at nothing of anybody else.
    let _: Value = clinic.get(&patient, paths::ME).await;
    let _: Value = clinic.get(&patient, paths::DOCTORS).await;
    let feed: CalendarFeedAddress = clinic
        .post(&patient, paths::RENEW_CALENDAR, Value::Null)
        .await;
    let anybody = clinic
        .send(reqwest::Method::GET, feed.path.reveal(), None, Value::Null)
        .await;
    assert_eq!(anybody.0, 200);
    let (doctor, patient) = (doctor.id().to_string(), patient.id().to_string());
    let (encounter, schedule) = (encounter_id.to_string(), schedule.id.to_string());
    let entries = looks_of(clinic).await;
    let mut expected = [
        [doctor.as_str(), "chat.read", encounter.as_str(), ""],
        [&doctor, "patient.read", &patient, ""],
        [&doctor, "queue.read", &schedule, ""],
        [&patient, "appointment.list", &patient, ""],
        [&patient, "chat.read", &encounter, ""],
        ["", "calendar.read", &patient, ""],
    ];
    expected.sort_unstable();
    assert_eq!(told(&entries), expected);
}

async fn refusals(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let stranger = clinic.patient("Eve Stranger").await;
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(&patient, &schedule).await;
    let call = clinic.invite(&doctor, &schedule, &patient).await;
    let refused = async |method: &str, path: &str, body: Value| {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let token = Some(stranger.token());
        clinic.send(method, path, token, body).await.0.as_u16()
    };
    let encounter_id = EncounterId::from(call.entry_id.unwrap());
    let chat = paths::with_id(paths::MESSAGES, encounter_id);
    let queue = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
    for _ in 0..3 {
        assert_eq!(refused("GET", &chat, Value::Null).await, 404);
    }
    assert_eq!(
        refused("POST", &chat, json!({ "text": "hello" })).await,
        404
    );
    assert_eq!(refused("GET", &queue, Value::Null).await, 403);
    let mut socket = clinic.socket(&stranger, None).await;
    let typing = ClientFrame::Typing {
        encounter_id,
        typing: true,
    };
    socket.say(typing).await;
    while !matches!(socket.next().await.frame, ServerFrame::Refused { .. }) {}

    let (who, chat, queue) = (
        stranger.id().to_string(),
        encounter_id.to_string(),
        schedule.id.to_string(),
    );
    let entries = looks_of(clinic).await;
    let mut expected = [
        [who.as_str(), "access.refused", chat.as_str(), "messages"],
        [&who, "access.refused", &chat, "write_message"],
        [&who, "access.refused", &chat, "socket"],
        [&who, "access.refused", &queue, "doctor_queue"],
    ];
    expected.sort_unstable();
    assert_eq!(told(&entries), expected);
}

async fn feed_ends(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let patient = clinic.patient("John Miller").await;
    let make = async |who: &Person| -> CalendarFeedAddress {
        clinic.post(who, paths::RENEW_CALENDAR, Value::Null).await
    };
    let answers = async |feed: &CalendarFeedAddress| {
        let get = reqwest::Method::GET;
        let answer = clinic.send(get, feed.path.reveal(), None, Value::Null);
        answer.await.0.as_u16()
    };
    let first = make(&patient).await;
    assert_eq!(answers(&first).await, 200);
    let change =
        json!({ "current_password": "correct horse", "new_password": "a rather long staple" });
    let _: Value = clinic.post(&patient, paths::PASSWORD_CHANGE, change).await;
    assert_eq!(answers(&first).await, 404);
    let second = make(&patient).await;
    assert_eq!(answers(&second).await, 200);
    let _: Value = clinic.post(&patient, paths::LOGOUT_ALL, Value::Null).await;
    assert_eq!(answers(&second).await, 404);
}

/// Runs a command with this secret and the one before, and says whether it went well, and its words.
fn run(data: &Path, words: &[&str], secret: &str, previous: Option<&str>) -> (bool, String) {
    let mut command = command(data);
    command.args(words).env("MEDCONSULT_SECRET", secret);
    if let Some(previous) = previous {
        command.env("MEDCONSULT_PREVIOUS_SECRET", previous);
    }
    let done = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        done.status.success(),
        text(&done.stdout) + &text(&done.stderr),
    )
}

async fn serve_once(data: &Path, config: &Path, secret: &str, previous: Option<&str>) {
    let mut server = serve(data);
    server.arg("--config").arg(config).env("RUST_LOG", "error");
    server.env("MEDCONSULT_SECRET", secret);
    if let Some(previous) = previous {
        server.env("MEDCONSULT_PREVIOUS_SECRET", previous);
    }
    let program = Program::launch(&mut server);
    program
        .door
        .patient(&format!("A Patient {}", secret.len()))
        .await;
    program.terminate();
    assert!(program.stopped().await.success());
}

#[tokio::test]
async fn a_deleted_audit_is_found_by_the_head_that_a_stopping_server_left_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (data, heads) = (folder.path().join("data"), folder.path().join("heads"));
    let config = folder.path().join("server.toml");
    std::fs::write(&config, format!("audit_heads = '{}'", heads.display())).unwrap();
    serve_once(&data, &config, SECRET, None).await;
    let kept = heads.display().to_string();
    let with_head = ["audit", "verify", "--head", kept.as_str()];
    let (well, words) = run(&data, &with_head, SECRET, None);
    assert!(well && words.contains("is whole"), "{words}");
    let (well, words) = run(&data, &["audit", "verify"], SECRET, None);
    assert!(
        well && words.contains("can't be known without a head"),
        "{words}"
    );
    let (well, head) = run(&data, &["audit", "head"], SECRET, None);
    assert!(
        well && head.starts_with("medconsult-audit-head-1 "),
        "{head}"
    );

    // Everything is deleted, and the server started anew.
    let database = data.join("medconsult.db").display().to_string();
    let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
                  c.executescript('DROP TRIGGER audit_no_delete; DELETE FROM audit'); c.commit()";
    let python = std::process::Command::new("python3")
        .args(["-c", script, &database])
        .status();
    assert!(python.unwrap().success());
    let (well, words) = run(&data, &["audit", "verify"], SECRET, None);
    assert!(!well && words.contains("empty"), "{words}");
    let (well, words) = run(
        &data,
        &["audit", "verify", "--head", head.trim()],
        SECRET,
        None,
    );
    assert!(!well && words.contains("was cut"), "{words}");
    let (well, words) = run(
        &data,
        &["audit", "verify", "--head", "nowhere"],
        SECRET,
        None,
    );
    assert!(!well && words.contains("nowhere"), "{words}");
    serve_once(&data, &config, NEXT, None).await;
    let (well, words) = run(&data, &with_head, NEXT, Some(SECRET));
    assert!(!well, "{words}");
}

#[tokio::test]
async fn a_server_finds_by_itself_that_its_audit_was_cut() {
    let database = TestDatabase::sqlite().unwrap();
    let state = AppState::open(config(&database)).unwrap();
    let broken = || {
        state
            .metrics
            .render()
            .contains("medconsult_audit_broken_total")
    };
    let now = backend::clock::now();
    for _ in 0..2 {
        write_head(&state, now).await.unwrap();
        assert!(!broken());
    }
    database
        .meddle("DROP TRIGGER audit_no_delete; DELETE FROM audit")
        .unwrap();
    write_head(&state, now).await.unwrap();
    assert!(broken());
}

#[tokio::test]
async fn a_changed_secret_signs_nobody_out_and_leaves_the_audit_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut server = serve(data);
    let before = Program::launch(server.env("MEDCONSULT_SECRET", SECRET));
    let patient = before.door.patient("John Miller").await;
    before.terminate();
    assert!(before.stopped().await.success());

    server.env("MEDCONSULT_SECRET", NEXT);
    server.env("MEDCONSULT_PREVIOUS_SECRET", SECRET);
    let after = Program::launch(&mut server);
    let me: Me = after.door.get(&patient, paths::ME).await;
    assert_eq!(me.user_id, patient.id());
    let refresh = json!({ "refresh_token": patient.signed_in.refresh_token });
    let post = reqwest::Method::POST;
    let (status, _) = after.door.send(post, paths::REFRESH, None, refresh).await;
    assert_eq!(status, 200);
    after.terminate();
    assert!(after.stopped().await.success());
    // The change is in the chain; the one before may be forgotten now.
    let (well, words) = run(data, &["audit", "verify"], NEXT, None);
    assert!(well, "{words}");
    let (well, words) = run(data, &["audit", "verify"], SECRET, None);
    assert!(
        !well && words.contains("MEDCONSULT_PREVIOUS_SECRET"),
        "{words}"
    );
}
