//! Calls without an appointment: a patient rings a doctor, and the doctor may call back.
//!
//! Owns what may be done about them and what their screens need besides what every call has.

use crate::api::ApiRequest;
use crate::api::request::RequestKind;
use crate::calls::{Calls, LiveCall};
use crate::ctx::Ctx;
use crate::{Action, App, WhyNot};
use serde::{Deserialize, Serialize};
use shared::{
    CallId, CallKind, CallPhase, DeclineCallRequest, DirectCallRequest, DoctorCard, Notification,
    NotificationAbout, Outcome, Pii, Reachability, Role, Timestamp, UserId, limits, paths,
};

/// What a direct call has besides what every call has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DirectView {
    /// It is shown as a card beside the work and covers nothing, until it is accepted.
    pub card: bool,
    /// Why the patient rings; may be empty.
    pub reason: Pii,
    /// When it was placed (server time).
    pub placed_at: Timestamp,
    /// What the called person said when declining; may be empty.
    pub decline_message: Pii,
    /// What the caller may do instead, once it came to nothing.
    pub fallback: Option<Fallback>,
}

/// What a patient may do whom no doctor answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Fallback {
    /// Whom it was about.
    pub doctor_id: UserId,
    /// Ring once more.
    pub call_again: Action,
    /// Look for a time.
    pub book: Action,
}

/// How a missed call is made up for, in one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum CallBack {
    /// The doctor calls the patient back.
    CallBack {
        /// The call that was missed.
        call_id: CallId,
        /// Whether that is possible now.
        action: Action,
    },
    /// The patient rings the doctor again.
    CallAgain {
        /// Whom.
        doctor_id: UserId,
        /// Whether that is possible now.
        action: Action,
    },
}

impl Calls {
    /// This person is in no call.
    pub(crate) fn none_live(&self) -> Result<(), WhyNot> {
        match self.has_live() {
            true => Err(WhyNot::InCall),
            false => Ok(()),
        }
    }
}

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

impl App {
    /// Whether a patient may ring a doctor of the directory.
    pub(crate) fn may_call(&self, doctor: &DoctorCard) -> Action {
        let rule = self.calls.none_live().and_then(|()| check_ring(doctor));
        self.action(RequestKind::CallDoctor(doctor.user_id), rule)
    }

    /// Whether a patient may ring a doctor of whom nothing else is known here; the server decides.
    fn may_ring(&self, doctor_id: UserId) -> Action {
        let rule = match self.account.role() {
            Some(Role::Patient) => self.calls.none_live(),
            Some(Role::Doctor | Role::Admin) | None => Err(WhyNot::Offline),
        };
        self.action(RequestKind::CallDoctor(doctor_id), rule)
    }

    fn may_call_back(&self, call_id: CallId) -> Action {
        self.action(RequestKind::CallBack(call_id), self.calls.none_live())
    }

    pub(crate) fn call_doctor(&mut self, cx: &mut Ctx, doctor_id: UserId, reason: Pii) {
        if self.may_ring(doctor_id) == Action::Allowed {
            let path = paths::with_id(paths::CALL_DOCTOR, doctor_id);
            let request = ApiRequest::post(RequestKind::CallDoctor(doctor_id), path);
            self.ask(cx, request.with(&DirectCallRequest { reason }));
        }
    }

    pub(crate) fn call_back(&mut self, cx: &mut Ctx, call_id: CallId) {
        let practises = self.account.role() == Some(Role::Doctor) && self.account.may_practise();
        if practises && self.may_call_back(call_id) == Action::Allowed {
            let path = paths::with_id(paths::CALL_BACK, call_id);
            self.ask(cx, ApiRequest::post(RequestKind::CallBack(call_id), path));
        }
    }

    /// Declines the ringing call with a few words for the caller.
    pub(crate) fn decline_with(&mut self, cx: &mut Ctx, message: Pii) {
        self.decline_saying(cx, &DeclineCallRequest { message });
    }

    pub(super) fn direct_view(&self, live: &LiveCall) -> Option<DirectView> {
        let call = live.snapshot();
        (call.kind == CallKind::Direct).then(|| DirectView {
            card: live.is_card() && call.phase == CallPhase::Ringing,
            reason: call.reason.clone(),
            placed_at: call.placed_at,
            decline_message: call.decline_message.clone(),
            fallback: self.fallback_of(live),
        })
    }

    fn fallback_of(&self, live: &LiveCall) -> Option<Fallback> {
        let call = live.snapshot();
        let in_vain = matches!(call.outcome, Some(Outcome::Declined | Outcome::Missed));
        let by_patient = call.caller.role == Role::Patient && live.is_outgoing();
        (in_vain && by_patient).then(|| {
            let doctor_id = call.callee.user_id;
            Fallback {
                doctor_id,
                call_again: self.may_ring(doctor_id),
                book: self.action(RequestKind::Call(call.id), Ok(())),
            }
        })
    }

    /// What may be done about a missed call in the inbox.
    pub(crate) fn call_back_of(&self, notification: &Notification) -> Option<CallBack> {
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
        let age_ms = self
            .link
            .to_server(self.now)
            .since_ms(notification.created_at);
        match self.account.role()? {
            Role::Doctor if !outgoing && age_ms <= limits::CALL_BACK_MS => {
                Some(CallBack::CallBack {
                    call_id,
                    action: self.may_call_back(call_id),
                })
            }
            Role::Patient => Some(CallBack::CallAgain {
                doctor_id: other_id,
                action: self.may_ring(other_id),
            }),
            Role::Doctor | Role::Admin => None,
        }
    }
}
