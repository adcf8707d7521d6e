//! Places in a queue: joining, leaving, being ready; and the queue as each may see it.

use crate::app::forecasts::{Forecasts, waits};
use crate::app::notifications::note_in_waiting_room;
use crate::app::{AppError, Principal, calls, record, schedules};
use crate::clock;
use crate::live::Hub;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, practising_doctor};
use domain::call::Event;
use domain::device_test::{check_ready, has_passed, is_lacking};
use domain::notification::finishes_test;
use domain::queue::{EntryEvent, age_in_years, is_open, step};
use domain::text::Check;
use shared::{
    DeviceTest, DeviceTestPolicy, EntryState, ExpectedTurn, JoinQueueRequest, OwnPlace, QueueEntry,
    QueueSnapshot, QueueView, Role, Schedule, ScheduleId, ServerFrame, Timestamp, UserId,
    WaitingRoomNews,
};
use std::collections::HashMap;
use std::sync::Arc;
use store::{EntryRecord, EntryWithPatient, ReadTx, WriteTx};

/// What the clinic adds to a patient's own place.
#[derive(Clone)]
pub struct Outlook {
    /// How much a device test counts.
    pub policy: DeviceTestPolicy,
    /// How long turns take.
    pub forecasts: Arc<Forecasts>,
}

impl Outlook {
    /// This practice's.
    #[must_use]
    pub fn of(state: &AppState) -> Self {
        Self {
            policy: state.config.device_test,
            forecasts: state.forecasts.clone(),
        }
    }
}

/// The queue as its doctor or one patient may see it.
///
/// # Errors
/// Another role than the one it is asked for as, not this doctor's schedule, or no such schedule.
pub async fn get(
    state: &AppState,
    principal: Principal,
    as_role: Role,
    schedule_id: ScheduleId,
) -> Result<QueueSnapshot, AppError> {
    let (hub, outlook) = (state.hub.clone(), Outlook::of(state));
    state
        .read(move |tx| match as_role {
            Role::Doctor => {
                schedules::own(tx, practising_doctor(principal.identity)?, schedule_id)?;
                for_doctor(tx, &hub, outlook.policy, schedule_id)
            }
            Role::Patient | Role::Admin => {
                own_snapshot(tx, &outlook, patient(principal.identity)?, schedule_id)
            }
        })
        .await
}

/// The whole queue, for its doctor's eyes.
///
/// # Errors
/// No such schedule, or the store fails.
pub fn for_doctor(
    tx: &mut ReadTx<'_>,
    hub: &Hub,
    policy: DeviceTestPolicy,
    schedule_id: ScheduleId,
) -> Result<QueueSnapshot, AppError> {
    let schedule = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let (version, doctor_id) = (schedule.queue_version, schedule.schedule.doctor_id);
    let today = clock::today(clock::now());
    let places = tx.queue(schedule_id)?;
    let unread = tx.unread_in(places.iter().map(|place| place.entry.id.into()))?;
    let unread_of = |entry: &EntryRecord| {
        let count = unread.get(&(entry.id.into(), doctor_id));
        count.copied().unwrap_or(0)
    };
    let (open, settled): (Vec<_>, Vec<_>) = places
        .into_iter()
        .partition(|place| is_open(place.entry.state));
    let seen = |place: EntryWithPatient, position| QueueEntry {
        unread: unread_of(&place.entry),
        device_test_lacking: is_open(place.entry.state)
            && is_lacking(policy, place.entry.device_test.as_ref()),
        entry_id: place.entry.id,
        patient_id: place.entry.patient_id,
        name: place.name,
        age: place
            .date_of_birth
            .and_then(|date| clock::parse_date(date.reveal()))
            .and_then(|born| age_in_years(born, today)),
        reason: place.entry.reason,
        position,
        state: place.entry.state,
        joined_at: place.entry.joined_at,
        presence: hub.presence(place.entry.patient_id),
        device_test: place.entry.device_test,
        call_id: place.call.map(|(call_id, _)| call_id),
        receipt: place.call.map(|(_, receipt)| receipt),
    };
    let open = (1..)
        .zip(open)
        .map(|(position, place)| seen(place, Some(position)));
    let entries = open
        .chain(settled.into_iter().map(|place| seen(place, None)))
        .collect();
    Ok(QueueSnapshot {
        schedule_id,
        version,
        queue: QueueView::Doctor { entries },
    })
}

