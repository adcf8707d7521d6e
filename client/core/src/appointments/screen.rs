//! The screens of appointments.

use crate::appointments::state::{Appointments, DAY_MS, Span};
use crate::appointments::view::{AppointmentScreen, AppointmentsScreen};
use crate::calls::state::Calls;
use crate::chat::state::Chat;
use crate::ctx::Ctx;
use crate::schedules::state::Schedules;
use crate::view_parts::{Loadable, show};
use shared::{Appointment, AppointmentId, AppointmentState, Role};

/// What a doctor's calendar shows before it was told otherwise.
const SHOWN_BACK_MS: i64 = 8 * DAY_MS;

const SHOWN_AHEAD_MS: i64 = 42 * DAY_MS;

impl Appointments {
    pub(crate) fn appointments_screen(
        &self,
        cx: &Ctx,
        schedules: &Schedules,
        calls: &Calls,
    ) -> AppointmentsScreen {
        let doctor = cx.account.role() == Some(Role::Doctor);
        let rows = || {
            let mut shown: Vec<&Appointment> = self
                .known
                .values()
                .filter(|one| !doctor || self.is_in_view(cx, one))
                .collect();
            shown.sort_by_key(|one| (one.starts_at, one.id));
            let rows = shown
                .into_iter()
                .map(|one| self.appointment_row(cx, calls, one));
            rows.collect()
        };
        AppointmentsScreen {
            appointments: show(&self.listed, |()| rows()),
            schedules: if doctor {
                schedules.all().to_vec()
            } else {
                Vec::new()
            },
            feed: self.feed.clone(),
        }
    }

    /// Whether a doctor's calendar shows it, or it waits for an answer.
    fn is_in_view(&self, cx: &Ctx, appointment: &Appointment) -> bool {
        let now = cx.link.to_server(cx.now);
        let near = Span {
            from: now.plus_ms(-SHOWN_BACK_MS),
            to: now.plus_ms(SHOWN_AHEAD_MS),
        };
        let within =
            |span: Span| span.from < appointment.ends_at && appointment.starts_at < span.to;
        appointment.state == AppointmentState::Pending
            || within(near)
            || self.shown.is_some_and(within)
    }

    pub(crate) fn appointment_screen(
        &self,
        cx: &Ctx,
        calls: &Calls,
        chat: &Chat,
        id: AppointmentId,
    ) -> AppointmentScreen {
        let found = self.find(id);
        let missing = self.missing.as_ref().filter(|(of, _)| *of == id);
        AppointmentScreen {
            appointment_id: id,
            row: match (found, missing) {
                (Some(appointment), _) => Loadable::Loaded {
                    value: self.appointment_row(cx, calls, appointment),
                },
                (None, Some((_, problem))) => Loadable::Failed {
                    problem: problem.clone(),
                },
                (None, None) => Loadable::Loading,
            },
            chat: found.map(|one| chat.chat_badge(one.id.into())),
        }
    }
}
