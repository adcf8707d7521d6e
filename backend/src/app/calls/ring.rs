use crate::app::calls::snapshot::snapshot;
use crate::error::AppError;
use shared::{ServerFrame, Timestamp};
use store::{CallRecord, WriteTx};

/// Tells both that it rings.
pub(in crate::app) fn ring(
    tx: &mut WriteTx<'_>,
    record: &CallRecord,
    now: Timestamp,
) -> Result<(), AppError> {
    let call = snapshot(tx, record)?;
    let (caller, callee) = (call.caller.user_id, call.callee.user_id);
    tx.tell(
        callee,
        &ServerFrame::CallInvitation { call: call.clone() },
        now,
    )?;
    Ok(tx.tell(caller, &ServerFrame::CallUpdated { call }, now)?)
}
