//! Which devices are used.

use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::devices::state::{Devices, Part};
use crate::devices::view::{DeviceChoice, DeviceList, DevicesView};
use crate::io::{Effect, MediaCommand};
use crate::queue::state::Queue;

impl Devices {
    pub(crate) fn devices_view(&self, cx: &Ctx, queue: &Queue, calls: &Calls) -> DevicesView {
        DevicesView {
            found: self.found.clone(),
            choice: self.choice.clone(),
            check: self.check.clone(),
            try_ring: self.may_try_ring(cx, queue, calls),
        }
    }

    /// Another device is used from now on, in a call that runs as well.
    pub(crate) fn choose_devices(&mut self, cx: &mut Ctx, choice: DeviceChoice) {
        let before = std::mem::replace(&mut self.choice, choice.clone());
        if before == choice {
            return;
        }
        self.void(cx.now, |part| match part {
            Part::Camera => before.camera != choice.camera,
            Part::Microphone => {
                before.microphone != choice.microphone || before.headset != choice.headset
            }
            Part::Speaker => before.speaker != choice.speaker || before.ring != choice.ring,
        });
        self.use_choice(cx);
        cx.push(Effect::StoreDevices(choice));
    }

    /// Tells the engine what was chosen.
    pub(crate) fn use_choice(&self, cx: &mut Ctx) {
        let choice = self.choice.clone();
        cx.push(Effect::RingOn(choice.ring.clone()));
        cx.media(MediaCommand::UseDevices(choice));
    }

    /// Devices were plugged in or out.
    pub(crate) fn on_devices_found(&mut self, cx: &Ctx, found: DeviceList) {
        let before = std::mem::replace(&mut self.found, found.clone());
        self.void(cx.now, |part| match part {
            Part::Camera => before.cameras != found.cameras,
            Part::Microphone => before.microphones != found.microphones,
            Part::Speaker => before.speakers != found.speakers,
        });
    }
}
