//! Mails that wait: claimed, written from what is true by then, and handed to the mail server.
//!
//! A mail is tried again until the mail server takes it, and so may come twice where that server took it
//! and could not say so any more; its Message-ID is the same each time.

use crate::app::{appointments, email};
use crate::error::AppError;
use crate::mailer::{Email, Mailer, SendError};
use crate::state::AppState;
use domain::mail::pause_after;
use shared::Timestamp;
use store::{MailAbout, WaitingMail};

/// Most mails claimed at once.
const MAX_CLAIMED: i64 = 10;
/// How long a claim lasts, in milliseconds: longer than all of a claim's mails take when each is
/// waited for as long as it may.
const CLAIM_MS: i64 = 10 * 60 * 1000;

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
    mail: &WaitingMail,
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
    mail: &WaitingMail,
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
    let mail_id = mail.id;
    state
        .write(move |tx| match pause_ms {
            Some(pause_ms) => Ok(tx.postpone_mail(mail_id, now.plus_ms(pause_ms))?),
            None => Ok(tx.delete_mail(mail_id)?),
        })
        .await
}

/// Writes a mail from what is true now; nothing where there is nobody to write to any more.
async fn write(
    state: &AppState,
    mailer: &Mailer,
    mail: &WaitingMail,
    now: Timestamp,
) -> Result<Option<Email>, AppError> {
    let message_id = format!("<{}@medconsult>", mail.id);
    match mail.about.clone() {
        MailAbout::Appointment {
            user_id,
            appointment_id,
            occasion,
        } => {
            let about = (user_id, appointment_id, occasion);
            let from = (message_id, mailer.address());
            appointments::mails::write(state, from, about, now).await
        }
        MailAbout::Code { hash } => email::write_code(state, message_id, hash, now).await,
        MailAbout::AddressChanged { user_id, before } => {
            email::write_changed(state, message_id, user_id, before).await
        }
    }
}
