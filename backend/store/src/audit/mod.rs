//! Who did what, in a chain: each entry's hash covers the one before it, and a seal under the server's
//! key covers the hash. So a change anywhere breaks everything after it, and nobody without the key can
//! put it right again. The database refuses to update or delete entries; the chain shows whoever got
//! around that, and heads that are kept elsewhere show what was cut off its end.

mod head;
mod keys;
mod verify;

pub use head::{AuditHead, NoHead};
pub(crate) use keys::hex;
pub use keys::{AuditKey, AuditKeys};
pub use verify::{AuditFault, AuditReport};

use crate::columns::Bind;
use crate::schema::audit;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use shared::{Timestamp, UserId};

/// From here on another key seals. Its name is the subject, the name of the one before the detail;
/// none where the entries before bear no key. The server made sure of the last of them.
const KEY: &str = "audit.key";
/// The same where the server knew nothing about the key before, and so vouches for nothing.
const KEY_LOST: &str = "audit.key_lost";
const PURPOSE: &str = "entry of the audit";

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// Who did it; absent where a deadline did.
    pub actor_id: Option<UserId>,
    /// What, as `noun.verb`.
    pub action: &'a str,
    /// To what, by id.
    pub subject_id: Option<String>,
    /// More, in words that say nothing about a person.
    pub detail: &'a str,
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct AuditEntry {
    /// Counts from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as id text.
    pub actor_id: Option<String>,
    /// What.
    pub action: String,
    /// To what.
    pub subject_id: Option<String>,
    /// More.
    pub detail: String,
    /// Hash of the entry before, hex; empty for the first.
    pub previous_hash: String,
    /// SHA-256 of everything above, hex.
    pub hash: String,
    /// The name of the key that sealed it; empty for entries from before there were keys.
    pub key_id: String,
    /// HMAC-SHA256 of the hash under that key, hex; empty as well.
    pub mac: String,
}

impl AuditEntry {
    /// The hash that the other fields ask for. Each field is preceded by its length, so that no two
    /// different entries look the same.
    fn expected_hash(&self) -> String {
        let mut hasher = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.0.to_string());
        let absent = String::new();
        for field in [
            &self.previous_hash,
            &seq,
            &at,
            self.actor_id.as_ref().unwrap_or(&absent),
            &self.action,
            self.subject_id.as_ref().unwrap_or(&absent),
            &self.detail,
        ] {
            hasher.update(format!("{}:{field}", field.len()));
        }
        hex(&hasher.finalize())
    }

    /// The seal that the other fields ask for. To the hash, what is absent and what is empty are the same.
    fn expected_mac(&self, key: &AuditKey) -> String {
        let (actor, subject) = (self.actor_id.is_some(), self.subject_id.is_some());
        let text = format!("{} actor={actor} subject={subject}", self.hash);
        key.seal(PURPOSE, &text)
    }

    /// Whether this key sealed it.
    fn is_sealed_by(&self, key: &AuditKey) -> bool {
        self.key_id == key.id() && self.mac == self.expected_mac(key)
    }
}

fn newest(tx: &mut ReadTx<'_>) -> Result<Option<AuditEntry>, StoreError> {
    let query = audit::table
        .order(audit::seq.desc())
        .select(AuditEntry::as_select());
    tx.run(|c| query.first(c).optional())
}

fn hash_at(tx: &mut ReadTx<'_>, seq: i64) -> Result<Option<String>, StoreError> {
    let query = audit::table.find(seq).select(audit::hash);
    tx.run(|c| query.first(c).optional())
}

impl ReadTx<'_> {
    /// Entries after `seq` in order, at most `most`.
    pub fn audit_after(&mut self, seq: i64, most: i64) -> Result<Vec<AuditEntry>, StoreError> {
        let query = audit::table
            .filter(audit::seq.gt(seq))
            .order(audit::seq)
            .limit(most)
            .select(AuditEntry::as_select());
        self.run(|c| query.load(c))
    }
}

impl WriteTx<'_> {
    /// Continues the chain.
    pub fn record_act(&mut self, act: &Act<'_>, now: Timestamp) -> Result<(), StoreError> {
        let last = self.begin_audit(now)?;
        self.append(last.as_ref(), act, now).map(drop)
    }

    /// Sees to it that the last entry bears the current key: where it does not, says so in an entry of
    /// its own. Returns the last one.
    pub fn begin_audit(&mut self, now: Timestamp) -> Result<Option<AuditEntry>, StoreError> {
        let keys = self.audit_keys;
        let last = newest(self)?;
        let before = last.as_ref().map_or("", |last| last.key_id.as_str());
        if before == keys.current.id() {
            return Ok(last);
        }
        let sealed =
            |last: &AuditEntry| keys.named(before).is_some_and(|key| last.is_sealed_by(key));
        let vouches = before.is_empty() || last.as_ref().is_some_and(sealed);
        if !vouches {
            tracing::warn!(
                key = before,
                "the audit's last entries bear the key of a secret that this server does not know"
            );
        }
        let act = Act {
            actor_id: None,
            action: if vouches { KEY } else { KEY_LOST },
            subject_id: Some(keys.current.id().to_owned()),
            detail: before,
        };
        self.append(last.as_ref(), &act, now).map(Some)
    }

    fn append(
        &mut self,
        last: Option<&AuditEntry>,
        act: &Act<'_>,
        now: Timestamp,
    ) -> Result<AuditEntry, StoreError> {
        let key = &self.audit_keys.current;
        let mut entry = AuditEntry {
            seq: last.map_or(0, |last| last.seq).saturating_add(1),
            at: now,
            actor_id: act.actor_id.map(|id| id.to_string()),
            action: act.action.to_owned(),
            subject_id: act.subject_id.clone(),
            detail: act.detail.to_owned(),
            previous_hash: last.map_or_else(String::new, |last| last.hash.clone()),
            hash: String::new(),
            key_id: key.id().to_owned(),
            mac: String::new(),
        };
        entry.hash = entry.expected_hash();
        entry.mac = entry.expected_mac(key);
        let values = (
            audit::seq.eq(entry.seq),
            audit::at.eq(Bind(entry.at)),
            audit::actor_id.eq(&entry.actor_id),
            audit::action.eq(&entry.action),
            audit::subject_id.eq(&entry.subject_id),
            audit::detail.eq(&entry.detail),
            audit::previous_hash.eq(&entry.previous_hash),
            audit::hash.eq(&entry.hash),
            audit::key_id.eq(&entry.key_id),
            audit::mac.eq(&entry.mac),
        );
        self.run(|c| diesel::insert_into(audit::table).values(values).execute(c))?;
        Ok(entry)
    }
}
