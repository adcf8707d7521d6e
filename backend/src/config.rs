use crate::budgets::{LimitSection, Limits, Purse};
use crate::file_config::{ScannerSection, StorageSection};
use crate::ice::Relays;
use crate::mailer::MailConfig;
use crate::proxies::{ClientAddress, Proxies, Trusted};
use crate::scanner::ScannerAddress;
use anyhow::{Context, ensure};
use domain::storage::Quota;
use serde::Deserialize;
use shared::{DeviceTestPolicy, Pii};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use store::Address;

/// Whether people prove that an e-mail address is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressProof {
    /// Before the first place in a queue, the first appointment and the first ring.
    Required,
    /// Nobody has to, for this reason.
    Waived(Waiver),
}

/// Why nobody has to prove an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiver {
    /// A demo's addresses are invented.
    Demo,
    /// There is no mail server.
    NoMail,
    /// The clinic wants it so.
    Configured,
}

impl AddressProof {
    fn of(wanted: Option<bool>, has_mail: bool, demo: bool) -> Self {
        match (wanted, has_mail) {
            (Some(false), _) => Self::Waived(Waiver::Configured),
            _ if demo => Self::Waived(Waiver::Demo),
            (_, false) => Self::Waived(Waiver::NoMail),
            (Some(true) | None, true) => Self::Required,
        }
    }

    /// What it means, for whoever runs the server; nothing where all is well.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::Required | Self::Waived(Waiver::Demo) => None,
            Self::Waived(Waiver::NoMail) => Some(
                "e-mail addresses are not proved, as there is no [mail]: whoever invents addresses can \
                 take every place, and registering tells whether an address is known",
            ),
            Self::Waived(Waiver::Configured) => Some(
                "e-mail addresses are not proved, as prove_addresses is off: whoever can register can \
                 take every place, and registering tells whether an address is known",
            ),
        }
    }
}

/// How one server runs.
#[derive(Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where it listens for whoever runs the machine, if anywhere.
    pub internal_listen: Option<SocketAddr>,
    /// What stands between it and people.
    pub proxies: Proxies,
    /// Which database.
    pub database: Address,
    /// Folder for the files that people send each other.
    pub files: PathBuf,
    /// How much room they may take.
    pub storage: Quota,
    /// Who looks at them before anybody gets them.
    pub scanner: Option<ScannerAddress>,
    /// Signs access tokens; at least 32 bytes.
    pub secret: Pii,
    /// Seeds demo data and accepts its well-known passwords.
    pub demo: bool,
    /// Doctors who register may practise at once.
    pub approve_doctors: bool,
    /// Whether people prove that an e-mail address is theirs.
    pub address_proof: AddressProof,
    /// How long a place is kept whose patient is gone, in milliseconds; for good where absent.
    pub place_lapses_ms: Option<i64>,
    /// What is asked of a patient's device before Ready.
    pub device_test: DeviceTestPolicy,
    /// STUN and TURN servers for the members of a call.
    pub relays: Relays,
    /// How often one may try.
    pub limits: Limits,
    /// Where people reach the app, for links in mails and calendars.
    pub public_url: Option<String>,
    /// The mail server; without one, no mail is sent.
    pub mail: Option<MailConfig>,
}

/// What the configuration file may say. Every key is optional; an unknown one is an error, so that
/// a slip of the finger is not taken for a setting.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// Where to listen.
    pub listen: Option<SocketAddr>,
    /// Where to listen for whoever runs the machine: numbers for Prometheus, and the demo's seed.
    pub internal_listen: Option<SocketAddr>,
    /// Addresses or networks of proxies whose word on where a request comes from counts.
    pub trusted_proxies: Vec<Trusted>,
    /// The header in which they say it: `x-forwarded-for` or `forwarded`.
    pub client_address: ClientAddress,
    /// Folder for the SQLite database and for files.
    pub data: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: Option<Pii>,
    /// Doctors who register may practise at once.
    pub approve_doctors: bool,
    /// Whether an address is proved by mail before the first place, appointment or ring; where there is a
    /// mail server, it is unless this says no.
    pub prove_addresses: Option<bool>,
    /// Minutes for which a place is kept whose patient has no device connected; 0 keeps it for good.
    pub place_lapses_min: Option<u32>,
    /// `ignore`, `warn` or `require`: what becomes of Ready without a passed device test.
    pub device_test: DeviceTestPolicy,
    /// `stun:` URLs.
    pub stun_urls: Vec<String>,
    /// `turn:` and `turns:` URLs.
    pub turn_urls: Vec<String>,
    /// How often one may try, by purse.
    pub limits: BTreeMap<Purse, LimitSection>,
    /// How much room files may take.
    pub storage: StorageSection,
    /// Who looks at files before anybody gets them.
    pub scanner: Option<ScannerSection>,
    /// Where people reach the app.
    pub public_url: Option<String>,
    /// The mail server; its password comes from the environment.
    pub mail: Option<MailConfig>,
}

