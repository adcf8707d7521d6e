use crate::error::AppError;

/// Writes an act about one thing into the audit, in the act's own transaction.
pub(super) fn record(
    tx: &mut store::WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    now: shared::Timestamp,
) -> Result<(), AppError> {
    record_detail(tx, actor_id, action, subject, "", now)
}

/// The same with one word more, of a few that stand in the code: nothing about anybody.
pub(super) fn record_detail(
    tx: &mut store::WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    detail: &'static str,
    now: shared::Timestamp,
) -> Result<(), AppError> {
    let act = store::Act {
        actor_id,
        action,
        subject_id: Some(subject.to_string()),
        detail,
    };
    Ok(tx.record_act(&act, now)?)
}
