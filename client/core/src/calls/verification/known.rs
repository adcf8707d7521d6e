//! The devices that this person has talked to.
//!
//! Kept for each person at each clinic of theirs, by ids and keys alone: no names.

use super::view::OtherDevice;
use crate::proof::PublicKey;
use serde::{Deserialize, Serialize};
use shared::{Timestamp, UserId};

/// Devices that are remembered; the one that was not met for longest makes room.
const MAX_KNOWN: usize = 2_000;

/// What is kept over restarts and sign-outs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnownDevices(Vec<KnownDevice>);

/// One device of one person, as another person met it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDevice {
    /// At which clinic.
    pub server_url: String,
    /// Who met it.
    pub me: UserId,
    /// Whose it is.
    pub other: UserId,
    /// By which it is known.
    pub key: PublicKey,
    /// When it was met first, on this device's clock.
    pub first_at: Timestamp,
    /// When it was met last.
    pub last_at: Timestamp,
}

impl FromIterator<KnownDevice> for KnownDevices {
    fn from_iter<T: IntoIterator<Item = KnownDevice>>(devices: T) -> Self {
        Self(devices.into_iter().collect())
    }
}

impl KnownDevices {
    fn of<'a>(
        &'a self,
        server_url: &'a str,
        me: UserId,
        other: UserId,
    ) -> impl Iterator<Item = &'a KnownDevice> {
        self.0.iter().filter(move |device| {
            (device.me, device.other) == (me, other) && device.server_url == server_url
        })
    }

    /// Whether any device of that person was ever met.
    pub(crate) fn has_any(&self, server_url: &str, me: UserId, other: UserId) -> bool {
        self.of(server_url, me, other).next().is_some()
    }

    /// What is known of a device that says it is that person's.
    pub(crate) fn find(
        &self,
        server_url: &str,
        me: UserId,
        other: UserId,
        key: PublicKey,
    ) -> OtherDevice {
        let mut of_person = self.of(server_url, me, other).peekable();
        if of_person.peek().is_none() {
            return OtherDevice::First;
        }
        match of_person.find(|device| device.key == key) {
            Some(device) => OtherDevice::Known {
                since: device.first_at,
            },
            None => OtherDevice::New,
        }
    }

    /// A device was met.
    pub(crate) fn remember(
        &mut self,
        server_url: String,
        me: UserId,
        other: UserId,
        key: PublicKey,
        now: Timestamp,
    ) {
        let met = self.0.iter_mut().find(|device| {
            (device.me, device.other, device.key) == (me, other, key)
                && device.server_url == server_url
        });
        if let Some(device) = met {
            device.last_at = now;
            return;
        }
        if self.0.len() >= MAX_KNOWN {
            let oldest = self
                .0
                .iter()
                .enumerate()
                .min_by_key(|(_, device)| device.last_at);
            if let Some(oldest) = oldest.map(|(index, _)| index) {
                self.0.swap_remove(oldest);
            }
        }
        self.0.push(KnownDevice {
            server_url,
            me,
            other,
            key,
            first_at: now,
            last_at: now,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::DeviceSecret;
    use uuid::Uuid;

    const AT: &str = "https://clinic.example";
    const START: Timestamp = Timestamp(1_800_000_000_000);

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn key(number: u8) -> PublicKey {
        DeviceSecret::from([number; 32])
            .key_for(AT, user(1))
            .public()
    }

    #[test]
    fn a_device_is_known_to_whom_it_met_and_to_nobody_else() {
        let mut known = KnownDevices::default();
        let (me, other) = (user(1), user(2));
        assert_eq!(known.find(AT, me, other, key(1)), OtherDevice::First);
        known.remember(AT.into(), me, other, key(1), START);
        known.remember(AT.into(), me, other, key(1), START.plus_s(60));
        let since = OtherDevice::Known { since: START };
        assert_eq!(known.find(AT, me, other, key(1)), since);
        assert_eq!(known.find(AT, me, other, key(2)), OtherDevice::New);
        known.remember(AT.into(), me, other, key(2), START.plus_s(90));
        assert_eq!(known.find(AT, me, other, key(1)), since);
        // A second account on this device, another clinic, another person.
        for (at, me, other) in [
            (AT, user(3), other),
            ("https://other.example", me, other),
            (AT, me, user(3)),
        ] {
            assert_eq!(known.find(at, me, other, key(1)), OtherDevice::First);
            assert!(!known.has_any(at, me, other));
        }
    }

    #[test]
    fn the_device_that_was_not_met_for_longest_makes_room() {
        let mut known = KnownDevices::default();
        let me = user(1);
        for number in 0..2_000_u16 {
            let at = START.plus_s(number.into());
            known.remember(AT.into(), me, user(u128::from(number) + 10), key(1), at);
        }
        known.remember(AT.into(), me, user(10), key(1), START.plus_s(9_000));
        known.remember(AT.into(), me, user(9), key(1), START.plus_s(9_001));
        assert_eq!(known.0.len(), MAX_KNOWN);
        assert!(known.has_any(AT, me, user(9)));
        assert!(known.has_any(AT, me, user(10)));
        assert!(!known.has_any(AT, me, user(11)));
    }
}
