//! A socket lives no longer than what it was opened with: its access token, its session, and who its
//! person is.

use crate::support::{Clinic, Person, Socket, config, keys};
use backend::clock;
use backend::tokens::{ACCESS_S, Tokens};
use serde_json::Value;
use shared::*;
use std::time::Duration;
use store::testing::TestDatabase;

/// A clinic that looks at its sockets often.
async fn open(database: TestDatabase) -> Clinic {
    let mut config = config(&database);
    config.recheck = Duration::from_millis(100);
    Clinic::open_with(database, config).await
}

async fn connect(clinic: &Clinic, who: &Person) -> Socket {
    let mut socket = clinic.socket(who, None).await;
    let hello = socket.next().await.frame;
    assert!(matches!(hello, ServerFrame::Authenticated { .. }));
    socket
}

/// A valid token of this device that stops working in so many seconds.
fn token_for(who: &Person, left_s: i64) -> Pii {
    let issued_at = clock::now().plus_s(left_s - ACCESS_S);
    let tokens = Tokens::new(&keys()).unwrap();
    tokens.issue(who.id(), who.device(), issued_at).unwrap().0
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_takes_its_sockets_along_and_no_others() {
    for database in TestDatabase::both().unwrap() {
        let clinic = open(database).await;
        let john = clinic.patient("John Miller").await;
        let (aged, ended) = (clinic.login(&john).await, clinic.login(&john).await);
        let mut at_john = connect(&clinic, &john).await;
        let (mut at_aged, mut at_ended) = (
            connect(&clinic, &aged).await,
            connect(&clinic, &ended).await,
        );
        let end = |what: &str, who: &Person| {
            let sql = format!("UPDATE sessions SET {what} WHERE id = '{}'", who.device());
            clinic.database.meddle(&sql).unwrap();
        };
        end("expires_at = 1", &aged);
        end("ended_at = 1", &ended);
        assert_eq!(at_aged.closed().await, Some(1008));
        assert_eq!(at_ended.closed().await, Some(1008));
        let (status, answer) = clinic
            .send(
                reqwest::Method::GET,
                paths::ME,
                Some(aged.token()),
                Value::Null,
            )
            .await;
        assert_eq!(status, 401, "{answer}");
        at_john.answers().await;
    }
}

#[tokio::test]
async fn whoever_is_somebody_else_by_now_comes_back_as_such() {
    for database in TestDatabase::both().unwrap() {
        let clinic = open(database).await;
        let (john, doctor) = (
            clinic.patient("John Miller").await,
            clinic.doctor("Maria Weber").await,
        );
        let mut at_john = connect(&clinic, &john).await;
        let mut at_doctor = connect(&clinic, &doctor).await;
        let change = |what: &str, who: &Person| {
            let sql = format!("UPDATE users SET {what} WHERE id = '{}'", who.id());
            clinic.database.meddle(&sql).unwrap();
        };
        change("role = 'admin'", &john);
        assert_eq!(at_john.closed().await, Some(limits::CLOSE_PROOF_OVER));
        at_doctor.answers().await;
        let disable = match clinic.database.kind {
            "SQLite" => "approved = 0",
            _ => "approved = false",
        };
        change(disable, &doctor);
        assert_eq!(at_doctor.closed().await, Some(limits::CLOSE_PROOF_OVER));
        // The token still holds, and tells what has become of its bearer.
        connect(&clinic, &doctor).await;
        let me: Me = clinic.get(&doctor, paths::ME).await;
        assert!(!me.approved);
    }
}

#[tokio::test]
async fn a_socket_ends_with_its_token_unless_it_is_shown_a_newer_one() {
    for database in TestDatabase::both().unwrap() {
        let clinic = open(database).await;
        let mut john = clinic.patient("John Miller").await;
        let eve = clinic.patient("Eve Stranger").await;
        let newer = john.signed_in.access_token.clone();
        let last_seq = None;
        // Long enough to be opened, short enough to be waited for.
        john.signed_in.access_token = token_for(&john, 3);
        let mut renewing = connect(&clinic, &john).await;
        let mut silent = connect(&clinic, &john).await;
        let mut borrowing = connect(&clinic, &john).await;
        renewing
            .say(ClientFrame::Authenticate {
                token: newer,
                last_seq,
            })
            .await;
        assert_eq!(renewing.answers().await, []);
        let token = eve.signed_in.access_token.clone();
        borrowing
            .say(ClientFrame::Authenticate { token, last_seq })
            .await;
        let told = borrowing.answers().await;
        assert!(
            matches!(
                told[..],
                [ServerFrame::Refused {
                    code: ProblemCode::UnknownFrame,
                    ..
                }]
            ),
            "{told:?}"
        );
        assert_eq!(silent.closed().await, Some(limits::CLOSE_PROOF_OVER));
        assert_eq!(borrowing.closed().await, Some(limits::CLOSE_PROOF_OVER));
        assert_eq!(renewing.answers().await, []);
    }
}
