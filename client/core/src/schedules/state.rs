//! The list of schedules as this device knows it.

use crate::schedules::view::ChangeForm;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{Schedule, ScheduleId, ScheduleStatus, Timestamp, WaitingRoomCounts};

/// More than a clinic plans; what lies beyond is not shown.
const MAX_SCHEDULES: usize = 500;

/// The list and what is known of it.
pub(crate) struct Schedules {
    pub(crate) list: Loadable<Vec<Schedule>>,
    pub(super) refresh_at: Option<Timestamp>,
    /// Who waits in the running ones, as the server counted last.
    pub(crate) counted: Vec<WaitingRoomCounts>,
    /// The form for a new one.
    pub(crate) new: FormState,
    /// The form for changing one.
    pub(crate) change: ChangeForm,
}

impl Default for Schedules {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            refresh_at: None,
            counted: Vec::new(),
            new: FormState::default(),
            change: ChangeForm::default(),
        }
    }
}

impl Schedules {
    pub(crate) fn find(&self, id: ScheduleId) -> Option<&Schedule> {
        self.all().iter().find(|schedule| schedule.id == id)
    }

    pub(crate) fn all(&self) -> &[Schedule] {
        match &self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &[],
        }
    }

    /// It is there no more.
    pub(crate) fn forget(&mut self, id: ScheduleId) {
        if let Loadable::Loaded { value } = &mut self.list {
            value.retain(|schedule| schedule.id != id);
        }
    }

    pub(crate) fn apply(&mut self, schedule: &Schedule) {
        let Loadable::Loaded { value } = &mut self.list else {
            return;
        };
        match value.iter_mut().find(|known| known.id == schedule.id) {
            Some(known) if known.version <= schedule.version => *known = schedule.clone(),
            Some(_) => {}
            None => value.push(schedule.clone()),
        }
        order(value);
    }
}

/// Running ones first, then planned ones by their start, then past ones, latest first.
pub(super) fn order(schedules: &mut Vec<Schedule>) {
    schedules.sort_by_key(|schedule| match schedule.status {
        ScheduleStatus::Online => (0, schedule.starts_at.0, schedule.id),
        ScheduleStatus::Upcoming => (1, schedule.starts_at.0, schedule.id),
        ScheduleStatus::Completed => (2, schedule.starts_at.0.saturating_neg(), schedule.id),
    });
    schedules.truncate(MAX_SCHEDULES);
}
