//! One mail's way to the mail server, step by step: whose fault a refusal is depends on the step.
//!
//! What is refused before the recipient was named says that the clinic's server or its account there is set up
//! wrong, and holds for every mail. What is refused of a recipient holds for that one alone.

use super::mail::SendError;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::future::Future;
use std::time::Duration;

/// How long a mail server may take for one step (RFC 5321, 4.5.3.2 allows for minutes; whoever waits for a code
/// does not).
const PATIENCE: Duration = Duration::from_secs(20);

/// Which mail server, and as whom.
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
}

/// A step of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Greeting, TLS, signing in, and the sender.
    Ours,
    /// The recipient, and what is in the mail.
    Theirs,
}

/// What a refusal with this code comes to. Codes that ask for a sign-in are about us whenever they come
/// (RFC 4954, 6); so is a wrong order of commands.
const fn verdict(step: Step, code: u16) -> SendError {
    match (step, code) {
        (_, 400..=499) => SendError::NotNow,
        (Step::Theirs, 503 | 530 | 534 | 535 | 538) | (Step::Ours, _) => SendError::AboutUs,
        (Step::Theirs, _) => SendError::Refused,
    }
}

async fn take<T>(
    step: Step,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, SendError> {
    let Ok(answer) = tokio::time::timeout(PATIENCE, answer).await else {
        return Err(SendError::NotNow);
    };
    answer.map_err(|error| match error.status() {
        Some(code) => verdict(step, code.into()),
        // It offers no TLS or no way to sign in that is known here.
        None if error.is_client() || error.is_tls() => SendError::AboutUs,
        None => SendError::NotNow,
    })
}

impl Server {
    /// Hands a mail over.
    ///
    /// # Errors
    /// It did not take it: see [`SendError`].
    pub async fn deliver(
        &self,
        from: &Address,
        to: &Address,
        mail: &[u8],
    ) -> Result<(), SendError> {
        let mut connection = self.connect().await?;
        let outcome = hand_over(&mut connection, from, to, mail).await;
        // Whether it hears the farewell or not.
        tokio::time::timeout(PATIENCE, connection.abort())
            .await
            .ok();
        outcome
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let name = ClientId::default();
        let at_once = match &self.tls {
            Tls::Wrapper(tls) => Some(tls.clone()),
            Tls::None | Tls::Opportunistic(_) | Tls::Required(_) => None,
        };
        let address = (self.host.as_str(), self.port);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(address, Some(PATIENCE), &name, at_once, None);
        let mut connection = take(Step::Ours, connecting).await?;
        if let Tls::Required(tls) = &self.tls {
            let tls: TlsParameters = tls.clone();
            take(Step::Ours, connection.starttls(tls, &name)).await?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            take(Step::Ours, signing_in).await?;
        }
        Ok(connection)
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    from: &Address,
    to: &Address,
    mail: &[u8],
) -> Result<(), SendError> {
    let server = connection.server_info();
    let mut parameters = Vec::new();
    if !AsRef::<str>::as_ref(to).is_ascii() {
        // RFC 6531, 3.1: who lacks it can't name such a recipient.
        if !server.supports_feature(Extension::SmtpUtfEight) {
            return Err(SendError::Refused);
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !mail.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = Mail::new(Some(from.clone()), parameters);
    take(Step::Ours, connection.command(sender)).await?;
    let recipient = Rcpt::new(to.clone(), Vec::new());
    take(Step::Theirs, connection.command(recipient)).await?;
    take(Step::Theirs, connection.command(Data)).await?;
    take(Step::Theirs, connection.message(mail)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_about_whoever_was_named_last() {
        for (step, code, expected) in [
            (Step::Ours, 421, SendError::NotNow),
            (Step::Ours, 535, SendError::AboutUs),
            (Step::Ours, 550, SendError::AboutUs),
            (Step::Theirs, 450, SendError::NotNow),
            (Step::Theirs, 550, SendError::Refused),
            (Step::Theirs, 554, SendError::Refused),
            (Step::Theirs, 530, SendError::AboutUs),
        ] {
            assert_eq!(verdict(step, code), expected, "{step:?} {code}");
        }
    }
}
