//! Loss that is a reason to send less, told apart from loss that is not.
//!
//! A bad radio loses packets at any rate, and sending less does not help. So a reduction is a trial:
//! where the loss stays what it was, it is taken back, and so much loss counts as the path's own.

use super::{PacketFeedback, PacketResult};
use crate::media::units::{Bitrate, Fraction};
use std::time::{Duration, Instant};

/// Loss is judged over so long and so many packets.
const WINDOW: Duration = Duration::from_millis(500);
const MIN_PACKETS: f64 = 30.0;
/// Loss above the path's own by so much starts a trial.
const NOTABLE: f64 = 0.06;
/// How long a trial runs before its loss counts, for what was sent before it.
const SETTLING: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, Debug)]
struct Trial {
    loss_before: f64,
    since: Instant,
}

/// The model.
#[derive(Debug, Default)]
pub struct LossController {
    window_began: Option<Instant>,
    sent: f64,
    lost: f64,
    share: f64,
    own: f64,
    trial: Option<Trial>,
    limit: Option<Bitrate>,
}

impl LossController {
    /// Takes an outcome in.
    pub fn push(&mut self, outcome: &PacketFeedback) {
        match outcome.result {
            PacketResult::Arrived(_) => self.sent += 1.0,
            PacketResult::ArrivedLate(_) => self.lost = (self.lost - 1.0).max(0.0),
            PacketResult::Lost => {
                self.sent += 1.0;
                self.lost += 1.0;
            }
        }
    }

    /// Judges the last window, if it is complete. `arriving` is the rate that gets through.
    pub fn judge(&mut self, now: Instant, arriving: Option<Bitrate>) {
        let began = *self.window_began.get_or_insert(now);
        if now.saturating_duration_since(began) < WINDOW || self.sent < MIN_PACKETS {
            return;
        }
        let (sent, loss) = (self.sent, self.lost / self.sent);
        (self.sent, self.lost, self.window_began) = (0.0, 0.0, Some(now));
        self.share += (loss - self.share) * 0.5;
        match self.trial {
            Some(trial) if now.saturating_duration_since(trial.since) < SETTLING => {}
            Some(trial) => {
                self.trial = None;
                if loss > 0.6 * trial.loss_before {
                    self.own = self.own.max(loss.min(trial.loss_before));
                    self.limit = None;
                }
            }
            None => {
                // What chance alone may add, twice over.
                let chance = 2.0 * (self.own.max(0.01) / sent).sqrt();
                if loss > self.own + NOTABLE + chance {
                    self.trial = Some(Trial {
                        loss_before: loss,
                        since: now,
                    });
                    self.limit = arriving.map(|rate| rate * 0.95);
                } else {
                    // In half a second: 12 % in a second as long as nothing speaks against it.
                    self.limit = self.limit.map(|limit| limit * 1.06);
                }
                self.own = self.own.min(self.own * 0.9 + loss * 0.1);
            }
        }
    }

    /// The rate above which too much is lost.
    #[must_use]
    pub fn limit(&self) -> Option<Bitrate> {
        self.limit
    }

    /// The limit is no longer the tightest one.
    pub fn lift(&mut self) {
        if self.trial.is_none() {
            self.limit = None;
        }
    }

    /// Whether it is still open if the limit helps.
    #[must_use]
    pub fn tries(&self) -> bool {
        self.trial.is_some()
    }

    /// The share of packets that get lost.
    #[must_use]
    pub fn share(&self) -> Fraction {
        Fraction::new(self.share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten seconds at 100 packets each; `lost` says how many of 100 at which limit.
    fn run(lost: impl Fn(Bitrate) -> u32) -> (LossController, Bitrate) {
        let start = Instant::now();
        let mut model = LossController::default();
        let mut rate = Bitrate::kbps(1_000);
        for tenth in 0..100_u32 {
            let now = start + Duration::from_millis(100) * tenth;
            let lost = lost(rate);
            for number in 0..10 {
                let result = if (tenth * 10 + number) * 37 % 100 < lost {
                    PacketResult::Lost
                } else {
                    PacketResult::Arrived(Duration::ZERO)
                };
                model.push(&PacketFeedback {
                    sent_at: now,
                    bytes: 1_000,
                    probe: None,
                    result,
                });
            }
            model.judge(now, Some(rate * (f64::from(100 - lost) / 100.0)));
            let most = Bitrate::kbps(1_000);
            rate = model.limit().unwrap_or(most).min(most);
        }
        (model, rate)
    }

    #[test]
    fn loss_that_stays_at_any_rate_is_the_ways_own() {
        let (model, rate) = run(|_| 20);
        assert!((model.share().get() - 0.2).abs() < 0.05, "{model:?}");
        assert!(rate > Bitrate::kbps(999), "{rate:?}");
    }

    #[test]
    fn loss_that_comes_of_the_rate_lowers_it() {
        // A place that lets 600 kbit/s through and drops the rest.
        let share = |rate: Bitrate| {
            (1..100).rfind(|lost| rate * f64::from(100 - lost) >= Bitrate::kbps(60_000))
        };
        let (_, rate) = run(|rate| share(rate).unwrap_or(0));
        assert!(
            (Bitrate::kbps(500)..Bitrate::kbps(750)).contains(&rate),
            "{rate:?}"
        );
    }
}
