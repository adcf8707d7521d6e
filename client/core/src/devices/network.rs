//! What a trial call to oneself says about the network.

use serde::{Deserialize, Serialize};
use shared::{NetworkPath, TestPart, TestReason, TestVerdict};

/// Each way that was tried, and whether it works; absent where there was nothing to try it with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NetworkWays {
    /// UDP to somebody outside and back: a STUN server answers (RFC 8489).
    pub direct: Option<bool>,
    /// The relay by UDP.
    pub relay_udp: Option<bool>,
    /// The relay by TCP.
    pub relay_tcp: Option<bool>,
    /// The relay by TLS.
    pub relay_tls: Option<bool>,
}

/// What was measured over the very path that a call would take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NetworkFigures {
    /// The way that a call takes: the first that works; absent where none does.
    pub path: Option<NetworkPath>,
    /// All that were tried.
    pub ways: NetworkWays,
    /// There and back, milliseconds.
    pub round_trip_ms: Option<u32>,
    /// Packets of a hundred that got lost.
    pub lost_percent: u8,
    /// What the path carried, kilobits per second, up and down at once.
    pub kilobits: u32,
}

/// Loss, in percent, and round trip, in milliseconds, that are noticed; the same as in a call.
const WEAK: (u8, u32) = (5, 400);
/// Loss that makes talking hard.
const BAD_LOSS: u8 = 15;
/// Below, pictures are small; below the second, there is no room for any.
const KILOBITS: (u32, u32) = (300, 100);

impl NetworkWays {
    /// A relay carries, or UDP goes out where the clinic has no relay: whoever is elsewhere can be met. Without a
    /// relay to fall back on where there should be one, some can't.
    const fn reach_anybody(self) -> bool {
        let relays = [self.relay_udp, self.relay_tcp, self.relay_tls];
        match relays {
            [None, None, None] => matches!(self.direct, Some(true)),
            [udp, tcp, tls] => {
                matches!(udp, Some(true)) || matches!(tcp, Some(true)) || matches!(tls, Some(true))
            }
        }
    }
}

impl NetworkFigures {
    /// No way works.
    pub const NONE: Self = Self {
        path: None,
        ways: NetworkWays {
            direct: None,
            relay_udp: None,
            relay_tcp: None,
            relay_tls: None,
        },
        round_trip_ms: None,
        lost_percent: 0,
        kilobits: 0,
    };

    /// The verdict on them.
    #[must_use]
    pub fn judge(&self) -> TestPart {
        let part = |verdict, reason| TestPart {
            verdict,
            reason: Some(reason),
        };
        if self.path.is_none() {
            return part(TestVerdict::Failed, TestReason::Blocked);
        }
        if self.lost_percent >= BAD_LOSS || self.kilobits < KILOBITS.1 {
            return part(TestVerdict::Failed, TestReason::Slow);
        }
        let slow = self.round_trip_ms.is_some_and(|ms| ms >= WEAK.1);
        if slow || self.lost_percent >= WEAK.0 || self.kilobits < KILOBITS.0 {
            return part(TestVerdict::Weak, TestReason::Slow);
        }
        if !self.ways.reach_anybody() {
            return part(TestVerdict::Weak, TestReason::Unproven);
        }
        TestPart {
            verdict: TestVerdict::Good,
            reason: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_judged_by_its_worst_side() {
        use TestVerdict::{Failed, Good, Weak};
        let good = NetworkFigures {
            path: Some(NetworkPath::RelayTcp),
            ways: NetworkWays {
                direct: Some(false),
                relay_tcp: Some(true),
                ..NetworkWays::default()
            },
            round_trip_ms: Some(80),
            lost_percent: 0,
            kilobits: 900,
        };
        let verdict = |figures: NetworkFigures| figures.judge().verdict;
        assert_eq!(verdict(good), Good);
        let with = |change: fn(&mut NetworkFigures)| {
            let mut figures = good;
            change(&mut figures);
            verdict(figures)
        };
        assert_eq!(with(|it| it.path = None), Failed);
        assert_eq!(with(|it| it.round_trip_ms = Some(400)), Weak);
        assert_eq!(with(|it| it.lost_percent = 5), Weak);
        assert_eq!(with(|it| it.lost_percent = 15), Failed);
        assert_eq!(with(|it| it.kilobits = 299), Weak);
        assert_eq!(with(|it| it.kilobits = 99), Failed);
    }

    #[test]
    fn only_a_way_that_a_stranger_could_reach_is_good() {
        use TestVerdict::{Good, Weak};
        let ways = |direct, relay_udp, relay_tls| NetworkWays {
            direct,
            relay_udp,
            relay_tcp: None,
            relay_tls,
        };
        for (ways, verdict) in [
            // A clinic without STUN and relay: a device that meets itself proves nothing.
            (ways(None, None, None), Weak),
            (ways(Some(true), None, None), Good),
            (ways(Some(true), Some(true), None), Good),
            // The relay is away: strict networks at the other side are not met.
            (ways(Some(true), Some(false), Some(false)), Weak),
            (ways(Some(false), Some(false), Some(true)), Good),
        ] {
            let figures = NetworkFigures {
                path: Some(NetworkPath::Direct),
                ways,
                kilobits: 900,
                ..NetworkFigures::NONE
            };
            let reason = (verdict == Weak).then_some(TestReason::Unproven);
            assert_eq!(figures.judge(), TestPart { verdict, reason }, "{ways:?}");
        }
    }
}
