//! What is known of the way to the other device, for the parts that have to go by it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Kilobits per second that sound takes with all its headers.
const SOUND: f64 = 50.0;
/// The highest rate of any use before the camera says which pictures it has.
pub const USUAL_CEILING: f64 = 1_500.0;

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
        (self.rate - SOUND).max(0.0)
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
                rate: super::bandwidth::estimator::START,
                wait: 0.0,
                round_trip: 0.1,
                loss: 0.0,
                queueing: 0.0,
                ceiling: USUAL_CEILING,
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
        self.locked().ceiling = kilobits + SOUND;
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
