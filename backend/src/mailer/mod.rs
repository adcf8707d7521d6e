//! The way out for mail: one SMTP server, always over TLS.

mod delivery;
mod mail;
mod message;

pub use mail::{Email, SendError};

use anyhow::{Context, ensure};
use delivery::Server;
use domain::email_address::EmailAddress;
use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use message::write;
use serde::Deserialize;
use shared::Pii;
use std::path::PathBuf;

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

/// The way to the mail server.
pub struct Mailer {
    server: Server,
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
        let credentials = match (&config.username, &config.password) {
            (Some(username), Some(password)) => {
                let password = password.reveal().clone();
                Some(Credentials::new(username.clone(), password))
            }
            _ => None,
        };
        let address = address(&config.from);
        let address = address.context("the clinic's mail address is not one")?;
        Ok(Self {
            server: Server {
                host: config.host.clone(),
                port: config.port(),
                tls,
                credentials,
            },
            from: Mailbox::new(Some("MedConsult".to_owned()), address),
        })
    }

    /// The clinic's address.
    #[must_use]
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// The domain of the clinic's address.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Hands a mail to the server.
    ///
    /// # Errors
    /// It did not take it, for now or for good.
    pub async fn send(&self, email: Email) -> Result<(), SendError> {
        let to = address(email.to.reveal()).ok_or(SendError::Unwritable)?;
        let message = write(&self.from, email, to.clone()).ok_or(SendError::Unwritable)?;
        self.server
            .deliver(&self.from.email, &to, &message.formatted())
            .await
    }
}

/// An address as SMTP has it, by the grammar that let it in: lettre's own lacks the dots of real providers.
fn address(text: &str) -> Option<Address> {
    let address = EmailAddress::read(text)?;
    let (local, domain) = (address.local_for_smtp(), address.domain());
    Some(Address::new_dangerous(local, domain))
}
