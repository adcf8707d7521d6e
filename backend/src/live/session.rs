//! What an authenticated socket asks for, frame by frame.

use super::mailbox::Mailbox;
use crate::app::{Asker, Trouble, calls, queue, schedules};
use crate::practice::Practice;
use shared::{ClientFrame, ProblemCode, Role, ScheduleId, ServerFrame, Signal, limits};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most queues one socket watches.
const WATCHED_MOST: usize = 16;

/// One authenticated socket.
pub struct LiveSession {
    /// Its number in the hub.
    pub id: u64,
    /// Whose it is.
    pub asker: Asker,
    /// What it is to send.
    pub mailbox: Arc<Mailbox>,
    watched: BTreeSet<ScheduleId>,
}

impl LiveSession {
    /// A socket that was just authenticated.
    pub fn new(id: u64, asker: Asker, mailbox: Arc<Mailbox>) -> Self {
        Self {
            id,
            asker,
            mailbox,
            watched: BTreeSet::new(),
        }
    }

    /// Does what a frame asks for; a refusal is told, and the socket stays open.
    pub async fn handle(&mut self, practice: &Practice, frame: ClientFrame) {
        if let Err(trouble) = self.try_handle(practice, frame).await {
            let problem = crate::http::problem_of(&trouble);
            self.mailbox.put(ServerFrame::Refused {
                code: problem.code,
                detail: problem.detail,
            });
        }
    }

    async fn try_handle(&mut self, practice: &Practice, frame: ClientFrame) -> Result<(), Trouble> {
        match frame {
            // A socket speaks for one person from its first frame to its last.
            ClientFrame::Authenticate { .. } => Err(Trouble::Known(ProblemCode::UnknownFrame)),
            ClientFrame::JoinSchedule { schedule_id } => self.watch(practice, schedule_id).await,
            ClientFrame::LeaveSchedule { schedule_id } => {
                self.watched.remove(&schedule_id);
                practice.hub.unwatch(self.id, schedule_id);
                Ok(())
            }
            ClientFrame::JoinCall {
                call_id,
                last_signal,
            } => {
                let side = calls::carried_side(practice, self.asker, call_id).await?;
                practice.hub.carry(self.id, call_id, side, last_signal);
                Ok(())
            }
            ClientFrame::LeaveCall { call_id } => {
                practice.hub.set_down(self.id, call_id);
                Ok(())
            }
            ClientFrame::RingReceipt {
                call_id,
                stage,
                stall,
            } => calls::receive_receipt(practice, self.asker, call_id, stage, stall).await,
            ClientFrame::CallQuality { call_id, report } => {
                calls::note_quality(practice, self.asker, call_id, report).await
            }
            ClientFrame::Signal { call_id, signal } => {
                if !fits(&signal) {
                    return Err(Trouble::Known(ProblemCode::TooLarge));
                }
                match practice.hub.relay(self.id, call_id, signal) {
                    true => Ok(()),
                    false => Err(Trouble::Known(ProblemCode::CallPhase)),
                }
            }
        }
    }

    async fn watch(&mut self, practice: &Practice, schedule_id: ScheduleId) -> Result<(), Trouble> {
        if self.watched.len() >= WATCHED_MOST {
            return Err(Trouble::Known(ProblemCode::TooManyRequests));
        }
        // Whoever may see the schedule may watch its queue, each in their own way.
        let role = self.asker.caller.role;
        let schedule = schedules::get(practice, self.asker, role, schedule_id).await?;
        self.watched.insert(schedule_id);
        practice.hub.watch(self.id, schedule_id);
        self.mailbox
            .put_queue(queue::get(practice, self.asker, role, schedule_id).await?);
        if role == Role::Patient {
            let doctor_id = schedule.doctor_id;
            self.mailbox
                .put_presence(doctor_id, practice.hub.presence(doctor_id));
        }
        Ok(())
    }

    /// Whether this is a doctor's socket.
    #[must_use]
    pub fn is_doctor(asker: Asker) -> bool {
        asker.caller.role == Role::Doctor
    }
}

fn fits(signal: &Signal) -> bool {
    let most = match signal {
        Signal::Offer { .. } | Signal::Answer { .. } => limits::SDP_BYTES,
        Signal::Candidate { .. } => limits::CANDIDATE_BYTES,
        Signal::OfferWanted => 0,
    };
    signal.bytes() <= most
}
