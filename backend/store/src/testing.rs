//! Throw-away databases, one of each kind, so that a test written once runs on both.

use crate::connection::{AnyConnection, Opener};
use crate::{Address, AuditKey, AuditKeys};
use anyhow::Context;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use r2d2::ManageConnection;

/// Names the PostgreSQL server on which tests may create databases.
pub const POSTGRES_VARIABLE: &str = "TEST_POSTGRES_URL";

/// Keys for tests that care for nobody's seal.
#[must_use]
pub fn audit_keys() -> AuditKeys {
    AuditKeys {
        current: AuditKey::new(&[7; 32]),
        previous: None,
    }
}

/// An empty database that goes away with this value.
pub struct TestDatabase {
    /// Which kind, for a test's messages.
    pub kind: &'static str,
    /// Where it is.
    pub address: Address,
    /// A folder that goes away with it, for what a server keeps beside the database.
    pub folder: tempfile::TempDir,
    _location: Location,
}

enum Location {
    Folder,
    Server { admin_url: String, name: String },
}

impl TestDatabase {
    /// An empty SQLite file.
    ///
    /// # Errors
    /// No temporary folder can be made.
    pub fn sqlite() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = Address::Sqlite(folder.path().join("test.db").display().to_string());
        Ok(Self {
            kind: "SQLite",
            address,
            folder,
            _location: Location::Folder,
        })
    }

    /// An empty database on the PostgreSQL server that the environment names.
    ///
    /// # Errors
    /// The variable is not set, or the server refuses. A test must then fail, not pass.
    pub fn postgresql() -> anyhow::Result<Self> {
        let admin_url = std::env::var(POSTGRES_VARIABLE).with_context(|| {
            format!(
                "{POSTGRES_VARIABLE} is not set; `cargo xtask test` starts a server and sets it"
            )
        })?;
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        command(&admin_url, &format!("CREATE DATABASE {name}"))?;
        let (server, _) = admin_url
            .rsplit_once('/')
            .context("the URL names no database")?;
        let address = Address::Postgresql(format!("{server}/{name}"));
        Ok(Self {
            kind: "PostgreSQL",
            address,
            folder: tempfile::tempdir()?,
            _location: Location::Server { admin_url, name },
        })
    }

    /// Asks SQLite whether its file is whole. PostgreSQL keeps that to itself.
    ///
    /// # Errors
    /// It is not, or can't be opened.
    pub fn check_integrity(&self) -> anyhow::Result<()> {
        let Address::Sqlite(path) = &self.address else {
            return Ok(());
        };
        let mut connection = SqliteConnection::establish(path)?;
        let verdict: Vec<Verdict> =
            diesel::sql_query("PRAGMA integrity_check").load(&mut connection)?;
        let words: Vec<_> = verdict.iter().map(|v| v.integrity_check.as_str()).collect();
        anyhow::ensure!(words == ["ok"], "the file is broken: {words:?}");
        Ok(())
    }

    /// Does something to the database that the store itself never would.
    ///
    /// # Errors
    /// The database refuses.
    pub fn meddle(&self, sql: &str) -> anyhow::Result<()> {
        let opener = Opener {
            address: self.address.clone(),
            read_only: false,
        };
        Ok(opener.connect()?.batch_execute(sql)?)
    }

    /// The names of its tables.
    ///
    /// # Errors
    /// The database refuses.
    pub fn tables(&self) -> anyhow::Result<Vec<String>> {
        let lines = match &self.address {
            Address::Sqlite(path) => diesel::sql_query(
                "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            )
            .load::<Line>(&mut SqliteConnection::establish(path)?)?,
            Address::Postgresql(url) => diesel::sql_query(
                "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'",
            )
            .load::<Line>(&mut PgConnection::establish(url)?)?,
        };
        Ok(lines.into_iter().map(|line| line.line).collect())
    }

    /// How the database goes about a statement, in its own words.
    ///
    /// # Errors
    /// The database refuses.
    pub fn plan(&self, sql: &str) -> anyhow::Result<String> {
        let steps: Vec<String> = match &self.address {
            Address::Sqlite(path) => {
                let steps: Vec<SqliteStep> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                    .load(&mut SqliteConnection::establish(path)?)?;
                steps.into_iter().map(|step| step.detail).collect()
            }
            Address::Postgresql(url) => {
                let steps: Vec<PostgresqlStep> = diesel::sql_query(format!("EXPLAIN {sql}"))
                    .load(&mut PgConnection::establish(url)?)?;
                steps.into_iter().map(|step| step.plan).collect()
            }
        };
        Ok(steps.join("\n"))
    }

    /// One of each.
    ///
    /// # Errors
    /// Either can't be had.
    pub fn both() -> anyhow::Result<[Self; 2]> {
        Ok([Self::sqlite()?, Self::postgresql()?])
    }
}

#[derive(diesel::QueryableByName)]
struct Verdict {
    #[diesel(sql_type = diesel::sql_types::Text)]
    integrity_check: String,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

#[derive(diesel::QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

#[derive(diesel::QueryableByName)]
struct PostgresqlStep {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
    plan: String,
}

fn command(url: &str, sql: &str) -> anyhow::Result<()> {
    let opener = Opener {
        address: Address::Postgresql(url.to_owned()),
        read_only: false,
    };
    let mut connection: AnyConnection = opener.connect()?;
    Ok(connection.batch_execute(sql)?)
}

impl Drop for Location {
    fn drop(&mut self) {
        match self {
            Self::Folder => {}
            Self::Server { admin_url, name } => {
                // A database left behind goes away with the throw-away server.
                command(admin_url, &format!("DROP DATABASE {name} WITH (FORCE)")).ok();
            }
        }
    }
}
