//! Proving that an e-mail address is its owner's: a code goes there and comes back.

use serde::{Deserialize, Serialize};
use shared::{Timestamp, limits};

/// Wrong codes before it takes another one: with 40 bits in a code, one in 2 · 10^11 for a guesser.
pub const MAX_TRIES: u32 = 5;
/// Most codes for one wish.
const MAX_CODES: u32 = 6;
/// How long a code that was used is answered the same again, in milliseconds: the answer may have been
/// lost on the way.
const REPEAT_MS: i64 = 10 * 60 * 1000;
/// Letters and digits of codes: none that is taken for another one, and no words of four letters
/// (Crockford's Base32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// It completes a registration.
    Register,
    /// It proves the address that somebody has.
    Verify,
    /// It gives somebody another address.
    Change,
}

/// Which code counts, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeState {
    /// From 1; one more for each that was sent.
    pub number: u32,
    /// Wrong tries of this one.
    pub tries: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it no longer counts.
    pub expires_at: Timestamp,
    /// When it was given back.
    pub used_at: Option<Timestamp>,
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is the code.
    Right,
    /// It was the code a moment ago, and its answer was lost.
    RightAgain,
    /// It is not, and was counted.
    Wrong,
    /// There is nothing to try any more.
    Expired,
}

impl CodeState {
    /// The first code of a wish.
    #[must_use]
    pub const fn first(now: Timestamp) -> Self {
        Self {
            number: 1,
            tries: 0,
            sent_at: now,
            expires_at: now.plus_ms(limits::CODE_LIFE_MS),
            used_at: None,
        }
    }

    /// From when on there may be another one.
    #[must_use]
    pub const fn again_at(self) -> Timestamp {
        self.sent_at.plus_ms(limits::CODE_AGAIN_MS)
    }

    /// The next one, with which this one no longer counts. Where it is too early, how long to wait in
    /// milliseconds; nothing where the wish has to be made anew.
    ///
    /// # Errors
    /// There may be none, or not yet.
    pub fn next(self, now: Timestamp) -> Result<Self, Option<i64>> {
        if self.used_at.is_some() || self.number >= MAX_CODES {
            return Err(None);
        }
        let wait_ms = self.again_at().since_ms(now);
        if wait_ms > 0 {
            return Err(Some(wait_ms));
        }
        Ok(Self {
            number: self.number + 1,
            ..Self::first(now)
        })
    }

    /// A code is tried; `fits` says whether it is the one that was sent.
    #[must_use]
    pub fn tried(self, fits: bool, now: Timestamp) -> (Self, Tried) {
        if let Some(used_at) = self.used_at {
            let again = fits && now.since_ms(used_at) < REPEAT_MS;
            let tried = if again {
                Tried::RightAgain
            } else {
                Tried::Expired
            };
            return (self, tried);
        }
        if now >= self.expires_at || self.tries >= MAX_TRIES {
            return (self, Tried::Expired);
        }
        if fits {
            let used = Self {
                used_at: Some(now),
                ..self
            };
            return (used, Tried::Right);
        }
        let counted = Self {
            tries: self.tries + 1,
            ..self
        };
        (counted, Tried::Wrong)
    }
}

/// Bits as a code, five for each letter.
#[must_use]
pub fn code_of(bits: [u8; 5]) -> String {
    let number = bits
        .into_iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(byte));
    let letter = |place: usize| {
        let index = number >> (5 * (limits::CODE_CHARS - 1 - place)) & 31;
        let index = usize::try_from(index).unwrap_or_default();
        ALPHABET.get(index).map_or('0', |byte| char::from(*byte))
    };
    (0..limits::CODE_CHARS).map(letter).collect()
}

/// A code as it is mailed, in two halves.
#[must_use]
pub fn spaced(code: &str) -> String {
    let (first, second) = code
        .split_at_checked(limits::CODE_CHARS / 2)
        .unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// What was typed, as it would have been made: O is a nought, I and L are ones.
#[must_use]
pub fn read_code(typed: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    // Nobody's time is to be spent on a book.
    let typed = typed.chars().take(8 * limits::CODE_CHARS);
    typed
        .filter(|c| c.is_ascii_alphanumeric())
        .map(letter)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_code_is_forty_bits_and_is_read_however_it_is_typed() {
        // Crockford's alphabet: 0, 1, 2, …, 31 in groups of five bits.
        assert_eq!(code_of([0; 5]), "00000000");
        assert_eq!(code_of([255; 5]), "ZZZZZZZZ");
        // 00000 00001 00010 00011 00100 00101 00110 00111
        assert_eq!(code_of([0x00, 0x44, 0x32, 0x14, 0xC7]), "01234567");
        assert_eq!(spaced("01234567"), "0123-4567");
        for typed in ["0123-4567", " 0 1 2 3 4567 ", "oi23-4567", "OL234567"] {
            assert_eq!(read_code(typed), "01234567", "{typed}");
        }
        assert_eq!(read_code("äbc\u{202e}d"), "BCD");
        assert!(read_code(&"7".repeat(100_000)).len() <= 64);
    }

    #[test]
    fn a_code_counts_once_for_half_an_hour_and_five_slips() {
        let first = CodeState::first(NOW);
        let (used, tried) = first.tried(true, NOW.plus_ms(1_799_999));
        assert_eq!(tried, Tried::Right);
        assert_eq!(first.tried(true, NOW.plus_ms(1_800_000)).1, Tried::Expired);
        let used_at = used.used_at.unwrap();
        assert_eq!(used.tried(true, used_at.plus_s(599)).1, Tried::RightAgain);
        assert_eq!(used.tried(true, used_at.plus_s(600)).1, Tried::Expired);
        assert_eq!(used.tried(false, used_at).1, Tried::Expired);
        let mut state = first;
        for _ in 0..5 {
            let (next, tried) = state.tried(false, NOW);
            assert_eq!(tried, Tried::Wrong);
            state = next;
        }
        assert_eq!(state.tried(true, NOW).1, Tried::Expired);
    }

    #[test]
    fn another_code_takes_a_minute_and_there_are_six_in_all() {
        let mut state = CodeState::first(NOW);
        assert_eq!(state.next(NOW.plus_s(59)), Err(Some(1_000)));
        let mut now = NOW;
        for number in 2..=6 {
            now = now.plus_s(60);
            let slipped = state.tried(false, now).0;
            state = slipped.next(now).unwrap();
            assert_eq!((state.number, state.tries), (number, 0));
            assert_eq!(state.expires_at, now.plus_ms(limits::CODE_LIFE_MS));
        }
        assert_eq!(state.next(now.plus_s(60)), Err(None));
    }
}
