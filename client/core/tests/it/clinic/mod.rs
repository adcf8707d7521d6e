//! A clinic in a box: one small server, any number of devices, and the network between them, on a
//! simulated clock. Frames in flight die with their connection; answers may be lost.

pub mod about;
pub mod answers;
pub mod appointments;
pub mod calls;
pub mod chat;
pub mod device;
pub mod media;
pub mod pages;
pub mod places;
pub mod proof;
pub mod proof_desk;
pub mod queue;
pub mod rest;
pub mod server;
pub mod stage;

use answers::{Answer, BASE};
use client_core::{
    CallStage, CallView, DeviceChoice, Effect, Farewell, HttpAnswer, HttpFailure, Input, Intent,
    MediaEvent, NetworkFault, PlainHttp, Screen, StoredSession,
};
use device::Device;
use server::Server;
use shared::{ClientFrame, Envelope, Outcome, Pii, Timestamp};
use std::collections::BTreeMap;

/// Something on its way.
#[derive(Clone, Debug)]
pub enum Event {
    Request(usize, client_core::HttpRequest),
    Answer(usize, u64, Result<Answer, HttpFailure>),
    Opened(usize, u64),
    Closed(usize, u64, Farewell),
    ToServer(usize, u64, ClientFrame),
    ToDevice(usize, u64, Box<Envelope>),
    Sounding(usize, shared::CallId),
    Silent(usize, shared::CallId),
    Media(usize, MediaEvent),
}

impl Event {
    const fn device(&self) -> usize {
        match self {
            Self::Request(device, _)
            | Self::Answer(device, ..)
            | Self::Opened(device, _)
            | Self::Closed(device, ..)
            | Self::ToServer(device, ..)
            | Self::ToDevice(device, ..)
            | Self::Sounding(device, _)
            | Self::Silent(device, _)
            | Self::Media(device, _) => *device,
        }
    }
}

pub struct Clinic {
    pub now: Timestamp,
    pub server: Server,
    pub devices: Vec<Device>,
    events: BTreeMap<(Timestamp, u64), Event>,
    count: u64,
    seed: u128,
}

impl Clinic {
    pub fn open() -> Self {
        let now = Timestamp(1_800_000_000_000);
        let server = Server::new(now);
        Self {
            now,
            server,
            devices: Vec::new(),
            events: BTreeMap::new(),
            count: 0,
            seed: 1,
        }
    }

    pub fn seeded(seed: u128) -> Self {
        Self {
            seed,
            ..Self::open()
        }
    }

    /// A device with the app started on it, and its number.
    pub fn device(&mut self, skew_ms: i64, stored: Option<StoredSession>) -> usize {
        let device = self.devices.len();
        let secret = [u8::try_from(device).unwrap() + 1; 32];
        self.devices.push(Device::new(skew_ms, secret.into()));
        self.start(device, stored);
        device
    }

    pub fn start(&mut self, device: usize, stored: Option<StoredSession>) {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(99);
        let seed = self.seed;
        let server_url = BASE.to_owned();
        self.input(
            device,
            Input::Started {
                server_url,
                plain_http: PlainHttp::OnThisDevice,
                stored,
                devices: DeviceChoice::default(),
                consent: self.devices[device].keeps_consent,
                device_secret: self.devices[device].secret.clone(),
                known_devices: self.devices[device].keeps_known.clone(),
                synthetic_media: true,
                seed,
            },
        );
    }

    pub fn at(&mut self, after_ms: i64, event: Event) {
        self.count += 1;
        self.events
            .insert((self.now.plus_ms(after_ms), self.count), event);
    }

    pub fn says(&mut self, device: usize, intent: impl Into<Intent>) {
        self.input(device, Input::Intent(intent.into()));
    }

    pub fn input(&mut self, device: usize, input: Input) {
        let local = self.now.plus_ms(self.devices[device].skew_ms);
        let effects = self.devices[device].app.handle(input, local);
        let rest = self.devices[device].perform(effects, self.now);
        for effect in rest {
            self.perform(device, effect);
        }
    }

