//! How long the clinic keeps what it may forget.

use anyhow::ensure;
use serde::Deserialize;
use shared::Timestamp;
use store::Aged;

/// Longest term: a hundred years.
const MAX_DAYS: i64 = 36_525;

/// The configuration file's terms, each as days (`"90d"`); what is absent keeps its default.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionSection {
    /// Frames for devices that are away.
    pub frames: Option<Days>,
    /// What repeated requests made the first time.
    pub idempotency_keys: Option<Days>,
    /// Devices that are signed out, and refresh tokens that were exchanged.
    pub sessions: Option<Days>,
    /// Notifications, read or not.
    pub notifications: Option<Days>,
    /// How calls were, every few seconds.
    pub quality: Option<Days>,
}

/// Whole days, at least one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Days(i64);

impl TryFrom<String> for Days {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Self> {
        let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
        let days = days.unwrap_or_default();
        ensure!(
            (1..=MAX_DAYS).contains(&days),
            "{text:?} is no number of days such as \"90d\""
        );
        Ok(Self(days))
    }
}

/// How long what may be forgotten is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    frames: Days,
    idempotency_keys: Days,
    sessions: Days,
    notifications: Days,
    quality: Days,
}

impl Default for Terms {
    fn default() -> Self {
        RetentionSection::default().terms()
    }
}

impl RetentionSection {
    /// The terms, with the defaults where nothing is said.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            frames: self.frames.unwrap_or(Days(2)),
            idempotency_keys: self.idempotency_keys.unwrap_or(Days(7)),
            sessions: self.sessions.unwrap_or(Days(30)),
            notifications: self.notifications.unwrap_or(Days(90)),
            quality: self.quality.unwrap_or(Days(400)),
        }
    }
}

impl Terms {
    /// What is older than this is forgotten.
    #[must_use]
    pub const fn oldest(&self, aged: Aged, now: Timestamp) -> Timestamp {
        let Days(days) = match aged {
            Aged::Frames => self.frames,
            Aged::IdempotencyKeys => self.idempotency_keys,
            Aged::SpentTokens | Aged::Sessions => self.sessions,
            Aged::Notifications => self.notifications,
            Aged::Quality => self.quality,
        };
        now.plus_s(-days * 24 * 60 * 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Result<RetentionSection, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn terms_are_days_and_what_is_not_said_keeps_its_default() {
        let terms = section("notifications = '30d'").unwrap().terms();
        let now = Timestamp(100 * 86_400_000);
        let days = |aged| terms.oldest(aged, now).0 / 86_400_000 - 100;
        assert_eq!(days(Aged::Notifications), -30);
        assert_eq!(days(Aged::Frames), -2);
        assert_eq!(days(Aged::SpentTokens), -30);
        assert_eq!(days(Aged::Quality), -400);
    }

    #[test]
    fn a_term_is_neither_nothing_nor_for_ever_and_the_audit_has_none() {
        for odd in [
            "0d",
            "-1d",
            "90",
            "90h",
            "",
            "d",
            "36526d",
            "99999999999999999999d",
        ] {
            assert!(section(&format!("frames = '{odd}'")).is_err(), "{odd}");
        }
        assert!(section("audit = '90d'").is_err());
        assert!(section("frames = '36525d'").is_ok());
    }
}
