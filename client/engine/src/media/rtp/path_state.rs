//! What is known of the way to the other device, for the parts that have to go by it.

use super::rtx::copies_for;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Kilobits per second that sound takes with all its headers, until somebody says otherwise.
const USUAL_SOUND: f64 = 60.0;
/// The highest rate of any use before the camera says which pictures it has.
pub const USUAL_CEILING: f64 = 1_500.0;

/// A repair is waited for at least and at most so long.
const LEAST_PATIENCE: Duration = Duration::from_millis(500);
const MOST_PATIENCE: Duration = Duration::from_millis(1_500);

/// What is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knowledge {
    /// The rate for everything, kilobits per second.
    pub rate: f64,
    /// Seconds that pictures wait to leave.
    pub wait: f64,
    /// Seconds to the other device and back.
    pub round_trip: f64,
    /// The share of packets that get lost.
    pub loss: f64,
    /// Seconds that packets wait in queues on their way.
    pub queueing: f64,
    /// The highest rate that is of any use.
    pub ceiling: f64,
    /// What sound takes with all its headers and copies, kilobits per second.
    pub sound: f64,
    /// The number of packets with copies (RFC 2198), where the other side understands them.
    pub copies_type: Option<u8>,
    /// The other side reports arrivals, so all this is measured.
    pub measured: bool,
    /// There is no room for pictures.
    pub picture_off: bool,
    /// The machine, and not the way, keeps pictures small.
    pub machine_limits: bool,
    /// The size of the pictures that are sent, across and down.
    pub sent_size: (u16, u16),
}

impl Knowledge {
    /// What is left for pictures.
    #[must_use]
    pub fn picture_rate(&self) -> f64 {
        (self.rate - self.sound).max(0.0) / self.with_repairs()
    }

    /// What pictures take with all their repairs, as a multiple of what they take without.
    fn with_repairs(&self) -> f64 {
        1.0 + self.loss * f64::from(copies_for(self.loss, self.rate))
    }

    /// How long a repair is worth waiting for: it may have to be asked for twice. Past that a key
    /// frame is sooner there.
    #[must_use]
    pub fn repair_patience(&self) -> Duration {
        let wanted = Duration::try_from_secs_f64(0.2 + 3.0 * self.round_trip).unwrap_or_default();
        wanted.clamp(LEAST_PATIENCE, MOST_PATIENCE)
    }
}

/// Shares it between threads.
#[derive(Debug)]
pub struct Way {
    known: Mutex<Knowledge>,
}

impl Default for Way {
    fn default() -> Self {
        Self {
            known: Mutex::new(Knowledge {
                rate: crate::media::cc::estimator::START,
                wait: 0.0,
                round_trip: 0.1,
                loss: 0.0,
                queueing: 0.0,
                ceiling: USUAL_CEILING,
                sound: USUAL_SOUND,
                copies_type: None,
                measured: false,
                picture_off: false,
                machine_limits: false,
                sent_size: (0, 0),
            }),
        }
    }
}

impl Way {
    /// What is known now.
    #[must_use]
    pub fn known(&self) -> Knowledge {
        *self.locked()
    }

    /// Says which rate is of use for pictures; sound comes on top.
    pub fn want_for_pictures(&self, kilobits: f64) {
        let mut known = self.locked();
        known.ceiling = kilobits * known.with_repairs() + known.sound;
    }

    /// Changes what is known.
    pub fn note(&self, change: impl FnOnce(&mut Knowledge)) {
        change(&mut self.locked());
    }

    /// A panic elsewhere leaves plain numbers in order.
    fn locked(&self) -> MutexGuard<'_, Knowledge> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_take_their_share_of_the_rate() {
        let way = Way::default();
        way.note(|known| (known.rate, known.sound, known.loss) = (1_050.0, 50.0, 0.0));
        assert!((way.known().picture_rate() - 1_000.0).abs() < 0.1);
        // Of a tenth, three copies each: 1,000 of 1,300 are new.
        way.note(|known| known.loss = 0.1);
        assert!((way.known().picture_rate() - 769.2).abs() < 0.1);
        way.want_for_pictures(1_000.0);
        assert!((way.known().ceiling - 1_350.0).abs() < 0.1);
    }

    #[test]
    fn on_a_long_way_a_repair_is_waited_for_longer() {
        let patience = |round_trip| {
            let way = Way::default();
            way.note(|known| known.round_trip = round_trip);
            way.known().repair_patience().as_millis()
        };
        assert_eq!([0.05, 0.25, 2.0].map(patience), [500, 950, 1_500]);
    }
}
