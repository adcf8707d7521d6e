//! Mails about appointments: stored with what they tell, written and sent later.
//!
//! A mail says that something is the matter and where to look it up: no name, no reason, nothing
//! clinical.

use crate::app::appointments::party::person;
use crate::app::notifications::wants_mail;
use crate::clock;
use crate::error::AppError;
use crate::ical::{Invitation, method_of, write_calendar};
use crate::mailer::{Email, SendError};
use crate::state::AppState;
use domain::mail::{Occasion, concerns_both, is_true};
use i18n::{Language, MailWords};
use shared::{AppointmentId, AppointmentNews, NotificationKind, Party, Pii, Timestamp, UserId};
use store::{AppointmentRecord, MailAbout, UserRecord, WaitingMail, WriteTx};
use uuid::Uuid;

/// Stores the mails about what became of an appointment, of which that side is told.
pub(in crate::app) fn post_news(
    tx: &mut WriteTx<'_>,
    appointment: &AppointmentRecord,
    side: Party,
    news: AppointmentNews,
    now: Timestamp,
) -> Result<(), AppError> {
    post(tx, appointment, side, Occasion::News(news), now)?;
    if concerns_both(news) {
        post(tx, appointment, side.other(), Occasion::News(news), now)?;
    }
    Ok(())
}

/// Stores a mail to that side, where that person wants mails of its kind.
pub(in crate::app) fn post(
    tx: &mut WriteTx<'_>,
    appointment: &AppointmentRecord,
    side: Party,
    occasion: Occasion,
    now: Timestamp,
) -> Result<(), AppError> {
    let user_id = person(appointment, side);
    if !wants_mail(tx, user_id, kind_of(occasion))? {
        return Ok(());
    }
    let mail = WaitingMail {
        id: clock::new_id(),
        about: MailAbout::Appointment {
            user_id,
            appointment_id: appointment.id,
            occasion,
        },
        tries: 0,
    };
    Ok(tx.add_mail(&mail, now)?)
}

const fn kind_of(occasion: Occasion) -> NotificationKind {
    match occasion {
        Occasion::News(_) => NotificationKind::AppointmentChanged,
        Occasion::Reminder(_) => NotificationKind::AppointmentReminder,
    }
}

/// Writes a mail from what is true now. What was overtaken meanwhile, by the appointment or by newer news of it,
/// is outdated.
pub(in crate::app) async fn write(
    state: &AppState,
    (mail_id, message_id, organizer): (Uuid, String, String),
    (user_id, appointment_id, occasion): (UserId, AppointmentId, Occasion),
    now: Timestamp,
) -> Result<Result<Email, SendError>, AppError> {
    let link = state.config.public_url.clone();
    state
        .read(move |tx| {
            let appointment = tx.appointment(appointment_id)?;
            let (Some(appointment), Some(user)) = (appointment, tx.user(user_id)?) else {
                return Ok(Err(SendError::Outdated));
            };
            let (state, starts_at) = (appointment.state, appointment.time.starts_at);
            let is_overtaken = matches!(occasion, Occasion::News(_))
                && tx.has_newer_news(mail_id, (user_id, appointment_id))?;
            if is_overtaken || !is_true(occasion, state, starts_at, now) {
                return Ok(Err(SendError::Outdated));
            }
            let to = user.email.clone();
            let language = Language::of_tags(&user.profile.languages);
            let calendar = match method_of(appointment.state) {
                None => None,
                Some(method) => {
                    let invitation = Invitation {
                        method,
                        organizer: &organizer,
                        attendee: to.reveal(),
                    };
                    let one = std::slice::from_ref(&appointment);
                    let text = write_calendar(one, language, link.as_deref(), Some(invitation))?;
                    Some((text, method.word()))
                }
            };
            let words = language.words().mails;
            let (subject, text) = written_to(&user, &appointment, occasion, words, link.as_deref());
            Ok(Ok(Email {
                message_id,
                to: Pii(to.reveal().clone()),
                subject,
                text,
                calendar,
            }))
        })
        .await
}

/// Subject and text, in the words of the person's language.
fn written_to(
    user: &UserRecord,
    appointment: &AppointmentRecord,
    occasion: Occasion,
    words: MailWords,
    link: Option<&str>,
) -> (String, String) {
    let subject = match occasion {
        Occasion::News(news) => (words.news)(news),
        Occasion::Reminder(before) => (words.reminder)(before),
    };
    let when = shown(appointment.time.starts_at, &user.time_zone);
    let MailWords { starts, look, .. } = words;
    let look = match link {
        Some(link) => format!("{look}: {link}"),
        None => format!("{look}."),
    };
    (
        subject.to_owned(),
        format!("{subject}.\r\n\r\n{starts}: {when}\r\n\r\n{look}\r\n"),
    )
}

/// A time by the reader's own clock, with the zone's name, as nobody knows where it is read, and with its
/// distance to UTC: one hour of the year comes twice.
fn shown(at: Timestamp, time_zone: &str) -> String {
    let zone = domain::zone::find(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(zone)
        .strftime("%Y-%m-%d %H:%M %Q (UTC%:z)")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        // 2026-10-25: clocks in Vienna go from 03:00 +02:00 back to 02:00 +01:00 at 01:00 UTC.
        let half_past = |utc: &str| {
            let at: jiff::Timestamp = utc.parse().unwrap();
            shown(Timestamp(at.as_millisecond()), "Europe/Vienna")
        };
        let first = half_past("2026-10-25T00:30:00Z");
        let second = half_past("2026-10-25T01:30:00Z");
        assert_eq!(first, "2026-10-25 02:30 Europe/Vienna (UTC+02:00)");
        assert_eq!(second, "2026-10-25 02:30 Europe/Vienna (UTC+01:00)");
    }
}
