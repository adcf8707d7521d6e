//! The check of devices in each state, in the waiting room.

use crate::people::{doctor, view};
use crate::rooms::{home_screen, waiting_ready};
use client_core::{
    Check, DeviceEntry, DeviceList, DevicesView, FormState, Loadable, NetworkFigures, NetworkPath,
    SpeakerTest, ViewState,
};
use shared::{DeviceTest, TestPart, TestReason, TestVerdict};

const GOOD: TestPart = TestPart {
    verdict: TestVerdict::Good,
    reason: None,
};

fn flaw(verdict: TestVerdict, reason: TestReason) -> TestPart {
    TestPart {
        verdict,
        reason: Some(reason),
    }
}

fn failed(reason: TestReason) -> TestPart {
    flaw(TestVerdict::Failed, reason)
}

fn devices() -> DeviceList {
    let entry = |id: &str, name: &str| DeviceEntry {
        id: id.into(),
        name: name.into(),
    };
    let sound = |built_in| vec![entry("built-in", built_in), entry("usb", "USB headset")];
    DeviceList {
        cameras: vec![
            entry("built-in", "Built-in camera"),
            entry("usb", "USB camera"),
        ],
        microphones: sound("Built-in microphone"),
        speakers: sound("Built-in speakers"),
    }
}

fn fast(path: NetworkPath) -> NetworkFigures {
    NetworkFigures {
        path: Some(path),
        round_trip_ms: Some(46),
        lost_percent: 0,
        kilobits: 1_840,
    }
}

/// Somebody who sees and hears themselves, and has not gone on yet.
fn seen() -> Check {
    let none = Check::default();
    Check {
        open: true,
        level: 46,
        result: DeviceTest {
            camera: GOOD,
            microphone: GOOD,
            ..none.result
        },
        ..none
    }
}

/// A trial call over this path, judged as the core judges it.
fn measured(network: NetworkFigures) -> Check {
    let before = seen();
    Check {
        result: DeviceTest {
            speaker: GOOD,
            network: network.judge(),
            ..before.result
        },
        network: Some(network),
        ..before
    }
}

fn unable(reason: TestReason, speaker: TestPart) -> Check {
    let none = Check::default();
    Check {
        open: true,
        result: DeviceTest {
            camera: failed(reason),
            microphone: failed(reason),
            speaker,
            ..none.result
        },
        ..none
    }
}

/// Everything that a check can come to.
fn checks() -> Vec<(&'static str, Check)> {
    let asked = |speaker| Check { speaker, ..seen() };
    let slow = NetworkFigures {
        round_trip_ms: Some(430),
        lost_percent: 6,
        kilobits: 240,
        ..fast(NetworkPath::RelayTls)
    };
    let blocked = NetworkFigures {
        path: None,
        round_trip_ms: None,
        kilobits: 0,
        ..slow
    };
    let unheard = measured(slow);
    let unheard = Check {
        level: 8,
        result: DeviceTest {
            microphone: flaw(TestVerdict::Weak, TestReason::Silent),
            speaker: failed(TestReason::Silent),
            ..unheard.result
        },
        ..unheard
    };
    vec![
        (
            "device-check-begun",
            Check {
                open: true,
                ..Check::default()
            },
        ),
        ("device-check-seen", seen()),
        ("device-check-sounding", asked(SpeakerTest::Sounding)),
        ("device-check-asking", asked(SpeakerTest::Asking)),
        (
            "device-check-measuring",
            Check {
                network_busy: true,
                ..seen()
            },
        ),
        ("device-check-passed", measured(fast(NetworkPath::RelayUdp))),
        ("device-check-direct", measured(fast(NetworkPath::Direct))),
        (
            "device-check-relay-tcp",
            measured(fast(NetworkPath::RelayTcp)),
        ),
        ("device-check-weak", unheard),
        ("device-check-blocked", measured(blocked)),
        (
            "device-check-refused",
            unable(TestReason::Refused, Check::default().result.speaker),
        ),
        (
            "device-check-missing",
            unable(TestReason::Missing, failed(TestReason::Missing)),
        ),
        (
            "device-check-closed",
            Check {
                open: false,
                level: 0,
                ..measured(fast(NetworkPath::RelayUdp))
            },
        ),
    ]
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let page = |(name, check)| {
        let devices = DevicesView {
            found: devices(),
            check,
            ..DevicesView::default()
        };
        (
            name,
            ViewState {
                devices,
                ..waiting_ready()
            },
        )
    };
    let mut pages: Vec<_> = checks().into_iter().map(page).collect();
    pages.extend(settings());
    pages
}

/// The same on the page of settings, which lies above a doctor's home screen.
fn settings() -> [(&'static str, ViewState); 3] {
    let page = |check| {
        let schedules = Loadable::Loaded { value: Vec::new() };
        let devices = DevicesView {
            found: devices(),
            check,
            ..DevicesView::default()
        };
        ViewState {
            devices,
            ..view(doctor(), home_screen(schedules, FormState::default()))
        }
    };
    let missing = unable(TestReason::Missing, failed(TestReason::Missing));
    let asking = Check {
        speaker: SpeakerTest::Asking,
        ..seen()
    };
    [
        ("settings-preview", page(seen())),
        ("settings-flawed", page(missing)),
        ("settings-ring", page(asking)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_result_of_a_check_has_a_page() {
        let (mut parts, mut paths, mut speakers) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (_, check) in checks() {
            let DeviceTest {
                camera,
                microphone,
                speaker,
                network,
                ring,
            } = check.result;
            for part in [camera, microphone, speaker, network, ring] {
                parts.insert(format!("{:?} {:?}", part.verdict, part.reason));
            }
            paths.extend(check.network.map(|figures| format!("{:?}", figures.path)));
            speakers.insert(format!("{:?}", check.speaker));
        }
        // Good and untested; refused, missing, silent and blocked failures; silent and slow flaws.
        assert_eq!(parts.len(), 2 + 4 + 2, "{parts:?}");
        assert_eq!(paths.len(), 4 + 1, "{paths:?}");
        assert_eq!(speakers.len(), 3, "{speakers:?}");
    }
}
