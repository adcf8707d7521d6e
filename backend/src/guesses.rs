//! Wrong passwords, and how long strangers wait after them.
//!
//! Nobody is locked out: a device that signed in before has a budget of its own (`devices.rs`), and all
//! others together wait longer and longer. So strangers slow strangers, never the owner.

use crate::error::AppError;
use shared::{Timestamp, UserId};
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Wrong passwords before anybody waits.
const FREE: u32 = 5;
/// The first wait, in milliseconds; each further one is twice as long.
const FIRST_WAIT_MS: i64 = 30_000;
/// The longest one.
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// How long without a wrong password until all is forgotten, in milliseconds.
const FORGET_MS: i64 = 60 * 60_000;
/// Counters, whatever is guessed at: accounts beyond that many share one by chance.
const COUNTERS: u64 = 16_384;

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guess<'a> {
    /// The password of the account with this address, whether there is one or not, to sign in.
    SignIn(&'a str),
    /// The present password of somebody who is signed in, to change it.
    Change(UserId),
}

/// Keeps count.
#[derive(Default)]
pub struct Guesses {
    counted: Mutex<HashMap<u64, Counted>>,
    hashes: RandomState,
}

#[derive(Clone, Copy)]
struct Counted {
    tries: u32,
    last: Timestamp,
    wait_until: Timestamp,
}

impl Guesses {
    fn inside(&self) -> MutexGuard<'_, HashMap<u64, Counted>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, guess: Guess<'_>) -> u64 {
        self.hashes.hash_one(guess) % COUNTERS
    }

    /// A password is tried. It counts as wrong until [`Self::forgive`], so that many tries at once are
    /// not one. Returns how many there were lately, with this one.
    ///
    /// # Errors
    /// It is not worth trying yet.
    pub fn begin(&self, guess: Guess<'_>, now: Timestamp) -> Result<u32, AppError> {
        let mut inside = self.inside();
        let key = self.key(guess);
        let before = inside.get(&key).copied();
        let before = before.filter(|it| now.since_ms(it.last) < FORGET_MS);
        if let Some(before) = before
            && now < before.wait_until
        {
            let left_ms = before.wait_until.since_ms(now);
            let left_s = u64::try_from(left_ms / 1_000).unwrap_or_default();
            return Err(AppError::TooMany {
                retry_after_s: left_s.saturating_add(1),
            });
        }
        let tries = before.map_or(0, |it| it.tries).saturating_add(1);
        let counted = Counted {
            tries,
            last: now,
            wait_until: now.plus_ms(wait_after_ms(tries)),
        };
        inside.insert(key, counted);
        Ok(tries)
    }

    /// The password was right.
    pub fn forgive(&self, guess: Guess<'_>) {
        self.inside().remove(&self.key(guess));
    }

    /// Forgets what was long ago.
    pub fn forget_idle(&self, now: Timestamp) {
        self.inside()
            .retain(|_, counted| now.since_ms(counted.last) < FORGET_MS);
    }
}

fn wait_after_ms(tries: u32) -> i64 {
    let Some(further) = tries.checked_sub(FREE) else {
        return 0;
    };
    // Seven doublings are more than the longest.
    (FIRST_WAIT_MS << further.min(7)).min(LONGEST_WAIT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOHN: Guess<'_> = Guess::SignIn("john@email.com");

    /// Each try as soon as it is allowed; how long each wait was, in seconds.
    fn waits(tries: usize) -> Vec<u64> {
        let guesses = Guesses::default();
        let mut now = Timestamp(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..tries {
            match guesses.begin(JOHN, now) {
                Ok(_) => {}
                Err(AppError::TooMany { retry_after_s }) => {
                    waits.push(retry_after_s);
                    now = now.plus_s(i64::try_from(retry_after_s).unwrap());
                    guesses.begin(JOHN, now).unwrap();
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        waits
    }

    #[test]
    fn five_are_free_then_waits_double_to_a_quarter_of_an_hour() {
        assert!(waits(5).is_empty());
        // 30 s, 1, 2, 4, 8 and 15 minutes, each rounded up by a second.
        assert_eq!(waits(13), [31, 61, 121, 241, 481, 901, 901, 901]);
    }

    #[test]
    fn other_accounts_wait_for_nothing_and_the_right_password_ends_it() {
        let guesses = Guesses::default();
        let now = Timestamp(1_000_000);
        for _ in 0..5 {
            guesses.begin(JOHN, now).unwrap();
        }
        assert!(guesses.begin(JOHN, now).is_err());
        assert_eq!(
            guesses
                .begin(Guess::SignIn("amina@email.com"), now)
                .unwrap(),
            1
        );
        let later = now.plus_s(31);
        assert_eq!(guesses.begin(JOHN, later).unwrap(), 6);
        guesses.forgive(JOHN);
        assert_eq!(guesses.begin(JOHN, later).unwrap(), 1);
    }

    #[test]
    fn what_was_an_hour_ago_is_forgotten_and_memory_is_bounded() {
        let guesses = Guesses::default();
        let now = Timestamp(1_000_000);
        for _ in 0..5 {
            guesses.begin(JOHN, now).unwrap();
        }
        let later = now.plus_s(3_600);
        assert_eq!(guesses.begin(JOHN, later).unwrap(), 1);
        for number in 0..50_000 {
            guesses
                .begin(Guess::SignIn(&format!("{number}@x.de")), later)
                .ok();
        }
        assert!(guesses.inside().len() <= 16_384);
        guesses.forget_idle(later.plus_s(3_600));
        assert!(guesses.inside().is_empty());
    }
}
