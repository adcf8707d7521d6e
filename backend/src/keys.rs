//! The keys of one server: one for each purpose, all of them from the secret that it was given, so that
//! what is sealed for one purpose fits no other.

use hkdf::Hkdf;
use sha2::Sha256;
use shared::Pii;
use store::{AuditKey, AuditKeys};

/// Bytes of a key: as many as SHA-256 puts out.
pub const KEY_BYTES: usize = 32;
const SALT: &[u8] = b"medconsult";

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Signs access tokens.
    AccessTokens,
    /// Lets a refresh token follow from the one before.
    RefreshTokens,
    /// Seals what a device is known again by.
    Devices,
    /// Tells networks in the audit apart without naming them.
    Networks,
    /// Lets a mailed code follow from its row.
    MailedCodes,
    /// Tells the addresses of codes apart without naming them.
    MailedAddresses,
    /// Seals the audit's entries.
    Audit,
}

impl KeyPurpose {
    /// What HKDF calls `info` (RFC 5869, 3.2). Another text is another key.
    const fn info(self) -> &'static str {
        match self {
            Self::AccessTokens => "access tokens",
            Self::RefreshTokens => "refresh tokens",
            Self::Devices => "devices that signed in before",
            Self::Networks => "networks of wrong passwords",
            Self::MailedCodes => "mailed codes",
            Self::MailedAddresses => "addresses of mailed codes",
            Self::Audit => "audit",
        }
    }
}

/// The secret that keys come from, and the one before it while it is being changed.
#[derive(Clone)]
pub struct Keys {
    secret: Pii,
    previous: Option<Pii>,
}

impl Keys {
    /// Keys of these secrets.
    #[must_use]
    pub const fn new(secret: Pii, previous: Option<Pii>) -> Self {
        Self { secret, previous }
    }

    /// The key for a purpose: what is made from now on is made with it.
    ///
    /// # Errors
    /// Never for keys of this length.
    pub fn current(&self, purpose: KeyPurpose) -> anyhow::Result<[u8; KEY_BYTES]> {
        derive(&self.secret, purpose)
    }

    /// The key before: what was made with it is still good.
    ///
    /// # Errors
    /// Never for keys of this length.
    pub fn previous(&self, purpose: KeyPurpose) -> anyhow::Result<Option<[u8; KEY_BYTES]>> {
        let previous = self.previous.as_ref();
        previous.map(|secret| derive(secret, purpose)).transpose()
    }

    /// Those of the audit.
    ///
    /// # Errors
    /// Never for keys of this length.
    pub fn of_audit(&self) -> anyhow::Result<AuditKeys> {
        let previous = self.previous(KeyPurpose::Audit)?;
        Ok(AuditKeys {
            current: AuditKey::new(&self.current(KeyPurpose::Audit)?),
            previous: previous.map(|key| AuditKey::new(&key)),
        })
    }
}

fn derive(secret: &Pii, purpose: KeyPurpose) -> anyhow::Result<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    expand(
        secret.reveal().as_bytes(),
        SALT,
        purpose.info().as_bytes(),
        &mut key,
    )?;
    Ok(key)
}

/// HKDF-SHA256 (RFC 5869).
fn expand(secret: &[u8], salt: &[u8], info: &[u8], key: &mut [u8]) -> anyhow::Result<()> {
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, key)
        .map_err(|error| anyhow::anyhow!("no key of that length: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::hex;

    fn range(from: u8, to: u8) -> Vec<u8> {
        (from..=to).collect()
    }

    #[test]
    fn keys_are_derived_as_rfc_5869_says() {
        // RFC 5869, A.1 to A.3.
        let cases = [
            (
                vec![0x0b; 22],
                range(0x00, 0x0c),
                range(0xf0, 0xf9),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf\
                 34007208d5b887185865",
            ),
            (
                range(0x00, 0x4f),
                range(0x60, 0xaf),
                range(0xb0, 0xff),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
                 59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
                 cc30c58179ec3e87c14c01d5c1f3434f1d87",
            ),
            (
                vec![0x0b; 22],
                Vec::new(),
                Vec::new(),
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d\
                 9d201395faa4b61a96c8",
            ),
        ];
        for (secret, salt, info, expected) in cases {
            let mut key = vec![0; expected.len() / 2];
            expand(&secret, &salt, &info, &mut key).unwrap();
            assert_eq!(hex(&key), expected);
        }
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own_and_the_audits_never_changes() {
        use KeyPurpose as P;
        let secret = Pii::from("a secret of the tests, long enough for HS256");
        let keys = Keys::new(secret, None);
        let all = [
            P::AccessTokens,
            P::RefreshTokens,
            P::Devices,
            P::Networks,
            P::Audit,
        ];
        let mut made: Vec<_> = all.map(|purpose| keys.current(purpose).unwrap()).into();
        // As Python's hmac works it out by hand.
        assert_eq!(hex(&made[4]), PYTHON_SAYS);
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), all.len());
        assert_eq!(keys.previous(P::Audit).unwrap(), None);
    }

    const PYTHON_SAYS: &str = "b307b9dc739ac75ee9377f48d5745d35ca349ce92d5e265ea3bc58669ebafa7f";
}
