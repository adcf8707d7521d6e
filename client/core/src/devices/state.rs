//! The devices as the app knows them, and what was found out about them.

use crate::devices::intent::DeviceRequest;
use crate::devices::network::NetworkFigures;
use crate::devices::view::{Check, DeviceChoice, DeviceList, GOOD, UNTESTED};
use shared::{AppointmentId, DeviceTest, ScheduleId, Timestamp, paths};

/// The devices as the app knows them.
#[derive(Default)]
pub(crate) struct Devices {
    pub(crate) found: DeviceList,
    pub(crate) choice: DeviceChoice,
    pub(crate) check: Check,
    pub(super) timing: Timing,
    pub(super) rehearsal: Deadlines,
    pub(super) second_ring: Option<SecondRing>,
    /// The sound cards of the ring are kept awake.
    pub(super) ring_awake: bool,
}

/// What can be made void by using another device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Camera,
    Microphone,
    Speaker,
}

/// Where the doctor looks for what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    Queue(ScheduleId),
    Appointment(AppointmentId),
}

impl Audience {
    pub(super) const fn kind(self) -> DeviceRequest {
        match self {
            Self::Queue(id) => DeviceRequest::DeviceTest(id),
            Self::Appointment(id) => DeviceRequest::AppointmentTest(id),
        }
    }

    pub(super) fn path(self) -> String {
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
    pub(super) silent_at: Option<Timestamp>,
    pub(super) ring_until: Option<Timestamp>,
    pub(super) network_until: Option<Timestamp>,
    pub(super) told: Option<(Audience, DeviceTest)>,
    pub(super) send_at: Option<Timestamp>,
}

impl Devices {
    /// Forgets what was found out about these parts.
    pub(super) fn void(&mut self, now: Timestamp, changed: impl Fn(Part) -> bool) {
        let check = &mut self.check;
        if changed(Part::Camera) {
            check.result.camera = UNTESTED;
        }
        if changed(Part::Microphone) {
            check.result.microphone = UNTESTED;
            check.level = 0;
            check.dead_inputs.clear();
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

    pub(super) fn hear(&mut self, level: u8) {
        self.check.level = level.min(100);
        if self.check.level >= VOICE_LEVEL {
            self.check.result.microphone = GOOD;
            self.timing.silent_at = None;
        }
    }

    pub(super) fn end_network(&mut self, figures: NetworkFigures) {
        self.check.network_busy = false;
        self.timing.network_until = None;
        self.check.result.network = figures.judge();
        self.check.result.path = figures.path;
        self.check.network = Some(figures);
    }
}

impl Check {
    pub(super) fn was_tried(&self) -> bool {
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

/// A microphone that hears nothing for so long is called silent.
pub(super) const SILENCE_MS: i64 = 6_000;

/// Of a hundred: a voice at arm's length reaches it, a quiet room does not.
const VOICE_LEVEL: u8 = 30;

/// Its deadlines on this device's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deadlines {
    pub(super) arrives_until: Option<Timestamp>,
    pub(super) rings_until: Option<Timestamp>,
}

/// The clinic's second ring that was not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SecondRing {
    pub(super) schedule_id: ScheduleId,
    /// While it sounds: until when, on this device's clock.
    pub(super) until: Option<Timestamp>,
}
