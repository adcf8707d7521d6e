//! Who is told of the clinic's STUN and TURN servers.

use crate::app::Principal;
use crate::error::AppError;
use crate::ice::ice_servers_for;
use crate::state::AppState;
use domain::access::Identity;
use domain::appointment::{OPENS_BEFORE_MS, check_call, window};
use shared::{IceServers, ProblemCode, Role, Timestamp};
use store::{LiveOnly, Period, ReadTx, StoreError};

/// STUN and TURN servers, for whoever has a call or may have one soon: a relay is not for everybody, but a
/// network is worth testing before the call.
///
/// # Errors
/// Neither a live call nor an open place, a session that is not over, or an appointment within its window.
pub async fn ice_servers(state: &AppState, principal: Principal) -> Result<IceServers, AppError> {
    let Principal { identity, now, .. } = principal;
    let expects = state
        .read(move |tx| Ok(expects_call(tx, identity, now)?))
        .await?;
    if !expects {
        return Err(AppError::Known(ProblemCode::CallPhase));
    }
    Ok(IceServers {
        ice_servers: ice_servers_for(&state.config.relays, identity.user_id, now)?,
    })
}

fn expects_call(tx: &mut ReadTx, person: Identity, now: Timestamp) -> Result<bool, StoreError> {
    let user_id = person.user_id;
    if !tx.calls_of(user_id, LiveOnly::Yes, None, 1)?.is_empty() {
        return Ok(true);
    }
    let waits = match person.role {
        Role::Patient => !tx.queues_of(user_id)?.is_empty(),
        Role::Doctor => person.approved && !tx.sessions_held_by(user_id)?.is_empty(),
        Role::Admin => false,
    };
    if waits {
        return Ok(true);
    }
    let soon = Period {
        from: Some(now),
        to: Some(now.plus_ms(OPENS_BEFORE_MS)),
    };
    let near = tx.open_appointments(&[user_id], soon)?;
    Ok(near.iter().any(|one| {
        let window = window(one.time.starts_at, one.time.ends_at);
        check_call(one.state, window, now).is_ok()
    }))
}