/// What the environment may say besides; secrets come from nowhere else.
#[derive(Clone, Default)]
pub struct Secrets {
    /// `MEDCONSULT_SECRET`.
    pub token: Option<Pii>,
    /// `MEDCONSULT_TURN_SECRET`.
    pub turn: Option<Pii>,
    /// `MEDCONSULT_SMTP_PASSWORD`.
    pub smtp: Option<Pii>,
}

impl Secrets {
    /// Reads the environment.
    #[must_use]
    pub fn from_environment() -> Self {
        let read = |name| std::env::var(name).ok().map(Pii);
        Self {
            token: read("MEDCONSULT_SECRET"),
            turn: read("MEDCONSULT_TURN_SECRET"),
            smtp: read("MEDCONSULT_SMTP_PASSWORD"),
        }
    }
}

/// Fewest bytes of a secret: as many as HS256's hash puts out (RFC 7518, 3.2).
const SECRET_BYTES: usize = 32;
/// How long a place is kept whose patient is gone, in minutes.
const PLACE_LAPSES_MIN: u32 = 30;
const DEFAULT_LISTEN: &str = "127.0.0.1:8440";

impl ConfigFile {
    /// Reads a configuration file; none is the same as an empty one.
    ///
    /// # Errors
    /// It can't be read, is no TOML, or holds an unknown key.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("{} is not a valid configuration", path.display()))
    }

    /// The database that these choices name.
    ///
    /// # Errors
    /// The URL is unreadable, or the folder can't be made.
    pub fn database(&self) -> anyhow::Result<Address> {
        if let Some(url) = &self.database_url {
            return Address::parse(url.reveal());
        }
        let folder = self.folder();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(Address::Sqlite(
            folder.join("medconsult.db").display().to_string(),
        ))
    }

    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("data"))
    }

    /// Puts file, command line and environment together.
    ///
    /// # Errors
    /// No secret outside demo mode, a short one, or an unreadable database URL.
    pub fn resolve(self, secrets: Secrets, demo: bool) -> anyhow::Result<Config> {
        let secret = match secrets.token {
            Some(secret) => secret,
            // A demo's secret need not outlive it: after a restart apps ask for new access tokens.
            None if demo => Pii(crate::clock::random_token()),
            None => anyhow::bail!(
                "MEDCONSULT_SECRET is not set; give it at least {SECRET_BYTES} random bytes"
            ),
        };
        ensure!(
            secret.reveal().len() >= SECRET_BYTES,
            "MEDCONSULT_SECRET is shorter than {SECRET_BYTES} bytes"
        );
        ensure!(
            self.turn_urls.is_empty() || secrets.turn.is_some(),
            "turn_urls are set, but MEDCONSULT_TURN_SECRET is not"
        );
        ensure!(
            self.prove_addresses != Some(true) || self.mail.is_some(),
            "prove_addresses is on, but there is no [mail] to prove them by"
        );
        let mail = self
            .mail
            .clone()
            .map(|mail| mail.with_password(secrets.smtp))
            .transpose()?;
        Ok(Config {
            listen: match self.listen {
                Some(listen) => listen,
                None => DEFAULT_LISTEN.parse()?,
            },
            internal_listen: self.internal_listen,
            proxies: Proxies {
                trusted: self
                    .trusted_proxies
                    .iter()
                    .map(|trusted| trusted.0)
                    .collect(),
                client_address: self.client_address,
            },
            database: self.database()?,
            files: self.folder().join("files"),
            storage: self.storage.quota(),
            scanner: self.scanner.map(|scanner| scanner.clamd),
            secret,
            demo,
            approve_doctors: self.approve_doctors,
            address_proof: AddressProof::of(self.prove_addresses, mail.is_some(), demo),
            place_lapses_ms: match self.place_lapses_min.unwrap_or(PLACE_LAPSES_MIN) {
                0 => None,
                minutes => Some(i64::from(minutes) * 60_000),
            },
            device_test: self.device_test,
            relays: Relays {
                stun_urls: self.stun_urls,
                turn_urls: self.turn_urls,
                turn_secret: secrets.turn,
            },
            limits: Limits::of_sections(&self.limits)?,
            public_url: self.public_url,
            mail,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(text: &str) -> Result<ConfigFile, toml::de::Error> {
        toml::from_str(text)
    }

    fn config(secret: Option<&str>, demo: bool) -> anyhow::Result<Config> {
        let choices = choices("database_url = 'sqlite::memory:'").unwrap();
        choices.resolve(
            Secrets {
                token: secret.map(Pii::from),
                ..Secrets::default()
            },
            demo,
        )
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = choices("lisen = '127.0.0.1:1'").unwrap_err().to_string();
        assert!(error.contains("lisen"), "{error}");
        assert!(choices("[limits.phone_bills]\nperson = 3").is_err());
        assert!(choices("[limits.rings]\nnobody = 3").is_err());
        assert!(choices("listen = '127.0.0.1:1'\n[limits.rings]\nperson = 3").is_ok());
    }

    #[test]
    fn proxies_are_addresses_or_networks_and_nobody_unless_named() {
        let proxies = |text| {
            let text = format!("database_url = 'sqlite::memory:'\n{text}");
            choices(&text)
                .unwrap()
                .resolve(Secrets::default(), true)
                .unwrap()
                .proxies
        };
        let trusts = |proxies: &Proxies, address: &str| proxies.trust(address.parse().unwrap());
        let named = proxies(
            "trusted_proxies = ['127.0.0.1', '2001:db8::/32']\nclient_address = 'forwarded'",
        );
        assert!(trusts(&named, "127.0.0.1") && trusts(&named, "2001:db8:1::1"));
        assert!(!trusts(&named, "127.0.0.2"));
        assert_eq!(named.client_address, ClientAddress::Forwarded);
        assert!(!trusts(&proxies(""), "127.0.0.1"));
        assert!(choices("trusted_proxies = ['localhost']").is_err());
        assert!(choices("client_address = 'x-real-ip'").is_err());
    }

    #[test]
    fn a_clinic_says_what_it_asks_of_a_device_in_one_word() {
        let asked = |text| choices(text).unwrap().device_test;
        assert_eq!(asked("device_test = 'require'"), DeviceTestPolicy::Require);
        assert_eq!(asked("device_test = 'ignore'"), DeviceTestPolicy::Ignore);
        assert_eq!(asked(""), DeviceTestPolicy::Warn);
        assert!(choices("device_test = 'maybe'").is_err());
    }

    #[test]
    fn outside_demo_mode_there_is_no_default_secret() {
        assert!(config(None, false).is_err());
        assert!(config(Some("too short"), false).is_err());
        assert!(config(Some("long enough, as it has 32 bytes.."), false).is_ok());
        assert!(config(None, true).is_ok());
    }

    #[test]
    fn a_mail_server_has_its_usual_port_and_needs_its_password() {
        let mail = |more: &str, smtp: Option<&str>| {
            let text = format!(
                "database_url = 'sqlite::memory:'\n[mail]\nhost = 'm.example.org'\nfrom = 'c@example.org'\n{more}"
            );
            let secrets = Secrets {
                smtp: smtp.map(Pii::from),
                ..Secrets::default()
            };
            let config = choices(&text).unwrap().resolve(secrets, true)?;
            anyhow::Ok(config.mail.unwrap().port())
        };
        assert_eq!(mail("", None).unwrap(), 587);
        assert_eq!(mail("security = 'tls'", None).unwrap(), 465);
        assert_eq!(mail("port = 2525", None).unwrap(), 2525);
        assert!(mail("username = 'clinic'", None).is_err());
        assert!(mail("username = 'clinic'", Some("secret")).is_ok());
        for odd in ["security = 'none'", "password = 'in the open'"] {
            assert!(choices(&format!("[mail]\nhost = 'm'\nfrom = 'c'\n{odd}")).is_err());
        }
    }

    #[test]
    fn addresses_are_proved_where_there_is_mail_unless_the_clinic_says_no() {
        let proof = |more: &str, demo| {
            let text = format!("database_url = 'sqlite::memory:'\n{more}");
            let secrets = Secrets {
                token: Some(Pii::from("long enough, as it has 32 bytes..")),
                ..Secrets::default()
            };
            let config = choices(&text).unwrap().resolve(secrets, demo)?;
            anyhow::Ok(config.address_proof)
        };
        let mail = "[mail]\nhost = 'm.example.org'\nfrom = 'c@example.org'";
        let off = format!("prove_addresses = false\n{mail}");
        assert_eq!(proof(mail, false).unwrap(), AddressProof::Required);
        let waived = |why| AddressProof::Waived(why);
        assert_eq!(proof(mail, true).unwrap(), waived(Waiver::Demo));
        assert_eq!(proof("", false).unwrap(), waived(Waiver::NoMail));
        assert_eq!(proof(&off, false).unwrap(), waived(Waiver::Configured));
        assert!(proof("prove_addresses = true", false).is_err());
        assert!(waived(Waiver::NoMail).warning().is_some());
    }

    #[test]
    fn a_relay_without_its_secret_is_refused() {
        let choices =
            choices("database_url = 'sqlite::memory:'\nturn_urls = ['turn:t.example.org']")
                .unwrap();
        assert!(choices.resolve(Secrets::default(), true).is_err());
    }
}
