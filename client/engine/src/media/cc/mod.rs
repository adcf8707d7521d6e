//! Congestion control: how much this device may send, and when. A bandwidth estimate (BWE) of the
//! path from transport-wide feedback (TWCC), and a pacer.
//!
//! Pure: everything takes instants and keeps no clock, so that whole calls are simulated in tests.
//! Knows packets by their sizes only.

pub mod acked_bitrate;
pub mod controller;
pub mod delay_controller;
pub mod estimator;
pub mod loss_controller;
pub mod pacer;
pub mod probe;
pub mod send_history;
pub mod trendline;

#[cfg(test)]
mod controller_tests;
#[cfg(test)]
mod simulation;

use std::time::{Duration, Instant};

/// What the other side said about one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Its transport-wide number.
    pub number: u16,
    /// When it arrived, on the other side's clock; nothing where it did not.
    pub arrived: Option<Duration>,
}

/// What became of one packet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PacketFeedback {
    /// When it left.
    pub sent_at: Instant,
    /// Its size with headers.
    pub bytes: u32,
    /// The probe it belonged to.
    pub probe: Option<u32>,
    /// Whether it arrived.
    pub result: PacketResult,
}

/// Whether a packet arrived; the time is on the other side's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PacketResult {
    /// It did.
    Arrived(Duration),
    /// It was called lost before, and did all the same.
    ArrivedLate(Duration),
    /// It did not.
    Lost,
}

impl PacketFeedback {
    /// When it arrived, on the other side's clock.
    #[must_use]
    pub fn arrived(&self) -> Option<Duration> {
        match self.result {
            PacketResult::Arrived(at) | PacketResult::ArrivedLate(at) => Some(at),
            PacketResult::Lost => None,
        }
    }
}
