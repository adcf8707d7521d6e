//! The way out for mail: one SMTP server, always over TLS.

use anyhow::{Context, ensure};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;
use shared::Pii;
use std::path::PathBuf;
use std::time::Duration;

/// How long a mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the connection to the mail server is secured. There is no third way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, then TLS or nothing (RFC 3207).
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314, 3.3).
    Tls,
}

/// Which mail server, and as whom, as the configuration file says it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its name, as its certificate says it.
    pub host: String,
    /// Its port; the usual one where it is absent.
    pub port: Option<u16>,
    /// How the connection is secured: `starttls`, or `tls` from the first byte.
    #[serde(default)]
    pub security: Security,
    /// The clinic's address.
    pub from: String,
    /// Who signs in, where the server asks for it.
    pub username: Option<String>,
    /// And with what; never from the file.
    #[serde(skip)]
    pub password: Option<Pii>,
    /// A certificate to trust besides the system's, as PEM: a clinic's own.
    pub ca_file: Option<PathBuf>,
}

impl MailConfig {
    /// The same with the password.
    ///
    /// # Errors
    /// Somebody is to sign in, and there is none.
    pub fn with_password(self, password: Option<Pii>) -> anyhow::Result<Self> {
        ensure!(
            self.username.is_none() || password.is_some(),
            "mail.username is set, but MEDCONSULT_SMTP_PASSWORD is not"
        );
        Ok(Self { password, ..self })
    }

    /// Its port (RFC 6409, 3.1 and RFC 8314, 7.3).
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Starttls => 587,
            Security::Tls => 465,
        })
    }
}

/// A mail, ready to be sent.
pub struct Email {
    /// The same for every try, so that a reader's server knows a repetition.
    pub message_id: String,
    /// To whom.
    pub to: Pii,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// A calendar, and its method as the header says it.
    pub calendar: Option<(String, &'static str)>,
}

/// Why a mail did not go out. It does not repeat what the server said, which may name the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server will never take it.
    #[error("the mail server refused it for good")]
    Refused,
    /// The server can't be reached, or asks to come later.
    #[error("the mail server did not take it now")]
    NotNow,
    /// It can't be written.
    #[error("it cannot be written")]
    Unwritable,
}

/// The way to the mail server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// Makes ready to send; nobody is connected yet.
    ///
    /// # Errors
    /// The clinic's address is none, or the certificate can't be read.
    pub fn open(config: &MailConfig) -> anyhow::Result<Self> {
        let mut tls = TlsParameters::builder(config.host.clone());
        if let Some(file) = &config.ca_file {
            let pem = std::fs::read(file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let certificate = Certificate::from_pem(&pem)
                .with_context(|| format!("{} is no certificate", file.display()))?;
            tls = tls.add_root_certificate(certificate);
        }
        let tls = tls.build_rustls().context("TLS for the mail server")?;
        let tls = match config.security {
            Security::Starttls => Tls::Required(tls),
            Security::Tls => Tls::Wrapper(tls),
        };
        // "Dangerous" only for whoever names no TLS, which is done here.
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
                .port(config.port())
                .tls(tls)
                .timeout(Some(PATIENCE));
        if let (Some(username), Some(password)) = (&config.username, &config.password) {
            let password = password.reveal().clone();
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        let address = config.from.parse();
        let address = address.context("the clinic's mail address is not one")?;
        Ok(Self {
            transport: builder.build(),
            from: Mailbox::new(Some("MedConsult".to_owned()), address),
        })
    }

    /// The clinic's address.
    #[must_use]
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// Hands a mail to the server.
    ///
    /// # Errors
    /// It did not take it, for now or for good.
    pub async fn send(&self, email: Email) -> Result<(), SendError> {
        let message = self.write(email).ok_or(SendError::Unwritable)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(SendError::Refused),
            Err(_) => Err(SendError::NotNow),
        }
    }

    fn write(&self, email: Email) -> Option<Message> {
        let to = Mailbox::new(None, email.to.reveal().parse().ok()?);
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(email.message_id))
            .subject(email.subject);
        let text = SinglePart::plain(email.text);
        let message = match email.calendar {
            None => builder.singlepart(text),
            Some((calendar, method)) => {
                let kind = format!("text/calendar; charset=utf-8; method={method}");
                let kind = ContentType::parse(&kind).ok()?;
                let calendar = Attachment::new("appointment.ics".to_owned()).body(calendar, kind);
                builder.multipart(MultiPart::mixed().singlepart(text).singlepart(calendar))
            }
        };
        message.ok()
    }
}
