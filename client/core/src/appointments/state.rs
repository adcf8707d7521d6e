//! Appointments, doctors and hours as this device knows them.

use crate::api::error::RequestError;
use crate::api::pages::Pages;
use crate::appointments::feed_view::FeedView;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{
    Appointment, AppointmentId, Availability, Cursor, DoctorCard, Presence, Reachability, SlotList,
    Timestamp, UserId,
};
use std::collections::BTreeMap;

pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Appointments kept; those that were booked first make room.
const MAX_KNOWN: usize = 10_000;

/// From one instant up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// All of them, and what is known of the list.
pub(crate) struct Appointments {
    pub(super) known: BTreeMap<AppointmentId, Appointment>,
    /// Whether the list was had.
    pub(super) listed: Loadable<()>,
    /// How the time that a doctor's calendar shows is asked for, and how many pages of it came besides the first.
    pub(super) period: Option<(String, u8)>,
    /// Where a patient's list goes on.
    pub(super) next: Option<Cursor>,
    /// Whether more than its first page is here.
    pub(super) went_on: bool,
    /// What a doctor's calendar shows.
    pub(super) shown: Option<Span>,
    /// Why the one that is to be shown could not be had.
    pub(super) missing: Option<(AppointmentId, RequestError)>,
    pub(super) refresh_at: Option<Timestamp>,
    pub(crate) feed: Option<Loadable<FeedView>>,
    pub(crate) booking: Option<Booking>,
    pub(crate) directory: Directory,
    pub(crate) hours: Hours,
}

impl Default for Appointments {
    fn default() -> Self {
        Self {
            known: BTreeMap::new(),
            listed: Loadable::Loading,
            period: None,
            next: None,
            went_on: false,
            shown: None,
            missing: None,
            refresh_at: None,
            feed: None,
            booking: None,
            directory: Directory::default(),
            hours: Hours::default(),
        }
    }
}

impl Appointments {
    pub(crate) fn find(&self, id: AppointmentId) -> Option<&Appointment> {
        self.known.get(&id)
    }

    /// The one with the larger version is the newer one; a call's status comes with the same version.
    pub(super) fn apply(&mut self, appointment: Appointment) {
        let outdated = self
            .known
            .get(&appointment.id)
            .is_some_and(|known| known.version > appointment.version);
        if outdated {
            return;
        }
        if self
            .missing
            .as_ref()
            .is_some_and(|(id, _)| *id == appointment.id)
        {
            self.missing = None;
        }
        if self.known.len() >= MAX_KNOWN && !self.known.contains_key(&appointment.id) {
            self.known.pop_first();
        }
        self.known.insert(appointment.id, appointment);
    }
}

/// So many days of slots are here at once: four weeks and a day, so that whole weeks fit in any zone.
const WINDOW_MS: i64 = 29 * DAY_MS;

/// One person looking for one time.
pub(crate) struct Booking {
    pub(crate) doctor_id: UserId,
    pub(super) moving: Option<AppointmentId>,
    pub(super) from: Timestamp,
    pub(super) slots: Loadable<SlotList>,
    /// The doctor, where the directory was not looked at.
    pub(super) doctor: Option<DoctorCard>,
    pub(super) form: FormState,
    pub(super) refresh_at: Option<Timestamp>,
}

impl Booking {
    /// Looks from then on; nothing is known yet.
    pub(super) fn new(doctor_id: UserId, moving: Option<AppointmentId>, from: Timestamp) -> Self {
        Self {
            doctor_id,
            moving,
            from,
            slots: Loadable::Loading,
            doctor: None,
            form: FormState::default(),
            refresh_at: None,
        }
    }

    /// Something changed that its slots depend on.
    pub(crate) fn refresh_soon(&mut self) {
        self.refresh_at = Some(Timestamp::default());
    }

    pub(super) fn to(&self) -> Timestamp {
        self.from.plus_ms(WINDOW_MS)
    }
}

/// The doctors as far as they are known.
#[derive(Default)]
pub(crate) struct Directory {
    pub(crate) pages: Pages<DoctorCard>,
    /// Those whom the server found, beyond the pages that are here.
    pub(super) found: Vec<DoctorCard>,
    pub(super) refresh_at: Option<Timestamp>,
}

impl Directory {
    pub(crate) fn all(&self) -> impl Iterator<Item = &DoctorCard> {
        self.pages.rows().iter().chain(self.beyond())
    }

    /// Those who were found and are in none of the pages.
    pub(super) fn beyond(&self) -> impl Iterator<Item = &DoctorCard> {
        let listed = |one: &DoctorCard| {
            let mut rows = self.pages.rows().iter();
            rows.any(|known| known.user_id == one.user_id)
        };
        self.found.iter().filter(move |one| !listed(one))
    }

    pub(crate) fn find(&self, id: UserId) -> Option<&DoctorCard> {
        self.all().find(|doctor| doctor.user_id == id)
    }

    pub(crate) fn apply_presence(
        &mut self,
        user_id: UserId,
        presence: Presence,
        (reachability, accepts): (Reachability, bool),
    ) {
        let listed = self.pages.rows_mut().into_iter().flatten();
        let all = listed.chain(&mut self.found);
        for doctor in all.filter(|doctor| doctor.user_id == user_id) {
            doctor.presence = presence;
            doctor.reachability = reachability;
            doctor.accepts_direct_calls = accepts;
        }
    }
}

/// What is known of them, and the forms.
pub(crate) struct Hours {
    pub(crate) plan: Loadable<Availability>,
    pub(super) rule: FormState,
    pub(super) exception: FormState,
    pub(super) lead_times: FormState,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            plan: Loadable::Loading,
            rule: FormState::default(),
            exception: FormState::default(),
            lead_times: FormState::default(),
        }
    }
}
