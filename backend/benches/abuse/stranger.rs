//! A stranger behind the same nginx as everybody else.

use crate::clinic::Clinic;
use crate::support::nginx::Nginx;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use shared::paths;
use std::net::IpAddr;

const STRANGER: &str = "127.0.0.2";
const OWNER: &str = "127.0.0.3";
const TRIES: usize = 119;

/// Asks from an address of one's own, as nginx sees it.
async fn ask(nginx: &Nginx, from: &str, path: &str, body: &Value) -> StatusCode {
    let client = Client::builder().local_address(from.parse::<IpAddr>().unwrap());
    let url = format!("http://{}{path}", nginx.address);
    let request = client.build().unwrap().post(url).json(body);
    request.send().await.unwrap().status()
}

pub async fn junk(clinic: &Clinic) -> String {
    let nginx = Nginx::in_front_of(clinic.door());
    let mut held_up = 0;
    for number in 0..TRIES {
        let junk = json!({ "refresh_token": format!("junk {number}") });
        let status = ask(&nginx, STRANGER, paths::REFRESH, &junk).await;
        held_up += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
        let guess = json!({ "email": format!("nobody{number}@example.org"), "password": "not it" });
        let status = ask(&nginx, STRANGER, paths::LOGIN, &guess).await;
        held_up += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    let own = json!({ "email": "doctor@example.org", "password": "correct horse" });
    let signed_in = ask(&nginx, OWNER, paths::LOGIN, &own).await;
    let token = json!({ "refresh_token": clinic.doctor.signed_in.refresh_token });
    let refreshed = ask(&nginx, OWNER, paths::REFRESH, &token).await;
    format!("{held_up} held up; somebody else signs in: {signed_in}, refreshes: {refreshed}")
}
