//! The check of camera, microphone, speaker and network before a call.

use super::{Gear, NetworkFigures, RingRehearsal};
use crate::app::Place;
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::{Turn, soonest};
use crate::{App, CheckReport, DeviceFault, Effect, MediaCommand, Method, Trouble};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    AppointmentId, DeviceTest, IceServer, IceServers, Role, ScheduleId, TestPart, TestReason,
    TestVerdict, Timestamp, paths,
};

/// How long the ringtone sounds for a speaker test.
const RING_MS: i64 = 4_000;
/// A microphone that hears nothing for so long is called silent.
const SILENCE_MS: i64 = 6_000;
/// Of a hundred: a voice at arm's length reaches it, a quiet room does not.
const VOICE_LEVEL: u8 = 30;
/// How long a trial call may take, all paths together.
const NETWORK_MS: i64 = 60_000;
/// Pause before results that did not get through are sent again.
const SEND_PAUSE_MS: i64 = 2_000;

pub(super) const UNTESTED: TestPart = TestPart {
    verdict: TestVerdict::Untested,
    reason: None,
};
pub(super) const GOOD: TestPart = TestPart {
    verdict: TestVerdict::Good,
    reason: None,
};

/// What can be made void by using another device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Camera,
    Microphone,
    Speaker,
}

/// Where the test of the speaker stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SpeakerTest {
    /// It does not run.
    #[default]
    Idle,
    /// The ringtone sounds.
    Sounding,
    /// The person is asked whether they heard it.
    Asking,
}

/// Whether the devices work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Check {
    /// The camera shows the person themselves and the microphone listens, for nobody else.
    pub open: bool,
    /// What was found so far.
    pub result: DeviceTest,
    /// How loud it is at the microphone, 0 to 100; 100 is full scale, 0 is 60 dB below.
    pub level: u8,
    /// The test of the speaker.
    pub speaker: SpeakerTest,
    /// The trial call runs.
    pub network_busy: bool,
    /// What the last one measured.
    pub network: Option<NetworkFigures>,
    /// The rehearsal of the ring.
    pub ring: RingRehearsal,
    /// Whether the system shows this app's notifications; absent where nothing tells.
    pub notifications: Option<bool>,
}

/// Where the doctor looks for what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Queue(ScheduleId),
    Appointment(AppointmentId),
}

impl Audience {
    const fn purpose(self) -> Purpose {
        match self {
            Self::Queue(id) => Purpose::DeviceTest(id),
            Self::Appointment(id) => Purpose::AppointmentTest(id),
        }
    }

    fn path(self) -> String {
        match self {
            Self::Queue(id) => paths::with_id(paths::DEVICE_TEST, id),
            Self::Appointment(id) => paths::with_id(paths::APPOINTMENT_DEVICE_TEST, id),
        }
    }
}

/// When the check has something to do by itself, and what the server was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Timing {
    /// A microphone that was not heard by then is silent.
    silent_at: Option<Timestamp>,
    ring_until: Option<Timestamp>,
    network_until: Option<Timestamp>,
    told: Option<(Audience, DeviceTest)>,
    send_at: Option<Timestamp>,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            open: false,
            result: DeviceTest {
                camera: UNTESTED,
                microphone: UNTESTED,
                speaker: UNTESTED,
                network: UNTESTED,
                ring: UNTESTED,
            },
            ring: RingRehearsal::Idle,
            notifications: None,
            level: 0,
            speaker: SpeakerTest::Idle,
            network_busy: false,
            network: None,
        }
    }
}

pub(super) fn failed(reason: TestReason) -> TestPart {
    TestPart {
        verdict: TestVerdict::Failed,
        reason: Some(reason),
    }
}

const fn reason(fault: DeviceFault) -> TestReason {
    match fault {
        DeviceFault::Missing => TestReason::Missing,
        DeviceFault::Refused => TestReason::Refused,
    }
}

impl Gear {
    /// Forgets what was found out about these parts.
    pub(super) fn void(&mut self, now: Timestamp, changed: impl Fn(Part) -> bool) {
        let check = &mut self.check;
        if changed(Part::Camera) {
            check.result.camera = UNTESTED;
        }
        if changed(Part::Microphone) {
            check.result.microphone = UNTESTED;
            check.level = 0;
            self.timing.silent_at = check.open.then(|| now.plus_ms(SILENCE_MS));
        }
        if changed(Part::Speaker) {
            check.result.speaker = UNTESTED;
            check.result.ring = UNTESTED;
        }
    }

