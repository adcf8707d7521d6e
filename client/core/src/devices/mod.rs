//! Cameras, microphones and speakers: which there are, which are to be used, and whether they work.
//!
//! Owns the choice and the results of the check. A result says what a device did; it is void as soon
//! as another one is used.

mod check;
mod network;
mod rehearsal;

pub use check::{Check, SpeakerTest};
pub use network::{NetworkFigures, NetworkPath};
pub use rehearsal::RingRehearsal;

use crate::ctx::Ctx;
use crate::{Action, App, Effect, MediaCommand};
use serde::{Deserialize, Serialize};

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceEntry {
    /// What [`DeviceChoice`] names it by.
    pub id: String,
    /// What the system calls it.
    pub name: String,
}

/// The devices that are plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceList {
    /// Pictures in.
    pub cameras: Vec<DeviceEntry>,
    /// Sound in.
    pub microphones: Vec<DeviceEntry>,
    /// Sound out.
    pub speakers: Vec<DeviceEntry>,
}

/// Which devices a person wants; the system's own choice where absent or not plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceChoice {
    /// For pictures.
    pub camera: Option<String>,
    /// For sound in.
    pub microphone: Option<String>,
    /// For the other side's sound.
    pub speaker: Option<String>,
    /// For the ring, which sounds on the system's choice as well.
    pub ring: Option<String>,
    /// The speaker is a headset, so there is no echo to cancel. A known headset needs no such word.
    pub headset: bool,
}

/// What there is to see of the devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DevicesView {
    /// As far as they were looked for.
    pub found: DeviceList,
    /// As chosen.
    pub choice: DeviceChoice,
    /// Whether they work.
    pub check: Check,
    /// Let the server ring this device; absent where this person waits in no open room.
    pub try_ring: Option<Action>,
}

/// The devices as the app knows them.
#[derive(Default)]
pub(crate) struct Devices {
    pub(crate) found: DeviceList,
    pub(crate) choice: DeviceChoice,
    pub(crate) check: Check,
    timing: check::Timing,
    rehearsal: rehearsal::Deadlines,
}

impl App {
    pub(crate) fn devices_view(&self) -> DevicesView {
        DevicesView {
            found: self.devices.found.clone(),
            choice: self.devices.choice.clone(),
            check: self.devices.check.clone(),
            try_ring: self.may_try_ring(),
        }
    }

    /// Another device is used from now on, in a call that runs as well.
    pub(crate) fn choose_devices(&mut self, cx: &mut Ctx, choice: DeviceChoice) {
        let before = std::mem::replace(&mut self.devices.choice, choice.clone());
        if before == choice {
            return;
        }
        self.devices.void(cx.now, |part| match part {
            check::Part::Camera => before.camera != choice.camera,
            check::Part::Microphone => {
                before.microphone != choice.microphone || before.headset != choice.headset
            }
            check::Part::Speaker => before.speaker != choice.speaker || before.ring != choice.ring,
        });
        self.use_choice(cx);
        cx.push(Effect::StoreDevices(choice));
    }

    /// Tells the engine what was chosen.
    pub(crate) fn use_choice(&self, cx: &mut Ctx) {
        let choice = self.devices.choice.clone();
        cx.push(Effect::RingOn(choice.ring.clone()));
        cx.media(MediaCommand::UseDevices(choice));
    }

    /// Devices were plugged in or out.
    pub(crate) fn on_devices_found(&mut self, cx: &Ctx, found: DeviceList) {
        let before = std::mem::replace(&mut self.devices.found, found.clone());
        self.devices.void(cx.now, |part| match part {
            check::Part::Camera => before.cameras != found.cameras,
            check::Part::Microphone => before.microphones != found.microphones,
            check::Part::Speaker => before.speakers != found.speakers,
        });
    }
}
