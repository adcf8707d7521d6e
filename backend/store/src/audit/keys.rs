use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a block of SHA-256, to which HMAC fills a shorter key up with zeros (RFC 2104, 2).
const BLOCK_BYTES: usize = 64;
/// Characters of a key's name: 64 bits, hex.
const ID_CHARS: usize = 16;

/// What entries are sealed with. It is never printed; its name says nothing about it.
#[derive(Clone)]
pub struct AuditKey {
    id: String,
    block: [u8; BLOCK_BYTES],
}

/// The key for new entries, and the one before it while a secret is being changed.
#[derive(Clone)]
pub struct AuditKeys {
    /// Seals what is written now.
    pub current: AuditKey,
    /// Sealed what was written before.
    pub previous: Option<AuditKey>,
}

impl AuditKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let mut block = [0; BLOCK_BYTES];
        for (place, byte) in block.iter_mut().zip(key) {
            *place = *byte;
        }
        let id = hmac(&block, "name of an audit key", "");
        Self {
            id: id.chars().take(ID_CHARS).collect(),
            block,
        }
    }

    /// By which entries name it.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// HMAC-SHA256 of a text for one purpose, hex.
    pub(super) fn seal(&self, purpose: &str, text: &str) -> String {
        hmac(&self.block, purpose, text)
    }
}

impl AuditKeys {
    /// The key of that name, if it is one of these.
    pub(super) fn named(&self, id: &str) -> Option<&AuditKey> {
        let keys = [Some(&self.current), self.previous.as_ref()];
        keys.into_iter().flatten().find(|key| key.id == id)
    }
}

fn hmac(block: &[u8; BLOCK_BYTES], purpose: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new(block.into());
    // The purpose ends at the line's end, so that no two purposes and texts look the same.
    mac.update(purpose.as_bytes());
    mac.update(b"\n");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_the_hmac_of_purpose_and_text() {
        // printf 'entry\nabc' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 (32 bytes)
        let key = AuditKey::new(&[7; 32]);
        assert_eq!(key.seal("entry", "abc"), OPENSSL_SAYS);
        assert_eq!(key.id().len(), 16);
        assert_ne!(key.id(), AuditKey::new(&[8; 32]).id());
    }

    const OPENSSL_SAYS: &str = "6299eb96025bb03c887c399e4b0f25574d27fc6172205369639c38b019c88e17";
}
