//! The check of camera, microphone, speaker and network before a call.

use crate::api::error::RequestError;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::appointments::state::Appointments;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::devices::intent::DeviceRequest;
use crate::devices::network::NetworkFigures;
use crate::devices::state::{Audience, Devices, SILENCE_MS};
use crate::devices::view::{Check, GOOD, RingRehearsal, SpeakerTest, UNTESTED, failed};
use crate::feature::Answer;
use crate::instants::soonest;
use crate::io::{CheckReport, DeviceFault, Effect, MediaCommand, Method};
use crate::queue::state::Queue;
use crate::screens::route::Route;
use shared::{IceServer, IceServers, Role, TestPart, TestReason, TestVerdict, Timestamp, paths};

/// How long the ringtone sounds for a speaker test.
const RING_MS: i64 = 4_000;
/// How long a trial call may take, all paths together.
const NETWORK_MS: i64 = 60_000;
/// Pause before results that did not get through are sent again.
const SEND_PAUSE_MS: i64 = 2_000;

const fn reason(fault: DeviceFault) -> TestReason {
    match fault {
        DeviceFault::Missing => TestReason::Missing,
        DeviceFault::Refused => TestReason::Refused,
    }
}

impl Devices {
    /// Opens camera and microphone for the person's own eyes; not during a call, which has them.
    pub(crate) fn open_check(&mut self, cx: &mut Ctx, calls: &Calls) {
        if self.check.open || calls.is_conversation() {
            return;
        }
        let check = &mut self.check;
        check.open = true;
        check.level = 0;
        check.dead_inputs.clear();
        check.result.camera = UNTESTED;
        check.result.microphone = UNTESTED;
        self.timing.silent_at = Some(cx.now.plus_ms(SILENCE_MS));
        cx.media(MediaCommand::OpenCheck);
    }

    pub(crate) fn close_check(&mut self, cx: &mut Ctx) {
        self.stop_test_ring(cx);
        let check = &mut self.check;
        if std::mem::take(&mut check.open) {
            check.level = 0;
            self.timing.silent_at = None;
            cx.media(MediaCommand::CloseCheck);
        }
    }

    pub(crate) fn test_speaker(&mut self, cx: &mut Ctx, calls: &Calls) {
        if calls.has_live() || self.check.ring != RingRehearsal::Idle {
            return;
        }
        self.silence_reminder(cx);
        let until = cx.now.plus_ms(RING_MS);
        self.check.speaker = SpeakerTest::Sounding;
        self.timing.ring_until = Some(until);
        cx.push(Effect::TestRing { until });
    }

    /// The person signs out: what was found out with them, and said to doctors, is no business of the
    /// next one. Which devices there are and which are chosen stays.
    pub(crate) fn forget_check(&mut self, cx: &mut Ctx) {
        self.close_check(cx);
        self.end_rehearsal(cx);
        self.end_reminder(cx);
        *self = Self {
            found: std::mem::take(&mut self.found),
            choice: std::mem::take(&mut self.choice),
            ring_awake: self.ring_awake,
            check: Check {
                notifications: self.check.notifications,
                ..Check::default()
            },
            ..Self::default()
        };
    }

    pub(super) fn stop_speaker_test(&mut self, cx: &mut Ctx) {
        self.stop_test_ring(cx);
    }

    fn stop_test_ring(&mut self, cx: &mut Ctx) {
        let check = &mut self.check;
        if self.timing.ring_until.take().is_some() {
            cx.push(Effect::StopTestRing);
        }
        check.speaker = SpeakerTest::Idle;
    }

    pub(crate) fn answer_speaker(&mut self, cx: &mut Ctx, heard: bool) {
        if self.check.speaker == SpeakerTest::Idle {
            return;
        }
        self.stop_test_ring(cx);
        self.check.result.speaker = if heard {
            GOOD
        } else {
            failed(TestReason::Silent)
        };
    }

    /// The ringtone can't sound here at all.
    pub(crate) fn on_test_ring_failed(&mut self, cx: &mut Ctx) {
        if self.on_rehearsal_failed(cx) {
            return;
        }
        if self.check.speaker == SpeakerTest::Sounding {
            self.stop_test_ring(cx);
            self.check.result.speaker = failed(TestReason::Missing);
        }
    }

    /// A trial call to oneself, over the relay where the clinic has one.
    pub(crate) fn test_network(&mut self, cx: &mut Ctx, calls: &Calls) {
        let check = &mut self.check;
        if check.network_busy || calls.has_live() || !cx.link.is_online() {
            return;
        }
        check.network_busy = true;
        check.network = None;
        check.result.network = UNTESTED;
        check.result.path = None;
        self.timing.network_until = Some(cx.now.plus_ms(NETWORK_MS));
        cx.ask(ApiRequest::get(
            DeviceRequest::TestServers,
            paths::ICE_SERVERS,
        ));
    }

