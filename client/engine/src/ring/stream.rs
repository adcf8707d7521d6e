//! A sound card as the ring opens it.

use super::sound::Loop;
use crate::media::audio::device::host::{Direction, host};
use crate::media::audio::device::stream::{Held, Traces, Watch};
use crate::media::audio::device::{Openable, Picked, pick, pick_exactly};
use client_core::{DeviceEntry, RingTone};
use rodio::cpal;
use rodio::{DeviceSinkBuilder, MixerDeviceSink};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Samples between two calls of the sound card: 50 ms, of which two are kept ahead. A busy device must not
/// make the ring stutter,
/// and silence needs no short buffer: closing the stream drops what waits in it.
const PERIOD_SAMPLES: u32 = 2_400;
/// Samples of the ringtone that are taken without being played: what is kept ahead, and some more,
/// because a card at another rate keeps another number.
const AHEAD: usize = 6_000;

/// Which sound card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The system's own choice, unless that is this one.
    Usual {
        /// It rings already.
        unless: Option<DeviceEntry>,
    },
    /// The one that somebody chose.
    Chosen(DeviceEntry),
}

/// Why a sound card is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoCard {
    /// It is not there, or does nothing.
    Missing,
    /// It rings as the chosen one.
    Spared,
}

/// An open card.
pub(super) struct RingStream {
    sink: Held<MixerDeviceSink>,
    errors: Watch,
}

impl RingStream {
    /// Whether the sound system says that it is over.
    pub(super) fn is_over(&self) -> bool {
        self.errors.is_over()
    }

    /// Gives the tone of a ring that has lasted for `age` and goes on for `left` to the card; how to watch it.
    pub(super) fn play(
        &self,
        tone: RingTone,
        age: Duration,
        left: Duration,
        now: Instant,
    ) -> Option<Watch> {
        let traces = Arc::new(Traces::default());
        let tone = Loop::new(tone, age, left, Arc::clone(&traces));
        self.sink.get()?.mixer().add(tone);
        Some(Watch::new(traces, AHEAD, now))
    }
}

impl Openable for RingStream {
    type Fault = NoCard;
    const MISSING: Self::Fault = NoCard::Missing;

    /// At once: the ringtone itself is what wakes the card.
    fn is_awake(&mut self, _now: Instant) -> Result<bool, Self::Fault> {
        Ok(true)
    }

    fn is_tried_again(_fault: Self::Fault) -> bool {
        true
    }
}

/// Opens it, which may take as long as a sound server that hangs.
pub(super) fn open(which: &Which) -> Result<RingStream, NoCard> {
    let host = host().ok_or(NoCard::Missing)?;
    let picked = match which {
        Which::Chosen(wanted) => pick_exactly(&host, Direction::Out, wanted),
        Which::Usual { .. } => pick(&host, Direction::Out, None),
    };
    let picked = picked.ok_or(NoCard::Missing)?;
    if let Which::Usual {
        unless: Some(chosen),
    } = which
    {
        let rings = pick_exactly(&host, Direction::Out, chosen);
        if rings.is_some_and(|chosen| chosen.entry.id == picked.entry.id) {
            return Err(NoCard::Spared);
        }
    }
    open_stream(picked).map_err(|error| {
        tracing::debug!(%error, "no sound card to ring on");
        NoCard::Missing
    })
}

fn open_stream(picked: Picked) -> Result<RingStream, rodio::DeviceSinkError> {
    let traces = Arc::new(Traces::default());
    let told = Arc::clone(&traces);
    let mut sink = DeviceSinkBuilder::from_device(picked.device)?
        .with_buffer_size(cpal::BufferSize::Fixed(PERIOD_SAMPLES))
        .with_error_callback(move |error: cpal::Error| told.report(&error))
        .open_sink_or_fallback()?;
    sink.log_on_drop(false);
    Ok(RingStream {
        sink: Held::new(sink),
        errors: Watch::new(traces, 0, Instant::now()),
    })
}
