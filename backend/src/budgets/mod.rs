//! How much one person, one network, one target and everybody together may ask for.
//!
//! Each route that writes and each frame of a device declares its purse beside who may ask
//! (`http/operation.rs`, `live/spending.rs`); here is counted what is taken out of it. Nothing here
//! knows what is asked for.

mod limits;
mod network;
mod purse;

pub use limits::{LimitSection, Limits};
pub use network::Network;
pub use purse::{Purse, Rate, Rates};

use crate::error::AppError;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use shared::UserId;
use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use uuid::Uuid;

/// Counters of one kind, whoever is counted: people beyond that many share one by chance, so that no
/// number of invented people or networks costs memory.
const COUNTERS: u64 = 16_384;

/// Who spends, and on what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spender {
    /// The person.
    pub person: Option<UserId>,
    /// The doctor, the queue, the thread.
    pub target: Option<Uuid>,
    /// Where the request comes from.
    pub network: Option<Network>,
}

/// Keeps count.
pub struct Budgets {
    counters: BTreeMap<Purse, Counter>,
    /// Nobody outside can tell who shares a counter with whom.
    hashes: RandomState,
}

struct Counter {
    person: Option<Keyed>,
    target: Option<Keyed>,
    network: Option<Keyed>,
    all: Option<DefaultDirectRateLimiter>,
}

type Keyed = DefaultKeyedRateLimiter<u64>;

impl Budgets {
    /// Nobody has spent anything yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let counters = limits.purses().map(|(purse, rates)| {
            let counter = Counter {
                person: rates.person.map(|rate| RateLimiter::keyed(quota(rate))),
                target: rates.target.map(|rate| RateLimiter::keyed(quota(rate))),
                network: rates.network.map(|rate| RateLimiter::keyed(quota(rate))),
                all: rates.all.map(|rate| RateLimiter::direct(quota(rate))),
            };
            (purse, counter)
        });
        Self {
            counters: counters.collect(),
            hashes: RandomState::new(),
        }
    }

    /// Takes one out of a purse. Whoever has spent their own takes nothing from others.
    ///
    /// # Errors
    /// It is empty for this person, network or target, or for all.
    pub fn spend(&self, purse: Purse, spender: Spender) -> Result<(), AppError> {
        let Some(counter) = self.counters.get(&purse) else {
            return Ok(());
        };
        let Spender {
            person,
            target,
            network,
        } = spender;
        self.take(purse, "person", counter.person.as_ref(), person)?;
        self.take(purse, "network", counter.network.as_ref(), network)?;
        self.take(purse, "target", counter.target.as_ref(), target)?;
        match counter.all.as_ref().map(RateLimiter::check) {
            Some(Err(until)) => Err(spent(purse, "all", &until)),
            Some(Ok(())) | None => Ok(()),
        }
    }

    /// Takes one out of what is in a purse for whoever this is, and nothing from others.
    ///
    /// # Errors
    /// It is empty.
    pub fn spend_own(&self, purse: Purse, who: impl Hash) -> Result<(), AppError> {
        let own = self.counters.get(&purse).and_then(|it| it.person.as_ref());
        self.take(purse, "person", own, Some(who))
    }

    /// Takes one out of what is in a purse for a target that only the body of a request names.
    ///
    /// # Errors
    /// It is empty.
    pub fn spend_on(&self, purse: Purse, target: Uuid) -> Result<(), AppError> {
        let on = self.counters.get(&purse).and_then(|it| it.target.as_ref());
        self.take(purse, "target", on, Some(target))
    }

    fn take(
        &self,
        purse: Purse,
        part: &'static str,
        counter: Option<&Keyed>,
        who: Option<impl Hash>,
    ) -> Result<(), AppError> {
        let (Some(counter), Some(who)) = (counter, who) else {
            return Ok(());
        };
        let key = self.hashes.hash_one(who) % COUNTERS;
        counter
            .check_key(&key)
            .map_err(|until| spent(purse, part, &until))
    }

    /// Forgets whoever has not spent anything for a while.
    pub fn forget_idle(&self) {
        for counter in self.counters.values() {
            let keyed = [&counter.person, &counter.target, &counter.network];
            for counter in keyed.into_iter().flatten() {
                counter.retain_recent();
            }
        }
    }
}

