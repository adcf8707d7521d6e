//! Two people with their devices at a server that will be killed.

use super::process::{Process, drain};
use super::step::{CallPicture, Pair, Picture, Step};
use super::{PATIENCE, Person, Socket};
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::*;
use std::collections::BTreeSet;
use tokio::task::JoinHandle;

/// A ring lasts this long, in milliseconds (product rule).
const RING_MS: i64 = 30_000;

impl Pair {
    pub async fn prepare(server: &Process, number: usize) -> Self {
        use super::process::Request;
        let (doctor, patient) = tokio::join!(
            server.register("doctor", number),
            server.register("patient", number)
        );
        let now = backend::clock::now();
        let post = |path: String, who: &Person, body| {
            server.ask::<Value>(Request::new(reqwest::Method::POST, path, who, body))
        };
        let plan = json!({
            "title": "Morning", "starts_at": now, "ends_at": now.plus_s(3600),
            "time_zone": "Europe/Vienna", "capacity": 20,
        });
        let schedule = post(paths::DOCTOR_SCHEDULES.to_owned(), &doctor, plan).await;
        let schedule: Schedule = serde_json::from_value(schedule).unwrap();
        let path = |pattern| paths::with_id(pattern, schedule.id);
        post(path(paths::START_SCHEDULE), &doctor, Value::Null).await;
        post(path(paths::JOIN_QUEUE), &patient, json!({ "reason": "" })).await;
        post(
            path(paths::TOGGLE_READY),
            &patient,
            json!({ "ready": true }),
        )
        .await;
        Self {
            doctor,
            patient,
            schedule,
        }
    }

    /// What both find, who have to find the same.
    pub async fn look(&self, server: &Process) -> Found {
        let calls: CallList = server.get(&self.doctor, paths::CALLS).await;
        let of_patient: CallList = server.get(&self.patient, paths::CALLS).await;
        assert_eq!(calls, of_patient);
        assert!(calls.calls.len() <= 1, "doubled: {calls:?}");
        let call = calls.calls.into_iter().next();
        let pending: CallList = server.get(&self.patient, paths::PENDING_INVITATION).await;
        let ringing = call.clone().filter(|call| call.phase == CallPhase::Ringing);
        assert_eq!(pending.calls, ringing.into_iter().collect::<Vec<_>>());
        let own_place = paths::with_id(paths::OWN_PLACE, self.schedule.id);
        let queue: QueueSnapshot = server.get(&self.patient, &own_place).await;
        let QueueView::Patient { place, .. } = queue.queue else {
            panic!("a patient sees a queue");
        };
        let picture = Picture {
            call: call.as_ref().map(CallPicture::of),
            place: place.unwrap().state,
        };
        Found { call, picture }
    }

    /// Asks for the step once more; the call as it is then.
    pub async fn repeat(
        &self,
        server: &Process,
        step: Step,
        call: Option<&CallSnapshot>,
    ) -> CallSnapshot {
        if step.receipt().is_none() {
            let request = step.request(self, call.map(|call| call.id));
            let (status, answer) = server.send(request).await.unwrap();
            let expected = match step {
                Step::Invite => StatusCode::CREATED,
                _ => StatusCode::OK,
            };
            assert_eq!(status, expected, "{step:?} again: {answer}");
        }
        let mut calls: CallList = server.get(&self.doctor, paths::CALLS).await;
        assert_eq!(calls.calls.len(), 1);
        let again = calls.calls.remove(0);
        assert!(call.is_none_or(|call| call.id == again.id));
        again
    }
}

pub struct Found {
    pub call: Option<CallSnapshot>,
    pub picture: Picture,
}

pub struct Visitors {
    at_doctor: Socket,
    at_patient: Socket,
    call_id: Option<CallId>,
}

/// What a step's request comes to.
pub enum Answered {
    ByHttp(JoinHandle<Option<(StatusCode, Value)>>),
    /// The doctor sees it.
    BySocket(RingStage),
}

impl Visitors {
    pub async fn arrive(server: &Process, pair: &Pair) -> Self {
        Self {
            at_doctor: server.socket(&pair.doctor, None).await,
            at_patient: server.socket(&pair.patient, None).await,
            call_id: None,
        }
    }

    /// Takes a step, with nothing in its way.
    pub async fn take(&mut self, server: &Process, pair: &Pair, step: Step) {
        let answer = self.start(server, pair, step).await.wait(self).await;
        if step == Step::Invite {
            let call: CallSnapshot = serde_json::from_value(answer.unwrap()).unwrap();
            self.call_id = Some(call.id);
        }
    }

