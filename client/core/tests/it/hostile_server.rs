//! A server that says whatever it likes: no frame and no answer of it, alone or in any order, opens a
//! device, answers an offer, sends a file or leads the app to another address. Only a press does.

use client_core::{
    App, CallIntent, DeviceChoice, Effect, FileTransfer, HttpAnswer, HttpFailure, Input,
    KnownDevices, MediaCommand, NetworkFault, PlainHttp, StoredSession,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};
use shared::*;
use std::sync::LazyLock;
use uuid::Uuid;

const START: Timestamp = Timestamp(1_800_000_000_000);
const SERVER: &str = "https://clinic.example";
/// As in the frames' samples.
const DOCTOR: UserId = UserId(Uuid::from_u128(1));
const PATIENT: UserId = UserId(Uuid::from_u128(2));

const fn session_of(user_id: UserId) -> SessionId {
    SessionId(Uuid::from_u128(user_id.0.as_u128() + 100))
}

/// An app on a device whose engine does nothing and notes what it was told to do.
struct Victim {
    app: App,
    me: UserId,
    now: Timestamp,
    connection: u64,
    asked: Vec<client_core::HttpRequest>,
    opened: Vec<CallId>,
    /// Whatever else must not happen without a press.
    harm: Vec<String>,
}

impl Victim {
    /// Signed in and online.
    fn new(role: Role) -> Self {
        let me = if role == Role::Doctor {
            DOCTOR
        } else {
            PATIENT
        };
        let mut victim = Self {
            app: App::new(),
            me,
            now: START,
            connection: 0,
            asked: Vec::new(),
            opened: Vec::new(),
            harm: Vec::new(),
        };
        victim.input(Input::Started {
            server_url: String::new(),
            stored: Some(StoredSession {
                server_url: SERVER.into(),
                refresh_token: "r".into(),
            }),
            devices: DeviceChoice::default(),
            consent: None,
            device_secret: [1; 32].into(),
            known_devices: KnownDevices::default(),
            plain_http: PlainHttp::OnThisDevice,
            synthetic_media: true,
            seed: 7,
        });
        victim.answer(0, 200, signed_in(me, role));
        victim.link();
        victim
    }

    fn input(&mut self, input: Input) {
        for effect in self.app.handle(input, self.now) {
            match effect {
                Effect::Media(MediaCommand::Open { call_id, .. }) => self.opened.push(call_id),
                Effect::Media(MediaCommand::Close { .. } | MediaCommand::UseDevices(_)) => {}
                Effect::Media(command) => self.harm.push(format!("{command:?}")),
                Effect::SendFrame {
                    frame: frame @ (ClientFrame::Signal { .. } | ClientFrame::JoinCall { .. }),
                    ..
                } if self.opened.is_empty() => self.harm.push(format!("{frame:?}")),
                Effect::OpenLink { url, connection } => {
                    if !url.starts_with("wss://clinic.example/") {
                        self.harm.push(url);
                    }
                    self.connection = connection;
                }
                Effect::Http(request) => {
                    let sends = matches!(request.file, Some(FileTransfer::Out(_)));
                    if sends || !request.url.starts_with("https://clinic.example/") {
                        self.harm.push(request.url.clone());
                    }
                    self.asked.push(request);
                }
                Effect::SaveFile { .. } => self.harm.push("a file was saved".into()),
                _ => {}
            }
        }
    }

    fn answer(&mut self, which: usize, status: u16, body: Value) {
        if self.asked.is_empty() {
            return;
        }
        let id = self.asked.remove(which % self.asked.len()).id;
        let body = Pii(body);
        self.input(Input::Http {
            id,
            result: Ok(HttpAnswer { status, body }),
        });
    }

    fn frame(&mut self, frame: ServerFrame) {
        let connection = self.connection;
        self.input(Input::LinkFrame {
            connection,
            frame: Box::new(Envelope {
                v: 1,
                seq: 0,
                stored: false,
                now: None,
                frame,
            }),
        });
    }

    fn link(&mut self) {
        let connection = self.connection;
        self.input(Input::LinkUp { connection });
        self.frame(ServerFrame::Authenticated {
            user_id: self.me,
            session_id: session_of(self.me),
            server_now: self.now,
            resumed: true,
        });
    }

    fn take(&mut self, step: &Step, pool: &Pool) {
        match step {
            Step::Frame(which) => self.frame(of(&pool.frames, *which).clone()),
            Step::Answer(which, status, body) => {
                self.answer(*which, *status, of(&pool.answers, *body).clone());
            }
            Step::Unreachable => {
                if let Some(request) = self.asked.pop() {
                    let result = Err(HttpFailure::Unreachable(NetworkFault::NoAnswer));
                    self.input(Input::Http {
                        id: request.id,
                        result,
                    });
                }
            }
            Step::Wait(ms) => {
                self.now = self.now.plus_ms(i64::from(*ms));
                self.input(Input::Tick);
            }
            Step::Link => self.link(),
        }
    }
}

