//! The promise in two real windows: WebKitGTK, a display without a screen, a sound server that
//! records, a doctor and a patient with a mouse each.

use crate::sound_server::recording::Recording;
use crate::stage::desktop::Desktop;
use crate::stage::window::Window;
use crate::stage::{eventually, open_clinic};

const PICTURE: &[u8] = include_bytes!("../../../icons/128x128.png");

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let held = eventually(async || holds().then_some(())).await;
    assert!(held.is_some(), "never: {what}");
}

/// Sees oneself, hears the ring, holds a trial call; the doctor is told.
async fn check_devices(patient: &Window, doctor: &Window, speakers: &Recording) {
    patient.clicks("open-check").await;
    patient.plays("local-picture", 10).await;
    patient.clicks("test-speaker").await;
    until("a loud test ring", || speakers.peak_of_last(0.5) > 0.5).await;
    patient.clicks("speaker-heard").await;
    until("silence once it was heard", || {
        speakers.peak_of_last(0.3) < 0.1
    })
    .await;
    patient.clicks("test-network").await;
    patient.sees("network-figures").await;
    patient.clicks("close-check").await;
    patient.no_longer_sees("local-picture").await;
    doctor.sees("device-test").await;
}

/// Words one way, a picture the other: shown there, and saved as it was.
async fn exchange_in_call(patient: &Window, doctor: &Window) {
    patient.clicks("call open-chat").await;
    patient.writes("call", "I can hear you well").await;
    doctor.clicks("call open-chat").await;
    doctor.reads("call chat-line", "I can hear you well").await;

    patient.drops("call", "arm.png", "image/png", PICTURE).await;
    doctor.reads("call chat-file", "arm.png").await;
    let drawn = "return document.querySelector('[data-testid=call] [data-testid=chat-picture]')?.dataset.drawn === 'true'";
    let failure = "the picture was never drawn";
    doctor.holds(failure, drawn, vec![]).await;
    doctor.clicks("call file-save").await;
    doctor.reads("call file-saved", "arm.png").await;
    let saved = std::fs::read(doctor.home().join("Downloads/arm.png")).unwrap();
    assert_eq!(saved, PICTURE, "byte for byte");
    doctor.clicks("call chat-close").await;
    patient.clicks("call chat-close").await;
}

/// The doctor writes after the visit; the patient, who is elsewhere, finds it by the bell and answers there.
async fn answer_from_the_bell(patient: &Window, doctor: &Window) {
    patient.clicks("nav-appointments").await;
    doctor.clicks("nav-messages").await;
    doctor.reads("thread", "Thank you!").await;
    doctor.clicks("thread").await;
    doctor.writes("chat", "Please fast tomorrow").await;
    patient.reads("notice", "wrote to you").await;
    patient.clicks("bell").await;
    patient.clicks("inbox-line open-told").await;
    patient.reads("chat-line", "Please fast tomorrow").await;
    patient.writes("chat", "I shall").await;
    doctor.reads("chat-line", "I shall").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_by_mouse() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let desktop = Desktop::start();
    let doctor = Window::open(&desktop, server.address, "0,0,1280,860").await;
    let patient = Window::open(&desktop, server.address, "1300,0,1280,860").await;

    doctor.signs_in("doctor@clinic.com", "doctor123").await;
    doctor.clicks("open-schedule").await;
    doctor.clicks("start-session").await;
    patient.signs_in("john@email.com", "patient123").await;
    patient.clicks("open-schedule").await;
    let speakers = Recording::start(&desktop.sound);
    check_devices(&patient, &doctor, &speakers).await;
    patient.clicks("ready").await;

    doctor.clicks("invite-next").await;
    patient.sees("invitation").await;
    doctor.sees("outgoing").await;
    until("a loud ring", || speakers.peak_of_last(0.5) > 0.5).await;
    desktop.photographs("ring");
    patient.clicks("accept").await;
    patient.no_longer_sees("invitation").await;
    until("silence after the answer", || {
        speakers.peak_of_last(0.3) < 0.1
    })
    .await;

    doctor.sees("call").await;
    patient.sees("call").await;
    doctor.plays("remote-picture", 10).await;
    patient.plays("remote-picture", 10).await;
    doctor.plays("local-picture", 10).await;
    patient.sees("synthetic").await;
    // The notes stand beside the picture from the start; without them it is shown whole.
    doctor.clicks("close-notes").await;
    doctor.sees_frames_advance("remote-picture", 3).await;
    patient.sees_frames_advance("remote-picture", 3).await;
    desktop.photographs("call");

    patient.clicks("microphone").await;
    doctor.sees("other-muted").await;
    patient.clicks("camera").await;
    doctor.sees("other-camera-off").await;
    patient.clicks("camera").await;
    doctor.no_longer_sees("other-camera-off").await;
    doctor.plays("remote-picture", 5).await;

    patient.clicks("call-tools").await;
    patient.sees("choose-speaker").await;
    patient.clicks("call-devices-close").await;
    patient.no_longer_sees("call-devices").await;

    exchange_in_call(&patient, &doctor).await;

    doctor.clicks("end-call").await;
    patient.sees("talked").await;
    patient.rates(4).await;
    patient.reads("rating", "4 stars").await;
    doctor.reads("nobody-next", "Nobody is ready").await;
    doctor.clicks("close-call").await;
    doctor.sees("queue-row").await;
    patient.clicks("write-after").await;
    patient.writes("chat", "Thank you!").await;
    patient.reads("chat-line", "Thank you!").await;
    answer_from_the_bell(&patient, &doctor).await;
    doctor.close().await;
    patient.close().await;
    server.stop().await.unwrap();
}
