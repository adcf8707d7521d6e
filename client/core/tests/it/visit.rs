//! A visit, from the invitation to its end, between two cores and a small server.

use crate::clinic::Clinic;
use client_core::{
    Action, CallIntent, CallStage, Farewell, Input, LinkState, NoticeText, QueueIntent, Screen,
    SessionIntent, WhyNot,
};
use domain::call::{Event, Phase, Terms};
use shared::{Cause, ClientFrame, Outcome, RingStage, RingStall, Role};

#[test]
fn the_doctor_invites_the_patient_accepts_they_talk_and_the_doctor_ends_it() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);

    let Screen::PracticeRoom(room) = clinic.screen(scene.doctor) else {
        panic!()
    };
    assert_eq!(room.invite_next, Action::Allowed);
    assert_eq!(room.next_patient_id, Some(scene.patient_id));
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(200);

    assert!(clinic.rings(scene.patient));
    assert!(!clinic.rings(scene.doctor));
    assert!(clinic.devices[scene.patient].notification.is_some());
    assert_eq!(clinic.devices[scene.patient].raised, 1);
    let Some(CallStage::Ringing { receipt, .. }) = clinic.stage(scene.doctor) else {
        panic!()
    };
    assert_eq!(receipt.stage, RingStage::Sounding);
    assert_eq!(clinic.call(scene.patient).unwrap().accept, Action::Allowed);
    assert!(
        clinic.devices[scene.patient].media.is_none(),
        "nothing is live before the answer"
    );

    clinic.says(scene.patient, CallIntent::InvitationSeen);
    clinic.wait(100);
    let Some(CallStage::Ringing { receipt, .. }) = clinic.stage(scene.doctor) else {
        panic!()
    };
    assert_eq!(receipt.stage, RingStage::Seen);

    clinic.says(scene.patient, CallIntent::Accept);
    assert!(
        !clinic.rings(scene.patient),
        "it is silent before the server has heard"
    );
    assert_eq!(clinic.call(scene.patient).unwrap().accept, Action::Busy);
    clinic.wait(600);
    for device in [scene.doctor, scene.patient] {
        let call = clinic.call(device).unwrap();
        assert!(
            matches!(call.stage, CallStage::Active { .. }),
            "{:?}",
            call.stage
        );
        assert!(call.other_camera_on && call.other_microphone_on);
        assert_eq!(clinic.devices[device].media_opened, 1);
    }

    clinic.says(scene.patient, CallIntent::SetCamera { on: false });
    assert!(!clinic.call(scene.patient).unwrap().camera_on);
    clinic.wait(200);
    assert!(!clinic.call(scene.doctor).unwrap().other_camera_on);

    clinic.wait(10_000);
    clinic.says(scene.doctor, CallIntent::End);
    assert!(
        clinic.devices[scene.doctor].media.is_none(),
        "devices are free at once"
    );
    clinic.wait(200);
    for (device, mine) in [(scene.doctor, true), (scene.patient, false)] {
        let Some(CallStage::Ended {
            outcome,
            cause,
            by_me,
            talked_ms,
        }) = clinic.stage(device)
        else {
            panic!()
        };
        assert_eq!((outcome, cause, by_me), (Outcome::Completed, None, mine));
        assert!(talked_ms.unwrap() > 10_000);
        assert!(clinic.devices[device].media.is_none());
        clinic.says(device, CallIntent::CloseCall);
        assert_eq!(clinic.call(device), None);
    }
}

#[test]
fn a_declined_invitation_is_silent_at_once_and_says_who_declined() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.says(scene.patient, CallIntent::Decline);
    assert!(!clinic.rings(scene.patient));
    assert_eq!(clinic.devices[scene.patient].notification, None);
    clinic.wait(300);
    let Some(CallStage::Ended {
        outcome,
        cause,
        by_me,
        talked_ms,
    }) = clinic.stage(scene.doctor)
    else {
        panic!()
    };
    assert_eq!(outcome, Outcome::Declined);
    assert_eq!(cause, Some(Cause::PersonDeclined));
    assert!(!by_me && talked_ms.is_none());
}

