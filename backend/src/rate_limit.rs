//! How often one person or one address may try.

use crate::error::AppError;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::{Pii, UserId};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Tries per minute, each with a burst of the same size, as the configuration file says them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Sign-ins of one account, from anywhere.
    pub logins_per_account: NonZeroU32,
    /// Sign-ins and refreshes from one address: a clinic may sit behind one.
    pub logins_per_address: NonZeroU32,
    /// Registrations from one address.
    pub registrations_per_address: NonZeroU32,
    /// Calls placed by one person.
    pub calls_per_person: NonZeroU32,
    /// Chat messages written by one person.
    pub messages_per_person: NonZeroU32,
    /// Files put into chats by one person.
    pub files_per_person: NonZeroU32,
}

const fn per_minute(tries: u32) -> NonZeroU32 {
    match NonZeroU32::new(tries) {
        Some(tries) => tries,
        None => NonZeroU32::MIN,
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            logins_per_account: per_minute(10),
            logins_per_address: per_minute(120),
            registrations_per_address: per_minute(20),
            calls_per_person: per_minute(30),
            messages_per_person: per_minute(60),
            files_per_person: per_minute(20),
        }
    }
}

impl Limits {
    /// As good as none, for tests that do in a second what people do in a day.
    #[must_use]
    pub const fn generous() -> Self {
        const MANY: NonZeroU32 = per_minute(1_000_000);
        Self {
            logins_per_account: MANY,
            logins_per_address: MANY,
            registrations_per_address: MANY,
            calls_per_person: MANY,
            messages_per_person: MANY,
            files_per_person: MANY,
        }
    }
}

/// Keeps count.
pub struct RateLimiter {
    logins_per_account: DefaultKeyedRateLimiter<[u8; 32]>,
    logins_per_address: DefaultKeyedRateLimiter<IpAddr>,
    registrations_per_address: DefaultKeyedRateLimiter<IpAddr>,
    calls_per_person: DefaultKeyedRateLimiter<UserId>,
    messages_per_person: DefaultKeyedRateLimiter<UserId>,
    files_per_person: DefaultKeyedRateLimiter<UserId>,
}

impl RateLimiter {
    /// Nobody has tried yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            logins_per_account: governor::RateLimiter::keyed(Quota::per_minute(
                limits.logins_per_account,
            )),
            logins_per_address: governor::RateLimiter::keyed(Quota::per_minute(
                limits.logins_per_address,
            )),
            registrations_per_address: governor::RateLimiter::keyed(Quota::per_minute(
                limits.registrations_per_address,
            )),
            calls_per_person: governor::RateLimiter::keyed(Quota::per_minute(
                limits.calls_per_person,
            )),
            messages_per_person: governor::RateLimiter::keyed(Quota::per_minute(
                limits.messages_per_person,
            )),
            files_per_person: governor::RateLimiter::keyed(Quota::per_minute(
                limits.files_per_person,
            )),
        }
    }

    /// A sign-in is tried. The address it is for is kept as a hash only.
    ///
    /// # Errors
    /// Too many.
    pub fn login(&self, from: IpAddr, email: &Pii) -> Result<(), AppError> {
        pass(&self.logins_per_address, &from)?;
        let account = Sha256::digest(domain::text::canonical_email(email.reveal()).as_bytes());
        pass(&self.logins_per_account, &account.into())
    }

    /// A refresh is tried.
    ///
    /// # Errors
    /// Too many.
    pub fn refresh(&self, from: IpAddr) -> Result<(), AppError> {
        pass(&self.logins_per_address, &from)
    }

    /// A registration is tried.
    ///
    /// # Errors
    /// Too many.
    pub fn register(&self, from: IpAddr) -> Result<(), AppError> {
        pass(&self.registrations_per_address, &from)
    }

    /// A call is tried.
    ///
    /// # Errors
    /// Too many.
    pub fn call(&self, who: UserId) -> Result<(), AppError> {
        pass(&self.calls_per_person, &who)
    }

    /// A chat message is tried.
    ///
    /// # Errors
    /// Too many.
    pub fn message(&self, who: UserId) -> Result<(), AppError> {
        pass(&self.messages_per_person, &who)
    }

    /// A file is tried.
    ///
    /// # Errors
    /// Too many.
    pub fn file(&self, who: UserId) -> Result<(), AppError> {
        pass(&self.files_per_person, &who)
    }

    /// Forgets whoever has not tried for a while, so that the count does not grow for ever.
    pub fn forget_idle(&self) {
        self.logins_per_account.retain_recent();
        self.logins_per_address.retain_recent();
        self.registrations_per_address.retain_recent();
        self.calls_per_person.retain_recent();
        self.messages_per_person.retain_recent();
        self.files_per_person.retain_recent();
    }
}

fn pass<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), AppError> {
    limiter.check_key(key).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        AppError::TooMany {
            retry_after_s: wait.as_secs().saturating_add(1),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn an_account_is_shut_after_its_tries_and_others_are_not() {
        let gate = RateLimiter::new(Limits {
            logins_per_account: per_minute(3),
            ..Limits::generous()
        });
        for _ in 0..3 {
            gate.login(HOME, &Pii::from("john@email.com")).unwrap();
        }
        // Shifted letters are the same account.
        let refused = gate.login(HOME, &Pii::from("John@Email.com"));
        assert!(
            matches!(
                refused,
                Err(AppError::TooMany {
                    retry_after_s: 1..=21
                })
            ),
            "{refused:?}"
        );
        gate.login(HOME, &Pii::from("amina@email.com")).unwrap();
    }

    #[test]
    fn an_address_is_shut_whatever_account_it_tries() {
        let gate = RateLimiter::new(Limits {
            logins_per_address: per_minute(2),
            ..Limits::generous()
        });
        gate.login(HOME, &Pii::from("a@x.de")).unwrap();
        gate.refresh(HOME).unwrap();
        assert!(gate.login(HOME, &Pii::from("b@x.de")).is_err());
        gate.login(
            IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
            &Pii::from("b@x.de"),
        )
        .unwrap();
    }
}
