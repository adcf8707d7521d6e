//! The practice room and the waiting room: a session's queue as this person may see it.
//!
//! Owns which queues this device follows. The newest version of a queue wins. Must never work out a
//! position or a state by itself: the server does.

use crate::app::Place;
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{App, Loadable, NoticeText, Trouble};
use serde_json::Value;
use shared::{
    CallId, ClientFrame, DeviceTest, EntryState, OwnPlace, Presence, QueueEntry, QueueSnapshot,
    QueueView, RingReceipt, Role, Schedule, ScheduleId, UserId, paths,
};

/// Queues followed at once: the open one and those in which this patient waits.
const ROOMS_MAX: usize = 16;

/// One session's room.
pub(crate) struct Room {
    pub(crate) schedule: Schedule,
    pub(crate) queue: Loadable<QueueSnapshot>,
}

/// The rooms this device follows.
#[derive(Default)]
pub(crate) struct Rooms {
    followed: Vec<Room>,
}

impl Room {
    /// The places, for the doctor.
    pub(crate) fn entries(&self) -> &[QueueEntry] {
        match &self.queue {
            Loadable::Loaded {
                value:
                    QueueSnapshot {
                        queue: QueueView::Doctor { entries },
                        ..
                    },
            } => entries,
            _ => &[],
        }
    }

    fn entries_mut(&mut self) -> &mut [QueueEntry] {
        match &mut self.queue {
            Loadable::Loaded {
                value:
                    QueueSnapshot {
                        queue: QueueView::Doctor { entries },
                        ..
                    },
            } => entries,
            _ => &mut [],
        }
    }

