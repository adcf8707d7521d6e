//! That an e-mail address is its owner's, and changing it: a code goes there and is typed in the app.
//!
//! A code is nowhere: it follows from its token and the server's secret, so whoever reads the database
//! can't type it.

use crate::app::accounts::{check_own_password, of_user};
use crate::app::{Principal, audit};
use crate::budgets::{Network, Purse};
use crate::clock;
use crate::error::AppError;
use crate::keys::KeyPurpose;
use crate::mailer::Email;
use crate::state::AppState;
use crate::tokens::token_hash;
use domain::address::{CodeState, MailPurpose, Tried, code_of, read_code, spaced};
use domain::text::{Check, canonical_email};
use i18n::Language;
use shared::{CodeSent, EmailChange, EmailCode, Me, Pii, ProblemCode, Timestamp, UserId};
use store::{MailAbout, MailToken, UserRecord, WaitingMail, WriteTx};
use uuid::Uuid;

/// The code of a token.
///
/// # Errors
/// The secret can't key an HMAC.
fn code(state: &AppState, token: &MailToken) -> anyhow::Result<String> {
    let what = format!("{} {}", token.hash, token.state.number);
    let [a, b, c, d, e, ..] = state
        .tokens
        .seal(KeyPurpose::MailedCodes, what.as_bytes())?;
    Ok(code_of([a, b, c, d, e]))
}

/// Whether that was typed as the code of a token. It may be typed so rarely that the time this takes
/// tells nobody anything.
pub(super) fn code_fits(state: &AppState, token: &MailToken, typed: &Pii) -> anyhow::Result<bool> {
    Ok(read_code(typed.reveal()) == code(state, token)?)
}

/// What is told of a code that was sent.
pub(super) fn sent(token: &MailToken) -> CodeSent {
    CodeSent {
        email: token.email.clone(),
        again_at: token.state.again_at(),
        expires_at: token.state.expires_at,
    }
}

/// The code after this one.
///
/// # Errors
/// It is too early, or the wish has to be made anew.
pub(super) fn next_code(before: CodeState, now: Timestamp) -> Result<CodeState, AppError> {
    before.next(now).map_err(|wait_ms| match wait_ms {
        None => AppError::Known(ProblemCode::CodeExpired),
        Some(wait_ms) => AppError::TooMany {
            retry_after_s: u64::try_from(wait_ms).unwrap_or_default().div_ceil(1_000),
        },
    })
}

/// Takes a code to this address out of its purse, whoever asks for it.
///
/// # Errors
/// It is empty.
pub(super) fn spend_on(state: &AppState, email: &Pii) -> Result<(), AppError> {
    let seal = state
        .tokens
        .seal(KeyPurpose::MailedAddresses, email.reveal().as_bytes())?;
    let [first, ..] = seal.as_chunks::<16>().0 else {
        return Ok(());
    };
    state
        .budgets
        .spend_on(Purse::Codes, Uuid::from_bytes(*first))
}

/// Has a token's code mailed.
pub(super) fn post_code(
    tx: &mut WriteTx<'_>,
    token: &MailToken,
    now: Timestamp,
) -> Result<(), AppError> {
    let mail = WaitingMail {
        id: clock::new_id(),
        about: MailAbout::Code {
            hash: token.hash.clone(),
        },
        tries: 0,
    };
    Ok(tx.add_mail(&mail, now)?)
}

/// Mails a code to one's own address.
///
/// # Errors
/// The server sends no mail, or it is too early for another one.
pub async fn send_code(state: &AppState, principal: Principal) -> Result<CodeSent, AppError> {
    let user = own(state, principal).await?;
    begin(state, principal, user.email, MailPurpose::Verify).await
}

/// Mails a code to the address that is to take the place of one's own.
///
/// # Errors
/// Wrong fields, the wrong password, the server sends no mail, or it is too early for another one.
pub async fn change(
    state: &AppState,
    principal: Principal,
    change: EmailChange,
    from: Network,
) -> Result<CodeSent, AppError> {
    Check::new()
        .email("email", change.email.reveal().trim())
        .finish()?;
    let user = own(state, principal).await?;
    check_own_password(state, &user, change.current_password, from, principal.now).await?;
    let email = Pii(canonical_email(change.email.reveal()));
    begin(state, principal, email, MailPurpose::Change).await
}

async fn own(state: &AppState, principal: Principal) -> Result<UserRecord, AppError> {
    let user_id = principal.identity.user_id;
    state
        .read(move |tx| tx.user(user_id)?.ok_or(AppError::NotFound))
        .await
}

/// Mails a code. Where the same was asked for a moment ago, that code still counts.
async fn begin(
    state: &AppState,
    principal: Principal,
    email: Pii,
    purpose: MailPurpose,
) -> Result<CodeSent, AppError> {
    let (user_id, now) = (principal.identity.user_id, principal.now);
    if state.mailer.is_none() {
        return Err(AppError::Known(ProblemCode::NoMail));
    }
    let wanted = email.clone();
    let before = state
        .read(move |tx| Ok(tx.newest_mail_token_of(user_id)?))
        .await?
        .filter(|it| (it.purpose, &it.email) == (purpose, &wanted))
        .filter(|it| it.state.used_at.is_none() && now < it.state.again_at());
    if let Some(before) = before {
        return Ok(sent(&before));
    }
    spend_on(state, &email)?;
    let token = MailToken {
        // Nobody needs the ticket: who asks is known.
        hash: token_hash(&Pii(clock::random_token())),
        purpose,
        user_id: Some(user_id),
        email,
        registration: None,
        state: CodeState::first(now),
    };
    let code = sent(&token);
    state
        .write(move |tx| {
            tx.add_mail_token(&token)?;
            post_code(tx, &token, now)?;
            audit::record(tx, Some(user_id), "account.email.code", user_id, now)
        })
        .await?;
    Ok(code)
}

