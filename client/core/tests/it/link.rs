//! The socket: first frame, order of frames, and the way back.

use crate::clinic::Clinic;
use crate::clinic::server::Server;
use client_core::{CallIntent, CallStage, Farewell, Input, LinkState, QueueIntent};
use shared::{ClientFrame, Envelope, Role, ServerFrame};

/// When each try of `device` began after the socket broke, in milliseconds.
fn tries_after_a_break(clinic: &mut Clinic, device: usize, farewell: Farewell) -> Vec<i64> {
    clinic.devices[device].network.sockets = false;
    clinic.devices[device].links_opened_at.clear();
    clinic.break_socket(device, farewell);
    let broke_at = clinic.now;
    clinic.wait(300_000);
    let opened = clinic.devices[device].links_opened_at.iter();
    opened.map(|at| at.since_ms(broke_at)).collect()
}

#[test]
fn the_first_try_is_at_once_then_about_three_seconds_growing_to_half_a_minute_for_ever() {
    for seed in 0..20 {
        let mut clinic = Clinic::seeded(seed);
        let (phone, _) = clinic.person(Role::Patient, "John", 0);
        clinic.wait(6_000);
        let tries = tries_after_a_break(&mut clinic, phone, Farewell::Unsaid);
        assert!(tries[0] <= 5, "{tries:?}");
        let pauses: Vec<i64> = tries
            .windows(2)
            .map(|pair| pair[1] - pair[0] - 100)
            .collect();
        assert!((2_100..=3_900).contains(&pauses[0]), "{pauses:?}");
        assert!((4_200..=7_800).contains(&pauses[1]), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= 30_000), "{pauses:?}");
        assert!(
            pauses.iter().skip(4).all(|pause| *pause >= 21_000),
            "{pauses:?}"
        );
        clinic.devices[phone].network.sockets = true;
        clinic.wait(31_000);
        assert_eq!(clinic.devices[phone].view().link, LinkState::Online);
    }
}

#[test]
fn whoever_waits_to_be_rung_tries_about_every_three_seconds_for_ever() {
    for seed in 0..20 {
        let mut clinic = Clinic::seeded(seed);
        let scene = clinic.ready_patient(0);
        clinic.wait(6_000);
        for device in [scene.doctor, scene.patient] {
            let tries = tries_after_a_break(&mut clinic, device, Farewell::Unsaid);
            let pauses = tries.windows(2).map(|pair| pair[1] - pair[0] - 100);
            let longest = pauses.max().unwrap();
            assert!(longest <= 3_900, "{tries:?}");
        }
    }
}

#[test]
fn after_a_restart_of_the_server_the_first_try_is_spread_over_five_seconds() {
    let mut first: Vec<i64> = (0..40)
        .map(|seed| {
            let mut clinic = Clinic::seeded(seed);
            let (phone, _) = clinic.person(Role::Patient, "John", 0);
            clinic.wait(6_000);
            tries_after_a_break(&mut clinic, phone, Farewell::ComeBackLater)[0]
        })
        .collect();
    first.sort_unstable();
    assert!(
        first[0] < 1_000 && first[39] > 4_000 && first[39] <= 5_005,
        "{first:?}"
    );
}

#[test]
fn while_a_call_is_live_the_pause_does_not_grow() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(6_000);
    let tries = tries_after_a_break(&mut clinic, scene.patient, Farewell::Unsaid);
    let in_time: Vec<_> = tries.iter().filter(|at| **at < 25_000).collect();
    assert!(in_time.len() >= 6, "{tries:?}");
}

#[test]
fn a_socket_that_dies_young_does_not_earn_an_immediate_retry() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    clinic.devices[phone].links_opened_at.clear();
    for _ in 0..600 {
        clinic.break_socket(phone, Farewell::Unsaid);
        clinic.wait(100);
    }
    let tries = clinic.devices[phone].links_opened_at.len();
    assert!(tries <= 8, "{tries} tries in a minute");
}

#[test]
fn the_first_frame_authenticates_and_names_the_last_number_seen() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let first = &clinic.devices[scene.patient].sent_frames[0];
    assert!(matches!(
        first,
        ClientFrame::Authenticate { last_seq: None, .. }
    ));
    let seq = clinic.server.users[&scene.patient_id].seq;
    clinic.devices[scene.patient].sent_frames.clear();
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.wait(500);
    let frames = &clinic.devices[scene.patient].sent_frames;
    let ClientFrame::Authenticate { last_seq, .. } = &frames[0] else {
        panic!()
    };
    assert_eq!(*last_seq, Some(seq));
    // It follows the queue again without being asked.
    assert!(matches!(frames[1], ClientFrame::JoinSchedule { .. }));
}

#[test]
fn what_a_socket_lost_comes_by_the_next_one() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.wait(6_000);
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(400);
    assert!(clinic.rings(scene.patient));
}

fn connection(clinic: &Clinic, device: usize) -> u64 {
    clinic.devices[device].socket.unwrap()
}

fn frame(clinic: &mut Clinic, device: usize, seq: i64, stored: bool, frame: ServerFrame) {
    let connection = connection(clinic, device);
    let frame = Box::new(Envelope {
        v: 1,
        seq,
        stored,
        now: None,
        frame,
    });
    clinic.input(device, Input::LinkFrame { connection, frame });
}