/// What each of these patients sees of a queue: the own place, and how many wait. None costs nothing.
///
/// # Errors
/// No such schedule, or the store fails.
pub fn for_patients(
    tx: &mut ReadTx<'_>,
    outlook: &Outlook,
    patients: &[UserId],
    schedule_id: ScheduleId,
) -> Result<HashMap<UserId, QueueSnapshot>, AppError> {
    if patients.is_empty() {
        return Ok(HashMap::new());
    }
    let record = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let version = record.queue_version;
    let forecast = outlook.forecasts.of(tx, &record.schedule, clock::now())?;
    let (mut places, mut waiting, mut ahead) = (HashMap::new(), 0, 0);
    let entries = tx.entries(schedule_id)?;
    let unread = tx.unread_in(entries.iter().map(|entry| entry.id.into()))?;
    for entry in entries {
        let position = is_open(entry.state).then(|| {
            waiting += 1;
            waiting
        });
        let expected = waits(entry.state).then(|| forecast.expected(ahead));
        ahead += u32::from(waits(entry.state));
        places.insert(entry.patient_id, (entry, position, expected));
    }
    let unread_of = |entry: &EntryRecord| {
        let count = unread.get(&(entry.id.into(), entry.patient_id));
        count.copied().unwrap_or(0)
    };
    let seen = |patient_id: &UserId| {
        let place = places.get(patient_id).map(|(entry, position, expected)| {
            let own = own_place(
                outlook.policy,
                entry,
                (*position, waiting),
                unread_of(entry),
            );
            OwnPlace {
                expected: *expected,
                ..own
            }
        });
        let queue = QueueView::Patient { place, waiting };
        let snapshot = QueueSnapshot {
            schedule_id,
            version,
            queue,
        };
        (*patient_id, snapshot)
    };
    Ok(patients.iter().map(seen).collect())
}

/// What one patient sees, without the whole queue being read.
fn own_snapshot(
    tx: &mut ReadTx<'_>,
    outlook: &Outlook,
    patient_id: UserId,
    schedule_id: ScheduleId,
) -> Result<QueueSnapshot, AppError> {
    let record = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let waiting = record.schedule.waiting;
    let place = match tx.entry_of(schedule_id, patient_id)? {
        None => None,
        Some(entry) => {
            let position = match is_open(entry.state) {
                true => Some(tx.count_before(schedule_id, entry.turn)?.saturating_add(1)),
                false => None,
            };
            let unread = tx.unread_in([entry.id.into()])?;
            let unread = unread.get(&(entry.id.into(), patient_id));
            let unread = unread.copied().unwrap_or(0);
            let expected = match waits(entry.state) {
                true => Some(expected(tx, outlook, &record.schedule, entry.turn)?),
                false => None,
            };
            Some(OwnPlace {
                expected,
                ..own_place(outlook.policy, &entry, (position, waiting), unread)
            })
        }
    };
    Ok(QueueSnapshot {
        schedule_id,
        version: record.queue_version,
        queue: QueueView::Patient { place, waiting },
    })
}

/// When the one with that turn is likely to be called.
fn expected(
    tx: &mut ReadTx<'_>,
    outlook: &Outlook,
    schedule: &Schedule,
    turn: i64,
) -> Result<ExpectedTurn, AppError> {
    let ahead = tx.count_waiting_before(schedule.id, turn)?;
    let forecast = outlook.forecasts.of(tx, schedule, clock::now())?;
    Ok(forecast.expected(ahead))
}

