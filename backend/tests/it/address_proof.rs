//! An address is proved by a code that went there: before the account, before the first place, and before
//! it changes. The codes are taken out of real mails.

use crate::support::sink::Sink;
use crate::support::{Clinic, Door, Person, config, open_store};
use backend::{AddressProof, Config, Running};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::time::{Duration, Instant};
use store::testing::TestDatabase;

/// A configuration that has people prove their addresses by way of this mail server.
fn proving(database: &TestDatabase, sink: &Sink) -> Config {
    Config {
        mail: Some(sink.config()),
        address_proof: AddressProof::Required,
        ..config(database)
    }
}

async fn open(database: &TestDatabase, sink: &Sink) -> (Running, Door) {
    let server = Running::start(proving(database, sink)).await.unwrap();
    let door = Door::of(server.address);
    (server, door)
}

async fn register(door: &Door, email: &str) -> (StatusCode, Value) {
    let body = json!({
        "role": "patient", "name": "John Miller", "email": email, "password": "correct horse",
        "time_zone": "Europe/Vienna", "date_of_birth": "1980-05-05",
    });
    door.send(Method::POST, paths::REGISTER, None, body).await
}

async fn anonymous(door: &Door, path: &str, body: Value) -> (u16, Value) {
    let (status, answer) = door.send(Method::POST, path, None, body).await;
    (status.as_u16(), answer)
}

/// The code in a mail, as its reader finds it.
fn code_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let is_code = |word: &&str| {
        let halves: Vec<_> = word.split('-').collect();
        halves.len() == 2 && halves.iter().all(|half| half.len() == 4)
    };
    let word = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .find(is_code);
    word.unwrap_or_else(|| panic!("no code in {text}"))
        .to_owned()
}

fn has_code(mail: &Value) -> bool {
    mail["text"].as_str().unwrap().contains("half an hour")
}

/// Registers by the code in the mail.
async fn registered(door: &Door, sink: &mut Sink, email: &str) -> Person {
    let (status, pending) = register(door, email).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{pending}");
    let mail = sink.next(1).await.remove(0);
    let body = json!({ "ticket": pending["ticket"], "code": code_in(&mail) });
    let (status, answer) = anonymous(door, paths::REGISTER_VERIFY, body).await;
    assert_eq!(status, 200, "{answer}");
    Person {
        signed_in: serde_json::from_value(answer).unwrap(),
    }
}

#[tokio::test]
async fn a_registration_is_completed_by_its_code_alone_and_tells_nobody_who_is_known() {
    for database in TestDatabase::both().unwrap() {
        let mut sink = Sink::start(0);
        let (server, door) = open(&database, &sink).await;
        let email = "john@example.org";
        let (status, new) = register(&door, email).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let mail = sink.next(1).await.remove(0);
        assert_eq!(mail["to"], json!([email]));
        assert!(!mail.to_string().contains("Miller"), "a mail names nobody");
        let code = code_in(&mail);
        let verify = |ticket: &Value, code: &str| {
            let body = json!({ "ticket": ticket, "code": code });
            anonymous(&door, paths::REGISTER_VERIFY, body)
        };
        // Before, there is no account, whatever one knows.
        let sign_in = json!({ "email": email, "password": "correct horse" });
        let (status, problem) = anonymous(&door, paths::LOGIN, sign_in.clone()).await;
        assert_eq!(
            (status, &problem["code"]),
            (401, &json!("wrong_credentials"))
        );
        let other = json!("another ticket");
        assert_eq!(verify(&other, &code).await.1["code"], "code_expired");
        assert_eq!(
            verify(&new["ticket"], "0000-0000").await.1["code"],
            "wrong_code"
        );
        let typed = code.to_lowercase().replace('-', " ");
        let (status, first) = verify(&new["ticket"], &typed).await;
        assert_eq!(status, 200, "{first}");
        // The answer was lost, say: again is the same person.
        let (status, again) = verify(&new["ticket"], &code).await;
        assert_eq!(status, 200, "{again}");
        assert_eq!(first["me"], again["me"]);
        assert_eq!(anonymous(&door, paths::LOGIN, sign_in).await.0, 200);

        // Somebody else tries the same address.
        let (status, known) = register(&door, "John@Example.org").await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let shape = |answer: &Value| {
            let fields = |value: &Value| -> Vec<String> {
                value.as_object().unwrap().keys().cloned().collect()
            };
            let ticket = answer["ticket"].as_str().unwrap().len();
            let span = |from: &str, to: &str| {
                answer["code"][to].as_i64().unwrap() - answer["code"][from].as_i64().unwrap()
            };
            let (all, code) = (fields(answer), fields(&answer["code"]));
            (all, code, ticket, span("again_at", "expires_at"))
        };
        assert_eq!(shape(&known), shape(&new));
        assert_eq!(known["code"]["email"], new["code"]["email"]);
        let told = sink.next(1).await.remove(0);
        assert_eq!(told["subject"], "You have an account already");
        assert!(!has_code(&told), "{told}");
        let mut seen = Vec::new();
        for number in 0..7 {
            let (_, problem) = verify(&known["ticket"], &format!("0000-000{number}")).await;
            seen.push(problem["code"].as_str().unwrap().to_owned());
        }
        assert_eq!(seen[..5], ["wrong_code"; 5]);
        assert_eq!(seen[5..], ["code_expired"; 2]);
        server.stop().await.unwrap();
    }
}