    /// The own place, for a patient.
    pub(crate) fn own_place(&self) -> Option<&OwnPlace> {
        match &self.queue {
            Loadable::Loaded {
                value:
                    QueueSnapshot {
                        queue: QueueView::Patient { place, .. },
                        ..
                    },
            } => place.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn has_live_place(&self) -> bool {
        self.own_place().is_some_and(|place| place.state.is_open())
    }

    fn is_newer(&self, snapshot: &QueueSnapshot) -> bool {
        match &self.queue {
            Loadable::Loaded { value } => snapshot.version >= value.version,
            Loadable::Loading | Loadable::Failed { .. } => true,
        }
    }
}

impl Rooms {
    pub(crate) fn get(&self, id: ScheduleId) -> Option<&Room> {
        self.followed.iter().find(|room| room.schedule.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: ScheduleId) -> Option<&mut Room> {
        self.followed.iter_mut().find(|room| room.schedule.id == id)
    }

    pub(crate) fn has_place_for_more(&self) -> bool {
        self.followed.len() < ROOMS_MAX
    }

    pub(crate) fn any(&self, test: impl Fn(&Room) -> bool) -> bool {
        self.followed.iter().any(test)
    }

    fn ids(&self) -> Vec<ScheduleId> {
        self.followed.iter().map(|room| room.schedule.id).collect()
    }

    pub(crate) fn take_presence(&mut self, user_id: UserId, presence: Presence) {
        for entry in self
            .all_entries()
            .filter(|entry| entry.patient_id == user_id)
        {
            entry.presence = presence;
        }
    }

    pub(crate) fn take_device_test(
        &mut self,
        id: ScheduleId,
        patient_id: UserId,
        test: DeviceTest,
    ) {
        let entries = self.get_mut(id).map(Room::entries_mut).unwrap_or_default();
        for entry in entries
            .iter_mut()
            .filter(|entry| entry.patient_id == patient_id)
        {
            entry.device_test = Some(test);
        }
    }

    pub(crate) fn take_receipt(&mut self, call_id: CallId, receipt: RingReceipt) {
        for entry in self
            .all_entries()
            .filter(|entry| entry.call_id == Some(call_id))
        {
            entry.receipt = Some(receipt);
        }
    }

    fn all_entries(&mut self) -> impl Iterator<Item = &mut QueueEntry> {
        self.followed
            .iter_mut()
            .flat_map(|room| room.entries_mut().iter_mut())
    }
}

impl App {
    /// The room the person is in.
    pub(crate) fn open_room(&self) -> Option<&Room> {
        match self.place {
            Place::Room(id) => self.rooms.get(id),
            _ => None,
        }
    }

    pub(crate) fn open_schedule(&mut self, turn: &mut Turn, id: ScheduleId) {
        if !self.account.may_practise() || self.place == Place::Room(id) {
            return;
        }
        if let Some(schedule) = self.schedules.find(id).cloned() {
            self.enter_room(turn, schedule);
        } else {
            let pattern = match self.account.role() {
                Some(Role::Doctor) => paths::DOCTOR_SCHEDULE,
                _ => paths::PATIENT_SCHEDULE,
            };
            self.ask(
                turn,
                Wish::get(Purpose::Schedule(id), paths::with_id(pattern, id)),
            );
        }
    }

    pub(crate) fn enter_room(&mut self, turn: &mut Turn, schedule: Schedule) {
        let id = schedule.id;
        self.unfollow_others(turn, Some(id));
        self.place = Place::Room(id);
        self.forms.join = crate::FormState::default();
        if self.rooms.get(id).is_none() {
            self.rooms.followed.truncate(ROOMS_MAX - 1);
        }
        self.follow(turn, schedule);
    }

    /// Follows one more queue, as long as there are not too many.
    pub(crate) fn follow(&mut self, turn: &mut Turn, schedule: Schedule) {
        let id = schedule.id;
        if self.rooms.get(id).is_none() {
            if self.rooms.followed.len() >= ROOMS_MAX {
                return;
            }
            self.rooms.followed.push(Room {
                schedule,
                queue: Loadable::Loading,
            });
            self.say(turn, ClientFrame::JoinSchedule { schedule_id: id });
        }
        self.fetch_queue(turn, id);
    }

    pub(crate) fn show_home(&mut self, turn: &mut Turn) {
        if self.go_to(turn, Place::Home) {
            self.load_schedules(turn);
        }
    }

    /// Stops following every queue but the open one and those in which this patient waits.
    pub(crate) fn unfollow_others(&mut self, turn: &mut Turn, open: Option<ScheduleId>) {
        for id in self.rooms.ids() {
            let keeps = self
                .rooms
                .get(id)
                .is_some_and(|room| room.has_live_place() || self.is_watched(room));
            if Some(id) != open && !keeps {
                self.rooms.followed.retain(|room| room.schedule.id != id);
                self.requests.drop_purpose(Purpose::Queue(id));
                self.say(turn, ClientFrame::LeaveSchedule { schedule_id: id });
            }
        }
    }

    /// After the socket came up: subscribes to every queue this device follows.
    pub(crate) fn subscribe_rooms(&mut self, turn: &mut Turn) {
        for schedule_id in self.rooms.ids() {
            self.say(turn, ClientFrame::JoinSchedule { schedule_id });
        }
    }

    pub(crate) fn fetch_rooms(&mut self, turn: &mut Turn) {
        for id in self.rooms.ids() {
            self.fetch_queue(turn, id);
        }
    }

    pub(crate) fn fetch_queue(&mut self, turn: &mut Turn, id: ScheduleId) {
        let pattern = match self.account.role() {
            Some(Role::Doctor) => paths::DOCTOR_QUEUE,
            Some(Role::Patient) => paths::OWN_PLACE,
            Some(Role::Admin) | None => return,
        };
        if let Some(room) = self.rooms.get_mut(id)
            && matches!(room.queue, Loadable::Failed { .. })
        {
            room.queue = Loadable::Loading;
        }
        self.ask(
            turn,
            Wish::get(Purpose::Queue(id), paths::with_id(pattern, id)),
        );
    }

    pub(crate) fn on_queue(&mut self, id: ScheduleId, result: Result<Value, Trouble>) {
        match read::<QueueSnapshot>(result) {
            Ok(snapshot) => self.take_queue(snapshot),
            Err(problem) => {
                if let Some(room) = self.rooms.get_mut(id)
                    && !matches!(room.queue, Loadable::Loaded { .. })
                {
                    room.queue = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn take_queue(&mut self, snapshot: QueueSnapshot) {
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
            self.notices.add(NoticeText::RemovedFromQueue);
        }
        self.take_unread(&told);
    }

    pub(crate) fn take_ready(&mut self, id: ScheduleId, patient_id: UserId, ready: bool) {
        // Of other rooms a notification tells, where it is wanted.
        if self.place != Place::Room(id) {
            return;
        }
        let entry = self.rooms.get(id).and_then(|room| {
            room.entries()
                .iter()
                .find(|entry| entry.patient_id == patient_id)
        });
        if let Some(name) = entry.map(|entry| entry.name.clone()).filter(|_| ready) {
            self.notices.add(NoticeText::PatientReady { name });
        }
    }
}
