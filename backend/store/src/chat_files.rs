//! Files of threads: all but their bytes, which lie in a folder under random names.
//!
//! A row comes before its bytes and goes before them: what lies in the folder without one is nobody's.

use crate::columns::Bind;
use crate::schema::{chat_files, messages};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::storage::Usage;
use shared::{ChatFile, EncounterId, FileId, Pii, Timestamp, UserId};

/// A file as stored.
#[derive(Clone, Debug)]
pub struct FileRecord {
    /// What both people of the thread see. While the bytes are on their way, of no type yet, and with
    /// as many bytes as it may become.
    pub file: ChatFile,
    /// In which thread.
    pub encounter_id: EncounterId,
    /// Who put it there.
    pub sender_id: UserId,
    /// The name of the file that holds the bytes.
    pub stored_as: String,
    /// The idempotency key it was sent with.
    pub key: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When all of its bytes lay there; absent while they are on their way.
    pub stored_at: Option<Timestamp>,
}

/// Where a file's bytes have to be, for the comparison with the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// Which file.
    pub file_id: FileId,
    /// The name of the file that holds the bytes.
    pub stored_as: String,
    /// They lie there, rather than being on their way.
    pub is_stored: bool,
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
    stored_at: Option<Timestamp>,
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
            stored_at: row.stored_at,
        }
    }
}

/// The bytes of some files, added up.
macro_rules! bytes_of {
    ($($filter:expr)?) => {
        chat_files::table
            $(.filter($filter))?
            // Without the cast PostgreSQL's sum is of another type than SQLite's.
            .select(sql::<BigInt>("CAST(COALESCE(SUM(bytes), 0) AS BIGINT)"))
    };
}

impl ReadTx<'_> {
    /// A thread's file, once its bytes are there.
    pub fn chat_file(
        &mut self,
        encounter_id: EncounterId,
        file_id: FileId,
    ) -> Result<Option<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::id.eq(Bind(file_id)))
            .filter(chat_files::encounter_id.eq(Bind(encounter_id)))
            .filter(chat_files::stored_at.is_not_null())
            .select(Row::as_select());
        let row = self.run(|c| query.first(c).optional())?;
        Ok(row.map(FileRecord::from))
    }

    /// The file that its sender sent with that key, or is sending.
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

    /// How many files a thread holds or is about to.
    pub fn count_files(&mut self, encounter_id: EncounterId) -> Result<i64, StoreError> {
        let query = chat_files::table
            .filter(chat_files::encounter_id.eq(Bind(encounter_id)))
            .count();
        self.run(|c| query.get_result(c))
    }

    /// What files take, and what those that are on their way may take.
    pub fn file_usage(
        &mut self,
        sender_id: UserId,
        encounter_id: EncounterId,
    ) -> Result<Usage, StoreError> {
        let by_person = bytes_of!(chat_files::sender_id.eq(Bind(sender_id)));
        let in_thread = bytes_of!(chat_files::encounter_id.eq(Bind(encounter_id)));
        let pending = bytes_of!(chat_files::stored_at.is_null());
        let in_all = bytes_of!();
        let bytes = |sum: i64| u64::try_from(sum).unwrap_or(0);
        Ok(Usage {
            by_person: bytes(self.run(|c| by_person.get_result(c))?),
            in_thread: bytes(self.run(|c| in_thread.get_result(c))?),
            in_all: bytes(self.run(|c| in_all.get_result(c))?),
            pending: bytes(self.run(|c| pending.get_result(c))?),
        })
    }

    /// Files whose bytes lie there since before `before`, and that hang on no message.
    pub fn stray_files(&mut self, before: Timestamp) -> Result<Vec<FileRecord>, StoreError> {
        let hangs = messages::table.filter(messages::file_id.eq(chat_files::id.nullable()));
        let query = chat_files::table
            .filter(chat_files::stored_at.lt(Bind(before)))
            .filter(not(exists(hangs)))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(FileRecord::from).collect())
    }

    /// Files that were begun before `before` and whose bytes are still not there.
    pub fn pending_files(&mut self, before: Timestamp) -> Result<Vec<FileRecord>, StoreError> {
        let query = chat_files::table
            .filter(chat_files::stored_at.is_null())
            .filter(chat_files::created_at.lt(Bind(before)))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(FileRecord::from).collect())
    }

    /// Where the bytes of every file have to be.
    pub fn file_places(&mut self) -> Result<Vec<FilePlace>, StoreError> {
        let query = chat_files::table.select((
            chat_files::id,
            chat_files::stored_as,
            chat_files::stored_at.is_not_null(),
        ));
        let rows: Vec<(FileId, String, bool)> = self.run(|c| query.load(c))?;
        let place = |(file_id, stored_as, is_stored)| FilePlace {
            file_id,
            stored_as,
            is_stored,
        };
        Ok(rows.into_iter().map(place).collect())
    }
}

impl WriteTx<'_> {
    /// Stores what is known of a file, before or after its bytes.
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
            chat_files::stored_at.eq(record.stored_at.map(Bind)),
        );
        self.run(|c| {
            diesel::insert_into(chat_files::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// The bytes of a file are there, and this is what they are; false where nobody waits for them
    /// any more.
    pub fn settle_file(&mut self, file: &ChatFile, now: Timestamp) -> Result<bool, StoreError> {
        let waiting = chat_files::table
            .filter(chat_files::id.eq(Bind(file.id)))
            .filter(chat_files::stored_at.is_null());
        let set = (
            chat_files::name.eq(Bind(&file.name)),
            chat_files::media_type.eq(&file.media_type),
            chat_files::bytes.eq(Bind(file.bytes)),
            chat_files::stored_at.eq(Bind(now)),
        );
        let changed = self.run(|c| diesel::update(waiting).set(set).execute(c))?;
        Ok(changed > 0)
    }

    /// Waits no longer for the bytes of a file; false where they are there already.
    pub fn give_up_file(&mut self, file_id: FileId) -> Result<bool, StoreError> {
        let row = chat_files::table.filter(chat_files::id.eq(Bind(file_id)));
        let waiting = row.filter(chat_files::stored_at.is_null());
        self.run(|c| diesel::delete(waiting).execute(c))?;
        let left: i64 = self.run(|c| row.count().get_result(c))?;
        Ok(left == 0)
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
