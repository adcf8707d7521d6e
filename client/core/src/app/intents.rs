//! Hands each intent to the feature that it is about.

use crate::app::App;
use crate::devices::DeviceReads;
use crate::feature::Feature;
use crate::io::Intent;
use crate::queue::QueueReads;

impl App {
    pub(super) fn on_intent(&mut self, intent: Intent) {
        let Self {
            ctx: cx,
            schedules,
            queue,
            appointments,
            calls,
            ..
        } = self;
        match intent {
            Intent::Session(intent) => self.entrance.on_intent(cx, (), intent),
            Intent::Profile(intent) => self.profile.on_intent(cx, (), intent),
            Intent::Proof(intent) => self.proof.on_intent(cx, (), intent),
            Intent::Block(intent) => self.blocks.on_intent(cx, (), intent),
            Intent::Schedule(intent) => schedules.on_intent(cx, queue, intent),
            Intent::Queue(intent) => queue.on_intent(cx, QueueReads { schedules, calls }, intent),
            Intent::Call(intent) => calls.on_intent(cx, (), intent),
            Intent::Notes(intent) => self.notes.on_intent(cx, calls, intent),
            Intent::Chat(intent) => self.chat.on_intent(cx, calls, intent),
            Intent::Patient(intent) => self.patients.on_intent(cx, (), intent),
            Intent::History(intent) => self.history.on_intent(cx, (), intent),
            Intent::Notification(intent) => self.notifications.on_intent(cx, (), intent),
            Intent::Appointment(intent) => appointments.on_intent(cx, calls, intent),
            Intent::Language(intent) => self.language.on_intent(cx, intent),
            Intent::Page(intent) => self.page_faults.on_intent(cx, intent),
            Intent::Device(intent) => {
                let reads = DeviceReads {
                    queue,
                    calls,
                    appointments,
                };
                self.devices.on_intent(cx, reads, intent);
            }
        }
    }
}
