//! Appointments, doctors and hours as this device knows them.

use crate::api::error::RequestError;
use crate::appointments::feed_view::FeedView;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{
    Appointment, AppointmentId, Availability, DoctorCard, Presence, Reachability, SlotList,
    Timestamp, UserId,
};
use std::collections::BTreeMap;

pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Appointments kept; the earliest make room.
const MAX_KNOWN: usize = 3_000;

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
pub(crate) struct Directory {
    pub(crate) list: Loadable<Vec<DoctorCard>>,
    pub(super) refresh_at: Option<Timestamp>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            refresh_at: None,
        }
    }
}

impl Directory {
    pub(crate) fn find(&self, id: UserId) -> Option<&DoctorCard> {
        match &self.list {
            Loadable::Loaded { value } => value.iter().find(|doctor| doctor.user_id == id),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    pub(crate) fn apply_presence(
        &mut self,
        user_id: UserId,
        presence: Presence,
        (reachability, accepts): (Reachability, bool),
    ) {
        let Loadable::Loaded { value } = &mut self.list else {
            return;
        };
        for doctor in value.iter_mut().filter(|doctor| doctor.user_id == user_id) {
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
