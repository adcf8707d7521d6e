//! The server as a process: how it stops, what it puts up with, what it writes down.

use crate::support::PATIENCE;
use crate::support::program::{Program, serve};
use serde_json::{Value, json};
use shared::*;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[tokio::test]
async fn told_to_stop_it_tells_every_socket_to_come_back_and_is_gone_within_five_seconds() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let mut people = Vec::new();
    for (_, email, password) in backend::app::demo::PATIENTS.map(|(who, ..)| who) {
        people.push(program.door.sign_in(email, password).await);
    }
    let mut sockets = Vec::new();
    // Each has at most 16.
    for patient in people.iter().cycle().take(50) {
        let mut socket = program.door.socket(patient, None).await;
        socket.answers().await;
        sockets.push(socket);
    }
    let asked = Instant::now();
    program.terminate();
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, Some(1012));
    }
    assert!(program.stopped().await.success());
    let took = asked.elapsed();
    println!("50 sockets told and gone after {took:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// Sends the beginning of a request and nothing more; the status line of the answer.
async fn stalled(program: &Program, beginning: &str) -> String {
    let mut stream = TcpStream::connect(program.door.address).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(2 * PATIENCE, stream.read_to_end(&mut answer)).await;
    read.expect("the server gives up on it").unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_request_that_never_arrives_is_given_up() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let headers = format!("POST {} HTTP/1.1\r\nHost: here\r\n", paths::LOGIN);
    let body = format!(
        "{headers}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"email\""
    );
    let (headers, body) = tokio::join!(stalled(&program, &headers), stalled(&program, &body));
    // RFC 9110, 15.5.9, from the web framework; the body's deadline is ours.
    assert_eq!(headers, "HTTP/1.1 408 Request Timeout");
    assert_eq!(body, "HTTP/1.1 400 Bad Request");
}

#[tokio::test]
async fn nothing_about_a_person_is_in_the_log() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let program = Program::launch(
        serve(data.path())
            .arg("--demo")
            .env("RUST_LOG", "debug,backend=trace,store=trace,domain=trace")
            .stderr(std::fs::File::create(&log).unwrap()),
    );
    let door = &program.door;
    let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
    let patient = door.sign_in("john@email.com", "patient123").await;
    let schedule = door.online_session(&doctor).await;
    let join = paths::with_id(paths::JOIN_QUEUE, schedule.id);
    let _: Value = door
        .post(
            &patient,
            &join,
            json!({ "reason": "Chest pain since Tuesday" }),
        )
        .await;
    let ready = paths::with_id(paths::TOGGLE_READY, schedule.id);
    let _: Value = door.post(&patient, &ready, json!({ "ready": true })).await;
    let mut at_patient = door.socket(&patient, None).await;
    // What happened before a socket is signed in is not told on it.
    at_patient.answers().await;
    let call = door.invite(&doctor, &schedule, &patient).await;
    at_patient.call_in(CallPhase::Ringing).await;
    let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
    let _: Value = door.post(&patient, &confirm, json!({})).await;
    at_patient
        .say(ClientFrame::JoinCall {
            call_id: call.id,
            last_signal: 0,
            backlog: Backlog::Wanted,
        })
        .await;
    let sdp = "v=0 o=- 46117 2 IN IP4 203.0.113.77".to_owned();
    at_patient
        .say(ClientFrame::Signal {
            call_id: call.id,
            signal: Signal::offer(sdp),
        })
        .await;
    at_patient.answers().await;
    // Failures are where secrets slip out.
    let wrong = json!({ "email": "john@email.com", "password": "wrong-password-7" });
    door.send(reqwest::Method::POST, paths::LOGIN, None, wrong)
        .await;
    let too_long = json!({ "reason": "Chest pain ".repeat(200) });
    let join = paths::with_id(paths::JOIN_QUEUE, schedule.id);
    let told = door
        .refused(&patient, reqwest::Method::POST, &join, too_long)
        .await;
    assert_eq!(told, (422, ProblemCode::Invalid));
    program.terminate();
    program.stopped().await;

    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.lines().count() > 5, "the log is there: {log}");
    let me = &patient.signed_in;
    for secret in [
        "John",
        "Miller",
        "Weber",
        "john@email",
        "doctor@clinic",
        "patient123",
        "wrong-password",
        "Chest pain",
        "203.0.113.77",
        "argon2id",
        me.access_token.reveal(),
        me.refresh_token.reveal(),
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
