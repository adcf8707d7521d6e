//! What goes into the audit: acts in their own transaction, looks a moment later, and heads of it out of
//! the database, where whoever has the database can't reach.

use crate::access_log::{Due, Look};
use crate::error::AppError;
use crate::state::AppState;
use shared::Timestamp;
use std::io::Write;
use std::path::Path;
use store::{Act, AuditHead, StoreError, WriteTx};

/// Looks written in one transaction, so that nobody else's act waits long.
const LOOKS_AT_ONCE: usize = 200;

/// Writes an act about one thing into the audit, in the act's own transaction.
pub(super) fn record(
    tx: &mut WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    now: Timestamp,
) -> Result<(), AppError> {
    record_detail(tx, actor_id, action, subject, "", now)
}

/// The same with one word more, of a few that stand in the code: nothing about anybody.
pub(super) fn record_detail(
    tx: &mut WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    detail: &'static str,
    now: Timestamp,
) -> Result<(), AppError> {
    let act = Act {
        actor_id,
        action,
        subject_id: Some(subject.to_string()),
        detail,
    };
    Ok(tx.record_act(&act, now)?)
}

/// Writes down who looked at what since the last time; keeps what can't be written.
///
/// # Errors
/// The store can't be written to.
pub async fn write_looks(state: &AppState) -> Result<(), AppError> {
    let _turn = state.access_log.turn.lock().await;
    let mut due = state.access_log.take();
    if due.lost > 0 {
        tracing::error!(
            lost = due.lost,
            "there was no room for looks, which are not in the audit"
        );
        let lost = u64::try_from(due.lost).unwrap_or(u64::MAX);
        metrics::counter!("medconsult_audit_lost_total").increment(lost);
        due.lost = 0;
    }
    while !due.looks.is_empty() {
        let rest = due.looks.split_off(due.looks.len().min(LOOKS_AT_ONCE));
        let looks = std::mem::replace(&mut due.looks, rest);
        let writing = looks.clone();
        let written = state.write(move |tx| Ok(record_looks(tx, &writing)?)).await;
        if let Err(error) = written {
            let looks = looks.into_iter().chain(due.looks).collect();
            state.access_log.give_back(Due { looks, lost: 0 });
            return Err(error);
        }
    }
    Ok(())
}

fn record_looks(tx: &mut WriteTx<'_>, looks: &[(Look, Timestamp)]) -> Result<(), StoreError> {
    for (look, at) in looks {
        let act = Act {
            actor_id: look.actor_id,
            action: look.action,
            subject_id: Some(look.subject_id.clone()),
            detail: look.detail,
        };
        tx.record_act(&act, *at)?;
    }
    Ok(())
}

/// Writes a head of the audit to the log and the file, where there is something new, and says so where the
/// one before no longer holds.
///
/// # Errors
/// The store can't be read, or the file not be written.
pub async fn write_head(state: &AppState, now: Timestamp) -> Result<(), AppError> {
    let mut last = state.last_head.lock().await;
    let file = state.config.audit_heads.clone();
    if let Some(path) = file.clone().filter(|_| last.is_none()) {
        let newest = tokio::task::spawn_blocking(move || newest_in(&path));
        *last = newest.await.map_err(anyhow::Error::from)?;
    }
    let (before, keys) = (last.clone(), state.audit_keys.clone());
    let (holds, head) = state
        .read(move |tx| {
            let holds = match &before {
                Some(before) => tx.holds_audit_head(before)?,
                None => true,
            };
            Ok((holds, tx.audit_head(&keys, now)?))
        })
        .await?;
    if let Some(before) = last.as_ref().filter(|_| !holds) {
        tracing::error!("the audit was cut or written anew since this head: {before}");
        metrics::counter!("medconsult_audit_broken_total").increment(1);
    }
    let same = |head: &AuditHead| last.as_ref().is_some_and(|last| last.hash == head.hash);
    let Some(head) = head.filter(|head| !same(head)) else {
        return Ok(());
    };
    tracing::info!("{head}");
    let written = head.clone();
    if let Some(path) = file {
        let writing = tokio::task::spawn_blocking(move || append(&path, &head));
        writing.await.map_err(anyhow::Error::from)??;
    }
    *last = Some(written);
    Ok(())
}

/// The last head in a file; none where there is none yet.
fn newest_in(path: &Path) -> Option<AuditHead> {
    AuditHead::all_in(&std::fs::read_to_string(path).ok()?).pop()
}

fn append(path: &Path, head: &AuditHead) -> anyhow::Result<()> {
    let mut file = std::fs::File::options()
        .append(true)
        .create(true)
        .open(path)?;
    writeln!(file, "{head}")?;
    Ok(file.sync_data()?)
}
