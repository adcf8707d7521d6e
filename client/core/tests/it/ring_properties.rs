//! Whatever order frames come in, however often, and whatever the link does: the ring is right.

use client_core::{
    App, CallIntent, DeviceChoice, Effect, Farewell, HttpAnswer, HttpFailure, Input, KnownDevices,
    MediaCommand, MediaRole, NetworkFault, PlainHttp, StoredSession,
};
use proptest::prelude::*;
use shared::*;
use uuid::Uuid;

const START: Timestamp = Timestamp(1_800_000_000_000);
const ME: UserId = UserId(Uuid::from_u128(1));
const HERE: SessionId = SessionId(Uuid::from_u128(2));
const OTHER_DEVICE: SessionId = SessionId(Uuid::from_u128(3));
const DOCTOR: UserId = UserId(Uuid::from_u128(4));
const DOCTORS_DESK: SessionId = SessionId(Uuid::from_u128(5));

fn member(user_id: UserId, role: Role, session_id: Option<SessionId>) -> CallMember {
    CallMember {
        user_id,
        role,
        name: "N".into(),
        session_id,
        media: MediaReport::default(),
    }
}

/// One call's history as a server would write it: `story` picks how it goes on after the ring.
fn history(number: u128, placed_ms: i64, story: u8) -> Vec<CallSnapshot> {
    let placed_at = START.plus_ms(placed_ms);
    let ringing = CallSnapshot {
        id: CallId(Uuid::from_u128(100 + number)),
        version: 1,
        kind: CallKind::Queue,
        schedule_id: None,
        entry_id: None,
        appointment_id: None,
        phase: CallPhase::Ringing,
        until: Some(placed_at.plus_s(30)),
        loud_until: Some(placed_at.plus_s(30)),
        caller: member(DOCTOR, Role::Doctor, Some(DOCTORS_DESK)),
        callee: member(ME, Role::Patient, None),
        receipt: RingReceipt {
            stage: RingStage::Sent,
            stall: None,
        },
        placed_at,
        accepted_at: None,
        active_at: None,
        ended_at: None,
        outcome: None,
        cause: None,
        ended_by: None,
        reason: Pii::default(),
        decline_message: Pii::default(),
    };
    let reached = CallSnapshot {
        version: 2,
        receipt: RingReceipt {
            stage: RingStage::Reached,
            stall: None,
        },
        ..ringing.clone()
    };
    let device = if story.is_multiple_of(2) {
        HERE
    } else {
        OTHER_DEVICE
    };
    let connecting = CallSnapshot {
        version: 3,
        phase: CallPhase::Connecting,
        until: Some(placed_at.plus_s(40)),
        accepted_at: Some(placed_at.plus_s(5)),
        callee: member(ME, Role::Patient, Some(device)),
        ..reached.clone()
    };
    let active = CallSnapshot {
        version: 4,
        phase: CallPhase::Active,
        until: None,
        active_at: Some(placed_at.plus_s(6)),
        ..connecting.clone()
    };
    let ended = |from: &CallSnapshot, outcome| CallSnapshot {
        version: from.version + 1,
        phase: CallPhase::Ended,
        until: None,
        ended_at: Some(placed_at.plus_s(9)),
        outcome: Some(outcome),
        ..from.clone()
    };
    match story % 6 {
        0 | 1 => {
            let end = ended(&active, Outcome::Completed);
            vec![ringing, reached, connecting, active, end]
        }
        2 | 3 => vec![
            ringing,
            reached.clone(),
            ended(&reached, Outcome::Cancelled),
        ],
        4 => vec![ringing, reached],
        _ => vec![ringing, reached, connecting, active],
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// One snapshot of all histories, by its place in them.
    Frame(u8),
    Wait(u16),
    LinkDown,
    LinkUp,
    Accept,
    Decline,
    Sounding,
    End,
    Close,
    /// The list of live calls is answered with nothing.
    NoActiveCalls,
    Unreachable,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => any::<u8>().prop_map(Step::Frame),
        4 => (0_u16..12_000).prop_map(Step::Wait),
        1 => Just(Step::LinkDown),
        2 => Just(Step::LinkUp),
        1 => Just(Step::Accept),
        1 => Just(Step::Decline),
        1 => Just(Step::Sounding),
        1 => Just(Step::End),
        1 => Just(Step::Close),
        1 => Just(Step::NoActiveCalls),
        1 => Just(Step::Unreachable),
    ]
}

