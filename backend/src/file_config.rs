//! What the configuration file says about files: how much room they may take, and who looks at them.

use crate::scanner::ScannerAddress;
use domain::storage::Quota;
use serde::Deserialize;

/// How much room files may take, in MiB; what is absent keeps its default.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct StorageSection {
    /// Sent by one person, in all threads.
    pub per_person_mib: Option<u32>,
    /// In one thread.
    pub per_thread_mib: Option<u32>,
    /// In all.
    pub in_all_mib: Option<u32>,
    /// What stays free on the disk, whatever the others say.
    pub keep_free_mib: Option<u32>,
}

impl StorageSection {
    /// The same in bytes, with the defaults where nothing is said.
    #[must_use]
    pub fn quota(self) -> Quota {
        let or = |mib: Option<u32>, default: u64| {
            mib.map_or(default, |mib| u64::from(mib) * 1024 * 1024)
        };
        let default = Quota::default();
        Quota {
            per_person: or(self.per_person_mib, default.per_person),
            per_thread: or(self.per_thread_mib, default.per_thread),
            in_all: or(self.in_all_mib, default.in_all),
            keep_free: or(self.keep_free_mib, default.keep_free),
        }
    }
}

/// Who looks at files before anybody gets them.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ScannerSection {
    /// Where clamd listens: `HOST:PORT`, or the path of its socket.
    pub clamd: ScannerAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_keeps_its_default() {
        let section: StorageSection = toml::from_str("per_thread_mib = 8").unwrap();
        let quota = section.quota();
        assert_eq!(quota.per_thread, 8_388_608);
        assert_eq!(quota.per_person, Quota::default().per_person);
        assert!(toml::from_str::<StorageSection>("per_thread_gib = 8").is_err());
    }

    #[test]
    fn a_scanner_has_an_address() {
        let section = |text| toml::from_str::<ScannerSection>(text);
        assert!(section("clamd = '/run/clamav/clamd.ctl'").is_ok());
        assert!(section("clamd = 'somewhere'").is_err());
        assert!(section("").is_err());
    }
}