    fn perform(&mut self, device: usize, effect: Effect) {
        let network = self.devices[device].network.clone();
        let delay = network.delay_ms;
        match effect {
            Effect::Http(request) if network.up => self.at(delay, Event::Request(device, request)),
            Effect::Http(request) => {
                let failure = Err(HttpFailure::Unreachable(NetworkFault::NoNetwork));
                self.at(50, Event::Answer(device, request.id, failure));
            }
            Effect::OpenLink { connection, .. } => {
                self.drop_socket(device);
                if network.up && network.sockets {
                    self.at(2 * delay, Event::Opened(device, connection));
                } else {
                    self.at(100, Event::Closed(device, connection, Farewell::Unsaid));
                }
            }
            Effect::SendFrame { connection, frame } => {
                self.at(delay, Event::ToServer(device, connection, frame));
            }
            Effect::CloseLink => self.drop_socket(device),
            Effect::ProbeLink { connection, .. } if !network.up => {
                self.drop_socket(device);
                self.at(2_500, Event::Closed(device, connection, Farewell::Unsaid));
            }
            Effect::StartRinging { call_id, .. } => {
                if self.devices[device].has_sound {
                    self.at(30, Event::Sounding(device, call_id));
                } else {
                    self.at(5, Event::Silent(device, call_id));
                }
            }
            Effect::Media(command) => self.on_media(device, command),
            _ => {}
        }
    }

    fn drop_socket(&mut self, device: usize) {
        self.devices[device].socket = None;
        self.server.sockets.remove(&device);
    }

    /// Takes a device off the network.
    pub fn cut(&mut self, device: usize) {
        self.devices[device].network.up = false;
        self.break_socket(device, Farewell::Unsaid);
        self.look_at_media();
    }

    /// The app is killed: nobody is told, and whatever was on its way to or from it is gone.
    pub fn kill(&mut self, device: usize) {
        self.devices[device].quit();
        self.drop_socket(device);
        self.events.retain(|_, event| event.device() != device);
        self.look_at_media();
    }

    /// The app is started with what the last run kept.
    pub fn starts_again(&mut self, device: usize) {
        let stored = self.devices[device].stored.clone();
        self.start(device, stored);
    }

    pub fn mend(&mut self, device: usize) {
        self.devices[device].network.up = true;
    }

    /// Breaks the socket; everything in flight on it is lost.
    pub fn break_socket(&mut self, device: usize, farewell: Farewell) {
        if let Some(connection) = self.devices[device].socket {
            self.drop_socket(device);
            self.at(1, Event::Closed(device, connection, farewell));
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Request(device, request) => {
                if let Some(foreign) = self.devices[device].network.foreign.clone() {
                    return self.at(20, Event::Answer(device, request.id, Ok(foreign)));
                }
                let answer = self.server.on_request(&request);
                let network = &mut self.devices[device].network;
                if network.lose_answers > 0 || !network.up {
                    network.lose_answers = network.lose_answers.saturating_sub(1);
                    let late = Event::Answer(
                        device,
                        request.id,
                        Err(HttpFailure::Unreachable(NetworkFault::NoAnswer)),
                    );
                    self.at(10_000, late);
                } else {
                    let delay = network.delay_ms;
                    self.at(delay, Event::Answer(device, request.id, Ok(answer)));
                }
            }
            Event::Answer(device, id, result) => {
                let result = result.map(|(status, body)| HttpAnswer {
                    status,
                    body: Pii(body),
                });
                self.input(device, Input::Http { id, result });
            }
            Event::Opened(device, connection) => {
                if self.devices[device].network.up {
                    self.devices[device].socket = Some(connection);
                    self.input(device, Input::LinkUp { connection });
                } else {
                    self.input(
                        device,
                        Input::LinkDown {
                            connection,
                            farewell: Farewell::Unsaid,
                            fault: Some(NetworkFault::NoAnswer),
                        },
                    );
                }
            }
            Event::Closed(device, connection, farewell) => {
                self.input(
                    device,
                    Input::LinkDown {
                        connection,
                        farewell,
                        fault: None,
                    },
                );
            }
            Event::ToServer(device, connection, frame) => {
                if self.devices[device].socket == Some(connection) {
                    self.server.on_frame(device, frame);
                    for device in std::mem::take(&mut self.server.rejected) {
                        self.break_socket(device, Farewell::Unsaid);
                    }
                }
            }
            Event::ToDevice(device, connection, envelope) => {
                // Also those of connections long gone: the core must not mind them.
                let frame = envelope;
                self.input(device, Input::LinkFrame { connection, frame });
            }
            Event::Sounding(device, call_id) => {
                if self.devices[device]
                    .ringing
                    .is_some_and(|(ringing, _)| ringing == call_id)
                {
                    self.input(device, Input::RingSounding { call_id });
                }
            }
            Event::Silent(device, call_id) => {
                let stall = shared::RingStall::NoSoundOutput;
                self.input(device, Input::RingStalled { call_id, stall });
            }
            Event::Media(device, event) => self.input(device, Input::Media(event)),
        }
    }

