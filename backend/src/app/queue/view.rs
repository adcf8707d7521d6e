//! The queue as each may see it: its doctor the whole, a patient the own place.

use crate::app::{Principal, schedules};
use crate::clock;
use crate::error::AppError;
use crate::forecasts::{Forecasts, waits};
use crate::hub::Hub;
use crate::state::AppState;
use domain::access::{patient, practising_doctor};
use domain::device_test::{has_passed, is_lacking};
use domain::queue::age_in_years;
use shared::{
    DeviceTestPolicy, ExpectedTurn, OwnPlace, Party, QueueEntry, QueueSnapshot, QueueView,
    Schedule, ScheduleId, Timestamp, UserId,
};
use std::collections::HashMap;
use std::sync::Arc;
use store::{EntryRecord, EntryWithPatient, ReadTx};

/// What the clinic adds to a patient's own place.
#[derive(Clone)]
pub struct Outlook {
    /// How much a device test counts.
    pub policy: DeviceTestPolicy,
    /// How long turns take.
    pub forecasts: Arc<Forecasts>,
}

impl Outlook {
    /// This clinic's.
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
    side: Party,
    schedule_id: ScheduleId,
) -> Result<QueueSnapshot, AppError> {
    let (hub, outlook) = (state.hub.clone(), Outlook::of(state));
    state
        .read(move |tx| match side {
            Party::Doctor => {
                schedules::own(tx, practising_doctor(principal.identity)?, schedule_id)?;
                for_doctor(tx, &hub, outlook.policy, schedule_id, principal.now)
            }
            Party::Patient => own_snapshot(
                tx,
                &outlook,
                patient(principal.identity)?,
                schedule_id,
                principal.now,
            ),
        })
        .await
}

/// The whole queue, for its doctor's eyes.
///
/// # Errors
/// No such schedule.
pub fn for_doctor(
    tx: &mut ReadTx<'_>,
    hub: &Hub,
    policy: DeviceTestPolicy,
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<QueueSnapshot, AppError> {
    let schedule = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let (version, doctor_id) = (schedule.queue_version, schedule.schedule.doctor_id);
    let today = clock::today(now);
    let places = tx.queue(schedule_id)?;
    let unread = tx.unread_in(places.iter().map(|place| place.entry.id.into()))?;
    let unread_of = |entry: &EntryRecord| {
        let count = unread.get(&(entry.id.into(), doctor_id));
        count.copied().unwrap_or(0)
    };
    let (open, settled): (Vec<_>, Vec<_>) = places
        .into_iter()
        .partition(|place| place.entry.state.is_open());
    let seen = |place: EntryWithPatient, position| QueueEntry {
        unread: unread_of(&place.entry),
        device_test_lacking: place.entry.state.is_open()
            && is_lacking(policy, place.entry.device_test.as_ref()),
        entry_id: place.entry.id,
        patient_id: place.entry.patient_id,
        name: place.name,
        age: place
            .date_of_birth
            .and_then(|date| clock::parse_date(date.reveal()))
            .and_then(|born| age_in_years(born, today)),
        failed_ring: place.entry.failed_ring(),
        reason: place.entry.reason,
        position,
        state: place.entry.state,
        joined_at: place.entry.joined_at,
        presence: hub.presence(place.entry.patient_id, now),
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
/// No such schedule.
pub fn for_patients(
    tx: &mut ReadTx<'_>,
    outlook: &Outlook,
    patients: &[UserId],
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<HashMap<UserId, QueueSnapshot>, AppError> {
    if patients.is_empty() {
        return Ok(HashMap::new());
    }
    let record = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let version = record.queue_version;
    let forecast = outlook.forecasts.of(tx, &record.schedule, now)?;
    let (mut places, mut waiting, mut ahead) = (HashMap::new(), 0, 0);
    let entries = tx.entries(schedule_id)?;
    let unread = tx.unread_in(entries.iter().map(|entry| entry.id.into()))?;
    for entry in entries {
        let position = entry.state.is_open().then(|| {
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
pub(in crate::app) fn own_snapshot(
    tx: &mut ReadTx<'_>,
    outlook: &Outlook,
    patient_id: UserId,
    schedule_id: ScheduleId,
    now: Timestamp,
) -> Result<QueueSnapshot, AppError> {
    let record = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
    let waiting = record.schedule.waiting;
    let place = match tx.entry_of(schedule_id, patient_id)? {
        None => None,
        Some(entry) => {
            let position = if entry.state.is_open() {
                Some(tx.count_before(schedule_id, entry.turn)?.saturating_add(1))
            } else {
                None
            };
            let unread = tx.unread_in([entry.id.into()])?;
            let unread = unread.get(&(entry.id.into(), patient_id));
            let unread = unread.copied().unwrap_or(0);
            let expected = if waits(entry.state) {
                Some(expected(tx, outlook, &record.schedule, entry.turn, now)?)
            } else {
                None
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
    now: Timestamp,
) -> Result<ExpectedTurn, AppError> {
    let ahead = tx.count_waiting_before(schedule.id, turn)?;
    let forecast = outlook.forecasts.of(tx, schedule, now)?;
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
        said_ready: entry.contact.ready_at.is_some(),
        failed_ring: entry.failed_ring(),
        expected: None,
    }
}
