//! One step of a call: the machine decides, and whatever hangs on the call moves with it.

use crate::app::appointments::attendance::apply_call_outcome;
use crate::app::audit;
use crate::app::calls::ring::ring;
use crate::app::calls::snapshot::snapshot;
use crate::app::notifications::notify;
use crate::app::queue::entries::{move_entry_of_call, settle_entry_of_call};
use crate::error::AppError;
use domain::call::{self, Announcement, Event, Phase};
use domain::queue::EntryEvent;
use shared::{CallSnapshot, NotificationAbout, Outcome, ServerFrame, Timestamp, UserId};
use store::{CallRecord, WriteTx};

/// Takes the machine one step, stores the call, moves the place in the queue, and tells both.
pub(in crate::app) fn apply(
    tx: &mut WriteTx<'_>,
    before: CallRecord,
    event: Event,
    actor: Option<UserId>,
    now: Timestamp,
) -> Result<CallRecord, AppError> {
    let change = call::step(&before.call, event, now)?;
    let Some(tell) = change.tell else {
        return Ok(before);
    };
    let after = CallRecord {
        version: before.version.saturating_add(1),
        call: change.call,
        ..before
    };
    tx.save_call(&after)?;
    let call = snapshot(tx, &after)?;
    let (caller, callee) = (call.caller.user_id, call.callee.user_id);
    let frame = match tell {
        Announcement::Receipt => {
            if let Some(schedule_id) = after.schedule_id {
                tx.touch_queue(schedule_id)?;
            }
            let frame = ServerFrame::RingReceipt {
                call_id: after.id,
                receipt: call.receipt,
            };
            tx.tell(caller, &frame, now)?;
            return Ok(after);
        }
        Announcement::RingsAgain => {
            ring(tx, &after, now)?;
            return Ok(after);
        }
        Announcement::Accepted => {
            move_entry_of_call(tx, &after, EntryEvent::Accept)?;
            audit::record(tx, actor, "call.accept", after.id, now)?;
            ServerFrame::CallConfirmed { call }
        }
        Announcement::Updated => ServerFrame::CallUpdated { call },
        Announcement::Declined => {
            close_entry_of(tx, &after)?;
            audit::record(tx, actor, "call.decline", after.id, now)?;
            ServerFrame::CallDeclined { call }
        }
        Announcement::Ended => {
            close_entry_of(tx, &after)?;
            audit::record(tx, actor, "call.end", after.id, now)?;
            ServerFrame::CallEnded { call }
        }
    };
    tx.tell(caller, &frame, now)?;
    tx.tell(callee, &frame, now)?;
    if let Some(call) = frame.call() {
        note_missed(tx, call, now)?;
    }
    if tell != Announcement::Updated {
        apply_call_outcome(tx, &after, now)?;
    }
    Ok(after)
}

/// Both hear later, too, that a ring was not answered.
fn note_missed(tx: &mut WriteTx<'_>, call: &CallSnapshot, now: Timestamp) -> Result<(), AppError> {
    if call.outcome != Some(Outcome::Missed) {
        return Ok(());
    }
    for (member, other) in [(&call.caller, &call.callee), (&call.callee, &call.caller)] {
        let about = NotificationAbout::MissedCall {
            call_id: call.id,
            other_name: other.name.clone(),
            other_id: Some(other.user_id),
            call_kind: Some(call.kind),
            outgoing: member.user_id == call.caller.user_id,
        };
        notify(tx, member.user_id, about, now)?;
    }
    Ok(())
}

fn close_entry_of(tx: &mut WriteTx<'_>, record: &CallRecord) -> Result<(), AppError> {
    match record.call.phase {
        Phase::Ended(ending) => settle_entry_of_call(tx, record, ending),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => Ok(()),
    }
}
