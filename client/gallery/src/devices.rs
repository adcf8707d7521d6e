//! The check of devices in each state, and the settings.

use crate::people::{NOW, doctor, patient};
use crate::rooms::{in_practice, in_waiting, not_joined};
use crate::scene::{Pages, Scene};
use crate::server::Reply;
use client_core::{
    CheckReport, DeviceChoice, DeviceEntry, DeviceFault, DeviceIntent, DeviceList, Input,
    MediaEvent, Method, NetworkFigures, NetworkWays,
};
use serde_json::Value;
use shared::{EntryState, NetworkPath, ServerFrame, paths};

/// Two devices of each kind.
pub(crate) fn found() -> MediaEvent {
    let entry = |id: &str, name: &str| DeviceEntry {
        id: id.into(),
        name: name.into(),
    };
    MediaEvent::DevicesFound(DeviceList {
        cameras: vec![
            entry("cam-1", "Integrated Webcam"),
            entry("cam-2", "Logitech BRIO 4K Stream Edition"),
        ],
        microphones: vec![
            entry("mic-1", "Built-in Microphone"),
            entry("mic-2", "Jabra Evolve 65 (USB)"),
        ],
        speakers: vec![
            entry("out-1", "Built-in Speakers"),
            entry("out-2", "Jabra Evolve 65 (USB)"),
        ],
    })
}

/// A clinic with STUN and a relay that is reached by every way.
const OPEN: NetworkWays = NetworkWays {
    direct: Some(true),
    relay_udp: Some(true),
    relay_tcp: Some(true),
    relay_tls: Some(true),
};

const FAST: NetworkFigures = NetworkFigures {
    path: Some(NetworkPath::Direct),
    ways: OPEN,
    round_trip_ms: Some(46),
    lost_percent: 0,
    kilobits: 1_840,
};

fn reports(scene: Scene, report: CheckReport) -> Scene {
    scene.finds(MediaEvent::Check(report))
}

/// The check was opened, and nobody has spoken yet.
fn opened(scene: Scene) -> Scene {
    let scene = scene.finds(found()).does(DeviceIntent::OpenCheck);
    reports(scene, CheckReport::Level(4))
}

/// What a look into the camera and a word show.
pub(crate) fn heard(scene: Scene) -> Scene {
    let scene = reports(opened(scene), CheckReport::Camera(Ok(())));
    reports(scene, CheckReport::Level(46))
}

/// The ringtone sounded for as long as it does.
fn asking(scene: Scene) -> Scene {
    heard(scene).does(DeviceIntent::TestSpeaker).passes(5)
}

/// The ringtone was heard or not, and the network measured.
fn measured(scene: Scene, speaker: bool, figures: NetworkFigures) -> Scene {
    let scene = scene
        .does(DeviceIntent::AnswerSpeaker { heard: speaker })
        .does(DeviceIntent::TestNetwork);
    reports(scene, CheckReport::Network(figures))
}

fn passed(scene: Scene) -> Scene {
    measured(asking(scene), true, FAST)
}

/// Neither camera nor microphone.
fn without(scene: Scene, fault: DeviceFault) -> Scene {
    let scene = reports(opened(scene), CheckReport::Camera(Err(fault)));
    reports(scene, CheckReport::Microphone(Err(fault)))
}

/// A trial of the ring that arrives, on a device whose system shows notifications or doesn't.
fn rung(shown: bool) -> Scene {
    let done = Reply::Told(204, Value::Null);
    passed(in_room())
        .with(|server| server.replies(Method::Post, paths::RING_REHEARSAL, done))
        .takes(Input::NotificationsKnown { shown })
        .does(DeviceIntent::TryRing)
        .hears(ServerFrame::RingRehearsal {
            until: NOW.plus_s(12),
        })
}

fn in_room() -> Scene {
    in_waiting(EntryState::Waiting)
}

pub(crate) fn pages() -> Pages {
    let mut pages = checks();
    pages.extend(rehearsals());
    pages.extend(settings());
    pages
}

