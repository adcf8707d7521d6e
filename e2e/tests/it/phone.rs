//! The patient's flow at a phone's size, in a browser that films and listens for the engine: what a
//! phone's webview does, through the page's own contract with the core.

use crate::stage::desktop::Desktop;
use crate::stage::phone::Phone;
use crate::stage::window::Window;
use crate::stage::{PATIENCE, Pair, Person, eventually, open_clinic};
use client_core::{CallStage, ChatIntent, Loadable, QueueIntent, Screen, ViewState};
use client_engine::media::video::frame::Size;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{CameraSource, MicrophoneSource, Stream};
use serde_json::json;
use shared::{TestReason, TestVerdict};
use std::net::SocketAddr;

/// Decodes pictures of the phone until two of one size differ: the fake camera of a browser moves.
async fn sees_something_move(doctor: &Person) {
    let mut pictures = doctor.app.video.view();
    let mut decoder = Vp8Decoder::new().unwrap();
    let (mut came, mut keys, mut sizes) = (0, 0, Vec::new());
    let looking = async {
        let mut first = Vec::new();
        loop {
            let picture = pictures.next().await.unwrap();
            if picture.stream != Stream::Remote {
                continue;
            }
            came += 1;
            keys += u32::from(picture.is_key);
            if keys == 0 {
                continue;
            }
            let Some(frame) = decoder.decode(&picture.data).unwrap() else {
                continue;
            };
            let light = frame.planes()[0].0.to_vec();
            // The size follows the connection, and begins anew then.
            if first.len() != light.len() {
                sizes.push(frame.size());
                first = light;
            } else if first != light {
                return;
            }
        }
    };
    let seen = tokio::time::timeout(PATIENCE, looking).await;
    assert!(
        seen.is_ok(),
        "no moving picture of the phone: {came} came, {keys} of them key frames, in {sizes:?}"
    );
}

/// The fake microphone of a browser beeps once a second.
async fn hears_a_beep(doctor: &Person) {
    let listening = async {
        while !doctor
            .heard
            .last(96_000)
            .iter()
            .any(|sample| sample.abs() > 0.05)
        {
            doctor.heard.hear(1).await;
        }
    };
    let heard = tokio::time::timeout(PATIENCE, listening).await;
    assert!(heard.is_ok(), "nothing is heard of the phone");
}

/// Has the page's sound be looked at on its way out, from the next line to the speaker on.
async fn taps_sound(phone: &Window) {
    let script = "
        const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (to, ...more) {
            if (to instanceof AudioDestinationNode) {
                window.tap = new AnalyserNode(this.context, { fftSize: 8192 });
                connect.call(this, window.tap);
            }
            return connect.call(this, to, ...more);
        };";
    phone.run(script, vec![]).await;
}

/// The phone sounds a tone of so many hertz for a while, and nothing is louder.
async fn sounds(phone: &Window, hertz: f64) {
    let script = "
        if (!window.tap) return [0, 0];
        const levels = new Float32Array(window.tap.frequencyBinCount);
        window.tap.getFloatFrequencyData(levels);
        const top = levels.indexOf(Math.max(...levels));
        return [top * window.tap.context.sampleRate / window.tap.fftSize, levels[top]];";
    let (mut in_a_row, mut last) = (0, (None, None));
    let sounded = eventually(async || {
        let answer = phone.run(script, vec![]).await;
        let (loudest, decibels) = (answer[0].as_f64(), answer[1].as_f64());
        // A line is 48,000 / 8,192 hertz wide, and a tone in a window of the analyser's leaks into the next.
        let is_it = loudest.is_some_and(|loudest| (loudest - hertz).abs() < 12.0);
        let is_loud = decibels.is_some_and(|decibels| decibels > -60.0);
        in_a_row = if is_it && is_loud { in_a_row + 1 } else { 0 };
        last = (loudest, decibels);
        (in_a_row == 5).then_some(())
    });
    let sounded = sounded.await;
    assert!(sounded.is_some(), "{last:?} hertz and decibels");
}

/// Sees oneself, is heard by oneself, and holds a trial call; the doctor is told.
async fn checks_devices(screen: &Window, doctor: &Person) {
    screen.clicks("open-check").await;
    screen.plays("local-picture", 10).await;
    screen.clicks("test-network").await;
    screen.sees("network-figures").await;
    screen.clicks("close-check").await;
    screen.no_longer_sees("local-picture").await;
    let told = |view: &ViewState| {
        let Screen::PracticeRoom(room) = &view.screen else {
            return None;
        };
        let Loadable::Loaded { value } = &room.queue else {
            return None;
        };
        let test = value.iter().find_map(|row| row.entry.device_test)?;
        let parts = [test.camera, test.microphone];
        let all = parts.iter().all(|part| part.verdict == TestVerdict::Good);
        // This clinic has neither STUN nor a relay.
        let unproven = test.network.reason == Some(TestReason::Unproven);
        (all && unproven).then_some(())
    };
    doctor.sees("what was tested on the phone", told).await;
}