/// A patient's app, with an engine that checks what it is told.
struct Phone {
    app: App,
    now: Timestamp,
    connection: u64,
    online: bool,
    down_since: Option<Timestamp>,
    wake_at: Option<Timestamp>,
    ringing: Option<(CallId, Timestamp)>,
    starts: Vec<CallId>,
    notified: Vec<CallId>,
    media: Option<CallId>,
    requests: Vec<client_core::HttpRequest>,
    newest: Vec<CallSnapshot>,
    answered: Vec<CallId>,
}

impl Phone {
    fn signed_in() -> Self {
        let mut phone = Self {
            app: App::new(),
            now: START,
            connection: 0,
            online: false,
            down_since: None,
            wake_at: None,
            ringing: None,
            starts: Vec::new(),
            notified: Vec::new(),
            media: None,
            requests: Vec::new(),
            newest: Vec::new(),
            answered: Vec::new(),
        };
        let stored = StoredSession {
            server_url: "https://c".into(),
            refresh_token: "r".into(),
        };
        phone.input(Input::Started {
            server_url: String::new(),
            plain_http: PlainHttp::OnThisDevice,
            stored: Some(stored),
            devices: DeviceChoice::default(),
            consent: None,
            device_secret: [1; 32].into(),
            known_devices: KnownDevices::default(),
            synthetic_media: true,
            seed: 9,
        });
        let signed_in = SignedIn {
            access_token: "a".into(),
            access_expires_at: START.plus_s(86_400),
            refresh_token: "r2".into(),
            session_id: HERE,
            me: Me {
                user_id: ME,
                role: Role::Patient,
                name: "N".into(),
                email: "e".into(),
                time_zone: "UTC".into(),
                approved: true,
            },
        };
        let id = phone.requests.remove(0).id;
        let body = Pii(serde_json::to_value(signed_in).unwrap());
        phone.input(Input::Http {
            id,
            result: Ok(HttpAnswer { status: 200, body }),
        });
        phone.link_up();
        phone
    }

    fn input(&mut self, input: Input) {
        for effect in self.app.handle(input, self.now) {
            match effect {
                Effect::OpenLink { connection, .. } => self.connection = connection,
                Effect::StartRinging { call_id, until, .. } => {
                    assert!(
                        self.ringing.is_none(),
                        "started twice without silence between"
                    );
                    self.ringing = Some((call_id, until));
                    self.starts.push(call_id);
                }
                Effect::StopRinging => {
                    assert!(self.ringing.take().is_some(), "silenced twice");
                }
                Effect::NotifyInvitation { call_id, .. } => {
                    assert!(!self.notified.contains(&call_id), "notified twice");
                    self.notified.push(call_id);
                }
                Effect::Media(MediaCommand::Open { call_id, role, .. }) => {
                    assert_eq!(role, MediaRole::Answerer);
                    assert!(self.media.replace(call_id).is_none(), "opened twice");
                }
                Effect::Media(MediaCommand::Close { call_id }) => {
                    assert_eq!(self.media.take(), Some(call_id));
                }
                Effect::WakeAt(at) => self.wake_at = Some(at),
                Effect::Http(request) => self.requests.push(request),
                _ => {}
            }
        }
        self.check();
    }

    fn check(&self) {
        if let Some((call_id, until)) = self.ringing {
            assert!(self.now < until, "it rings past its deadline");
            let newest = self.newest.iter().find(|call| call.id == call_id).unwrap();
            assert_eq!(
                newest.phase,
                CallPhase::Ringing,
                "it rings in another phase"
            );
            assert!(
                !self.answered.contains(&call_id),
                "it rings after the answer"
            );
            let down_ms = self.down_since.map_or(0, |since| self.now.since_ms(since));
            assert!(down_ms < 5_000, "it rings without its server");
        }
        if let Some(call_id) = self.media {
            let newest = self.newest.iter().find(|call| call.id == call_id).unwrap();
            assert_eq!(
                newest.callee.session_id,
                Some(HERE),
                "another device carries it"
            );
            assert!(newest.phase != CallPhase::Ringing && newest.phase != CallPhase::Ended);
        }
    }

    fn wait(&mut self, ms: i64) {
        let end = self.now.plus_ms(ms);
        while let Some(at) = self.wake_at.filter(|at| *at <= end) {
            self.wake_at = None;
            self.now = self.now.max(at);
            self.input(Input::Tick);
        }
        self.now = end;
        self.input(Input::Tick);
    }

