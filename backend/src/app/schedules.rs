//! Planning, opening and ending practice sessions.

use crate::app::calls::advance::apply;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::notifications::notify;
use crate::app::queue::entries::patients_in;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, practising_doctor};
use domain::call::Event;
use domain::queue::{EntryEvent, step};
use shared::{
    NewSchedule, NotificationAbout, Party, Pii, Schedule, ScheduleId, ScheduleStatus, ServerFrame,
    Timestamp, UserId,
};
use store::{ReadTx, ScheduleRecord, WriteTx};

/// Most schedules in one list.
const MAX_LISTED: i64 = 200;

/// A doctor's own sessions, or what a patient may join.
///
/// # Errors
/// An admin, or a doctor without approval.
pub async fn list(
    state: &AppState,
    principal: Principal,
    side: Party,
) -> Result<Vec<Schedule>, AppError> {
    let of_doctor = match side {
        Party::Doctor => Some(practising_doctor(principal.identity)?),
        Party::Patient => {
            patient(principal.identity)?;
            None
        }
    };
    state
        .read(move |tx| Ok(tx.schedules(of_doctor, MAX_LISTED)?))
        .await
}

/// One session, for its doctor or for any patient.
///
/// # Errors
/// Another role than the one it is asked for as, somebody else's session, or none.
pub async fn get(
    state: &AppState,
    principal: Principal,
    side: Party,
    schedule_id: ScheduleId,
) -> Result<Schedule, AppError> {
    state
        .read(move |tx| {
            let schedule = match side {
                Party::Doctor => own(tx, practising_doctor(principal.identity)?, schedule_id)?,
                Party::Patient => {
                    patient(principal.identity)?;
                    tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?
                }
            };
            Ok(schedule.schedule)
        })
        .await
}

/// The session if it is this doctor's; otherwise it does not exist.
pub(super) fn own(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    schedule_id: ScheduleId,
) -> Result<ScheduleRecord, AppError> {
    let found = tx.schedule(schedule_id)?;
    found
        .filter(|record| record.schedule.doctor_id == doctor_id)
        .ok_or(AppError::NotFound)
}

/// Plans a session. With a key, again is the same as once.
///
/// # Errors
/// Wrong fields, or not a doctor.
pub async fn plan(
    state: &AppState,
    principal: Principal,
    plan: NewSchedule,
    key: Option<IdempotencyKey>,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    domain::schedule::check_plan(&plan, clock::is_zone(&plan.time_zone))?;
    let now = principal.now;
    let schedule = Schedule {
        id: clock::new_id(),
        doctor_id,
        doctor_name: Pii::default(),
        specialty: String::new(),
        title: plan.title.trim().to_owned(),
        description: plan.description.trim().to_owned(),
        status: ScheduleStatus::Upcoming,
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        time_zone: plan.time_zone,
        capacity: plan.capacity,
        waiting: 0,
        version: 1,
    };
    state
        .write(move |tx| {
            if let Some(made) = idempotency::recall(tx, doctor_id, key.as_ref())? {
                return Ok(own(tx, doctor_id, made)?.schedule);
            }
            idempotency::record(tx, doctor_id, key.as_ref(), schedule.id, now)?;
            tx.add_schedule(&schedule)?;
            audit::record(tx, Some(doctor_id), "schedule.plan", schedule.id, now)?;
            announce(tx, schedule.id, now)
        })
        .await
}

/// Changes the plan of a session that has not started.
///
/// # Errors
/// Wrong fields, not this doctor's, or started.
pub async fn change(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    plan: NewSchedule,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    domain::schedule::check_plan(&plan, clock::is_zone(&plan.time_zone))?;
    let now = principal.now;
    state
        .write(move |tx| {
            let plan = plan.clone();
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            domain::schedule::may_change(before.status)?;
            tx.save_plan(&Schedule {
                title: plan.title.trim().to_owned(),
                description: plan.description.trim().to_owned(),
                starts_at: plan.starts_at,
                ends_at: plan.ends_at,
                time_zone: plan.time_zone,
                capacity: plan.capacity,
                ..before
            })?;
            audit::record(tx, Some(doctor_id), "schedule.change", schedule_id, now)?;
            announce(tx, schedule_id, now)
        })
        .await
}

/// Deletes a session that has not started and in whose queue nobody waits.
///
/// # Errors
/// Not this doctor's, started, or somebody waits.
pub async fn delete(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
) -> Result<(), AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            domain::schedule::may_delete(before.status, before.waiting)?;
            for entry in tx.entries(schedule_id)? {
                // What was written to somebody who left again must not vanish.
                if tx.newest_message(entry.id.into())? > 0 {
                    return Err(Refusal::EntryState.into());
                }
            }
            tx.delete_schedule(schedule_id)?;
            audit::record(tx, Some(doctor_id), "schedule.delete", schedule_id, now)
        })
        .await
}

/// Goes online. Again is the same as once.
///
/// # Errors
/// Not this doctor's, or over.
pub async fn start(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            let status = domain::schedule::start(before.status)?;
            if status == before.status {
                return Ok(before);
            }
            tx.set_schedule_status(schedule_id, status)?;
            audit::record(tx, Some(doctor_id), "schedule.start", schedule_id, now)?;
            for patient_id in patients_in(tx, schedule_id)? {
                let about = NotificationAbout::SessionStarted {
                    schedule_id,
                    title: before.title.clone(),
                };
                notify(tx, patient_id, about, now)?;
            }
            announce(tx, schedule_id, now)
        })
        .await
}

/// Ends the session and settles every place; a call that rings is withdrawn, one that runs ends.
/// Again is the same as once.
///
/// # Errors
/// Not this doctor's, or never started.
pub async fn end(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            let status = domain::schedule::end(before.status)?;
            if status == before.status {
                return Ok(before);
            }
            for call in tx.live_calls_of_schedule(schedule_id)? {
                apply(tx, call, Event::Withdraw, Some(doctor_id), now)?;
            }
            tx.set_schedule_status(schedule_id, status)?;
            audit::record(tx, Some(doctor_id), "schedule.end", schedule_id, now)?;
            // Told first: whoever is settled below is still in the queue and hears of the end.
            let schedule = announce(tx, schedule_id, now)?;
            for mut entry in tx.entries(schedule_id)? {
                if entry.state.is_open() {
                    entry.state = step(entry.state, EntryEvent::SessionEnds)?;
                    tx.save_entry(&entry)?;
                    let about = NotificationAbout::SessionEnded {
                        schedule_id,
                        title: schedule.title.clone(),
                    };
                    notify(tx, entry.patient_id, about, now)?;
                }
            }
            Ok(schedule)
        })
        .await
}

/// Tells the doctor and everybody in the queue what the session is now.
fn announce(
    tx: &mut WriteTx<'_>,
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<Schedule, AppError> {
    let schedule = tx
        .schedule(schedule_id)?
        .ok_or(AppError::NotFound)?
        .schedule;
    let frame = ServerFrame::ScheduleStatusChanged {
        schedule: schedule.clone(),
    };
    tx.tell(schedule.doctor_id, &frame, now)?;
    for patient_id in patients_in(tx, schedule_id)? {
        tx.tell(patient_id, &frame, now)?;
    }
    Ok(schedule)
}