/// The middle one of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test]
async fn a_known_address_takes_as_long_as_a_new_one() {
    let mut sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, &sink).await;
    registered(&door, &mut sink, "known@example.org").await;
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for number in 0..9 {
        for (email, times) in [
            ("known@example.org".to_owned(), &mut known),
            (format!("new{number}@example.org"), &mut new),
        ] {
            let begun = Instant::now();
            let (status, _) = register(&door, &email).await;
            times.push(begun.elapsed());
            assert_eq!(status, StatusCode::ACCEPTED);
        }
    }
    let (known, new) = (median(known), median(new));
    println!("known {known:?}, new {new:?}");
    // A password that is hashed for one of them only makes several times of it.
    assert!(known < 2 * new && new < 2 * known, "{known:?}, {new:?}");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn another_code_takes_the_place_of_the_one_before() {
    let mut sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, &sink).await;
    let (_, pending) = register(&door, "john@example.org").await;
    let first = code_in(&sink.next(1).await[0]);
    let ticket = json!({ "ticket": pending["ticket"] });
    let (status, problem) = anonymous(&door, paths::REGISTER_CODE, ticket.clone()).await;
    assert_eq!(
        (status, &problem["code"]),
        (429, &json!("too_many_requests"))
    );
    let wait_s = problem["retry_after_s"].as_i64().unwrap();
    assert!((1..=60).contains(&wait_s), "{wait_s}");
    // A minute later, which is the same as a minute sooner.
    database
        .meddle("UPDATE mail_tokens SET sent_at = sent_at - 61000")
        .unwrap();
    let (status, sent) = anonymous(&door, paths::REGISTER_CODE, ticket).await;
    assert_eq!(status, 200, "{sent}");
    assert_eq!(sent["email"], "john@example.org");
    let second = code_in(&sink.next(1).await[0]);
    assert_ne!(first, second);
    for (code, status) in [(first, 409), (second, 200)] {
        let body = json!({ "ticket": pending["ticket"], "code": code });
        let (got, answer) = anonymous(&door, paths::REGISTER_VERIFY, body).await;
        assert_eq!(got, status, "{answer}");
    }
    server.stop().await.unwrap();
}

/// Somebody who registered while nobody had to prove anything, at a clinic that asks for it now.
async fn unproved(database: TestDatabase, sink: &Sink) -> (Running, Door, TestDatabase, Person) {
    let clinic = Clinic::open(database).await;
    let patient = clinic.patient("John Miller").await;
    let Clinic {
        database, server, ..
    } = clinic;
    server.stop().await.unwrap();
    let (server, door) = open(&database, sink).await;
    (server, door, database, patient)
}

