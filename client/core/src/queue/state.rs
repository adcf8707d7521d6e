//! The queues as this device knows them.

use crate::session::forms::FormState;
use crate::view_parts::{Loadable, WhyNot};
use shared::{
    CallId, DeviceTest, EntryState, OwnPlace, Presence, QueueEntry, QueueSnapshot, QueueView,
    RingReceipt, Schedule, ScheduleId, ScheduleStatus, UserId,
};

/// The queues this device follows, and the form for a place in one.
#[derive(Default)]
pub(crate) struct Queue {
    pub(super) rooms: Rooms,
    pub(super) join: FormState,
    /// The form for words to those who wait.
    pub(super) words: FormState,
    /// The sessions of colleagues, as they were when the doctor looked.
    pub(super) colleagues: Loadable<Vec<Schedule>>,
}

/// Queues followed at once: the open one and those in which this patient waits.
pub(super) const MAX_ROOMS: usize = 16;

/// One session's room.
pub(crate) struct Room {
    pub(crate) schedule: Schedule,
    pub(crate) queue: Loadable<QueueSnapshot>,
    /// Whether its doctor is there; absent until the server has said so.
    pub(super) doctor: Option<Presence>,
}

/// The rooms this device follows.
#[derive(Default)]
pub(crate) struct Rooms {
    pub(super) followed: Vec<Room>,
}

impl Room {
    /// A room of which nothing is known but its session.
    pub(super) const fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            queue: Loadable::Loading,
            doctor: None,
        }
    }

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

    pub(super) fn entries_mut(&mut self) -> &mut [QueueEntry] {
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

    pub(super) fn is_newer(&self, snapshot: &QueueSnapshot) -> bool {
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
        self.followed.len() < MAX_ROOMS
    }

    pub(crate) fn any(&self, test: impl Fn(&Room) -> bool) -> bool {
        self.followed.iter().any(test)
    }

    pub(super) fn ids(&self) -> Vec<ScheduleId> {
        self.followed.iter().map(|room| room.schedule.id).collect()
    }

    pub(super) fn all_entries(&mut self) -> impl Iterator<Item = &mut QueueEntry> {
        self.followed
            .iter_mut()
            .flat_map(|room| room.entries_mut().iter_mut())
    }
}

/// What the server tells of single places.
impl Queue {
    /// A practice session is under way in which this person waits, or invites.
    pub(crate) fn is_in_session(&self) -> bool {
        let under_way = |room: &Room| room.schedule.status == ScheduleStatus::Online;
        self.rooms.any(under_way)
    }

    /// This patient waits in one.
    pub(crate) fn has_live_place(&self) -> bool {
        self.rooms.any(Room::has_live_place)
    }

    pub(crate) fn apply_presence(&mut self, user_id: UserId, presence: Presence) {
        for room in &mut self.rooms.followed {
            if room.schedule.doctor_id == user_id {
                room.doctor = Some(presence);
            }
        }
        for entry in self
            .rooms
            .all_entries()
            .filter(|entry| entry.patient_id == user_id)
        {
            entry.presence = presence;
        }
    }

    pub(crate) fn apply_device_test(
        &mut self,
        id: ScheduleId,
        patient_id: UserId,
        test: DeviceTest,
    ) {
        let entries = self
            .rooms
            .get_mut(id)
            .map(Room::entries_mut)
            .unwrap_or_default();
        for entry in entries
            .iter_mut()
            .filter(|entry| entry.patient_id == patient_id)
        {
            entry.device_test = Some(test);
        }
    }

    pub(crate) fn apply_receipt(&mut self, call_id: CallId, receipt: RingReceipt) {
        for entry in self
            .rooms
            .all_entries()
            .filter(|entry| entry.call_id == Some(call_id))
        {
            entry.receipt = Some(receipt);
        }
    }
}

/// How many wait, as far as this person knows.
pub(crate) fn waiting(room: &Room) -> u32 {
    match &room.queue {
        Loadable::Loaded {
            value:
                QueueSnapshot {
                    queue: QueueView::Patient { waiting, .. },
                    ..
                },
        } => *waiting,
        _ => room.schedule.waiting,
    }
}

/// Whether somebody waits to be called, and so may be set back or handed over.
pub(super) const fn waits(state: EntryState) -> Result<(), WhyNot> {
    match state {
        EntryState::Waiting | EntryState::Ready => Ok(()),
        EntryState::Invited | EntryState::InCall => Err(WhyNot::InCall),
        EntryState::Done | EntryState::Left | EntryState::NoShow | EntryState::Removed => {
            Err(WhyNot::Settled)
        }
    }
}
