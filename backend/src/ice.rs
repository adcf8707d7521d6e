//! STUN and TURN for the members of a live call, with credentials that soon expire.

use anyhow::anyhow;
use base64::Engine;
use hmac::{KeyInit, Mac};
use shared::{IceServer, Pii, Timestamp, UserId};

/// How long a relay's credential works, in seconds: an abused one dies with the call it was for.
const CREDENTIAL_S: i64 = 600;

/// The servers that help two devices find each other.
#[derive(Clone, Default)]
pub struct Relays {
    /// `stun:` URLs.
    pub stun_urls: Vec<String>,
    /// `turn:` and `turns:` URLs.
    pub turn_urls: Vec<String>,
    /// The secret shared with the TURN server (coturn: `static-auth-secret`).
    pub turn_secret: Option<Pii>,
}

/// What a member of a live call is handed.
///
/// The credential is the HMAC-SHA1 of "expiry:who" under the shared secret, as in the draft "A REST
/// API For Access To TURN Services" (draft-uberti-behave-turn-rest-00, 2.2) that TURN servers follow.
///
/// # Errors
/// The secret can't key an HMAC.
pub fn ice_servers_for(
    relays: &Relays,
    user_id: UserId,
    now: Timestamp,
) -> anyhow::Result<Vec<IceServer>> {
    let mut servers = Vec::new();
    if !relays.stun_urls.is_empty() {
        servers.push(IceServer {
            urls: relays.stun_urls.clone(),
            username: None,
            credential: None,
        });
    }
    if let Some(secret) = &relays.turn_secret
        && !relays.turn_urls.is_empty()
    {
        let expires_s = now.0.div_euclid(1000).saturating_add(CREDENTIAL_S);
        let username = format!("{expires_s}:{user_id}");
        let credential = Some(Pii(credential(secret.reveal(), &username)?));
        servers.push(IceServer {
            urls: relays.turn_urls.clone(),
            username: Some(username),
            credential,
        });
    }
    Ok(servers)
}

fn credential(secret: &str, username: &str) -> anyhow::Result<String> {
    let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes())
        .map_err(|error| anyhow!("the relay's secret can't key an HMAC: {error}"))?;
    mac.update(username.as_bytes());
    Ok(base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_the_hmac_of_its_user_name() {
        // printf '1700000600:someone' | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(
            credential("north", "1700000600:someone").unwrap(),
            OPENSSL_SAYS
        );
    }

    const OPENSSL_SAYS: &str = "3gDeREDikdxIRa9Og64MySySZJw=";

    #[test]
    fn it_expires_in_ten_minutes_and_names_its_holder() {
        let relays = Relays {
            stun_urls: vec!["stun:stun.example.org".into()],
            turn_urls: vec!["turn:turn.example.org".into()],
            turn_secret: Some(Pii::from("north")),
        };
        let who = UserId(uuid::Uuid::nil());
        let servers = ice_servers_for(&relays, who, Timestamp(1_700_000_000_000)).unwrap();
        assert_eq!(servers[1].username, Some(format!("1700000600:{who}")));
        assert_eq!((servers.len(), &servers[0].credential), (2, &None));
    }

    #[test]
    fn without_a_secret_no_relay_is_offered() {
        let relays = Relays {
            turn_urls: vec!["turn:turn.example.org".into()],
            ..Relays::default()
        };
        assert!(
            ice_servers_for(&relays, UserId(uuid::Uuid::nil()), Timestamp(0))
                .unwrap()
                .is_empty()
        );
    }
}
