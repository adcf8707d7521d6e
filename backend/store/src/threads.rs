//! A person's threads, the one with the newest message first.

use crate::chat::{ChatMember, MessageRow, message, whole_messages};
use crate::columns::Bind;
use crate::page::{Page, Position, in_order, read_page};
use crate::schema::{chat_files, chat_members, messages};
use crate::{Encounter, ReadTx, StoreError};
use diesel::prelude::*;
use shared::{ChatMarks, EncounterId, Message, Timestamp, UserId};
use std::collections::HashMap;
use uuid::Uuid;

/// A thread in which something was written.
#[derive(Clone, Debug)]
pub struct ThreadRecord {
    /// What it hangs on.
    pub encounter: Encounter,
    /// Its newest message.
    pub last: Message,
    /// How far the person got.
    pub own: ChatMember,
    /// How far the other one did.
    pub partner: ChatMember,
}

type Members = HashMap<(EncounterId, UserId), ChatMember>;

impl ReadTx<'_> {
    /// A page of a person's threads, the one with the newest message first.
    pub fn threads_of(
        &mut self,
        user_id: UserId,
        after: Option<Position>,
    ) -> Result<Page<ThreadRecord>, StoreError> {
        let own = Bind(user_id);
        let read = |_, behind: Option<(i64, Uuid)>, most| {
            let query = chat_members::table
                .filter(chat_members::user_id.eq(own))
                .filter(chat_members::last_number.gt(0))
                .limit(most)
                .select((chat_members::encounter_id, chat_members::last_at))
                .into_boxed();
            let place = (chat_members::last_at, chat_members::encounter_id);
            let query = in_order!(query, behind, (place.0, place.1), desc);
            self.run(|c| query.load(c))
        };
        let place = |(id, last_at): &(EncounterId, Timestamp)| (last_at.0, id.0);
        let page = read_page(after, 1, read, place)?;
        let ids: Vec<EncounterId> = page.rows.iter().map(|row| row.0).collect();
        let mut encounters = self.encounters(&ids)?;
        let members = self.members_of(&ids)?;
        let mut newest = self.newest_of(user_id, &ids)?;
        let record = |(id, _)| {
            let encounter: Encounter = encounters.remove(&id)?;
            let partner_id = encounter.partner_of(user_id)?;
            let member = |of| members.get(&(id, of)).copied().unwrap_or_default();
            Some(ThreadRecord {
                encounter,
                last: newest.remove(&id)?,
                own: member(user_id),
                partner: member(partner_id),
            })
        };
        Ok(page.map(|rows| rows.into_iter().filter_map(record).collect()))
    }

    /// How many messages of others a person has not read, in all threads.
    pub fn unread_messages(&mut self, user_id: UserId) -> Result<i64, StoreError> {
        let query = chat_members::table
            .filter(chat_members::user_id.eq(Bind(user_id)))
            .filter(chat_members::unread.gt(0))
            .select(chat_members::unread);
        let unread: Vec<i64> = self.run(|c| query.load(c))?;
        Ok(unread.into_iter().fold(0, i64::saturating_add))
    }

    /// How far both people of these threads got.
    fn members_of(&mut self, threads: &[EncounterId]) -> Result<Members, StoreError> {
        let query = chat_members::table
            .filter(chat_members::encounter_id.eq_any(threads.iter().copied().map(Bind)))
            .select((
                (chat_members::encounter_id, chat_members::user_id),
                chat_members::delivered_up_to,
                chat_members::read_up_to,
                chat_members::unread,
            ));
        let rows: Vec<((EncounterId, UserId), i64, i64, i64)> = self.run(|c| query.load(c))?;
        let member = |(key, delivered, read, unread)| {
            let marks = ChatMarks { delivered, read };
            (key, ChatMember { marks, unread })
        };
        Ok(rows.into_iter().map(member).collect())
    }

    /// The newest message of each of a person's threads among these.
    fn newest_of(
        &mut self,
        user_id: UserId,
        threads: &[EncounterId],
    ) -> Result<HashMap<EncounterId, Message>, StoreError> {
        let newest = chat_members::encounter_id
            .eq(messages::encounter_id)
            .and(chat_members::last_number.eq(messages::number));
        let query = whole_messages!()
            .inner_join(chat_members::table.on(newest))
            .filter(chat_members::user_id.eq(Bind(user_id)))
            .filter(chat_members::encounter_id.eq_any(threads.iter().copied().map(Bind)));
        let rows: Vec<MessageRow> = self.run(|c| query.load(c))?;
        let entry = |row| {
            let message = message(row);
            (message.encounter_id, message)
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
