//! One writer at a time, and many of them to one commit.
//!
//! A commit that is on the disk costs milliseconds, a body microseconds. So a writer who sees others
//! waiting leaves the transaction open for the next one, and whoever is last commits for all. Each
//! runs in a savepoint, so that one's refusal undoes nobody else's work, and nobody is answered
//! before the commit.

use crate::audit::AuditKeys;
use crate::connection::{Address, Opener, pool};
use crate::error::{StoreError, is_conflict};
use crate::transaction::{AfterCommit, WriteTx};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Most writers to one commit, so that the first of them doesn't wait long.
const MAX_WRITES_PER_COMMIT: usize = 32;

/// Most tries of one write where the database asks for another.
const MAX_TRIES: u32 = 8;

/// Told after each commit what it touched.
pub type Notifier = Box<dyn Fn(&AfterCommit) + Send + Sync>;

pub struct Writer {
    audit_keys: AuditKeys,
    pool: r2d2::Pool<Opener>,
    notify: Notifier,
    /// Writers who wait for their turn.
    waiting: AtomicUsize,
    open: Mutex<Option<Open>>,
}

/// A transaction that is not committed yet.
struct Open {
    connection: r2d2::PooledConnection<Opener>,
    afterwards: Vec<AfterCommit>,
    outcome: Arc<SharedOutcome>,
}

/// What became of a transaction, for everybody whose work is in it.
#[derive(Default)]
struct SharedOutcome {
    known: Mutex<Option<CommitOutcome>>,
    told: Condvar,
}

#[derive(Clone, Copy)]
enum CommitOutcome {
    Committed,
    /// The database wants it tried again.
    Conflicted,
    /// The database is not at hand.
    Away,
    Failed,
}

/// One body's run.
struct BodyRun<T, E> {
    result: std::thread::Result<Result<T, E>>,
    conflicted: bool,
}

impl Writer {
    pub fn open(
        address: &Address,
        audit_keys: AuditKeys,
        notify: Notifier,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            audit_keys,
            pool: pool(address, false, 1)?,
            notify,
            waiting: AtomicUsize::new(0),
            open: Mutex::default(),
        })
    }

    /// Runs the body in its turn and returns once its work is committed or undone.
    pub fn write<T, E: From<StoreError>>(
        &self,
        mut body: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        for _ in 0..MAX_TRIES {
            let mut turn = self.turn();
            let (result, outcome) = self.take_part(&mut turn, &mut body)?;
            drop(turn);
            match outcome.wait() {
                CommitOutcome::Committed => return result,
                CommitOutcome::Conflicted => {}
                CommitOutcome::Away => return Err(StoreError::Busy.into()),
                CommitOutcome::Failed => {
                    return Err(StoreError::Fault(anyhow::anyhow!("the commit failed")).into());
                }
            }
        }
        Err(StoreError::Busy.into())
    }

    fn turn(&self) -> MutexGuard<'_, Option<Open>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let turn = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        turn
    }

    fn take_part<T, E: From<StoreError>>(
        &self,
        turn: &mut Option<Open>,
        body: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<(Result<T, E>, Arc<SharedOutcome>), E> {
        let mut open = match turn.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        let outcome = open.outcome.clone();
        let part = match open.run(&self.audit_keys, body) {
            Ok(part) => part,
            Err(error) => {
                open.abandon(outcome_of(&error));
                return Err(error.into());
            }
        };
        if part.conflicted {
            open.abandon(CommitOutcome::Conflicted);
        } else if self.waiting.load(Ordering::SeqCst) == 0
            || open.afterwards.len() >= MAX_WRITES_PER_COMMIT
        {
            open.commit(&self.notify);
        } else {
            *turn = Some(open);
        }
        match part.result {
            Ok(result) => Ok((result, outcome)),
            Err(panic) => resume_unwind(panic),
        }
    }

    fn begin(&self) -> Result<Open, StoreError> {
        let mut connection = self.pool.get().map_err(|_| StoreError::Busy)?;
        connection.begin_writing().map_err(|error| {
            // A turn that was not granted leaves a transaction open.
            connection.abandon();
            tracing::warn!(%error, "no turn to write");
            StoreError::Busy
        })?;
        Ok(Open {
            connection,
            afterwards: Vec::new(),
            outcome: Arc::default(),
        })
    }
}

impl Open {
    /// Runs a body; what it did stays in the transaction if it succeeded, and is undone if not.
    fn run<T, E>(
        &mut self,
        audit_keys: &AuditKeys,
        body: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<BodyRun<T, E>, StoreError> {
        self.connection.begin_part()?;
        let mut writing = WriteTx::new(&mut self.connection, audit_keys);
        let result = catch_unwind(AssertUnwindSafe(|| body(&mut writing)));
        let (afterwards, conflicted) = writing.finish();
        // Where the database wants all of it tried again, all of it is undone anyway.
        if !conflicted {
            match result {
                Ok(Ok(_)) => {
                    self.connection.commit()?;
                    self.afterwards.push(afterwards);
                }
                Ok(Err(_)) | Err(_) => self.connection.roll_back()?,
            }
        }
        Ok(BodyRun { result, conflicted })
    }

    fn commit(mut self, notify: &Notifier) {
        match self.connection.commit() {
            Ok(()) => {
                for afterwards in &self.afterwards {
                    notify(afterwards);
                }
                self.outcome.settle(CommitOutcome::Committed);
            }
            Err(error) if is_conflict(&error) => self.abandon(CommitOutcome::Conflicted),
            Err(error) => {
                let trouble = StoreError::from(error);
                tracing::error!(%trouble, "a commit failed");
                self.abandon(outcome_of(&trouble));
            }
        }
    }

    fn abandon(mut self, outcome: CommitOutcome) {
        self.connection.abandon();
        self.outcome.settle(outcome);
    }
}

/// What became of everybody's work in a transaction that this ended.
const fn outcome_of(error: &StoreError) -> CommitOutcome {
    match error {
        StoreError::Busy => CommitOutcome::Away,
        StoreError::Violation(_) | StoreError::Fault(_) => CommitOutcome::Failed,
    }
}

impl SharedOutcome {
    fn settle(&self, outcome: CommitOutcome) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        self.told.notify_all();
    }

    fn wait(&self) -> CommitOutcome {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *known {
                Some(outcome) => return outcome,
                None => {
                    known = self
                        .told
                        .wait(known)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        }
    }
}
