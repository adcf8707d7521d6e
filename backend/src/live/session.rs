//! What an authenticated socket asks for, frame by frame.

use super::looking::looked_at_by;
use super::spending::declared_by;
use crate::access_log::Look;
use crate::app::queue::view;
use crate::app::{Principal, calls, chat, identity, people, schedules};
use crate::budgets::Spender;
use crate::clock;
use crate::error::AppError;
use crate::hub::DoctorPresence;
use crate::hub::{Closing, SendQueue};
use crate::state::AppState;
use domain::access::Denied;
use shared::{
    CallId, ChatMarks, ClientFrame, EncounterId, Party, Pii, ProblemCode, Role, ScheduleId,
    ServerFrame, Signal, Timestamp, UserId, limits,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Most queues one socket watches.
const MAX_WATCHED: usize = 16;
/// Threads whose other person is remembered, so that typing costs one look into the store.
const MAX_PARTNERS: usize = 32;

/// One authenticated socket.
pub struct LiveSession {
    /// Its number in the hub.
    pub id: u64,
    /// Whose it is.
    pub principal: Principal,
    /// What it is to send.
    pub send_queue: Arc<SendQueue>,
    /// Until when its proof counts.
    pub proven_until: Timestamp,
    watched: BTreeSet<ScheduleId>,
    partners: BTreeMap<EncounterId, UserId>,
}

impl LiveSession {
    /// A socket that was just authenticated.
    pub fn new(
        id: u64,
        (principal, proven_until): (Principal, Timestamp),
        send_queue: Arc<SendQueue>,
    ) -> Self {
        Self {
            id,
            principal,
            send_queue,
            proven_until,
            watched: BTreeSet::new(),
            partners: BTreeMap::new(),
        }
    }

    /// Does what a frame asks for; a refusal is told, and the socket stays open.
    pub async fn handle(&mut self, state: &AppState, frame: ClientFrame) {
        self.principal.now = clock::now();
        let (subject, shown) = looked_at_by(&frame);
        let outcome = self.try_handle(state, frame).await;
        if let Some(subject) = subject {
            self.write_down(state, subject, shown, &outcome);
        }
        if let Err(error) = outcome {
            self.send_queue.put(ServerFrame::Refused {
                code: error.code(),
                detail: error.detail().to_owned(),
            });
        }
    }

    /// Who was shown something, and who was refused, as `http` does it.
    fn write_down(
        &self,
        state: &AppState,
        subject: Uuid,
        shown: Option<&'static str>,
        outcome: &Result<(), AppError>,
    ) {
        let (actor_id, now) = (self.principal.identity.user_id, self.principal.now);
        let subject_id = subject.to_string();
        match (outcome, shown) {
            (Ok(()), Some(action)) if self.principal.identity.role == Role::Doctor => {
                let look = Look {
                    actor_id: Some(actor_id),
                    action,
                    subject_id,
                    detail: "",
                };
                state.access_log.note(look, now);
            }
            (Err(AppError::NotFound | AppError::Denied(_)), _) => {
                let log = &state.access_log;
                log.note_refusal(actor_id, subject_id, "socket", now);
            }
            (Ok(()) | Err(_), _) => {}
        }
    }

    async fn try_handle(&mut self, state: &AppState, frame: ClientFrame) -> Result<(), AppError> {
        let (purse, target) = declared_by(&frame);
        let spender = Spender {
            person: Some(self.principal.identity.user_id),
            target,
            network: None,
        };
        state.budgets.spend(purse, spender)?;
        match frame {
            ClientFrame::Authenticate { token, .. } => self.renew_proof(state, &token).await,
            ClientFrame::JoinSchedule { schedule_id } => self.watch(state, schedule_id).await,
            ClientFrame::LeaveSchedule { schedule_id } => {
                self.watched.remove(&schedule_id);
                state.hub.unwatch_queue(self.id, schedule_id);
                Ok(())
            }
            ClientFrame::LookAtSchedule { schedule_id } => {
                state.hub.set_viewing_queue(self.id, schedule_id);
                Ok(())
            }
            ClientFrame::JoinDoctors => self.follow_doctors(state).await,
            ClientFrame::LeaveDoctors => {
                state.hub.follow_doctors(self.id, false);
                Ok(())
            }
            ClientFrame::JoinCall {
                call_id,
                last_signal,
                backlog,
            } => {
                let side = calls::carried_side(state, self.principal, call_id).await?;
                let carried = (call_id, side);
                state.hub.join_call(self.id, carried, last_signal, backlog);
                Ok(())
            }
            ClientFrame::LeaveCall { call_id } => {
                state.hub.leave_call(self.id, call_id);
                Ok(())
            }
            ClientFrame::RingReceipt {
                call_id,
                stage,
                stall,
            } => calls::receive_receipt(state, self.principal, call_id, stage, stall).await,
            ClientFrame::CallQuality { call_id, report } => {
                calls::quality::note_quality(state, self.principal, call_id, report).await
            }
            ClientFrame::Message {
                encounter_id,
                reached,
            } => {
                let marks = ChatMarks {
                    delivered: reached,
                    read: 0,
                };
                chat::receive_marks(state, self.principal, encounter_id, marks).await
            }
            ClientFrame::MessageRead {
                encounter_id,
                read,
                looking,
            } => {
                let marks = ChatMarks {
                    delivered: read,
                    read,
                };
                // Looking first: what is written meanwhile is seen.
                state.hub.set_viewing_chat(self.id, encounter_id, looking);
                chat::receive_marks(state, self.principal, encounter_id, marks).await
            }
            ClientFrame::Typing {
                encounter_id,
                typing,
            } => self.relay_typing(state, encounter_id, typing).await,
            ClientFrame::Signal { call_id, signal } => self.relay_signal(state, call_id, signal),
        }
    }

    /// The device shows a newer token, and goes on. A socket speaks for one person on one device from its
    /// first frame to its last.
    async fn renew_proof(&mut self, state: &AppState, token: &Pii) -> Result<(), AppError> {
        let bearer = state.tokens.read(token.reveal(), self.principal.now);
        let bearer = bearer.ok_or(AppError::Known(ProblemCode::Unauthenticated))?;
        if bearer.session_id != self.principal.session_id {
            return Err(AppError::Known(ProblemCode::UnknownFrame));
        }
        let shown = identity::authenticate(state, token, self.principal.now).await?;
        if shown.identity == self.principal.identity {
            self.proven_until = self.proven_until.max(bearer.expires_at);
        } else {
            self.send_queue.close(Closing::ProofOver);
        }
        Ok(())
    }

    fn relay_signal(
        &self,
        state: &AppState,
        call_id: CallId,
        signal: Signal,
    ) -> Result<(), AppError> {
        if !fits(&signal) {
            return Err(AppError::Known(ProblemCode::TooLarge));
        }
        if state.hub.relay_signal(self.id, call_id, signal) {
            Ok(())
        } else {
            Err(AppError::Known(ProblemCode::CallPhase))
        }
    }

    async fn relay_typing(
        &mut self,
        state: &AppState,
        encounter_id: EncounterId,
        typing: bool,
    ) -> Result<(), AppError> {
        let partner_id = match self.partners.get(&encounter_id) {
            Some(partner_id) => *partner_id,
            None => {
                let partner_id = chat::partner(state, self.principal, encounter_id).await?;
                if self.partners.len() >= MAX_PARTNERS {
                    self.partners.clear();
                }
                self.partners.insert(encounter_id, partner_id);
                partner_id
            }
        };
        let writer_id = self.principal.identity.user_id;
        state
            .hub
            .tell_typing(partner_id, encounter_id, writer_id, typing);
        Ok(())
    }

    /// Whoever may see the list of doctors may follow it.
    async fn follow_doctors(&self, state: &AppState) -> Result<(), AppError> {
        // Following first, so that no change is missed between the two.
        state.hub.follow_doctors(self.id, true);
        self.put_presences(people::presences(state, None, self.principal.now).await?);
        Ok(())
    }

    fn put_presences(&self, doctors: Vec<DoctorPresence>) {
        for doctor in doctors {
            self.send_queue.put_presence(doctor);
        }
    }

    async fn watch(&mut self, state: &AppState, schedule_id: ScheduleId) -> Result<(), AppError> {
        if self.watched.len() >= MAX_WATCHED {
            return Err(AppError::Known(ProblemCode::TooManyRequests));
        }
        // Whoever may see the schedule may watch its queue, each in their own way.
        let side = self.principal.identity.role.party();
        let side = side.ok_or(AppError::Denied(Denied::Role))?;
        let schedule = schedules::get(state, self.principal, side, schedule_id).await?;
        self.watched.insert(schedule_id);
        state.hub.watch_queue(self.id, schedule_id);
        self.send_queue
            .put_queue(view::get(state, self.principal, side, schedule_id).await?);
        if side == Party::Patient {
            let doctors =
                people::presences(state, Some(schedule.doctor_id), self.principal.now).await?;
            self.put_presences(doctors);
        }
        Ok(())
    }
}

fn fits(signal: &Signal) -> bool {
    let most = match signal {
        Signal::Offer { .. } | Signal::Answer { .. } => limits::MAX_SDP_BYTES,
        Signal::Candidate { .. } | Signal::Reveal { .. } => limits::MAX_CANDIDATE_BYTES,
        Signal::OfferWanted { .. } => 0,
    };
    signal.bytes() <= most
}