    /// A new place knows nothing of what was told about an earlier one.
    pub(crate) fn tell_again(&mut self) {
        self.timing.told = None;
    }

    fn hear(&mut self, level: u8) {
        self.check.level = level.min(100);
        if self.check.level >= VOICE_LEVEL {
            self.check.result.microphone = GOOD;
            self.timing.silent_at = None;
        }
    }

    fn end_network(&mut self, figures: NetworkFigures) {
        self.check.network_busy = false;
        self.timing.network_until = None;
        self.check.result.network = figures.judge();
        self.check.network = Some(figures);
    }
}

impl Check {
    fn was_tried(&self) -> bool {
        let parts = [
            self.result.camera,
            self.result.microphone,
            self.result.speaker,
            self.result.network,
            self.result.ring,
        ];
        parts.iter().any(|part| *part != UNTESTED)
    }
}

impl App {
    /// Opens camera and microphone for the person's own eyes; not during a call, which has them.
    pub(crate) fn open_check(&mut self, turn: &mut Turn) {
        if self.gear.check.open || self.calls.is_conversation() {
            return;
        }
        let check = &mut self.gear.check;
        check.open = true;
        check.level = 0;
        check.result.camera = UNTESTED;
        check.result.microphone = UNTESTED;
        self.gear.timing.silent_at = Some(turn.now.plus_ms(SILENCE_MS));
        turn.media(MediaCommand::OpenCheck);
    }

    pub(crate) fn close_check(&mut self, turn: &mut Turn) {
        self.stop_test_ring(turn);
        let check = &mut self.gear.check;
        if std::mem::take(&mut check.open) {
            check.level = 0;
            self.gear.timing.silent_at = None;
            turn.media(MediaCommand::CloseCheck);
        }
    }

    pub(crate) fn test_speaker(&mut self, turn: &mut Turn) {
        if self.calls.has_live() || self.gear.check.ring != RingRehearsal::Idle {
            return;
        }
        let until = turn.now.plus_ms(RING_MS);
        self.gear.check.speaker = SpeakerTest::Sounding;
        self.gear.timing.ring_until = Some(until);
        turn.push(Effect::TestRing { until });
    }

    pub(super) fn stop_speaker_test(&mut self, turn: &mut Turn) {
        self.stop_test_ring(turn);
    }

    fn stop_test_ring(&mut self, turn: &mut Turn) {
        let check = &mut self.gear.check;
        if self.gear.timing.ring_until.take().is_some() {
            turn.push(Effect::StopTestRing);
        }
        check.speaker = SpeakerTest::Idle;
    }

    pub(crate) fn answer_speaker(&mut self, turn: &mut Turn, heard: bool) {
        if self.gear.check.speaker == SpeakerTest::Idle {
            return;
        }
        self.stop_test_ring(turn);
        self.gear.check.result.speaker = match heard {
            true => GOOD,
            false => failed(TestReason::Silent),
        };
    }

    /// The ringtone can't sound here at all.
    pub(crate) fn on_test_ring_failed(&mut self, turn: &mut Turn) {
        if self.on_rehearsal_failed(turn) {
            return;
        }
        if self.gear.check.speaker == SpeakerTest::Sounding {
            self.stop_test_ring(turn);
            self.gear.check.result.speaker = failed(TestReason::Missing);
        }
    }

    /// A trial call to oneself, over the relay where the clinic has one.
    pub(crate) fn test_network(&mut self, turn: &mut Turn) {
        let check = &mut self.gear.check;
        if check.network_busy || self.calls.has_live() || !self.link.is_online() {
            return;
        }
        check.network_busy = true;
        check.network = None;
        check.result.network = UNTESTED;
        self.gear.timing.network_until = Some(turn.now.plus_ms(NETWORK_MS));
        self.ask(turn, Wish::get(Purpose::TestServers, paths::ICE_SERVERS));
    }

    pub(crate) fn on_test_servers(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        if !self.gear.check.network_busy {
            return;
        }
        let servers: Vec<IceServer> = read::<IceServers>(result)
            .map(|answer| answer.ice_servers)
            .unwrap_or_default();
        turn.media(MediaCommand::TestNetwork {
            ice_servers: servers,
        });
    }

