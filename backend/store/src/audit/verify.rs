//! Walking the audit's chain.

use super::head::AuditHead;
use super::keys::AuditKeys;
use super::{AuditEntry, KEY, KEY_LOST};
use crate::{ReadTx, StoreError};
use shared::Timestamp;
use std::collections::BTreeMap;

/// Entries read at once.
const PAGE: i64 = 1_000;

/// What is known of a chain in which nothing was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// How many entries there are.
    pub entries: i64,
    /// The first that bears a key, which vouches for those before it as they stood then.
    pub keyed_from: i64,
    /// When that was.
    pub keyed_at: Timestamp,
    /// The length of the chain at the newest head; none without a head. What was cut off after it
    /// can't be known.
    pub headed: Option<i64>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// There is no entry. A server that ever started has written one.
    Empty,
    /// No entry bears a key: the server was not started since there are keys, or they were taken away.
    Unkeyed,
    /// The first entry that does not follow from the one before, or was changed, or bears a wrong seal.
    Broken {
        /// Which.
        seq: i64,
    },
    /// Entries up to here bear the key of a secret that is not known here, and no key that is known
    /// vouches for them.
    UnknownKey {
        /// The last of them.
        seq: i64,
        /// That key's name.
        key_id: String,
    },
    /// The head says that there were more entries.
    Cut {
        /// How many there are.
        entries: i64,
        /// How many there were.
        were: i64,
    },
    /// The entry at which the head was taken is another one: the chain was written anew.
    Rewritten {
        /// Which.
        seq: i64,
    },
    /// A head bears no seal of this server.
    ForgedHead(AuditHead),
    /// A head bears the key of a secret that is not known here.
    UnknownHead(AuditHead),
}

/// How far the walk has come.
#[derive(Default)]
struct Walk {
    last: Option<AuditEntry>,
    keyed: Option<(i64, Timestamp)>,
    unknown: Option<(i64, String)>,
}

impl Walk {
    fn is_next(&self, entry: &AuditEntry) -> bool {
        let (seq, hash) = self
            .last
            .as_ref()
            .map_or((0, ""), |last| (last.seq, last.hash.as_str()));
        entry.seq == seq.saturating_add(1)
            && entry.previous_hash == hash
            && entry.hash == entry.expected_hash()
    }

    /// Whether the entry's key is the one before's, or says that it is another.
    fn is_of_right_key(&self, entry: &AuditEntry) -> bool {
        let before = self.last.as_ref().map_or("", |last| &last.key_id);
        let begins_key = entry.action == KEY || entry.action == KEY_LOST;
        if entry.key_id == before {
            return !begins_key && (!before.is_empty() || entry.mac.is_empty());
        }
        begins_key && entry.subject_id.as_ref() == Some(&entry.key_id) && entry.detail == before
    }

    /// Goes on to an entry; whether it fits.
    fn step(&mut self, entry: AuditEntry, keys: &AuditKeys) -> bool {
        if !self.is_next(&entry) || !self.is_of_right_key(&entry) {
            return false;
        }
        if !entry.key_id.is_empty() {
            self.keyed.get_or_insert((entry.seq, entry.at));
            match keys.named(&entry.key_id) {
                Some(key) if !entry.is_sealed_by(key) => return false,
                // The server had made sure of what came before.
                Some(_) if entry.action == KEY => self.unknown = None,
                Some(_) => {}
                None => self.unknown = Some((entry.seq, entry.key_id.clone())),
            }
        }
        self.last = Some(entry);
        true
    }

    fn finish(self, headed: Option<i64>) -> Result<AuditReport, AuditFault> {
        let Some(last) = self.last else {
            return Err(AuditFault::Empty);
        };
        if let Some((seq, key_id)) = self.unknown {
            return Err(AuditFault::UnknownKey { seq, key_id });
        }
        let (keyed_from, keyed_at) = self.keyed.ok_or(AuditFault::Unkeyed)?;
        Ok(AuditReport {
            entries: last.seq,
            keyed_from,
            keyed_at,
            headed,
        })
    }
}

/// The hashes that heads ask for, by entry.
fn asked_by(
    heads: &[AuditHead],
    keys: &AuditKeys,
) -> Result<BTreeMap<i64, Vec<String>>, AuditFault> {
    let mut asked: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for head in heads {
        match head.is_genuine(keys) {
            Some(true) => asked
                .entry(head.entries)
                .or_default()
                .push(head.hash.clone()),
            Some(false) => return Err(AuditFault::ForgedHead(head.clone())),
            None => return Err(AuditFault::UnknownHead(head.clone())),
        }
    }
    Ok(asked)
}

impl ReadTx<'_> {
    /// Walks the whole chain, and holds it against heads that were kept elsewhere.
    pub fn verify_audit(
        &mut self,
        keys: &AuditKeys,
        heads: &[AuditHead],
    ) -> Result<Result<AuditReport, AuditFault>, StoreError> {
        let asked = match asked_by(heads, keys) {
            Ok(asked) => asked,
            Err(fault) => return Ok(Err(fault)),
        };
        let headed = asked.keys().next_back().copied();
        let (mut walk, mut seq) = (Walk::default(), 0);
        loop {
            let page = self.audit_after(seq, PAGE)?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                seq = entry.seq;
                let hashes = asked.get(&seq).into_iter().flatten();
                if hashes.into_iter().any(|hash| *hash != entry.hash) {
                    return Ok(Err(AuditFault::Rewritten { seq }));
                }
                if !walk.step(entry, keys) {
                    return Ok(Err(AuditFault::Broken { seq }));
                }
            }
        }
        let cut = headed.filter(|were| *were > seq);
        Ok(match cut {
            Some(were) => Err(AuditFault::Cut { entries: seq, were }),
            None => walk.finish(headed),
        })
    }
}
