//! The list of schedules as this device knows it.

use crate::api::pages::Pages;
use crate::schedules::view::ChangeForm;
use crate::session::forms::FormState;
use shared::{Schedule, ScheduleId, ScheduleStatus, Timestamp, WaitingRoomCounts};

/// The list and what is known of it.
#[derive(Default)]
pub(crate) struct Schedules {
    pub(crate) pages: Pages<Schedule>,
    /// What a doctor's calendar shows besides.
    pub(super) of_period: Vec<Schedule>,
    pub(super) refresh_at: Option<Timestamp>,
    /// Who waits in the running ones, as the server counted last.
    pub(crate) counted: Vec<WaitingRoomCounts>,
    /// The form for a new one.
    pub(crate) new: FormState,
    /// The form for changing one.
    pub(crate) change: ChangeForm,
}

impl Schedules {
    pub(crate) fn find(&self, id: ScheduleId) -> Option<&Schedule> {
        self.all().iter().find(|schedule| schedule.id == id)
    }

    pub(crate) fn all(&self) -> &[Schedule] {
        self.pages.rows()
    }

    /// What there is for a calendar.
    pub(crate) fn for_calendar(&self) -> Vec<Schedule> {
        let listed = |one: &Schedule| self.all().iter().any(|known| known.id == one.id);
        let others = self.of_period.iter().filter(|one| !listed(one));
        self.all().iter().chain(others).cloned().collect()
    }

    /// It is there no more.
    pub(crate) fn forget(&mut self, id: ScheduleId) {
        self.of_period.retain(|schedule| schedule.id != id);
        if let Some(rows) = self.pages.rows_mut() {
            rows.retain(|schedule| schedule.id != id);
        }
    }

    pub(crate) fn apply(&mut self, schedule: &Schedule) {
        let of_period = self.of_period.iter_mut();
        for known in of_period.filter(|known| known.id == schedule.id) {
            *known = schedule.clone();
        }
        let Some(rows) = self.pages.rows_mut() else {
            return;
        };
        match rows.iter_mut().find(|known| known.id == schedule.id) {
            Some(known) if known.version <= schedule.version => *known = schedule.clone(),
            Some(_) => {}
            None => rows.push(schedule.clone()),
        }
        order(rows);
    }

    /// Told rows, but where a frame has told something newer meanwhile.
    pub(super) fn newest(&self, mut told: Vec<Schedule>) -> Vec<Schedule> {
        for schedule in &mut told {
            if let Some(known) = self.find(schedule.id)
                && known.version > schedule.version
            {
                *schedule = known.clone();
            }
        }
        told
    }
}

/// Running ones first, the latest of them first, then planned ones by their start, then past ones, latest first.
pub(super) fn order(schedules: &mut [Schedule]) {
    schedules.sort_by_key(|schedule| match schedule.status {
        ScheduleStatus::Online => (0, schedule.starts_at.0.saturating_neg(), schedule.id),
        ScheduleStatus::Upcoming => (1, schedule.starts_at.0, schedule.id),
        ScheduleStatus::Completed => (2, schedule.starts_at.0.saturating_neg(), schedule.id),
    });
}
