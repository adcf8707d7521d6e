//! Who a device speaks for, as things stand now.

use crate::app::Principal;
use crate::config::AddressProof;
use crate::error::AppError;
use crate::fair;
use crate::state::AppState;
use domain::access::Identity;
use shared::{Pii, ProblemCode, SessionId, Timestamp};
use std::collections::HashMap;
use store::Standing;

/// Who a token speaks for, as things stand now.
///
/// # Errors
/// [`ProblemCode::Unauthenticated`] for an invalid token or an ended session.
pub async fn authenticate(
    state: &AppState,
    token: &Pii,
    now: Timestamp,
) -> Result<Principal, AppError> {
    let unknown = || AppError::Known(ProblemCode::Unauthenticated);
    let bearer = state.tokens.read(token.reveal(), now).ok_or_else(unknown)?;
    fair::recognize(bearer.user_id);
    let session_id = bearer.session_id;
    let proof = state.config.address_proof;
    state
        .read(move |tx| {
            let standing = tx.standing(&[session_id])?.pop();
            let identity = standing
                .filter(|standing| standing.user_id == bearer.user_id)
                .and_then(|standing| identity_of(&standing, proof, now));
            Ok(Principal {
                identity: identity.ok_or_else(unknown)?,
                session_id,
                now,
            })
        })
        .await
}

/// Who a device speaks for; nobody once its session is over.
fn identity_of(standing: &Standing, proof: AddressProof, now: Timestamp) -> Option<Identity> {
    let open = standing.ended_at.is_none() && standing.expires_at > now;
    open.then_some(Identity {
        user_id: standing.user_id,
        role: standing.role,
        approved: standing.approved,
        proved: proof != AddressProof::Required || standing.email_proved_at.is_some(),
    })
}

/// Who these devices speak for by now; without those whose session is over.
pub async fn identities(
    state: &AppState,
    sessions: Vec<SessionId>,
    now: Timestamp,
) -> Result<HashMap<SessionId, Identity>, AppError> {
    let standings = state.read(move |tx| Ok(tx.standing(&sessions)?)).await?;
    let proof = state.config.address_proof;
    let identities = standings
        .iter()
        .filter_map(|standing| Some((standing.session_id, identity_of(standing, proof, now)?)));
    Ok(identities.collect())
}
