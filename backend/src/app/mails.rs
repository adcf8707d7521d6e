//! Mails that wait: claimed, written from what is true by then, and handed to the mail server.
//!
//! A mail is tried again until the mail server takes it, and so may come twice where that server took it
//! and could not say so any more; its Message-ID is the same each time.

use crate::app::notifications::notify;
use crate::app::{appointments, audit, email};
use crate::clock;
use crate::error::AppError;
use crate::mailer::{Email, Mailer, SendError};
use crate::state::AppState;
use domain::mail::{pause_after, pause_while_blocked};
use shared::{NotificationAbout, Pii, Timestamp, UserId};
use store::{MailAbout, WaitingMail, WriteTx};

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
async fn claim_due(state: &AppState, now: Timestamp) -> Result<Vec<WaitingMail>, AppError> {
    let next = state.read(|tx| Ok(tx.next_mail()?)).await?;
    if next.is_none_or(|due_at| now < due_at) {
        return Ok(Vec::new());
    }
    let until = now.plus_ms(CLAIM_MS);
    state
        .write(move |tx| Ok(tx.claim_mails(now, until, MAX_CLAIMED)?))
        .await
}

/// Sends what is due, one after the other. Where the mail server takes nothing from this clinic, the others are
/// not tried: a wrong password, given again and again, may lock the account.
pub async fn deliver_due(state: &AppState, mailer: &Mailer) -> Result<(), AppError> {
    let mut due = claim_due(state, clock::now()).await?.into_iter();
    while let Some(mail) = due.next() {
        let outcome = match write(state, mailer, &mail, clock::now()).await? {
            Ok(email) => mailer.send(email).await,
            Err(why) => Err(why),
        };
        settle(state, &mail, outcome, clock::now()).await?;
        if outcome == Err(SendError::AboutUs) {
            for mail in due.by_ref() {
                postpone(state, &mail, pause_while_blocked(mail.tries), clock::now()).await?;
            }
        }
    }
    Ok(())
}

async fn postpone(
    state: &AppState,
    mail: &WaitingMail,
    pause_ms: i64,
    now: Timestamp,
) -> Result<(), AppError> {
    let (mail_id, until) = (mail.id, now.plus_ms(pause_ms));
    state
        .write(move |tx| Ok(tx.postpone_mail(mail_id, until)?))
        .await
}

/// Forgets a mail that was sent or never can be, and puts off one that can't be sent now.
async fn settle(
    state: &AppState,
    mail: &WaitingMail,
    outcome: Result<(), SendError>,
    now: Timestamp,
) -> Result<(), AppError> {
    let (said, pause_ms) = match outcome {
        Ok(()) => ("sent", None),
        Err(SendError::Outdated) => ("outdated", None),
        Err(SendError::Refused) => ("refused", None),
        Err(SendError::Unwritable) => ("unwritable", None),
        Err(SendError::NotNow) => ("put_off", pause_after(mail.tries)),
        Err(SendError::AboutUs) => ("blocked", Some(pause_while_blocked(mail.tries))),
    };
    metrics::counter!("medconsult_mails_total", "outcome" => said).increment(1);
    match outcome {
        Ok(()) | Err(SendError::Outdated) => {}
        // Somebody has to see to it, and until then no mail goes out.
        Err(error @ SendError::AboutUs) => tracing::error!(%error, "mails wait"),
        Err(error) => {
            let gives_up = pause_ms.is_none();
            tracing::warn!(%error, tries = mail.tries, gives_up, "a mail did not go out");
        }
    }
    if let Some(pause_ms) = pause_ms {
        return postpone(state, mail, pause_ms, now).await;
    }
    let is_undeliverable = matches!(outcome, Err(SendError::Refused | SendError::Unwritable));
    let mail = mail.clone();
    state
        .write(move |tx| {
            if is_undeliverable {
                tell_undeliverable(tx, &mail.about, now)?;
            }
            Ok(tx.delete_mail(mail.id)?)
        })
        .await
}

/// Tells a person whom no mail reaches, and the doctor of the appointment that it was about.
fn tell_undeliverable(
    tx: &mut WriteTx<'_>,
    about: &MailAbout,
    now: Timestamp,
) -> Result<(), AppError> {
    let (user_id, appointment_id) = match about {
        MailAbout::Appointment {
            user_id,
            appointment_id,
            ..
        } => (*user_id, Some(*appointment_id)),
        MailAbout::Code { hash } => match tx.mail_token(hash)?.and_then(|token| token.user_id) {
            Some(user_id) => (user_id, None),
            // Whoever registers is nobody yet.
            None => return Ok(()),
        },
        // The address before is given up.
        MailAbout::AddressChanged { .. } => return Ok(()),
    };
    let Some(user) = tx.user(user_id)? else {
        return Ok(());
    };
    audit::record(tx, None, "mail.undeliverable", user_id, now)?;
    tell_once(tx, user_id, (user_id, None), now)?;
    let appointment = match appointment_id {
        Some(appointment_id) => tx.appointment(appointment_id)?,
        None => None,
    };
    if let Some(doctor_id) = appointment
        .map(|it| it.doctor_id)
        .filter(|it| *it != user_id)
    {
        tell_once(tx, doctor_id, (user_id, Some(user.name)), now)?;
    }
    Ok(())
}

fn tell_once(
    tx: &mut WriteTx<'_>,
    told: UserId,
    (whose, name): (UserId, Option<Pii>),
    now: Timestamp,
) -> Result<(), AppError> {
    if tx.is_told_of_mail(told, whose)? {
        return Ok(());
    }
    let about = NotificationAbout::MailUndeliverable {
        user_id: whose,
        other_name: name,
    };
    notify(tx, told, about, now)
}

/// Writes a mail from what is true now.
async fn write(
    state: &AppState,
    mailer: &Mailer,
    mail: &WaitingMail,
    now: Timestamp,
) -> Result<Result<Email, SendError>, AppError> {
    let message_id = format!("<{}@{}>", mail.id, mailer.domain());
    let written = match mail.about.clone() {
        MailAbout::Appointment {
            user_id,
            appointment_id,
            occasion,
        } => {
            let about = (user_id, appointment_id, occasion);
            let from = (mail.id, message_id, mailer.address());
            return appointments::mails::write(state, from, about, now).await;
        }
        MailAbout::Code { hash } => email::write_code(state, message_id, hash, now).await?,
        MailAbout::AddressChanged { user_id, before } => {
            email::write_changed(state, message_id, user_id, before).await?
        }
    };
    // A code that does not count any more, or nobody to write to.
    Ok(written.ok_or(SendError::Outdated))
}
