//! One practice session with many patients.

use crate::crowd::{Crowd, cpu_s};
use crate::figures::{Times, print};
use crate::storm::sockets;
use crate::support::program::Program;
use crate::support::{Person, Socket};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use shared::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Requests under way at once.
const AT_ONCE: usize = 8;
const INVITATIONS: usize = 50;

/// What the patients' sockets hear.
struct Ears {
    updates: Arc<AtomicU64>,
    invitations: mpsc::UnboundedReceiver<(CallId, Instant)>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Ears {
    fn open(sockets: Vec<Socket>) -> Self {
        let updates = Arc::new(AtomicU64::new(0));
        let (heard, invitations) = mpsc::unbounded_channel();
        let listen = |mut socket: Socket| {
            let (updates, heard) = (updates.clone(), heard.clone());
            tokio::spawn(async move {
                // What is counted is what came, so nothing is read twice or parsed in vain.
                while let Some(Ok(message)) = socket.stream.next().await {
                    let Ok(text) = message.to_text() else {
                        continue;
                    };
                    if text.contains("\"queue_updated\"") {
                        updates.fetch_add(1, Ordering::Relaxed);
                    } else if text.contains("\"call_invitation\"") {
                        let envelope: Envelope = serde_json::from_str(text).unwrap();
                        let call = envelope.frame.call().unwrap().id;
                        heard.send((call, Instant::now())).ok();
                    }
                }
            })
        };
        let tasks = sockets.into_iter().map(listen).collect();
        Self {
            updates,
            invitations,
            tasks,
        }
    }

    fn updates(&self) -> u64 {
        self.updates.load(Ordering::Relaxed)
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

pub async fn measure(program: &Program, crowd: &Crowd, patients: usize) {
    let door = &program.door;
    let people = &crowd.patients()[..patients];
    let plan = json!({
        "title": "Morning", "starts_at": backend::clock::now(), "ends_at": backend::clock::now().plus_s(3600),
        "time_zone": "UTC", "capacity": 1000,
    });
    let schedule: Schedule = door
        .post(crowd.doctor(), paths::DOCTOR_SCHEDULES, plan)
        .await;
    let start = paths::with_id(paths::START_SCHEDULE, schedule.id);
    let _: Schedule = door.post(crowd.doctor(), &start, Value::Null).await;
    let mut open = sockets(program, people).await;
    for socket in &mut open {
        socket
            .say(ClientFrame::JoinSchedule {
                schedule_id: schedule.id,
            })
            .await;
        socket.answers().await;
    }
    let mut ears = Ears::open(open);
    let mut at_doctor = door.socket(crowd.doctor(), None).await;
    at_doctor
        .say(ClientFrame::JoinSchedule {
            schedule_id: schedule.id,
        })
        .await;
    at_doctor.answers().await;
    let doctors_ears = Ears::open(vec![at_doctor]);

    let path = |pattern| paths::with_id(pattern, schedule.id);
    let (begun, cpu, heard) = (Instant::now(), cpu_s(program), ears.updates());
    let joins = requests(
        program,
        people,
        &path(paths::JOIN_QUEUE),
        json!({ "reason": "Cough" }),
    )
    .await;
    let per_s = joins.count() as f64 / begun.elapsed().as_secs_f64();
    print(
        format!("{patients} patients: join, {AT_ONCE} at a time"),
        format!("{joins}; {per_s:.0} per second"),
    );
    let ready = requests(
        program,
        people,
        &path(paths::TOGGLE_READY),
        json!({ "ready": true }),
    )
    .await;
    print(format!("{patients} patients: ready"), ready);
    let (cpu, heard) = (cpu_s(program) - cpu, ears.updates() - heard);
    print(
        format!("{patients} patients: queue changes heard while they joined and got ready"),
        format!(
            "{heard}; {:.0} per CPU second, requests included",
            heard as f64 / cpu
        ),
    );
    changes(program, people, &ears, &path(paths::TOGGLE_READY)).await;
    invitations(program, crowd, people, &schedule, &mut ears).await;
    assert!(doctors_ears.updates() > 0);
    let _: Schedule = door
        .post(crowd.doctor(), &path(paths::END_SCHEDULE), Value::Null)
        .await;
}

/// The same request of everybody.
async fn requests(program: &Program, people: &[Person], path: &str, body: Value) -> Times {
    let all = stream::iter(people).map(|person| {
        let body = body.clone();
        async move {
            let sent = Instant::now();
            let _: QueueSnapshot = program.door.post(person, path, body).await;
            sent.elapsed()
        }
    });
    let mut times = Times::default();
    let mut all = std::pin::pin!(all.buffer_unordered(AT_ONCE));
    while let Some(time) = all.next().await {
        times.add(time);
    }
    times
}

/// One patient changes their mind again and again; everybody hears of it.
async fn changes(program: &Program, people: &[Person], ears: &Ears, path: &str) {
    let all = people.len() as u64;
    let (mut half, mut rounds) = (Times::default(), 0_u64);
    let (cpu, heard, begun) = (cpu_s(program), ears.updates(), Instant::now());
    let mut pace = tokio::time::interval(Duration::from_millis(500));
    while begun.elapsed() < Duration::from_secs(5) {
        pace.tick().await;
        let (before, sent) = (ears.updates(), Instant::now());
        rounds += 1;
        let ready = json!({ "ready": rounds.is_multiple_of(2) });
        let _: QueueSnapshot = program.door.post(&people[0], path, ready).await;
        // Half of them have heard: the median patient.
        while ears.updates() - before < all / 2 {
            tokio::task::yield_now().await;
        }
        half.add(sent.elapsed());
        while ears.updates() - before < all {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    let (cpu, heard) = (cpu_s(program) - cpu, ears.updates() - heard);
    let each_us = cpu * 1e6 / heard as f64;
    print(
        format!("{all} patients: 2 changes a second, heard by all"),
        format!(
            "by half of them within {half}; {:.0} deliveries per CPU second ({each_us:.1} us each)",
            heard as f64 / cpu
        ),
    );
    // As it was: ready.
    let ready = json!({ "ready": true });
    let _: QueueSnapshot = program.door.post(&people[0], path, ready).await;
}

async fn invitations(
    program: &Program,
    crowd: &Crowd,
    people: &[Person],
    schedule: &Schedule,
    ears: &mut Ears,
) {
    let mut times = Times::default();
    for person in people.iter().take(INVITATIONS) {
        let sent = Instant::now();
        let call = program.door.invite(crowd.doctor(), schedule, person).await;
        let (heard, at) = ears.invitations.recv().await.unwrap();
        assert_eq!(heard, call.id);
        times.add(at - sent);
        let cancel = paths::with_id(paths::CANCEL_CALL, call.id);
        let _: CallSnapshot = program
            .door
            .post(crowd.doctor(), &cancel, Value::Null)
            .await;
    }
    print(
        format!(
            "{} patients: invited -> the patient's socket has it",
            people.len()
        ),
        times,
    );
}
