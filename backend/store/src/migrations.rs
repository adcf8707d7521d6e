//! Bringing a database to this program's shape, and back.

use crate::audit::hex;
use crate::connection::{Address, AnyConnection, Opener};
use anyhow::anyhow;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationVersion;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use r2d2::ManageConnection;
use sha2::{Digest, Sha256};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("../../migrations/postgresql");

fn open(address: &Address) -> anyhow::Result<AnyConnection> {
    let opener = Opener {
        address: address.clone(),
        read_only: false,
    };
    let mut connection = opener.connect()?;
    if let AnyConnection::Postgresql(pg) = &mut connection {
        // What changes the shape of a large table takes its time.
        pg.batch_execute("SET statement_timeout = 0")?;
    }
    Ok(connection)
}

diesel::define_sql_function! {
    /// SHA-256 of a text, hex. PostgreSQL can do that itself.
    fn sha256_hex(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

fn lend_sha256(c: &mut SqliteConnection) -> anyhow::Result<()> {
    let hash = |text: String| hex(&Sha256::digest(text.as_bytes()));
    Ok(sha256_hex_utils::register_impl(c, hash)?)
}

fn names(versions: &[MigrationVersion<'_>]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// Runs what has not run yet; returns the versions that ran.
///
/// # Errors
/// The database can't be opened, or a migration fails.
pub fn run(address: &Address) -> anyhow::Result<Vec<String>> {
    let ran = match open(address)? {
        AnyConnection::Sqlite(mut c) => {
            lend_sha256(&mut c)?;
            c.run_pending_migrations(SQLITE).map(|v| names(&v))
        }
        AnyConnection::Postgresql(mut c) => c.run_pending_migrations(POSTGRESQL).map(|v| names(&v)),
    };
    ran.map_err(|error| anyhow!("migration failed: {error}"))
}

/// Undoes everything; returns the versions that were undone.
///
/// # Errors
/// The database can't be opened, or a migration can't be undone.
pub fn revert_all(address: &Address) -> anyhow::Result<Vec<String>> {
    let undone = match open(address)? {
        AnyConnection::Sqlite(mut c) => c.revert_all_migrations(SQLITE).map(|v| names(&v)),
        AnyConnection::Postgresql(mut c) => c.revert_all_migrations(POSTGRESQL).map(|v| names(&v)),
    };
    undone.map_err(|error| anyhow!("migration could not be undone: {error}"))
}
