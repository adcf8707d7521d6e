//! Signing in and out, and staying signed in.

use crate::app::wrong_passwords::{Failure, TOLD_AFTER_CHANGES, TOLD_AFTER_SIGN_INS, note_failure};
use crate::app::{Principal, audit};
use crate::budgets::{Network, Purse, Spender};
use crate::clock;
use crate::devices::KnownDevice;
use crate::error::AppError;
use crate::guesses::Guess;
use crate::state::AppState;
use crate::tokens::{REFRESH_DAYS, token_hash};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use domain::text::{Check, canonical_email, composed_password, shown_email};
use shared::{
    FieldCode, LoginRequest, Me, MeChange, PasswordChange, PasswordTry, Pii, ProblemCode,
    SessionId, SignedIn, Timestamp, UserId, limits,
};
use store::{SessionRecord, UserRecord};

/// Older than anybody got; beyond it a birth date is a slip of the finger.
const OLDEST_YEARS: u32 = 130;

/// A hash of nobody's password: who is not registered costs as much time as who is.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LXNhbHQtMTYtYg$L7dLzKzKT5mVWqiWyQ2sJ6tWJhYw2uMq2p3oQ0i3f9s";

/// Turns a password into what is stored of it (argon2id, 19 MiB, 2 passes: OWASP's first choice).
///
/// # Errors
/// The hash fails.
pub fn hash_password(password: &Pii) -> anyhow::Result<Pii> {
    let composed = composed_password(password.reveal());
    let hash = Argon2::default().hash_password(composed.as_bytes());
    Ok(Pii(hash
        .map_err(|error| anyhow::anyhow!("hashing failed: {error}"))?
        .to_string()))
}

pub(super) fn password_fits(password: &Pii, stored: &Pii) -> anyhow::Result<bool> {
    let stored = PasswordHash::new(stored.reveal())
        .map_err(|error| anyhow::anyhow!("a malformed hash: {error}"))?;
    let typed = password.reveal();
    let composed = composed_password(typed);
    let fits = |text: &str| {
        let verified = Argon2::default().verify_password(text.as_bytes(), &stored);
        verified.is_ok()
    };
    // Hashes from before passwords were composed are of what was typed then.
    Ok(fits(&composed) || (composed != *typed && fits(typed)))
}

/// A date, not in the future by the clock of the person's zone, of somebody who may be alive.
pub(super) fn check_birth_date(check: &mut Check, date: &Pii, zone: &str, now: Timestamp) {
    let born = clock::parse_date(date.reveal());
    check.refuse_if(born.is_none(), "date_of_birth", FieldCode::Malformed);
    if let Some(born) = born {
        let age = domain::queue::age_in_years(born, clock::today_in(now, zone));
        let plausible = age.is_some_and(|years| years <= OLDEST_YEARS);
        check.refuse_if(!plausible, "date_of_birth", FieldCode::OutOfRange);
    }
}

/// Signs a device in.
///
/// # Errors
/// [`ProblemCode::WrongCredentials`], whichever of the two is wrong.
pub async fn login(
    state: &AppState,
    request: LoginRequest,
    (from, device): (Network, Option<&KnownDevice>),
    now: Timestamp,
) -> Result<SignedIn, AppError> {
    if device.is_none() {
        spend_as_stranger(state, from)?;
    }
    let email = Pii(canonical_email(request.email.reveal()));
    let looked_for = email.clone();
    let user = state
        .read(move |tx| Ok(tx.user_by_email(&looked_for)?))
        .await?;
    let knows = |device: &&KnownDevice| user.as_ref().is_some_and(|user| device.knows(user.id));
    let known = device.filter(knows);
    let guess = Guess::SignIn(email.reveal());
    // Whoever signed in before waits for nobody else; all others together wait for each other.
    let tries = match known {
        Some(device) => {
            state.budgets.spend_own(Purse::Logins, device.number())?;
            None
        }
        None => {
            if device.is_some() {
                spend_as_stranger(state, from)?;
            }
            Some(state.guesses.begin(guess, now)?)
        }
    };
    let stored = user
        .as_ref()
        .map_or_else(|| Pii::from(NOBODY), |user| user.password_hash.clone());
    let password = Pii(request
        .password
        .reveal()
        .chars()
        .take(limits::MAX_PASSWORD_CHARS + 1)
        .collect::<String>());
    let fits = state
        .hash(move || password_fits(&password, &stored))
        .await?;
    let owner = user.as_ref().map(|user| user.id);
    let Some(user) = user.filter(|_| fits) else {
        let failure = Failure {
            owner,
            at: PasswordTry::SignIn,
            tell: tries == Some(TOLD_AFTER_SIGN_INS),
            from,
        };
        note_failure(state, failure, now).await?;
        return Err(AppError::Known(ProblemCode::WrongCredentials));
    };
    if known.is_none() {
        state.guesses.forgive(guess);
    }
    let (session, refresh_token) = new_session(user.id, now);
    let signed_in = signed_in(state, &user, session.id, refresh_token, now)?;
    state
        .write(move |tx| {
            tx.add_session(&session)?;
            audit::record(tx, Some(user.id), "account.login", session.id, now)
        })
        .await?;
    Ok(signed_in)
}

fn spend_as_stranger(state: &AppState, from: Network) -> Result<(), AppError> {
    let stranger = Spender {
        network: Some(from),
        ..Spender::default()
    };
    state.budgets.spend(Purse::Logins, stranger)
}

/// Signs this device out. Again is the same as once.
pub async fn logout(state: &AppState, principal: Principal) -> Result<(), AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            tx.end_session(principal.session_id, now)?;
            audit::record(
                tx,
                Some(principal.identity.user_id),
                "account.logout",
                principal.session_id,
                now,
            )
        })
        .await
}

