//! What there is to see of doctors, appointments and hours, and filling it in.

use crate::appointments::feed_view::FeedView;
use crate::appointments::state::{Appointments, DAY_MS, Span};
use crate::calls::state::Calls;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::schedules::state::Schedules;
use crate::session::forms::FormState;
use crate::view_parts::{Action, Loadable, show};
use serde::{Deserialize, Serialize};
use shared::{
    Appointment, AppointmentId, AppointmentState, Availability, DoctorCard, ExceptionId, Role,
    RuleId, Schedule, Slot, Timestamp, UserId,
};

/// The directory of doctors, for patients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DoctorsScreen {
    /// By name.
    pub doctors: Loadable<Vec<DoctorRow>>,
    /// Those whom the server found for the words that were looked for, beyond these.
    pub found: Vec<DoctorRow>,
    /// Show more of them; absent where all are here.
    pub more: Option<Action>,
}

/// One doctor of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DoctorRow {
    /// Who.
    pub doctor: DoctorCard,
    /// Look for a time with this doctor.
    pub book: Action,
    /// Ring this doctor now.
    pub call: Action,
}

/// The own appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentsScreen {
    /// By start: for a patient all, for a doctor those of the period shown, and every one that waits
    /// for an answer.
    pub appointments: Loadable<Vec<AppointmentRow>>,
    /// Show earlier ones; absent where all are here.
    pub more: Option<Action>,
    /// The doctor's sessions, which the calendar shows as well.
    pub schedules: Vec<Schedule>,
    /// The own calendar feed, once it was asked for.
    pub feed: Option<Loadable<FeedView>>,
}

/// One appointment, and what this person may do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentRow {
    /// As it is now.
    pub appointment: Appointment,
    /// Agree to it.
    pub confirm: Action,
    /// Refuse it.
    pub decline: Action,
    /// Give it up.
    pub cancel: Action,
    /// Ask for another time.
    pub move_to: Action,
    /// Start its call, or join the one that waits.
    pub start: Action,
}

/// One appointment from close up, which is its waiting room as well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentScreen {
    /// Which.
    pub appointment_id: AppointmentId,
    /// The appointment.
    pub row: Loadable<AppointmentRow>,
    /// The chat with the other one; absent until the appointment is here.
    pub chat: Option<ChatBadge>,
}

/// Looking for a time: a new appointment, or another time for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BookingScreen {
    /// With whom.
    pub doctor_id: UserId,
    /// The doctor, once known.
    pub doctor: Option<DoctorCard>,
    /// The appointment that gets another time; absent for a new one.
    pub moving: Option<Appointment>,
    /// The first instant whose slots are here.
    pub from: Timestamp,
    /// The first instant after those.
    pub to: Timestamp,
    /// Free slots by start.
    pub slots: Loadable<Vec<Slot>>,
    /// IANA zone of the doctor; empty until known.
    pub time_zone: String,
    /// Ask for a time.
    pub book: Action,
    /// How the last try went.
    pub form: FormState,
}

/// The doctor's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AvailabilityScreen {
    /// As the server has them.
    pub availability: Loadable<Availability>,
    /// The form for weekly hours.
    pub rule: FormState,
    /// The form for a day that is different.
    pub exception: FormState,
    /// The form for lead times.
    pub lead_times: FormState,
    /// Weekly hours that are being deleted.
    pub deleting_rules: Vec<RuleId>,
    /// Exceptions that are being deleted.
    pub deleting_exceptions: Vec<ExceptionId>,
    /// Change anything here.
    pub change: Action,
}

/// What a doctor's calendar shows before it was told otherwise.
const SHOWN_BACK_MS: i64 = 8 * DAY_MS;

const SHOWN_AHEAD_MS: i64 = 42 * DAY_MS;

pub(super) const fn near(now: Timestamp) -> Span {
    Span {
        from: now.plus_ms(-SHOWN_BACK_MS),
        to: now.plus_ms(SHOWN_AHEAD_MS),
    }
}

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
                schedules.for_calendar()
            } else {
                Vec::new()
            },
            more: self.more_appointments(cx),
            feed: self.feed.clone(),
        }
    }

    /// Whether a doctor's calendar shows it, or it waits for an answer.
    fn is_in_view(&self, cx: &Ctx, appointment: &Appointment) -> bool {
        let near = near(cx.server_now());
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
