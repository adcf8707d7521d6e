//! The doctor's hand on a queue: taking out, calling again, not turned up, order, overview.

use crate::app::notifications::notify;
use crate::app::queue::close_entry;
use crate::app::queue::entries::{entry_of, put_in_order};
use crate::app::queue::view::for_doctor;
use crate::app::{Principal, audit, schedules};
use crate::error::AppError;
use crate::state::AppState;
use domain::access::practising_doctor;
use domain::queue::{EntryEvent, step};
use shared::{
    Cursor, EntryState, FieldCode, FieldProblem, NotificationAbout, Presence, QueueSnapshot,
    ReorderRequest, Schedule, ScheduleId, UserId, WaitingRoomCounts, WaitingRooms,
};
use std::collections::HashMap;
use store::{Contact, EntryRecord, Period, Position, SessionsOf};

/// What a doctor does to one patient's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryAction {
    /// Takes the patient out; a ring is withdrawn.
    Remove,
    /// Puts a patient whose place was settled back to waiting.
    Reset,
    /// Notes that the patient did not turn up.
    MarkNoShow,
}

/// Does it. Again is the same as once.
///
/// # Errors
/// Not this doctor's schedule, no such place, or a state that does not allow it.
pub async fn handle_action(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    patient_id: UserId,
    action: EntryAction,
) -> Result<QueueSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    let policy = state.config.device_test;
    state
        .write(move |tx| {
            let schedule = schedules::own(tx, doctor_id, schedule_id)?.schedule;
            let whose = (Some(doctor_id), patient_id);
            match action {
                EntryAction::Remove => {
                    if close_entry(
                        tx,
                        whose,
                        schedule_id,
                        EntryEvent::Remove,
                        "queue.remove",
                        now,
                    )? {
                        notify(
                            tx,
                            patient_id,
                            NotificationAbout::RemovedFromQueue { schedule_id },
                            now,
                        )?;
                    }
                }
                EntryAction::MarkNoShow => {
                    close_entry(
                        tx,
                        whose,
                        schedule_id,
                        EntryEvent::MarkNoShow,
                        "queue.no_show",
                        now,
                    )?;
                }
                EntryAction::Reset => {
                    // Room for one more is not asked for: this patient had a place.
                    domain::schedule::may_join(schedule.status, 0, schedule.capacity)?;
                    let entry = entry_of(tx, schedule_id, patient_id)?;
                    let state = step(entry.state, EntryEvent::Reset)?;
                    if state != entry.state {
                        tx.save_entry(&EntryRecord {
                            state,
                            contact: Contact::default(),
                            ..entry
                        })?;
                        audit::record(tx, Some(doctor_id), "queue.reset", schedule_id, now)?;
                    }
                }
            }
            for_doctor(tx, &hub, policy, schedule_id, now)
        })
        .await
}

/// Puts the open places into another order.
///
/// # Errors
/// Not this doctor's schedule, or the list is not exactly the patients with open places.
pub async fn reorder(
    state: &AppState,
    principal: Principal,
    schedule_id: ScheduleId,
    request: ReorderRequest,
) -> Result<QueueSnapshot, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    let policy = state.config.device_test;
    state
        .write(move |tx| {
            schedules::own(tx, doctor_id, schedule_id)?;
            let mut open: Vec<EntryRecord> = tx
                .entries(schedule_id)?
                .into_iter()
                .filter(|entry| entry.state.is_open())
                .collect();
            let turns: Vec<i64> = open.iter().map(|entry| entry.turn).collect();
            let place_of = |entry: &EntryRecord| {
                request
                    .patient_ids
                    .iter()
                    .position(|id| *id == entry.patient_id)
            };
            let complete = open.len() == request.patient_ids.len()
                && open.iter().all(|e| place_of(e).is_some());
            if !complete {
                let field = "patient_ids".to_owned();
                return Err(vec![FieldProblem {
                    field,
                    code: FieldCode::OutOfRange,
                }]
                .into());
            }
            open.sort_by_key(place_of);
            put_in_order(tx, open, turns)?;
            audit::record(tx, Some(doctor_id), "queue.reorder", schedule_id, now)?;
            for_doctor(tx, &hub, policy, schedule_id, now)
        })
        .await
}

/// A page of the doctor's waiting rooms that are not over, counted.
///
/// # Errors
/// Not a doctor.
pub async fn overview(
    state: &AppState,
    principal: Principal,
    after: Option<Position>,
) -> Result<WaitingRooms, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .read(move |tx| {
            let whose = SessionsOf::DoctorNotOver(doctor_id);
            let page = tx.schedules(whose, Period::default(), after, now)?;
            let ids: Vec<ScheduleId> = page.rows.iter().map(|it| it.id).collect();
            let mut places: HashMap<ScheduleId, Vec<(UserId, EntryState)>> = HashMap::new();
            for (schedule_id, patient_id, state) in tx.open_places(&ids)? {
                let room = places.entry(schedule_id).or_default();
                room.push((patient_id, state));
            }
            let is_there = |patient_id| hub.presence(patient_id, now) == Presence::Present;
            let count = |schedule: Schedule| {
                let mut room = WaitingRoomCounts {
                    schedule_id: schedule.id,
                    title: schedule.title,
                    waiting: 0,
                    ready: 0,
                    in_call: 0,
                    present: 0,
                };
                for (patient_id, state) in places.remove(&schedule.id).unwrap_or_default() {
                    match state {
                        EntryState::Ready => room.ready += 1,
                        EntryState::Invited | EntryState::InCall => room.in_call += 1,
                        _ => room.waiting += 1,
                    }
                    room.present += u32::from(is_there(patient_id));
                }
                room
            };
            let next = page.next.map(Cursor::from);
            let waiting_rooms = page.rows.into_iter().map(count).collect();
            Ok(WaitingRooms {
                waiting_rooms,
                next,
            })
        })
        .await
}
