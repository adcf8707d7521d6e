//! The trendline: whether delays grow, as the slope of the one-way delay over the last packets.
//!
//! After Carlucci et al., "Analysis and Design of the Google Congestion Control for WebRTC" (2016),
//! with the line fitted by least squares and a threshold that follows the path's own unsteadiness.

use std::collections::VecDeque;
use std::time::Duration;

/// Packets sent within this time travel as one.
const BURST: Duration = Duration::from_millis(5);
/// Points of the line.
const POINTS: usize = 20;
/// How much of the old delay a new one leaves.
const SMOOTHING: f64 = 0.9;
/// Makes slopes comparable with the threshold, in milliseconds.
const GAIN: f64 = 4.0;
/// Delays have to grow for so long before it counts.
const LASTING: Duration = Duration::from_millis(10);

/// What delays do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandwidthUsage {
    /// They grow: more is sent than gets through.
    Over,
    /// They stay.
    Normal,
    /// They shrink: a queue empties.
    Under,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: Duration,
    last_sent: Duration,
    last_arrived: Duration,
}

/// The line and its threshold.
#[derive(Debug)]
pub struct Trendline {
    group: Option<Group>,
    previous: Option<Group>,
    /// When a group arrived and how late it was, in milliseconds.
    points: VecDeque<(f64, f64)>,
    groups: u32,
    accumulated: f64,
    smoothed: f64,
    threshold: f64,
    last_slope: f64,
    over_for: Duration,
    over_count: u32,
    usage: BandwidthUsage,
}

impl Default for Trendline {
    fn default() -> Self {
        Self {
            group: None,
            previous: None,
            points: VecDeque::new(),
            groups: 0,
            accumulated: 0.0,
            smoothed: 0.0,
            threshold: 12.5,
            last_slope: 0.0,
            over_for: Duration::ZERO,
            over_count: 0,
            usage: BandwidthUsage::Normal,
        }
    }
}

impl Trendline {
    /// Takes a packet in: when it left and when it arrived, each on its own clock.
    pub fn push(&mut self, sent: Duration, arrived: Duration) {
        let Some(group) = &mut self.group else {
            self.group = Some(Group::new(sent, arrived));
            return;
        };
        if sent < group.first_sent {
            // It was overtaken; its group is complete already.
            return;
        }
        if sent.saturating_sub(group.first_sent) <= BURST {
            group.last_sent = group.last_sent.max(sent);
            group.last_arrived = group.last_arrived.max(arrived);
            return;
        }
        let complete = std::mem::replace(group, Group::new(sent, arrived));
        if let Some(previous) = self.previous.replace(complete) {
            self.compare(previous, complete);
        }
    }

    /// What delays do now.
    #[must_use]
    pub fn usage(&self) -> BandwidthUsage {
        self.usage
    }

    /// Forgets the line, but not the path's unsteadiness.
    pub fn start_over(&mut self) {
        *self = Self {
            threshold: self.threshold,
            ..Self::default()
        };
    }

    fn compare(&mut self, previous: Group, group: Group) {
        let sent_gap = group.last_sent.saturating_sub(previous.last_sent);
        let arrived_at = millis(group.last_arrived);
        let arrival_gap = arrived_at - millis(previous.last_arrived);
        self.accumulated += arrival_gap - millis(sent_gap);
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.accumulated;
        self.groups = (self.groups + 1).min(60);
        self.points.push_back((arrived_at, self.smoothed));
        if self.points.len() > POINTS {
            self.points.pop_front();
        }
        if let Some(slope) = self.slope() {
            self.judge(slope * f64::from(self.groups) * GAIN, sent_gap, arrival_gap);
        }
    }

    fn slope(&self) -> Option<f64> {
        if self.points.len() < POINTS / 2 {
            return None;
        }
        let count = f64::from(u32::try_from(self.points.len()).unwrap_or(1));
        let mean =
            |value: fn(&(f64, f64)) -> f64| self.points.iter().map(value).sum::<f64>() / count;
        let (mean_x, mean_y) = (mean(|p| p.0), mean(|p| p.1));
        let both = self.points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y));
        let square = self.points.iter().map(|(x, _)| (x - mean_x) * (x - mean_x));
        let square: f64 = square.sum();
        (square > 0.0).then(|| both.sum::<f64>() / square)
    }

    /// `arrival_gap` in milliseconds.
    fn judge(&mut self, slope: f64, sent_gap: Duration, arrival_gap: f64) {
        if slope > self.threshold {
            self.over_for += sent_gap;
            self.over_count += 1;
            if self.over_for > LASTING && self.over_count > 1 && slope >= self.last_slope {
                self.usage = BandwidthUsage::Over;
            }
        } else {
            (self.over_for, self.over_count) = (Duration::ZERO, 0);
            self.usage = if slope < -self.threshold {
                BandwidthUsage::Under
            } else {
                BandwidthUsage::Normal
            };
        }
        self.last_slope = slope;
        // A sudden jump is no reason to become deaf.
        if slope.abs() <= self.threshold + 15.0 {
            let pull = if slope.abs() < self.threshold {
                0.039
            } else {
                0.008_7
            };
            let millis = arrival_gap.clamp(0.0, 100.0);
            self.threshold += pull * (slope.abs() - self.threshold) * millis;
            self.threshold = self.threshold.clamp(6.0, 600.0);
        }
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

impl Group {
    fn new(sent: Duration, arrived: Duration) -> Self {
        Self {
            first_sent: sent,
            last_sent: sent,
            last_arrived: arrived,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(packets: u32, delay: impl Fn(f64) -> f64) -> BandwidthUsage {
        let mut trend = Trendline::default();
        for number in 0..packets {
            let sent = f64::from(number) / 50.0;
            let arrived = 100.0 + sent + delay(sent);
            trend.push(
                Duration::from_secs_f64(sent),
                Duration::from_secs_f64(arrived),
            );
        }
        trend.usage()
    }

    #[test]
    fn growing_steady_and_shrinking_delays_are_told_apart() {
        assert_eq!(after(100, |_| 0.05), BandwidthUsage::Normal);
        assert_eq!(after(50, |sent| 0.05 + 0.3 * sent), BandwidthUsage::Over);
        assert_eq!(after(50, |sent| 0.5 - 0.3 * sent), BandwidthUsage::Under);
    }
}
