//! Registering, signing in, staying signed in and signing out.

use crate::support::Clinic;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

async fn refresh(clinic: &Clinic, token: &Pii) -> (StatusCode, Value) {
    let body = json!({ "refresh_token": token });
    clinic.send(Method::POST, paths::REFRESH, None, body).await
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_is_answered_the_same_but_a_used_token_ends_the_session() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let patient = clinic.patient("John Miller").await;
        let first = &patient.signed_in.refresh_token;
        let (_, answer) = refresh(&clinic, first).await;
        let (_, again) = refresh(&clinic, first).await;
        assert_eq!(answer["refresh_token"], again["refresh_token"]);
        let second: SignedIn = serde_json::from_value(answer).unwrap();
        assert_ne!(&second.refresh_token, first);
        let (status, _) = refresh(&clinic, &second.refresh_token).await;
        assert_eq!(status, StatusCode::OK);
        // Whoever comes with the first one now has stolen it, or was robbed: nobody stays.
        let (status, problem) = refresh(&clinic, first).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::UNAUTHORIZED, &json!("refresh_reused"))
        );
        let (status, _) = clinic
            .send(
                Method::GET,
                paths::ME,
                Some(second.access_token.reveal()),
                Value::Null,
            )
            .await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_device_whose_network_stays_away_after_a_refresh_stays_signed_in() {
    const HOUR_MS: i64 = 3_600_000;
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let patient = clinic.patient("John Miller").await;
        let first = &patient.signed_in.refresh_token;
        let (_, lost) = refresh(&clinic, first).await;
        for away_ms in [75_000, 6 * HOUR_MS, 29 * 24 * HOUR_MS] {
            let sql = format!("UPDATE spent_tokens SET spent_at = spent_at - {away_ms}");
            clinic.database.meddle(&sql).unwrap();
            let (status, again) = refresh(&clinic, first).await;
            assert_eq!(status, StatusCode::OK, "{away_ms} ms: {again}");
            assert_eq!(again["refresh_token"], lost["refresh_token"]);
        }
        // As long as the session itself is good: it ends after 30 days in which nothing was exchanged.
        clinic
            .database
            .meddle("UPDATE sessions SET expires_at = 1")
            .unwrap();
        let (status, problem) = refresh(&clinic, first).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::UNAUTHORIZED, &json!("unauthenticated"))
        );
    }
}

#[tokio::test]
async fn a_token_whose_successor_was_used_ends_the_session_however_long_ago() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let patient = clinic.patient("John Miller").await;
        let first = &patient.signed_in.refresh_token;
        let (_, second) = refresh(&clinic, first).await;
        let second: SignedIn = serde_json::from_value(second).unwrap();
        let (_, third) = refresh(&clinic, &second.refresh_token).await;
        let third: SignedIn = serde_json::from_value(third).unwrap();
        // The one before the newest may come again, the one before that may not.
        let (status, _) = refresh(&clinic, &second.refresh_token).await;
        assert_eq!(status, StatusCode::OK);
        let (_, problem) = refresh(&clinic, first).await;
        assert_eq!(problem["code"], "refresh_reused");
        let (_, problem) = refresh(&clinic, &third.refresh_token).await;
        assert_eq!(problem["code"], "unauthenticated");
    }
}

#[tokio::test]
async fn an_address_is_registered_once_whatever_its_letters() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    clinic.patient("John Miller").await;
    let body = json!({
        "role": "patient", "name": "Another", "email": "JOHN.miller@example.org", "password": "correct horse",
        "time_zone": "UTC", "date_of_birth": "1980-05-05",
    });
    let (status, problem) = clinic
        .send(Method::POST, paths::REGISTER, None, body.clone())
        .await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (409, &json!("email_taken"))
    );
    for (field, value) in [("role", json!("admin")), ("approved", json!(true))] {
        let mut body = body.clone();
        body[field] = value;
        let (status, _) = clinic.send(Method::POST, paths::REGISTER, None, body).await;
        assert_eq!(status.as_u16(), 400, "{field} was taken from the body");
    }
}

#[tokio::test]
async fn wrong_password_and_unknown_address_look_the_same() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    clinic.patient("John Miller").await;
    for email in ["john.miller@example.org", "nobody@example.org"] {
        let body = json!({ "email": email, "password": "not it at all" });
        let (status, problem) = clinic.send(Method::POST, paths::LOGIN, None, body).await;
        assert_eq!(
            (status.as_u16(), &problem["code"]),
            (401, &json!("wrong_credentials"))
        );
    }
}

#[tokio::test]
async fn signing_out_closes_the_socket_and_changing_the_password_the_other_devices() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let phone = clinic.patient("John Miller").await;
    let tablet = clinic.login(&phone).await;
    let mut at_tablet = clinic.socket(&tablet, None).await;
    at_tablet.next().await;
    let change = json!({ "current_password": "correct horse", "new_password": "battery staple" });
    let (status, _) = clinic
        .send(
            Method::POST,
            paths::PASSWORD_CHANGE,
            Some(phone.token()),
            change,
        )
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(at_tablet.closed().await, Some(1008));
    let mut at_phone = clinic.socket(&phone, None).await;
    at_phone.next().await;
    clinic
        .send(
            Method::POST,
            paths::LOGOUT,
            Some(phone.token()),
            Value::Null,
        )
        .await;
    assert_eq!(at_phone.closed().await, Some(1008));
}
