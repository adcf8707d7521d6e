//! Wrong passwords: written into the audit, and told to whoever owns the account.

use crate::app::notifications::notify;
use crate::budgets::Network;
use crate::error::AppError;
use crate::keys::KeyPurpose;
use crate::state::AppState;
use crate::tokens::hex;
use shared::{NotificationAbout, PasswordTry, Timestamp, UserId};
use store::Act;

/// Wrong passwords in a row from strangers after which the owner is told: from then on they wait.
pub(super) const TOLD_AFTER_SIGN_INS: u32 = 5;
/// The same on a device that is signed in, where a slip of the finger is less likely.
pub(super) const TOLD_AFTER_CHANGES: u32 = 3;

/// A wrong password.
pub(super) struct Failure {
    /// Whose account it was for, if it is anybody's.
    pub owner: Option<UserId>,
    /// Where it was given.
    pub at: PasswordTry,
    /// Whether there were so many by now that the owner is to know.
    pub tell: bool,
    /// Where it came from.
    pub from: Network,
}

/// Writes a wrong password into the audit, and tells the owner once there were a few. What is written
/// about an address that nobody has takes as long.
pub(super) async fn note_failure(
    state: &AppState,
    failure: Failure,
    now: Timestamp,
) -> Result<(), AppError> {
    let Failure {
        owner,
        at,
        tell,
        from,
    } = failure;
    // Whoever reads the audit sees who is the same, and not where they live.
    let seal = state
        .tokens
        .seal(KeyPurpose::Networks, from.first().to_string().as_bytes())?;
    let seal: String = hex(&seal).chars().take(16).collect();
    let detail = format!("from {seal}");
    let action = match at {
        PasswordTry::SignIn => "account.login.fail",
        PasswordTry::Change => "account.change_password.fail",
    };
    state
        .write(move |tx| {
            let act = Act {
                actor_id: None,
                action,
                subject_id: owner.map(|id| id.to_string()),
                detail: &detail,
            };
            tx.record_act(&act, now)?;
            match owner.filter(|_| tell) {
                Some(owner) => notify(tx, owner, NotificationAbout::PasswordTried { at }, now),
                None => Ok(()),
            }
        })
        .await
}