/// Takes a code back: the address is its owner's. The same again within ten minutes is the same as once.
///
/// # Errors
/// The wrong code, or one that no longer counts. Somebody else has the new address, which whoever reads
/// its mail may know.
pub async fn verify(
    state: &AppState,
    principal: Principal,
    request: EmailCode,
) -> Result<Me, AppError> {
    let (user_id, now) = (principal.identity.user_id, principal.now);
    let expired = || AppError::Known(ProblemCode::CodeExpired);
    let token = state
        .read(move |tx| tx.newest_mail_token_of(user_id)?.ok_or_else(expired))
        .await?;
    let fits = code_fits(state, &token, &request.code)?;
    let outcome = state
        .write(move |tx| {
            let newest = tx.newest_mail_token_of(user_id)?;
            let token = newest
                .filter(|newest| newest.hash == token.hash)
                .ok_or_else(expired)?;
            let (state, tried) = token.state.tried(fits, now);
            let token = MailToken { state, ..token };
            tx.save_mail_token(&token)?;
            match tried {
                Tried::Right => {
                    if let Some(code) = prove(tx, user_id, &token.email, now)? {
                        return Ok(Err(code));
                    }
                }
                Tried::RightAgain => {}
                Tried::Wrong => return Ok(Err(ProblemCode::WrongCode)),
                Tried::Expired => return Ok(Err(ProblemCode::CodeExpired)),
            }
            let user = tx.user(user_id)?.ok_or(AppError::NotFound)?;
            Ok(Ok(of_user(&user)))
        })
        .await?;
    outcome.map_err(AppError::Known)
}

/// Gives a person the address that was proved, and tells the one before; what speaks against it.
fn prove(
    tx: &mut WriteTx<'_>,
    user_id: UserId,
    email: &Pii,
    now: Timestamp,
) -> Result<Option<ProblemCode>, AppError> {
    let user = tx.user(user_id)?.ok_or(AppError::NotFound)?;
    let holder = tx.user_by_email(email)?;
    if holder.is_some_and(|holder| holder.id != user_id) {
        return Ok(Some(ProblemCode::EmailTaken));
    }
    tx.save_email(user_id, email, now)?;
    let action = if user.email == *email {
        "account.email.prove"
    } else {
        let mail = WaitingMail {
            id: clock::new_id(),
            about: MailAbout::AddressChanged {
                user_id,
                before: user.email,
            },
            tries: 0,
        };
        tx.add_mail(&mail, now)?;
        "account.email.change"
    };
    audit::record(tx, Some(user_id), action, user_id, now)?;
    Ok(None)
}

/// Writes the mail with a token's code; nothing where it no longer counts. Where somebody else has the
/// address, the mail says that instead: it tells nobody but them.
pub(super) async fn write_code(
    state: &AppState,
    message_id: String,
    hash: String,
    now: Timestamp,
) -> Result<Option<Email>, AppError> {
    let found = state
        .read(move |tx| {
            let Some(token) = tx.mail_token(&hash)? else {
                return Ok(None);
            };
            let holder = tx.user_by_email(&token.email)?;
            let own = match token.user_id {
                Some(user_id) => tx.user(user_id)?,
                None => None,
            };
            Ok(Some((token, holder, own)))
        })
        .await?;
    let Some((token, holder, own)) = found else {
        return Ok(None);
    };
    if token.state.used_at.is_some() || now >= token.state.expires_at {
        return Ok(None);
    }
    let known = holder.as_ref().filter(|it| Some(it.id) != token.user_id);
    let reader = known.or(own.as_ref());
    // Of who is not registered yet nobody knows which language they read.
    let languages = reader.map_or(Language::ALL.to_vec(), language_of);
    let spaced = spaced(&code(state, &token)?);
    let (subject, text) = texts(&languages, |words| {
        if known.is_some() {
            (words.known, words.known_text.to_owned())
        } else {
            (words.code, (words.code_text)(&spaced))
        }
    });
    Ok(Some(plain(message_id, token.email, subject, text)))
}

/// Writes the mail to an address that was given up.
pub(super) async fn write_changed(
    state: &AppState,
    message_id: String,
    user_id: UserId,
    before: Pii,
) -> Result<Option<Email>, AppError> {
    let user = state.read(move |tx| Ok(tx.user(user_id)?)).await?;
    Ok(user.map(|user| {
        let (subject, text) = texts(&language_of(&user), |words| {
            (words.changed, words.changed_text.to_owned())
        });
        plain(message_id, before, subject, text)
    }))
}

fn plain(message_id: String, to: Pii, subject: String, text: String) -> Email {
    Email {
        message_id,
        to,
        subject,
        text,
        calendar: None,
    }
}

fn language_of(user: &UserRecord) -> Vec<Language> {
    vec![Language::of_tags(&user.profile.languages)]
}

/// Subject and text in each of these languages, one below the other.
fn texts(
    languages: &[Language],
    of: impl Fn(&i18n::AddressWords) -> (&'static str, String),
) -> (String, String) {
    let written = languages
        .iter()
        .map(|language| of(&language.words().mails.address));
    let (subjects, texts): (Vec<_>, Vec<_>) = written.unzip();
    let text = texts.join("\r\n\r\n--\r\n\r\n");
    (subjects.join(" / "), format!("{text}\r\n"))
}
