//! The doctor's hand on the order of a queue, and on those who don't come.

use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::io::Method;
use crate::queue::actions::of;
use crate::queue::intent::{QueueMove, QueueRequest};
use crate::queue::state::{Queue, Room, waits};
use crate::view_parts::{Action, WhyNot};
use shared::{QueueEntry, ReorderRequest, Role, ScheduleStatus, UserId, paths};

/// Everybody with an open place, in order, after the move; none where nobody is there to change
/// places with.
fn moved(room: &Room, patient_id: UserId, to: QueueMove) -> Option<Vec<UserId>> {
    let open = room.entries().iter().filter(|entry| entry.state.is_open());
    let mut order: Vec<UserId> = open.map(|entry| entry.patient_id).collect();
    let at = order.iter().position(|id| *id == patient_id)?;
    let other = match to {
        QueueMove::Earlier => at.checked_sub(1)?,
        QueueMove::Later => at.saturating_add(1),
    };
    (other < order.len()).then(|| order.swap(at, other))?;
    Some(order)
}

impl Queue {
    pub(crate) fn may_mark_no_show(&self, cx: &Ctx, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match (room.schedule.status, entry.state) {
            (ScheduleStatus::Upcoming, _) => Err(WhyNot::SessionNotStarted),
            (ScheduleStatus::Completed, _) => Err(WhyNot::SessionOver),
            (ScheduleStatus::Online, state) => waits(state),
        };
        cx.action(
            QueueRequest::MarkNoShow(room.schedule.id, entry.patient_id),
            rule,
        )
    }

    pub(crate) fn may_move(
        &self,
        cx: &Ctx,
        room: &Room,
        patient_id: UserId,
        to: QueueMove,
    ) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            _ => match moved(room, patient_id, to) {
                Some(_) => Ok(()),
                None => Err(WhyNot::AtTheEnd),
            },
        };
        cx.action(QueueRequest::Reorder(room.schedule.id), rule)
    }

    pub(crate) fn mark_no_show(&mut self, cx: &mut Ctx, patient_id: UserId) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| {
                queue.may_mark_no_show(cx, room, entry)
            })
        };
        self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::MARK_NO_SHOW, id, patient_id);
            ApiRequest::post(QueueRequest::MarkNoShow(id, patient_id), path)
        });
    }

    pub(crate) fn move_in_queue(&mut self, cx: &mut Ctx, patient_id: UserId, to: QueueMove) {
        let order = self
            .open_room(cx)
            .and_then(|room| moved(room, patient_id, to));
        let body = ReorderRequest {
            patient_ids: order.unwrap_or_default(),
        };
        let allowed =
            |queue: &Self, cx: &Ctx, room: &Room| queue.may_move(cx, room, patient_id, to);
        self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_id(paths::DOCTOR_QUEUE, id);
            ApiRequest::send(QueueRequest::Reorder(id), Method::Put, path).with(&body)
        });
    }
}
