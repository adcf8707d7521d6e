//! What one person, one network and everybody may ask for, and what is left to others.

use crate::support::{Door, Person, config};
use backend::{Config, Limits, Purse, Rate, Rates, Running};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::num::NonZeroU32;
use store::testing::TestDatabase;

const fn per_minute(tries: u32) -> Option<Rate> {
    Some(Rate::per_minute(NonZeroU32::new(tries).unwrap()))
}

/// A server on a fresh database, with something about it changed.
async fn open(change: impl FnOnce(&mut Config)) -> (Door, Running, TestDatabase) {
    let database = TestDatabase::sqlite().unwrap();
    let mut config = config(&database);
    change(&mut config);
    let server = Running::start(config).await.unwrap();
    (Door::of(server.address), server, database)
}

async fn status(door: &Door, method: &str, path: &str) -> u16 {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let (status, _) = door.send(method, path, None, Value::Null).await;
    status.as_u16()
}

/// A sign-in that a proxy passes on for somebody at this address.
async fn forwarded_sign_in(door: &Door, address: &str, email: &str, password: &str) -> u16 {
    let request = Client::new()
        .post(format!("http://{}{}", door.address, paths::LOGIN))
        .header("X-Forwarded-For", address)
        .json(&json!({ "email": email, "password": password }));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn behind_a_proxy_who_fails_to_sign_in_shuts_out_nobody_at_another_address() {
    let (door, _server, _database) = open(|config| {
        config.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
        let few = Rates {
            network: per_minute(5),
            ..Rates::default()
        };
        config.limits = Limits::generous().with(Purse::Logins, few);
    })
    .await;
    let patient = door.patient("John Miller").await;
    let email = patient.address();
    let mut seen = Vec::new();
    for number in 0..6 {
        // What it claims to be further away is not believed.
        let address = format!("198.51.100.{number}, 203.0.113.9");
        let nobody = format!("nobody{number}@example.org");
        seen.push(forwarded_sign_in(&door, &address, &nobody, "not it").await);
    }
    assert_eq!(seen, [401, 401, 401, 401, 401, 429]);
    let other = forwarded_sign_in(&door, "192.0.2.7", email, "correct horse").await;
    assert_eq!(other, 200);
    let neighbour = forwarded_sign_in(&door, "2001:db8::1", "nobody@example.org", "not it").await;
    assert_eq!(neighbour, 401);
}

#[tokio::test]
async fn junk_in_place_of_refresh_tokens_keeps_nobody_from_signing_in_or_refreshing() {
    let (door, _server, _database) = open(|config| config.limits = Limits::default()).await;
    let patient = door.patient("John Miller").await;
    for number in 0..119 {
        let junk = json!({ "refresh_token": format!("junk {number}") });
        let (status, _) = door.send(Method::POST, paths::REFRESH, None, junk).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let token = &patient.signed_in.refresh_token;
    let body = json!({ "refresh_token": token });
    let (status, answer) = door.send(Method::POST, paths::REFRESH, None, body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    door.login(&patient).await;
}

#[tokio::test]
async fn numbers_and_the_demos_seed_are_behind_the_internal_listener_alone() {
    let internal = |config: &mut Config| {
        config.internal_listen = Some("127.0.0.1:0".parse().unwrap());
        config.demo = true;
    };
    let (public, server, _database) = open(internal).await;
    let inside = Door::of(server.internal_address.unwrap());
    for (method, path, without, with) in [
        ("GET", paths::METRICS, 404, 200),
        ("POST", paths::SEED, 404, 409),
        ("GET", paths::DOCTORS, 401, 404),
        ("POST", paths::LOGIN, 400, 404),
        ("GET", paths::SOCKET, 400, 404),
    ] {
        let seen = (
            status(&public, method, path).await,
            status(&inside, method, path).await,
        );
        assert_eq!(seen, (without, with), "{method} {path}");
    }

    // A demo without one is seeded from this machine, as ever.
    let (public, _server, _database) = open(|config| config.demo = true).await;
    assert_eq!(status(&public, "POST", paths::SEED).await, 409);
    assert_eq!(status(&public, "GET", paths::METRICS).await, 404);
    let (public, _server, _database) = open(|_| {}).await;
    assert_eq!(status(&public, "POST", paths::SEED).await, 404);
}

#[tokio::test]
async fn invented_methods_and_paths_add_nothing_to_the_numbers() {
    let internal = |config: &mut Config| {
        config.internal_listen = Some("127.0.0.1:0".parse().unwrap());
    };
    let (public, server, _database) = open(internal).await;
    let inside = Door::of(server.internal_address.unwrap());
    let client = Client::new();
    for number in 0..10_000 {
        let method = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
        let path = if number % 2 == 0 {
            paths::ME
        } else {
            "/invented"
        };
        let url = format!("http://{}{path}/{number}", public.address);
        client.request(method, url).send().await.unwrap();
    }
    let url = format!("http://{}{}", inside.address, paths::METRICS);
    let text = client.get(url).send().await.unwrap().text().await.unwrap();
    let series = text.lines().filter(|line| !line.starts_with('#')).count();
    assert!(series < 100, "{series} series:\n{text}");
    assert!(!text.contains("INVENTED"), "{text}");
    assert!(text.contains("method=\"other\""), "{text}");
}

#[tokio::test]
async fn behind_tls_a_browser_is_told_not_to_try_without() {
    let trusted = |config: &mut Config| {
        config.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
    };
    let (door, _server, _database) = open(trusted).await;
    let url = format!("http://{}{}", door.address, paths::HEALTH);
    for (protocol, told) in [("https", true), ("http", false)] {
        let request = Client::new().get(&url);
        let request = request
            .header("X-Forwarded-For", "192.0.2.7")
            .header("X-Forwarded-Proto", protocol);
        let answer = request.send().await.unwrap();
        let header = answer.headers().contains_key("Strict-Transport-Security");
        assert_eq!(header, told, "{protocol}");
    }
}

/// Rings the doctor and gives up at once; the status of the ring, and its problem.
async fn ring_and_give_up(door: &Door, patient: &Person, doctor: &Person) -> (u16, Value) {
    let path = paths::with_id(paths::CALL_DOCTOR, doctor.id());
    let (status, answer) = door
        .send(Method::POST, &path, Some(patient.token()), json!({}))
        .await;
    if status == StatusCode::CREATED {
        let call: CallSnapshot = serde_json::from_value(answer.clone()).unwrap();
        let cancel = paths::with_id(paths::CANCEL_CALL, call.id);
        let _: CallSnapshot = door.post(patient, &cancel, Value::Null).await;
    }
    (status.as_u16(), answer)
}

/// A doctor who is online and takes direct calls.
async fn reachable_doctor(door: &Door, name: &str) -> (Person, crate::support::Socket) {
    let doctor = door.doctor(name).await;
    let profile = json!({ "name": name, "time_zone": "UTC", "accepts_direct_calls": true });
    let _: DoctorProfile = door.put(&doctor, paths::DOCTOR_PROFILE, profile).await;
    let mut socket = door.socket(&doctor, None).await;
    socket.next().await;
    (doctor, socket)
}

#[tokio::test]
async fn a_doctor_is_rung_so_often_and_no_more_whoever_takes_turns() {
    let (door, _server, _database) = open(|config| {
        config.limits = Limits::generous().with(Purse::Rings, Purse::Rings.rates());
    })
    .await;
    let (doctor, _first) = reachable_doctor(&door, "Maria Weber").await;
    let (other, _second) = reachable_doctor(&door, "Other Doctor").await;
    let mut patients = Vec::new();
    for number in 0..8 {
        patients.push(door.patient(&format!("Patient {number}")).await);
    }
    let mut rung = 0;
    let mut refused = Vec::new();
    for patient in patients.iter().cycle().take(40) {
        match ring_and_give_up(&door, patient, &doctor).await {
            (201, _) => rung += 1,
            (429, problem) => refused.push(problem),
            other => panic!("{other:?}"),
        }
    }
    // Twelve a minute, and some more while this went on.
    assert!((12..=15).contains(&rung), "rung {rung} times");
    let problem: Problem = serde_json::from_value(refused.pop().unwrap()).unwrap();
    assert_eq!(problem.code, ProblemCode::TooManyRequests);
    assert!(problem.retry_after_s.is_some());
    let (status, answer) = ring_and_give_up(&door, &patients[0], &other).await;
    assert_eq!(status, 201, "{answer}");
}

#[tokio::test]
async fn a_refusal_says_in_a_header_when_it_is_worth_coming_back() {
    let (door, _server, _database) = open(|config| {
        let few = Rates {
            network: per_minute(1),
            ..Rates::default()
        };
        config.limits = Limits::generous().with(Purse::Registrations, few);
    })
    .await;
    door.patient("John Miller").await;
    let url = format!("http://{}{}", door.address, paths::REGISTER);
    let answer = Client::new()
        .post(url)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds = answer.headers()["Retry-After"].to_str().unwrap();
    assert!((1..=61).contains(&seconds.parse::<u64>().unwrap()));
}
