//! What a body is handed: a look, or a look and a pen.

use crate::audit::AuditKeys;
use crate::connection::AnyConnection;
use crate::error::{StoreError, is_conflict};
use diesel::QueryResult;
use shared::{CallId, ScheduleId, SessionId, UserId};
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

/// Most values of a list that one query binds. SQLite takes 32,766 of them (`SQLITE_MAX_VARIABLE_NUMBER`)
/// and PostgreSQL 65,535 (the protocol counts them in 16 bits); a list of people grows with the clinic.
const MAX_BOUND: usize = 10_000;

/// A transaction that looks. Its queries are beside their tables' nouns.
pub struct ReadTx<'a> {
    connection: &'a mut AnyConnection,
    conflicted: bool,
}

impl<'a> ReadTx<'a> {
    pub(crate) fn new(connection: &'a mut AnyConnection) -> Self {
        Self {
            connection,
            conflicted: false,
        }
    }

    /// Runs one query, remembering whether the database asked for the whole to be tried again.
    pub(crate) fn run<T>(
        &mut self,
        query: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        query(self.connection).map_err(|error| {
            self.conflicted |= is_conflict(&error);
            StoreError::from(error)
        })
    }

    /// Runs a query for a list of any length: once for each part of it that one query can bind.
    pub(crate) fn run_each<K, T>(
        &mut self,
        list: &[K],
        mut query: impl FnMut(&mut AnyConnection, &[K]) -> QueryResult<Vec<T>>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        for part in list.chunks(MAX_BOUND) {
            all.extend(self.run(|c| query(c, part))?);
        }
        Ok(all)
    }
}

/// What a commit touched, for those who listen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AfterCommit {
    /// Whose outbox grew.
    pub users: BTreeSet<UserId>,
    /// Whose queue changed.
    pub queues: BTreeSet<ScheduleId>,
    /// A deadline was set or lifted.
    pub deadlines: bool,
    /// Calls that are over, so that nothing is relayed for them any more.
    pub ended_calls: BTreeSet<CallId>,
    /// Who began or ended a call, so that others see anew whether they can be rung.
    pub reachable: BTreeSet<UserId>,
    /// Devices that were signed out.
    pub ended_sessions: BTreeSet<SessionId>,
}

/// A transaction that changes.
pub struct WriteTx<'a> {
    reading: ReadTx<'a>,
    pub(crate) audit_keys: &'a AuditKeys,
    pub(crate) afterwards: AfterCommit,
}

impl<'a> WriteTx<'a> {
    pub(crate) fn new(connection: &'a mut AnyConnection, audit_keys: &'a AuditKeys) -> Self {
        Self {
            reading: ReadTx::new(connection),
            audit_keys,
            afterwards: AfterCommit::default(),
        }
    }

    pub(crate) fn finish(self) -> (AfterCommit, bool) {
        (self.afterwards, self.reading.conflicted)
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.reading
    }
}

impl<'a> DerefMut for WriteTx<'a> {
    fn deref_mut(&mut self) -> &mut ReadTx<'a> {
        &mut self.reading
    }
}
