//! Many visits over a network that fails at random moments: whatever happens, both sides agree with
//! the server in the end, and every ring was right while it lasted.

use crate::clinic::Clinic;
use client_core::{CallIntent, CallStage, Farewell, QueueIntent};
use shared::{CallPhase, EntryState};

/// A small generator of its own, so that a failing run can be repeated by its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn trouble(clinic: &mut Clinic, dice: &mut Dice, devices: [usize; 2]) {
    let device = devices[usize::try_from(dice.roll(2)).unwrap()];
    match dice.roll(9) {
        0 => clinic.cut(device),
        1 | 2 => clinic.mend(device),
        3 => clinic.break_socket(device, Farewell::Unsaid),
        4 => clinic.break_socket(device, Farewell::ComeBackLater),
        5 => clinic.devices[device].network.lose_answers += 1,
        6 => clinic.devices[device].network.delay_ms = i64::try_from(dice.roll(400)).unwrap() + 1,
        _ => {}
    }
}

fn act(clinic: &mut Clinic, dice: &mut Dice, doctor: usize, patient: usize) {
    match dice.roll(14) {
        0..=2 => clinic.says(doctor, QueueIntent::Invite { patient_id: None }),
        3..=5 => clinic.says(patient, CallIntent::Accept),
        6 => clinic.says(patient, CallIntent::Decline),
        7 => clinic.says(doctor, CallIntent::Cancel),
        8 => clinic.says(doctor, CallIntent::End),
        9 => clinic.says(patient, QueueIntent::SetReady { ready: true }),
        10 => clinic.says(patient, CallIntent::InvitationSeen),
        11 => clinic.says(
            patient,
            CallIntent::SetCamera {
                on: dice.roll(2) == 0,
            },
        ),
        12 => clinic.says(doctor, CallIntent::CloseCall),
        _ => clinic.says(patient, CallIntent::CloseCall),
    }
}

fn agree(clinic: &Clinic, device: usize, seed: u64) {
    let live = clinic.server.live_call();
    let stage = clinic.stage(device);
    let shown = match &stage {
        None | Some(CallStage::Ended { .. }) => None,
        Some(CallStage::Ringing { .. }) => Some(CallPhase::Ringing),
        Some(CallStage::Connecting { .. }) => Some(CallPhase::Connecting),
        Some(CallStage::Active { .. }) => Some(CallPhase::Active),
        Some(CallStage::Interrupted { .. }) => Some(CallPhase::Interrupted),
        Some(CallStage::Elsewhere) => panic!("there is no other device"),
        Some(CallStage::Held) => panic!("everybody agreed here"),
    };
    assert_eq!(
        shown,
        live.as_ref().map(|call| call.phase),
        "run {seed}: {stage:?}"
    );
    assert_eq!(
        clinic.devices[device]
            .media
            .as_ref()
            .map(|open| open.call_id),
        live.filter(|call| call.phase != CallPhase::Ringing)
            .map(|call| call.id),
        "run {seed}",
    );
}

#[test]
fn whatever_the_network_does_everybody_agrees_with_the_server_in_the_end() {
    let mut talked = 0;
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let mut clinic = Clinic::seeded(u128::from(seed));
        let scene = clinic.ready_patient(0);
        clinic.server.replays_seen = i64::try_from(seed % 4).unwrap();
        let devices = [scene.doctor, scene.patient];
        for _ in 0..60 {
            trouble(&mut clinic, &mut dice, devices);
            act(&mut clinic, &mut dice, scene.doctor, scene.patient);
            let pause = i64::try_from(dice.roll(3_000)).unwrap();
            clinic.wait(pause);
        }
        // The network is well again.
        for device in devices {
            clinic.mend(device);
            clinic.devices[device].network.delay_ms = 20;
            clinic.devices[device].network.lose_answers = 0;
        }
        clinic.wait(70_000);
        for device in devices {
            agree(&clinic, device, seed);
        }
        assert!(!clinic.rings(scene.patient));
        let settled = |call: &&crate::clinic::server::Call| call.machine.active_at.is_some();
        talked += clinic.server.calls.iter().filter(settled).count();
        let state = clinic.server.places[0].entry.state;
        assert!(state != EntryState::Invited, "run {seed}");
    }
    assert!(
        talked > 50,
        "only {talked} calls came about, so little was tried"
    );
}
