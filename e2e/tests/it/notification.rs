//! The invitation as a notification of the desktop, on a session bus of its own: a person presses
//! Accept on it, and the call is answered.

use crate::stage::desktop::Desktop;
use crate::stage::material::Material;
use crate::stage::open_clinic;
use crate::stage::scene::Scene;
use crate::stage::terminal::Terminal;
use client_core::CallStage;

const DAEMON: &str = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd";

#[tokio::test(flavor = "multi_thread")]
async fn accept_on_it_answers_the_call() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let desktop = Desktop::start();
    let _manager = desktop.runs("openbox", folder.path());
    let _daemon = desktop.runs(DAEMON, folder.path());
    let patient = Terminal::start(server.address, &desktop.sound, |command| {
        desktop.adopt(command);
        command.args(["--silent", "--notify"]);
    });
    let mut scene = Scene::prepare(server.address, &material, patient).await;
    scene.rings().await;
    // Accept is the left one of two buttons, at the bottom.
    desktop.presses("xfce4-notifyd", (0.27, 0.7));
    let answered = |view: &client_core::ViewState| {
        let stage = &view.call.as_ref()?.stage;
        matches!(
            stage,
            CallStage::Connecting { .. } | CallStage::Active { .. }
        )
        .then_some(())
    };
    scene.patient.sees("an answered call", answered).await;
    scene.doctor.is_active().await;
    server.stop().await.unwrap();
}
