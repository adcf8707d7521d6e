//! The screens of appointments.

use super::{SHOWN_AHEAD_MS, SHOWN_BACK_MS, Span};
use crate::{App, AppointmentScreen, AppointmentsScreen, Loadable};
use shared::{Appointment, AppointmentId, AppointmentState, Role};

impl App {
    pub(crate) fn appointments_screen(&self) -> AppointmentsScreen {
        let doctor = self.account.role() == Some(Role::Doctor);
        let rows = || {
            let mut shown: Vec<&Appointment> = self
                .appointments
                .known
                .values()
                .filter(|one| !doctor || self.is_in_view(one))
                .collect();
            shown.sort_by_key(|one| (one.starts_at, one.id));
            let rows = shown.into_iter().map(|one| self.appointment_row(one));
            rows.collect()
        };
        AppointmentsScreen {
            appointments: crate::view_parts::show(&self.appointments.listed, |()| rows()),
            schedules: match doctor {
                true => self.schedules.all().to_vec(),
                false => Vec::new(),
            },
            feed: self.appointments.feed.clone(),
        }
    }

    /// Whether a doctor's calendar shows it, or it waits for an answer.
    fn is_in_view(&self, appointment: &Appointment) -> bool {
        let now = self.link.to_server(self.now);
        let near = Span {
            from: now.plus_ms(-SHOWN_BACK_MS),
            to: now.plus_ms(SHOWN_AHEAD_MS),
        };
        let within =
            |span: Span| span.from < appointment.ends_at && appointment.starts_at < span.to;
        appointment.state == AppointmentState::Pending
            || within(near)
            || self.appointments.shown.is_some_and(within)
    }

    pub(crate) fn appointment_screen(&self, id: AppointmentId) -> AppointmentScreen {
        let found = self.appointments.find(id);
        let missing = self
            .appointments
            .missing
            .as_ref()
            .filter(|(of, _)| *of == id);
        AppointmentScreen {
            appointment_id: id,
            row: match (found, missing) {
                (Some(appointment), _) => Loadable::Loaded {
                    value: self.appointment_row(appointment),
                },
                (None, Some((_, problem))) => Loadable::Failed {
                    problem: problem.clone(),
                },
                (None, None) => Loadable::Loading,
            },
            chat: found.map(|one| self.chat_badge(one.id.into())),
        }
    }
}
