//! Repeated requests: what a request with a key made the first time is its answer ever after.

use crate::error::AppError;
use shared::{ProblemCode, Timestamp, UserId};
use store::{ReadTx, WriteTx};

/// A key that a client repeats with a repeated request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// The key.
    pub key: String,
    /// What is wished with it, as a hash: a key is for one wish.
    pub wish: String,
}

/// What a request with this key made the first time.
///
/// # Errors
/// That was another wish.
pub(super) fn recall<T: std::str::FromStr>(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
) -> Result<Option<T>, AppError> {
    let Some(IdempotencyKey { key, wish }) = key else {
        return Ok(None);
    };
    match tx.recall_key(user_id, key)? {
        Some((_, Some(before))) if before != *wish => Err(AppError::Known(ProblemCode::KeyReused)),
        Some((made, _)) => Ok(Some(made)),
        None => Ok(None),
    }
}

/// Remembers what a request with this key made or met, so that it is answered the same again.
pub(super) fn record(
    tx: &mut WriteTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
    made: impl std::fmt::Display,
    now: Timestamp,
) -> Result<(), AppError> {
    match key {
        Some(IdempotencyKey { key, wish }) => Ok(tx.record_key(user_id, (key, wish), made, now)?),
        None => Ok(()),
    }
}