    fn deliver_post(&mut self) {
        for (device, envelope) in std::mem::take(&mut self.server.post) {
            if let Some(connection) = self.devices[device].socket {
                let delay = self.devices[device].network.delay_ms;
                self.at(
                    delay,
                    Event::ToDevice(device, connection, Box::new(envelope)),
                );
            }
        }
    }

    /// Lets time pass, doing what falls due.
    pub fn wait(&mut self, ms: i64) {
        let end = self.now.plus_ms(ms);
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < 100_000, "something spins");
            self.deliver_post();
            let wake = self
                .devices
                .iter()
                .filter_map(|device| device.wake_at)
                .min();
            let event = self.events.keys().next().map(|(at, _)| *at);
            let deadline = self.server.next_deadline();
            let deadline = deadline.map(|at| at.plus_ms(-self.server.ahead_ms));
            let next = [wake, event, deadline].into_iter().flatten().min();
            let Some(at) = next.filter(|at| *at <= end) else {
                break;
            };
            self.now = self.now.max(at);
            self.server.now = self.now.plus_ms(self.server.ahead_ms);
            self.server.keep_deadlines();
            self.deliver_post();
            while let Some(entry) = self.events.first_entry() {
                if entry.key().0 > self.now {
                    break;
                }
                let event = entry.remove();
                self.happen(event);
            }
            for device in 0..self.devices.len() {
                if self.devices[device]
                    .wake_at
                    .is_some_and(|at| at <= self.now)
                {
                    self.devices[device].wake_at = None;
                    self.input(device, Input::Tick);
                }
                self.check(device);
            }
        }
        self.now = end;
        self.server.now = end.plus_ms(self.server.ahead_ms);
    }

    /// What holds for every device at every moment.
    fn check(&self, device: usize) {
        let device = &self.devices[device];
        if let Some((_, until)) = device.ringing {
            let local = self.now.plus_ms(device.skew_ms);
            assert!(local <= until, "it rings past its deadline");
        }
    }

    pub fn call(&self, device: usize) -> Option<CallView> {
        self.devices[device].view().call
    }

    pub fn stage(&self, device: usize) -> Option<CallStage> {
        self.call(device).map(|call| call.stage)
    }

    pub fn is_active(&self, device: usize) -> bool {
        matches!(self.stage(device), Some(CallStage::Active { .. }))
    }

    pub fn is_interrupted(&self, device: usize) -> bool {
        matches!(self.stage(device), Some(CallStage::Interrupted { .. }))
    }

    /// How the call ended that is still on the screen.
    pub fn outcome(&self, device: usize) -> Option<Outcome> {
        match self.stage(device)? {
            CallStage::Ended { outcome, .. } => Some(outcome),
            _ => None,
        }
    }

    pub fn screen(&self, device: usize) -> Screen {
        self.devices[device].view().screen
    }

    pub fn rings(&self, device: usize) -> bool {
        self.devices[device].ringing.is_some()
    }

    pub fn requests_to(&self, device: usize, ending: &str) -> Vec<client_core::HttpRequest> {
        let requests = self.devices[device].requests.iter();
        requests
            .filter(|request| request.url.ends_with(ending))
            .cloned()
            .collect()
    }
}
