//! What may be spent: a purse for each kind of thing that people ask for, and how much is in it.

use serde::Deserialize;
use std::num::NonZeroU32;
use std::time::Duration;

/// So many tries within so long, all of them at once where they were saved up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub tries: NonZeroU32,
    /// Within how long.
    pub within: Duration,
}

impl Rate {
    /// So many a minute.
    #[must_use]
    pub const fn per_minute(tries: NonZeroU32) -> Self {
        Self {
            tries,
            within: Duration::from_secs(MINUTE),
        }
    }
}

/// How much is in a purse. What is absent is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// For one person.
    pub person: Option<Rate>,
    /// For one thing that everybody spends on: a doctor, a queue, a thread.
    pub target: Option<Rate>,
    /// For all who come from one network.
    pub network: Option<Rate>,
    /// For everybody together.
    pub all: Option<Rate>,
}

const SECOND: u64 = 1;
const MINUTE: u64 = 60;

const fn rate(tries: u32, within_s: u64) -> Option<Rate> {
    match NonZeroU32::new(tries) {
        Some(tries) => Some(Rate {
            tries,
            within: Duration::from_secs(within_s),
        }),
        None => None,
    }
}

macro_rules! purses {
    ($($(#[$doc:meta])+ $name:ident: $rates:expr;)+) => {
        /// A kind of thing that is spent on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Purse {
            $($(#[$doc])+ $name,)+
        }

        impl Purse {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// How much is in it unless the configuration says otherwise.
            #[must_use]
            pub const fn rates(self) -> Rates {
                match self {
                    $(Self::$name => $rates,)+
                }
            }

            const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }
        }
    };
}

impl Purse {
    /// Its name as the configuration and Prometheus have it.
    #[must_use]
    pub fn word(self) -> String {
        self.name().to_lowercase()
    }
}

const NOTHING: Rates = Rates {
    person: None,
    target: None,
    network: None,
    all: None,
};

// A whole clinic may sit behind one address, so what is in a purse for a network is for many people.
purses! {
    /// Accounts that are made.
    Registrations: Rates {
        network: rate(20, MINUTE),
        all: rate(300, MINUTE),
        ..NOTHING
    };
    /// Codes mailed to prove an address, and typed. What is in it for a target is for one address, whoever
    /// asks for the mail.
    Codes: Rates {
        person: rate(20, 10 * MINUTE),
        target: rate(6, 10 * MINUTE),
        network: rate(120, 10 * MINUTE),
        all: rate(2_000, 10 * MINUTE),
    };
    /// Sign-ins. A device that signed in to the account before is one person; strangers share what is
    /// in it for their network and for all.
    Logins: Rates {
        person: rate(20, MINUTE),
        network: rate(60, MINUTE),
        all: rate(600, MINUTE),
        ..NOTHING
    };
    /// Refresh tokens that are exchanged: after a restart all devices of a clinic come at once.
    Refreshes: Rates {
        network: rate(600, MINUTE),
        all: rate(6_000, MINUTE),
        ..NOTHING
    };
    /// Passwords that are changed; each try is two slow hashes.
    Passwords: Rates {
        person: rate(10, MINUTE),
        network: rate(60, MINUTE),
        all: rate(300, MINUTE),
        ..NOTHING
    };
    /// One's own account, profile and notifications.
    Account: Rates {
        person: rate(60, MINUTE),
        network: rate(600, MINUTE),
        all: rate(6_000, MINUTE),
        ..NOTHING
    };
    /// What doctors plan and how they lead their queues.
    Practice: Rates {
        person: rate(120, MINUTE),
        network: rate(1_200, MINUTE),
        all: rate(6_000, MINUTE),
        ..NOTHING
    };
    /// What patients do about their places in a queue.
    Queue: Rates {
        person: rate(60, MINUTE),
        target: rate(4_000, MINUTE),
        network: rate(600, MINUTE),
        all: rate(24_000, MINUTE),
    };
    /// Patients whom doctors invite from a queue.
    Invitations: Rates {
        person: rate(30, MINUTE),
        target: rate(60, MINUTE),
        network: rate(300, MINUTE),
        all: rate(1_200, MINUTE),
    };
    /// Rings outside of a queue. What is in it for a target is for one doctor, appointment or call.
    Rings: Rates {
        person: rate(10, MINUTE),
        target: rate(12, MINUTE),
        network: rate(60, MINUTE),
        all: rate(1_200, MINUTE),
    };
    /// Rings that people let their own device rehearse.
    Rehearsals: Rates {
        person: rate(10, MINUTE),
        network: rate(300, MINUTE),
        all: rate(1_200, MINUTE),
        ..NOTHING
    };
    /// What the two people of a call do about it.
    Calls: Rates {
        person: rate(240, MINUTE),
        target: rate(480, MINUTE),
        network: rate(2_400, MINUTE),
        all: rate(24_000, MINUTE),
    };
    /// Appointments that are asked for or moved: each tells somebody by mail.
    Bookings: Rates {
        person: rate(20, 10 * MINUTE),
        target: rate(120, 10 * MINUTE),
        network: rate(200, 10 * MINUTE),
        all: rate(3_000, 10 * MINUTE),
    };
    /// Appointments that are agreed on or given up.
    Agreements: Rates {
        person: rate(120, 10 * MINUTE),
        target: rate(20, 10 * MINUTE),
        network: rate(1_200, 10 * MINUTE),
        all: rate(6_000, 10 * MINUTE),
    };
    /// Chat messages.
    Messages: Rates {
        person: rate(60, MINUTE),
        target: rate(120, MINUTE),
        network: rate(1_200, MINUTE),
        all: rate(12_000, MINUTE),
    };
    /// Files put into chats.
    Files: Rates {
        person: rate(20, MINUTE),
        target: rate(40, MINUTE),
        network: rate(200, MINUTE),
        all: rate(1_200, MINUTE),
    };
    /// Notes, saved while they are written.
    Notes: Rates {
        person: rate(240, MINUTE),
        network: rate(2_400, MINUTE),
        all: rate(12_000, MINUTE),
        ..NOTHING
    };
    /// Demo data.
    Seeds: Rates {
        network: rate(10, MINUTE),
        all: rate(10, MINUTE),
        ..NOTHING
    };
    /// Realtime sockets that are opened.
    Sockets: Rates {
        person: rate(120, MINUTE),
        network: rate(3_000, MINUTE),
        all: rate(30_000, MINUTE),
        ..NOTHING
    };
    /// Messages of any kind over all sockets of a person: what is beyond costs a socket.
    Frames: Rates {
        person: rate(500, 5 * SECOND),
        ..NOTHING
    };
    /// What a device follows.
    Subscriptions: Rates {
        person: rate(200, 10 * SECOND),
        all: rate(20_000, 10 * SECOND),
        ..NOTHING
    };
    /// How a ring and a call are on a device.
    Receipts: Rates {
        person: rate(60, 10 * SECOND),
        target: rate(120, 10 * SECOND),
        all: rate(20_000, 10 * SECOND),
        ..NOTHING
    };
    /// How far a thread reached a device.
    Marks: Rates {
        person: rate(100, 10 * SECOND),
        target: rate(200, 10 * SECOND),
        all: rate(20_000, 10 * SECOND),
        ..NOTHING
    };
    /// That somebody is writing.
    Typing: Rates {
        person: rate(60, 10 * SECOND),
        target: rate(120, 10 * SECOND),
        all: rate(20_000, 10 * SECOND),
        ..NOTHING
    };
    /// Signals to the other device of a call; the start of one has some 50.
    Signals: Rates {
        person: rate(400, 10 * SECOND),
        target: rate(800, 10 * SECOND),
        all: rate(40_000, 10 * SECOND),
        ..NOTHING
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purse_bounds_somebody_and_everybody() {
        for purse in Purse::ALL {
            let rates = purse.rates();
            let somebody = rates.person.or(rates.network);
            assert!(somebody.is_some(), "{purse:?}");
            // A socket is closed for its own person's haste, and for nobody else's.
            assert_eq!(rates.all.is_none(), *purse == Purse::Frames, "{purse:?}");
        }
    }

    #[test]
    fn nobody_alone_can_spend_what_is_there_for_all() {
        for purse in Purse::ALL {
            let Rates {
                person,
                target,
                network,
                all,
            } = purse.rates();
            let Some(all) = all else {
                continue;
            };
            for part in [person, target, network].into_iter().flatten() {
                assert_eq!(part.within, all.within, "{purse:?}");
                let seeds = *purse == Purse::Seeds;
                assert!(
                    seeds || part.tries.get() * 4 <= all.tries.get(),
                    "{purse:?}"
                );
            }
        }
    }
}
