//! What the practice remembers: the only place that says `diesel`.
//!
//! There are two doors. [`Store::read`] sees one state of the database throughout; [`Store::write`]
//! is alone with it. The body of a write touches nothing but the database: what must happen in the
//! world is a row of the outbox, in the same transaction, and the notifier is told after the commit.

mod appointments;
mod audit;
mod availability;
mod blocks;
mod calendar_feeds;
mod calls;
mod chat;
mod chat_files;
mod columns;
mod connection;
mod encounters;
mod error;
mod forecast_history;
mod idempotency_keys;
mod mail_tokens;
mod mails;
mod migrations;
mod notes;
mod notifications;
mod outbox;
mod page;
mod profile;
mod quality;
mod queue;
mod ratings;
mod readiness;
mod reminders;
mod retention;
mod schedules;
mod schema;
mod sessions;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
mod transaction;
mod users;
mod writer;

pub use appointments::{AppointmentRecord, Period};
pub use audit::{Act, AuditEntry, AuditFault, AuditHead, AuditKey, AuditKeys, AuditReport, NoHead};
pub use calls::{CallRecord, LiveOnly};
pub use chat::{ChatMember, MessageRecord};
pub use chat_files::{FilePlace, FileRecord};
pub use connection::Address;
pub use encounters::Encounter;
pub use error::{StoreError, Violation};
pub use forecast_history::{SessionMark, TurnCall};
pub use mail_tokens::{MailToken, Registration};
pub use mails::{MailAbout, WaitingMail};
pub use outbox::StoredFrame;
pub use page::{NoPosition, Page, Position};
pub use profile::ProfileDetails;
pub use queue::{Contact, EntryRecord, EntryWithPatient};
pub use ratings::RatingRecord;
pub use reminders::DueReminder;
pub use retention::{Aged, RULES, Rule};
pub use schedules::{ScheduleRecord, SessionsOf};
pub use sessions::{SessionRecord, Standing};
pub use threads::ThreadRecord;
pub use transaction::{AfterCommit, ReadTx, WriteTx};
pub use users::{NewUser, UserRecord};
pub use writer::Notifier;

use connection::{Opener, pool};
use writer::Writer;

/// The database behind its two doors. Blocks; async callers keep it off their threads.
pub struct Store {
    readers: r2d2::Pool<Opener>,
    writer: Writer,
}

/// Enough for two cores' worth of blocking threads.
const READERS: u32 = 4;

impl Store {
    /// Opens the database and brings it to this program's shape. What is done goes into the audit under
    /// these keys.
    ///
    /// # Errors
    /// It can't be opened or migrated.
    pub fn open(
        address: &Address,
        audit_keys: AuditKeys,
        notifier: Notifier,
    ) -> anyhow::Result<Self> {
        migrations::run(address)?;
        Ok(Self {
            // The writer first: it switches SQLite to WAL and must not meet readers.
            writer: Writer::open(address, audit_keys, notifier)?,
            readers: pool(address, true, READERS)?,
        })
    }

    /// Undoes every migration: all data is gone.
    ///
    /// # Errors
    /// It can't be opened, or a migration can't be undone.
    pub fn wipe(address: &Address) -> anyhow::Result<Vec<String>> {
        migrations::revert_all(address)
    }

    /// Runs what has not run yet.
    ///
    /// # Errors
    /// It can't be opened or migrated.
    pub fn migrate(address: &Address) -> anyhow::Result<Vec<String>> {
        migrations::run(address)
    }

    /// Looks, at one state of the database.
    ///
    /// # Errors
    /// The body's own, or a [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.readers.get().map_err(|_| StoreError::Busy)?;
        connection.begin_reading().map_err(StoreError::from)?;
        let result = body(&mut ReadTx::new(&mut connection));
        // What was read is read. A connection that could not say so is not used again.
        if connection.roll_back().is_err() {
            connection.abandon();
        }
        result
    }

    /// Changes, alone. An error undoes all that the body did. The body may run more than once.
    ///
    /// # Errors
    /// The body's own, or a [`StoreError`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        body: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writer.write(body)
    }
}
