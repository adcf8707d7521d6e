use crate::budgets::{LimitSection, Limits, Purse};
use crate::file_config::{ScannerSection, StorageSection};
use crate::ice::Relays;
use crate::keys::Keys;
use crate::mailer::MailConfig;
use crate::proxies::{ClientAddress, Proxies, Trusted};
use crate::retention::{RetentionSection, Terms};
use crate::scanner::ScannerAddress;
use crate::secrets::{Secrets, new_secret};
use anyhow::{Context, ensure};
use domain::storage::Quota;
use serde::Deserialize;
use shared::{DeviceTestPolicy, Pii};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
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
    /// Signs tokens, seals what devices keep and what is in the audit.
    pub keys: Keys,
    /// The file to which heads of the audit are written.
    pub audit_heads: Option<PathBuf>,
    /// The file in which the server's clock is kept over a restart; absent: it begins with the wall's.
    pub kept_clock: Option<PathBuf>,
    /// Seeds demo data and accepts its well-known passwords.
    pub demo: bool,
    /// Doctors who register may practise at once.
    pub approve_doctors: bool,
    /// Whether people prove that an e-mail address is theirs.
    pub address_proof: AddressProof,
    /// How long a place is kept whose patient is gone, in milliseconds; for good where absent.
    pub place_lapses_ms: Option<i64>,
    /// How long after an invitation that was not answered a patient's devices ring once more, in
    /// milliseconds; never where absent.
    pub second_ring_ms: Option<i64>,
    /// What is asked of a patient's device before Ready.
    pub device_test: DeviceTestPolicy,
    /// STUN and TURN servers for the members of a call.
    pub relays: Relays,
    /// How often one may try.
    pub limits: Limits,
    /// How long what may be forgotten is kept.
    pub retention: Terms,
    /// How often open sockets are held against their sessions, which may have ended by another way than
    /// this server.
    pub recheck: Duration,
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
    /// Minutes after an invitation that was not answered until the patient's devices ring once more; 0 is
    /// never.
    pub second_ring_min: u32,
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
    /// How long what may be forgotten is kept.
    pub retention: RetentionSection,
    /// Where people reach the app.
    pub public_url: Option<String>,
    /// The mail server; its password comes from the environment.
    pub mail: Option<MailConfig>,
    /// A file to which heads of the audit are written, beside the log.
    pub audit_heads: Option<PathBuf>,
}

/// Whether this is a clinic to try things in, with well-known passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// It is none.
    No,
    /// It is, for whoever sits at this machine.
    OnThisMachine,
    /// It is, and whoever reaches it may sign in as its admin.
    OpenToNetwork,
}

/// How long a socket outlives a session that another process ended.
const RECHECK: Duration = Duration::from_secs(60);
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
    /// No secret outside demo mode, a guessable one, a demo that listens to a network without being told
    /// to, or an unreadable database URL.
    pub fn resolve(self, secrets: Secrets, demo: Demo) -> anyhow::Result<Config> {
        let listen = match self.listen {
            Some(listen) => listen,
            None => DEFAULT_LISTEN.parse()?,
        };
        if demo == Demo::OnThisMachine {
            refuse_network([Some(listen), self.internal_listen])?;
        }
        let keys = match (&secrets.token, demo) {
            // A demo's secret need not outlive it: after a restart apps ask for new access tokens.
            (None, Demo::OnThisMachine | Demo::OpenToNetwork) => Keys::new(new_secret(), None),
            (None, Demo::No) | (Some(_), _) => secrets.keys()?,
        };
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
        let kept_clock = self.folder().join("clock");
        Ok(Config {
            listen,
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
            keys,
            kept_clock: Some(kept_clock),
            audit_heads: self.audit_heads,
            demo: demo != Demo::No,
            approve_doctors: self.approve_doctors,
            address_proof: AddressProof::of(self.prove_addresses, mail.is_some(), demo != Demo::No),
            place_lapses_ms: match self.place_lapses_min.unwrap_or(PLACE_LAPSES_MIN) {
                0 => None,
                minutes => Some(i64::from(minutes) * 60_000),
            },
            second_ring_ms: (self.second_ring_min > 0)
                .then(|| i64::from(self.second_ring_min) * 60_000),
            device_test: self.device_test,
            relays: Relays {
                stun_urls: self.stun_urls,
                turn_urls: self.turn_urls,
                turn_secret: secrets.turn,
            },
            limits: Limits::of_sections(&self.limits)?,
            retention: self.retention.terms(),
            recheck: RECHECK,
            public_url: self.public_url,
            mail,
        })
    }
}

