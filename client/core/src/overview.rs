//! Who waits in a doctor's running sessions, for the home screen.
//!
//! The server counts all waiting rooms. The queues of the running ones are followed as well, so that
//! their figures are live; until such a queue is here, the server's figures stand in.

use crate::app::Place;
use crate::purpose::Purpose;
use crate::queue::Room;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{App, Loadable, Trouble};
use serde_json::Value;
use shared::{
    EntryState, Presence, Role, Schedule, ScheduleStatus, WaitingRoomCounts, WaitingRooms, paths,
};

impl App {
    fn is_doctor(&self) -> bool {
        self.account.role() == Some(Role::Doctor) && self.account.may_practise()
    }

    /// A doctor's running session stays followed whichever screen is open.
    pub(crate) fn is_watched(&self, room: &Room) -> bool {
        self.is_doctor() && room.schedule.status == ScheduleStatus::Online
    }

    pub(crate) fn load_overview(&mut self, turn: &mut Turn) {
        if self.is_doctor() {
            let wish = Wish::get(Purpose::WaitingRooms, paths::WAITING_ROOMS);
            self.ask(turn, wish);
        }
    }

    /// Old figures are better than none, and the next ones come soon.
    pub(crate) fn on_waiting_rooms(&mut self, result: Result<Value, Trouble>) {
        if let Ok(told) = read::<WaitingRooms>(result) {
            self.counted = told.waiting_rooms;
        }
    }

    /// On the home screen: follows the queues of running sessions, and those alone.
    pub(crate) fn keep_overview(&mut self, turn: &mut Turn) {
        if self.place != Place::Home || !self.is_doctor() || !self.link.is_online() {
            return;
        }
        if self.rooms.any(|room| !self.is_watched(room)) {
            self.unfollow_others(turn, None);
        }
        let running = self.schedules.all().iter().filter(|schedule| {
            schedule.status == ScheduleStatus::Online && self.rooms.get(schedule.id).is_none()
        });
        for schedule in running.cloned().collect::<Vec<_>>() {
            if self.rooms.has_place_for_more() {
                self.follow(turn, schedule);
            }
        }
    }

    /// The figures of each running session, in the order of the list.
    pub(crate) fn waiting_rooms(&self) -> Vec<WaitingRoomCounts> {
        let running = self
            .schedules
            .all()
            .iter()
            .filter(|schedule| schedule.status == ScheduleStatus::Online);
        running
            .filter_map(|schedule| self.counts_of(schedule))
            .collect()
    }

    fn counts_of(&self, schedule: &Schedule) -> Option<WaitingRoomCounts> {
        let live = self
            .rooms
            .get(schedule.id)
            .filter(|room| matches!(room.queue, Loadable::Loaded { .. }));
        match live {
            Some(room) => Some(count(room)),
            None => self
                .counted
                .iter()
                .find(|counts| counts.schedule_id == schedule.id)
                .cloned(),
        }
    }
}

/// Counts as the server does: settled places are not in the room any more.
fn count(room: &Room) -> WaitingRoomCounts {
    let mut counts = WaitingRoomCounts {
        schedule_id: room.schedule.id,
        title: room.schedule.title.clone(),
        waiting: 0,
        ready: 0,
        in_call: 0,
        present: 0,
    };
    for entry in room.entries().iter().filter(|one| one.state.is_open()) {
        match entry.state {
            EntryState::Ready => counts.ready += 1,
            EntryState::Invited | EntryState::InCall => counts.in_call += 1,
            _ => counts.waiting += 1,
        }
        counts.present += u32::from(entry.presence == Presence::Present);
    }
    counts
}
