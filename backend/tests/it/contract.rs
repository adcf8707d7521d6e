//! The contract as it is checked in and as it is served.

use crate::support::Clinic;
use reqwest::Method;
use serde_json::{Value, json};
use shared::CallId;
use store::testing::TestDatabase;

const CHECKED_IN: &str = include_str!("../../../docs/openapi.json");

#[test]
fn the_document_that_is_checked_in_is_the_one_that_is_served() {
    let served = backend::openapi().unwrap();
    let same = served.trim() == CHECKED_IN.trim();
    assert!(
        same,
        "renew it: cargo run -p backend -- openapi > docs/openapi.json"
    );
}

#[test]
fn it_is_openapi_3_1_and_each_operation_has_a_name_of_its_own() {
    let document: serde_json::Value = serde_json::from_str(CHECKED_IN).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<_> = operations
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn every_reference_in_it_leads_somewhere() {
    let document: serde_json::Value = serde_json::from_str(CHECKED_IN).unwrap();
    let references: Vec<_> = CHECKED_IN
        .split("\"$ref\": \"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(references.len() > 100);
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

/// What is sent has a key that is too long: refused where keys are heeded, and nobody's business
/// elsewhere.
#[tokio::test]
async fn a_key_is_heeded_exactly_where_the_document_announces_one() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let document: Value = serde_json::from_str(CHECKED_IN).unwrap();
    let mut announced = Vec::new();
    for (number, (pattern, item)) in document["paths"].as_object().unwrap().iter().enumerate() {
        let operation = &item["post"];
        if operation.is_null() {
            continue;
        }
        let parameters = operation["parameters"].as_array().unwrap();
        let announces = parameters
            .iter()
            .any(|one| one["name"] == "Idempotency-Key");
        let id: CallId = backend::clock::new_id();
        let mut parts: Vec<_> = pattern.split('/').map(str::to_owned).collect();
        for part in parts.iter_mut().filter(|part| part.starts_with('{')) {
            *part = id.to_string();
        }
        let path = parts.join("/") + "?name=arm.png";
        // Each by somebody of their own: some of it signs out.
        let patient = clinic.patient(&format!("Patient {number}")).await;
        let send = async |key: Option<&str>| {
            let token = Some(patient.token());
            let sent = clinic.send_with_key(Method::POST, &path, token, json!({}), key);
            sent.await.0.as_u16()
        };
        let too_long = "k".repeat(129);
        let heeded = send(Some(&too_long)).await == 400 && send(None).await != 400;
        if announces {
            announced.push(operation["operationId"].as_str().unwrap());
            assert_eq!(send(Some(&too_long)).await, 400, "{pattern}");
        } else {
            assert!(!heeded, "{pattern}");
        }
    }
    assert_eq!(announced.len(), 14, "{announced:?}");
}
