//! Everybody at once: signing in, and being there.

use crate::crowd::{self, Crowd, cpu_s};
use crate::figures::print;
use crate::support::Socket;
use crate::support::bystander::Bystander;
use crate::support::program::Program;
use crate::support::raw::RawSocket;
use crate::support::rush::{Introduction, rush};
use futures_util::{StreamExt, stream};
use std::time::{Duration, Instant};

/// Signs everybody in, eight at a time, while somebody else's socket is watched.
pub async fn sign_in(program: &Program, crowd: Crowd) -> Crowd {
    let doctor = crowd::sign_in(&program.door, &crowd.doctor).await;
    let bystander = Bystander::start(program.door.socket(&doctor, None).await);
    let quiet = bystander
        .watch(tokio::time::sleep(Duration::from_secs(2)))
        .await
        .1;
    let begun = Instant::now();
    let logins = stream::iter(&crowd.patients)
        .map(|email| crowd::sign_in(&program.door, email))
        .buffered(8)
        .collect::<Vec<_>>();
    let (patients, during) = bystander.watch(logins).await;
    let per_s = patients.len() as f64 / begun.elapsed().as_secs_f64();
    bystander.stop().await;
    print("sign-ins per second, 8 at a time", format!("{per_s:.0}"));
    print("another socket's round trip meanwhile, p50, p99", during);
    print("the same in a quiet time", quiet);
    Crowd {
        people: Some((doctor, patients)),
        ..crowd
    }
}

/// Everybody opens a socket at one moment, each with a first frame that says who it is.
pub async fn at_one_moment(program: &Program, crowd: &Crowd) {
    let tokens = crowd.patients().iter();
    let tokens = tokens.map(|patient| patient.signed_in.access_token.clone());
    let introduction = Introduction::FirstFrame;
    let rush = rush(program.door.address, tokens, introduction).await;
    print(
        format!(
            "{} devices that come at one moment: in",
            crowd.patients().len()
        ),
        format!(
            "{} within {:.1} s, told {:?}",
            rush.inside.len(),
            rush.took.as_secs_f64(),
            rush.told
        ),
    );
}

/// Memory of sockets that only are there.
pub async fn idle(program: &Program, crowd: &Crowd, sockets: usize) {
    let before = program.memory_kib();
    let begun = Instant::now();
    let tokens = crowd.patients().iter().cycle().take(sockets);
    let open = stream::iter(tokens)
        .map(|patient| async {
            let mut socket = RawSocket::open(program.door.address, patient.token()).await;
            socket.round_trip().await;
            socket
        })
        .buffered(32)
        .collect::<Vec<_>>()
        .await;
    let took = begun.elapsed();
    let each = (program.memory_kib() - before) as f64 / open.len() as f64;
    print(
        format!("memory per idle connection, {sockets} of them"),
        format!("{each:.1} KiB"),
    );
    let per_s = open.len() as f64 / took.as_secs_f64();
    print(
        "connections opened and authenticated per second",
        format!("{per_s:.0}"),
    );
    let cpu = cpu_s(program);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let idle = (cpu_s(program) - cpu) * 10.0;
    print(
        format!("CPU with {sockets} idle connections"),
        format!("{idle:.1} % of a core"),
    );
}

/// Sockets for these people.
pub async fn sockets(program: &Program, people: &[crate::support::Person]) -> Vec<Socket> {
    stream::iter(people)
        .map(|person| async {
            let mut socket = program.door.socket(person, None).await;
            socket.answers().await;
            socket
        })
        .buffered(32)
        .collect()
        .await
}
