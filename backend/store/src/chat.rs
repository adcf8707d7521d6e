//! The threads: messages in their order, and how far each of the two got.

use crate::columns::Bind;
use crate::schema::{chat_files, chat_members, messages};
use crate::{Encounter, ReadTx, StoreError, WriteTx};
use diesel::dsl::max;
use diesel::prelude::*;
use shared::{
    ChatFile, ChatMarks, EncounterId, FileId, FormerWriter, Message, MessageId, Pii, Timestamp,
    UserId,
};
use std::collections::HashMap;

/// A message that is to be stored.
#[derive(Clone, Debug)]
pub struct MessageRecord {
    /// This message.
    pub id: MessageId,
    /// Who wrote it.
    pub sender_id: UserId,
    /// What it says.
    pub text: Pii,
    /// What hangs on it.
    pub file_id: Option<FileId>,
    /// The idempotency key it was sent with.
    pub key: Option<String>,
    /// When.
    pub sent_at: Timestamp,
}

/// How far a person got in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChatMember {
    /// Delivered and read.
    pub marks: ChatMarks,
    /// How many of the other person's messages are not read.
    pub unread: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(crate) struct Row {
    id: MessageId,
    encounter_id: EncounterId,
    number: i64,
    sender_id: UserId,
    text: Pii,
    key: Option<String>,
    sent_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_files)]
pub(crate) struct FileRow {
    id: FileId,
    name: Pii,
    media_type: String,
    bytes: u64,
}

/// A message as it lies in the tables.
pub(crate) type MessageRow = (Row, Option<FileRow>);

pub(crate) fn message((row, file): MessageRow) -> Message {
    Message {
        id: row.id,
        encounter_id: row.encounter_id,
        number: row.number,
        sender_id: row.sender_id,
        text: row.text,
        file: file.map(|file| ChatFile {
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
        }),
        sent_at: row.sent_at,
        key: row.key,
    }
}

/// Messages with the files that hang on them.
macro_rules! whole_messages {
    () => {
        messages::table
            .left_join(chat_files::table.on(messages::file_id.eq(chat_files::id.nullable())))
            .select((
                crate::chat::Row::as_select(),
                Option::<crate::chat::FileRow>::as_select(),
            ))
    };
}
pub(crate) use whole_messages;

impl ReadTx<'_> {
    /// Messages of a thread with smaller numbers than `before`, newest first, at most `most`.
    pub fn messages_before(
        &mut self,
        encounter_id: EncounterId,
        before: i64,
        most: i64,
    ) -> Result<Vec<Message>, StoreError> {
        let query = whole_messages!()
            .filter(messages::encounter_id.eq(Bind(encounter_id)))
            .filter(messages::number.lt(before))
            .order(messages::number.desc())
            .limit(most);
        let rows: Vec<MessageRow> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(message).collect())
    }

    /// The message that its sender sent with that key.
    pub fn message_sent_with(
        &mut self,
        sender_id: UserId,
        key: &str,
    ) -> Result<Option<Message>, StoreError> {
        let query = whole_messages!()
            .filter(messages::sender_id.eq(Bind(sender_id)))
            .filter(messages::key.eq(key));
        let row: Option<MessageRow> = self.run(|c| query.first(c).optional())?;
        Ok(row.map(message))
    }

    /// The number of a thread's newest message; 0 where there is none.
    pub fn newest_message(&mut self, encounter_id: EncounterId) -> Result<i64, StoreError> {
        let query = messages::table
            .filter(messages::encounter_id.eq(Bind(encounter_id)))
            .select(max(messages::number));
        let newest: Option<i64> = self.run(|c| query.first(c))?;
        Ok(newest.unwrap_or(0))
    }

    /// How far a person got in a thread.
    pub fn chat_member(
        &mut self,
        encounter_id: EncounterId,
        user_id: UserId,
    ) -> Result<ChatMember, StoreError> {
        let query = chat_members::table
            .find((Bind(encounter_id), Bind(user_id)))
            .select((
                chat_members::delivered_up_to,
                chat_members::read_up_to,
                chat_members::unread,
            ));
        let row: Option<(i64, i64, i64)> = self.run(|c| query.first(c).optional())?;
        let member = |(delivered, read, unread)| ChatMember {
            marks: ChatMarks { delivered, read },
            unread,
        };
        Ok(row.map(member).unwrap_or_default())
    }

    /// Who wrote in a thread besides these two, with their names.
    pub fn former_writers(
        &mut self,
        encounter_id: EncounterId,
        members: [UserId; 2],
    ) -> Result<Vec<FormerWriter>, StoreError> {
        let query = messages::table
            .filter(messages::encounter_id.eq(Bind(encounter_id)))
            .filter(messages::sender_id.ne_all(members.map(Bind)))
            .select(messages::sender_id)
            .distinct();
        let writers: Vec<UserId> = self.run(|c| query.load(c))?;
        let named = |user_id| {
            let name = self.name_of(user_id)?;
            Ok(FormerWriter { user_id, name })
        };
        writers.into_iter().map(named).collect()
    }

    /// How many messages each person of these threads has not read; who has read all is left out.
    pub fn unread_in(
        &mut self,
        threads: impl IntoIterator<Item = EncounterId>,
    ) -> Result<HashMap<(EncounterId, UserId), u32>, StoreError> {
        let threads: Vec<_> = threads.into_iter().map(Bind).collect();
        let rows: Vec<(EncounterId, UserId, i64)> = self.run_each(&threads, |c, part| {
            chat_members::table
                .filter(chat_members::encounter_id.eq_any(part.iter().copied()))
                .filter(chat_members::unread.gt(0))
                .select((
                    chat_members::encounter_id,
                    chat_members::user_id,
                    chat_members::unread,
                ))
                .load(c)
        })?;
        let rows = rows.into_iter().map(|(encounter_id, user_id, unread)| {
            let unread = u32::try_from(unread).unwrap_or(u32::MAX);
            ((encounter_id, user_id), unread)
        });
        Ok(rows.collect())
    }
}

