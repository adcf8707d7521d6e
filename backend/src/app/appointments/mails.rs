//! Mails about appointments: stored with what they tell, written and sent later.
//!
//! A mail says that something is the matter and where to look it up: no name, no reason, nothing
//! clinical. It is tried again until the mail server takes it, and so may come twice where that
//! server took it and could not say so any more; its Message-ID is the same each time.

use crate::app::appointments::party::person;
use crate::app::notifications::wants_mail;
use crate::clock;
use crate::error::AppError;
use crate::ical::{Invitation, method_of, write_calendar};
use crate::mailer::{Email, Mailer, SendError};
use crate::state::AppState;
use domain::mail::{Occasion, concerns_both, pause_after};
use i18n::{Language, MailWords};
use shared::{AppointmentNews, NotificationKind, Party, Pii, Timestamp};
use store::{AppointmentRecord, UserRecord, WaitingMail, WriteTx};

/// Most mails claimed at once.
const MAX_CLAIMED: i64 = 10;
/// How long a claim lasts, in milliseconds: longer than all of a claim's mails take when each is
/// waited for as long as it may.
const CLAIM_MS: i64 = 10 * 60 * 1000;

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
        user_id,
        appointment_id: appointment.id,
        occasion,
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

/// Forgets every waiting mail, where the clinic sends none.
pub async fn forget_all(state: &AppState) -> Result<(), AppError> {
    if state.read(|tx| Ok(tx.next_mail()?)).await?.is_some() {
        state.write(|tx| Ok(tx.forget_mails()?)).await?;
    }
    Ok(())
}

/// Claims what is due, for as long as sending it may take.
pub async fn claim_due(state: &AppState, now: Timestamp) -> Result<Vec<WaitingMail>, AppError> {
    let next = state.read(|tx| Ok(tx.next_mail()?)).await?;
    if next.is_none_or(|due_at| now < due_at) {
        return Ok(Vec::new());
    }
    let until = now.plus_ms(CLAIM_MS);
    state
        .write(move |tx| Ok(tx.claim_mails(now, until, MAX_CLAIMED)?))
        .await
}

/// Writes a claimed mail and hands it to the mail server; what came of that.
pub async fn send(
    state: &AppState,
    mailer: &Mailer,
    mail: WaitingMail,
    now: Timestamp,
) -> Result<Result<(), SendError>, AppError> {
    Ok(match write(state, mailer, mail, now).await? {
        Some(email) => mailer.send(email).await,
        None => Err(SendError::Unwritable),
    })
}

/// Forgets a mail that was sent or never can be, and puts off one that can't be sent now.
pub async fn settle(
    state: &AppState,
    mail: WaitingMail,
    outcome: Result<(), SendError>,
    now: Timestamp,
) -> Result<(), AppError> {
    let pause_ms = match outcome {
        Err(SendError::NotNow) => pause_after(mail.tries),
        Ok(()) | Err(SendError::Refused | SendError::Unwritable) => None,
    };
    if let Err(error) = outcome {
        let gives_up = pause_ms.is_none();
        tracing::warn!(%error, tries = mail.tries, gives_up, "a mail did not go out");
    }
    state
        .write(move |tx| match pause_ms {
            Some(pause_ms) => Ok(tx.postpone_mail(mail.id, now.plus_ms(pause_ms))?),
            None => Ok(tx.delete_mail(mail.id)?),
        })
        .await
}

/// Writes a mail from what is true now; nothing where there is nobody to write to any more.
async fn write(
    state: &AppState,
    mailer: &Mailer,
    mail: WaitingMail,
    now: Timestamp,
) -> Result<Option<Email>, AppError> {
    let link = state.config.public_url.clone();
    let organizer = mailer.address();
    state
        .read(move |tx| {
            let Some(appointment) = tx.appointment(mail.appointment_id)? else {
                return Ok(None);
            };
            let Some(user) = tx.user(mail.user_id)? else {
                return Ok(None);
            };
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
                    let text =
                        write_calendar(one, language, link.as_deref(), Some(invitation), now)?;
                    Some((text, method.word()))
                }
            };
            let words = language.words().mails;
            let (subject, text) =
                written_to(&user, &appointment, mail.occasion, words, link.as_deref());
            Ok(Some(Email {
                message_id: format!("<{}@medconsult>", mail.id),
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

/// A time by the reader's own clock, with the zone's name, as nobody knows where it is read.
fn shown(at: Timestamp, time_zone: &str) -> String {
    let zone = domain::zone::find(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M %Q").to_string()
}
