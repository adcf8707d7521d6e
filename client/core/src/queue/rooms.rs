//! Which queues are followed, and what the server tells of them.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::notifications::notices::NoticeText;
use crate::queue::intent::QueueRequest;
use crate::queue::state::{MAX_ROOMS, Queue, Room};
use crate::schedules::state::Schedules;
use crate::screens::route::Route;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{
    ClientFrame, EncounterId, EntryState, QueueSnapshot, QueueView, Role, Schedule, ScheduleId,
    ScheduleStatus, UserId, paths,
};

impl Queue {
    /// The room the person is in.
    pub(crate) fn open_room(&self, cx: &Ctx) -> Option<&Room> {
        match cx.route {
            Route::Room(id) => self.rooms.get(id),
            _ => None,
        }
    }

    /// A room that this device follows.
    pub(crate) fn room(&self, id: ScheduleId) -> Option<&Room> {
        self.rooms.get(id)
    }

    /// Where a followed room's session stands.
    pub(crate) fn status_of(&self, id: ScheduleId) -> Option<ScheduleStatus> {
        self.rooms.get(id).map(|room| room.schedule.status)
    }

    pub(crate) fn open_schedule(&mut self, cx: &mut Ctx, schedules: &Schedules, id: ScheduleId) {
        if !cx.account.may_practise() || cx.route == Route::Room(id) {
            return;
        }
        if let Some(schedule) = schedules.find(id).cloned() {
            self.enter_room(cx, schedule);
        } else {
            let pattern = match cx.account.role() {
                Some(Role::Doctor) => paths::DOCTOR_SCHEDULE,
                _ => paths::PATIENT_SCHEDULE,
            };
            cx.ask(ApiRequest::get(
                QueueRequest::Schedule(id),
                paths::with_id(pattern, id),
            ));
        }
    }

    pub(crate) fn enter_room(&mut self, cx: &mut Ctx, schedule: Schedule) {
        let id = schedule.id;
        self.unfollow_others(cx, Some(id));
        cx.route = Route::Room(id);
        self.join = FormState::default();
        self.words = FormState::default();
        if self.rooms.get(id).is_none() {
            self.rooms.followed.truncate(MAX_ROOMS - 1);
        }
        self.follow(cx, schedule);
    }

