//! The ring as the patient's room hears it: loud within moments, without a gap, and silent at once
//! whatever ends it. A real server, a real app beside a sound server whose output is recorded.

use crate::sound_server::SoundServer;
use crate::sound_server::recording::{MS, Recording, Sound};
use crate::stage::Person;
use crate::stage::house::House;
use crate::stage::material::Material;
use crate::stage::passage::Passage;
use crate::stage::scene::{Scene, may};
use crate::stage::terminal::Terminal;
use client_core::{CallIntent, CallStage, LinkState, ViewState};
use client_engine::media::MicrophoneSource;
use std::time::{Duration, Instant};

/// From the invitation's arrival to the sound, and from the end to silence.
const HEARD_WITHIN: Duration = Duration::from_millis(300);
const SILENT_WITHIN: Duration = Duration::from_millis(100);
/// What recording and a busy machine add to what is measured.
const SLACK: Duration = Duration::from_millis(150);
/// How long it rings before something ends it, and how long silence is listened to.
const WHILE: Duration = Duration::from_millis(1_500);

/// One ring: what ended it, when the app showed it, when it ended, when it was last looked at.
struct Rang {
    ended_by: &'static str,
    shown: Instant,
    ended: Instant,
    until: Instant,
}

async fn quiet_after(ended_by: &'static str, shown: Instant, ended: Instant) -> Rang {
    // Silence takes time to listen to.
    tokio::time::sleep(WHILE).await;
    Rang {
        ended_by,
        shown,
        ended,
        until: Instant::now(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_loud_within_moments_and_silent_at_once_whatever_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let sound = SoundServer::start();
    let mut house = House::open(folder.path());
    let passage = Passage::to(house.address).await;
    let patient = Terminal::start(passage.address, &sound, |_| {});
    let mut scene = Scene::prepare(house.address, &material, patient).await;
    let second = Person::with(house.address, &material.clip, MicrophoneSource::Silence);
    second.signs_in("john@email.com", "patient123").await;
    let recording = Recording::start(&sound);
    let mut rang = Vec::new();

    let (shown, _) = scene.rings().await;
    tokio::time::sleep(WHILE).await;
    let ended = scene.patient.wants(CallIntent::Decline);
    scene.ended().await;
    rang.push(quiet_after("decline", shown, ended).await);

    let (shown, _) = scene.rings().await;
    tokio::time::sleep(WHILE).await;
    let ended = Instant::now();
    scene.doctor.wants(CallIntent::Cancel).await;
    scene.ended().await;
    rang.push(quiet_after("cancel", shown, ended).await);

    let (shown, _) = scene.rings().await;
    tokio::time::sleep(WHILE).await;
    let here = |view: &ViewState| may(view.call.as_ref()?.accept);
    second.sees("the invitation, too", here).await;
    let ended = Instant::now();
    second.wants(CallIntent::Accept).await;
    let elsewhere =
        |view: &ViewState| matches!(view.call.as_ref()?.stage, CallStage::Elsewhere).then_some(());
    scene.patient.sees("answered elsewhere", elsewhere).await;
    rang.push(quiet_after("answer on a second device", shown, ended).await);
    scene.doctor.is_active().await;
    scene.doctor.wants(CallIntent::End).await;
    scene.call_again().await;
    second.app.handle.stop().await;

    let (shown, _) = scene.rings().await;
    tokio::time::sleep(WHILE).await;
    let ended = scene.patient.wants(CallIntent::Accept);
    scene.doctor.is_active().await;
    rang.push(quiet_after("accept", shown, ended).await);
    scene.doctor.wants(CallIntent::End).await;
    scene.ended().await;
    scene.call_again().await;

    let (shown, _) = scene.rings().await;
    tokio::time::sleep(WHILE).await;
    house.kill();
    let ended = Instant::now();
    rang.push(quiet_after("the server's death", shown, ended).await);
    let online = |view: &ViewState| matches!(view.link, LinkState::Online).then_some(());
    let offline = |view: &ViewState| (!matches!(view.link, LinkState::Online)).then_some(());
    scene.patient.sees("the link lost", offline).await;
    // The ring was not lost: it is heard again as soon as the server is back, and can be withdrawn.
    house.reopen();
    let (shown, ()) = scene.patient.sees("the link back", online).await;
    scene.doctor.sees("the link back", online).await;
    tokio::time::sleep(WHILE).await;
    let ended = Instant::now();
    scene.doctor.wants(CallIntent::Cancel).await;
    scene.ended().await;
    rang.push(quiet_after("cancel after a restart", shown, ended).await);

    let (shown, until) = scene.rings().await;
    passage.cut();
    // Both run on the clock of this machine.
    let left = client_engine::clock::until(until);
    let ended = Instant::now() + left;
    tokio::time::sleep(left).await;
    rang.push(quiet_after("the deadline, with the network cut", shown, ended).await);

    let heard = recording.finish();
    for ring in &rang {
        examine(&heard, ring);
    }
}

fn examine(heard: &Sound, ring: &Rang) {
    let Rang {
        ended_by,
        shown,
        ended,
        until,
    } = ring;
    let (from, end, to) = (
        heard.place(*shown),
        heard.place(*ended),
        heard.place(*until),
    );
    let loud = |sample: &f32| sample.abs() > 0.02;
    let first = from
        + heard.samples[from..end]
            .iter()
            .position(loud)
            .expect("it was heard");
    let last = from + heard.samples[from..to].iter().rposition(loud).unwrap();
    let heard_after = heard.time(first).saturating_duration_since(*shown);
    let silent_after = heard.time(last).saturating_duration_since(*ended);
    let peak = heard.peak(first, end);
    let quietest = heard.quietest(first + 20 * MS, end - 60 * MS);
    let lasted = heard
        .time(last)
        .saturating_duration_since(heard.time(first));
    println!(
        "ended by {ended_by}: heard after {heard_after:?}, for {lasted:.1?}, silent after {silent_after:?}, \
         peak {peak:.2}, quietest 50 ms {quietest:.2}"
    );
    assert!(
        heard_after < HEARD_WITHIN + SLACK,
        "{ended_by}: heard after {heard_after:?}"
    );
    assert!(
        silent_after < SILENT_WITHIN + SLACK,
        "{ended_by}: silent after {silent_after:?}"
    );
    assert!(peak > 0.85, "{ended_by}: peak {peak}");
    assert!(quietest > 0.1, "{ended_by}: a gap, 50 ms at {quietest}");
}