fn own_place(
    device_test_policy: DeviceTestPolicy,
    entry: &EntryRecord,
    (position, waiting): (Option<u32>, u32),
    unread: u32,
) -> OwnPlace {
    OwnPlace {
        entry_id: entry.id,
        state: entry.state,
        position,
        waiting,
        joined_at: entry.joined_at,
        reason: entry.reason.clone(),
        device_test: entry.device_test,
        unread,
        device_test_policy,
        device_test_passed: has_passed(entry.device_test.as_ref()),
        expected: None,
    }
}

/// Whoever has a place in a queue that is not settled.
pub(super) fn patients_in(
    tx: &mut ReadTx<'_>,
    schedule_id: ScheduleId,
) -> Result<Vec<UserId>, AppError> {
    let entries = tx.entries(schedule_id)?;
    Ok(entries
        .into_iter()
        .filter(|entry| is_open(entry.state))
        .map(|entry| entry.patient_id)
        .collect())
}

/// Takes a place at the end of the queue. Whoever has one keeps it.
///
/// # Errors
/// The session is over or full, or the doctor took this patient out.
pub async fn join(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    request: JoinQueueRequest,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = patient(principal.identity)?;
    Check::new()
        .note("reason", request.reason.reveal())
        .finish()?;
    let (outlook, now) = (Outlook::of(state), clock::now());
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            let schedule = tx
                .schedule(schedule_id)?
                .ok_or(AppError::NotFound)?
                .schedule;
            let place = tx.entry_of(schedule_id, patient_id)?;
            if place.as_ref().is_some_and(|entry| is_open(entry.state)) {
                return own_snapshot(tx, &outlook, patient_id, schedule_id);
            }
            domain::schedule::may_join(schedule.status, schedule.waiting, schedule.capacity)?;
            let turn = tx.last_turn(schedule_id)?;
            let fresh = EntryRecord {
                id: clock::new_id(),
                schedule_id,
                patient_id,
                state: EntryState::Waiting,
                turn,
                reason: request.reason.clone(),
                device_test: None,
                joined_at: now,
            };
            match place {
                None => tx.add_entry(&fresh)?,
                Some(settled) => {
                    let state = step(settled.state, EntryEvent::Rejoin)?;
                    tx.save_entry(&EntryRecord {
                        id: settled.id,
                        state,
                        ..fresh
                    })?;
                }
            }
            record(tx, Some(patient_id), "queue.join", schedule_id, now)?;
            let news = WaitingRoomNews::Arrived;
            note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
            own_snapshot(tx, &outlook, patient_id, schedule_id)
        })
        .await
}

/// Gives the place up; a ring for it is withdrawn. Again is the same as once.
///
/// # Errors
/// No place, or in the consultation.
pub async fn leave(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = patient(principal.identity)?;
    let (hub, outlook) = (state.hub.clone(), Outlook::of(state));
    state
        .write(move |tx| {
            let whose = (patient_id, patient_id);
            if settle(tx, whose, schedule_id, EntryEvent::Leave, "queue.leave")? {
                let (news, now) = (WaitingRoomNews::Left, clock::now());
                note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
            }
            own_snapshot(tx, &outlook, patient_id, schedule_id)
        })
        .await
}

/// Says ready, or not ready.
///
/// # Errors
/// No place, one that is past that, or no passed device test where the clinic requires one.
pub async fn set_ready(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    ready: Ready,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = patient(principal.identity)?;
    let (outlook, now) = (Outlook::of(state), clock::now());
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            if ready == Ready::Yes {
                check_device(tx, outlook.policy, schedule_id, patient_id)?;
            }
            let event = EntryEvent::SetReady(ready == Ready::Yes);
            if move_entry(tx, schedule_id, patient_id, event)? {
                record(tx, Some(patient_id), "queue.ready", schedule_id, now)?;
                if ready == Ready::Yes {
                    let news = WaitingRoomNews::Ready;
                    note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
                }
                let ready = ready == Ready::Yes;
                let frame = ServerFrame::ReadyChanged {
                    schedule_id,
                    patient_id,
                    ready,
                };
                tell_doctor(tx, schedule_id, &frame, now)?;
            }
            own_snapshot(tx, &outlook, patient_id, schedule_id)
        })
        .await
}

