//! Places of patients who are gone: given free after a while, so that those who wait come in.

use crate::app::notifications::{note_in_waiting_room, notify};
use crate::app::queue::close_entry;
use crate::error::AppError;
use crate::state::AppState;
use domain::queue::{EntryEvent, lapses};
use shared::{EntryId, NotificationAbout, Presence, Timestamp, WaitingRoomNews};
use std::collections::HashMap;
use store::EntryRecord;

/// Most places given free in one transaction.
const MAX_AT_ONCE: usize = 50;

/// Since when patients who hold a place are gone, as far as this server saw: after a restart everybody
/// has come anew.
#[derive(Debug, Default)]
pub struct Absences(HashMap<EntryId, Timestamp>);

/// Gives places free whose patients are gone for longer than the clinic waits, and tells them so; how
/// many there were.
pub async fn lapse_absent(
    state: &AppState,
    absences: &mut Absences,
    now: Timestamp,
) -> Result<usize, AppError> {
    let Some(patience_ms) = state.config.place_lapses_ms else {
        return Ok(0);
    };
    let held = state.read(|tx| Ok(tx.waiting_places()?)).await?;
    let gone = |place: &EntryRecord| state.hub.presence(place.patient_id, now) == Presence::Gone;
    let mut since = HashMap::new();
    let mut due = Vec::new();
    for (place, session) in held {
        if gone(&place) {
            let at = absences.0.get(&place.id).copied().unwrap_or(now);
            since.insert(place.id, at);
            if lapses(place.state, session, at, patience_ms, now) {
                due.push(place);
            }
        }
    }
    absences.0 = since;
    due.truncate(MAX_AT_ONCE);
    if due.is_empty() {
        return Ok(0);
    }
    let hub = state.hub.clone();
    state
        .write(move |tx| {
            let mut lapsed = 0;
            for place in &due {
                let (schedule_id, patient_id) = (place.schedule_id, place.patient_id);
                // Whoever came back, or was rung, in this very moment keeps the place.
                let still = tx
                    .entry(place.id)?
                    .is_some_and(|it| it.state == place.state);
                if !still || hub.presence(patient_id, now) != Presence::Gone {
                    continue;
                }
                let whose = (None, patient_id);
                close_entry(
                    tx,
                    whose,
                    schedule_id,
                    EntryEvent::Lapse,
                    "queue.lapse",
                    now,
                )?;
                let schedule = tx.schedule(schedule_id)?.ok_or(AppError::NotFound)?;
                let about = NotificationAbout::PlaceLapsed {
                    schedule_id,
                    title: schedule.schedule.title,
                };
                notify(tx, patient_id, about, now)?;
                let news = WaitingRoomNews::Left;
                note_in_waiting_room(tx, &hub, schedule_id, patient_id, news, now)?;
                lapsed += 1;
            }
            Ok(lapsed)
        })
        .await
}
