//! What becomes of a call when nobody says anything any more.

use crate::app::calls::advance::apply;
use crate::error::AppError;
use crate::state::AppState;
use domain::call::{DeadlineFacts, Event, Phase, Side};
use shared::{MediaReport, Presence, Timestamp};
use store::{CallRecord, WriteTx};

/// Most deadlines settled in one transaction.
const MAX_DUE: i64 = 50;
/// Most deserted calls interrupted in one.
const AT_ONCE: usize = 50;
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
    let (mut deserted, mut seen) = (Vec::new(), None);
    loop {
        let active = state.read(move |tx| Ok(tx.active_calls(seen, MAX_DUE)?));
        let active = active.await?;
        let Some(last) = active.last() else { break };
        seen = Some(last.id);
        let ids = active.iter().filter(|it| is_deserted(it)).map(|it| it.id);
        deserted.extend(ids);
    }
    for some in deserted.chunks(AT_ONCE) {
        let (some, is_deserted) = (some.to_vec(), is_deserted.clone());
        state
            .write(move |tx| {
                for call_id in &some {
                    let call = tx.call(*call_id)?;
                    // Whoever came back in this very moment keeps it.
                    let still = |it: &CallRecord| it.call.phase == Phase::Active && is_deserted(it);
                    if let Some(record) = call.filter(still) {
                        interrupt(tx, record, now)?;
                    }
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

fn interrupt(tx: &mut WriteTx<'_>, record: CallRecord, now: Timestamp) -> Result<(), AppError> {
    let caller = record.call.member(Side::Caller);
    let Some(device) = caller.session_id else {
        return Ok(());
    };
    let media = MediaReport {
        receiving: false,
        ..caller.media
    };
    apply(
        tx,
        record,
        Event::Report(Side::Caller, device, media),
        None,
        now,
    )
    .map(drop)
}
