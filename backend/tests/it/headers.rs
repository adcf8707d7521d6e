//! What every answer says besides itself: each operation's, to each kind of person, and every way of being
//! refused.

use crate::support::{Clinic, config};
use backend::{ClientAddress, Proxies};
use base64::Engine;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::paths;
use store::testing::TestDatabase;

const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// Whoever sends this through the proxy says that they came over TLS.
const OVER_TLS: [(&str, &str); 2] = [
    ("X-Forwarded-For", "203.0.113.7"),
    ("X-Forwarded-Proto", "https"),
];

/// A clinic behind a proxy on this machine.
async fn open() -> Clinic {
    let database = TestDatabase::sqlite().unwrap();
    let mut config = config(&database);
    config.proxies = Proxies {
        trusted: vec!["127.0.0.1/32".parse().unwrap()],
        client_address: ClientAddress::XForwardedFor,
    };
    Clinic::open_with(database, config).await
}

#[track_caller]
fn assert_usual(headers: &HeaderMap, what: &str) {
    let said = |name: &str| headers.get(name).map_or("", |it| it.to_str().unwrap());
    for (name, value) in [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Strict-Transport-Security", "max-age=31536000"),
    ] {
        assert_eq!(said(name), value, "{name} of {what}: {headers:?}");
        assert_eq!(headers.get_all(name).iter().count(), 1, "{what}");
    }
    assert!(
        said("Cache-Control").contains("no-store"),
        "{what}: {headers:?}"
    );
    let policy = said("Content-Security-Policy");
    for directive in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(directive), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
}

async fn ask(
    clinic: &Clinic,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: String,
) -> Response {
    let address = format!("http://{}{path}", clinic.address);
    let mut request = Client::new().request(method, address);
    for (name, value) in OVER_TLS {
        request = request.header(name, value);
    }
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let request = request.header("Content-Type", "application/json");
    request.body(body).send().await.unwrap()
}

#[tokio::test]
async fn every_operation_answers_everybody_with_them() {
    let clinic = open().await;
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let (patient, doctor) = (
        clinic.patient("John Miller").await,
        clinic.doctor("Maria Weber").await,
    );
    let mut statuses = std::collections::BTreeSet::new();
    for (pattern, item) in document["paths"].as_object().unwrap() {
        let id = uuid::Uuid::now_v7().to_string();
        let parts = pattern.split('/').map(|part| {
            if part.starts_with('{') {
                id.as_str()
            } else {
                part
            }
        });
        let path = parts.collect::<Vec<_>>().join("/");
        for verb in item.as_object().unwrap().keys() {
            // These would sign the others out.
            if path == paths::LOGOUT || path == paths::LOGOUT_ALL {
                continue;
            }
            let method: Method = verb.to_uppercase().parse().unwrap();
            for token in [None, Some(patient.token()), Some(doctor.token())] {
                for body in ["{}", "{"] {
                    let answer = ask(&clinic, method.clone(), &path, token, body.into()).await;
                    statuses.insert(answer.status().as_u16());
                    assert_usual(
                        answer.headers(),
                        &format!("{method} {path} {}", answer.status()),
                    );
                }
            }
        }
    }
    for status in [200, 400, 401, 403, 404, 422] {
        assert!(statuses.contains(&status), "{status} was met: {statuses:?}");
    }
}

#[tokio::test]
async fn whatever_is_refused_before_a_handler_is_refused_with_them() {
    let clinic = open().await;
    let patient = clinic.patient("John Miller").await;
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(4 << 20));
    for (status, method, path, body) in [
        (404, Method::GET, "/", String::new()),
        (404, Method::GET, "/api/nothing/here", String::new()),
        (404, Method::GET, "/api/%ff%fe", String::new()),
        (404, Method::GET, paths::METRICS, String::new()),
        (405, Method::DELETE, paths::ME, String::new()),
        (405, Method::POST, paths::SOCKET, String::new()),
        (400, Method::GET, paths::SOCKET, String::new()),
        (413, Method::PATCH, paths::ME, large),
    ] {
        let answer = ask(&clinic, method, path, Some(patient.token()), body).await;
        assert_eq!(answer.status().as_u16(), status, "{path}");
        assert_usual(answer.headers(), path);
    }
    // Not over TLS: no promise of it.
    let plain = clinic.fetch(&patient, paths::ME).await;
    assert!(!plain.headers().contains_key("Strict-Transport-Security"));
}

#[tokio::test]
async fn the_page_of_the_contract_runs_its_own_script_and_no_other() {
    let clinic = open().await;
    let answer = ask(&clinic, Method::GET, paths::DOCS, None, String::new()).await;
    let policy = answer.headers()["Content-Security-Policy"]
        .to_str()
        .unwrap()
        .to_owned();
    let page = answer.text().await.unwrap();
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let begin = page.find(&format!("<{element}>")).unwrap() + element.len() + 2;
        let end = page.find(&format!("</{element}>")).unwrap();
        let digest = Sha256::digest(&page.as_bytes()[begin..end]);
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        assert!(
            policy.contains(&format!("{directive} 'sha256-{hash}'")),
            "{policy}"
        );
        assert_eq!(page.matches(&format!("<{element}")).count(), 1);
    }
    // What no hash can allow.
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}
