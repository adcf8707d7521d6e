//! What there is to keep, and under which name.

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Who is signed in.
    Session,
    /// What this device vouches for its calls with.
    Device,
    /// Whom this device has talked to: no secret, but nobody else's business.
    KnownDevices,
}

impl Kept {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Device => "device",
            Self::KnownDevices => "known_devices",
        }
    }
}
