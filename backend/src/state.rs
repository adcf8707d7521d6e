//! What every use case stands on: the store's two doors kept off the async threads, the passwords'
//! hashing kept to a few at a time, and the keys that sign tokens.

use crate::access_log::AccessLog;
use crate::budgets::Budgets;
use crate::config::Config;
use crate::error::AppError;
use crate::fair::Lanes;
use crate::file_store::FileStore;
use crate::forecasts::Forecasts;
use crate::guesses::Guesses;
use crate::hub::{Admission, Hub};
use crate::mailer::Mailer;
use crate::tokens::Tokens;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{ReadTx, Store, StoreError, WriteTx};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;
use tokio::time::timeout;

/// Store bodies that have a thread at once.
const STORE_TASKS: usize = 256;
/// Those that stand in line besides, as when everybody comes back at one moment; beyond, the server says
/// that it is busy.
const STORE_LINE: usize = 4_096;
/// Whoever asks the store is answered within this, be it that it is busy.
const STORE_PATIENCE: Duration = Duration::from_secs(10);
/// Passwords hashed at once: each takes 19 MiB and a core for some 20 ms, and sockets need cores.
const HASHES: usize = 2;

/// The running server: what every use case gets.
pub struct AppState {
    /// How it was set up.
    pub config: Config,
    /// Signs and reads access tokens.
    pub tokens: Tokens,
    /// Counts what people ask for.
    pub budgets: Budgets,
    /// Counts wrong passwords.
    pub guesses: Guesses,
    /// Where files lie.
    pub file_store: FileStore,
    /// Who looked at what, until it is in the audit.
    pub access_log: AccessLog,
    /// Seal the audit.
    pub audit_keys: store::AuditKeys,
    /// The audit's head that was written last.
    pub last_head: tokio::sync::Mutex<Option<store::AuditHead>>,
    /// This node's sockets.
    pub hub: Arc<Hub>,
    /// Lets sockets in.
    pub admission: Arc<Admission>,
    /// What was learnt about waits.
    pub forecasts: Arc<Forecasts>,
    /// What Prometheus is told.
    pub metrics: PrometheusHandle,
    /// The way out for mail, where the clinic sends any.
    pub mailer: Option<Mailer>,
    /// Rung when a deadline is set or lifted.
    pub deadlines: Arc<tokio::sync::Notify>,
    /// When this server started: deadlines before it passed while nobody watched.
    pub started_at: shared::Timestamp,
    /// When a write was last seen to succeed.
    pub proof: tokio::sync::Mutex<Option<tokio::time::Instant>>,
    store: Arc<Store>,
    lanes: Arc<Lanes>,
    store_tasks: Arc<Semaphore>,
    store_line: Semaphore,
    hashes: Arc<Semaphore>,
}

impl AppState {
    /// Opens the store and wires its notifier to the sockets and the deadlines.
    ///
    /// # Errors
    /// The store can't be opened.
    pub fn open(config: Config) -> anyhow::Result<Arc<Self>> {
        let hub = Arc::new(Hub::default());
        let deadlines = Arc::new(tokio::sync::Notify::new());
        let notifier = {
            let (hub, deadlines) = (hub.clone(), deadlines.clone());
            Box::new(move |committed: &store::AfterCommit| {
                hub.wake(committed);
                if committed.deadlines {
                    deadlines.notify_one();
                }
            })
        };
        let audit_keys = config.keys.of_audit()?;
        let store = Arc::new(Store::open(&config.database, audit_keys.clone(), notifier)?);
        // From the first moment on, what was there before is vouched for.
        let started_at = crate::clock::now();
        store.write(|tx| tx.begin_audit(started_at).map(drop))?;
        Ok(Arc::new(Self {
            budgets: Budgets::new(&config.limits),
            guesses: Guesses::default(),
            mailer: config.mail.as_ref().map(Mailer::open).transpose()?,
            tokens: Tokens::new(&config.keys)?,
            access_log: AccessLog::default(),
            audit_keys,
            last_head: tokio::sync::Mutex::default(),
            file_store: FileStore::new(config.files.clone()),
            config,
            hub,
            admission: Admission::as_the_system_allows(),
            forecasts: Arc::default(),
            metrics: recorder()?,
            deadlines,
            started_at,
            proof: tokio::sync::Mutex::default(),
            store,
            lanes: Arc::default(),
            store_tasks: Arc::new(Semaphore::new(STORE_TASKS)),
            store_line: Semaphore::new(STORE_LINE),
            hashes: Arc::new(Semaphore::new(HASHES)),
        }))
    }

    /// Looks into the store.
    ///
    /// # Errors
    /// The body's own, or the store is busy or failed.
    pub async fn read<T: Send + 'static>(
        &self,
        body: impl FnOnce(&mut ReadTx<'_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let store = self.store.clone();
        self.on_store_thread(move || store.read(body)).await
    }

    /// Changes the store.
    ///
    /// # Errors
    /// The body's own, or the store is busy or failed.
    pub async fn write<T: Send + 'static>(
        &self,
        body: impl FnMut(&mut WriteTx<'_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let store = self.store.clone();
        self.on_store_thread(move || store.write(body)).await
    }

    async fn on_store_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let done = async {
            let turn = self.lanes.enter().await?;
            let permit = self.store_permit().await?;
            let task = tokio::task::spawn_blocking(move || {
                let (_turn, _permit) = (turn, permit);
                work()
            });
            let broke_off = |error: JoinError| anyhow::anyhow!("a store task broke off: {error}");
            task.await
                .map_err(|error| AppError::Fault(broke_off(error)))?
        };
        // A database that hangs keeps its thread, and nobody who waits for it.
        match timeout(STORE_PATIENCE, done).await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Busy.into()),
        }
    }

    /// A thread's worth of the store, for whoever's turn it is.
    async fn store_permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let busy = |_| StoreError::Busy;
        let free = self.store_tasks.clone().try_acquire_owned();
        if let Ok(permit) = free {
            return Ok(permit);
        }
        let _in_line = self.store_line.try_acquire().map_err(busy)?;
        let turn = self.store_tasks.clone().acquire_owned().await;
        turn.map_err(|_| StoreError::Busy)
    }

    /// Runs a slow hash, a few at a time, away from the sockets' threads.
    ///
    /// # Errors
    /// The hash fails.
    pub async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, AppError> {
        let turn = self.lanes.enter().await?;
        let permit = self
            .hashes
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| AppError::Fault(error.into()))?;
        let result = tokio::task::spawn_blocking(move || {
            let (_turn, _permit) = (turn, permit);
            work()
        });
        Ok(result
            .await
            .map_err(|error| AppError::Fault(error.into()))??)
    }
}

/// The process' recorder of numbers: one, however many servers a test starts in it.
fn recorder() -> anyhow::Result<PrometheusHandle> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    // Where two servers start at once, one of them installs it and both end up with that one.
    let installed = PrometheusBuilder::new().install_recorder();
    match installed {
        Ok(handle) => Ok(RECORDER.get_or_init(|| handle).clone()),
        Err(error) => RECORDER
            .get()
            .cloned()
            .ok_or_else(|| anyhow::Error::new(error)),
    }
}
