//! One person with far too many sockets, and strangers with theirs: what is left to everybody else.

use crate::support::program::{Program, serve};
use crate::support::raw::{self, RawSocket};
use crate::support::{Door, Person};
use futures_util::future::join_all;
use reqwest::StatusCode;
use shared::*;
use std::path::Path;
use std::process::Command;

/// A demo's server as its own process, which starts with 256 descriptors and may have 512.
fn program_with_few_descriptors(data: &Path) -> Program {
    let mut inner = serve(data);
    inner.arg("--demo").env("RUST_LOG", "warn");
    let mut limited = Command::new("prlimit");
    limited.arg("--nofile=256:512").arg(inner.get_program());
    limited.args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    Program::launch(&mut limited)
}

async fn sign_in(door: &Door, email: &str, password: &str) -> Person {
    door.sign_in(email, password).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_many_sockets_push_each_other_out_and_leave_room_for_the_doctor() {
    let data = tempfile::tempdir().unwrap();
    let program = program_with_few_descriptors(data.path());
    let door = &program.door;
    let allowed = std::fs::read_to_string(format!("/proc/{}/limits", program.id())).unwrap();
    let files = allowed
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let files: Vec<_> = files.unwrap().split_whitespace().skip(3).take(2).collect();
    assert_eq!(files, ["512", "512"], "the limit is raised");

    let patient = sign_in(door, "john@email.com", "patient123").await;
    let mut first = RawSocket::open(door.address, patient.token()).await;
    first.round_trip().await;
    let mut all = Vec::new();
    for _ in 0..100 {
        let mut socket = RawSocket::open(door.address, patient.token()).await;
        // Its number in the order of arrival is the server's once it has answered.
        socket.round_trip().await;
        all.push(socket);
    }
    assert_eq!(first.abuse(b"").await, Some(limits::CLOSE_DISPLACED));
    let mut gone = 0;
    for socket in all.drain(..84) {
        let mut socket = socket;
        assert_eq!(socket.abuse(b"").await, Some(limits::CLOSE_DISPLACED));
        gone += 1;
    }
    assert_eq!((gone, all.len()), (84, 16));
    all.last_mut().unwrap().round_trip().await;
    all.first_mut().unwrap().round_trip().await;

    let doctor = sign_in(door, "doctor@clinic.com", "doctor123").await;
    door.socket(&doctor, None).await.next().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_do_not_say_whose_they_are_leave_room_for_those_who_do() {
    let data = tempfile::tempdir().unwrap();
    let program = program_with_few_descriptors(data.path());
    let door = &program.door;
    let doctor = sign_in(door, "doctor@clinic.com", "doctor123").await;
    let mut let_in = Vec::new();
    let mut refused = 0;
    // At once: who is one too many is kept waiting for a while.
    let knocks = (0..200).map(|_| RawSocket::knock(door.address, ""));
    for knock in join_all(knocks).await {
        match knock {
            (101, stream) => let_in.push(stream),
            (429, _) => refused += 1,
            (other, _) => panic!("{other}"),
        }
    }
    assert_eq!((let_in.len(), refused), (128, 72));
    // Who has a token is let in all the same, and so is everybody who signs in.
    let mut own = RawSocket::open(door.address, doctor.token()).await;
    own.round_trip().await;
    sign_in(door, "john@email.com", "patient123").await;
    drop(let_in);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_frames_are_counted_over_all_of_their_sockets() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let door = &program.door;
    let patient = sign_in(door, "john@email.com", "patient123").await;
    let other = sign_in(door, "amina@email.com", "patient123").await;
    let mut sockets = Vec::new();
    for _ in 0..6 {
        sockets.push(RawSocket::open(door.address, patient.token()).await);
    }
    let leave = ClientFrame::LeaveDoctors;
    let hello = serde_json::to_vec(&leave).unwrap();
    // Not so many that one socket alone would be closed for it.
    let many = raw::frame(raw::TEXT, &hello).repeat(200);
    for socket in &mut sockets {
        socket.send(&many).await;
    }
    let mut closed = Vec::new();
    for mut socket in sockets {
        // Whoever is not closed is still answered.
        closed.push(socket.closes().await);
    }
    assert!(closed.contains(&Some(1008)), "{closed:?}");
    let mut bystander = RawSocket::open(door.address, other.token()).await;
    bystander.send(&many).await;
    bystander.round_trip().await;
    let me = door.send(
        reqwest::Method::GET,
        paths::ME,
        Some(patient.token()),
        serde_json::Value::Null,
    );
    assert_eq!(me.await.0, StatusCode::OK, "requests are counted elsewhere");
}