#[test]
fn a_cancelled_invitation_falls_silent() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    assert_eq!(clinic.call(scene.doctor).unwrap().cancel, Action::Allowed);
    clinic.says(scene.doctor, CallIntent::Cancel);
    clinic.wait(100);
    assert!(!clinic.rings(scene.patient));
    assert!(matches!(
        clinic.stage(scene.patient),
        Some(CallStage::Ended {
            outcome: Outcome::Cancelled,
            by_me: false,
            ..
        })
    ));
}

#[test]
fn an_unanswered_ring_stops_at_its_deadline_with_no_network_at_all() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let until = clinic.devices[scene.patient].ringing.unwrap().1;
    clinic.wait(until.since_ms(clinic.now) - 2_000);
    // Nothing gets through any more, and nobody says so: the socket seems to be there.
    clinic.devices[scene.patient].network.up = false;
    clinic.wait(1_900);
    assert!(clinic.rings(scene.patient));
    clinic.wait(200);
    assert!(!clinic.rings(scene.patient));
    assert_eq!(clinic.devices[scene.patient].notification, None);
    let call = clinic.call(scene.patient).unwrap();
    assert_eq!(
        call.accept,
        Action::Refused {
            why: WhyNot::NotRinging
        }
    );
    clinic.mend(scene.patient);
    clinic.wait(40_000);
    assert_eq!(clinic.outcome(scene.patient), Some(Outcome::Missed));
}

#[test]
fn the_deadline_holds_on_a_device_whose_clock_is_wrong() {
    for skew_ms in [-3_600_000, 0, 86_400_000] {
        let mut clinic = Clinic::open();
        let scene = clinic.ready_patient(skew_ms);
        clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
        clinic.wait(300);
        assert!(clinic.rings(scene.patient));
        clinic.wait(29_000);
        assert!(clinic.rings(scene.patient));
        clinic.wait(1_000);
        assert!(!clinic.rings(scene.patient));
    }
}

#[test]
fn answered_on_one_device_the_other_falls_silent_and_says_so() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let tablet = clinic.signed_in(scene.patient_id, 0);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert!(clinic.rings(scene.patient) && clinic.rings(tablet));
    clinic.says(tablet, CallIntent::Accept);
    clinic.wait(300);
    assert!(!clinic.rings(scene.patient) && !clinic.rings(tablet));
    assert_eq!(clinic.stage(scene.patient), Some(CallStage::Elsewhere));
    let call = clinic.call(scene.patient).unwrap();
    assert_eq!(
        call.accept,
        Action::Refused {
            why: WhyNot::Answered
        }
    );
    assert_eq!(
        call.end,
        Action::Refused {
            why: WhyNot::NotInCall
        }
    );
    assert_eq!(clinic.devices[scene.patient].media_opened, 0);
    assert_eq!(clinic.devices[tablet].media_opened, 1);
    clinic.says(scene.patient, CallIntent::CloseCall);
    assert_eq!(clinic.call(scene.patient), None);
    clinic.wait(2_000);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(300);
    assert_eq!(clinic.call(scene.patient), None);
    assert!(matches!(
        clinic.stage(tablet),
        Some(CallStage::Ended { .. })
    ));
}

#[test]
fn two_devices_that_accept_at_once_agree_on_one() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let tablet = clinic.signed_in(scene.patient_id, 0);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.says(tablet, CallIntent::Accept);
    clinic.wait(1_000);
    assert!(clinic.is_active(scene.patient));
    assert_eq!(clinic.stage(tablet), Some(CallStage::Elsewhere));
    assert_eq!(
        clinic.devices[tablet].view().notices,
        Vec::new(),
        "the stage says it all"
    );
}

#[test]
fn a_device_started_while_it_rings_takes_the_call_in() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let phone = clinic.signed_in(scene.patient_id, 0);
    assert!(clinic.rings(phone));
    clinic.says(phone, CallIntent::Accept);
    clinic.wait(1_000);
    assert!(clinic.is_active(phone));
}

#[test]
fn a_device_without_sound_says_so_to_both() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.devices[scene.patient].has_sound = false;
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    let Some(CallStage::Ringing { receipt, .. }) = clinic.stage(scene.doctor) else {
        panic!()
    };
    assert_eq!(receipt.stage, RingStage::Reached);
    assert_eq!(receipt.stall, Some(RingStall::NoSoundOutput));
    let notices = clinic.devices[scene.patient].view().notices;
    assert!(
        notices
            .iter()
            .any(|notice| notice.text == NoticeText::CannotRing)
    );
}