    pub(crate) fn on_test_servers(&mut self, cx: &mut Ctx, result: Answer) {
        if !self.check.network_busy {
            return;
        }
        let servers: Vec<IceServer> = read_list::<IceServers>(cx, result)
            .map(|answer| answer.ice_servers)
            .unwrap_or_default();
        cx.media(MediaCommand::TestNetwork {
            ice_servers: servers,
        });
    }

    pub(crate) fn on_check(&mut self, report: CheckReport) {
        let check = &mut self.check;
        match report {
            CheckReport::Camera(_)
            | CheckReport::Microphone(_)
            | CheckReport::Level(_)
            | CheckReport::DeadInputs { .. }
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
                self.timing.silent_at = None;
            }
            CheckReport::Level(level) => self.hear(level),
            CheckReport::DeadInputs { bits } => {
                let dead = (0..u32::BITS).filter(|input| bits >> input & 1 == 1);
                let counted = dead.filter_map(|input| u8::try_from(input + 1).ok());
                check.dead_inputs = counted.collect();
            }
            CheckReport::Network(figures) if check.network_busy => self.end_network(figures),
            CheckReport::Network(_) => {}
        }
    }

    /// Brings the check in line with time and with calls.
    pub(crate) fn reconcile_check(
        &mut self,
        cx: &mut Ctx,
        queue: &Queue,
        calls: &Calls,
        appointments: &Appointments,
    ) {
        if calls.is_conversation() {
            self.close_check(cx);
        }
        if calls.has_live() && self.timing.ring_until.is_some() {
            // A real ring must not be taken for the test, nor the test for a ring.
            self.stop_test_ring(cx);
        }
        let now = cx.now;
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let check = &mut self.check;
        if due(self.timing.silent_at) {
            self.timing.silent_at = None;
            check.result.microphone = TestPart {
                verdict: TestVerdict::Weak,
                reason: Some(TestReason::Silent),
            };
        }
        if due(self.timing.ring_until) {
            self.timing.ring_until = None;
            check.speaker = SpeakerTest::Asking;
        }
        if due(self.timing.network_until) {
            self.end_network(NetworkFigures::NONE);
        }
        self.reconcile_rehearsal(cx, calls);
        self.keep_ring_awake(cx, queue, calls, appointments);
        self.send_check(cx, queue, appointments);
    }

    /// Whoever waits may be rung at any moment, and a sound card that sleeps takes seconds to wake.
    fn keep_ring_awake(
        &mut self,
        cx: &mut Ctx,
        queue: &Queue,
        calls: &Calls,
        appointments: &Appointments,
    ) {
        let waits = self.audience(cx, queue, appointments).is_some() && !calls.is_conversation();
        if std::mem::replace(&mut self.ring_awake, waits) != waits {
            cx.push(if waits {
                Effect::WakeRing
            } else {
                Effect::RestRing
            });
        }
    }

    /// The waiting room this patient is in: a session's, or an appointment's.
    fn audience(&self, cx: &Ctx, queue: &Queue, appointments: &Appointments) -> Option<Audience> {
        if let Route::Appointment(id) = cx.route {
            let known = appointments.find(id)?;
            let ahead = cx.link.to_server(cx.now) < known.ends_at;
            let own = cx.account.role() == Some(Role::Patient);
            return (own && ahead && known.state.is_open()).then_some(Audience::Appointment(id));
        }
        let room = queue.open_room(cx)?;
        let place = room.own_place()?;
        place
            .state
            .is_open()
            .then_some(Audience::Queue(room.schedule.id))
    }

    /// Tells the doctor in whose waiting room this patient is what was found.
    fn send_check(&mut self, cx: &mut Ctx, queue: &Queue, appointments: &Appointments) {
        let Some(audience) = self.audience(cx, queue, appointments) else {
            return;
        };
        let check = &mut self.check;
        let news = Some((audience, check.result));
        let waits = self.timing.send_at.is_some_and(|at| at > cx.now);
        // What became void is told as well, where something was told before.
        let nothing_new = !check.was_tried() && self.timing.told.is_none();
        if nothing_new || self.timing.told == news || waits {
            return;
        }
        if cx.requests.has(audience.kind()) {
            return;
        }
        self.timing.send_at = None;
        self.timing.told = news;
        let result = check.result;
        let request = ApiRequest::send(audience.kind(), Method::Put, audience.path());
        cx.ask(request.with(&result));
    }

    pub(crate) fn on_check_sent(&mut self, cx: &Ctx, result: &Answer) {
        if matches!(result, Err(RequestError::Unreachable { .. })) {
            let timing = &mut self.timing;
            timing.told = None;
            timing.send_at = Some(cx.now.plus_ms(SEND_PAUSE_MS));
        }
    }

    pub(crate) fn check_next_at(&self) -> Option<Timestamp> {
        let timing = &self.timing;
        soonest([
            timing.silent_at,
            timing.ring_until,
            timing.network_until,
            timing.send_at,
            self.rehearsal_next_at(),
        ])
    }
}
