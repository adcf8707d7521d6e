//! The server behind a real nginx, as docs/operations.md sets it up. Strangers and owners come from other
//! addresses of the loopback network; nginx says which, and the server believes nginx alone.

use crate::support::nginx::Nginx;
use crate::support::raw::RawSocket;
use crate::support::{Door, config};
use backend::{Config, Limits, Running};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::net::IpAddr;
use store::testing::TestDatabase;

const STRANGER: &str = "127.0.0.2";
const OWNER: &str = "127.0.0.3";

struct House {
    nginx: Nginx,
    direct: Door,
    _server: Running,
    _database: TestDatabase,
}

async fn open(change: impl FnOnce(&mut Config)) -> House {
    let database = TestDatabase::sqlite().unwrap();
    let mut config = config(&database);
    config.limits = Limits::default();
    config.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
    change(&mut config);
    let server = Running::start(config).await.unwrap();
    let direct = Door::of(server.address);
    House {
        nginx: Nginx::in_front_of(&direct),
        direct,
        _server: server,
        _database: database,
    }
}

impl House {
    /// Asks through nginx, from an address of one's own.
    async fn ask(&self, from: &str, method: Method, path: &str, body: &Value) -> StatusCode {
        let client = Client::builder().local_address(from.parse::<IpAddr>().unwrap());
        let url = format!("http://{}{path}", self.nginx.address);
        let request = client.build().unwrap().request(method, url).json(body);
        request.send().await.unwrap().status()
    }

    async fn signs_in(&self, from: &str, email: &str, password: &str) -> StatusCode {
        let body = json!({ "email": email, "password": password });
        self.ask(from, Method::POST, paths::LOGIN, &body).await
    }
}

#[tokio::test]
async fn a_strangers_junk_keeps_nobody_else_from_signing_in_or_refreshing() {
    let house = open(|_| {}).await;
    let patient = house.direct.patient("John Miller").await;
    for number in 0..119 {
        let junk = json!({ "refresh_token": format!("junk {number}") });
        let status = house.ask(STRANGER, Method::POST, paths::REFRESH, &junk);
        let status = status.await;
        assert!([401, 429].contains(&status.as_u16()), "{status}");
    }
    // Those who fail to sign in are held up after a while: as strangers, not all visitors as one.
    let mut guessed = StatusCode::OK;
    for number in 0..200 {
        let nobody = format!("nobody{number}@example.org");
        guessed = house.signs_in(STRANGER, &nobody, "not it").await;
        if guessed == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(guessed, StatusCode::TOO_MANY_REQUESTS);
    let owner = house.signs_in(OWNER, patient.address(), "correct horse");
    assert_eq!(owner.await, StatusCode::OK);
    let refresh = json!({ "refresh_token": patient.signed_in.refresh_token });
    let refreshed = house.ask(OWNER, Method::POST, paths::REFRESH, &refresh);
    assert_eq!(refreshed.await, StatusCode::OK);
}

#[tokio::test]
async fn numbers_and_the_demos_seed_are_not_to_be_had_from_outside() {
    let house = open(|config| {
        config.internal_listen = Some("127.0.0.1:0".parse().unwrap());
        config.demo = true;
    })
    .await;
    for (method, path) in [(Method::GET, paths::METRICS), (Method::POST, paths::SEED)] {
        let status = house.ask(STRANGER, method, path, &Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_socket_goes_through_it() {
    let house = open(|_| {}).await;
    let patient = house.direct.patient("John Miller").await;
    let header = format!("Authorization: Bearer {}\r\n", patient.token());
    let (status, _socket) = RawSocket::knock(house.nginx.address, &header).await;
    assert_eq!(status, 101);
}
