//! Heads of the audit: how long it was at a moment and how it ended, to be kept where whoever has the
//! database can't reach. They show what a chain alone can't: that its end, or all of it, is gone.

use super::keys::{AuditKey, AuditKeys};
use super::{hash_at, newest};
use crate::{ReadTx, StoreError};
use shared::Timestamp;
use std::fmt::{Display, Formatter};
use std::str::FromStr;

/// What a head's line begins with, wherever it stands in a line of a log.
const MARK: &str = "medconsult-audit-head-1";
const PURPOSE: &str = "head of the audit";

/// How long the audit was at a moment, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// How many entries there were.
    pub entries: i64,
    /// Hash of the last of them, hex.
    pub hash: String,
    /// When.
    pub at: Timestamp,
    /// The name of the key that sealed it.
    pub key_id: String,
    /// HMAC-SHA256 of everything above, hex.
    pub mac: String,
}

impl AuditHead {
    fn sealed(entries: i64, hash: String, at: Timestamp, key: &AuditKey) -> Self {
        let mut head = Self {
            entries,
            hash,
            at,
            key_id: key.id().to_owned(),
            mac: String::new(),
        };
        head.mac = key.seal(PURPOSE, &head.sealed_text());
        head
    }

    fn sealed_text(&self) -> String {
        format!(
            "entries={} at={} hash={} key={}",
            self.entries, self.at.0, self.hash, self.key_id
        )
    }

    /// Whether one of these keys sealed it; nothing where its key is none of them.
    pub(super) fn is_genuine(&self, keys: &AuditKeys) -> Option<bool> {
        let key = keys.named(&self.key_id)?;
        Some(self.mac == key.seal(PURPOSE, &self.sealed_text()))
    }

    /// Every head in a text, each in a line of its own, whatever stands before it there.
    #[must_use]
    pub fn all_in(text: &str) -> Vec<Self> {
        text.lines().filter_map(|line| line.parse().ok()).collect()
    }
}

impl Display for AuditHead {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{MARK} {} mac={}", self.sealed_text(), self.mac)
    }
}

/// There is no head in that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no head of the audit")]
pub struct NoHead;

impl FromStr for AuditHead {
    type Err = NoHead;

    /// Reads what [`Display`] writes, in a line of a log, too.
    fn from_str(line: &str) -> Result<Self, NoHead> {
        let (_, after) = line.split_once(MARK).ok_or(NoHead)?;
        let mut words = after.split_whitespace();
        let mut named = |name: &str| {
            let (found, value) = words.next()?.split_once('=')?;
            (found == name).then_some(value)
        };
        let mut read = || {
            Some(Self {
                entries: named("entries")?.parse().ok()?,
                at: Timestamp(named("at")?.parse().ok()?),
                hash: named("hash")?.to_owned(),
                key_id: named("key")?.to_owned(),
                mac: named("mac")?.to_owned(),
            })
        };
        read().ok_or(NoHead)
    }
}

impl ReadTx<'_> {
    /// The audit's head now; nothing where its last entry does not bear the current key.
    pub fn audit_head(
        &mut self,
        keys: &AuditKeys,
        now: Timestamp,
    ) -> Result<Option<AuditHead>, StoreError> {
        let last = newest(self)?.filter(|last| last.is_sealed_by(&keys.current));
        Ok(last.map(|last| AuditHead::sealed(last.seq, last.hash, now, &keys.current)))
    }

    /// Whether the entry at which a head was taken is still there as it was.
    pub fn holds_audit_head(&mut self, head: &AuditHead) -> Result<bool, StoreError> {
        Ok(hash_at(self, head.entries)?.is_some_and(|hash| hash == head.hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_found_in_a_line_of_a_log_and_a_changed_one_is_no_more_genuine() {
        let keys = AuditKeys {
            current: AuditKey::new(&[1; 32]),
            previous: None,
        };
        let head = AuditHead::sealed(12, "ab".into(), Timestamp(1_700), &keys.current);
        let log = format!("2026-11-30T10:00:00Z  INFO audit: {head}\nsomething else\n{head}");
        assert_eq!(AuditHead::all_in(&log), [head.clone(), head.clone()]);
        assert_eq!(head.is_genuine(&keys), Some(true));
        let longer: AuditHead = head.to_string().replace("=12", "=13").parse().unwrap();
        assert_eq!(longer.is_genuine(&keys), Some(false));
        let others = AuditKeys {
            current: AuditKey::new(&[2; 32]),
            previous: None,
        };
        assert_eq!(head.is_genuine(&others), None);
        assert_eq!("entries=1".parse::<AuditHead>(), Err(NoHead));
    }
}
