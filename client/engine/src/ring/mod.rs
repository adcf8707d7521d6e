//! The ring: plays the ringtone, or the doctors' chime, until it is told to stop or its deadline has
//! passed.
//!
//! Owns the output streams while it rings, and while a ring is waited for. It says that it sounds only
//! while the sound card takes samples, keeps trying while there is none to take them, and stops by
//! itself: neither a lost network nor a stuck program must leave a ring sounding.

mod card;
mod desk;
mod sound;
mod stream;

use crate::clock;
use card::{Card, Job};
use client_core::{DeviceEntry, Input, RingTone};
use desk::{Desk, Reason, Report};
use shared::{CallId, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};
use stream::Which;

/// No ring lasts longer, whatever a clock says: the longest one there is lasts 30 s.
const LONGEST: Duration = Duration::from_secs(120);

/// On what it rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RingConfig {
    /// This sound card; where absent, the one that a person chose in the app. The system's own choice
    /// rings as well where it is another one.
    Device(Option<DeviceEntry>),
    /// On none, and says so.
    Silent,
}

/// Rings. At most one ring sounds, on up to two sound cards. Nothing here waits for a sound system.
pub struct Ringer {
    config: RingConfig,
    /// Chosen in the app.
    chosen: Option<DeviceEntry>,
    inputs: tokio::sync::mpsc::Sender<Input>,
    /// A ring may come at any moment.
    awake: bool,
    sounding: Option<Reason>,
    /// Those that ring or are kept awake; dropping them silences and closes them.
    cards: Vec<Card>,
}

impl Ringer {
    /// Reports to `inputs`.
    #[must_use]
    pub fn new(config: RingConfig, inputs: tokio::sync::mpsc::Sender<Input>) -> Self {
        if config != RingConfig::Silent {
            // Ahead of the first ring; where there is no thread for it, that ring makes it.
            let making = std::thread::Builder::new().name("ringtone".into());
            making.spawn(|| _ = sound::samples(RingTone::Loud)).ok();
        }
        Self {
            config,
            chosen: None,
            inputs,
            awake: false,
            sounding: None,
            cards: Vec::new(),
        }
    }

    /// A person chose a sound card; the next ring goes there.
    pub fn ring_on(&mut self, device: Option<DeviceEntry>) {
        let changed = self.chosen != device;
        self.chosen = device;
        if changed && self.sounding.is_none() {
            self.cards.clear();
            self.settle();
        }
    }

    /// A ring may come at any moment: keeps the sound cards awake, because one that sleeps needs seconds.
    pub fn wake(&mut self) {
        self.awake = true;
        self.settle();
    }

    /// No ring is waited for.
    pub fn rest(&mut self) {
        self.awake = false;
        self.settle();
    }

    /// Starts to ring until `until` by this device's clock. Silences an earlier ring.
    pub fn start(&mut self, call_id: CallId, tone: RingTone, until: Timestamp) {
        self.ring(Reason::Call(call_id), tone, until);
    }

    /// Lets the same ring sound for a test; a call's ring is not disturbed.
    pub fn test(&mut self, until: Timestamp) {
        if !matches!(self.sounding, Some(Reason::Call(_))) {
            self.ring(Reason::Test, RingTone::Loud, until);
        }
    }

    /// Silence, at once.
    pub fn stop(&mut self) {
        self.sounding = None;
        self.settle();
    }

    /// Brings the cards in line with what is wanted of them while nothing rings.
    fn settle(&mut self) {
        if self.sounding.is_some() {
            return;
        }
        if !self.awake {
            return self.cards.clear();
        }
        if self.cards.is_empty() {
            self.cards = self.start_cards();
        }
        self.cards.iter().for_each(Card::wake);
    }

    /// Silences a test, and no call.
    pub fn stop_test(&mut self) {
        if self.sounding == Some(Reason::Test) {
            self.stop();
        }
    }

    fn ring(&mut self, reason: Reason, tone: RingTone, until: Timestamp) {
        self.stop();
        if self.cards.is_empty() {
            self.cards = self.start_cards();
        }
        let places = self.cards.len().max(1);
        let desk = Arc::new(Desk::new(reason, places, self.inputs.clone()));
        if self.cards.is_empty() {
            return desk.take(0, Report::Silent);
        }
        // Measured off the monotonic clock from here on: setting the clock must not prolong a ring.
        let begun_at = Instant::now();
        for (place, card) in self.cards.iter().enumerate() {
            card.ring(Job {
                tone,
                begun_at,
                ends_at: begun_at + clock::until(until).min(LONGEST),
                desk: Arc::clone(&desk),
                card: place,
            });
        }
        self.sounding = Some(reason);
    }

    /// The chosen sound card, and the system's own choice where that is another one: somebody whose
    /// headset lies in a drawer is to hear it as well.
    fn start_cards(&self) -> Vec<Card> {
        let RingConfig::Device(named) = &self.config else {
            return Vec::new();
        };
        let chosen = named.as_ref().or(self.chosen.as_ref()).cloned();
        let usual = Which::Usual {
            unless: chosen.clone(),
        };
        let which = chosen.map(Which::Chosen).into_iter().chain([usual]);
        which.filter_map(Card::start).collect()
    }
}
