//! The estimate of what the path to the other device carries.
//!
//! Three voices: delays that grow (see [`super::trendline`]) lower it to what arrives, probes that arrive
//! as fast as they were sent raise it, and loss that comes of the own rate limits it. In between it
//! rises slowly, and never far above what was seen arriving.

use super::PacketFeedback;
use super::acked_bitrate::AckedBitrate;
use super::delay_controller::DelayController;
use super::loss_controller::LossController;
use super::probe::{Probe, Prober};
use super::trendline::{BandwidthUsage, Trendline};
use crate::media::units::{Bitrate, Fraction, smoothed};
use std::time::{Duration, Instant};

/// The estimate before anything is known.
pub const START: Bitrate = Bitrate::kbps(500);
/// The least estimate: sound and a very small picture.
pub const FLOOR: Bitrate = Bitrate::kbps(40);
/// What is left of the arriving rate after delays grew, so that the queue empties.
const BACK_OFF: f64 = 0.85;
/// After a decrease, so long without a probe.
const CALM: Duration = Duration::from_millis(1_500);

/// Reports come far more often; after such a pause the path was broken.
const BREAK: Duration = Duration::from_millis(500);

/// Where the path was full before.
#[derive(Clone, Copy, Debug)]
struct Capacity {
    rate: Bitrate,
    spread: Bitrate,
}

impl Capacity {
    fn is_near(self, rate: Bitrate) -> bool {
        rate.abs_diff(self.rate) < self.spread * 3.0
    }
}

/// The estimator.
#[derive(Debug)]
pub struct Estimator {
    since: Instant,
    ceiling: Bitrate,
    rate: Bitrate,
    trend: Trendline,
    delays: DelayController,
    acknowledged: AckedBitrate,
    loss: LossController,
    prober: Prober,
    capacity: Option<Capacity>,
    least_round_trip: Option<Duration>,
    round_trip: Duration,
    last_decrease: Option<Instant>,
    empties: bool,
    last_report: Option<Instant>,
}

impl Estimator {
    /// Knows nothing yet; never goes above `ceiling`.
    #[must_use]
    pub fn new(now: Instant, ceiling: Bitrate) -> Self {
        Self {
            since: now,
            ceiling,
            rate: START.min(ceiling),
            trend: Trendline::default(),
            delays: DelayController::default(),
            acknowledged: AckedBitrate::default(),
            loss: LossController::default(),
            prober: Prober::new(now),
            capacity: None,
            least_round_trip: None,
            round_trip: Duration::from_millis(100),
            last_decrease: None,
            empties: false,
            last_report: None,
        }
    }

    /// The rate to send at.
    #[must_use]
    pub fn rate(&self) -> Bitrate {
        let limit = self.loss.limit().unwrap_or(self.ceiling);
        self.rate.min(limit).min(self.ceiling).max(FLOOR)
    }

    /// More than this would be of no use.
    pub fn set_ceiling(&mut self, ceiling: Bitrate) {
        self.ceiling = ceiling;
    }

    /// The time to the other device and back, its waiting to report left in.
    #[must_use]
    pub fn round_trip(&self) -> Duration {
        self.round_trip
    }

    /// The share of packets that get lost.
    #[must_use]
    pub fn loss(&self) -> Fraction {
        self.loss.share()
    }

    /// How long packets wait in queues on their way.
    #[must_use]
    pub fn queueing(&self) -> Duration {
        self.delays.queueing()
    }

    /// The rate that was last seen arriving.
    #[must_use]
    pub fn arriving(&self) -> Option<Bitrate> {
        self.acknowledged.rate()
    }

    /// Whether the other side ever reported.
    #[must_use]
    pub fn hears_reports(&self) -> bool {
        self.last_report.is_some()
    }

    /// Bytes that may be on their way at a time. Whatever is above would only wait there.
    #[must_use]
    pub fn window(&self) -> u64 {
        let round_trip = self.least_round_trip.unwrap_or(self.round_trip);
        let slack = Duration::from_millis(100) + self.delays.tolerated();
        // After a decrease the queue has to empty first.
        let slack = if self.empties { Duration::ZERO } else { slack };
        self.rate().bytes_in(round_trip + slack) + 2_500
    }

    /// The probe that packets leaving now belong to.
    pub fn probe(&mut self, now: Instant) -> Option<Probe> {
        let calm = self.hears_reports() && self.delays.queueing() < self.delays.tolerated();
        if calm && !self.loss.tries() {
            let rate = self.rate();
            self.prober.begin_if_due(now, rate, self.ceiling);
        }
        self.prober.current()
    }

    /// A packet of the current probe left.
    pub fn sent_of_probe(&mut self, now: Instant, bytes: u32) {
        self.prober.sent(now, bytes);
    }

    /// Takes in what the other side reported.
    pub fn take(&mut self, outcomes: &[PacketFeedback], now: Instant) {
        let Some(newest) = outcomes.iter().rfind(|outcome| outcome.arrived().is_some()) else {
            return;
        };
        let round_trip = now.saturating_duration_since(newest.sent_at);
        self.round_trip = smoothed(self.round_trip, round_trip, Fraction::new(0.2));
        let least = self.least_round_trip.unwrap_or(round_trip);
        // Rises slowly, so that a longer path is learnt.
        self.least_round_trip = Some(round_trip.min(least + Duration::from_micros(500)));
        // What got lost while nothing at all came through says nothing about the rate.
        let broken = |at: Instant| now.saturating_duration_since(at) > BREAK;
        let broken = self.last_report.is_some_and(broken);
        if broken {
            self.trend.start_over();
        }
        for outcome in outcomes {
            if !broken {
                self.loss.push(outcome);
            }
            self.acknowledged.push(outcome);
            self.prober.push(outcome);
            if let Some(arrived) = outcome.arrived() {
                let sent = outcome.sent_at.saturating_duration_since(self.since);
                self.delays.push(sent, arrived);
                if outcome.probe.is_none() {
                    self.trend.push(sent, arrived);
                }
            }
        }
        self.loss.judge(now, self.acknowledged.rate());
        if let Some(proved) = self.prober.conclude(now, self.rate(), self.round_trip) {
            self.rate = proved.min(self.ceiling);
            self.capacity = None;
            self.loss.lift();
        }
        self.adapt(now);
        self.last_report = Some(now);
    }

