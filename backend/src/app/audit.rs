use crate::error::AppError;

/// Writes an act about one thing into the audit, in the act's own transaction.
pub(super) fn record(
    tx: &mut store::WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    now: shared::Timestamp,
) -> Result<(), AppError> {
    let act = store::Act {
        actor_id,
        action,
        subject_id: Some(subject.to_string()),
        detail: "",
    };
    Ok(tx.record_act(&act, now)?)
}
