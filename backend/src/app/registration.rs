//! Making accounts. Where addresses are proved, a registration waits for the code that was mailed, and
//! nothing of it tells whether somebody has that address: only whoever reads its mail learns that.

use crate::app::accounts::{check_birth_date, hash_password, new_session, signed_in};
use crate::app::audit;
use crate::app::email::{code_fits, next_code, post_code, sent, spend_on};
use crate::clock;
use crate::config::AddressProof;
use crate::error::AppError;
use crate::state::AppState;
use crate::tokens::token_hash;
use domain::address::{CodeState, MailPurpose, Tried};
use domain::text::{Check, canonical_email};
use shared::{
    CodeSent, FieldCode, PendingRegistration, Pii, ProblemCode, RegisterRequest, RegisterRole,
    RegistrationCode, RegistrationTicket, Role, SignedIn, Timestamp, limits,
};
use store::{MailToken, NewUser, ProfileDetails, ReadTx, Registration, UserRecord, WriteTx};

/// How long after its last code a registration is kept, in milliseconds: a day.
pub const KEEP_MS: i64 = 24 * 60 * 60 * 1000;

const fn role_of(role: RegisterRole) -> Role {
    match role {
        RegisterRole::Patient => Role::Patient,
        RegisterRole::Doctor => Role::Doctor,
    }
}

fn check_registration(request: &RegisterRequest, now: Timestamp) -> Result<(), AppError> {
    let mut check = Check::new();
    check.line("name", request.name.reveal(), limits::MAX_NAME_CHARS);
    check.email("email", request.email.reveal().trim());
    let about = [request.name.reveal().as_str(), request.email.reveal()];
    check.password(
        "password",
        request.password.reveal(),
        role_of(request.role),
        &about,
    );
    check.refuse_if(
        !clock::is_zone(&request.time_zone),
        "time_zone",
        FieldCode::Malformed,
    );
    match (&request.date_of_birth, request.role) {
        (None, RegisterRole::Patient) => {
            check.refuse_if(true, "date_of_birth", FieldCode::Required);
        }
        (None, RegisterRole::Doctor) => {}
        (Some(date), _) => check_birth_date(&mut check, date, &request.time_zone, now),
    }
    Ok(check.finish()?)
}

/// What became of a registration.
pub enum Registered {
    /// The device is signed in.
    SignedIn(Box<SignedIn>),
    /// A code is on its way.
    CodeSent(PendingRegistration),
}

/// Registers a person and signs the device in; where addresses are proved, mails a code first.
///
/// # Errors
/// Wrong fields. The address is taken, where none is proved. Too many codes for it, where one is.
pub async fn register(
    state: &AppState,
    request: RegisterRequest,
    now: Timestamp,
) -> Result<Registered, AppError> {
    check_registration(&request, now)?;
    let email = Pii(canonical_email(request.email.reveal()));
    let proves = state.config.address_proof == AddressProof::Required;
    if proves {
        spend_on(state, &email)?;
    }
    let password = request.password.clone();
    let password_hash = state.hash(move || hash_password(&password)).await?;
    let registration = Registration {
        role: role_of(request.role),
        name: Pii(request.name.reveal().trim().to_owned()),
        password_hash,
        date_of_birth: request.date_of_birth,
        time_zone: request.time_zone,
    };
    if proves {
        let pending = begin(state, email, registration, now).await?;
        return Ok(Registered::CodeSent(pending));
    }
    let approves = state.config.approve_doctors;
    let user = account_of(approves, email, registration, None);
    let (session, refresh_token) = new_session(user.id, now);
    let signed_in = signed_in(state, &user, session.id, refresh_token, now)?;
    state
        .write(move |tx| {
            add(tx, &user, now)?;
            tx.add_session(&session)?;
            audit::record(tx, Some(user.id), "account.register", session.id, now)
        })
        .await?;
    Ok(Registered::SignedIn(Box::new(signed_in)))
}

fn account_of(
    approves_doctors: bool,
    email: Pii,
    registration: Registration,
    email_proved_at: Option<Timestamp>,
) -> UserRecord {
    let Registration {
        role,
        name,
        password_hash,
        date_of_birth,
        time_zone,
    } = registration;
    UserRecord {
        id: clock::new_id(),
        role,
        name,
        email,
        password_hash,
        date_of_birth,
        time_zone,
        specialty: String::new(),
        profile: ProfileDetails::default(),
        approved: role == Role::Patient || approves_doctors,
        last_seq: 0,
        email_proved_at,
    }
}

fn add(tx: &mut WriteTx<'_>, user: &UserRecord, now: Timestamp) -> Result<(), AppError> {
    let new = NewUser {
        user: user.clone(),
        created_at: now,
    };
    Ok(tx.add_user(&new)?)
}

