//! A place that is handed over to a colleague: with its thread and its notes, to the end of the colleague's
//! queue. Whoever handed it over has no part in it any more.

use crate::app::blocked::check_not_blocked;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::notifications::{note_in_waiting_room, notify};
use crate::app::queue::entries::entry_of;
use crate::app::queue::view::for_doctor;
use crate::app::queue::words::{check_text, tell_patient};
use crate::app::{Principal, audit, schedules};
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::practising_doctor;
use domain::queue::check_waits;
use shared::{
    Colleagues, HandOverRequest, NotificationAbout, QueueSnapshot, Schedule, ScheduleId,
    ScheduleStatus, ServerFrame, UserId, WaitingRoomNews,
};
use store::ReadTx;

/// The sessions of other doctors that are under way.
///
/// # Errors
/// Not a practising doctor.
pub async fn colleagues(state: &AppState, principal: Principal) -> Result<Colleagues, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state
        .read(move |tx| {
            Ok(Colleagues {
                sessions: tx.sessions_of_colleagues(doctor_id)?,
            })
        })
        .await
}

/// Hands a place over. With a key, again is the same as once.
///
/// # Errors
/// Not this doctor's schedule, nobody who waits there, no session of a colleague that is under way and has
/// room for one more, a patient who has had a place there already or whom that doctor has blocked.
pub async fn hand_over(
    state: &AppState,
    principal: Principal,
    (schedule_id, patient_id): (ScheduleId, UserId),
    request: HandOverRequest,
    key: Option<IdempotencyKey>,
) -> Result<QueueSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let says_something = !request.text.reveal().trim().is_empty();
    if says_something {
        check_text(&request.text)?;
    }
    let (hub, now) = (state.hub.clone(), principal.now);
    let policy = state.config.device_test;
    state
        .write(move |tx| {
            schedules::own(tx, doctor_id, schedule_id)?;
            if idempotency::recall::<ScheduleId>(tx, doctor_id, key.as_ref())?.is_some() {
                return for_doctor(tx, &hub, policy, schedule_id, now);
            }
            let entry = entry_of(tx, schedule_id, patient_id)?;
            check_waits(entry.state)?;
            let to = colleagues_session(tx, (doctor_id, patient_id), request.to)?;
            if says_something {
                tell_patient(tx, &hub, doctor_id, &entry, request.text.clone(), now)?;
            }
            tx.hand_over_entry(&entry, to.id, to.doctor_id)?;
            // Whoever has no part in it any more need not read what waited there.
            tx.mark_thread_read(doctor_id, entry.id.into(), now)?;
            tx.settle_waiting_room_news(doctor_id, (schedule_id, patient_id), now)?;
            for session in [schedule_id, to.id] {
                audit::record(tx, Some(doctor_id), "queue.hand_over", session, now)?;
            }
            idempotency::record(tx, doctor_id, key.as_ref(), schedule_id, now)?;
            let about = NotificationAbout::HandedOver {
                schedule_id: to.id,
                doctor_name: to.doctor_name,
            };
            notify(tx, patient_id, about, now)?;
            let schedule = tx.schedule(to.id)?.ok_or(AppError::NotFound)?.schedule;
            let moved = ServerFrame::PlaceMoved {
                from: schedule_id,
                schedule,
            };
            tx.tell(patient_id, &moved, now)?;
            let news = WaitingRoomNews::HandedOver;
            note_in_waiting_room(tx, &hub, to.id, patient_id, news, now)?;
            for_doctor(tx, &hub, policy, schedule_id, now)
        })
        .await
}

/// The session to which this doctor may hand that patient.
fn colleagues_session(
    tx: &mut ReadTx<'_>,
    (doctor_id, patient_id): (UserId, UserId),
    to: ScheduleId,
) -> Result<Schedule, AppError> {
    let to = tx.schedule(to)?.ok_or(Refusal::ScheduleNotOnline)?.schedule;
    if to.doctor_id == doctor_id {
        return Err(Refusal::EntryState.into());
    }
    if to.status != ScheduleStatus::Online {
        return Err(Refusal::ScheduleNotOnline.into());
    }
    domain::schedule::may_join(to.status, to.waiting, to.capacity)?;
    check_not_blocked(tx, to.doctor_id, patient_id)?;
    // A patient has one place in a queue, and one thread about it.
    match tx.entry_of(to.id, patient_id)? {
        Some(_) => Err(Refusal::EntryState.into()),
        None => Ok(to),
    }
}
