//! Those who have to wait longer: set back with a word, or written to.

use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::queue::entries::{entry_of, put_in_order};
use crate::app::queue::view::for_doctor;
use crate::app::queue::words::{check_text, tell_patient, who_waits};
use crate::app::{Principal, audit, schedules};
use crate::error::AppError;
use crate::state::AppState;
use domain::access::practising_doctor;
use domain::queue::{check_waits, set_back as moved_back};
use shared::{Pii, QueueSnapshot, ScheduleId, SetBackRequest, ToldWaiting, UserId};

/// Sets a patient back in the queue and says why, in the thread of the place. With a key, again is the
/// same as once.
///
/// # Errors
/// Not this doctor's schedule, nobody who waits there, or nothing said.
pub async fn set_back(
    state: &AppState,
    principal: Principal,
    (schedule_id, patient_id): (ScheduleId, UserId),
    request: SetBackRequest,
    key: Option<IdempotencyKey>,
) -> Result<QueueSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    check_text(&request.text)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    let policy = state.config.device_test;
    state
        .write(move |tx| {
            schedules::own(tx, doctor_id, schedule_id)?;
            if idempotency::recall::<ScheduleId>(tx, doctor_id, key.as_ref())?.is_none() {
                let entry = entry_of(tx, schedule_id, patient_id)?;
                check_waits(entry.state)?;
                let entries = tx.entries(schedule_id)?.into_iter();
                let open: Vec<_> = entries.filter(|one| one.state.is_open()).collect();
                let turns: Vec<i64> = open.iter().map(|one| one.turn).collect();
                let at = open.iter().position(|one| one.id == entry.id);
                let order = moved_back(open, at.unwrap_or(usize::MAX), request.to);
                put_in_order(tx, order, turns)?;
                tell_patient(tx, &hub, doctor_id, &entry, request.text.clone(), now)?;
                audit::record(tx, Some(doctor_id), "queue.set_back", schedule_id, now)?;
                idempotency::record(tx, doctor_id, key.as_ref(), schedule_id, now)?;
            }
            for_doctor(tx, &hub, policy, schedule_id, now)
        })
        .await
}

/// Writes to everybody who waits, each in their own thread. With a key, again is the same as once.
///
/// # Errors
/// Not this doctor's schedule, or nothing said.
pub async fn tell_waiting(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    text: Pii,
    key: Option<IdempotencyKey>,
) -> Result<ToldWaiting, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    check_text(&text)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            schedules::own(tx, doctor_id, schedule_id)?;
            if let Some(people) = idempotency::recall(tx, doctor_id, key.as_ref())? {
                return Ok(ToldWaiting { people });
            }
            let mut people: u32 = 0;
            for entry in who_waits(tx, schedule_id)? {
                tell_patient(tx, &hub, doctor_id, &entry, text.clone(), now)?;
                people += 1;
            }
            audit::record(tx, Some(doctor_id), "queue.tell", schedule_id, now)?;
            idempotency::record(tx, doctor_id, key.as_ref(), people, now)?;
            Ok(ToldWaiting { people })
        })
        .await
}