    fn link_up(&mut self) {
        if self.online {
            return;
        }
        let connection = self.connection;
        self.input(Input::LinkUp { connection });
        // Authenticated only where a socket was really being opened.
        self.frame(ServerFrame::Authenticated {
            user_id: ME,
            session_id: HERE,
            server_now: self.now,
            resumed: true,
        });
        if self.app.view().link == client_core::LinkState::Online {
            self.online = true;
            self.down_since = None;
            self.input(Input::Tick);
        }
    }

    fn frame(&mut self, frame: ServerFrame) {
        let connection = self.connection;
        let frame = Box::new(Envelope {
            v: 1,
            seq: 0,
            stored: false,
            now: None,
            frame,
        });
        self.input(Input::LinkFrame { connection, frame });
    }

    fn link_down(&mut self) {
        if self.online {
            self.online = false;
            self.down_since = Some(self.now);
            let connection = self.connection;
            self.input(Input::LinkDown {
                connection,
                farewell: Farewell::Unsaid,
                fault: None,
            });
        }
    }

    fn snapshot(&mut self, call: &CallSnapshot) {
        if !self.online {
            return;
        }
        match self.newest.iter_mut().find(|known| known.id == call.id) {
            Some(known) if known.version < call.version => *known = call.clone(),
            Some(_) => {}
            None => self.newest.push(call.clone()),
        }
        self.frame(ServerFrame::CallUpdated { call: call.clone() });
    }

    fn answer(&mut self, intent: CallIntent) {
        if let Some(call) = self.app.view().call {
            let may = match intent {
                CallIntent::Accept => call.accept,
                _ => call.decline,
            };
            if may == client_core::Action::Allowed {
                self.answered.push(call.call_id);
            }
        }
        self.input(Input::Intent(intent.into()));
    }

    fn take(&mut self, step: &Step, calls: &[CallSnapshot]) {
        match step {
            Step::Frame(which) => self.snapshot(&calls[usize::from(*which) % calls.len()]),
            Step::Wait(ms) => self.wait(i64::from(*ms)),
            Step::LinkDown => self.link_down(),
            Step::LinkUp => self.link_up(),
            Step::Accept => self.answer(CallIntent::Accept),
            Step::Decline => self.answer(CallIntent::Decline),
            Step::Sounding => {
                if let Some((call_id, _)) = self.ringing {
                    self.input(Input::RingSounding { call_id });
                }
            }
            Step::End => self.input(Input::Intent(CallIntent::End.into())),
            Step::Close => self.input(Input::Intent(CallIntent::CloseCall.into())),
            Step::NoActiveCalls => {
                let asked = |request: &client_core::HttpRequest| request.url.contains("active");
                if let Some(place) = self.requests.iter().rposition(asked) {
                    let id = self.requests.remove(place).id;
                    let body = Pii(serde_json::json!({ "calls": [] }));
                    self.input(Input::Http {
                        id,
                        result: Ok(HttpAnswer { status: 200, body }),
                    });
                }
            }
            Step::Unreachable => {
                if let Some(request) = self.requests.pop() {
                    let result = Err(HttpFailure::Unreachable(NetworkFault::NoNetwork));
                    self.input(Input::Http {
                        id: request.id,
                        result,
                    });
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ring_is_right_in_any_order_of_things(
        stories in proptest::collection::vec((0_u8..6, 0_i64..20_000), 1..4),
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        let calls: Vec<CallSnapshot> = (1..)
            .zip(&stories)
            .flat_map(|(number, (story, placed_ms))| history(number, *placed_ms, *story))
            .collect();
        let mut phone = Phone::signed_in();
        for step in &steps {
            phone.take(step, &calls);
        }
        // And in the end there is silence.
        phone.wait(120_000);
        prop_assert!(phone.ringing.is_none());
    }

    #[test]
    fn duplicates_and_disorder_neither_double_nor_lose_the_ring(
        order in proptest::collection::vec(0_u8..2, 1..30),
        pauses in proptest::collection::vec(0_u16..900, 30),
    ) {
        let calls = history(1, 0, 4);
        let mut phone = Phone::signed_in();
        for (which, pause) in order.iter().zip(&pauses) {
            phone.take(&Step::Frame(*which), &calls);
            prop_assert!(phone.ringing.is_some());
            phone.wait(i64::from(*pause));
        }
        prop_assert_eq!(phone.starts.len(), 1);
    }
}