fn quota(rate: Rate) -> Quota {
    let every = rate.within / rate.tries.get();
    // A period of nothing would be no rate; a thousand million tries a second are as good as that.
    Quota::with_period(every)
        .unwrap_or(Quota::per_second(rate.tries))
        .allow_burst(rate.tries)
}

fn spent(
    purse: Purse,
    part: &'static str,
    until: &NotUntil<<DefaultClock as Clock>::Instant>,
) -> AppError {
    let labels = [("purse", purse.word()), ("part", part.to_owned())];
    metrics::counter!("medconsult_limited_total", &labels).increment(1);
    let wait = until.wait_time_from(DefaultClock::default().now());
    AppError::TooMany {
        retry_after_s: wait.as_secs().saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};
    use std::num::NonZeroU32;
    use std::time::Duration;

    const fn rate(tries: u32) -> Option<Rate> {
        Some(Rate {
            tries: NonZeroU32::new(tries).unwrap(),
            within: Duration::from_secs(60),
        })
    }

    fn person(number: u128) -> Spender {
        Spender {
            person: Some(UserId(Uuid::from_u128(number))),
            ..Spender::default()
        }
    }

    fn budgets(rates: Rates) -> Budgets {
        Budgets::new(&Limits::generous().with(Purse::Rings, rates))
    }

    #[test]
    fn whoever_has_spent_their_own_waits_and_takes_nothing_from_others() {
        let budgets = budgets(Rates {
            person: rate(3),
            all: rate(5),
            ..Rates::default()
        });
        for _ in 0..3 {
            budgets.spend(Purse::Rings, person(1)).unwrap();
        }
        for _ in 0..50 {
            let refused = budgets.spend(Purse::Rings, person(1));
            // One every twenty seconds.
            let waits = matches!(
                refused,
                Err(AppError::TooMany {
                    retry_after_s: 1..=21
                })
            );
            assert!(waits, "{refused:?}");
        }
        budgets.spend(Purse::Rings, person(2)).unwrap();
        budgets.spend(Purse::Rings, person(3)).unwrap();
        assert!(budgets.spend(Purse::Rings, person(4)).is_err(), "for all");
        budgets.spend(Purse::Messages, person(1)).unwrap();
    }

    #[test]
    fn a_target_is_one_for_everybody_and_a_network_for_all_who_come_from_it() {
        let budgets = budgets(Rates {
            target: rate(2),
            network: rate(3),
            ..Rates::default()
        });
        let from = |who: u128, last: u8, target: u128| Spender {
            target: Some(Uuid::from_u128(target)),
            network: Some(Network::of(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)))),
            ..person(who)
        };
        let spend = |spender| budgets.spend(Purse::Rings, spender).is_ok();
        assert!(spend(from(1, 1, 7)) && spend(from(2, 2, 7)));
        assert!(!spend(from(3, 3, 7)), "the doctor was rung twice");
        assert!(spend(from(3, 3, 8)));
        assert!(spend(from(4, 1, 9)) && spend(from(5, 1, 10)));
        assert!(!spend(from(6, 1, 11)), "the network is spent");
    }

    #[test]
    fn invented_people_cost_no_more_memory_than_there_are_counters() {
        let budgets = budgets(Purse::Rings.rates());
        for number in 0..100_000 {
            budgets.spend(Purse::Rings, person(number)).ok();
        }
        let counter = &budgets.counters[&Purse::Rings];
        let kept = counter.person.as_ref().unwrap().len();
        assert!(u64::try_from(kept).unwrap() <= COUNTERS, "{kept}");
    }
}