/// Signs in, tests the devices, gets ready, is invited and accepts.
async fn is_called(screen: &Window, doctor: &Person) {
    screen.signs_in("john@email.com", "patient123").await;
    screen.clicks("open-schedule").await;
    checks_devices(screen, doctor).await;
    screen.clicks("ready").await;
    let next = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => room.next_patient_id,
        _ => None,
    };
    let patient_id = Some(doctor.sees("a ready patient", next).await);
    doctor.wants(QueueIntent::Invite { patient_id }).await;
    screen.sees("invitation").await;
    screen.clicks("accept").await;
    screen.sees("call").await;
    doctor.is_active().await;
}

/// A doctor who sends a test picture and a tone, and is online.
async fn practising_doctor(server: SocketAddr) -> Person {
    let camera = CameraSource::Pattern {
        size: Size::new(640, 480).unwrap(),
        fps: 30,
    };
    let tone = MicrophoneSource::Tone { hertz: 440.0 };
    let doctor = Person::equipped(server, camera, tone);
    Pair::starts_session(&doctor).await;
    doctor
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_with_a_phone_is_seen_and_heard() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let doctor = practising_doctor(server.address).await;

    let phone = Phone::start(server.address).await;
    let screen = &phone.screen;
    taps_sound(screen).await;
    is_called(screen, &doctor).await;

    screen.plays("remote-picture", 10).await;
    screen.plays("local-picture", 10).await;
    screen.sees_frames_advance("remote-picture", 3).await;
    sees_something_move(&doctor).await;
    hears_a_beep(&doctor).await;
    sounds(screen, 440.0).await;
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(
        screen.run(fits, vec![]).await,
        json!(true),
        "it is too wide"
    );

    screen.clicks("microphone").await;
    let muted = |view: &ViewState| (!view.call.as_ref()?.other_microphone_on).then_some(());
    doctor.sees("a muted phone", muted).await;
    screen.clicks("camera").await;
    let dark = |view: &ViewState| (!view.call.as_ref()?.other_camera_on).then_some(());
    doctor.sees("a phone without a picture", dark).await;
    // Nothing is filmed or listened to, and the doctor is heard all the same.
    sounds(screen, 440.0).await;
    screen.clicks("camera").await;
    let back = |view: &ViewState| view.call.as_ref()?.other_camera_on.then_some(());
    doctor.sees("the picture again", back).await;

    screen.clicks("call open-chat").await;
    screen.writes("call", "I can hear you well").await;
    let open = |view: &ViewState| Some(view.call.as_ref()?.chat?.encounter_id);
    let encounter_id = doctor.sees("a chat", open).await;
    doctor.wants(ChatIntent::OpenChat { encounter_id }).await;
    let heard = |view: &ViewState| match &view.chat.as_ref()?.lines {
        Loadable::Loaded { value } => value
            .iter()
            .any(|line| line.text.reveal() == "I can hear you well")
            .then_some(()),
        _ => None,
    };
    doctor.sees("what was written on the phone", heard).await;
    screen.clicks("call chat-close").await;
    screen.no_longer_sees("chat-text").await;

    screen.clicks("end-call").await;
    screen.sees("talked").await;
    let over = |view: &ViewState| {
        let stage = &view.call.as_ref()?.stage;
        matches!(stage, CallStage::Ended { .. }).then_some(())
    };
    doctor.sees("the end", over).await;
    screen.rates(5).await;
    screen.reads("rating", "5 stars").await;
    assert_eq!(
        screen.run(fits, vec![]).await,
        json!(true),
        "it is too wide"
    );
    phone.screen.close().await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_whose_webkit_page_films_is_seen_and_heard() {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let doctor = practising_doctor(server.address).await;

    let desktop = Desktop::start();
    let page = Phone::in_webkit(server.address, &desktop).await;
    let screen = &page.screen;
    taps_sound(screen).await;
    is_called(screen, &doctor).await;
    screen.plays("remote-picture", 10).await;
    screen.plays("local-picture", 10).await;
    sees_something_move(&doctor).await;
    hears_a_beep(&doctor).await;
    sounds(screen, 440.0).await;

    screen.clicks("end-call").await;
    screen.sees("talked").await;
    page.screen.close().await;
    server.stop().await.unwrap();
}
