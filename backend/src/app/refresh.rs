//! Staying signed in.

use crate::app::accounts::{refresh_until, signed_in};
use crate::app::audit;
use crate::error::AppError;
use crate::state::AppState;
use crate::tokens::token_hash;
use shared::{Pii, ProblemCode, RefreshRequest, SessionId, SignedIn, Timestamp, UserId};
use store::{ReadTx, UserRecord, WriteTx};

/// Exchanges a refresh token for the next one. A device whose answer was lost may ask again, whenever
/// its network is back, and gets the same one, as long as nobody has used that.
///
/// # Errors
/// An unknown, ended or expired one; one that was used before ends the session.
pub async fn refresh(
    state: &AppState,
    request: RefreshRequest,
    now: Timestamp,
) -> Result<SignedIn, AppError> {
    let spent = &request.refresh_token;
    let hash = token_hash(spent);
    let next = state.tokens.next_refresh(spent)?;
    // It may have followed just before the server's secret was changed.
    let given = [
        Some(next.clone()),
        state.tokens.previous_next_refresh(spent)?,
    ];
    // Junk is found out by looking, and does not stand in the line of those who write.
    let looked_for = hash.clone();
    let known = state.read(move |tx| {
        Ok(tx.spent_token(&looked_for)?.is_some() || tx.session_by_refresh(&looked_for)?.is_some())
    });
    if !known.await? {
        return Err(AppError::Known(ProblemCode::Unauthenticated));
    }
    let found = state
        .write(move |tx| match tx.spent_token(&hash)? {
            Some(session_id) => repeat(tx, session_id, given.iter().flatten(), now),
            None => exchange(tx, &hash, &next, now),
        })
        .await?;
    let (user, session_id, token) = found.map_err(AppError::Known)?;
    signed_in(state, &user, session_id, token, now)
}

type Exchanged = Result<(UserRecord, SessionId, Pii), ProblemCode>;

/// Gives what was given for a spent token, if that is still the device's newest; ends its session if not.
fn repeat<'a>(
    tx: &mut WriteTx<'_>,
    session_id: SessionId,
    mut given: impl Iterator<Item = &'a Pii>,
    now: Timestamp,
) -> Result<Exchanged, AppError> {
    let session = tx.session(session_id)?;
    let open = session.filter(|session| session.ended_at.is_none());
    if open
        .as_ref()
        .is_some_and(|session| session.expires_at <= now)
    {
        return Ok(Err(ProblemCode::Unauthenticated));
    }
    let same = open.and_then(|session| {
        let token = given.find(|token| token_hash(token) == session.refresh_hash)?;
        Some((session.user_id, token.clone()))
    });
    match same {
        Some((user_id, token)) => Ok(Ok((person(tx, user_id)?, session_id, token))),
        None => {
            tx.end_session(session_id, now)?;
            audit::record(tx, None, "account.refresh.fail", session_id, now)?;
            Ok(Err(ProblemCode::RefreshReused))
        }
    }
}

fn exchange(
    tx: &mut WriteTx<'_>,
    hash: &str,
    next: &Pii,
    now: Timestamp,
) -> Result<Exchanged, AppError> {
    let session = tx.session_by_refresh(hash)?;
    let session = session.filter(|it| it.ended_at.is_none() && it.expires_at > now);
    let Some(session) = session else {
        return Ok(Err(ProblemCode::Unauthenticated));
    };
    let user = person(tx, session.user_id)?;
    tx.rotate_refresh(&session, &token_hash(next), refresh_until(now), now)?;
    Ok(Ok((user, session.id, next.clone())))
}

fn person(tx: &mut ReadTx<'_>, user_id: UserId) -> Result<UserRecord, AppError> {
    tx.user(user_id)?.ok_or(AppError::NotFound)
}
