//! What a clinic asks of a patient's device before Ready: nothing, a warning, or a passed test.

use crate::support::{Door, config};
use backend::{Config, Running};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

async fn open(database: &TestDatabase, device_test: DeviceTestPolicy) -> (Running, Door) {
    let config = Config {
        device_test,
        ..config(database)
    };
    let server = Running::start(config).await.unwrap();
    let door = Door::of(server.address);
    (server, door)
}

/// Camera, microphone, speaker, network.
fn test(verdicts: [&str; 4]) -> Value {
    let part = |verdict| json!({ "verdict": verdict });
    let [camera, microphone, speaker, network] = verdicts.map(part);
    json!({ "camera": camera, "microphone": microphone, "speaker": speaker, "network": network })
}

/// What a patient is answered who says ready, without a test and after each of two.
async fn ready_after(
    database: TestDatabase,
    policy: DeviceTestPolicy,
) -> Vec<(Value, Value, Value)> {
    let (server, clinic) = open(&database, policy).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let schedule = clinic.online_session(&doctor).await;
    let path = |pattern| paths::with_id(pattern, schedule.id);
    let _: Value = clinic
        .post(&patient, &path(paths::JOIN_QUEUE), json!({}))
        .await;
    let mut told = Vec::new();
    let tests = [
        None,
        Some(test(["good", "failed", "good", "good"])),
        Some(test(["failed", "good", "weak", "good"])),
    ];
    for device_test in tests {
        if let Some(device_test) = device_test {
            let _: Value = clinic
                .put(&patient, &path(paths::DEVICE_TEST), device_test)
                .await;
        }
        let token = Some(patient.token());
        let ready = json!({ "ready": true });
        let (_, answer) = clinic
            .send(Method::POST, &path(paths::TOGGLE_READY), token, ready)
            .await;
        let answer = match answer["code"].is_null() {
            true => answer["queue"]["place"]["state"].clone(),
            false => answer["code"].clone(),
        };
        let place: Value = clinic.get(&patient, &path(paths::OWN_PLACE)).await;
        let place = &place["queue"]["place"];
        assert_eq!(place["device_test_policy"], json!(policy));
        let queue: Value = clinic.get(&doctor, &path(paths::DOCTOR_QUEUE)).await;
        let lacking = queue["queue"]["entries"][0]["device_test_lacking"].clone();
        told.push((answer, place["device_test_passed"].clone(), lacking));
        let _: Value = clinic
            .post(
                &patient,
                &path(paths::TOGGLE_READY),
                json!({ "ready": false }),
            )
            .await;
    }
    server.stop().await.unwrap();
    told
}

async fn on_both(policy: DeviceTestPolicy, expected: [(&str, bool, bool); 3]) {
    let expected = expected.map(|(a, b, c)| (json!(a), json!(b), json!(c)));
    for database in TestDatabase::both().unwrap() {
        assert_eq!(ready_after(database, policy).await, expected);
    }
}

#[tokio::test]
async fn a_clinic_that_requires_a_passed_test_refuses_ready_without_one() {
    let refused = "device_test_required";
    let expected = [
        (refused, false, true),
        (refused, false, true),
        ("ready", true, false),
    ];
    on_both(DeviceTestPolicy::Require, expected).await;
}

#[tokio::test]
async fn a_clinic_that_warns_tells_both() {
    let expected = [
        ("ready", false, true),
        ("ready", false, true),
        ("ready", true, false),
    ];
    on_both(DeviceTestPolicy::Warn, expected).await;
}

#[tokio::test]
async fn a_clinic_that_ignores_it_tells_nobody() {
    let expected = [
        ("ready", false, false),
        ("ready", false, false),
        ("ready", true, false),
    ];
    on_both(DeviceTestPolicy::Ignore, expected).await;
}
