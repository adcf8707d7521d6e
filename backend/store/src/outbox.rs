//! What a person must not miss, in that person's own gapless order.
//!
//! The number comes from the person's own row, in the transaction that stores the frame: a global
//! sequence would let a reader overtake a writer that commits late.

use crate::columns::{Bind, Document};
use crate::schema::{outbox, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::min;
use diesel::prelude::*;
use shared::{ServerFrame, Timestamp, UserId};
use std::collections::HashMap;

/// A frame that waits for its person.
#[derive(Clone, Debug)]
pub struct StoredFrame {
    /// One more than the one before it.
    pub seq: i64,
    /// The frame.
    pub frame: ServerFrame,
}

impl ReadTx<'_> {
    /// Frames after `seq` in order, at most `most`. One that can't be read is left out: the gap tells a
    /// device to fetch the state instead.
    pub fn frames_after(
        &mut self,
        user_id: UserId,
        mut seq: i64,
        most: i64,
    ) -> Result<Vec<StoredFrame>, StoreError> {
        loop {
            let query = outbox::table
                .filter(outbox::user_id.eq(Bind(user_id)))
                .filter(outbox::seq.gt(seq))
                .order(outbox::seq)
                .limit(most)
                .select((outbox::seq, outbox::frame));
            let rows: Vec<(i64, String)> = self.run(|c| query.load(c))?;
            let Some((newest, _)) = rows.last() else {
                return Ok(Vec::new());
            };
            seq = *newest;
            let legible = rows.into_iter().filter_map(|(seq, frame)| {
                let frame = Document::read_if_legible(frame)?;
                Some(StoredFrame { seq, frame })
            });
            let frames: Vec<_> = legible.collect();
            if !frames.is_empty() {
                return Ok(frames);
            }
        }
    }

    /// The oldest frame still kept, and the newest ever made.
    pub fn kept_frames(&mut self, user_id: UserId) -> Result<(Option<i64>, i64), StoreError> {
        let key = Bind(user_id);
        let oldest = outbox::table
            .filter(outbox::user_id.eq(key))
            .select(min(outbox::seq));
        let oldest: Option<i64> = self.run(|c| oldest.first(c))?;
        let newest: Option<i64> = self.run(|c| {
            users::table
                .find(key)
                .select(users::last_seq)
                .first(c)
                .optional()
        })?;
        Ok((oldest, newest.unwrap_or(0)))
    }

    /// Of these people with the last number each was sent, those who lack something.
    pub fn who_lacks_frames(&mut self, sent: &[(UserId, i64)]) -> Result<Vec<UserId>, StoreError> {
        let rows: Vec<(UserId, i64)> = self.run_each(sent, |c, part| {
            let keys = part.iter().map(|(user_id, _)| Bind(*user_id));
            users::table
                .filter(users::id.eq_any(keys))
                .select((users::id, users::last_seq))
                .load(c)
        })?;
        let sent: HashMap<UserId, i64> = sent.iter().copied().collect();
        let mut lacking = Vec::new();
        for (user_id, newest) in rows {
            if sent.get(&user_id).is_some_and(|seq| *seq < newest) {
                lacking.push(user_id);
            }
        }
        Ok(lacking)
    }
}

impl WriteTx<'_> {
    /// Stores a frame for a person; the notifier is told of it after the commit.
    pub fn tell(
        &mut self,
        user_id: UserId,
        frame: &ServerFrame,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = Bind(user_id);
        let next = diesel::update(users::table.find(key))
            .set(users::last_seq.eq(users::last_seq + 1))
            .returning(users::last_seq);
        let seq: i64 = self.run(|c| next.get_result(c))?;
        let values = (
            outbox::user_id.eq(key),
            outbox::seq.eq(seq),
            outbox::frame.eq(Document::write(frame)?),
            outbox::created_at.eq(Bind(now)),
        );
        self.run(|c| diesel::insert_into(outbox::table).values(values).execute(c))?;
        self.afterwards.users.insert(user_id);
        Ok(())
    }
}
