//! Who did what, in a chain: each entry's hash covers the one before it, so that a change anywhere
//! breaks everything after it. The database refuses to update or delete entries; the chain shows
//! whoever got around that.

use crate::columns::Bind;
use crate::schema::audit;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use shared::{Timestamp, UserId};

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
}

/// Where the chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The first entry that does not fit.
    pub seq: i64,
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
        hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
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

    /// Walks the whole chain; returns its length, or where it breaks.
    pub fn verify_audit(&mut self) -> Result<Result<i64, Broken>, StoreError> {
        const PAGE: i64 = 1_000;
        let (mut last, mut hash) = (0, String::new());
        loop {
            let page = self.audit_after(last, PAGE)?;
            if page.is_empty() {
                return Ok(Ok(last));
            }
            for entry in page {
                let follows = entry.seq == last.saturating_add(1) && entry.previous_hash == hash;
                if !follows || entry.hash != entry.expected_hash() {
                    return Ok(Err(Broken { seq: entry.seq }));
                }
                (last, hash) = (entry.seq, entry.hash);
            }
        }
    }
}

impl WriteTx<'_> {
    /// Continues the chain.
    pub fn record_act(&mut self, act: &Act<'_>, now: Timestamp) -> Result<(), StoreError> {
        let newest = audit::table
            .order(audit::seq.desc())
            .select((audit::seq, audit::hash));
        let newest: Option<(i64, String)> = self.run(|c| newest.first(c).optional())?;
        let (seq, previous_hash) = newest.unwrap_or_default();
        let mut entry = AuditEntry {
            seq: seq.saturating_add(1),
            at: now,
            actor_id: act.actor_id.map(|id| id.to_string()),
            action: act.action.to_owned(),
            subject_id: act.subject_id.clone(),
            detail: act.detail.to_owned(),
            previous_hash,
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        let values = (
            audit::seq.eq(entry.seq),
            audit::at.eq(Bind(entry.at)),
            audit::actor_id.eq(entry.actor_id),
            audit::action.eq(entry.action),
            audit::subject_id.eq(entry.subject_id),
            audit::detail.eq(entry.detail),
            audit::previous_hash.eq(entry.previous_hash),
            audit::hash.eq(entry.hash),
        );
        self.run(|c| diesel::insert_into(audit::table).values(values).execute(c))
            .map(drop)
    }
}
