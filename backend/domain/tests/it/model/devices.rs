//! The patients' devices, as far as they matter here: each knows at most one ring.

use super::practice::NOW;
use shared::{SessionId, Timestamp};
use uuid::Uuid;

pub struct Device {
    pub number: usize,
    pub patient: usize,
}

impl Device {
    pub fn session(&self) -> SessionId {
        SessionId(numbered(self.number))
    }
}

pub fn numbered(number: usize) -> Uuid {
    Uuid::from_u64_pair(0, u64::try_from(number).unwrap())
}

/// The first patient has a phone and a tablet.
pub const DEVICES: [Device; 4] = [
    Device {
        number: 0,
        patient: 0,
    },
    Device {
        number: 1,
        patient: 0,
    },
    Device {
        number: 2,
        patient: 1,
    },
    Device {
        number: 3,
        patient: 2,
    },
];

/// A ring that sounds on a device, with the deadline it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ring {
    pub number: usize,
    pub until: Timestamp,
}

impl Ring {
    /// It falls silent by itself, with no network.
    pub fn a_moment_later(self) -> Option<Self> {
        let until = Timestamp(self.until.0 - 1);
        (until > NOW).then_some(Self { until, ..self })
    }
}
