//! Places in a queue: joining, leaving, being ready; and the queue as each may see it.

pub mod absence;
pub mod doctor;
pub(super) mod entries;
pub mod hand_over;
pub mod hold;
pub mod second_ring;
pub mod view;
pub(super) mod words;

use crate::app::blocked::check_not_blocked;
use crate::app::calls::advance::apply;
use crate::app::notifications::note_in_waiting_room;
use crate::app::queue::entries::entry_of;
use crate::app::queue::view::{Outlook, own_snapshot};
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::Refusal;
use domain::access::{patient, proved_patient};
use domain::call::Event;
use domain::device_test::check_ready;
use domain::notification::finishes_test;
use domain::queue::{EntryEvent, step};
use domain::text::Check;
use shared::{
    DeviceTest, DeviceTestPolicy, EntryState, JoinQueueRequest, QueueSnapshot, ScheduleId,
    ServerFrame, Timestamp, UserId, WaitingRoomNews,
};
use store::{Contact, EntryRecord, ReadTx, WriteTx};

/// Takes a place at the end of the queue. Whoever has one keeps it.
///
/// # Errors
/// The address was not proved, the session is over or full, or the doctor took this patient out.
pub async fn join(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    request: JoinQueueRequest,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = proved_patient(principal.identity)?;
    Check::new()
        .note("reason", request.reason.reveal())
        .finish()?;
    let (outlook, now) = (Outlook::of(state), principal.now);
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            let schedule = tx
                .schedule(schedule_id)?
                .ok_or(AppError::NotFound)?
                .schedule;
            let place = tx.entry_of(schedule_id, patient_id)?;
            if place.as_ref().is_some_and(|entry| entry.state.is_open()) {
                return own_snapshot(tx, &outlook, patient_id, schedule_id, now);
            }
            check_not_blocked(tx, schedule.doctor_id, patient_id)?;
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
                contact: Contact::default(),
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
            audit::record(tx, Some(patient_id), "queue.join", schedule_id, now)?;
            let news = WaitingRoomNews::Arrived;
            note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
            own_snapshot(tx, &outlook, patient_id, schedule_id, now)
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
    let now = principal.now;
    state
        .write(move |tx| {
            let whose = (Some(patient_id), patient_id);
            if close_entry(
                tx,
                whose,
                schedule_id,
                EntryEvent::Leave,
                "queue.leave",
                now,
            )? {
                let news = WaitingRoomNews::Left;
                note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
            }
            own_snapshot(tx, &outlook, patient_id, schedule_id, now)
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
    let policy = Outlook::of(state).policy;
    let ready = ready == Ready::Yes;
    change_own(state, principal, schedule_id, move |tx, patient_id, now| {
        if ready {
            check_device(tx, policy, schedule_id, patient_id)?;
        }
        let entry = entry_of(tx, schedule_id, patient_id)?;
        let state = step(entry.state, EntryEvent::SetReady(ready))?;
        if state == entry.state && !(ready && is_awaited(&entry)) {
            return Ok(None);
        }
        tx.save_entry(&EntryRecord {
            state,
            contact: Contact {
                ready_at: ready.then_some(now),
                ..entry.contact
            },
            ..entry
        })?;
        audit::record(tx, Some(patient_id), "queue.ready", schedule_id, now)?;
        Ok(Some(Change {
            news: ready.then_some(WaitingRoomNews::Ready),
            frame: ServerFrame::ReadyChanged {
                schedule_id,
                patient_id,
                ready,
            },
        }))
    })
    .await
}

/// Whether the patient was invited in vain and has not said a word since.
fn is_awaited(entry: &EntryRecord) -> bool {
    entry
        .failed_ring()
        .is_some_and(|failed| failed.here_since.is_none())
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
    change_own(state, principal, schedule_id, move |tx, patient_id, _| {
        let entry = entry_of(tx, schedule_id, patient_id)?;
        if !entry.state.is_open() {
            return Err(Refusal::EntryState.into());
        }
        if entry.device_test == Some(device_test) {
            return Ok(None);
        }
        let finished = finishes_test(entry.device_test.as_ref(), &device_test);
        tx.save_entry(&EntryRecord {
            device_test: Some(device_test),
            ..entry
        })?;
        Ok(Some(Change {
            news: finished.then_some(WaitingRoomNews::TestFinished),
            frame: ServerFrame::DeviceTestCompleted {
                schedule_id,
                patient_id,
                device_test,
            },
        }))
    })
    .await
}

/// What a patient changed about the own place, for the doctor.
struct Change {
    /// What is told as a notification.
    news: Option<WaitingRoomNews>,
    /// What is told to the doctor's devices.
    frame: ServerFrame,
}

/// Lets a patient change the own place, tells the doctor what changed, and shows the patient how it is
/// now.
async fn change_own(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    mut change: impl FnMut(&mut WriteTx<'_>, UserId, Timestamp) -> Result<Option<Change>, AppError>
    + Send
    + 'static,
) -> Result<QueueSnapshot, AppError> {
    let patient_id = patient(principal.identity)?;
    let (outlook, now) = (Outlook::of(state), principal.now);
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            if let Some(Change { news, frame }) = change(tx, patient_id, now)? {
                if let Some(news) = news {
                    note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
                }
                let schedule = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
                tx.tell(schedule.schedule.doctor_id, &frame, now)?;
            }
            own_snapshot(tx, &outlook, patient_id, schedule_id, now)
        })
        .await
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
pub(in crate::app) fn close_entry(
    tx: &mut WriteTx<'_>,
    (actor, patient_id): (Option<UserId>, UserId),
    schedule_id: ScheduleId,
    event: EntryEvent,
    action: &str,
    now: Timestamp,
) -> Result<bool, AppError> {
    let entry = entry_of(tx, schedule_id, patient_id)?;
    let state = step(entry.state, event)?;
    if state == entry.state {
        return Ok(false);
    }
    for call in tx.live_calls_of_schedule(schedule_id)? {
        if call.entry_id == Some(entry.id) {
            apply(tx, call, Event::Withdraw, actor, now)?;
        }
    }
    tx.save_entry(&EntryRecord { state, ..entry })?;
    audit::record(tx, actor, action, schedule_id, now)?;
    Ok(true)
}
