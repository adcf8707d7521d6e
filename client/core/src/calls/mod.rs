//! The one call this person may be in, as this device knows it.
//!
//! Owns the newest snapshot of it and what this device has done about it. The server's snapshot is
//! the truth: a larger version wins, and nothing here invents a phase.

mod accept;
pub(crate) mod after;
mod consent;
mod direct;
pub(crate) mod intent;
mod media;
mod news;
mod parts;
pub(crate) mod quality;
mod rating;
mod reconnect;
mod report;
mod resync;
mod ring;
pub(crate) mod state;
mod trust;
pub(crate) mod verification;
pub(crate) mod view;
pub(crate) mod wish;

use crate::calls::intent::{CallIntent, CallRequest};
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::instants::soonest;
use shared::Timestamp;

impl Feature for Calls {
    type Intent = CallIntent;
    type Request = CallRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: CallIntent) {
        match intent {
            CallIntent::InvitationSeen => self.on_seen(),
            CallIntent::Accept => self.accept(cx),
            CallIntent::Decline => self.decline(cx),
            CallIntent::Cancel => self.cancel(cx),
            CallIntent::End => self.end_call(cx),
            CallIntent::SetMicrophone { on } => self.set_microphone(cx, on),
            CallIntent::SetCamera { on } => self.set_camera(cx, on),
            CallIntent::RateCall { stars, comment } => self.rate_call(cx, stars, comment),
            CallIntent::CloseCall => self.close_call(),
            CallIntent::CallDoctor { doctor_id, reason } => self.call_doctor(cx, doctor_id, reason),
            CallIntent::CallBack { call_id } => self.call_back(cx, call_id),
            CallIntent::DeclineWith { message } => self.decline_with(cx, message),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: CallRequest, answer: Answer) {
        match request {
            CallRequest::CallDoctor(_)
            | CallRequest::CallBack(_)
            | CallRequest::Accept(_)
            | CallRequest::Decline(_)
            | CallRequest::Cancel(_)
            | CallRequest::End(_) => self.on_decided(cx, request, answer),
            CallRequest::ActiveCalls => self.on_active_calls(cx, answer),
            CallRequest::Call(id) => self.on_call(cx, id, answer),
            CallRequest::IceServers(id) => self.on_ice_servers(cx, id, answer),
            CallRequest::Report(id) => self.on_reported(cx, id, answer),
            CallRequest::Rate(id) => self.on_rated(cx, id, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            Event::Online { .. } | Event::Missed | Event::CallsOutdated => {
                self.fetch_active_calls(cx);
            }
            Event::CallTold(call) => self.apply_call(cx, call.clone()),
            Event::AcceptWanted => self.accept(cx),
            Event::CallWanted(wish) => self.wish(cx, *wish),
            Event::CallRefused => self.drop_wish(),
            _ => {}
        }
    }

    /// Everything about calls that follows from the state.
    fn reconcile(&mut self, cx: &mut Ctx, (): ()) {
        self.reconcile_ring(cx);
        self.reconcile_notification(cx);
        self.reconcile_receipts(cx);
        self.reconcile_media(cx);
        self.reconcile_consent(cx);
        self.reconcile_report(cx);
        self.reconcile_restart(cx);
        self.reconcile_overdue(cx);
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        soonest([
            self.ring_next_at(cx),
            self.overdue_next_at(cx),
            self.media_next_at(),
            self.restart_next_at(cx),
        ])
    }

    fn sign_out(&mut self, cx: &mut Ctx) {
        self.drop_call(cx);
    }
}
