//! Devices that signed in before: what a device keeps to be known again, sealed by the server.
//!
//! It lets nobody in. It only says to which accounts the right password was given on this device, so
//! that whoever owns it does not wait because strangers guess elsewhere.

use crate::keys::KeyPurpose;
use crate::tokens::Tokens;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use shared::UserId;
use uuid::Uuid;

/// Most accounts of one device; the one that signed in longest ago makes room.
const MAX_PEOPLE: usize = 8;
const NUMBER_BYTES: usize = 16;
const ID_BYTES: usize = 16;
const SEAL_BYTES: usize = 32;

/// A device that signed in before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    number: [u8; NUMBER_BYTES],
    /// To these accounts, the newest last.
    people: Vec<UserId>,
}

impl KnownDevice {
    /// One that never did, under a number of its own.
    #[must_use]
    pub fn unknown() -> Self {
        let mut number = [0; NUMBER_BYTES];
        rand::rng().fill_bytes(&mut number);
        Self {
            number,
            people: Vec::new(),
        }
    }

    /// Its number, by which its tries are counted.
    #[must_use]
    pub const fn number(&self) -> [u8; NUMBER_BYTES] {
        self.number
    }

    /// Whether it signed in to this account.
    #[must_use]
    pub fn knows(&self, user_id: UserId) -> bool {
        self.people.contains(&user_id)
    }

    /// The same once it has signed in to this account.
    #[must_use]
    pub fn signed_in(mut self, user_id: UserId) -> Self {
        self.people.retain(|known| *known != user_id);
        self.people.push(user_id);
        let too_many = self.people.len().saturating_sub(MAX_PEOPLE);
        self.people.drain(..too_many);
        self
    }

    /// As the device keeps it.
    ///
    /// # Errors
    /// A key can't be made.
    pub fn seal(&self, tokens: &Tokens) -> anyhow::Result<String> {
        let mut bytes = self.number.to_vec();
        for user_id in &self.people {
            bytes.extend(user_id.0.as_bytes());
        }
        let seal = tokens.seal(KeyPurpose::Devices, &bytes)?;
        bytes.extend(seal);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a device kept; nothing where this server did not seal it.
    #[must_use]
    pub fn open(text: &str, tokens: &Tokens) -> Option<Self> {
        const MAX_BYTES: usize = NUMBER_BYTES + MAX_PEOPLE * ID_BYTES + SEAL_BYTES;
        // Three bytes are four characters.
        if text.len() > MAX_BYTES * 4 / 3 + 4 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (sealed, seal) = bytes.split_last_chunk::<SEAL_BYTES>()?;
        if !tokens.has_sealed(KeyPurpose::Devices, sealed, seal) {
            return None;
        }
        let (number, people) = sealed.split_first_chunk::<NUMBER_BYTES>()?;
        let (people, _) = people.as_chunks::<ID_BYTES>();
        Some(Self {
            number: *number,
            people: people
                .iter()
                .map(|id| UserId(Uuid::from_bytes(*id)))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;
    use shared::Pii;

    fn under(secret: &str) -> Tokens {
        Tokens::new(&Keys::new(Pii::from(secret), None)).unwrap()
    }

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    #[test]
    fn a_device_is_known_to_the_accounts_it_signed_in_to_and_to_no_other_server() {
        let tokens = under("a secret of this server, long enough");
        let device = KnownDevice::unknown()
            .signed_in(person(1))
            .signed_in(person(2));
        let kept = device.seal(&tokens).unwrap();
        let opened = KnownDevice::open(&kept, &tokens).unwrap();
        assert_eq!(opened, device);
        assert!(opened.knows(person(1)) && opened.knows(person(2)) && !opened.knows(person(3)));
        let elsewhere = under("a secret of another server, as long");
        assert_eq!(KnownDevice::open(&kept, &elsewhere), None);
    }

    #[test]
    fn what_was_made_up_or_changed_is_no_device() {
        let tokens = under("a secret of this server, long enough");
        let kept = KnownDevice::unknown()
            .signed_in(person(1))
            .seal(&tokens)
            .unwrap();
        let mut changed = URL_SAFE_NO_PAD.decode(&kept).unwrap();
        changed[20] ^= 1;
        let changed = URL_SAFE_NO_PAD.encode(changed);
        for made_up in ["", "AAAA", "not base64!", &changed, &kept.repeat(100)] {
            assert_eq!(KnownDevice::open(made_up, &tokens), None, "{made_up}");
        }
    }

    #[test]
    fn it_remembers_the_last_eight_accounts() {
        let mut device = KnownDevice::unknown();
        for number in 0..10 {
            device = device.signed_in(person(number));
        }
        device = device.signed_in(person(3));
        assert!(!device.knows(person(1)) && device.knows(person(2)));
        assert_eq!(device.people.len(), 8);
    }
}
