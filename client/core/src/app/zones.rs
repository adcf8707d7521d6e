//! Whose time zones a screen needs.

use crate::appointments::view::{AppointmentRow, AppointmentScreen, AppointmentsScreen};
use crate::view::Screen;
use crate::view_parts::Loadable;
use crate::zones::{Zone, Zones};
use shared::{Appointment, Me, Role};
use std::collections::BTreeSet;

/// What the page needs for this screen.
pub(super) fn zones_of(me: Option<&Me>, screen: &Screen) -> Zones {
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
