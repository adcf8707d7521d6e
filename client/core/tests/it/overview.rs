//! The figures of running sessions on a doctor's home screen.

use crate::clinic::Clinic;
use client_core::{Farewell, QueueIntent, ScheduleIntent, Screen};
use shared::{ClientFrame, ScheduleId, WaitingRoomCounts};

fn figures(clinic: &Clinic, doctor: usize) -> Vec<WaitingRoomCounts> {
    let Screen::DoctorHome { waiting_rooms, .. } = clinic.screen(doctor) else {
        panic!()
    };
    waiting_rooms
}

fn counts(id: ScheduleId, [waiting, ready, in_call, present]: [u32; 4]) -> WaitingRoomCounts {
    WaitingRoomCounts {
        schedule_id: id,
        title: "Morning".into(),
        waiting,
        ready,
        in_call,
        present,
    }
}

#[test]
fn the_figures_follow_the_queue_while_the_doctor_is_at_home() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let id = scene.schedule_id;
    clinic.says(scene.doctor, ScheduleIntent::ShowHome);
    clinic.wait(300);
    assert_eq!(figures(&clinic, scene.doctor), [counts(id, [0, 1, 0, 1])]);
    clinic.says(scene.patient, QueueIntent::SetReady { ready: false });
    // Far less than the pause between two fetches.
    clinic.wait(200);
    assert_eq!(figures(&clinic, scene.doctor), [counts(id, [1, 0, 0, 1])]);
    clinic.says(scene.patient, QueueIntent::LeaveQueue);
    clinic.wait(200);
    assert_eq!(figures(&clinic, scene.doctor), [counts(id, [0, 0, 0, 0])]);
}

#[test]
fn a_doctor_who_signs_in_on_another_device_sees_the_running_session_live() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let id = scene.schedule_id;
    let tablet = clinic.signed_in(scene.doctor_id, 0);
    assert_eq!(figures(&clinic, tablet), [counts(id, [0, 1, 0, 1])]);
    clinic.says(scene.patient, QueueIntent::SetReady { ready: false });
    clinic.wait(200);
    assert_eq!(figures(&clinic, tablet), [counts(id, [1, 0, 0, 1])]);
}

#[test]
fn until_the_queue_is_here_the_servers_figures_stand_in() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let id = scene.schedule_id;
    let tablet = clinic.signed_in(scene.doctor_id, 0);
    clinic.devices[tablet].network.sockets = false;
    clinic.break_socket(tablet, Farewell::Unsaid);
    clinic.wait(500);
    let restarted = clinic.devices[tablet].stored.clone();
    let fresh = clinic.device(0, restarted);
    clinic.devices[fresh].network.sockets = false;
    clinic.wait(500);
    // The server's own figures say that nobody is connected, so these can only be those.
    assert_eq!(figures(&clinic, fresh), [counts(id, [0, 1, 0, 0])]);
}

#[test]
fn an_ended_session_has_no_figures_and_is_followed_no_more() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let schedule_id = scene.schedule_id;
    let tablet = clinic.signed_in(scene.doctor_id, 0);
    clinic.says(scene.doctor, QueueIntent::EndSession);
    clinic.wait(300);
    assert_eq!(figures(&clinic, tablet), []);
    let left = ClientFrame::LeaveSchedule { schedule_id };
    assert!(clinic.devices[tablet].sent_frames.contains(&left));
}
