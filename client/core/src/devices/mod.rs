//! Cameras, microphones and speakers: which there are, which are to be used, and whether they work.
//!
//! Owns the choice and the results of the check. A result says what a device did; it is void as soon
//! as another one is used.

mod check;
mod choice;
pub(crate) mod intent;
pub(crate) mod network;
mod rehearsal;
mod reminder;
pub(crate) mod state;
pub(crate) mod view;

use crate::appointments::state::Appointments;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::devices::intent::{DeviceIntent, DeviceRequest};
use crate::devices::state::Devices;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::instants::earlier;
use crate::queue::state::Queue;
use shared::Timestamp;

/// What the check of devices reads of others: where its results are wanted, and whether a call has
/// the devices.
#[derive(Clone, Copy)]
pub(crate) struct DeviceReads<'a> {
    pub(crate) queue: &'a Queue,
    pub(crate) calls: &'a Calls,
    pub(crate) appointments: &'a Appointments,
}

impl Feature for Devices {
    type Intent = DeviceIntent;
    type Request = DeviceRequest;
    type Reads<'a> = DeviceReads<'a>;

    fn on_intent(&mut self, cx: &mut Ctx, reads: DeviceReads<'_>, intent: DeviceIntent) {
        match intent {
            DeviceIntent::ChooseDevices(choice) => self.choose_devices(cx, choice),
            DeviceIntent::OpenCheck => self.open_check(cx, reads.calls),
            DeviceIntent::CloseCheck => self.close_check(cx),
            DeviceIntent::TestSpeaker => self.test_speaker(cx, reads.calls),
            DeviceIntent::AnswerSpeaker { heard } => self.answer_speaker(cx, heard),
            DeviceIntent::TestNetwork => self.test_network(cx, reads.calls),
            DeviceIntent::TryRing => self.try_ring(cx, reads.queue, reads.calls),
            DeviceIntent::AnswerRing { heard } => self.answer_ring(cx, heard),
            DeviceIntent::AnswerReminder { here } => self.answer_reminder(cx, here),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: DeviceRequest, answer: Answer) {
        match request {
            DeviceRequest::TryRing(_) => self.on_ring_asked(cx, answer),
            DeviceRequest::TestServers => self.on_test_servers(cx, answer),
            DeviceRequest::DeviceTest(_) | DeviceRequest::AppointmentTest(_) => {
                self.on_check_sent(cx, &answer)
            }
        }
    }

    fn on_event(&mut self, _cx: &mut Ctx, event: &Event) {
        if let Event::PlaceTaken = event {
            self.tell_again();
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, reads: DeviceReads<'_>) {
        self.reconcile_reminder(cx, reads.calls);
        self.reconcile_check(cx, reads.queue, reads.calls, reads.appointments);
    }

    fn next_at(&self, _cx: &Ctx) -> Option<Timestamp> {
        earlier(self.check_next_at(), self.reminder_next_at())
    }

    fn sign_out(&mut self, cx: &mut Ctx) {
        self.forget_check(cx);
    }
}
