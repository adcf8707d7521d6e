//! What becomes of a call when nobody says anything any more.

use crate::app::calls::advance::apply;
use crate::error::AppError;
use crate::state::AppState;
use domain::call::{DeadlineFacts, Event, Side};
use shared::{MediaReport, Presence, Timestamp};
use store::CallRecord;

/// Most deadlines settled in one transaction.
const MAX_DUE: i64 = 50;
/// How long after its start a server trusts what it knows of who is gone: devices come back first.
const SETTLING_IN_MS: i64 = 60_000;

/// Settles calls whose deadline has come by `now`; returns how many there were.
pub async fn settle_due(state: &AppState, now: Timestamp) -> Result<usize, AppError> {
    let (hub, started_at) = (state.hub.clone(), state.started_at);
    state
        .write(move |tx| {
            let due = tx.due_calls(now, MAX_DUE)?;
            let count = due.len();
            for record in due {
                let silences = DeadlineFacts {
                    server_was_away: record
                        .call
                        .deadline()
                        .is_some_and(|until| until < started_at),
                    somebody_gone: [Side::Caller, Side::Callee]
                        .iter()
                        .any(|side| !hub.is_connected(record.call.member(*side).user_id)),
                };
                apply(tx, record, Event::Deadline(silences), None, now)?;
            }
            Ok(count)
        })
        .await
}

/// When the next deadline comes.
pub async fn next_deadline(state: &AppState) -> Result<Option<Timestamp>, AppError> {
    state.read(|tx| Ok(tx.next_deadline()?)).await
}

/// Interrupts active calls that both devices have left without a word, so that their deadline runs.
/// While one of them is connected, it knows better than the server whether the call goes on.
pub async fn interrupt_deserted(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    if now.since_ms(state.started_at) < SETTLING_IN_MS {
        return Ok(());
    }
    let hub = state.hub.clone();
    let is_deserted = move |record: &CallRecord| {
        let member = |side| record.call.member(side).user_id;
        [Side::Caller, Side::Callee]
            .iter()
            .all(|side| hub.presence(member(*side), now) == Presence::Gone)
    };
    let active = state
        .read(|tx| Ok(tx.active_calls(MAX_DUE)?))
        .await?
        .into_iter();
    if active.filter(&is_deserted).count() == 0 {
        return Ok(());
    }
    state
        .write(move |tx| {
            let active = tx.active_calls(MAX_DUE)?;
            for record in active.into_iter().filter(&is_deserted) {
                let caller = record.call.member(Side::Caller);
                if let Some(device) = caller.session_id {
                    let media = MediaReport {
                        receiving: false,
                        ..caller.media
                    };
                    let lost = Event::Report(Side::Caller, device, media);
                    apply(tx, record, lost, None, now)?;
                }
            }
            Ok(())
        })
        .await
}
