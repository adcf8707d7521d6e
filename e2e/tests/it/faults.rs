//! What becomes of a call when its network fails: two apps and a server, each in a network namespace.

use crate::stage::networks::{Home, Networks};
use crate::stage::scene::{RemoteScene, stage_of};
use client_core::{CallIntent, CallStage, ViewState};
use shared::{Cause, Outcome};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::sleep;

fn is_active(view: &ViewState) -> Option<()> {
    matches!(stage_of(view)?, CallStage::Active { .. }).then_some(())
}

fn is_interrupted(view: &ViewState) -> Option<()> {
    matches!(stage_of(view)?, CallStage::Interrupted { .. }).then_some(())
}

fn ending(view: &ViewState) -> Option<(Outcome, Option<Cause>)> {
    match stage_of(view)? {
        CallStage::Ended { outcome, cause, .. } => Some((*outcome, *cause)),
        _ => None,
    }
}

/// Two apps in an active call across the networks.
async fn call(folder: &Path) -> (Networks, RemoteScene) {
    let mut networks = Networks::make();
    networks.open_clinic(folder);
    let mut scene = RemoteScene::prepare(&networks).await;
    scene.meet().await;
    (networks, scene)
}

impl RemoteScene {
    /// Both see the call broken off, and both see it whole again.
    async fn recovers(&mut self, mended: impl FnOnce()) -> Duration {
        self.doctor.sees("an interruption", is_interrupted).await;
        mended();
        let since = Instant::now();
        self.doctor.sees("the call whole again", is_active).await;
        self.patient.sees("the call whole again", is_active).await;
        since.elapsed()
    }

    /// The doctor ends it, and both agree.
    async fn ends_well(&mut self) {
        self.doctor.wants(CallIntent::End);
        let completed = (Outcome::Completed, None);
        assert_eq!(self.doctor.sees("the end", ending).await.1, completed);
        assert_eq!(self.patient.sees("the end", ending).await.1, completed);
    }
}

async fn cut_for(seconds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let (networks, mut scene) = call(folder.path()).await;
    networks.connect(Home::Patient, false);
    scene.doctor.sees("an interruption", is_interrupted).await;
    // How long the network is gone is what this is about.
    sleep(Duration::from_secs(seconds)).await;
    let took = scene
        .recovers(|| networks.connect(Home::Patient, true))
        .await;
    println!("cut for {seconds} s, whole again {took:.1?} after the network was");
    scene.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_survives_five_seconds_without_network() {
    cut_for(5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_survives_twenty_seconds_without_network() {
    cut_for(20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_survives_a_change_of_address() {
    let folder = tempfile::tempdir().unwrap();
    let (networks, mut scene) = call(folder.path()).await;
    networks.change_address(Home::Patient);
    let took = scene.recovers(|| {}).await;
    println!("whole again {took:.1?} after the interruption was noticed");
    scene.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_whose_other_side_dies_is_lost_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (_networks, mut scene) = call(folder.path()).await;
    scene.patient.kill();
    scene.doctor.sees("an interruption", is_interrupted).await;
    let (_, end) = scene.doctor.sees("the end", ending).await;
    assert_eq!(end, (Outcome::Lost, Some(Cause::OtherSideGone)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_on_through_300_kbit_per_second() {
    let folder = tempfile::tempdir().unwrap();
    let (networks, mut scene) = call(folder.path()).await;
    networks.narrow(300);
    // Long enough for a queue to fill, for sound to starve and for a connection to be given up.
    sleep(Duration::from_secs(20)).await;
    for side in [&mut scene.doctor, &mut scene.patient] {
        let stages = side.stages_since_met();
        let left = stages
            .iter()
            .find(|stage| !matches!(stage, CallStage::Active { .. }));
        assert_eq!(left, None, "{stages:?}");
    }
    scene.ends_well().await;
}