/// Signs every device of this person out.
pub async fn logout_all(state: &AppState, principal: Principal) -> Result<(), AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            tx.end_sessions_of(principal.identity.user_id, None, now)?;
            audit::record(
                tx,
                Some(principal.identity.user_id),
                "account.logout_all",
                principal.session_id,
                now,
            )
        })
        .await
}

/// Changes the password; every other device is signed out.
///
/// # Errors
/// The current one is wrong, or the new one is too short or too long.
pub async fn change_password(
    state: &AppState,
    principal: Principal,
    change: PasswordChange,
    from: Network,
) -> Result<(), AppError> {
    let (now, user_id) = (principal.now, principal.identity.user_id);
    let user = state
        .read(move |tx| tx.user(user_id)?.ok_or(AppError::NotFound))
        .await?;
    let about = [user.name.reveal().as_str(), user.email.reveal()];
    Check::new()
        .password(
            "new_password",
            change.new_password.reveal(),
            user.role,
            &about,
        )
        .finish()?;
    check_own_password(state, &user, change.current_password, from, now).await?;
    let password_hash = state
        .hash(move || hash_password(&change.new_password))
        .await?;
    state
        .write(move |tx| {
            tx.save_password(user_id, &password_hash)?;
            tx.end_sessions_of(user_id, Some(principal.session_id), now)?;
            audit::record(
                tx,
                Some(user_id),
                "account.change_password",
                principal.session_id,
                now,
            )
        })
        .await
}

/// Refuses whoever can't say the present password: a stolen token must not become a way to find it out, or
/// to take the account along.
///
/// # Errors
/// It is wrong, or was wrong too often.
pub(super) async fn check_own_password(
    state: &AppState,
    user: &UserRecord,
    password: Pii,
    from: Network,
    now: Timestamp,
) -> Result<(), AppError> {
    let guess = Guess::Change(user.id);
    let tries = state.guesses.begin(guess, now)?;
    let stored = user.password_hash.clone();
    let fits = state
        .hash(move || password_fits(&password, &stored))
        .await?;
    if !fits {
        let failure = Failure {
            owner: Some(user.id),
            at: PasswordTry::Change,
            tell: tries == TOLD_AFTER_CHANGES,
            from,
        };
        note_failure(state, failure, now).await?;
        return Err(AppError::Known(ProblemCode::WrongCredentials));
    }
    state.guesses.forgive(guess);
    Ok(())
}

/// Changes name or time zone.
///
/// # Errors
/// Wrong fields.
pub async fn change_me(
    state: &AppState,
    principal: Principal,
    change: MeChange,
) -> Result<Me, AppError> {
    let mut check = Check::new();
    if let Some(name) = &change.name {
        check.line("name", name.reveal(), limits::MAX_NAME_CHARS);
    }
    if let Some(zone) = &change.time_zone {
        check.refuse_if(!clock::is_zone(zone), "time_zone", FieldCode::Malformed);
    }
    check.finish()?;
    let (now, user_id) = (principal.now, principal.identity.user_id);
    state
        .write(move |tx| {
            let mut user = tx.user(user_id)?.ok_or(AppError::NotFound)?;
            if let Some(name) = &change.name {
                user.name = Pii(name.reveal().trim().to_owned());
            }
            if let Some(zone) = &change.time_zone {
                user.time_zone.clone_from(zone);
            }
            tx.save_profile(&user)?;
            audit::record(
                tx,
                Some(user_id),
                "account.change",
                principal.session_id,
                now,
            )?;
            Ok(of_user(&user))
        })
        .await
}

/// The person behind a request.
pub async fn me(state: &AppState, principal: Principal) -> Result<Me, AppError> {
    let user_id = principal.identity.user_id;
    state
        .read(move |tx| Ok(of_user(&tx.user(user_id)?.ok_or(AppError::NotFound)?)))
        .await
}

pub(super) fn of_user(user: &UserRecord) -> Me {
    Me {
        user_id: user.id,
        role: user.role,
        name: user.name.clone(),
        email: Pii(shown_email(user.email.reveal())),
        time_zone: user.time_zone.clone(),
        approved: user.approved,
    }
}

pub(super) const fn refresh_until(now: Timestamp) -> Timestamp {
    now.plus_s(REFRESH_DAYS * 24 * 60 * 60)
}

pub(super) fn new_session(user_id: UserId, now: Timestamp) -> (SessionRecord, Pii) {
    let token = Pii(clock::random_token());
    let session = SessionRecord {
        id: clock::new_id(),
        user_id,
        refresh_hash: token_hash(&token),
        created_at: now,
        expires_at: refresh_until(now),
        ended_at: None,
    };
    (session, token)
}

pub(super) fn signed_in(
    state: &AppState,
    user: &UserRecord,
    session_id: SessionId,
    refresh_token: Pii,
    now: Timestamp,
) -> Result<SignedIn, AppError> {
    let (access_token, access_expires_at) = state.tokens.issue(user.id, session_id, now)?;
    Ok(SignedIn {
        access_token,
        access_expires_at,
        refresh_token,
        session_id,
        me: of_user(user),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash_password(&Pii::from("patient123")).unwrap();
        assert!(password_fits(&Pii::from("patient123"), &stored).unwrap());
        assert!(!password_fits(&Pii::from("patient124"), &stored).unwrap());
    }

    #[test]
    fn nobodys_hash_is_well_formed_and_costs_as_much() {
        let own = hash_password(&Pii::from("x")).unwrap();
        let cost = |hash: &str| hash.split('$').nth(3).map(str::to_owned);
        assert_eq!(cost(NOBODY), cost(own.reveal()));
        assert!(!password_fits(&Pii::from("x"), &Pii::from(NOBODY)).unwrap());
    }
}
