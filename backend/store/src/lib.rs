//! What the practice remembers: the only place that says `diesel`.
//!
//! There are two doors. [`Store::read`] sees one state of the database throughout; [`Store::write`]
//! is alone with it. The body of a write touches nothing but the database: what must happen in the
//! world is a row of the outbox, in the same transaction, and the bell rings after the commit.

mod audit;
mod calls;
mod code;
mod connection;
mod error;
mod keys;
mod migrations;
mod notifications;
mod outbox;
mod queue;
mod schedules;
mod schema;
mod sessions;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction;
mod users;

pub use audit::{Act, AuditEntry, Broken};
pub use calls::{CallRecord, LiveOnly, MemberNames};
pub use connection::Address;
pub use error::{StoreError, Violation};
pub use outbox::StoredFrame;
pub use queue::{EntryRecord, EntryWithPatient};
pub use schedules::ScheduleRecord;
pub use sessions::SessionRecord;
pub use transaction::{Afterwards, Reading, Writing};
pub use users::{NewUser, ProfileDetails, UserRecord};

use connection::{Opener, pool};

/// Told after each commit what it touched.
pub type Bell = Box<dyn Fn(&Afterwards) + Send + Sync>;

/// The database behind its two doors. Blocks; async callers keep it off their threads.
pub struct Store {
    readers: r2d2::Pool<Opener>,
    writers: r2d2::Pool<Opener>,
    bell: Bell,
}

/// SQLite has one writer at a time anyway; a second connection would only wait inside SQLite.
const SQLITE_WRITERS: u32 = 1;
/// Enough for two cores' worth of blocking threads.
const READERS: u32 = 4;
/// Writers take turns on PostgreSQL, too; a few connections hide their round trips.
const POSTGRESQL_WRITERS: u32 = 4;
/// Tries of one write where the database asks for another.
const TRIES: u32 = 8;

impl Store {
    /// Opens the database and brings it to this program's shape.
    ///
    /// # Errors
    /// It can't be opened or migrated.
    pub fn open(address: &Address, bell: Bell) -> anyhow::Result<Self> {
        migrations::run(address)?;
        let writers = match address {
            Address::Sqlite(_) => SQLITE_WRITERS,
            Address::Postgresql(_) => POSTGRESQL_WRITERS,
        };
        Ok(Self {
            // Writers first: the one that switches SQLite to WAL must not meet readers.
            writers: pool(address, false, writers)?,
            readers: pool(address, true, READERS)?,
            bell,
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
        body: impl FnOnce(&mut Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.readers.get().map_err(|_| StoreError::Busy)?;
        connection.begin_reading().map_err(StoreError::from)?;
        let result = body(&mut Reading::new(&mut connection));
        connection.roll_back().map_err(StoreError::from)?;
        result
    }

    /// Changes, alone. An error undoes everything. The body may run more than once.
    ///
    /// # Errors
    /// The body's own, or a [`StoreError`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        mut body: impl FnMut(&mut Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.writers.get().map_err(|_| StoreError::Busy)?;
        let mut tries = 0;
        loop {
            tries += 1;
            connection.begin_writing().map_err(|error| {
                // A turn that was not granted leaves a transaction open.
                connection.roll_back().ok();
                tracing::warn!(%error, "no turn to write");
                StoreError::Busy
            })?;
            let mut writing = Writing::new(&mut connection);
            let result = body(&mut writing);
            let (afterwards, conflicted) = writing.finish();
            match result {
                Ok(value) => match connection.commit() {
                    Ok(()) => {
                        (self.bell)(&afterwards);
                        return Ok(value);
                    }
                    Err(error) if error::is_conflict(&error) && tries < TRIES => {
                        connection.roll_back().ok();
                    }
                    Err(error) => {
                        connection.roll_back().ok();
                        return Err(StoreError::from(error).into());
                    }
                },
                Err(error) => {
                    connection.roll_back().map_err(StoreError::from)?;
                    if !conflicted || tries >= TRIES {
                        return Err(error);
                    }
                }
            }
        }
    }
}
