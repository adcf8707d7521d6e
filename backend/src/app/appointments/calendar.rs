//! A person's appointments for the person's own calendar.

use crate::access_log::Look;
use crate::app::appointments::party::side_of;
use crate::app::appointments::records::own;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::ical::write_calendar;
use crate::state::AppState;
use crate::tokens::token_hash;
use i18n::Language;
use shared::{AppointmentId, CalendarFeed, CalendarFeedAddress, Pii, Timestamp, UserId, paths};
use store::{Period, ReadTx};

/// Longest token that is looked up, in bytes; ours have 43.
const TOKEN_BYTES: usize = 64;
/// How far back a feed goes, in milliseconds: 90 days.
const BACK_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Most appointments in a feed, the latest: more than fit into what it looks back and what may be booked ahead.
const MAX_IN_FEED: i64 = 20_000;

/// One appointment as a file.
///
/// # Errors
/// Somebody else's, or none.
pub async fn of_appointment(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<String, AppError> {
    let link = state.config.public_url.clone();
    state
        .read(move |tx| {
            let (record, _) = own(tx, principal, appointment_id)?;
            let language = language_of(tx, principal.identity.user_id)?;
            Ok(write_calendar(&[record], language, link.as_deref(), None)?)
        })
        .await
}

/// Whether there is a feed of one's own.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn feed(state: &AppState, principal: Principal) -> Result<CalendarFeed, AppError> {
    side_of(principal)?;
    let user_id = principal.identity.user_id;
    let exists = state.read(move |tx| Ok(tx.has_feed(user_id)?)).await?;
    Ok(CalendarFeed { exists })
}

/// Gives the own feed an address, which is told this once; the one before leads nowhere any more.
///
/// # Errors
/// Neither doctor nor patient.
pub async fn renew_feed(
    state: &AppState,
    principal: Principal,
) -> Result<CalendarFeedAddress, AppError> {
    side_of(principal)?;
    let (user_id, now) = (principal.identity.user_id, principal.now);
    let token = Pii(clock::random_token());
    let hash = token_hash(&token);
    state
        .write(move |tx| {
            tx.save_feed(user_id, &hash)?;
            audit::record(tx, Some(user_id), "calendar.renew", user_id, now)
        })
        .await?;
    Ok(CalendarFeedAddress {
        path: Pii(paths::CALENDAR_FEED.replace("{token}", token.reveal())),
    })
}

/// The appointments of whoever's feed it is, without a sign-in: calendars know only the address.
///
/// # Errors
/// Nobody's.
pub async fn read_feed(state: &AppState, token: Pii, now: Timestamp) -> Result<String, AppError> {
    if token.reveal().len() > TOKEN_BYTES {
        return Err(AppError::NotFound);
    }
    let link = state.config.public_url.clone();
    let hash = token_hash(&token);
    let (owner, text) = state
        .read(move |tx| {
            let owner = tx.feed_owner(&hash)?.ok_or(AppError::NotFound)?;
            let period = Period::since(now.plus_ms(-BACK_MS));
            let own = tx.appointments_within(owner, period, MAX_IN_FEED)?;
            let language = language_of(tx, owner)?;
            let text = write_calendar(&own, language, link.as_deref(), None)?;
            Ok((owner, text))
        })
        .await?;
    // Nobody knows who asks: somebody with the address.
    let look = Look {
        actor_id: None,
        action: "calendar.read",
        subject_id: owner.to_string(),
        detail: "",
    };
    state.access_log.note(look, now);
    Ok(text)
}

/// The first of the person's languages that the house speaks.
fn language_of(tx: &mut ReadTx<'_>, user_id: UserId) -> Result<Language, AppError> {
    let user = tx.user(user_id)?.ok_or(AppError::NotFound)?;
    Ok(Language::of_tags(&user.profile.languages))
}
