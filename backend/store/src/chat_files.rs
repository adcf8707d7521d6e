//! Files of threads: all but their bytes, which lie in a folder under random names.

use crate::code::id;
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

type Row = (
    String,
    String,
    String,
    String,
    String,
    i64,
    String,
    Option<String>,
    i64,
);

fn record(row: Row) -> Result<FileRecord, StoreError> {
    let (file_id, encounter_id, sender_id, name, media_type, bytes, stored_as, key, created_at) =
        row;
    Ok(FileRecord {
        file: ChatFile {
            id: id(&file_id)?,
            name: Pii(name),
            media_type,
            bytes: u64::try_from(bytes).unwrap_or(0),
        },
        encounter_id: id(&encounter_id)?,
        sender_id: id(&sender_id)?,
        stored_as,
        key,
        created_at: Timestamp(created_at),
    })
}

impl ReadTx<'_> {
    /// A thread's file.
    ///
    /// # Errors
    /// The query fails.
    pub fn chat_file(
        &mut self,
        encounter_id: EncounterId,
        file_id: FileId,
    ) -> Result<Option<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::id.eq(file_id.to_string()))
            .filter(chat_files::encounter_id.eq(encounter_id.to_string()));
        self.run(|c| query.first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// The file that its sender sent with that key.
    ///
    /// # Errors
    /// The query fails.
    pub fn file_sent_with(
        &mut self,
        sender_id: UserId,
        key: &str,
    ) -> Result<Option<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::sender_id.eq(sender_id.to_string()))
            .filter(chat_files::key.eq(key));
        self.run(|c| query.first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// How many files a thread holds.
    ///
    /// # Errors
    /// The query fails.
    pub fn count_files(&mut self, encounter_id: EncounterId) -> Result<i64, StoreError> {
        let query = chat_files::table
            .filter(chat_files::encounter_id.eq(encounter_id.to_string()))
            .count();
        self.run(|c| query.get_result(c))
    }

    /// Files made before `before` that hang on no message.
    ///
    /// # Errors
    /// The query fails.
    pub fn stray_files(&mut self, before: Timestamp) -> Result<Vec<FileRecord>, StoreError> {
        let hangs = messages::table.filter(messages::file_id.eq(chat_files::id.nullable()));
        let query = chat_files::table
            .filter(chat_files::created_at.lt(before.0))
            .filter(not(exists(hangs)));
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }
}

impl WriteTx<'_> {
    /// Stores what is known of a file whose bytes lie there already.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_file(&mut self, record: &FileRecord) -> Result<(), StoreError> {
        let bytes = i64::try_from(record.file.bytes).unwrap_or(i64::MAX);
        let values = (
            chat_files::id.eq(record.file.id.to_string()),
            chat_files::encounter_id.eq(record.encounter_id.to_string()),
            chat_files::sender_id.eq(record.sender_id.to_string()),
            chat_files::name.eq(record.file.name.reveal()),
            chat_files::media_type.eq(&record.file.media_type),
            chat_files::bytes.eq(bytes),
            chat_files::stored_as.eq(&record.stored_as),
            chat_files::key.eq(&record.key),
            chat_files::created_at.eq(record.created_at.0),
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
    /// A message has it, or the query fails.
    pub fn forget_file(&mut self, file_id: FileId) -> Result<(), StoreError> {
        let row = chat_files::table.find(file_id.to_string());
        self.run(|c| diesel::delete(row).execute(c)).map(drop)
    }
}
