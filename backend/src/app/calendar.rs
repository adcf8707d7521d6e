//! A person's appointments for the person's own calendar.

use crate::app::appointment_records::{own, side_of};
use crate::app::{Asker, Trouble, record};
use crate::calendars::write_calendar;
use crate::clock;
use crate::practice::Practice;
use shared::{AppointmentId, CalendarFeed, Pii, paths};
use store::Period;

/// Longest token that is looked up, in bytes; ours have 43.
const TOKEN_BYTES: usize = 64;
/// How far back a feed goes, in milliseconds: 90 days.
const BACK_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Most appointments in a feed.
const FEED_MOST: i64 = 1_000;

/// One appointment as a file.
///
/// # Errors
/// Somebody else's, or none.
pub async fn of_appointment(
    practice: &Practice,
    asker: Asker,
    appointment_id: AppointmentId,
) -> Result<String, Trouble> {
    let (link, now) = (practice.settings.public_url.clone(), clock::now());
    practice
        .read(move |tx| {
            let (record, _) = own(tx, asker, appointment_id)?;
            Ok(write_calendar(&[record], link.as_deref(), None, now)?)
        })
        .await
}

/// The private address of the own feed; it is made when it is first asked for.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn feed(practice: &Practice, asker: Asker) -> Result<CalendarFeed, Trouble> {
    side_of(asker)?;
    let user_id = asker.caller.user_id;
    let known = practice.read(move |tx| Ok(tx.feed_token(user_id)?)).await?;
    match known {
        Some(token) => Ok(at(&token)),
        None => renew_feed(practice, asker).await,
    }
}

/// Gives the own feed another address; the one before leads nowhere any more.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn renew_feed(practice: &Practice, asker: Asker) -> Result<CalendarFeed, Trouble> {
    side_of(asker)?;
    let (user_id, now) = (asker.caller.user_id, clock::now());
    let token = Pii(clock::random_token());
    practice
        .write(move |tx| {
            tx.save_feed_token(user_id, &token)?;
            record(tx, Some(user_id), "calendar.renew", user_id, now)?;
            Ok(at(&token))
        })
        .await
}

fn at(token: &Pii) -> CalendarFeed {
    CalendarFeed {
        path: Pii(paths::CALENDAR_FEED.replace("{token}", token.reveal())),
    }
}

/// The appointments of whoever's feed it is, without a sign-in: calendars know only the address.
///
/// # Errors
/// Nobody's.
pub async fn read_feed(practice: &Practice, token: Pii) -> Result<String, Trouble> {
    if token.reveal().len() > TOKEN_BYTES {
        return Err(Trouble::NotFound);
    }
    let (link, now) = (practice.settings.public_url.clone(), clock::now());
    practice
        .read(move |tx| {
            let owner = tx.feed_owner(&token)?.ok_or(Trouble::NotFound)?;
            let period = Period {
                from: Some(now.plus_ms(-BACK_MS)),
                to: None,
            };
            let own = tx.appointments_of(owner, period, FEED_MOST)?;
            Ok(write_calendar(&own, link.as_deref(), None, now)?)
        })
        .await
}