#[tokio::test]
async fn the_first_place_time_and_ring_are_for_whoever_proved_the_address() {
    for database in TestDatabase::both().unwrap() {
        let mut sink = Sink::start(0);
        let (server, door, _database, patient) = unproved(database, &sink).await;
        let (_, pending) = register(&door, "maria@example.org").await;
        drop(pending);
        sink.next(1).await;
        let doctor = {
            let body = json!({
                "role": "doctor", "name": "Maria Weber", "email": "weber@example.org",
                "password": "correct horse", "time_zone": "Europe/Vienna",
            });
            let (_, pending) = anonymous(&door, paths::REGISTER, body).await;
            let code = code_in(&sink.next(1).await[0]);
            let body = json!({ "ticket": pending["ticket"], "code": code });
            let (_, answer) = anonymous(&door, paths::REGISTER_VERIFY, body).await;
            Person {
                signed_in: serde_json::from_value(answer).unwrap(),
            }
        };
        let schedule = door.online_session(&doctor).await;
        let join = paths::with_id(paths::JOIN_QUEUE, schedule.id);
        let reason = json!({ "reason": "Cough" });
        let starts_at = backend::clock::now().plus_s(30 * 3_600);
        let wanted = json!({
            "doctor_id": doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
        });
        let ring = paths::with_id(paths::CALL_DOCTOR, doctor.id());
        for (path, body) in [
            (join.as_str(), reason.clone()),
            (paths::APPOINTMENTS, wanted),
            (&ring, json!({})),
        ] {
            let refused = door.refused(&patient, Method::POST, path, body).await;
            assert_eq!(refused, (403, ProblemCode::EmailUnproved), "{path}");
        }
        // Nothing else is hindered.
        let _: SessionsSeen = door.get(&patient, paths::PATIENT_SCHEDULES).await;
        let sent: CodeSent = door.post(&patient, paths::EMAIL_CODE, Value::Null).await;
        assert_eq!(sent.email.reveal(), patient.address());
        let mail = sink.next(1).await.remove(0);
        let wrong = json!({ "code": "0000-0000" });
        let refused = door
            .refused(&patient, Method::POST, paths::EMAIL_VERIFY, wrong)
            .await;
        assert_eq!(refused, (409, ProblemCode::WrongCode));
        let right = json!({ "code": code_in(&mail) });
        let me: Me = door
            .post(&patient, paths::EMAIL_VERIFY, right.clone())
            .await;
        assert_eq!(me, patient.signed_in.me);
        let again: Me = door.post(&patient, paths::EMAIL_VERIFY, right).await;
        assert_eq!(again, me);
        let _: QueueSnapshot = door.post(&patient, &join, reason).await;
        server.stop().await.unwrap();
    }
}

/// As much of it as is looked at.
type SessionsSeen = Value;

#[tokio::test]
async fn another_address_is_proved_first_and_the_old_one_is_told() {
    for database in TestDatabase::both().unwrap() {
        let mut sink = Sink::start(0);
        let (server, door) = open(&database, &sink).await;
        let patient = registered(&door, &mut sink, "john@example.org").await;
        registered(&door, &mut sink, "eve@example.org").await;
        let change =
            |email: &str, password: &str| json!({ "email": email, "current_password": password });
        let wrong = change("new@example.org", "not it at all");
        let refused = door
            .refused(&patient, Method::POST, paths::EMAIL_CHANGE, wrong)
            .await;
        assert_eq!(refused, (401, ProblemCode::WrongCredentials));

        // An address that somebody has: the same answer, and only its owner learns of it.
        let taken = change("Eve@example.org", "correct horse");
        let _: CodeSent = door.post(&patient, paths::EMAIL_CHANGE, taken).await;
        let told = sink.next(1).await.remove(0);
        assert_eq!(told["to"], json!(["eve@example.org"]));
        assert!(!has_code(&told), "{told}");

        let new = change("new@example.org", "correct horse");
        let _: CodeSent = door.post(&patient, paths::EMAIL_CHANGE, new).await;
        let mail = sink.next(1).await.remove(0);
        assert_eq!(mail["to"], json!(["new@example.org"]));
        let me: Me = door.get(&patient, paths::ME).await;
        assert_eq!(
            me.email.reveal(),
            "john@example.org",
            "not before it is proved"
        );
        let code = json!({ "code": code_in(&mail) });
        let me: Me = door.post(&patient, paths::EMAIL_VERIFY, code).await;
        assert_eq!(me.email.reveal(), "new@example.org");
        let told = sink.next(1).await.remove(0);
        assert_eq!(told["to"], json!(["john@example.org"]));
        assert_eq!(told["subject"], "Your account has another address");
        door.sign_in("new@example.org", "correct horse").await;
        server.stop().await.unwrap();
    }
}

#[tokio::test]
async fn without_a_mail_server_nobody_is_asked_and_nobody_can_be() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    let refused = clinic
        .refused(&patient, Method::POST, paths::EMAIL_CODE, Value::Null)
        .await;
    assert_eq!(refused, (409, ProblemCode::NoMail));
    let (status, problem) = register(&clinic, patient.address()).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (409, &json!("email_taken"))
    );
}

#[tokio::test]
async fn invented_addresses_take_no_place_at_all() {
    let sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, &sink).await;
    for number in 0..20 {
        let (status, answer) = register(&door, &format!("invented{number}@example.org")).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        assert!(answer.get("access_token").is_none(), "{answer}");
    }
    let store = open_store(&database);
    assert_eq!(store.read(|tx| tx.count_users()).unwrap(), 0);
    server.stop().await.unwrap();
}
