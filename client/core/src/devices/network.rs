//! What a trial call to oneself says about the network.

use serde::{Deserialize, Serialize};
use shared::{TestPart, TestReason, TestVerdict};

/// How a call can get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NetworkPath {
    /// The clinic has no relay, so only this device's own connection could be tried.
    Direct,
    /// Over the relay by UDP, the best way.
    RelayUdp,
    /// Over the relay by TCP: UDP is blocked here.
    RelayTcp,
    /// Over the relay by TLS: only what looks like the web gets out.
    RelayTls,
}

/// What was measured over the very path that a call would take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NetworkFigures {
    /// The first path that works; absent where none does.
    pub path: Option<NetworkPath>,
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

impl NetworkFigures {
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
}
