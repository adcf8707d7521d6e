//! Access tokens: JWT (RFC 7519) signed with HS256, short-lived, checked in every claim.

use crate::keys::{KEY_BYTES, KeyPurpose, Keys};
use base64::Engine;
use hmac::{KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::{Pii, SessionId, Timestamp, UserId};

/// Seconds an access token works.
pub const ACCESS_S: i64 = 15 * 60;
/// Days a device stays signed in without being used.
pub const REFRESH_DAYS: i64 = 30;
/// Seconds the clocks of two nodes may differ.
const LEEWAY_S: i64 = 5;
/// A token works from so long before it was issued: a server whose clock was put back while it was away
/// knows the tokens that it gave out before.
const BEFORE_ISSUE_S: i64 = 60 * 60;

const ISSUER: &str = "medconsult";
const AUDIENCE: &str = "medconsult-api";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    /// Which device.
    sid: SessionId,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// "access": no other token that this key may come to sign works in its place.
    typ: String,
}

/// What a valid access token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Whose it is.
    pub user_id: UserId,
    /// Of which device.
    pub session_id: SessionId,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// What signs tokens and seals what devices keep. What the secret before the present one made is good as
/// well, as long as the server knows it.
pub struct Tokens {
    keys: Keys,
    encoding: EncodingKey,
    /// The current key first.
    decoding: Vec<DecodingKey>,
    validation: Validation,
}

impl Tokens {
    /// Tokens under these keys.
    ///
    /// # Errors
    /// A key can't be made.
    pub fn new(keys: &Keys) -> anyhow::Result<Self> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are held against the server's own clock, and not the wall's: see `read`.
        validation.validate_exp = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        let key = keys.current(KeyPurpose::AccessTokens)?;
        let previous = keys.previous(KeyPurpose::AccessTokens)?;
        let all = [Some(key), previous].into_iter().flatten();
        Ok(Self {
            keys: keys.clone(),
            encoding: EncodingKey::from_secret(&key),
            decoding: all.map(|key| DecodingKey::from_secret(&key)).collect(),
            validation,
        })
    }

    /// A token for a device, and when it stops working.
    ///
    /// # Errors
    /// It can't be signed.
    pub fn issue(
        &self,
        user_id: UserId,
        session_id: SessionId,
        now: Timestamp,
    ) -> anyhow::Result<(Pii, Timestamp)> {
        let issued_s = now.0.div_euclid(1000);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user_id,
            sid: session_id,
            jti: uuid::Uuid::now_v7().to_string(),
            iat: issued_s,
            nbf: issued_s.saturating_sub(BEFORE_ISSUE_S),
            exp: issued_s.saturating_add(ACCESS_S),
            typ: "access".to_owned(),
        };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?;
        Ok((Pii(token), Timestamp(claims.exp.saturating_mul(1000))))
    }

    /// The refresh token that follows `spent`. It follows from it, so that a device whose answer was
    /// lost on the way gets the same one again, and nobody without the secret can work it out.
    ///
    /// # Errors
    /// A key can't be made.
    pub fn next_refresh(&self, spent: &Pii) -> anyhow::Result<Pii> {
        next_refresh(&self.keys.current(KeyPurpose::RefreshTokens)?, spent)
    }

    /// The one that followed under the secret before.
    ///
    /// # Errors
    /// A key can't be made.
    pub fn previous_next_refresh(&self, spent: &Pii) -> anyhow::Result<Option<Pii>> {
        let key = self.keys.previous(KeyPurpose::RefreshTokens)?;
        key.map(|key| next_refresh(&key, spent)).transpose()
    }

    /// Seals bytes for one purpose, so that they are known again.
    ///
    /// # Errors
    /// A key can't be made.
    pub fn seal(&self, purpose: KeyPurpose, bytes: &[u8]) -> anyhow::Result<[u8; 32]> {
        let key = self.keys.current(purpose)?;
        Ok(mac(&key, bytes)?.finalize().into_bytes().into())
    }

    /// Whether these bytes were sealed so, for that purpose.
    #[must_use]
    pub fn has_sealed(&self, purpose: KeyPurpose, bytes: &[u8], seal: &[u8]) -> bool {
        let keys = [
            self.keys.current(purpose).ok(),
            self.keys.previous(purpose).ok().flatten(),
        ];
        let mut macs = keys.iter().flatten().filter_map(|key| mac(key, bytes).ok());
        macs.any(|mac| mac.verify_slice(seal).is_ok())
    }

    /// What a token says; nothing where it isn't valid.
    #[must_use]
    pub fn read(&self, token: &str, now: Timestamp) -> Option<Bearer> {
        let mut keys = self.decoding.iter();
        let claims = keys.find_map(|key| decode::<Claims>(token, key, &self.validation).ok());
        let claims = claims?.claims;
        let now_s = now.0.div_euclid(1000);
        let in_time = claims.nbf <= now_s.saturating_add(LEEWAY_S)
            && now_s < claims.exp.saturating_add(LEEWAY_S);
        (in_time && claims.typ == "access").then_some(Bearer {
            user_id: claims.sub,
            session_id: claims.sid,
            expires_at: Timestamp(claims.exp.saturating_mul(1000)),
        })
    }
}

