//! Appointments as iCalendar (RFC 5545), for people's own calendars.
//!
//! A calendar is shown on lock screens and kept by third parties, so an entry says that there is a
//! consultation and where to look it up: no name, no reason, nothing clinical.

use anyhow::Context;
use chrono::{DateTime, Utc};
use i18n::Language;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use shared::{AppointmentState, Timestamp};
use store::AppointmentRecord;

/// The right side of a UID (RFC 7986, 5.3 asks for no host any more; the left side is unique).
const UID_DOMAIN: &str = "medconsult";

/// What a calendar that comes by mail asks its reader to do (RFC 5546, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Enter it, or change what was entered.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    /// As it stands in the calendar and in the mail's header.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Between whom a calendar goes by mail.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// What the reader is to do.
    pub method: Method,
    /// The clinic's address.
    pub organizer: &'a str,
    /// The person's.
    pub attendee: &'a str,
}

/// What the state of an appointment asks of a calendar by mail; nothing while it is only a wish.
#[must_use]
pub const fn method_of(state: AppointmentState) -> Option<Method> {
    match state {
        AppointmentState::Pending => None,
        AppointmentState::Confirmed | AppointmentState::Completed | AppointmentState::NoShow => {
            Some(Method::Request)
        }
        AppointmentState::Rescheduled | AppointmentState::Cancelled => Some(Method::Cancel),
    }
}

/// A calendar with these appointments in its reader's language, as text with the line ends that RFC 5545, 3.1 asks for.
///
/// # Errors
/// An appointment lies beyond the calendar.
pub fn write_calendar(
    appointments: &[AppointmentRecord],
    language: Language,
    link: Option<&str>,
    invitation: Option<Invitation<'_>>,
) -> anyhow::Result<String> {
    // The library's own would bring a PRODID besides ours, and there may be one (RFC 5545, 3.6).
    let mut calendar = Calendar::empty();
    for property in [
        ("VERSION", "2.0"),
        ("PRODID", "-//MedConsult//Appointments//EN"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property(property);
    }
    if let Some(invitation) = invitation {
        calendar.append_property(("METHOD", invitation.method.word()));
    }
    for appointment in appointments {
        calendar.push(event(appointment, language, link, invitation)?);
    }
    Ok(calendar.to_string())
}

fn event(
    appointment: &AppointmentRecord,
    language: Language,
    link: Option<&str>,
    invitation: Option<Invitation<'_>>,
) -> anyhow::Result<Event> {
    let mut event = Event::with_uid(&format!("{}@{UID_DOMAIN}", appointment.id));
    event
        .summary(language.words().calendar_entry)
        // When it was changed last, and not when it was asked for (RFC 5545, 3.8.7.2).
        .timestamp(instant(appointment.changed_at())?)
        .starts(instant(appointment.time.starts_at)?)
        .ends(instant(appointment.time.ends_at)?)
        .sequence(u32::try_from(appointment.version).unwrap_or(u32::MAX))
        .status(match appointment.state {
            AppointmentState::Pending => EventStatus::Tentative,
            AppointmentState::Confirmed
            | AppointmentState::Completed
            | AppointmentState::NoShow => EventStatus::Confirmed,
            AppointmentState::Rescheduled | AppointmentState::Cancelled => EventStatus::Cancelled,
        });
    event.add_property("CLASS", "PRIVATE");
    if let Some(link) = link {
        event.add_property("URL", link);
    }
    if let Some(invitation) = invitation {
        event.add_property("ORGANIZER", format!("mailto:{}", invitation.organizer));
        // Without these, mail programs show no way to accept (RFC 5546, 2.1.3).
        let attendee = Property::new("ATTENDEE", format!("mailto:{}", invitation.attendee))
            .add_parameter("CUTYPE", "INDIVIDUAL")
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", "NEEDS-ACTION")
            .add_parameter("RSVP", "TRUE")
            .done();
        event.append_property(attendee);
    }
    Ok(event.done())
}

fn instant(at: Timestamp) -> anyhow::Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(at.0).context("an instant beyond the calendar")
}
