//! What a person wants with the devices, and what is asked of the server for it.

use crate::api::policy::Policy;
use crate::devices::view::DeviceChoice;
use serde::{Deserialize, Serialize};
use shared::{AppointmentId, ScheduleId};

/// What a person wants with the devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum DeviceIntent {
    /// Use these devices from now on, in a call that runs as well.
    ChooseDevices(DeviceChoice),
    /// Show the own picture and listen to the microphone, for nobody else.
    OpenCheck,
    /// Release camera and microphone.
    CloseCheck,
    /// Let the ringtone sound for some seconds.
    TestSpeaker,
    /// Say whether it was heard.
    AnswerSpeaker {
        /// It was.
        heard: bool,
    },
    /// Hold a short trial call with oneself, over the path that a call would take.
    TestNetwork,
    /// Patient: have the server ring this device as it would for a call.
    TryRing,
    /// Say whether that was heard.
    AnswerRing {
        /// It was.
        heard: bool,
    },
    /// Patient: answer the clinic's second ring.
    AnswerReminder {
        /// Here now; put away otherwise.
        here: bool,
    },
}

/// What is asked of the server about the devices. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceRequest {
    TestServers,
    DeviceTest(ScheduleId),
    TryRing(ScheduleId),
    AppointmentTest(AppointmentId),
}

impl DeviceRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::TestServers => Policy::RELAYS,
            Self::DeviceTest(..) | Self::AppointmentTest(..) => Policy::REPORT,
            Self::TryRing(..) => Policy::DECISION,
        }
    }
}
