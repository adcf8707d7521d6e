//! Links that open something in the app: `medconsult://queue/<schedule>`,
//! `medconsult://appointment/<appointment>`, `medconsult://thread/<encounter>` and `medconsult://call/<call>`.
//!
//! Anybody can write such a link. So one shows a place and never does anything there: none accepts a
//! call or joins a queue.

use crate::{AppointmentIntent, ChatIntent, Intent, QueueIntent};
use shared::{AppointmentId, CallId, EncounterId, ScheduleId};
use std::str::FromStr;

const SCHEME: &str = "medconsult://";

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeepLink {
    /// A waiting room, or the doctor's side of it.
    Queue(ScheduleId),
    /// One's appointment.
    Appointment(AppointmentId),
    /// One's thread with somebody.
    Thread(EncounterId),
    /// A call. The app shows a call that goes on by itself, so this only brings the window up.
    Call(CallId),
}

impl DeepLink {
    /// What the person wants who opened it; nothing where the window is all that is wanted.
    #[must_use]
    pub fn intent(self) -> Option<Intent> {
        match self {
            Self::Queue(schedule_id) => Some(QueueIntent::OpenSchedule { schedule_id }.into()),
            Self::Appointment(appointment_id) => {
                Some(AppointmentIntent::OpenAppointment { appointment_id }.into())
            }
            Self::Thread(encounter_id) => Some(ChatIntent::OpenThread { encounter_id }.into()),
            Self::Call(_) => None,
        }
    }
}

impl FromStr for DeepLink {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(SCHEME).ok_or("no link of this app")?;
        let (place, id) = rest.split_once('/').ok_or("the link names no place")?;
        let id = id.strip_suffix('/').unwrap_or(id);
        let is_unreadable = |_| "the link's id is not readable";
        match place {
            "queue" => id.parse().map(Self::Queue).map_err(is_unreadable),
            "appointment" => id.parse().map(Self::Appointment).map_err(is_unreadable),
            "thread" => id.parse().map(Self::Thread).map_err(is_unreadable),
            "call" => id.parse().map(Self::Call).map_err(is_unreadable),
            _ => Err("the link leads to no place of this app"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn a_link_names_a_place_and_an_id() {
        assert_eq!(
            format!("medconsult://queue/{ID}").parse(),
            Ok(DeepLink::Queue(ID.parse().unwrap()))
        );
        assert_eq!(
            format!("medconsult://appointment/{ID}").parse(),
            Ok(DeepLink::Appointment(ID.parse().unwrap()))
        );
        assert_eq!(
            format!("medconsult://thread/{ID}").parse(),
            Ok(DeepLink::Thread(ID.parse().unwrap()))
        );
        assert_eq!(
            format!("medconsult://call/{ID}/").parse(),
            Ok(DeepLink::Call(ID.parse().unwrap()))
        );
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            format!("https://queue/{ID}"),
            format!("medconsult://accept/{ID}"),
            format!("medconsult://queue/{ID}/accept"),
            "medconsult://queue/".to_owned(),
            "medconsult://queue".to_owned(),
        ] {
            assert!(text.parse::<DeepLink>().is_err(), "{text}");
        }
    }
}