/// A demo's passwords are well known, so it is for this machine alone unless told otherwise.
fn refuse_network(listening: [Option<SocketAddr>; 2]) -> anyhow::Result<()> {
    let mut listening = listening.into_iter().flatten();
    match listening.find(|address| !address.ip().is_loopback()) {
        None => Ok(()),
        Some(address) => anyhow::bail!(
            "a demo's passwords are well known: whoever reaches {address} could sign in, as its admin, too. \
             Listen on 127.0.0.1, or say --demo-open-to-network if that is what you want"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(text: &str) -> Result<ConfigFile, toml::de::Error> {
        toml::from_str(text)
    }

    fn config(secret: Option<&str>, demo: Demo) -> anyhow::Result<Config> {
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
                .resolve(Secrets::default(), Demo::OnThisMachine)
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
        assert!(config(None, Demo::No).is_err());
        assert!(config(Some("too short"), Demo::No).is_err());
        assert!(config(Some("too short"), Demo::OnThisMachine).is_err());
        assert!(config(Some(new_secret().reveal()), Demo::No).is_ok());
        assert!(config(None, Demo::OnThisMachine).is_ok());
    }

    #[test]
    fn a_demo_listens_to_a_network_only_when_told_so_in_words() {
        let opened = |listening: &str, demo| {
            let text = format!("database_url = 'sqlite::memory:'\n{listening}");
            let secrets = Secrets {
                token: Some(new_secret()),
                ..Secrets::default()
            };
            choices(&text).unwrap().resolve(secrets, demo)
        };
        for (listening, is_here) in [
            ("listen = '127.0.0.1:0'", true),
            ("listen = '[::1]:0'", true),
            ("listen = '0.0.0.0:0'", false),
            ("listen = '[::]:0'", false),
            ("listen = '192.0.2.7:8440'", false),
            ("internal_listen = '0.0.0.0:8441'", false),
        ] {
            let here = opened(listening, Demo::OnThisMachine).map(drop);
            assert_eq!(here.is_ok(), is_here, "{listening}");
            if let Err(error) = here {
                let told = error.to_string();
                assert!(told.contains("--demo-open-to-network"), "{told}");
                assert!(told.contains("passwords are well known"), "{told}");
            }
            assert!(opened(listening, Demo::OpenToNetwork).is_ok());
            assert!(opened(listening, Demo::No).is_ok());
        }
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
            let config = choices(&text)
                .unwrap()
                .resolve(secrets, Demo::OnThisMachine)?;
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
        assert_eq!(proof(mail, Demo::No).unwrap(), AddressProof::Required);
        let waived = |why| AddressProof::Waived(why);
        assert_eq!(
            proof(mail, Demo::OnThisMachine).unwrap(),
            waived(Waiver::Demo)
        );
        assert_eq!(proof("", Demo::No).unwrap(), waived(Waiver::NoMail));
        assert_eq!(proof(&off, Demo::No).unwrap(), waived(Waiver::Configured));
        assert!(proof("prove_addresses = true", Demo::No).is_err());
        assert!(waived(Waiver::NoMail).warning().is_some());
    }

    #[test]
    fn a_relay_without_its_secret_is_refused() {
        let choices =
            choices("database_url = 'sqlite::memory:'\nturn_urls = ['turn:t.example.org']")
                .unwrap();
        assert!(
            choices
                .resolve(Secrets::default(), Demo::OnThisMachine)
                .is_err()
        );
    }
}
