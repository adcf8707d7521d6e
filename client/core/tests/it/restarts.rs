//! An app that ends in the middle of a call and starts again: the same call goes on over a new transport.

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::{
    Action, AppointmentIntent, CallIntent, CallStage, OtherDevice, ProofFault, Screen,
    VerificationView,
};
use shared::{
    AppointmentState, CallKind, Cause, EntryState, IceServer, Outcome, Role, Signal, Timestamp,
    Transport,
};

/// From the start of the app to sound and pictures on both sides.
const TOGETHER_MS: i64 = 5_000;

/// Two people who talk, and who of them placed the call.
type Two = (usize, usize);

fn in_a_queue(clinic: &mut Clinic) -> Two {
    let scene = clinic.talk();
    (scene.doctor, scene.patient)
}

fn of_an_appointment(clinic: &mut Clinic) -> Two {
    let scene = clinic.agreed(300_000, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    for person in [scene.patient, scene.doctor] {
        clinic.says(
            person,
            AppointmentIntent::OpenAppointment { appointment_id },
        );
        clinic.wait(300);
    }
    clinic.says(
        scene.patient,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.wait(500);
    clinic.says(
        scene.doctor,
        AppointmentIntent::StartAppointment { appointment_id },
    );
    clinic.wait(1_000);
    (scene.patient, scene.doctor)
}

fn called_directly(clinic: &mut Clinic) -> Two {
    let (doctor, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let reason = "The rash is back".into();
    clinic.says(patient, CallIntent::CallDoctor { doctor_id, reason });
    clinic.wait(500);
    clinic.says(doctor, CallIntent::Accept);
    clinic.wait(1_000);
    (patient, doctor)
}

type Meet = fn(&mut Clinic) -> Two;

const WAYS_IN: [(CallKind, Meet); 3] = [
    (CallKind::Queue, in_a_queue),
    (CallKind::Appointment, of_an_appointment),
    (CallKind::Direct, called_directly),
];

/// Both see and hear each other, by their own word and by the server's.
fn are_together(clinic: &Clinic, two: Two) -> bool {
    let receives = |of: usize| {
        clinic.devices[of]
            .media
            .as_ref()
            .is_some_and(|m| m.receiving)
    };
    let call = clinic.server.live_call().unwrap();
    let told = call.caller.media.receiving && call.callee.media.receiving;
    told && [two.0, two.1]
        .into_iter()
        .all(|of| clinic.is_active(of) && receives(of))
}

fn until_of(clinic: &Clinic, of: usize) -> Timestamp {
    match clinic.stage(of) {
        Some(CallStage::Interrupted { until, .. }) => until,
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_are_together_again_whichever_app_was_killed_in_whichever_call() {
    for (kind, meet) in WAYS_IN {
        for caller_restarts in [true, false] {
            // Back before anybody noticed, just as it is noticed, and late in the minute.
            for away_ms in [0, 700, 2_100, 9_000, 50_000] {
                let mut clinic = Clinic::open();
                let two = meet(&mut clinic);
                assert!(are_together(&clinic, two), "{kind:?}");
                let (restarts, stays) = if caller_restarts { two } else { (two.1, two.0) };
                clinic.kill(restarts);
                clinic.wait(away_ms);
                clinic.starts_again(restarts);
                clinic.wait(TOGETHER_MS);
                assert!(
                    are_together(&clinic, two),
                    "{kind:?}, the caller restarts: {caller_restarts}, after {away_ms} ms"
                );
                // Nobody pressed anything, and whoever stayed kept camera and microphone open.
                let stayed = &clinic.devices[stays];
                assert_eq!((stayed.media_opened, stayed.renewed), (1, 1), "{kind:?}");
                clinic.wait(60_000);
                assert!(are_together(&clinic, two), "{kind:?}");
            }
        }
    }
}

#[test]
fn both_apps_may_start_again_at_once_or_one_after_the_other() {
    for (kind, meet) in WAYS_IN {
        for pause_ms in [0, 10, 40, 300, 3_000] {
            for caller_first in [true, false] {
                let mut clinic = Clinic::open();
                let two = meet(&mut clinic);
                let (first, second) = if caller_first { two } else { (two.1, two.0) };
                clinic.kill(first);
                clinic.kill(second);
                clinic.wait(1_000);
                clinic.starts_again(first);
                clinic.wait(pause_ms);
                clinic.starts_again(second);
                clinic.wait(TOGETHER_MS);
                assert!(
                    are_together(&clinic, two),
                    "{kind:?} {caller_first} {pause_ms}"
                );
            }
        }
    }
}

/// Cut off anew at every moment of coming back.
#[test]
fn an_app_may_be_killed_again_while_it_comes_back() {
    for caller_restarts in [true, false] {
        for lasted_ms in (0..600).step_by(20) {
            let mut clinic = Clinic::open();
            let two = in_a_queue(&mut clinic);
            let restarts = if caller_restarts { two.0 } else { two.1 };
            for _ in 0..2 {
                clinic.kill(restarts);
                clinic.wait(100);
                clinic.starts_again(restarts);
                clinic.wait(lasted_ms);
            }
            clinic.wait(TOGETHER_MS);
            assert!(are_together(&clinic, two), "{caller_restarts} {lasted_ms}");
        }
    }
}

#[test]
fn the_minute_is_not_begun_anew_by_who_comes_and_goes() {
    let mut clinic = Clinic::open();
    let (doctor, patient) = in_a_queue(&mut clinic);
    clinic.kill(patient);
    clinic.wait(3_000);
    let until = until_of(&clinic, doctor);
    for _ in 0..4 {
        clinic.starts_again(patient);
        // As far as the server, and not as far as the other device.
        clinic.devices[patient].network.sockets = false;
        clinic.wait(10_000);
        assert_eq!(until_of(&clinic, doctor), until);
        clinic.kill(patient);
    }
    clinic.wait(20_000);
    assert_eq!(clinic.outcome(doctor), Some(Outcome::Lost));
    // Too late: nothing of it is opened, whatever was agreed to.
    clinic.devices[patient].network.sockets = true;
    clinic.starts_again(patient);
    clinic.wait(5_000);
    assert!(clinic.devices[patient].media.is_none());
}

/// How it ended: for both the same, by whom, and not completed.
fn assert_ended_interrupted(clinic: &Clinic, by: usize, other: usize) {
    for device in [by, other] {
        let stage = clinic.stage(device);
        assert!(
            matches!(
                stage,
                Some(CallStage::Ended {
                    outcome: Outcome::Lost,
                    cause: Some(Cause::EndedInterrupted),
                    by_me,
                    talked_ms: Some(_),
                }) if by_me == (device == by)
            ),
            "{stage:?}"
        );
    }
}

#[test]
fn who_ends_an_interrupted_call_completes_nothing() {
    let mut clinic = Clinic::open();
    let (doctor, patient) = in_a_queue(&mut clinic);
    clinic.cut(patient);
    clinic.wait(5_000);
    assert!(clinic.is_interrupted(doctor));
    clinic.says(doctor, CallIntent::End);
    clinic.wait(300);
    clinic.mend(patient);
    clinic.wait(5_000);
    assert_ended_interrupted(&clinic, doctor, patient);
    // The place is kept, and its turn.
    assert_eq!(clinic.server.places[0].entry.state, EntryState::Ready);
    clinic.says(patient, CallIntent::CloseCall);
    clinic.says(doctor, CallIntent::CloseCall);
    clinic.wait(500);
    let Screen::PracticeRoom(room) = clinic.screen(doctor) else {
        panic!("no practice room")
    };
    assert_eq!(room.invite_next, Action::Allowed);
}

/// The server believes that both hear each other, and this device knows better.
#[test]
fn who_comes_back_and_ends_it_before_they_meet_completes_nothing() {
    for caller_restarts in [true, false] {
        let mut clinic = Clinic::open();
        let two = in_a_queue(&mut clinic);
        let (restarts, stays) = if caller_restarts { two } else { (two.1, two.0) };
        clinic.kill(restarts);
        clinic.starts_again(restarts);
        while clinic.call(restarts).is_none() {
            clinic.wait(1);
        }
        clinic.says(restarts, CallIntent::End);
        clinic.wait(1_000);
        assert_ended_interrupted(&clinic, restarts, stays);
    }
}

#[test]
fn together_again_it_ends_as_any_other() {
    let mut clinic = Clinic::open();
    let (doctor, patient) = in_a_queue(&mut clinic);
    clinic.kill(patient);
    clinic.wait(3_000);
    clinic.starts_again(patient);
    clinic.wait(TOGETHER_MS);
    clinic.says(doctor, CallIntent::End);
    clinic.wait(300);
    assert_eq!(clinic.outcome(patient), Some(Outcome::Completed));
}

fn about(clinic: &Clinic, of: usize) -> VerificationView {
    clinic.call(of).unwrap().verification
}

#[test]
fn the_same_device_is_taken_back_without_a_word_and_with_a_new_number() {
    for caller_restarts in [true, false] {
        let mut clinic = Clinic::open();
        let two = in_a_queue(&mut clinic);
        let (restarts, stays) = if caller_restarts { two } else { (two.1, two.0) };
        let before = about(&clinic, stays);
        clinic.kill(restarts);
        clinic.starts_again(restarts);
        clinic.wait(TOGETHER_MS);
        let (VerificationView::Signed { code, device }, VerificationView::Signed { code: own, .. }) =
            (about(&clinic, stays), about(&clinic, restarts))
        else {
            panic!("not signed")
        };
        assert!(code.is_some() && code == own);
        assert_eq!(
            device,
            OtherDevice::First,
            "nothing new in the middle of a call"
        );
        assert_ne!(before, about(&clinic, stays));
    }
}

#[test]
fn another_key_in_its_place_is_refused() {
    for caller_restarts in [true, false] {
        let mut clinic = Clinic::open();
        let two = in_a_queue(&mut clinic);
        let (restarts, stays) = if caller_restarts { two } else { (two.1, two.0) };
        clinic.kill(restarts);
        clinic.devices[restarts].secret = [77; 32].into();
        clinic.starts_again(restarts);
        clinic.wait(TOGETHER_MS);
        let why = ProofFault::OtherKey;
        assert_eq!(about(&clinic, stays), VerificationView::Refused { why });
        assert!(clinic.devices[stays].media.is_none());
    }
}

/// Everything that was ever said comes once more, after each new word: what is out of date does nothing.
#[test]
fn late_words_of_an_earlier_run_do_no_harm() {
    for caller_restarts in [true, false] {
        let mut clinic = Clinic::open();
        let two = in_a_queue(&mut clinic);
        let restarts = if caller_restarts { two.0 } else { two.1 };
        let call = clinic.server.live_call().unwrap().id;
        let said = clinic.server.found(call).signals.clone();
        clinic.kill(restarts);
        // To the new app, what the one who stays had said to the former one.
        let way_back = usize::from(caller_restarts);
        let mut late = said[way_back].clone().into_iter();
        clinic.server.middle = Some(Box::new(move |_, way, signal| {
            let stale = late.next().map(|signal| (way_back, signal));
            stale.into_iter().chain([(way, signal)]).collect()
        }));
        clinic.starts_again(restarts);
        clinic.wait(TOGETHER_MS);
        assert!(are_together(&clinic, two), "{caller_restarts}");
    }
}

/// Neither an old server nor an old app at the other end knows the words for a new transport.
#[test]
fn without_the_words_for_a_new_transport_they_come_together_all_the_same() {
    for caller_restarts in [true, false] {
        let mut clinic = Clinic::open();
        clinic.server.is_old = true;
        clinic.server.middle = Some(Box::new(|_, way, signal| {
            let said = match signal {
                Signal::OfferWanted { .. } => Signal::OfferWanted {
                    transport: Transport::Kept,
                },
                other => other,
            };
            vec![(way, said)]
        }));
        let two = in_a_queue(&mut clinic);
        let restarts = if caller_restarts { two.0 } else { two.1 };
        clinic.kill(restarts);
        clinic.wait(3_000);
        clinic.starts_again(restarts);
        clinic.wait(TOGETHER_MS);
        assert!(are_together(&clinic, two), "{caller_restarts}");
    }
}

/// One person's phone does not slip into the call that the computer was in.
#[test]
fn another_device_of_the_person_stays_outside() {
    let mut clinic = Clinic::open();
    let scene: Scene = clinic.talk();
    let phone = clinic.signed_in(scene.patient_id, 0);
    clinic.kill(scene.patient);
    clinic.wait(3_000);
    assert_eq!(clinic.stage(phone), Some(CallStage::Elsewhere));
    assert!(clinic.devices[phone].media.is_none());
    clinic.starts_again(scene.patient);
    clinic.wait(TOGETHER_MS);
    assert!(are_together(&clinic, (scene.doctor, scene.patient)));
    assert!(clinic.devices[phone].media.is_none());
}

/// What a relay asks for holds for ten minutes; the other app may come back at any later moment.
#[test]
fn who_stays_knows_relays_that_let_in_for_another_transport() {
    let relay = |number: i64| IceServer {
        urls: vec!["turn:relay.clinic.example".into()],
        username: Some(number.to_string()),
        credential: Some("secret".into()),
    };
    let mut clinic = Clinic::open();
    clinic.server.ice_servers = vec![relay(0)];
    let (doctor, patient) = in_a_queue(&mut clinic);
    assert_eq!(clinic.devices[doctor].ice_servers, [relay(0)]);
    for minutes in (5..=30).step_by(5) {
        clinic.server.ice_servers = vec![relay(minutes)];
        clinic.wait(300_000);
        for device in [doctor, patient] {
            assert_eq!(clinic.devices[device].ice_servers, [relay(minutes)]);
        }
    }
    // Without an answer, the last ones are better than none.
    clinic.cut(doctor);
    clinic.wait(30_000);
    assert_eq!(clinic.devices[doctor].ice_servers, [relay(30)]);
}
