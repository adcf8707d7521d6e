//! Signals between the two members of a call.

use crate::crowd::{Crowd, cpu_s};
use crate::figures::{Times, print};
use crate::support::Socket;
use crate::support::program::Program;
use serde_json::{Value, json};
use shared::*;
use std::time::{Duration, Instant};

/// Slower than what the server allows each socket.
const PACE: Duration = Duration::from_millis(25);
const SIGNALS: u32 = 400;

pub async fn measure(program: &Program, crowd: &Crowd) {
    let door = &program.door;
    let (doctor, patient) = (crowd.doctor(), &crowd.patients()[0]);
    let schedule = door.online_session(doctor).await;
    door.join_ready(patient, &schedule).await;
    let call = door.invite(doctor, &schedule, patient).await;
    let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
    let _: CallSnapshot = door.post(patient, &confirm, json!({})).await;
    let mut at_doctor = carry(door.socket(doctor, None).await, call.id).await;
    let mut at_patient = carry(door.socket(patient, None).await, call.id).await;

    let candidate = "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host".to_owned();
    let signal = Signal::Candidate {
        candidate,
        sdp_mid: Some("0".into()),
        sdp_mline_index: Some(0),
    };
    let (cpu, mut times) = (cpu_s(program), Times::default());
    let mut pace = tokio::time::interval(PACE);
    for _ in 0..SIGNALS {
        pace.tick().await;
        let sent = Instant::now();
        at_doctor
            .say(ClientFrame::Signal {
                call_id: call.id,
                signal: signal.clone(),
            })
            .await;
        at_patient
            .until(|frame| matches!(frame, ServerFrame::Signal { .. }).then_some(()))
            .await;
        times.add(sent.elapsed());
    }
    let each_us = (cpu_s(program) - cpu) * 1e6 / f64::from(SIGNALS);
    print(
        "signal relayed between two members",
        format!("{times}; {each_us:.0} us of CPU, the rest of the server included"),
    );
    let end = paths::with_id(paths::END_CALL, call.id);
    let _: Value = door.post(doctor, &end, json!({})).await;
}

async fn carry(mut socket: Socket, call_id: CallId) -> Socket {
    socket
        .say(ClientFrame::JoinCall {
            call_id,
            last_signal: 0,
            backlog: Backlog::Wanted,
        })
        .await;
    socket.answers().await;
    socket
}