fn checks() -> Pages {
    let shut = NetworkWays {
        direct: Some(false),
        relay_udp: Some(false),
        relay_tcp: Some(false),
        relay_tls: Some(false),
    };
    let slow = NetworkFigures {
        path: Some(NetworkPath::RelayTls),
        ways: NetworkWays {
            relay_tls: Some(true),
            ..shut
        },
        round_trip_ms: Some(430),
        lost_percent: 6,
        kilobits: 240,
    };
    let over = |path, figures| NetworkFigures {
        path: Some(path),
        ways: NetworkWays {
            direct: Some(path == NetworkPath::Direct),
            relay_udp: Some(path == NetworkPath::RelayUdp),
            relay_tcp: Some(path == NetworkPath::RelayTcp),
            relay_tls: Some(path == NetworkPath::RelayTls),
        },
        ..figures
    };
    let blocked = NetworkFigures {
        ways: shut,
        ..NetworkFigures::NONE
    };
    let crawling = NetworkFigures {
        round_trip_ms: None,
        lost_percent: 16,
        kilobits: 60,
        ..over(NetworkPath::RelayTcp, slow)
    };
    // Nothing was said into the microphone for as long as it may take.
    let silent = reports(opened(in_room()), CheckReport::Camera(Ok(())))
        .passes(7)
        .does(DeviceIntent::TestSpeaker);
    let missing = without(in_room(), DeviceFault::Missing)
        .does(DeviceIntent::TestSpeaker)
        .takes(Input::TestRingFailed);
    let flawed = reports(opened(in_room()), CheckReport::Level(46));
    let flawed = reports(flawed, CheckReport::Camera(Err(DeviceFault::Missing)));
    let direct = over(NetworkPath::Direct, FAST);
    vec![
        ("device-check-begun", opened(in_room()).view()),
        ("device-check-heard", heard(in_room()).view()),
        (
            "device-check-one-input",
            reports(heard(in_room()), CheckReport::DeadInputs { bits: 1 }).view(),
        ),
        ("device-check-not-joined", heard(not_joined()).view()),
        (
            "patient-home-checking",
            heard(Scene::of(patient()).start()).view(),
        ),
        (
            "device-check-sounding",
            heard(in_room()).does(DeviceIntent::TestSpeaker).view(),
        ),
        ("device-check-asking", asking(in_room()).view()),
        (
            "device-check-measuring",
            asking(in_room())
                .does(DeviceIntent::AnswerSpeaker { heard: true })
                .does(DeviceIntent::TestNetwork)
                .view(),
        ),
        ("device-check-passed", passed(in_room()).view()),
        (
            "device-check-direct",
            measured(asking(in_room()), true, direct).view(),
        ),
        ("device-check-weak", measured(silent, true, slow).view()),
        (
            "device-check-udp",
            measured(heard(in_room()), true, over(NetworkPath::RelayUdp, FAST)).view(),
        ),
        (
            "device-check-tcp",
            measured(heard(in_room()), true, crawling).view(),
        ),
        (
            "device-check-blocked",
            measured(asking(in_room()), false, blocked).view(),
        ),
        (
            "device-check-refused",
            without(in_room(), DeviceFault::Refused).view(),
        ),
        ("device-check-missing", missing.view()),
        (
            "device-check-closed",
            passed(in_room()).does(DeviceIntent::CloseCheck).view(),
        ),
        (
            "device-check-closed-failed",
            measured(flawed.does(DeviceIntent::TestSpeaker), true, slow)
                .does(DeviceIntent::CloseCheck)
                .view(),
        ),
        (
            "device-check-offline",
            heard(in_room()).goes_offline().view(),
        ),
    ]
}

/// The ring tried out over the path of a call.
fn rehearsals() -> Pages {
    let answered = |heard| rung(true).does(DeviceIntent::AnswerRing { heard }).view();
    vec![
        ("device-check-ring-sounding", rung(true).view()),
        ("device-check-ring-asking", rung(false).passes(10).view()),
        ("device-check-ring-heard", answered(true)),
        ("device-check-ring-not-heard", answered(false)),
    ]
}

/// The settings lie above whichever screen is open; the page opens them by the name.
fn settings() -> Pages {
    let home = || Scene::of(patient()).start().finds(found());
    // One of each only, and one that was chosen and is gone.
    let chosen = DeviceChoice {
        microphone: Some(DeviceEntry {
            id: "mic-9".into(),
            name: "Desk Microphone".into(),
        }),
        headset: true,
        ..DeviceChoice::default()
    };
    let bare = MediaEvent::DevicesFound(DeviceList {
        cameras: vec![DeviceEntry {
            id: "cam-1".into(),
            name: "Integrated Webcam".into(),
        }],
        microphones: vec![DeviceEntry {
            id: "mic-1".into(),
            name: "Built-in Microphone".into(),
        }],
        speakers: Vec::new(),
    });
    // Two of one make; the second one was chosen at another socket.
    let headset = |id: &str| DeviceEntry {
        id: id.into(),
        name: "USB-Headset".into(),
    };
    let twins = MediaEvent::DevicesFound(DeviceList {
        speakers: vec![headset("out-1"), headset("out-2")],
        ..DeviceList::default()
    });
    let second = DeviceChoice {
        speaker: Some(headset("out-2")),
        ring: Some(headset("out-9")),
        ..DeviceChoice::default()
    };
    let doctors = Scene::of(doctor()).start_using(chosen).finds(bare);
    let practice = || in_practice(EntryState::Ready);
    vec![
        ("settings", home().view()),
        ("settings-doctor", doctors.view()),
        (
            "settings-twins",
            Scene::of(patient()).start_using(second).finds(twins).view(),
        ),
        (
            "settings-ring",
            home().does(DeviceIntent::TestSpeaker).passes(5).view(),
        ),
        (
            "settings-signed-out",
            Scene::of(patient())
                .start_signed_out()
                .finds(found())
                .view(),
        ),
        ("settings-preview", heard(practice()).view()),
        (
            "settings-flawed",
            without(practice(), DeviceFault::Missing).view(),
        ),
    ]
}