fn of<T>(pool: &[T], which: usize) -> &T {
    &pool[which % pool.len()]
}

fn signed_in(user_id: UserId, role: Role) -> Value {
    let signed_in = SignedIn {
        access_token: "a".into(),
        access_expires_at: START.plus_s(86_400),
        refresh_token: "r2".into(),
        session_id: session_of(user_id),
        me: Me {
            user_id,
            role,
            name: "N".into(),
            email: "e".into(),
            time_zone: "UTC".into(),
            approved: true,
        },
    };
    serde_json::to_value(signed_in).unwrap()
}

/// All that the server may say.
struct Pool {
    frames: Vec<ServerFrame>,
    answers: Vec<Value>,
}

static OF_DOCTOR: LazyLock<Pool> = LazyLock::new(|| Pool::new(DOCTOR));
static OF_PATIENT: LazyLock<Pool> = LazyLock::new(|| Pool::new(PATIENT));

impl Pool {
    fn of(me: UserId) -> &'static Self {
        if me == DOCTOR {
            &OF_DOCTOR
        } else {
            &OF_PATIENT
        }
    }

    /// Every frame there is, and every call there could be: each phase, kind and side, here and on another
    /// device, of an older and a newer version.
    fn new(me: UserId) -> Self {
        let mut frames = ServerFrame::samples();
        let sample = frames.iter().find_map(ServerFrame::call).unwrap().clone();
        let (mut mine, mut other) = (sample.caller.clone(), sample.callee.clone());
        if mine.user_id != me {
            std::mem::swap(&mut mine, &mut other);
        }
        assert_eq!(mine.user_id, me);
        let elsewhere = SessionId(Uuid::from_u128(999));
        let mut calls = Vec::new();
        for phase in [
            CallPhase::Ringing,
            CallPhase::Connecting,
            CallPhase::Active,
            CallPhase::Interrupted,
            CallPhase::Ended,
        ] {
            for kind in [CallKind::Queue, CallKind::Appointment, CallKind::Direct] {
                for outgoing in [false, true] {
                    for session_id in [Some(session_of(me)), Some(elsewhere), None] {
                        let here = CallMember {
                            session_id,
                            ..mine.clone()
                        };
                        let (caller, callee) = if outgoing {
                            (here, other.clone())
                        } else {
                            (other.clone(), here)
                        };
                        calls.push(CallSnapshot {
                            phase,
                            kind,
                            caller,
                            callee,
                            version: i64::try_from(calls.len()).unwrap() + 4,
                            until: Some(START.plus_s(30)),
                            appointment_id: (kind == CallKind::Appointment)
                                .then_some(AppointmentId(Uuid::from_u128(8))),
                            placed_at: START,
                            ..sample.clone()
                        });
                    }
                }
            }
        }
        let another: Vec<_> = calls
            .iter()
            .map(|call| CallSnapshot {
                id: CallId(Uuid::from_u128(70)),
                ..call.clone()
            })
            .collect();
        calls.extend(another);
        let signals: Vec<_> = frames
            .iter()
            .filter(|frame| matches!(frame, ServerFrame::Signal { .. }))
            .cloned()
            .collect();
        for call in &calls {
            frames.push(ServerFrame::CallUpdated { call: call.clone() });
        }
        // Offers come right after calls, and often.
        for _ in 0..calls.len() / 4 {
            frames.extend(signals.iter().cloned());
        }
        let mut answers: Vec<Value> = vec![
            Value::Null,
            json!({}),
            json!({ "ice_servers": [{ "urls": ["turn:evil.example"], "username": "u", "credential": "c" }] }),
            json!({ "calls": [calls[12], calls[27]] }),
            json!({ "code": "unauthenticated", "status": 401, "title": "t", "type": "about:blank", "request_id": Uuid::nil() }),
            json!({ "server_url": "https://evil.example" }),
            signed_in(me, Role::Patient),
            signed_in(me, Role::Doctor),
        ];
        answers.extend(calls.iter().map(|call| json!(call)));
        Self { frames, answers }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Frame(usize),
    Answer(usize, u16, usize),
    Unreachable,
    Wait(u16),
    Link,
}

fn step() -> impl Strategy<Value = Step> {
    let status = prop_oneof![6 => Just(200_u16), 1 => Just(201), 1 => Just(401), 1 => Just(404)];
    prop_oneof![
        12 => any::<u16>().prop_map(|which| Step::Frame(usize::from(which))),
        6 => (any::<u8>(), status, any::<u16>()).prop_map(|(which, status, body)| {
            Step::Answer(usize::from(which), status, usize::from(body))
        }),
        1 => Just(Step::Unreachable),
        3 => (0_u16..9_000).prop_map(Step::Wait),
        1 => Just(Step::Link),
    ]
}

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20),
        ..Config::default()
    }
}