/// Whether a patient who waits may say ready, as far as the device goes.
fn check_device(
    tx: &mut ReadTx<'_>,
    policy: DeviceTestPolicy,
    schedule_id: ScheduleId,
    patient_id: UserId,
) -> Result<(), AppError> {
    match tx.entry_of(schedule_id, patient_id)? {
        Some(entry) if entry.state == EntryState::Waiting => {
            Ok(check_ready(policy, entry.device_test.as_ref())?)
        }
        // Said before, or not to be said at all, which the place's own state tells.
        _ => Ok(()),
    }
}

/// Stores what the patient's device can do, and shows the doctor.
///
/// # Errors
/// No place, or a settled one.
pub async fn set_device_test(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    device_test: DeviceTest,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = patient(principal.identity)?;
    let (outlook, now) = (Outlook::of(state), clock::now());
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            let entry = tx
                .entry_of(schedule_id, patient_id)?
                .ok_or(AppError::NotFound)?;
            if !is_open(entry.state) {
                return Err(Refusal::EntryState.into());
            }
            if entry.device_test != Some(device_test) {
                if finishes_test(entry.device_test.as_ref(), &device_test) {
                    let news = WaitingRoomNews::TestFinished;
                    note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
                }
                tx.save_entry(&EntryRecord {
                    device_test: Some(device_test),
                    ..entry
                })?;
                let frame = ServerFrame::DeviceTestCompleted {
                    schedule_id,
                    patient_id,
                    device_test,
                };
                tell_doctor(tx, schedule_id, &frame, now)?;
            }
            own_snapshot(tx, &outlook, patient_id, schedule_id)
        })
        .await
}

fn tell_doctor(
    tx: &mut WriteTx<'_>,
    schedule_id: ScheduleId,
    frame: &ServerFrame,
    now: Timestamp,
) -> Result<(), AppError> {
    let doctor_id = tx
        .schedule(schedule_id)?
        .ok_or(AppError::NotFound)?
        .schedule
        .doctor_id;
    Ok(tx.tell(doctor_id, frame, now)?)
}

/// Whether a patient is ready to be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Ready.
    Yes,
    /// Not ready.
    No,
}

/// Ends a place and, with it, a ring for it; tells whether anything changed.
pub(super) fn settle(
    tx: &mut WriteTx<'_>,
    (actor, patient_id): (UserId, UserId),
    schedule_id: ScheduleId,
    event: EntryEvent,
    action: &str,
) -> Result<bool, AppError> {
    let now = clock::now();
    let entry = tx
        .entry_of(schedule_id, patient_id)?
        .ok_or(AppError::NotFound)?;
    let state = step(entry.state, event)?;
    if state == entry.state {
        return Ok(false);
    }
    for call in tx.live_calls_of_schedule(schedule_id)? {
        if call.entry_id == Some(entry.id) {
            calls::apply(tx, call, Event::Withdraw, Some(actor), now)?;
        }
    }
    tx.save_entry(&EntryRecord { state, ..entry })?;
    record(tx, Some(actor), action, schedule_id, now)?;
    Ok(true)
}

/// Moves a place on; tells whether it moved.
pub(super) fn move_entry(
    tx: &mut WriteTx<'_>,
    schedule_id: ScheduleId,
    patient_id: UserId,
    event: EntryEvent,
) -> Result<bool, AppError> {
    let entry = tx
        .entry_of(schedule_id, patient_id)?
        .ok_or(AppError::NotFound)?;
    let state = step(entry.state, event)?;
    let moved = state != entry.state;
    if moved {
        tx.save_entry(&EntryRecord { state, ..entry })?;
    }
    Ok(moved)
}