    pub(crate) fn on_check(&mut self, report: CheckReport) {
        let check = &mut self.gear.check;
        match report {
            CheckReport::Camera(_) | CheckReport::Microphone(_) | CheckReport::Level(_)
                if !check.open => {}
            CheckReport::Camera(Ok(())) => check.result.camera = GOOD,
            CheckReport::Camera(Err(fault)) => check.result.camera = failed(reason(fault)),
            CheckReport::Microphone(Ok(())) => {
                if check.result.microphone.verdict == TestVerdict::Failed {
                    check.result.microphone = UNTESTED;
                }
            }
            CheckReport::Microphone(Err(fault)) => {
                check.result.microphone = failed(reason(fault));
                check.level = 0;
                self.gear.timing.silent_at = None;
            }
            CheckReport::Level(level) => self.gear.hear(level),
            CheckReport::Network(figures) if check.network_busy => self.gear.end_network(figures),
            CheckReport::Network(_) => {}
        }
    }

    /// Brings the check in line with time and with calls.
    pub(crate) fn keep_check(&mut self, turn: &mut Turn) {
        if self.calls.is_conversation() {
            self.close_check(turn);
        }
        if self.calls.has_live() && self.gear.timing.ring_until.is_some() {
            // A real ring must not be taken for the test, nor the test for a ring.
            self.stop_test_ring(turn);
        }
        let now = turn.now;
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let check = &mut self.gear.check;
        if due(self.gear.timing.silent_at) {
            self.gear.timing.silent_at = None;
            check.result.microphone = TestPart {
                verdict: TestVerdict::Weak,
                reason: Some(TestReason::Silent),
            };
        }
        if due(self.gear.timing.ring_until) {
            self.gear.timing.ring_until = None;
            check.speaker = SpeakerTest::Asking;
        }
        if due(self.gear.timing.network_until) {
            self.gear.end_network(NetworkFigures {
                path: None,
                round_trip_ms: None,
                lost_percent: 0,
                kilobits: 0,
            });
        }
        self.keep_rehearsal(turn);
        self.send_check(turn);
    }

    /// The waiting room this patient is in: a session's, or an appointment's.
    fn audience(&self) -> Option<Audience> {
        if let Place::Appointment(id) = self.place {
            let known = self.visits.find(id)?;
            let ahead = self.link.to_server(self.now) < known.ends_at;
            let own = self.account.role() == Some(Role::Patient);
            return (own && ahead && known.state.is_open()).then_some(Audience::Appointment(id));
        }
        let room = self.open_room()?;
        let place = room.own_place()?;
        place
            .state
            .is_open()
            .then_some(Audience::Queue(room.schedule.id))
    }

    /// Tells the doctor in whose waiting room this patient is what was found.
    fn send_check(&mut self, turn: &mut Turn) {
        let Some(audience) = self.audience() else {
            return;
        };
        let check = &mut self.gear.check;
        let news = Some((audience, check.result));
        let waits = self.gear.timing.send_at.is_some_and(|at| at > turn.now);
        // What became void is told as well, where something was told before.
        let nothing_new = !check.was_tried() && self.gear.timing.told.is_none();
        if nothing_new || self.gear.timing.told == news || waits {
            return;
        }
        if self.requests.has(audience.purpose()) {
            return;
        }
        self.gear.timing.send_at = None;
        self.gear.timing.told = news;
        let result = check.result;
        let wish = Wish::send(audience.purpose(), Method::Put, audience.path());
        self.ask(turn, wish.with(&result));
    }

    pub(crate) fn on_check_sent(&mut self, turn: &Turn, result: &Result<Value, Trouble>) {
        if matches!(result, Err(Trouble::Unreachable)) {
            let timing = &mut self.gear.timing;
            timing.told = None;
            timing.send_at = Some(turn.now.plus_ms(SEND_PAUSE_MS));
        }
    }

    pub(crate) fn check_next_at(&self) -> Option<Timestamp> {
        let timing = &self.gear.timing;
        soonest([
            timing.silent_at,
            timing.ring_until,
            timing.network_until,
            timing.send_at,
            self.rehearsal_next_at(),
        ])
    }
}