    /// Sends what takes the step, and no more.
    pub async fn start(&mut self, server: &Process, pair: &Pair, step: Step) -> Answered {
        let Some(stage) = step.receipt() else {
            let request = step.request(pair, self.call_id);
            return Answered::ByHttp(tokio::spawn(server.send(request)));
        };
        let receipt = ClientFrame::RingReceipt {
            call_id: self.call_id.unwrap(),
            stage,
            stall: None,
        };
        self.at_patient.say(receipt).await;
        Answered::BySocket(stage)
    }

    /// Everything that came to the two, now that the server is gone.
    pub async fn drain(self) -> Frames {
        Frames {
            doctor: drain(self.at_doctor).await,
            patient: drain(self.at_patient).await,
        }
    }
}

impl Answered {
    /// Waits for it; the answer's body, where there is one.
    pub async fn wait(self, visitors: &mut Visitors) -> Option<Value> {
        let stage = match self {
            Self::ByHttp(_) => return Some(self.what_came().await.expect("an answer")),
            Self::BySocket(stage) => stage,
        };
        let seen = |frame: &ServerFrame| matches!(frame, ServerFrame::RingReceipt { receipt, .. } if receipt.stage == stage);
        visitors
            .at_doctor
            .until(|frame| seen(frame).then_some(()))
            .await;
        None
    }

    /// What came of it before the server was gone.
    pub async fn what_came(self) -> Option<Value> {
        let Self::ByHttp(sent) = self else {
            return None;
        };
        let sent = tokio::time::timeout(PATIENCE, sent).await;
        let (status, answer) = sent.expect("a broken connection").unwrap()?;
        assert!(status.is_success(), "{status} {answer}");
        Some(answer)
    }
}

/// What the two devices were told before the server was gone.
pub struct Frames {
    doctor: Vec<Envelope>,
    patient: Vec<Envelope>,
}

impl Frames {
    /// Whether one of them was told of what the step came to.
    pub fn heard_of(&self, step: Step) -> bool {
        let phase = step.picture().call.unwrap().phase;
        let frames = || self.doctor.iter().chain(&self.patient);
        match step.receipt() {
            Some(stage) => frames().any(|envelope| {
                matches!(&envelope.frame, ServerFrame::RingReceipt { receipt, .. } if receipt.stage == stage)
            }),
            // Their first report changes no phase, and the last phase comes twice.
            None if matches!(step, Step::DoctorReceives | Step::PatientReceivesAgain) => false,
            None => frames()
                .filter_map(|envelope| envelope.frame.call())
                .any(|call| call.phase == phase),
        }
    }

    /// Nothing was told that did not happen.
    pub fn agree_with(&self, stored: Option<&CallSnapshot>) {
        for envelope in self.doctor.iter().chain(&self.patient) {
            if let Some(told) = envelope.frame.call() {
                let stored = stored.expect("told of a call that is lost");
                assert_eq!(told.id, stored.id);
                assert!(told.version <= stored.version, "told of what is undone");
            }
        }
    }

    /// After the restart each device gets what it lacks and nothing twice: one invitation, with the
    /// deadline it had from the start.
    pub async fn and_the_missed_ones(self, server: &Process, pair: &Pair, call: &CallSnapshot) {
        for (who, expected, mut frames) in [
            (&pair.doctor, 0, self.doctor),
            (&pair.patient, 1, self.patient),
        ] {
            let last_seq = frames.last().unwrap().seq;
            let mut again = server.socket(who, Some(last_seq)).await;
            let newest = server.socket(who, None).await.seen[0].seq;
            while again.seen.last().unwrap().seq < newest {
                again.next().await;
            }
            let first = frames[0].seq;
            frames.extend(again.seen);
            frames.retain(|envelope| envelope.stored);
            let numbers: Vec<i64> = frames.iter().map(|envelope| envelope.seq).collect();
            assert_eq!(numbers, (first + 1..=newest).collect::<Vec<_>>());
            let told: Vec<_> = frames.iter().map(|envelope| &envelope.frame).collect();
            let invitations = told
                .iter()
                .filter(|frame| matches!(frame, ServerFrame::CallInvitation { .. }));
            assert_eq!(invitations.count(), expected, "invitations");
            let calls: Vec<_> = told.iter().filter_map(|frame| frame.call()).collect();
            let versions: BTreeSet<i64> = calls.iter().map(|call| call.version).collect();
            assert_eq!(versions.len(), calls.len(), "told twice");
            for ringing in calls.iter().filter(|c| c.phase == CallPhase::Ringing) {
                assert_eq!(ringing.id, call.id);
                assert_eq!(ringing.until, Some(call.placed_at.plus_ms(RING_MS)));
            }
        }
    }
}
