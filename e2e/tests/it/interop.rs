//! A call between the engine and a browser's own WebRTC, in both offer directions, with an ICE
//! restart: each decodes the other's pictures and hears the other's sound.

use crate::stage::browser::Browser;
use crate::stage::material::Material;
use crate::stage::{PATIENCE, Pair, Person, open_clinic};
use client_core::{CallIntent, CallStage, QueueIntent, Screen, ViewState};
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{MicrophoneSource, Stream};
use serde_json::{Value, json};

/// Pictures each side has to decode before and after a restart.
const PICTURES: usize = 20;

async fn decodes(person: &Person) {
    let mut pictures = person.app.video.view();
    let (mut decoder, mut decoded, mut begun) = (Vp8Decoder::new().unwrap(), 0, false);
    while decoded < PICTURES {
        let next = tokio::time::timeout(PATIENCE, pictures.next()).await;
        let picture = next.expect("the browser's pictures stopped").unwrap();
        if picture.stream == Stream::Remote {
            begun |= picture.is_key;
            if begun && decoder.decode(&picture.data).unwrap().is_some() {
                decoded += 1;
            }
        }
    }
}

/// The browser's fake microphone beeps once a second.
async fn hears(person: &Person) {
    let listen = async {
        loop {
            person.heard.hear(1).await;
            let last = person.heard.last(48_000);
            if last.iter().any(|sample| sample.abs() > 0.02) {
                return;
            }
        }
    };
    let heard = tokio::time::timeout(PATIENCE, listen).await;
    heard.expect("the browser's beep did not arrive");
}

fn frames(report: &Value) -> u64 {
    report["frames"].as_u64().unwrap_or(0)
}

/// Both see and hear each other; after a restart they still do, over a way with another name.
async fn they_meet(engine: &Person, browser: &mut Browser) {
    engine.is_active().await;
    let seen =
        |report: &Value| frames(report) >= PICTURES as u64 && report["energy"].as_f64() > Some(0.0);
    let before = browser.tells("pictures and sound", seen).await;
    decodes(engine).await;
    hears(engine).await;

    browser.wants(json!({ "do": "restart" })).await;
    let name = before["ufrag"].clone();
    let renamed = |report: &Value| {
        report["ufrag"]
            .as_str()
            .is_some_and(|now| !now.is_empty() && name != now)
    };
    let restarted = browser.tells("a restart", renamed).await;
    let enough = frames(&restarted) + PICTURES as u64;
    browser
        .tells("pictures after the restart", |report| {
            frames(report) >= enough
        })
        .await;
    decodes(engine).await;
    engine.is_active().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_offers_and_the_browser_answers() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let doctor = Person::with(
        server.address,
        &material.clip,
        MicrophoneSource::Wav(material.doctors_phrase.clone()),
    );
    Pair::starts_session(&doctor).await;
    let schedule = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => Some(room.schedule.id.to_string()),
        _ => None,
    };
    let schedule = doctor.sees("the session", schedule).await;
    let wishes = [
        ("as", "patient"),
        ("email", "john@email.com"),
        ("password", "patient123"),
        ("schedule", &schedule),
    ];
    let mut browser = Browser::open(server.address, &wishes).await;
    browser
        .tells("ready", |report| report["step"] == "ready")
        .await;
    let next = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => room.next_patient_id,
        _ => None,
    };
    let patient_id = Some(doctor.sees("a ready patient", next).await);
    doctor.wants(QueueIntent::Invite { patient_id }).await;
    they_meet(&doctor, &mut browser).await;
    doctor.wants(CallIntent::End).await;
    let ended = browser
        .tells("the end", |report| report["step"] == "ended")
        .await;
    assert_eq!(ended["outcome"], "completed");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_offers_and_the_engine_answers() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let pair = Pair::ready(server.address, &material).await;
    let schedule = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => Some(room.schedule.id.to_string()),
        _ => None,
    };
    let schedule = pair.doctor.sees("the session", schedule).await;
    pair.doctor.app.handle.stop().await;
    let wishes = [
        ("as", "doctor"),
        ("email", "doctor@clinic.com"),
        ("password", "doctor123"),
        ("schedule", &schedule),
    ];
    let mut browser = Browser::open(server.address, &wishes).await;
    browser
        .tells("ready", |report| report["step"] == "ready")
        .await;
    browser
        .wants(json!({ "do": "invite", "patient_id": pair.patient_id }))
        .await;
    let rings = |stage: &CallStage| matches!(stage, CallStage::Ringing { .. });
    pair.patient.stage("the invitation", rings).await;
    pair.patient.wants(CallIntent::Accept).await;
    they_meet(&pair.patient, &mut browser).await;
    browser.wants(json!({ "do": "end" })).await;
    let ended = |stage: &CallStage| matches!(stage, CallStage::Ended { .. });
    pair.patient.stage("the end", ended).await;
    server.stop().await.unwrap();
}
