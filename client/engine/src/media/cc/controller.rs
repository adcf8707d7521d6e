//! The congestion controller: estimator, send history and pacer as one. Packets go in, packets come
//! out in their time.

use super::Acknowledgement;
use super::estimator::Estimator;
use super::pacer::{MAX_WAIT, Pacer, PacketPriority};
use super::send_history::SendHistory;
use crate::media::units::Bitrate;
use std::time::{Duration, Instant};

/// While the path is full, it is looked at again so soon.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A packet that leaves.
#[derive(Debug)]
pub struct Release<T> {
    /// The packet.
    pub item: T,
    /// Its transport-wide number.
    pub number: u16,
}

/// The way out.
#[derive(Debug)]
pub struct CongestionController<T> {
    estimator: Estimator,
    history: SendHistory,
    pacer: Pacer<T>,
    pads: bool,
    dropped: Vec<T>,
}

impl<T> CongestionController<T> {
    /// An unused path. `ceiling` is the highest rate that is of any use.
    #[must_use]
    pub fn new(now: Instant, ceiling: Bitrate) -> Self {
        Self {
            estimator: Estimator::new(now, ceiling),
            history: SendHistory::default(),
            pacer: Pacer::default(),
            pads: false,
            dropped: Vec::new(),
        }
    }

    /// What is known of the path.
    #[must_use]
    pub fn estimator(&self) -> &Estimator {
        &self.estimator
    }

    /// Changes the highest rate that is of any use.
    pub fn set_ceiling(&mut self, ceiling: Bitrate) {
        self.estimator.set_ceiling(ceiling);
    }

    /// Whether packets that carry nothing new can be sent, and so probes be made.
    pub fn set_pads(&mut self, pads: bool) {
        self.pads = pads;
    }

    /// Takes a packet in.
    pub fn push(&mut self, priority: PacketPriority, item: T, bytes: u32) {
        self.pacer.push(priority, item, bytes);
        if self.pacer.wait(self.estimator.rate()) > MAX_WAIT {
            self.dropped.extend(self.pacer.drop_video());
        }
    }

    /// The next packet that leaves now; to be called until there is none. `pad` gives a packet that
    /// the other side needs not, and its size, where a probe wants more than there is to send.
    pub fn pop(
        &mut self,
        now: Instant,
        pad: impl FnOnce() -> Option<(T, u32)>,
    ) -> Option<Release<T>> {
        let probe = self.pads.then(|| self.estimator.probe(now)).flatten();
        let rate = probe.map_or(self.estimator.rate(), |probe| probe.rate * (1.0 / 1.5));
        let open = probe.is_some() || self.has_room();
        let next = self.pacer.pop(now, rate, open);
        let (item, bytes) = match (next, probe) {
            (Some(next), _) => next,
            (None, Some(probe)) if self.pacer.may_leave(now) => {
                let Some((item, bytes)) = pad() else {
                    self.pads = false;
                    return None;
                };
                self.pacer.spend(now, probe.rate, bytes);
                (item, bytes)
            }
            (None, _) => return None,
        };
        if probe.is_some() {
            self.estimator.sent_of_probe(now, bytes);
        }
        let number = self.history.send(now, bytes, probe.map(|probe| probe.id));
        Some(Release { item, number })
    }

    /// Takes in what the other side reported.
    pub fn report(&mut self, report: &[Acknowledgement], now: Instant) {
        let outcomes = self.history.resolve(report);
        self.estimator.take(&outcomes, now);
        // What waits behind a path that suddenly narrowed would come too late.
        if self.wait() > MAX_WAIT {
            self.dropped.extend(self.pacer.drop_video());
        }
    }

    /// When to call [`Self::pop`] again, where something waits.
    pub fn due_at(&mut self, now: Instant) -> Option<Instant> {
        if self.pads && self.estimator.probe(now).is_some() {
            return Some(now + Duration::from_millis(1));
        }
        let due_at = self.pacer.due_at()?;
        Some(if self.has_room() {
            due_at
        } else {
            due_at.max(now + LOOK_AGAIN)
        })
    }

    /// How long the video that waits needs to leave; where the path is full, the time until it has
    /// room counts, too.
    #[must_use]
    pub fn wait(&self) -> Duration {
        let in_flight = u64::from(self.history.in_flight());
        let excess = in_flight.saturating_sub(self.estimator.window());
        let full = if self.estimator.hears_reports() {
            excess
        } else {
            0
        };
        let rate = self.estimator.rate();
        self.pacer.wait(rate) + rate.time_for(full)
    }

    /// The parts of pictures that were thrown away since the last time. Where there are any, a key
    /// frame is needed.
    pub fn take_dropped(&mut self) -> Vec<T> {
        std::mem::take(&mut self.dropped)
    }

    fn has_room(&self) -> bool {
        // Somebody who never reports can't be judged by what he reported.
        !self.estimator.hears_reports()
            || u64::from(self.history.in_flight()) < self.estimator.window()
    }
}
