//! A place that is handed over to a colleague, from both sides.

use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::queue::actions::of;
use crate::queue::intent::QueueRequest;
use crate::queue::state::{Queue, Room, waits};
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable, WhyNot};
use shared::{
    ClientFrame, Colleagues, HandOverRequest, Pii, QueueEntry, Role, Schedule, ScheduleId,
    ScheduleStatus, UserId, paths,
};

impl Queue {
    pub(super) fn may_hand_over(&self, cx: &Ctx, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            ScheduleStatus::Upcoming | ScheduleStatus::Online => waits(entry.state),
        };
        cx.action(
            QueueRequest::HandOver(room.schedule.id, entry.patient_id),
            rule,
        )
    }

    /// Who could take a patient over, as it is now.
    pub(super) fn look_for_colleagues(&mut self, cx: &mut Ctx) {
        if cx.account.role() == Some(Role::Doctor) {
            self.colleagues = Loadable::Loading;
            cx.ask(ApiRequest::get(QueueRequest::Colleagues, paths::COLLEAGUES));
        }
    }

    pub(super) fn on_colleagues(&mut self, cx: &mut Ctx, result: Answer) {
        self.colleagues = match read_list::<Colleagues>(cx, result) {
            Ok(told) => Loadable::Loaded {
                value: told.sessions,
            },
            Err(problem) => Loadable::Failed { problem },
        };
    }

    pub(super) fn hand_over(
        &mut self,
        cx: &mut Ctx,
        patient_id: UserId,
        to: ScheduleId,
        text: Pii,
    ) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| {
                queue.may_hand_over(cx, room, entry)
            })
        };
        let body = HandOverRequest { to, text };
        let sent = self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::HAND_OVER, id, patient_id);
            ApiRequest::post(QueueRequest::HandOver(id, patient_id), path).with(&body)
        });
        if sent {
            self.words.begin();
        }
    }

    /// The own place is in another doctor's queue now: this device follows it there, and whoever sat in
    /// the waiting room is in the other one.
    pub(crate) fn apply_moved(&mut self, cx: &mut Ctx, from: ScheduleId, schedule: Schedule) {
        if self.room(from).is_some() {
            self.rooms.followed.retain(|room| room.schedule.id != from);
            cx.requests.drop_kind(QueueRequest::Queue(from));
            cx.say(ClientFrame::LeaveSchedule { schedule_id: from });
        }
        if cx.route == Route::Room(from) {
            self.enter_room(cx, schedule);
        } else {
            self.follow(cx, schedule);
        }
        // The thread of the place is with another doctor, too.
        cx.emit(Event::Missed);
    }
}
