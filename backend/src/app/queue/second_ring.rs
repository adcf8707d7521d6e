//! The second ring after an invitation that was not answered, where the clinic wants one. It calls
//! nobody: the patient says to be here, and the doctor invites again.

use crate::app::audit;
use crate::app::calls::snapshot::live_call;
use crate::error::AppError;
use crate::state::AppState;
use domain::call::RING_MS;
use domain::queue::rings_once_more;
use shared::{EntryId, ScheduleStatus, ServerFrame, Timestamp};
use store::{Contact, EntryRecord};

/// Most places rung in one transaction.
const MAX_AT_ONCE: usize = 50;

/// Rings whoever is to be rung once more by now; how many there were.
pub async fn ring_due(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let Some(after_ms) = state.config.second_ring_ms else {
        return Ok(0);
    };
    let is_due = move |place: &EntryRecord| {
        place
            .failed_ring()
            .is_some_and(|it| rings_once_more(&it, place.contact.reminded_at, after_ms, now))
    };
    let held = state.read(|tx| Ok(tx.waiting_places()?)).await?;
    let online = |status| status == ScheduleStatus::Online;
    let due = held
        .into_iter()
        .filter(|(place, session)| online(*session) && is_due(place));
    let due: Vec<EntryId> = due.map(|(place, _)| place.id).take(MAX_AT_ONCE).collect();
    if due.is_empty() {
        return Ok(0);
    }
    state
        .write(move |tx| {
            let mut rung = 0;
            for entry_id in &due {
                // Whoever came, or was invited, in this very moment is not rung.
                let Some(entry) = tx.entry(*entry_id)?.filter(is_due) else {
                    continue;
                };
                if live_call(tx, entry.patient_id)?.is_some() {
                    continue;
                }
                let frame = ServerFrame::RingReminder {
                    schedule_id: entry.schedule_id,
                    until: now.plus_ms(RING_MS),
                };
                tx.tell(entry.patient_id, &frame, now)?;
                let schedule_id = entry.schedule_id;
                audit::record(tx, None, "queue.second_ring", schedule_id, now)?;
                tx.save_entry(&EntryRecord {
                    contact: Contact {
                        reminded_at: Some(now),
                        ..entry.contact
                    },
                    ..entry
                })?;
                rung += 1;
            }
            Ok(rung)
        })
        .await
}