impl WriteTx<'_> {
    /// Stores a message under the thread's next number. Its sender has it, and has read what came
    /// before; for the other one it is unread.
    pub fn add_message(
        &mut self,
        encounter: &Encounter,
        record: &MessageRecord,
    ) -> Result<i64, StoreError> {
        let number = self.newest_message(encounter.id)?.saturating_add(1);
        let values = (
            messages::id.eq(Bind(record.id)),
            messages::encounter_id.eq(Bind(encounter.id)),
            messages::number.eq(number),
            messages::sender_id.eq(Bind(record.sender_id)),
            messages::text.eq(Bind(&record.text)),
            messages::file_id.eq(record.file_id.map(Bind)),
            messages::key.eq(&record.key),
            messages::sent_at.eq(Bind(record.sent_at)),
        );
        self.run(|c| {
            diesel::insert_into(messages::table)
                .values(values)
                .execute(c)
        })?;
        for user_id in [encounter.doctor_id, encounter.patient_id] {
            let before = self.chat_member(encounter.id, user_id)?;
            let after = match user_id == record.sender_id {
                true => ChatMember {
                    marks: ChatMarks {
                        delivered: number,
                        read: number,
                    },
                    unread: 0,
                },
                false => ChatMember {
                    unread: before.unread.saturating_add(1),
                    ..before
                },
            };
            self.save_chat_member(encounter.id, user_id, after)?;
        }
        let members = chat_members::table.filter(chat_members::encounter_id.eq(Bind(encounter.id)));
        let newest = (
            chat_members::last_number.eq(number),
            chat_members::last_at.eq(Bind(record.sent_at)),
        );
        self.run(|c| diesel::update(members).set(newest).execute(c))?;
        if let Some(schedule_id) = encounter.schedule_id {
            self.touch_queue(schedule_id)?;
        }
        Ok(number)
    }

    /// Moves a person's marks forward, never back, and counts anew what is unread. Gives the marks
    /// where any moved.
    pub fn advance_marks(
        &mut self,
        encounter: &Encounter,
        user_id: UserId,
        to: ChatMarks,
    ) -> Result<Option<ChatMarks>, StoreError> {
        let newest = self.newest_message(encounter.id)?;
        let before = self.chat_member(encounter.id, user_id)?;
        let read = to.read.min(newest).max(before.marks.read);
        let delivered = to
            .delivered
            .min(newest)
            .max(before.marks.delivered)
            .max(read);
        let marks = ChatMarks { delivered, read };
        if marks == before.marks {
            return Ok(None);
        }
        let left = messages::table
            .filter(messages::encounter_id.eq(Bind(encounter.id)))
            .filter(messages::sender_id.ne(Bind(user_id)))
            .filter(messages::number.gt(read))
            .count();
        let unread: i64 = self.run(|c| left.get_result(c))?;
        self.save_chat_member(encounter.id, user_id, ChatMember { marks, unread })?;
        if let (Some(schedule_id), true) = (encounter.schedule_id, unread != before.unread) {
            self.touch_queue(schedule_id)?;
        }
        Ok(Some(marks))
    }

    pub(crate) fn save_chat_member(
        &mut self,
        encounter_id: EncounterId,
        user_id: UserId,
        member: ChatMember,
    ) -> Result<(), StoreError> {
        let row = chat_members::table.find((Bind(encounter_id), Bind(user_id)));
        let set = (
            chat_members::delivered_up_to.eq(member.marks.delivered),
            chat_members::read_up_to.eq(member.marks.read),
            chat_members::unread.eq(member.unread),
        );
        let changed = self.run(|c| diesel::update(row).set(set).execute(c))?;
        if changed > 0 {
            return Ok(());
        }
        let key = (
            chat_members::encounter_id.eq(Bind(encounter_id)),
            chat_members::user_id.eq(Bind(user_id)),
        );
        self.run(|c| {
            diesel::insert_into(chat_members::table)
                .values((key, set))
                .execute(c)
        })
        .map(drop)
    }
}
