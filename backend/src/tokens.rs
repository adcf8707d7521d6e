//! Access tokens: JWT (RFC 7519) signed with HS256, short-lived, checked in every claim.

use base64::Engine;
use hmac::{KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::{Pii, SessionId, Timestamp, UserId};

/// Seconds an access token works.
pub const ACCESS_S: i64 = 15 * 60;
/// For how long a device may ask again for the answer to a refresh, in milliseconds.
pub const REPEAT_REFRESH_MS: i64 = 60_000;
/// Days a device stays signed in without being used.
pub const REFRESH_DAYS: i64 = 30;
/// Seconds the clocks of two nodes may differ.
const LEEWAY_S: u64 = 5;

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

/// The keys.
pub struct Tokens {
    secret: Pii,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// Keys of a secret.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = LEEWAY_S;
        validation.validate_nbf = true;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        Self {
            secret: Pii::from(secret),
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
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
            nbf: issued_s,
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
    /// The secret can't key an HMAC.
    pub fn next_refresh(&self, spent: &Pii) -> anyhow::Result<Pii> {
        let next = self.seal(b"refresh token after ", spent.reveal().as_bytes())?;
        Ok(Pii(
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(next)
        ))
    }

    /// Seals bytes for one purpose, so that they are known again.
    ///
    /// # Errors
    /// The secret can't key an HMAC.
    pub fn seal(&self, purpose: &[u8], bytes: &[u8]) -> anyhow::Result<[u8; 32]> {
        Ok(self.mac(purpose, bytes)?.finalize().into_bytes().into())
    }

    /// Whether these bytes were sealed so, for that purpose.
    #[must_use]
    pub fn has_sealed(&self, purpose: &[u8], bytes: &[u8], seal: &[u8]) -> bool {
        let mac = self.mac(purpose, bytes);
        mac.is_ok_and(|mac| mac.verify_slice(seal).is_ok())
    }

    fn mac(&self, purpose: &[u8], bytes: &[u8]) -> anyhow::Result<hmac::Hmac<Sha256>> {
        let mut mac = hmac::Hmac::<Sha256>::new_from_slice(self.secret.reveal().as_bytes())
            .map_err(|error| anyhow::anyhow!("the secret can't key an HMAC: {error}"))?;
        mac.update(purpose);
        mac.update(bytes);
        Ok(mac)
    }

    /// What a token says; nothing where it isn't valid.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<Bearer> {
        let claims = decode::<Claims>(token, &self.decoding, &self.validation)
            .ok()?
            .claims;
        (claims.typ == "access").then_some(Bearer {
            user_id: claims.sub,
            session_id: claims.sid,
            expires_at: Timestamp(claims.exp.saturating_mul(1000)),
        })
    }
}

/// The access token in an `Authorization` header (RFC 6750, 2.1).
#[must_use]
pub fn bearer_token(authorization: &str) -> Option<Pii> {
    authorization.strip_prefix("Bearer ").map(Pii::from)
}

/// What is stored of a refresh token. It is random and long, so a plain hash is enough.
#[must_use]
pub fn refresh_hash(token: &Pii) -> String {
    Sha256::digest(token.reveal().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

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
            &EncodingKey::from_secret(SECRET.as_bytes()),
        )
        .unwrap();
        Tokens::new(SECRET).read(&token).is_some()
    }

    #[test]
    fn an_issued_token_is_read_back_and_by_nobody_else() {
        let tokens = Tokens::new(SECRET);
        let (user, session) = (crate::clock::new_id(), crate::clock::new_id());
        let (token, expires_at) = tokens.issue(user, session, crate::clock::now()).unwrap();
        let said = Bearer {
            user_id: user,
            session_id: session,
            expires_at,
        };
        assert_eq!(tokens.read(token.reveal()), Some(said));
        assert_eq!(
            Tokens::new("another-secret-another-secret-an").read(token.reveal()),
            None
        );
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
