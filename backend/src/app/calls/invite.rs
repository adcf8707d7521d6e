//! The doctor invites the next patient, or one whom the doctor chose.

use crate::app::Principal;
use crate::app::calls::advance::apply;
use crate::app::calls::place::{About, place};
use crate::app::calls::snapshot::{live_call, recall_call, snapshot};
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::queue::entries::move_entry_of_call;
use crate::app::schedules;
use crate::error::AppError;
use crate::hub::Hub;
use crate::state::AppState;
use domain::Refusal;
use domain::access::practising_doctor;
use domain::call::{Event, Terms};
use domain::queue::{EntryEvent, may_be_next, step};
use shared::{
    CallSnapshot, ProblemCode, ScheduleId, ScheduleStatus, StartCallRequest, Timestamp, UserId,
};
use store::{CallRecord, EntryRecord, ReadTx};

/// Invites a patient of an online session: rings for 30 s. Asking again while it rings is the same as
/// asking once.
///
/// # Errors
/// Nobody is ready and there, the one who is meant is not ready and the doctor was not asked, the session
/// is not online, or one of the two is in another call.
pub async fn invite(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    request: StartCallRequest,
    key: Option<IdempotencyKey>,
) -> Result<CallSnapshot, AppError> {
    let whom = request.patient_id;
    let event = if request.confirmed {
        EntryEvent::InviteAnyway
    } else {
        EntryEvent::Invite
    };
    let doctor_id = practising_doctor(principal.identity)?;
    let hub = state.hub.clone();
    let now = principal.now;
    state
        .write(move |tx| {
            let schedule = schedules::own(tx, doctor_id, schedule_id)?.schedule;
            if let Some(before) = recall_call(tx, doctor_id, key.as_ref())? {
                return snapshot(tx, &before);
            }
            if schedule.status != ScheduleStatus::Online {
                return Err(Refusal::ScheduleNotOnline.into());
            }
            let call =
                match live_call(tx, doctor_id)? {
                    // Asked again with this key, even once it is over, the answer is the same call.
                    Some(current) if is_same(&current, schedule_id, whom) => current,
                    Some(current) => {
                        let meant = match whom {
                            Some(patient_id) => Some(patient_id),
                            None => first_ready(tx, &hub, schedule_id, now)?
                                .map(|entry| entry.patient_id),
                        };
                        if meant != Some(current.call.caller.user_id) {
                            return Err(AppError::Known(ProblemCode::DoctorBusy));
                        }
                        // Who is meant rings the doctor at this very moment: that is answered.
                        let accept = Event::Accept(principal.session_id);
                        apply(tx, current, accept, Some(doctor_id), now)?
                    }
                    None => {
                        let entry = match whom {
                            Some(patient_id) => meant(tx, schedule_id, patient_id)?,
                            None => first_ready(tx, &hub, schedule_id, now)?
                                .ok_or(Refusal::NobodyReady)?,
                        };
                        step(entry.state, event)?;
                        if live_call(tx, entry.patient_id)?.is_some() {
                            return Err(AppError::Known(ProblemCode::PatientBusy));
                        }
                        let about = About::QueueEntry(schedule_id, entry.id);
                        let pair = (principal, entry.patient_id);
                        let terms = Terms::queue_invitation();
                        let call = place(tx, &hub, terms, pair, about, now)?;
                        move_entry_of_call(tx, &call, event)?;
                        call
                    }
                };
            idempotency::record(tx, doctor_id, key.as_ref(), call.id, now)?;
            snapshot(tx, &call)
        })
        .await
}

/// Whether the doctor's live call is the one that is asked for.
fn is_same(current: &CallRecord, schedule_id: ScheduleId, whom: Option<UserId>) -> bool {
    current.schedule_id == Some(schedule_id)
        && whom.is_none_or(|patient_id| current.call.callee.user_id == patient_id)
}

/// The first in turn who is ready and there, or may be back any moment.
fn first_ready(
    tx: &mut ReadTx<'_>,
    hub: &Hub,
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<Option<EntryRecord>, AppError> {
    let mut entries = tx.entries(schedule_id)?.into_iter();
    Ok(entries.find(|entry| may_be_next(entry.state, hub.presence(entry.patient_id, now))))
}

fn meant(
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
    patient_id: UserId,
) -> Result<EntryRecord, AppError> {
    tx.entry_of(schedule_id, patient_id)?
        .ok_or(AppError::Known(ProblemCode::NotInQueue))
}
