//! One connection to either database, and the two kinds of transaction.

use anyhow::Context;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, ConnectionError, PgConnection, QueryResult, SqliteConnection};

/// A connection to the database that the URL named.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// A file beside the server.
    Sqlite(SqliteConnection),
    /// A database server.
    Postgresql(PgConnection),
}

/// Which database, and where.
#[derive(Clone)]
pub enum Address {
    /// Path of the file.
    Sqlite(String),
    /// `postgres://…`; holds a password, so it is never printed.
    Postgresql(String),
}

impl Address {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// Any other scheme. The URL itself is not repeated in the error, as it may hold a password.
    pub fn parse(url: &str) -> anyhow::Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Ok(Self::Sqlite(path.trim_start_matches("//").to_owned()))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgresql(url.to_owned()))
        } else {
            anyhow::bail!("DATABASE_URL must start with sqlite: or postgres://")
        }
    }
}

/// What libpq is told unless the URL says otherwise (PostgreSQL's manual, 34.1.2).
const LIBPQ: [(&str, &str); 7] = [
    // No Kerberos: libpq's library for it is torn down at exit while a pool's thread may still be opening
    // a connection, and then aborts the whole process.
    ("gssencmode", "disable"),
    ("application_name", "medconsult"),
    // Seconds until a server that does not greet is given up.
    ("connect_timeout", "3"),
    // Milliseconds until a server that acknowledges nothing is given up, and the same for a silent one.
    ("tcp_user_timeout", "10000"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
];

fn with_defaults(url: &str) -> String {
    let mut whole = url.to_owned();
    for (key, value) in LIBPQ {
        if !url.contains(&format!("{key}=")) {
            let joint = if whole.contains('?') { '&' } else { '?' };
            whole.push_str(&format!("{joint}{key}={value}"));
        }
    }
    whole
}

/// No statement holds anybody up for longer than this, and none waits longer for its turn; and a
/// transaction whose server has stopped in the middle gives the turn away.
const POSTGRESQL: &str = "SET statement_timeout = '8s'; SET lock_timeout = '8s'; \
    SET idle_in_transaction_session_timeout = '5s'; SET client_min_messages = warning;";
/// Its reports in English, where the account may choose (see [`crate::StoreError::Busy`]).
const IN_ENGLISH: &str = "SET lc_messages = 'C'";

/// Opens connections for a pool.
pub struct Opener {
    pub address: Address,
    /// SQLite readers are kept from writing by the database itself.
    pub read_only: bool,
}

impl Opener {
    fn open(&self) -> Result<AnyConnection, ConnectionError> {
        let mut connection = match &self.address {
            Address::Sqlite(path) => AnyConnection::Sqlite(SqliteConnection::establish(path)?),
            Address::Postgresql(url) => {
                AnyConnection::Postgresql(PgConnection::establish(&with_defaults(url))?)
            }
        };
        let setup = match (&self.address, self.read_only) {
            (Address::Sqlite(_), true) => "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;",
            // FULL: what was acknowledged survives a power cut, too.
            (Address::Sqlite(_), false) => {
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            }
            (Address::Postgresql(_), _) => POSTGRESQL,
        };
        connection
            .batch_execute(setup)
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        if let AnyConnection::Postgresql(pg) = &mut connection {
            // Most accounts may not, and most servers speak English.
            pg.batch_execute(IN_ENGLISH).ok();
        }
        Ok(connection)
    }
}

impl r2d2::ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = PoolError;

    fn connect(&self) -> Result<AnyConnection, PoolError> {
        Ok(self.open()?)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), PoolError> {
        // A file does not hang up; asking it each time would only cost.
        match connection {
            AnyConnection::Sqlite(_) => Ok(()),
            AnyConnection::Postgresql(pg) => Ok(pg.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        match connection {
            AnyConnection::Sqlite(sqlite) => {
                AnsiTransactionManager::is_broken_transaction_manager(sqlite)
            }
            AnyConnection::Postgresql(pg) => {
                AnsiTransactionManager::is_broken_transaction_manager(pg)
            }
        }
    }
}

/// A connection could not be had.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// It could not be opened.
    #[error("the database cannot be opened")]
    Open(#[from] ConnectionError),
    /// It no longer answers.
    #[error("the database does not answer")]
    Gone(#[from] diesel::result::Error),
}

impl AnyConnection {
    /// Starts a transaction that sees one state of the database throughout.
    pub fn begin_reading(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED"),
            Self::Postgresql(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        }
    }

    /// Starts a transaction that no other writer's can interleave with.
    ///
    /// On PostgreSQL the lock comes before the first query, so that the snapshot is taken with the
    /// turn in hand, and writers wait instead of failing. More isolation would add nothing but
    /// false alarms: SERIALIZABLE counts a writer as running until a moment after it gave its turn
    /// away, and on a busy machine that moment is long enough to fail all tries of the next one.
    pub fn begin_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgresql(c) => {
                AnsiTransactionManager::begin_transaction_sql(
                    c,
                    "BEGIN ISOLATION LEVEL REPEATABLE READ",
                )?;
                c.batch_execute("LOCK TABLE write_turn IN EXCLUSIVE MODE")
            }
        }
    }

    /// Begins a part of the transaction that can be undone alone.
    pub fn begin_part(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction(c),
            Self::Postgresql(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    /// Undoes the transaction, whatever part of it is open.
    pub fn abandon(&mut self) {
        const DEEPEST: usize = 2;
        for _ in 0..DEEPEST {
            // Nothing open is an error, too, and just what is wanted.
            if self.roll_back().is_err() {
                break;
            }
        }
    }

    /// Makes it so; of a part, keeps it.
    pub fn commit(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::commit_transaction(c),
            Self::Postgresql(c) => AnsiTransactionManager::commit_transaction(c),
        }
    }

    /// Undoes it, or the part that is open.
    pub fn roll_back(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c),
            Self::Postgresql(c) => AnsiTransactionManager::rollback_transaction(c),
        }
    }
}

/// A pool of at most `size` connections.
pub fn pool(address: &Address, read_only: bool, size: u32) -> anyhow::Result<r2d2::Pool<Opener>> {
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(std::time::Duration::from_secs(3))
        .build(Opener {
            address: address.clone(),
            read_only,
        })
        .context("the database cannot be opened")
}

#[cfg(test)]
mod tests {
    use super::{LIBPQ, with_defaults};

    #[test]
    fn libpq_is_told_what_the_url_does_not_say() {
        let plain = with_defaults("postgres://h/d");
        assert!(
            plain.starts_with("postgres://h/d?gssencmode=disable&"),
            "{plain}"
        );
        for (key, value) in LIBPQ {
            assert_eq!(plain.matches(&format!("{key}={value}")).count(), 1);
            let said = with_defaults(&format!("postgres://h/d?sslmode=require&{key}=7"));
            assert!(
                said.starts_with("postgres://h/d?sslmode=require&"),
                "{said}"
            );
            assert_eq!(said.matches(&format!("{key}=")).count(), 1, "{said}");
        }
    }
}