/// Keeps a registration until its code comes. Nothing here looks whether the address is known.
async fn begin(
    state: &AppState,
    email: Pii,
    registration: Registration,
    now: Timestamp,
) -> Result<PendingRegistration, AppError> {
    let ticket = Pii(clock::random_token());
    let token = MailToken {
        hash: token_hash(&ticket),
        purpose: MailPurpose::Register,
        user_id: None,
        email,
        registration: Some(registration),
        state: CodeState::first(now),
    };
    let code = sent(&token);
    state
        .write(move |tx| {
            tx.add_mail_token(&token)?;
            post_code(tx, &token, now)
        })
        .await?;
    Ok(PendingRegistration { ticket, code })
}

fn own(tx: &mut ReadTx<'_>, ticket: &Pii) -> Result<MailToken, AppError> {
    let found = tx.mail_token(&token_hash(ticket))?;
    let found = found.filter(|token| token.purpose == MailPurpose::Register);
    found.ok_or(AppError::Known(ProblemCode::CodeExpired))
}

/// Mails another code; the one before no longer counts.
///
/// # Errors
/// Too early, or so many were mailed that the registration has to be made anew.
pub async fn resend(
    state: &AppState,
    request: RegistrationTicket,
    now: Timestamp,
) -> Result<CodeSent, AppError> {
    let ticket = request.ticket.clone();
    let token = state.read(move |tx| own(tx, &ticket)).await?;
    let next = next_code(token.state, now)?;
    spend_on(state, &token.email)?;
    let token = MailToken {
        state: next,
        ..token
    };
    let code = sent(&token);
    state
        .write(move |tx| {
            // Of two at once, one was too early.
            next_code(own(tx, &request.ticket)?.state, now)?;
            tx.save_mail_token(&token)?;
            post_code(tx, &token, now)
        })
        .await?;
    Ok(code)
}

/// Completes a registration by its code, and signs the device in. The same again within ten minutes is
/// the same as once.
///
/// # Errors
/// The wrong code, or one that no longer counts. The address is taken, which its owner may know.
pub async fn verify(
    state: &AppState,
    request: RegistrationCode,
    now: Timestamp,
) -> Result<SignedIn, AppError> {
    let ticket = request.ticket.clone();
    let token = state.read(move |tx| own(tx, &ticket)).await?;
    let fits = code_fits(state, &token, &request.code)?;
    let (ticket, number) = (request.ticket, token.state.number);
    let approves = state.config.approve_doctors;
    let outcome = state
        .write(move |tx| {
            let token = own(tx, &ticket)?;
            // A newer code was asked for meanwhile.
            let fits = fits && token.state.number == number;
            let (after, tried) = token.state.tried(fits, now);
            let (token, registration) = settled(token, after, tried);
            let user = match (tried, registration) {
                (Tried::Right, Some(registration)) => {
                    if tx.user_by_email(&token.email)?.is_some() {
                        return Ok(Err(ProblemCode::EmailTaken));
                    }
                    let email = token.email.clone();
                    let user = account_of(approves, email, registration, Some(now));
                    add(tx, &user, now)?;
                    Some(user)
                }
                (Tried::RightAgain, _) => tx.user_by_email(&token.email)?,
                (Tried::Right | Tried::Expired, _) => None,
                (Tried::Wrong, _) => {
                    tx.save_mail_token(&token)?;
                    return Ok(Err(ProblemCode::WrongCode));
                }
            };
            let Some(user) = user else {
                return Ok(Err(ProblemCode::CodeExpired));
            };
            tx.save_mail_token(&token)?;
            let (session, refresh_token) = new_session(user.id, now);
            tx.add_session(&session)?;
            let action = if tried == Tried::Right {
                "account.register"
            } else {
                "account.login"
            };
            audit::record(tx, Some(user.id), action, session.id, now)?;
            Ok(Ok((user, session.id, refresh_token)))
        })
        .await?;
    let (user, session_id, refresh_token) = outcome.map_err(AppError::Known)?;
    signed_in(state, &user, session_id, refresh_token, now)
}

/// A token after a try, and the account that is made of it: once that is, only it knows the password.
fn settled(token: MailToken, state: CodeState, tried: Tried) -> (MailToken, Option<Registration>) {
    let (kept, taken) = match tried {
        Tried::Right => (None, token.registration),
        Tried::RightAgain | Tried::Wrong | Tried::Expired => (token.registration, None),
    };
    let token = MailToken {
        registration: kept,
        state,
        ..token
    };
    (token, taken)
}
