//! Hands each answer to the feature that asked.

use crate::api::request::RequestKind;
use crate::app::App;
use crate::events::Event;
use crate::feature::Feature;
use crate::io::{HttpAnswer, HttpFailure, RequestId};

impl App {
    pub(super) fn on_http(&mut self, id: RequestId, result: Result<HttpAnswer, HttpFailure>) {
        let calls = &self.calls;
        let is_meaningful = |kind, server_now| calls.is_meaningful(kind, server_now);
        let Some((kind, answer)) = self.ctx.on_http(id, result, is_meaningful) else {
            return;
        };
        let cx = &mut self.ctx;
        if let Err(problem) = &answer
            && problem.asks_for_proof()
        {
            cx.emit(Event::EmailUnproved);
        }
        match kind {
            RequestKind::Session(request) => self.entrance.on_answer(cx, request, answer),
            RequestKind::Profile(request) => self.profile.on_answer(cx, request, answer),
            RequestKind::Proof(request) => self.proof.on_answer(cx, request, answer),
            RequestKind::Block(request) => self.blocks.on_answer(cx, request, answer),
            RequestKind::Schedule(request) => self.schedules.on_answer(cx, request, answer),
            RequestKind::Queue(request) => self.queue.on_answer(cx, request, answer),
            RequestKind::Call(request) => self.calls.on_answer(cx, request, answer),
            RequestKind::Notes(request) => self.notes.on_answer(cx, request, answer),
            RequestKind::Chat(request) => self.chat.on_answer(cx, request, answer),
            RequestKind::Patient(request) => self.patients.on_answer(cx, request, answer),
            RequestKind::History(request) => self.history.on_answer(cx, request, answer),
            RequestKind::Notification(request) => self.notifications.on_answer(cx, request, answer),
            RequestKind::Appointment(request) => self.appointments.on_answer(cx, request, answer),
            RequestKind::Device(request) => self.devices.on_answer(cx, request, answer),
        }
    }
}
