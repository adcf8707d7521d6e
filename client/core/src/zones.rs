//! Which offset from UTC a time zone has at which instant, for the page to show times by.
//!
//! One database of zones is in the product: the one that jiff brings along, for server and app alike. A web
//! view's own may be years older, and the two would then name different hours for one appointment.
//! Nothing here reads a zone of the system.

use crate::appointments::view::{AppointmentRow, AppointmentScreen, AppointmentsScreen};
use crate::view::Screen;
use crate::view_parts::Loadable;
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use shared::{Appointment, Me, Role};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// 2020: nothing in the product is older.
const FROM: Timestamp = Timestamp::constant(1_577_836_800, 0);
/// 2060: laws about the clock are not made for longer.
const TO: Timestamp = Timestamp::constant(2_840_140_800, 0);

/// The zones of whatever is on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Zones {
    /// Of whoever is signed in; UTC while nobody is.
    pub own: Zone,
    /// Of others on the screen, by name.
    pub others: Vec<Zone>,
}

/// One time zone, between 2020 and 2060.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Zone {
    /// Its IANA name.
    pub name: String,
    /// Seconds east of UTC before the first shift.
    pub offset_s: i32,
    /// Each change of the offset: the instant in Unix seconds, and seconds east of UTC from then on.
    #[cfg_attr(feature = "ts", ts(type = "[number, number][]"))]
    pub shifts: Vec<(i64, i32)>,
}

impl Zone {
    /// The zone of that name; absent where the database doesn't have it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = database().get(name).ok()?;
        Some(Self::of(name, &zone))
    }

    fn utc() -> Self {
        Self::of("UTC", &TimeZone::UTC)
    }

    fn of(name: &str, zone: &TimeZone) -> Self {
        let offset_s = zone.to_offset(FROM).seconds();
        let mut before = offset_s;
        let shifts = zone
            .following(FROM)
            .take_while(|next| next.timestamp() < TO);
        let shifts = shifts.filter_map(|next| {
            let offset = next.offset().seconds();
            // Some change the zone's abbreviation alone.
            let is_shift = offset != std::mem::replace(&mut before, offset);
            is_shift.then(|| (next.timestamp().as_second(), offset))
        });
        Self {
            name: name.to_owned(),
            offset_s,
            shifts: shifts.collect(),
        }
    }
}

/// The names of all zones that a person can choose from.
#[must_use]
pub fn zone_names() -> Vec<String> {
    database()
        .available()
        .map(|name| name.to_string())
        .collect()
}

fn database() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}

/// What the page needs for this screen.
pub(crate) fn zones_of(me: Option<&Me>, screen: &Screen) -> Zones {
    let own = me
        .and_then(|me| Zone::named(&me.time_zone))
        .unwrap_or_else(Zone::utc);
    let mut others = me.map_or_else(BTreeSet::new, |me| named_on(screen, me.role));
    others.remove(own.name.as_str());
    Zones {
        others: others.into_iter().filter_map(Zone::named).collect(),
        own,
    }
}

/// Whose clocks a screen shows beside the person's own.
fn named_on(screen: &Screen, role: Role) -> BTreeSet<&str> {
    match screen {
        Screen::Appointments(AppointmentsScreen {
            appointments: Loadable::Loaded { value },
            ..
        }) => value
            .iter()
            .map(|row| of_other(&row.appointment, role))
            .collect(),
        Screen::Appointment(screen) => match &**screen {
            AppointmentScreen {
                row:
                    Loadable::Loaded {
                        value: AppointmentRow { appointment, .. },
                    },
                ..
            } => BTreeSet::from([of_other(appointment, role)]),
            AppointmentScreen { .. } => BTreeSet::new(),
        },
        Screen::Booking(booking) => {
            let moved = booking.moving.as_ref().map(|moving| of_other(moving, role));
            moved
                .into_iter()
                .chain([booking.time_zone.as_str()])
                .collect()
        }
        Screen::Opening
        | Screen::SignIn(_)
        | Screen::Register(_)
        | Screen::ProveAddress(_)
        | Screen::AwaitingApproval
        | Screen::DoctorHome { .. }
        | Screen::PracticeRoom(_)
        | Screen::PatientHome { .. }
        | Screen::WaitingRoom(_)
        | Screen::Profile(_)
        | Screen::AdminNotice
        | Screen::Doctors(_)
        | Screen::Appointments(_)
        | Screen::Messages(_)
        | Screen::History(_)
        | Screen::Availability(_) => BTreeSet::new(),
    }
}

/// The zone of the one whom this person meets.
fn of_other(appointment: &Appointment, role: Role) -> &str {
    match role {
        Role::Doctor => &appointment.patient_time_zone,
        Role::Patient | Role::Admin => &appointment.doctor_time_zone,
    }
}