    /// A schedule that was to be opened and was not in the list.
    pub(crate) fn on_schedule(&mut self, cx: &mut Ctx, result: Answer) {
        match read::<Schedule>(result) {
            Ok(schedule) => {
                cx.emit(Event::ScheduleTold(schedule.clone()));
                if cx.route == Route::Home {
                    self.enter_room(cx, schedule);
                }
            }
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// Follows one more queue, as long as there are not too many.
    pub(crate) fn follow(&mut self, cx: &mut Ctx, schedule: Schedule) {
        let id = schedule.id;
        if self.rooms.get(id).is_none() {
            if self.rooms.followed.len() >= MAX_ROOMS {
                return;
            }
            self.rooms.followed.push(Room::new(schedule));
            cx.say(ClientFrame::JoinSchedule { schedule_id: id });
        }
        self.fetch_queue(cx, id);
    }

    /// Stops following every queue but the open one and those in which this patient waits.
    pub(crate) fn unfollow_others(&mut self, cx: &mut Ctx, open: Option<ScheduleId>) {
        for id in self.rooms.ids() {
            let keeps = self
                .rooms
                .get(id)
                .is_some_and(|room| room.has_live_place() || self.is_watched(cx, room));
            if Some(id) != open && !keeps {
                self.rooms.followed.retain(|room| room.schedule.id != id);
                cx.requests.drop_kind(QueueRequest::Queue(id));
                cx.say(ClientFrame::LeaveSchedule { schedule_id: id });
            }
        }
    }

    /// After the socket came up: subscribes to every queue this device follows.
    pub(crate) fn subscribe_rooms(&mut self, cx: &mut Ctx) {
        for schedule_id in self.rooms.ids() {
            cx.say(ClientFrame::JoinSchedule { schedule_id });
        }
    }

    pub(crate) fn fetch_rooms(&mut self, cx: &mut Ctx) {
        for id in self.rooms.ids() {
            self.fetch_queue(cx, id);
        }
    }

    pub(crate) fn fetch_queue(&mut self, cx: &mut Ctx, id: ScheduleId) {
        let pattern = match cx.account.role() {
            Some(Role::Doctor) => paths::DOCTOR_QUEUE,
            Some(Role::Patient) => paths::OWN_PLACE,
            Some(Role::Admin) | None => return,
        };
        if let Some(room) = self.rooms.get_mut(id)
            && matches!(room.queue, Loadable::Failed { .. })
        {
            room.queue = Loadable::Loading;
        }
        cx.ask(ApiRequest::get(
            QueueRequest::Queue(id),
            paths::with_id(pattern, id),
        ));
    }

    pub(crate) fn on_queue(&mut self, cx: &mut Ctx, id: ScheduleId, result: Answer) {
        match read_list::<QueueSnapshot>(cx, result) {
            Ok(snapshot) => self.apply_queue(cx, snapshot),
            Err(problem) => {
                if let Some(room) = self.rooms.get_mut(id)
                    && !matches!(room.queue, Loadable::Loaded { .. })
                {
                    room.queue = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn apply_queue(&mut self, cx: &mut Ctx, snapshot: QueueSnapshot) {
        let Some(room) = self.rooms.get_mut(snapshot.schedule_id) else {
            return;
        };
        if !room.is_newer(&snapshot) {
            return;
        }
        let waited = room.has_live_place();
        let told = snapshot.clone();
        room.queue = Loadable::Loaded { value: snapshot };
        let removed = room
            .own_place()
            .is_some_and(|place| place.state == EntryState::Removed);
        if waited && removed {
            cx.notices.add(NoticeText::RemovedFromQueue);
        }
        cx.emit(Event::UnreadTold(unread_of(&told)));
    }

    pub(crate) fn apply_ready(
        &mut self,
        cx: &mut Ctx,
        id: ScheduleId,
        patient_id: UserId,
        ready: bool,
    ) {
        // Of other rooms a notification tells, where it is wanted.
        if cx.route != Route::Room(id) {
            return;
        }
        let entry = self.rooms.get(id).and_then(|room| {
            room.entries()
                .iter()
                .find(|entry| entry.patient_id == patient_id)
        });
        if let Some(name) = entry.map(|entry| entry.name.clone()).filter(|_| ready) {
            cx.notices.add(NoticeText::PatientReady { name });
        }
    }

    /// Brings an open room up to date, and tells a waiting patient that the doctor came or left.
    pub(crate) fn note_schedule(&mut self, cx: &mut Ctx, schedule: &Schedule) {
        let Some(room) = self.rooms.get_mut(schedule.id) else {
            return;
        };
        if room.schedule.version > schedule.version {
            return;
        }
        let before = std::mem::replace(&mut room.schedule, schedule.clone()).status;
        let title = schedule.title.clone();
        if before != schedule.status && room.has_live_place() {
            match schedule.status {
                ScheduleStatus::Online => cx.notices.add(NoticeText::SessionStarted { title }),
                ScheduleStatus::Completed => cx.notices.add(NoticeText::SessionEnded {
                    title,
                    never_started: before == ScheduleStatus::Upcoming,
                }),
                ScheduleStatus::Upcoming => {}
            }
        }
    }
}

/// How many messages are unread in the threads of its places.
fn unread_of(snapshot: &QueueSnapshot) -> Vec<(EncounterId, u32)> {
    match &snapshot.queue {
        QueueView::Doctor { entries } => entries
            .iter()
            .map(|entry| (entry.entry_id.into(), entry.unread))
            .collect(),
        QueueView::Patient { place, .. } => place
            .iter()
            .map(|place| (place.entry_id.into(), place.unread))
            .collect(),
    }
}