fn next_refresh(key: &[u8; KEY_BYTES], spent: &Pii) -> anyhow::Result<Pii> {
    let next = mac(key, spent.reveal().as_bytes())?.finalize().into_bytes();
    Ok(Pii(
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(next)
    ))
}

fn mac(key: &[u8; KEY_BYTES], bytes: &[u8]) -> anyhow::Result<hmac::Hmac<Sha256>> {
    let mut mac = hmac::Hmac::<Sha256>::new_from_slice(key)
        .map_err(|error| anyhow::anyhow!("the key can't key an HMAC: {error}"))?;
    mac.update(bytes);
    Ok(mac)
}

/// The access token in an `Authorization` header (RFC 6750, 2.1; the scheme's case tells nothing: RFC 9110, 11.1).
#[must_use]
pub fn bearer_token(authorization: &str) -> Option<Pii> {
    let (scheme, token) = authorization.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("Bearer");
    is_bearer.then(|| Pii::from(token.trim_start_matches(' ')))
}

/// What is stored of a token that lets somebody in: SHA-256, hex. Tokens are random and long, so a plain
/// hash is enough.
#[must_use]
pub fn token_hash(token: &Pii) -> String {
    hex(&Sha256::digest(token.reveal().as_bytes()))
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn keys(secret: &str) -> Keys {
        Keys::new(Pii::from(secret), None)
    }

    fn under(secret: &str) -> Tokens {
        Tokens::new(&keys(secret)).unwrap()
    }

    fn claims() -> Value {
        let now = crate::clock::now().0 / 1000;
        let id = uuid::Uuid::now_v7();
        json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": id, "sid": id, "jti": "1",
            "iat": now, "nbf": now, "exp": now + 60, "typ": "access",
        })
    }

    fn accepts(claims: &Value) -> bool {
        let token = encode(
            &Header::new(Algorithm::HS256),
            claims,
            &EncodingKey::from_secret(&keys("south").current(KeyPurpose::AccessTokens).unwrap()),
        )
        .unwrap();
        under("south").read(&token, crate::clock::now()).is_some()
    }

    #[test]
    fn an_issued_token_is_read_back_and_by_nobody_else() {
        let tokens = under("south");
        let (user, session) = (crate::clock::new_id(), crate::clock::new_id());
        let now = crate::clock::now();
        let (token, expires_at) = tokens.issue(user, session, now).unwrap();
        let said = Bearer {
            user_id: user,
            session_id: session,
            expires_at,
        };
        assert_eq!(tokens.read(token.reveal(), now), Some(said));
        assert_eq!(under("north").read(token.reveal(), now), None);
    }

    #[test]
    fn a_token_works_for_its_quarter_of_an_hour_and_after_the_clock_was_put_back() {
        let (user, session) = (crate::clock::new_id(), crate::clock::new_id());
        let (tokens, now) = (under("south"), Timestamp(1_800_000_000_000));
        let (token, _) = tokens.issue(user, session, now).unwrap();
        for (after_s, works) in [
            (-3_600, true),
            (-3_700, false),
            (0, true),
            (15 * 60, true),
            (15 * 60 + 10, false),
        ] {
            let read = tokens.read(token.reveal(), now.plus_s(after_s));
            assert_eq!(read.is_some(), works, "{after_s} s after");
        }
    }

    #[test]
    fn while_the_secret_is_changed_what_the_one_before_made_is_good_and_nothing_new_is_made_with_it()
     {
        let (before, now) = (under("south"), crate::clock::now());
        let changing = Keys::new(Pii::from("north"), Some(Pii::from("south")));
        let changing = Tokens::new(&changing).unwrap();
        let (user, session) = (crate::clock::new_id(), crate::clock::new_id());
        let (old, _) = before.issue(user, session, now).unwrap();
        assert!(changing.read(old.reveal(), now).is_some());
        let (new, _) = changing.issue(user, session, now).unwrap();
        assert_eq!(before.read(new.reveal(), now), None);
        assert!(under("north").read(new.reveal(), now).is_some());
        let seal = before.seal(KeyPurpose::Devices, b"a device").unwrap();
        assert!(changing.has_sealed(KeyPurpose::Devices, b"a device", &seal));
        assert!(!changing.has_sealed(KeyPurpose::Networks, b"a device", &seal));
        assert!(!under("north").has_sealed(KeyPurpose::Devices, b"a device", &seal));
        let spent = Pii::from("a refresh token");
        let followed = before.next_refresh(&spent).unwrap();
        assert_eq!(
            changing.previous_next_refresh(&spent).unwrap(),
            Some(followed)
        );
        assert_eq!(under("north").previous_next_refresh(&spent).unwrap(), None);
    }

    #[test]
    fn every_claim_counts() {
        assert!(accepts(&claims()));
        let now = crate::clock::now().0 / 1000;
        for (claim, wrong) in [
            ("iss", json!("somebody")),
            ("aud", json!("another-api")),
            ("typ", json!("refresh")),
            ("exp", json!(now - 10)),
            ("nbf", json!(now + 60)),
            ("sub", json!("nobody")),
        ] {
            let mut claims = claims();
            claims[claim] = wrong;
            assert!(!accepts(&claims), "a wrong {claim} was accepted");
            claims.as_object_mut().unwrap().remove(claim);
            assert!(!accepts(&claims), "a missing {claim} was accepted");
        }
    }
}
