//! Who waits in a doctor's running sessions, for the home screen.
//!
//! The server counts all waiting rooms. The queues of the running ones are followed as well, so that
//! their figures are live; until such a queue is here, the server's figures stand in.

use crate::ctx::Ctx;
use crate::queue::state::{Queue, Room};
use crate::schedules::state::Schedules;
use crate::screens::route::Route;
use crate::view_parts::Loadable;
use shared::{EntryState, Presence, Schedule, ScheduleStatus, WaitingRoomCounts};

impl Queue {
    /// A doctor's running session stays followed whichever screen is open.
    pub(crate) fn is_watched(&self, cx: &Ctx, room: &Room) -> bool {
        cx.account.is_doctor() && room.schedule.status == ScheduleStatus::Online
    }

    /// On the home screen: follows the queues of running sessions, and those alone.
    pub(crate) fn reconcile_overview(&mut self, cx: &mut Ctx, schedules: &Schedules) {
        if cx.route != Route::Home || !cx.account.is_doctor() || !cx.link.is_online() {
            return;
        }
        if self.rooms.any(|room| !self.is_watched(cx, room)) {
            self.unfollow_others(cx, None);
        }
        let running = schedules.all().iter().filter(|schedule| {
            schedule.status == ScheduleStatus::Online && self.rooms.get(schedule.id).is_none()
        });
        for schedule in running.cloned().collect::<Vec<_>>() {
            if self.rooms.has_place_for_more() {
                self.follow(cx, schedule);
            }
        }
    }

    /// The figures of each running session, in the order of the list.
    pub(crate) fn waiting_rooms(&self, schedules: &Schedules) -> Vec<WaitingRoomCounts> {
        let running = schedules
            .all()
            .iter()
            .filter(|schedule| schedule.status == ScheduleStatus::Online);
        running
            .filter_map(|schedule| self.counts_of(schedules, schedule))
            .collect()
    }

    fn counts_of(&self, schedules: &Schedules, schedule: &Schedule) -> Option<WaitingRoomCounts> {
        let live = self
            .rooms
            .get(schedule.id)
            .filter(|room| matches!(room.queue, Loadable::Loaded { .. }));
        match live {
            Some(room) => Some(count(room)),
            None => schedules
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