fn any_stored(server: &Server) -> ServerFrame {
    ServerFrame::ScheduleStatusChanged {
        schedule: server.schedules[0].clone(),
    }
}

#[test]
fn a_gap_between_numbers_fetches_the_state_again_and_a_duplicate_changes_nothing() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let seq = clinic.server.users[&scene.patient_id].seq;
    let asked = |clinic: &Clinic| clinic.requests_to(scene.patient, "state=active").len();
    let before = asked(&clinic);
    let news = any_stored(&clinic.server);
    frame(&mut clinic, scene.patient, seq, true, news.clone());
    frame(&mut clinic, scene.patient, seq + 1, true, news.clone());
    assert_eq!(asked(&clinic), before);
    frame(&mut clinic, scene.patient, seq + 4, true, news.clone());
    assert_eq!(asked(&clinic), before + 1);
    // A frame that is not stored names the newest stored one before it.
    frame(&mut clinic, scene.patient, seq + 4, false, news.clone());
    assert_eq!(asked(&clinic), before + 1);
    frame(&mut clinic, scene.patient, seq + 5, false, news);
    assert_eq!(asked(&clinic), before + 2);
}

#[test]
fn a_push_that_never_comes_does_not_lose_the_call() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    // The server's feed skips one row; the number of the next frame tells.
    let seq = clinic.server.users[&scene.patient_id].seq;
    clinic
        .server
        .sockets
        .get_mut(&scene.patient)
        .unwrap()
        .last_sent = seq + 1;
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert!(clinic.rings(scene.patient));
}

#[test]
fn a_lost_end_is_noticed_when_the_deadline_has_passed() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    // The socket is half open: nothing comes any more, and nothing says so.
    clinic.server.sockets.remove(&scene.patient);
    clinic.says(scene.doctor, CallIntent::Cancel);
    clinic.wait(25_000);
    assert!(clinic.rings(scene.patient), "nothing told it");
    clinic.wait(9_000);
    assert!(!clinic.rings(scene.patient));
    assert!(matches!(
        clinic.stage(scene.patient),
        Some(CallStage::Ended { .. })
    ));
}

#[test]
fn frames_of_an_old_connection_are_ignored() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let old = connection(&clinic, scene.patient);
    clinic.wait(6_000);
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.wait(500);
    let mut call = clinic.server.live_call().unwrap();
    call.version += 50;
    call.phase = shared::CallPhase::Ended;
    let envelope = Envelope {
        v: 1,
        seq: 900,
        stored: true,
        now: None,
        frame: ServerFrame::CallEnded { call },
    };
    let frame = Box::new(envelope);
    clinic.input(
        scene.patient,
        Input::LinkFrame {
            connection: old,
            frame,
        },
    );
    clinic.input(
        scene.patient,
        Input::LinkDown {
            connection: old,
            farewell: Farewell::Unsaid,
            fault: None,
        },
    );
    assert!(clinic.rings(scene.patient));
    assert_eq!(clinic.devices[scene.patient].view().link, LinkState::Online);
}

#[test]
fn a_socket_that_never_answers_is_given_up() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    clinic.break_socket(phone, Farewell::Unsaid);
    clinic.devices[phone].links_opened_at.clear();
    clinic.wait(45);
    // Frames to the server vanish from now on.
    clinic.devices[phone].network.delay_ms = 1_000_000;
    clinic.wait(60_000);
    let tries = clinic.devices[phone].links_opened_at.len();
    assert!(tries >= 2, "{tries}");
}

#[test]
fn a_socket_lives_on_by_showing_each_new_token() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let device = scene.patient;
    clinic.wait(6_000);
    clinic.devices[device].sent_frames.clear();
    clinic.devices[device].links_opened_at.clear();
    let before = clinic.requests_to(device, "/refresh").len();
    clinic.wait(2 * 900_000);
    let renewed = clinic.requests_to(device, "/refresh").len() - before;
    assert!(renewed >= 2, "{renewed}");
    let shown = clinic.devices[device].sent_frames.iter();
    let shown = shown.filter(|frame| matches!(frame, ClientFrame::Authenticate { .. }));
    assert_eq!(shown.count(), renewed);
    assert!(clinic.devices[device].links_opened_at.is_empty());
}

#[test]
fn a_socket_whose_proof_is_over_comes_back_with_a_new_token() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let device = scene.patient;
    clinic.wait(6_000);
    for session in clinic.server.sessions.values_mut() {
        session.access_token = "another".into();
    }
    clinic.devices[device].links_opened_at.clear();
    let before = clinic.requests_to(device, "/refresh").len();
    clinic.break_socket(device, Farewell::ProofOver);
    clinic.wait(500);
    assert_eq!(clinic.devices[device].view().link, LinkState::Online);
    assert_eq!(clinic.devices[device].links_opened_at.len(), 1);
    assert_eq!(clinic.requests_to(device, "/refresh").len(), before + 1);
    assert_eq!(clinic.requests_to(device, "/auth/me").len(), 0, "it knew");
}
