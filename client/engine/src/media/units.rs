//! Units as types, so that a rate is not taken for a share, nor kilobits for bits.

use std::ops::{Add, Mul};
use std::time::Duration;

/// A rate in whole bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bitrate(u64);

impl Bitrate {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many bits per second.
    #[must_use]
    pub const fn bps(bits: u64) -> Self {
        Self(bits)
    }

    /// So many kilobits per second.
    #[must_use]
    pub const fn kbps(kilobits: u64) -> Self {
        Self(kilobits * 1_000)
    }

    /// The rate of so many bytes in a time, which counts as a millisecond at least.
    #[must_use]
    pub fn of(bytes: u64, time: Duration) -> Self {
        let nanos = time.max(Duration::from_millis(1)).as_nanos();
        let bits = u128::from(bytes) * 8 * 1_000_000_000 / nanos;
        Self(u64::try_from(bits).unwrap_or(u64::MAX))
    }

    /// Bits per second.
    #[must_use]
    pub const fn as_bps(self) -> u64 {
        self.0
    }

    /// Whole kilobits per second.
    #[must_use]
    pub fn as_kbps(self) -> u32 {
        u32::try_from(self.0 / 1_000).unwrap_or(u32::MAX)
    }

    /// The bytes of a time; a part of one counts as whole.
    #[must_use]
    pub fn bytes_in(self, time: Duration) -> u64 {
        let bits = u128::from(self.0) * time.as_nanos();
        u64::try_from(bits.div_ceil(8_000_000_000)).unwrap_or(u64::MAX)
    }

    /// How long so many bytes take. At no rate at all that is very long.
    #[must_use]
    pub fn time_for(self, bytes: u64) -> Duration {
        let nanos = u128::from(bytes) * 8 * 1_000_000_000 / u128::from(self.0.max(1));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// What is left of it, and nothing where the other is larger.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// How far the two are apart.
    #[must_use]
    pub const fn abs_diff(self, other: Self) -> Self {
        Self(self.0.abs_diff(other.0))
    }
}

impl Add for Bitrate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Rounded; a negative factor gives nothing.
impl Mul<f64> for Bitrate {
    type Output = Self;

    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "no rate has more than 52 bits, and the way back stops at the limits of u64"
    )]
    fn mul(self, factor: f64) -> Self {
        Self((self.0 as f64 * factor).round() as u64)
    }
}

/// A share, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Fraction(f64);

impl Fraction {
    /// Nothing of it.
    pub const ZERO: Self = Self(0.0);

    /// This share; what lies outside of 0 to 1 becomes the nearer of the two.
    #[must_use]
    pub const fn new(share: f64) -> Self {
        Self(share.clamp(0.0, 1.0))
    }

    /// So many of a hundred.
    #[must_use]
    pub fn percent(percent: u8) -> Self {
        Self::new(f64::from(percent) / 100.0)
    }

    /// From 0 to 1.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whole percents.
    #[must_use]
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is from 0 to 100"
    )]
    pub fn as_percent(self) -> u8 {
        // A little more than it is: 29 of 100 are not 28.999 of them.
        (self.0 * 100.0 + 1e-6) as u8
    }

    /// The larger of the two.
    #[must_use]
    pub const fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

/// An average that follows `new` by a share of the difference.
#[must_use]
pub fn smoothed(old: Duration, new: Duration, share: Fraction) -> Duration {
    old.mul_f64(1.0 - share.get()) + new.mul_f64(share.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_rates_and_times_belong_together() {
        let rate = Bitrate::kbps(400);
        assert_eq!(rate.time_for(1_000), Duration::from_millis(20));
        assert_eq!(rate.bytes_in(Duration::from_millis(20)), 1_000);
        assert_eq!(Bitrate::of(1_000, Duration::from_millis(20)), rate);
        assert_eq!(Bitrate::of(1, Duration::ZERO), Bitrate::kbps(8));
        assert_eq!(Bitrate::bps(1).bytes_in(Duration::from_secs(1)), 1);
    }

    #[test]
    fn rates_stay_within_their_limits() {
        let rate = Bitrate::bps(999);
        assert_eq!((rate.as_kbps(), rate * 1.5), (0, Bitrate::bps(1_499)));
        assert_eq!(rate * -1.0, Bitrate::ZERO);
        assert_eq!(rate.saturating_sub(Bitrate::kbps(1)), Bitrate::ZERO);
        assert!(Bitrate::ZERO.time_for(u64::from(u32::MAX)) > Duration::from_secs(60));
    }

    #[test]
    fn shares_are_percents_too() {
        assert_eq!(Fraction::percent(29).as_percent(), 29);
        assert_eq!(Fraction::new(1.5), Fraction::percent(100));
        let half = smoothed(
            Duration::from_millis(100),
            Duration::from_millis(200),
            Fraction::new(0.5),
        );
        assert_eq!(half, Duration::from_millis(150));
    }
}
