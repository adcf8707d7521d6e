//! Files of threads: all but their bytes, which lie in a folder under random names.

use crate::columns::Bind;
use crate::schema::{chat_files, messages};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::{ChatFile, EncounterId, FileId, Pii, Timestamp, UserId};

/// A file as stored.
#[derive(Clone, Debug)]
pub struct FileRecord {
    /// What both people of the thread see.
    pub file: ChatFile,
    /// In which thread.
    pub encounter_id: EncounterId,
    /// Who put it there.
    pub sender_id: UserId,
    /// The name of the file that holds the bytes.
    pub stored_as: String,
    /// The idempotency key it was sent with.
    pub key: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_files)]
struct Row {
    id: FileId,
    encounter_id: EncounterId,
    sender_id: UserId,
    name: Pii,
    media_type: String,
    bytes: u64,
    stored_as: String,
    key: Option<String>,
    created_at: Timestamp,
}

impl From<Row> for FileRecord {
    fn from(row: Row) -> Self {
        Self {
            file: ChatFile {
                id: row.id,
                name: row.name,
                media_type: row.media_type,
                bytes: row.bytes,
            },
            encounter_id: row.encounter_id,
            sender_id: row.sender_id,
            stored_as: row.stored_as,
            key: row.key,
            created_at: row.created_at,
        }
    }
}

impl ReadTx<'_> {
    /// A thread's file.
    pub fn chat_file(
        &mut self,
        encounter_id: EncounterId,
        file_id: FileId,
    ) -> Result<Option<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::id.eq(Bind(file_id)))
            .filter(chat_files::encounter_id.eq(Bind(encounter_id)))
            .select(Row::as_select());
        let row = self.run(|c| query.first(c).optional())?;
        Ok(row.map(FileRecord::from))
    }

    /// The file that its sender sent with that key.
    pub fn file_sent_with(
        &mut self,
        sender_id: UserId,
        key: &str,
    ) -> Result<Option<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::sender_id.eq(Bind(sender_id)))
            .filter(chat_files::key.eq(key))
            .select(Row::as_select());
        let row = self.run(|c| query.first(c).optional())?;
        Ok(row.map(FileRecord::from))
    }

    /// How many files a thread holds.
    pub fn count_files(&mut self, encounter_id: EncounterId) -> Result<i64, StoreError> {
        let query = chat_files::table
            .filter(chat_files::encounter_id.eq(Bind(encounter_id)))
            .count();
        self.run(|c| query.get_result(c))
    }

    /// Files made before `before` that hang on no message.
    pub fn stray_files(&mut self, before: Timestamp) -> Result<Vec<FileRecord>, StoreError> {
        let hangs = messages::table.filter(messages::file_id.eq(chat_files::id.nullable()));
        let query = chat_files::table
            .filter(chat_files::created_at.lt(Bind(before)))
            .filter(not(exists(hangs)))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(FileRecord::from).collect())
    }
}

impl WriteTx<'_> {
    /// Stores what is known of a file whose bytes lie there already.
    pub fn add_file(&mut self, record: &FileRecord) -> Result<(), StoreError> {
        let values = (
            chat_files::id.eq(Bind(record.file.id)),
            chat_files::encounter_id.eq(Bind(record.encounter_id)),
            chat_files::sender_id.eq(Bind(record.sender_id)),
            chat_files::name.eq(Bind(&record.file.name)),
            chat_files::media_type.eq(&record.file.media_type),
            chat_files::bytes.eq(Bind(record.file.bytes)),
            chat_files::stored_as.eq(&record.stored_as),
            chat_files::key.eq(&record.key),
            chat_files::created_at.eq(Bind(record.created_at)),
        );
        self.run(|c| {
            diesel::insert_into(chat_files::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Forgets a file that hangs on no message.
    ///
    /// # Errors
    /// A message has it.
    pub fn forget_file(&mut self, file_id: FileId) -> Result<(), StoreError> {
        let row = chat_files::table.find(Bind(file_id));
        self.run(|c| diesel::delete(row).execute(c)).map(drop)
    }
}
