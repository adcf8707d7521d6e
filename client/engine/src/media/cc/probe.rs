//! Probes: a few packets sent faster than the estimate, to see whether they arrive as fast.
//!
//! Without them a sender that found a narrow place would take minutes to notice that it is gone.

use super::PacketFeedback;
use crate::media::units::Bitrate;
use std::time::{Duration, Instant};

/// How much faster than the estimate.
const STEP: f64 = 2.0;
/// A probe lasts so long, and is at least so many bytes: five full packets.
const LENGTH: Duration = Duration::from_millis(30);
const MIN_BYTES: u64 = 5_000;
/// After a probe that failed, the next one waits so long; each failure in a row adds to it.
const PAUSE: Duration = Duration::from_millis(2_000);
const MORE_PAUSE: Duration = Duration::from_millis(500);
const MAX_FAILURES: u32 = 3;

/// What is to be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// Tells its packets from others.
    pub id: u32,
    /// How fast.
    pub rate: Bitrate,
    /// How much.
    pub bytes: u64,
}

#[derive(Debug)]
struct Running {
    probe: Probe,
    began: Instant,
    sent_bytes: u64,
    ended: Option<Instant>,
    /// Of what arrived: when it left, when it came, how much it was.
    arrived: Vec<(Instant, Duration, u32)>,
    reported_bytes: u64,
}

/// Plans probes and reads their results.
#[derive(Debug)]
pub struct Prober {
    running: Option<Running>,
    next_at: Instant,
    next_id: u32,
    failures: u32,
    disturbed_until: Instant,
}

impl Prober {
    /// The first probe may come at once.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            running: None,
            next_at: now,
            next_id: 0,
            failures: 0,
            disturbed_until: now,
        }
    }

    /// Begins a new one where its time has come and the estimate is below `ceiling`.
    pub fn begin_if_due(&mut self, now: Instant, estimate: Bitrate, ceiling: Bitrate) {
        if self.running.is_some() || now < self.next_at || estimate >= ceiling * 0.95 {
            return;
        }
        let rate = (estimate * STEP).min(ceiling * 1.2);
        let probe = Probe {
            id: self.next_id,
            rate,
            bytes: rate.bytes_in(LENGTH).max(MIN_BYTES),
        };
        self.next_id += 1;
        self.running = Some(Running {
            probe,
            began: now,
            sent_bytes: 0,
            ended: None,
            arrived: Vec::new(),
            reported_bytes: 0,
        });
    }

    /// The probe that packets leaving now belong to.
    #[must_use]
    pub fn current(&self) -> Option<Probe> {
        let running = self.running.as_ref()?;
        running.ended.is_none().then_some(running.probe)
    }

    /// A packet of the current probe left.
    pub fn sent(&mut self, now: Instant, bytes: u32) {
        if let Some(running) = &mut self.running {
            running.sent_bytes += u64::from(bytes);
            if running.sent_bytes >= running.probe.bytes {
                running.ended = Some(now);
            }
        }
    }

    /// Takes an outcome in.
    pub fn push(&mut self, outcome: &PacketFeedback) {
        let Some(running) = &mut self.running else {
            return;
        };
        if outcome.probe != Some(running.probe.id) {
            return;
        }
        running.reported_bytes += u64::from(outcome.bytes);
        if let Some(at) = outcome.arrived() {
            let arrived = (outcome.sent_at, at, outcome.bytes);
            running.arrived.push(arrived);
        }
    }

    /// The rate a completed probe proved, if it is above `estimate`.
    pub fn conclude(
        &mut self,
        now: Instant,
        estimate: Bitrate,
        round_trip: Duration,
    ) -> Option<Bitrate> {
        let running = self.running.as_ref()?;
        let settled = running.ended.is_some() && running.reported_bytes >= running.sent_bytes;
        let patience = Duration::from_millis(300) + 2 * round_trip;
        if !settled && now.saturating_duration_since(running.began) < patience {
            return None;
        }
        let proved = running.proved_rate();
        self.running = None;
        self.disturbed_until = now + Duration::from_millis(100) + round_trip;
        match proved {
            Some((rate, whole)) if rate > estimate * 1.1 => {
                self.failures = 0;
                self.next_at = if whole { now } else { now + PAUSE };
                Some(rate)
            }
            _ => {
                self.failures = (self.failures + 1).min(MAX_FAILURES);
                self.next_at = now + PAUSE + MORE_PAUSE * (self.failures - 1);
                None
            }
        }
    }

    /// Puts the next probe off, and gives a running one up.
    pub fn hold_off(&mut self, now: Instant, wait: Duration) {
        self.running = None;
        self.next_at = self.next_at.max(now + wait);
    }

    /// Whether a probe of our own makes delays grow just now.
    #[must_use]
    pub fn disturbs(&self, now: Instant) -> bool {
        self.running.is_some() || now < self.disturbed_until
    }
}

impl Running {
    /// The rate that arrived, and whether it is all that was sent.
    fn proved_rate(&self) -> Option<(Bitrate, bool)> {
        let (first, last) = (self.arrived.first()?, self.arrived.last()?);
        let sent = last.0.saturating_duration_since(first.0);
        let came = last.1.saturating_sub(first.1);
        if self.arrived.len() < 4 || came.is_zero() {
            return None;
        }
        let behind = self.arrived.iter().skip(1);
        let bytes = behind.map(|(_, _, bytes)| u64::from(*bytes)).sum();
        let (sent, came) = (Bitrate::of(bytes, sent), Bitrate::of(bytes, came));
        // Where less comes than goes, the path is full: stay a little below what it carries.
        if came < sent * 0.9 {
            Some((came * 0.92, false))
        } else {
            Some((came.min(sent), true))
        }
    }
}
