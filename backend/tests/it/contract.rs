//! The contract as it is checked in and as it is served.

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
