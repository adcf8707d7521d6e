//! Planning, opening and ending practice sessions.

use crate::app::calls::advance::apply;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::notifications::notify;
use crate::app::queue::entries::patients_in;
use crate::app::queue::words::{check_closing, tell_closing};
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::hub::Hub;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, practising_doctor};
use domain::call::Event;
use domain::queue::{EntryEvent, step};
use domain::schedule::{Attendance, ends_by_itself};
use shared::{
    ClosingWords, NewSchedule, NotificationAbout, Party, Pii, Presence, Schedule, ScheduleChange,
    ScheduleId, ScheduleStatus, ServerFrame, Timestamp, UserId,
};
use store::{Page, Period, Position, ReadTx, ScheduleRecord, SessionsOf, WriteTx};

/// Most overdue sessions looked at in one transaction.
const AT_ONCE: i64 = 50;

/// A page of a doctor's own sessions, or of what a patient may join, in a period.
///
/// # Errors
/// An admin, or a doctor without approval.
pub async fn list(
    state: &AppState,
    principal: Principal,
    side: Party,
    (period, after): (Period, Option<Position>),
) -> Result<Page<Schedule>, AppError> {
    let whose = match side {
        Party::Doctor => SessionsOf::Doctor(practising_doctor(principal.identity)?),
        Party::Patient => SessionsOf::Patient(patient(principal.identity)?),
    };
    let now = principal.now;
    state
        .read(move |tx| Ok(tx.schedules(whose, period, after, now)?))
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
    domain::schedule::check_plan(&plan)?;
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

/// Changes the plan of a session that has not started. What is left out stays.
///
/// # Errors
/// Wrong fields, not this doctor's, or started.
pub async fn change(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    change: ScheduleChange,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            let plan = changed(&before, change.clone());
            domain::schedule::check_plan(&plan)?;
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

fn changed(before: &Schedule, change: ScheduleChange) -> NewSchedule {
    let kept = |text: &String| text.clone();
    NewSchedule {
        title: change.title.unwrap_or_else(|| kept(&before.title)),
        description: change
            .description
            .unwrap_or_else(|| kept(&before.description)),
        starts_at: change.starts_at.unwrap_or(before.starts_at),
        ends_at: change.ends_at.unwrap_or(before.ends_at),
        time_zone: change.time_zone.unwrap_or_else(|| kept(&before.time_zone)),
        capacity: change.capacity.unwrap_or(before.capacity),
    }
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

/// Ends the session and settles every place; a call that rings is withdrawn, one that runs ends. Whoever
/// still waits reads the doctor's words first. Again is the same as once.
///
/// # Errors
/// Not this doctor's, never started, or words that say nothing.
pub async fn end(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    words: Option<ClosingWords>,
) -> Result<Schedule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    check_closing(words.as_ref())?;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let before = own(tx, doctor_id, schedule_id)?.schedule;
            let status = domain::schedule::end(before.status)?;
            if status == before.status {
                return Ok(before);
            }
            if let Some(words) = &words {
                tell_closing(tx, &hub, doctor_id, schedule_id, words, now)?;
            }
            finish(tx, &before, (Some(doctor_id), "schedule.end"), now)
        })
        .await
}

/// Ends a session: calls are withdrawn, every place is settled, and whoever waits is told.
fn finish(
    tx: &mut WriteTx<'_>,
    before: &Schedule,
    (actor, act): (Option<UserId>, &'static str),
    now: Timestamp,
) -> Result<Schedule, AppError> {
    let schedule_id = before.id;
    for call in tx.live_calls_of_schedule(schedule_id)? {
        apply(tx, call, Event::Withdraw, actor, now)?;
    }
    tx.set_schedule_status(schedule_id, ScheduleStatus::Completed)?;
    audit::record(tx, actor, act, schedule_id, now)?;
    // Told first: whoever is settled below is still in the queue and hears of the end.
    let schedule = announce(tx, schedule_id, now)?;
    for mut entry in tx.entries(schedule_id)? {
        if entry.state.is_open() {
            entry.state = step(entry.state, EntryEvent::SessionEnds)?;
            tx.save_entry(&entry)?;
            notify(tx, entry.patient_id, ended(before), now)?;
        }
    }
    Ok(schedule)
}

/// What is told of a session's end.
fn ended(before: &Schedule) -> NotificationAbout {
    NotificationAbout::SessionEnded {
        schedule_id: before.id,
        title: before.title.clone(),
        never_started: before.status == ScheduleStatus::Upcoming,
    }
}

/// Ends sessions that nobody ended, and lets those lapse that never started; how many there were.
pub async fn end_overdue(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let (mut ended, mut seen) = (0, None);
    loop {
        let before = now.plus_ms(-domain::schedule::GRACE_MS);
        let due = state.read(move |tx| Ok(tx.overdue_sessions(before, seen, AT_ONCE)?));
        let due = due.await?;
        let Some(last) = due.last() else { break };
        seen = Some(*last);
        let hub = state.hub.clone();
        let count = state.write(move |tx| {
            let mut count = 0;
            for schedule_id in &due {
                count += usize::from(end_if_deserted(tx, &hub, *schedule_id, now)?);
            }
            Ok::<usize, AppError>(count)
        });
        ended += count.await?;
    }
    Ok(ended)
}

fn end_if_deserted(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<bool, AppError> {
    let Some(record) = tx.schedule(schedule_id)? else {
        return Ok(false);
    };
    let before = record.schedule;
    let is_there = |(_, patient_id, _): &_| hub.presence(*patient_id, now) != Presence::Gone;
    let attendance = Attendance {
        somebody_waits: tx.open_places(&[schedule_id])?.iter().any(is_there),
        somebody_talks: !tx.live_calls_of_schedule(schedule_id)?.is_empty(),
    };
    if !ends_by_itself(before.status, before.ends_at, attendance, now) {
        return Ok(false);
    }
    let act = match before.status {
        ScheduleStatus::Upcoming => "schedule.lapse",
        ScheduleStatus::Online | ScheduleStatus::Completed => "schedule.end",
    };
    finish(tx, &before, (None, act), now)?;
    notify(tx, before.doctor_id, ended(&before), now)?;
    Ok(true)
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