    fn adapt(&mut self, now: Instant) {
        let queueing = self.delays.queueing();
        let tolerated = self.delays.tolerated();
        let disturbed = self.prober.disturbs(now);
        let recent = self.acknowledged.recent_rate();
        self.empties &= queueing > tolerated;
        let grows =
            self.trend.usage() == BandwidthUsage::Over && queueing > tolerated / 2 && !disturbed;
        let stands = queueing > tolerated + Duration::from_millis(50) && !disturbed;
        // Far less comes through than is sent: no need to wait for a line through twenty points.
        let collapsed = queueing > tolerated && recent.is_some_and(|rate| rate < self.rate * 0.6);
        if grows || stands || collapsed {
            self.back_off(now, recent, collapsed);
        } else if self.trend.usage() == BandwidthUsage::Normal && queueing < tolerated {
            self.rise(now);
        }
    }

    fn back_off(&mut self, now: Instant, arriving: Option<Bitrate>, collapsed: bool) {
        let reaction = if collapsed {
            Duration::ZERO
        } else {
            self.round_trip
        };
        let patience = Duration::from_millis(100) + reaction;
        let decreased = |at: Instant| now.saturating_duration_since(at) < patience;
        let Some(arriving) = arriving else { return };
        if self.last_decrease.is_some_and(decreased) {
            return;
        }
        let rate = (arriving * BACK_OFF).min(self.rate).max(FLOOR);
        if rate < self.rate {
            self.rate = rate;
            self.learn_capacity(arriving);
            self.last_decrease = Some(now);
            self.empties = true;
            self.trend.start_over();
            self.prober.hold_off(now, CALM);
        }
    }

    fn learn_capacity(&mut self, arriving: Bitrate) {
        self.capacity = Some(match self.capacity {
            Some(known) if known.is_near(arriving) => Capacity {
                rate: known.rate * 0.8 + arriving * 0.2,
                spread: (known.spread * 0.8 + arriving.abs_diff(known.rate) * 0.2)
                    .max(known.rate * 0.05),
            },
            _ => Capacity {
                rate: arriving,
                spread: arriving * 0.1,
            },
        });
    }

    fn rise(&mut self, now: Instant) {
        let passed = self.last_report.map_or(0.0, |at| {
            now.saturating_duration_since(at).as_secs_f64().min(0.5)
        });
        let Some(arriving) = self.arriving() else {
            return;
        };
        // Who sends less than he may learns nothing about the path.
        if arriving < self.rate * 0.6 {
            return;
        }
        let near = self.capacity.is_some_and(|known| known.is_near(arriving));
        let risen = if near {
            self.rate * (1.0 + 0.02 * passed) + Bitrate::kbps(5) * passed
        } else {
            self.rate * 1.08_f64.powf(passed)
        };
        let cap = (arriving * 1.5 + Bitrate::kbps(20)).max(self.rate);
        self.rate = risen.min(cap).min(self.ceiling);
        if self.loss.limit().is_some_and(|limit| limit > self.rate) {
            self.loss.lift();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PacketResult;
    use super::*;

    /// Reports of 50 ms each with 10 packets, then one about `lost` packets after a pause.
    fn rate_after(pause: Duration, lost: u32) -> (Bitrate, Bitrate) {
        let start = Instant::now();
        let mut estimator = Estimator::new(start, Bitrate::kbps(400));
        let packet = |millis: u64, arrives: bool| PacketFeedback {
            sent_at: start + Duration::from_millis(millis),
            bytes: 250,
            probe: None,
            result: if arrives {
                PacketResult::Arrived(Duration::from_millis(millis + 20))
            } else {
                PacketResult::Lost
            },
        };
        for report in 0..100 {
            let outcomes: Vec<_> = (0..10)
                .map(|number| packet(report * 50 + number * 5, true))
                .collect();
            let at = start + Duration::from_millis(report * 50 + 90);
            estimator.take(&outcomes, at);
        }
        let before = estimator.rate();
        let at = start + Duration::from_millis(5_040) + pause;
        let mut outcomes: Vec<_> = (0..lost).map(|_| packet(5_000, false)).collect();
        outcomes.push(packet(5_010, true));
        estimator.take(&outcomes, at);
        estimator.take(&[packet(5_020, true)], at + Duration::from_millis(50));
        (before, estimator.rate())
    }

    #[test]
    fn a_break_is_no_reason_to_send_less_but_the_same_loss_without_one_is() {
        let (before, after) = rate_after(Duration::from_secs(4), 200);
        let full = |rate: Bitrate| rate.abs_diff(Bitrate::kbps(400)) < Bitrate::kbps(1);
        assert!(full(before) && full(after), "{after:?}");
        let (_, after) = rate_after(Duration::ZERO, 200);
        assert!(after < Bitrate::kbps(390), "{after:?}");
    }
}
