//! What HTTP itself promises, whatever is asked for: methods, headers, bodies.

use crate::support::{Clinic, Person};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

async fn open() -> (Clinic, Person) {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    (clinic, doctor)
}

fn request(clinic: &Clinic, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, format!("http://{}{path}", clinic.address))
}

/// Of every route that can be read: the same status and headers, and no body.
#[tokio::test]
async fn what_can_be_read_can_be_asked_for_without_its_body() {
    let (clinic, doctor) = open().await;
    let document: Value = serde_json::from_str(backend::openapi().unwrap()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        if item["get"].is_null() || path == paths::METRICS {
            continue;
        }
        let path = paths::with_file(path, doctor.id(), doctor.id());
        let ask = |method| {
            request(&clinic, method, &path)
                .bearer_auth(doctor.token())
                .send()
        };
        let (get, head) = (
            ask(Method::GET).await.unwrap(),
            ask(Method::HEAD).await.unwrap(),
        );
        assert_eq!(head.status(), get.status(), "{path}");
        let kind = |answer: &reqwest::Response| answer.headers().get("content-type").cloned();
        assert_eq!(kind(&head), kind(&get), "{path}");
        assert_eq!(head.bytes().await.unwrap().len(), 0, "{path}");
    }
    // What can't be read can't be asked for so.
    let refused = request(&clinic, Method::HEAD, paths::LOGIN)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 405);
    let allowed = request(&clinic, Method::DELETE, paths::ME)
        .send()
        .await
        .unwrap();
    let allowed = allowed.headers()["allow"].to_str().unwrap().to_owned();
    assert!(
        allowed.split(", ").any(|method| method == "HEAD"),
        "{allowed}"
    );
}

#[tokio::test]
async fn the_case_of_the_scheme_of_a_token_tells_nothing() {
    let (clinic, doctor) = open().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let asked = request(&clinic, Method::GET, paths::ME);
        let asked = asked.header("Authorization", format!("{scheme} {}", doctor.token()));
        assert_eq!(asked.send().await.unwrap().status(), 200, "{scheme}");
    }
}

#[tokio::test]
async fn a_packed_body_is_refused_as_such() {
    let (clinic, _) = open().await;
    let sent = request(&clinic, Method::POST, paths::LOGIN)
        .header("Content-Encoding", "gzip")
        .body(vec![0x1f, 0x8b, 8, 0])
        .send();
    let answer = sent.await.unwrap();
    assert_eq!(answer.status(), 415);
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.code, ProblemCode::UnsupportedEncoding);
}

fn plan() -> Value {
    let now = backend::clock::now();
    json!({
        "title": "Morning", "description": "Walk in", "starts_at": now.plus_s(3_600),
        "ends_at": now.plus_s(7_200), "time_zone": "Europe/Vienna", "capacity": 20,
    })
}

#[tokio::test]
async fn a_change_of_one_field_changes_that_field() {
    let (clinic, doctor) = open().await;
    let planned: Schedule = clinic.post(&doctor, paths::DOCTOR_SCHEDULES, plan()).await;
    let path = paths::with_id(paths::DOCTOR_SCHEDULE, planned.id);
    let change = async |body| {
        let token = Some(doctor.token());
        clinic.send(Method::PATCH, &path, token, body).await
    };
    let (status, answer) = change(json!({ "title": "Evening" })).await;
    assert_eq!(status, 200, "{answer}");
    let changed: Schedule = serde_json::from_value(answer).unwrap();
    let expected = Schedule {
        title: "Evening".into(),
        version: changed.version,
        ..planned.clone()
    };
    assert_eq!(changed, expected);
    // The whole still has to hold together.
    let (status, answer) = change(json!({ "ends_at": planned.starts_at })).await;
    assert_eq!(
        (status.as_u16(), &answer["fields"][0]["field"]),
        (422, &json!("ends_at"))
    );
}

#[tokio::test]
async fn a_key_is_for_one_wish() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let (first, mut other) = (plan(), plan());
        other["title"] = json!("Evening");
        let send = async |body| {
            let (token, key) = (Some(doctor.token()), Some("the same"));
            clinic
                .send_with_key(Method::POST, paths::DOCTOR_SCHEDULES, token, body, key)
                .await
        };
        let (status, made) = send(first.clone()).await;
        assert_eq!(status, 201);
        assert_eq!(send(first).await, (status, made));
        let (status, refused) = send(other).await;
        assert_eq!(
            (status.as_u16(), &refused["code"]),
            (422, &json!("key_reused"))
        );
    }
}

#[tokio::test]
async fn no_text_that_a_database_can_not_hold_reaches_one() {
    for database in TestDatabase::both().unwrap() {
        let kind = database.kind;
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let login = json!({ "email": "a\u{0}b@example.org", "password": "correct horse" });
        let (status, _) = clinic.send(Method::POST, paths::LOGIN, None, login).await;
        assert_eq!(status, 401, "{kind}");
        let path = paths::CALENDAR_FEED.replace("{token}", "a%00b");
        let (status, _) = clinic.send(Method::GET, &path, None, Value::Null).await;
        assert_eq!(status, 404, "{kind}");
        let refused = async |field: &str, value: Value| {
            let mut profile = json!({ "name": "Maria Weber", "time_zone": "Europe/Vienna" });
            profile[field] = value;
            let token = Some(doctor.token());
            let (status, answer) = clinic
                .send(Method::PUT, paths::DOCTOR_PROFILE, token, profile)
                .await;
            assert_eq!(status, 422, "{kind}: {answer}");
            assert_eq!(answer["fields"][0]["field"], field, "{kind}");
        };
        refused("specialty", json!("Heart\u{0}")).await;
        refused("bio", json!("a\u{0}b")).await;
        refused("licence_number", json!("a\u{0}b")).await;
        refused("name", json!("a\u{202e}b")).await;
        refused("name", json!("\u{200b}")).await;
        let search = format!("{}?search=a%00b", paths::DOCTORS);
        let (status, _) = clinic
            .send(Method::GET, &search, Some(doctor.token()), Value::Null)
            .await;
        assert_eq!(status, 200, "{kind}");
    }
}

#[tokio::test]
async fn a_password_and_a_birth_date_are_the_persons_own() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    // Auckland's day begins thirteen hours before UTC's at the most, and Pago Pago's eleven behind.
    let now = jiff::Timestamp::from_millisecond(backend::clock::now().0).unwrap();
    let date = |zone: &str| now.in_tz(zone).unwrap().date().to_string();
    for (number, zone) in ["Pacific/Kiritimati", "Pacific/Pago_Pago"]
        .into_iter()
        .enumerate()
    {
        let body = json!({
            "role": "patient", "name": "A Person", "email": format!("p{number}@example.org"),
            "password": "u\u{308}ber alle Berge", "time_zone": zone, "date_of_birth": date(zone),
        });
        let (status, answer) = clinic.send(Method::POST, paths::REGISTER, None, body).await;
        assert_eq!(status, 201, "{zone}: {answer}");
        clinic
            .sign_in(&format!("p{number}@example.org"), "über alle Berge")
            .await;
    }
}
