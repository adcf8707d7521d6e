//! Repeated requests: what a request with a key made the first time is its answer ever after.

use crate::error::AppError;
use shared::{Timestamp, UserId};
use store::{ReadTx, WriteTx};

/// A key that a client repeats with a repeated request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub String);

/// What a request with this key made the first time.
pub(super) fn recall<T: std::str::FromStr>(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    key: Option<&IdempotencyKey>,
) -> Result<Option<T>, AppError> {
    match key {
        Some(IdempotencyKey(key)) => Ok(tx.recall_key(user_id, key)?),
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
        Some(IdempotencyKey(key)) => Ok(tx.record_key(user_id, key, made, now)?),
        None => Ok(()),
    }
}
