//! The device's secret, and the key that follows from it for one person at one clinic.

use super::bytes::{read_bytes, write_bytes};
use super::commitment::Nonce;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::{CallId, UserId};

/// What a device draws by lot at its first start and keeps for good: 32 bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSecret([u8; 32]);

impl From<[u8; 32]> for DeviceSecret {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSecret")
    }
}

impl DeviceSecret {
    /// The key of one person at one clinic. It is another one for each, so that nobody can tell by it
    /// that two accounts share a device.
    #[must_use]
    pub fn key_for(&self, server_url: &str, me: UserId) -> DeviceKey {
        let mut purpose = b"medconsult device key 1".to_vec();
        purpose.extend(me.0.as_bytes());
        purpose.extend(server_url.as_bytes());
        DeviceKey(SigningKey::from_bytes(&self.derive(&purpose)))
    }

    /// A nonce that nobody can guess and that never comes back: `run` is of this run of the app, and
    /// `count` grows within it.
    #[must_use]
    pub fn nonce(&self, run: u128, count: u64, call_id: CallId) -> Nonce {
        let mut purpose = b"medconsult nonce 1".to_vec();
        purpose.extend(run.to_be_bytes());
        purpose.extend(count.to_be_bytes());
        purpose.extend(call_id.0.as_bytes());
        Nonce::from(self.derive(&purpose))
    }

    /// HKDF-Extract (RFC 5869, 2.2) with the purpose as salt: as good as random to whoever lacks the secret.
    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let (derived, _) = Hkdf::<Sha256>::extract(Some(purpose), &self.0);
        derived.into()
    }
}

/// Signs for one person on this device.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey")
    }
}

impl DeviceKey {
    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub(super) fn sign(&self, statement: &[u8]) -> String {
        write_bytes(&self.0.sign(statement).to_bytes())
    }
}

/// By this one device knows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it stands in a frame; nothing where it is no key.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        read_bytes(text).map(Self)
    }

    /// The strict rule: no weak key, and one signature for one statement only.
    pub(super) fn has_signed(&self, statement: &[u8], signature: &str) -> bool {
        let signature = read_bytes(signature).map(|bytes| Signature::from_bytes(&bytes));
        let key = VerifyingKey::from_bytes(&self.0).ok();
        key.zip(signature)
            .is_some_and(|(key, signature)| key.verify_strict(statement, &signature).is_ok())
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        write_bytes(&key.0)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text).ok_or("not a public key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        let digits = hex.as_bytes().chunks(2);
        let bytes = digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap());
        bytes.collect::<Vec<u8>>().try_into().unwrap()
    }

    /// RFC 8032, 7.1: tests 1 to 3.
    const VECTORS: [(&str, &str, &str, &str); 3] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];

    #[test]
    fn keys_and_signatures_are_those_of_rfc_8032() {
        for (secret, public, message, signature) in VECTORS {
            let key = DeviceKey(SigningKey::from_bytes(&bytes(secret)));
            let message: Vec<u8> = match message {
                "" => Vec::new(),
                "72" => vec![0x72],
                _ => vec![0xaf, 0x82],
            };
            assert_eq!(key.public().0, bytes(public));
            let signed = key.sign(&message);
            assert_eq!(read_bytes::<64>(&signed), Some(bytes(signature)));
            assert!(key.public().has_signed(&message, &signed));
            assert!(!key.public().has_signed(b"another", &signed));
            assert!(!key.public().has_signed(&message, &signed[1..]));
        }
    }

    /// By the lenient rule of RFC 8032, 5.1.7, the point of order 1 has signed everything.
    #[test]
    fn a_weak_key_has_signed_nothing() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!PublicKey(identity).has_signed(b"anything", &write_bytes(&signature)));
    }

    #[test]
    fn each_person_at_each_clinic_has_another_key() {
        let user = |number| UserId(Uuid::from_u128(number));
        let key = |secret: u8, url, number| {
            DeviceSecret::from([secret; 32])
                .key_for(url, user(number))
                .public()
        };
        let first = key(1, "https://clinic.example", 1);
        assert_eq!(first, key(1, "https://clinic.example", 1));
        for other in [
            key(2, "https://clinic.example", 1),
            key(1, "https://other.example", 1),
            key(1, "https://clinic.example", 2),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn no_two_nonces_are_alike() {
        let secret = DeviceSecret::from([7; 32]);
        let call = |number| CallId(Uuid::from_u128(number));
        let first = secret.nonce(1, 1, call(1));
        for other in [
            secret.nonce(2, 1, call(1)),
            secret.nonce(1, 2, call(1)),
            secret.nonce(1, 1, call(2)),
            DeviceSecret::from([8; 32]).nonce(1, 1, call(1)),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_key_is_kept_as_text() {
        let key = DeviceSecret::from([7; 32])
            .key_for("https://clinic.example", UserId(Uuid::from_u128(1)))
            .public();
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(text.len(), 45);
        assert_eq!(serde_json::from_str::<PublicKey>(&text).unwrap(), key);
        assert!(serde_json::from_str::<PublicKey>("\"AAAA\"").is_err());
    }
}
