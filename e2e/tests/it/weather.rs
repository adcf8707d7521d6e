//! It rings, whatever becomes of the clocks: set forward or back, at the device or at the server, and a
//! device that sleeps. Real programs; their clocks are moved under them.

use crate::rounds::rounds;
use crate::sound_server::SoundServer;
use crate::stage::clocks::Clocks;
use crate::stage::house::House;
use crate::stage::material::Material;
use crate::stage::passage::Passage;
use crate::stage::scene::{Scene, stage_of};
use crate::stage::spans::Spans;
use crate::stage::terminal::Terminal;
use client_core::{CallIntent, CallStage, LinkState, ViewState};
use std::path::Path;
use std::time::{Duration, Instant};

const TWO_HOURS_S: i64 = 7_200;
/// From the lid's opening to the sound.
const RINGS_WITHIN: Duration = Duration::from_secs(3);

fn is_online(view: &ViewState) -> Option<()> {
    matches!(view.link, LinkState::Online).then_some(())
}

fn rings(view: &ViewState) -> Option<()> {
    matches!(stage_of(view)?, CallStage::Ringing { .. }).then_some(())
}

/// A clinic whose clocks can be moved, a patient behind a passage whose clocks can be, too.
struct Weather {
    house: House,
    server: Clocks,
    device: Clocks,
    passage: Passage,
    scene: Scene,
    _sound: SoundServer,
}

impl Weather {
    async fn fair(folder: &Path) -> Self {
        let material = Material::make(folder);
        let (server, device) = (Clocks::make(), Clocks::make());
        let house = House::with(folder, |command| server.adopt(command));
        let passage = Passage::to(house.address).await;
        let sound = SoundServer::start();
        let patient = Terminal::start(passage.address, &sound, |command| device.adopt(command));
        let scene = Scene::prepare(house.address, &material, patient).await;
        Self {
            house,
            server,
            device,
            passage,
            scene,
            _sound: sound,
        }
    }

    /// The doctor invites, it rings aloud, the patient accepts, they meet, the doctor ends it.
    async fn visit(&mut self) {
        self.scene.rings().await;
        self.scene.sounds().await;
        self.answers().await;
    }

    /// The patient accepts, they meet, the doctor ends it.
    async fn answers(&mut self) {
        self.scene.patient.wants(CallIntent::Accept);
        self.scene.doctor.is_active().await;
        self.scene.doctor.wants(CallIntent::End).await;
        self.scene.ended().await;
        self.scene.call_again().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_rings_after_a_clock_was_set_at_the_device_or_at_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut weather = Weather::fair(folder.path()).await;
    for seconds in [60, -60, -3_600, 3_600] {
        weather.device.set(seconds);
        weather.visit().await;
        weather.server.set(seconds);
        weather.visit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_connection_waits_for_moments_though_the_clock_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut weather = Weather::fair(folder.path()).await;
    weather.house.kill();
    let offline = |view: &ViewState| is_online(view).is_none().then_some(());
    weather.scene.patient.sees("no connection", offline).await;
    weather.device.set(-TWO_HOURS_S);
    weather.server.set(-60);
    weather
        .house
        .reopen_with(|command| weather.server.adopt(command));
    let began = Instant::now();
    weather.scene.patient.sees("a connection", is_online).await;
    // Pauses between tries end at half a minute.
    assert!(began.elapsed() < Duration::from_secs(35));
    weather.scene.doctor.sees("a connection", is_online).await;
    weather.visit().await;
}

/// How long it rings on, by the server's clock as the app knows it; absent while there is no server.
fn rings_on_for_ms(view: &ViewState) -> Option<i64> {
    is_online(view)?;
    let CallStage::Ringing { until, .. } = stage_of(view)? else {
        return None;
    };
    Some(until.since_ms(client_engine::clock::now().plus_ms(view.clock_offset_ms)))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_ring_lasts_longer_because_a_clock_was_put_back_before_the_server_died() {
    let folder = tempfile::tempdir().unwrap();
    let mut weather = Weather::fair(folder.path()).await;
    weather.scene.rings().await;
    let rings_on_for = weather.scene.doctor.sees("the ring", rings_on_for_ms).await;
    weather.server.set(-60);
    weather.house.kill();
    let offline = |view: &ViewState| is_online(view).is_none().then_some(());
    weather.scene.doctor.sees("no connection", offline).await;
    weather
        .house
        .reopen_with(|command| weather.server.adopt(command));
    let then = weather
        .scene
        .doctor
        .sees("the ring again", rings_on_for_ms)
        .await;
    assert!(then <= rings_on_for, "{rings_on_for} ms, then {then} ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_rings_within_moments_of_the_lids_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut weather = Weather::fair(folder.path()).await;
    let wakes = rounds(1, 50);
    let mut took = Vec::new();
    for _ in 0..wakes {
        weather.scene.gets_ready().await;
        // What was connected before swallows everything from now on; new connections go through.
        weather.passage.cut();
        weather.passage.mend();
        weather.scene.invites().await;
        weather.device.sleep(Duration::from_secs(600));
        let woke = Instant::now();
        let (rang, ()) = weather.scene.patient.sees("the invitation", rings).await;
        took.push(rang.saturating_duration_since(woke));
        weather.scene.sounds().await;
        weather.answers().await;
    }
    let took = Spans::of(took);
    println!("it rang after the lid was opened, {wakes} times: {took}");
    assert!(took.at(95) <= RINGS_WITHIN, "{took:?}");
}