fn orders() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step(), 1..30)
}

#[test]
fn every_frame_and_every_answer_alone_opens_nothing() {
    for role in [Role::Patient, Role::Doctor] {
        let pool = Pool::of(Victim::new(role).me);
        for frame in &pool.frames {
            let mut victim = Victim::new(role);
            victim.frame(frame.clone());
            // Longer than the list of relays is waited for.
            victim.take(&Step::Wait(4_000), pool);
            assert_eq!(victim.opened, [], "{frame:?}");
            assert_eq!(victim.harm, Vec::<String>::new(), "{frame:?}");
        }
        for body in &pool.answers {
            for which in 0..Victim::new(role).asked.len() {
                let mut victim = Victim::new(role);
                victim.answer(which, 200, body.clone());
                victim.take(&Step::Wait(4_000), pool);
                assert_eq!(victim.opened, [], "{body}");
                assert_eq!(victim.harm, Vec::<String>::new(), "{body}");
            }
        }
    }
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn no_order_of_frames_and_answers_opens_anything(doctor in any::<bool>(), steps in orders()) {
        let mut victim = Victim::new(if doctor { Role::Doctor } else { Role::Patient });
        let pool = Pool::of(victim.me);
        for step in &steps {
            victim.take(step, pool);
        }
        prop_assert_eq!(victim.opened, []);
        prop_assert_eq!(victim.harm, Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    /// Accept on one call opens that one, and nothing afterwards opens another.
    #[test]
    fn accept_opens_the_call_that_it_was_pressed_for(before in orders(), after in orders()) {
        let mut victim = Victim::new(Role::Patient);
        let pool = Pool::of(victim.me);
        for step in &before {
            victim.take(step, pool);
        }
        let rung = victim.app.view().call.filter(|call| call.accept == client_core::Action::Allowed);
        victim.input(Input::Intent(CallIntent::Accept.into()));
        for step in &after {
            victim.take(step, pool);
        }
        let accepted = rung.map(|call| call.call_id);
        prop_assert!(victim.opened.iter().all(|opened| Some(*opened) == accepted));
    }
}

/// The patient rang this doctor, and the server brings somebody else, or one call more, or one too late.
#[test]
fn a_call_that_is_placed_opens_once_and_with_whom_it_was_meant_for() {
    let pool = Pool::of(PATIENT);
    let connecting = |id: u128, with: UserId| {
        let is_template = |call: &&CallSnapshot| {
            call.phase == CallPhase::Connecting
                && call.kind == CallKind::Direct
                && call.caller.session_id == Some(session_of(PATIENT))
                && call.caller.user_id == PATIENT
        };
        let mut calls = pool.frames.iter().filter_map(ServerFrame::call);
        let mut call = calls.find(is_template).unwrap().clone();
        call.id = CallId(Uuid::from_u128(id));
        call.placed_at = START.plus_ms(i64::try_from(id).unwrap());
        call.callee.user_id = with;
        ServerFrame::CallUpdated { call }
    };
    let stranger = UserId(Uuid::from_u128(66));
    let soon = Step::Wait(4_000);

    let mut victim = rings_the_doctor();
    victim.frame(connecting(200, stranger));
    victim.take(&soon, pool);
    assert_eq!(victim.opened, []);

    let mut victim = rings_the_doctor();
    victim.frame(connecting(201, DOCTOR));
    victim.take(&soon, pool);
    assert_eq!(victim.opened, [CallId(Uuid::from_u128(201))]);
    victim.frame(connecting(202, DOCTOR));
    victim.take(&soon, pool);
    assert_eq!(victim.opened.len(), 1, "the one press is used up");

    let mut victim = rings_the_doctor();
    victim.now = victim.now.plus_s(61);
    victim.frame(connecting(203, DOCTOR));
    victim.take(&soon, pool);
    assert_eq!(victim.opened, [], "a press does not wait for ever");

    let mut victim = rings_the_doctor();
    let refusal = json!({
        "code": "doctor_busy", "status": 409, "title": "t", "detail": "d", "type": "about:blank",
        "request_id": Uuid::nil(),
    });
    let placed = victim.asked.len() - 1;
    victim.answer(placed, 409, refusal);
    victim.frame(connecting(204, DOCTOR));
    victim.take(&soon, pool);
    assert_eq!(victim.opened, [], "what was refused is over");
}

fn rings_the_doctor() -> Victim {
    let mut victim = Victim::new(Role::Patient);
    let reason = Pii::default();
    victim.input(Input::Intent(
        CallIntent::CallDoctor {
            doctor_id: DOCTOR,
            reason,
        }
        .into(),
    ));
    assert!(victim.asked.last().unwrap().url.ends_with("/call"));
    victim
}
