//! Jitter, ids and keys from one seed.
//!
//! Owns every random choice of the core, so that a run can be repeated from its seed. Must never
//! make anything secret: tokens come from the server.

/// Two SplitMix64 streams (Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Rng {
    left: u64,
    right: u64,
}

impl Rng {
    pub(crate) fn new(seed: u128) -> Self {
        let low = seed & u128::from(u64::MAX);
        Self {
            left: u64::try_from(seed >> 64).unwrap_or_default(),
            right: u64::try_from(low).unwrap_or_default(),
        }
    }

    /// Even over `0..=most_ms`.
    pub(crate) fn up_to_ms(&mut self, most_ms: i64) -> i64 {
        let span = u64::try_from(most_ms).unwrap_or_default().saturating_add(1);
        i64::try_from(step(&mut self.left) % span).unwrap_or_default()
    }

    /// `about_ms`, give or take three tenths, so that clients do not march in step.
    pub(crate) fn around_ms(&mut self, about_ms: i64) -> i64 {
        let spread = about_ms.saturating_mul(3) / 10;
        about_ms - spread + self.up_to_ms(spread.saturating_mul(2))
    }

    /// A key that no other request of this device has.
    pub(crate) fn key(&mut self) -> String {
        let high = u128::from(step(&mut self.left)) << 64;
        let bits = high | u128::from(step(&mut self.right));
        uuid::Builder::from_random_bytes(bits.to_be_bytes())
            .into_uuid()
            .to_string()
    }
}

fn step(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn jitter_stays_within_three_tenths() {
        let mut rng = Rng::new(7);
        for _ in 0..10_000 {
            let delay = rng.around_ms(3_000);
            assert!((2_100..=3_900).contains(&delay), "{delay}");
        }
    }

    #[test]
    fn keys_differ_and_are_uuids() {
        let mut rng = Rng::new(u128::MAX);
        let (first, second) = (rng.key(), rng.key());
        assert_ne!(first, second);
        assert!(first.parse::<uuid::Uuid>().is_ok());
    }

    #[test]
    fn the_same_seed_makes_the_same_choices() {
        assert_eq!(Rng::new(5).key(), Rng::new(5).key());
        assert_ne!(Rng::new(5).key(), Rng::new(6).key());
    }
}
