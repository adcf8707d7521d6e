//! Calls without an appointment: a patient rings a doctor, and the doctor may call back.
//!
//! Owns what may be done about them and what their screens need besides what every call has.

use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::state::{Calls, LiveCall};
use crate::calls::view::{CallBack, DirectView, Fallback};
use crate::calls::wish::CallWish;
use crate::ctx::Ctx;
use crate::view_parts::{Action, WhyNot};
use shared::{
    CallId, CallKind, CallPhase, CallSnapshot, DeclineCallRequest, DirectCallRequest, DoctorCard,
    Notification, NotificationAbout, Outcome, Pii, Reachability, Role, Timestamp, UserId, limits,
    paths,
};

/// Whether a ring would reach a doctor, as far as this device was told.
const fn check_ring(doctor: &DoctorCard) -> Result<(), WhyNot> {
    match doctor.reachability {
        _ if !doctor.accepts_direct_calls => Err(WhyNot::NoDirectCalls),
        Reachability::Online => Ok(()),
        Reachability::InAnotherCall => Err(WhyNot::DoctorBusy),
        Reachability::Away => Err(WhyNot::DoctorAway),
        Reachability::Offline => Err(WhyNot::DoctorOffline),
    }
}

impl Calls {
    /// Whether a patient may ring a doctor of the directory.
    pub(crate) fn may_call(&self, cx: &Ctx, doctor: &DoctorCard) -> Action {
        let rule = self.none_live().and_then(|()| check_ring(doctor));
        cx.action(CallRequest::CallDoctor(doctor.user_id), rule)
    }

    /// Whether a patient may ring a doctor of whom nothing else is known here; the server decides.
    fn may_ring(&self, cx: &Ctx, doctor_id: UserId) -> Action {
        let rule = match cx.account.role() {
            Some(Role::Patient) => self.none_live(),
            Some(Role::Doctor | Role::Admin) | None => Err(WhyNot::Offline),
        };
        cx.action(CallRequest::CallDoctor(doctor_id), rule)
    }

    fn may_call_back(&self, cx: &Ctx, call_id: CallId) -> Action {
        cx.action(CallRequest::CallBack(call_id), self.none_live())
    }

    pub(crate) fn call_doctor(&mut self, cx: &mut Ctx, doctor_id: UserId, reason: Pii) {
        if self.may_ring(cx, doctor_id) == Action::Allowed {
            let path = paths::with_id(paths::CALL_DOCTOR, doctor_id);
            let request = ApiRequest::post(CallRequest::CallDoctor(doctor_id), path);
            self.wish(cx, CallWish::With(doctor_id));
            cx.ask(request.with(&DirectCallRequest { reason }));
        }
    }

    pub(crate) fn call_back(&mut self, cx: &mut Ctx, call_id: CallId) {
        let practises = cx.account.role() == Some(Role::Doctor) && cx.account.may_practise();
        if practises && self.may_call_back(cx, call_id) == Action::Allowed {
            self.wish(cx, CallWish::Back);
            let path = paths::with_id(paths::CALL_BACK, call_id);
            cx.ask(ApiRequest::post(CallRequest::CallBack(call_id), path));
        }
    }

    /// Declines the ringing call with a few words for the caller.
    pub(crate) fn decline_with(&mut self, cx: &mut Ctx, message: Pii) {
        self.decline_saying(cx, &DeclineCallRequest { message });
    }

    pub(super) fn direct_view(&self, cx: &Ctx, live: &LiveCall) -> Option<DirectView> {
        let call = live.snapshot();
        (call.kind == CallKind::Direct).then(|| DirectView {
            card: live.is_card() && call.phase == CallPhase::Ringing,
            reason: call.reason.clone(),
            placed_at: call.placed_at,
            decline_message: call.decline_message.clone(),
            fallback: self.fallback_of(cx, live),
        })
    }

    fn fallback_of(&self, cx: &Ctx, live: &LiveCall) -> Option<Fallback> {
        let call = live.snapshot();
        let in_vain = matches!(call.outcome, Some(Outcome::Declined | Outcome::Missed));
        let by_patient = call.caller.role == Role::Patient && live.is_outgoing();
        (in_vain && by_patient).then(|| {
            let doctor_id = call.callee.user_id;
            Fallback {
                doctor_id,
                call_again: self.may_ring(cx, doctor_id),
                book: cx.action(CallRequest::Call(call.id), Ok(())),
            }
        })
    }

    /// What may be done about a missed call in the inbox.
    pub(crate) fn call_back_of(&self, cx: &Ctx, notification: &Notification) -> Option<CallBack> {
        let NotificationAbout::MissedCall {
            call_id,
            other_id: Some(other_id),
            call_kind: Some(CallKind::Direct),
            outgoing,
            ..
        } = notification.about
        else {
            return None;
        };
        self.way_back(cx, (call_id, other_id), outgoing, notification.created_at)
    }

    /// What may be done about a direct call that came to nothing, where it is one.
    pub(crate) fn call_back_of_call(
        &self,
        cx: &Ctx,
        call: &CallSnapshot,
        outgoing: bool,
    ) -> Option<CallBack> {
        let other = if outgoing { &call.callee } else { &call.caller };
        let in_vain = match call.outcome? {
            Outcome::Missed | Outcome::Declined => true,
            Outcome::Cancelled | Outcome::NeverConnected | Outcome::Lost => {
                other.role == Role::Doctor
            }
            Outcome::Completed | Outcome::NoShow => false,
        };
        let is_made_up_for = in_vain && call.kind == CallKind::Direct;
        let ended_at = call.ended_at.filter(|_| is_made_up_for)?;
        self.way_back(cx, (call.id, other.user_id), outgoing, ended_at)
    }

    /// How a direct call that came to nothing at that time is made up for.
    fn way_back(
        &self,
        cx: &Ctx,
        (call_id, other_id): (CallId, UserId),
        outgoing: bool,
        at: Timestamp,
    ) -> Option<CallBack> {
        let age_ms = cx.server_now().since_ms(at);
        match cx.account.role()? {
            Role::Doctor if !outgoing && age_ms <= limits::CALL_BACK_MS => {
                Some(CallBack::CallBack {
                    call_id,
                    action: self.may_call_back(cx, call_id),
                })
            }
            Role::Patient => Some(CallBack::CallAgain {
                doctor_id: other_id,
                action: self.may_ring(cx, other_id),
            }),
            Role::Doctor | Role::Admin => None,
        }
    }
}