#[test]
fn a_ring_that_falls_silent_is_told_and_so_is_its_sound_when_it_is_back() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let call_id = clinic.devices[scene.patient].ringing.unwrap().0;
    let read = |clinic: &Clinic| match clinic.stage(scene.doctor) {
        Some(CallStage::Ringing { receipt, .. }) => (receipt.stage, receipt.stall),
        stage => panic!("{stage:?}"),
    };
    clinic.wait(300);
    assert_eq!(read(&clinic), (RingStage::Sounding, None));
    let stall = RingStall::Stalled;
    // Twice, and each time it is said.
    for _ in 0..2 {
        clinic.input(scene.patient, Input::RingStalled { call_id, stall });
        clinic.wait(300);
        assert_eq!(read(&clinic), (RingStage::Sounding, Some(stall)));
        clinic.input(scene.patient, Input::RingSounding { call_id });
        clinic.wait(300);
        assert_eq!(read(&clinic), (RingStage::Sounding, None));
    }
}

#[test]
fn the_rings_sound_cards_are_awake_for_as_long_as_one_waits() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let awake = |clinic: &Clinic| clinic.devices[scene.patient].ring_awake;
    assert!(awake(&clinic) && !clinic.devices[scene.doctor].ring_awake);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert!(awake(&clinic), "while it rings");
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(1_000);
    assert!(clinic.is_active(scene.patient) && !awake(&clinic));
}

#[test]
fn receipts_go_once_per_connection_and_again_after_a_reconnect() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let count = |clinic: &Clinic, wanted: RingStage| {
        let frames = clinic.devices[scene.patient].sent_frames.iter();
        frames
            .filter(
                |frame| matches!(frame, ClientFrame::RingReceipt { stage, .. } if *stage == wanted),
            )
            .count()
    };
    clinic.wait(6_000);
    clinic.says(scene.patient, CallIntent::InvitationSeen);
    clinic.says(scene.patient, CallIntent::InvitationSeen);
    for stage in [RingStage::Reached, RingStage::Sounding, RingStage::Seen] {
        assert_eq!(count(&clinic, stage), 1, "{stage:?}");
    }
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.wait(1_000);
    for stage in [RingStage::Reached, RingStage::Sounding, RingStage::Seen] {
        assert_eq!(count(&clinic, stage), 2, "{stage:?}");
    }
    assert_eq!(
        clinic.devices[scene.patient].rings_started, 2,
        "silent while nobody could answer"
    );
}

#[test]
fn signing_out_silences_everything() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.says(scene.patient, SessionIntent::SignOut);
    let device = &clinic.devices[scene.patient];
    assert!(device.ringing.is_none() && device.notification.is_none() && device.stored.is_none());
    assert!(matches!(clinic.screen(scene.patient), Screen::SignIn(_)));
    clinic.wait(1_000);
    assert_eq!(clinic.requests_to(scene.patient, "/logout").len(), 1);
    assert_eq!(
        clinic.devices[scene.patient].view().link,
        LinkState::SignedOut
    );
    let (_, _) = clinic.person(Role::Patient, "Mary", 0);
}

#[test]
fn an_appointments_call_waits_for_longer_than_it_rings_and_can_ring_again() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(100);
    let call_id = clinic.call(scene.patient).unwrap().call_id;
    let window_closes = clinic.now.plus_s(1_200);
    clinic.server.bend_call(call_id, |call| {
        call.terms = Terms::appointment(window_closes);
        call.phase = Phase::Ringing {
            until: window_closes,
        };
    });
    clinic.wait(1_000);
    assert!(clinic.rings(scene.patient));
    clinic.wait(30_000);
    assert!(!clinic.rings(scene.patient), "30 s are enough");
    let stage = clinic.stage(scene.patient);
    assert!(matches!(stage, Some(CallStage::Ringing { until, .. }) if until == window_closes));
    assert_eq!(clinic.call(scene.patient).unwrap().accept, Action::Allowed);

    clinic.server.step(call_id, Event::RingAgain).unwrap();
    clinic.wait(200);
    assert!(clinic.rings(scene.patient), "it was sent again");
    clinic.wait(30_000);
    assert!(!clinic.rings(scene.patient));
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(600);
    let stage = clinic.stage(scene.patient);
    assert!(matches!(stage, Some(CallStage::Active { .. })), "{stage:?}");
}
