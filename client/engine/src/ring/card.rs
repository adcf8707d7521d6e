//! One sound card of the ring, on a thread of its own: opened, watched, opened again, kept awake.
//!
//! The thread itself asks no sound system anything, so what it is told it does at once.

use super::desk::{Desk, Report};
use super::stream::{NoCard, RingStream, Which, open};
use crate::media::audio::device::stream::{Condition, Watch};
use crate::media::audio::device::{Opener, Place};
use client_core::RingTone;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How often a ring is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How often a card is looked at that is only kept awake.
const DOZE: Duration = Duration::from_millis(250);
/// A ring that never sounded is called silent after so long, though its card may still wake: at the
/// other end somebody waits and could do something else.
const WAKING_PATIENCE: Duration = Duration::from_secs(6);
/// A ring that sounded and is silent for so long has stalled.
const STALL_PATIENCE: Duration = Duration::from_secs(1);

/// What to sound, until when, and where to report.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) tone: RingTone,
    pub(super) begun_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) desk: Arc<Desk>,
    /// This card's place at the desk.
    pub(super) card: usize,
}

/// What a card is told.
enum Order {
    Ring(Job),
    /// Silence, and awake.
    Wake,
}

/// A sound card's thread; dropping it silences and closes it.
pub(super) struct Card {
    orders: Sender<Order>,
}

impl Card {
    /// Nothing where the system has no thread left.
    pub(super) fn start(which: Which) -> Option<Self> {
        let (orders, given) = channel();
        let thread = std::thread::Builder::new().name("ring".into());
        let started = thread.spawn(move || CardLoop::new(which).run(&given));
        if let Err(error) = &started {
            tracing::error!(%error, "no thread for the ring");
        }
        started.ok().map(|_| Self { orders })
    }

    /// Rings, whatever it did before.
    pub(super) fn ring(&self, job: Job) {
        self.orders.send(Order::Ring(job)).ok();
    }

    /// Is silent and stays awake.
    pub(super) fn wake(&self) {
        self.orders.send(Order::Wake).ok();
    }
}

struct CardLoop {
    which: Which,
    /// Absent while nothing is wanted.
    opener: Option<Opener<RingStream>>,
    stream: Option<RingStream>,
    job: Option<Ringing>,
}

/// A job under way.
struct Ringing {
    job: Job,
    /// Watches the ringtone itself, once it was given to the card.
    tone: Option<Watch>,
    sounded: bool,
    /// Since when nothing is heard.
    silent_since: Instant,
}

impl CardLoop {
    fn new(which: Which) -> Self {
        Self {
            which,
            opener: None,
            stream: None,
            job: None,
        }
    }

    fn run(mut self, orders: &Receiver<Order>) {
        loop {
            let pause = if self.job.is_some() { LOOK_EVERY } else { DOZE };
            match orders.recv_timeout(pause) {
                Ok(Order::Ring(job)) => {
                    self.close();
                    self.begin();
                    self.job = Some(Ringing {
                        silent_since: job.begun_at,
                        job,
                        tone: None,
                        sounded: false,
                    });
                }
                Ok(Order::Wake) => {
                    self.close();
                    self.begin();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let now = Instant::now();
            if self.job.as_ref().is_some_and(|it| now >= it.job.ends_at) {
                self.close();
            }
            self.look(now);
        }
    }

    /// Silence at once: what waits in a stream is dropped together with it. One that is only awake
    /// stays open.
    fn close(&mut self) {
        if self.job.take().is_some_and(|it| it.tone.is_some()) {
            self.stream = None;
            self.opener = None;
        }
    }

    fn begin(&mut self) {
        if self.opener.is_none() {
            let which = self.which.clone();
            let open = move || open(&which);
            self.opener = Some(Opener::begin(Place::Aside, open, Instant::now()));
        }
    }

    fn look(&mut self, now: Instant) {
        match &self.stream {
            None => self.stream = self.opener.as_mut().and_then(|it| it.poll(now)),
            Some(stream) if stream.is_over() => self.lose(now),
            Some(_) => {}
        }
        let (Some(ringing), Some(opener)) = (&mut self.job, &self.opener) else {
            return;
        };
        let stream = &self.stream;
        if let (Some(stream), None) = (stream, &ringing.tone) {
            let job = &ringing.job;
            let age = now.saturating_duration_since(job.begun_at);
            let left = job.ends_at.saturating_duration_since(now);
            ringing.tone = stream.play(job.tone, age, left, now);
        }
        let condition = ringing.tone.as_mut().map(|tone| tone.look(now));
        if condition == Some(Condition::Runs) {
            ringing.sounded = true;
            ringing.silent_since = now;
        }
        let report = ringing.report(condition, opener, stream.as_ref(), now);
        ringing.job.desk.take(ringing.job.card, report);
        if condition == Some(Condition::Broken) {
            self.lose(now);
        }
    }

    fn lose(&mut self, now: Instant) {
        self.stream = None;
        if let Some(opener) = &mut self.opener {
            opener.lost(NoCard::Missing, now);
        }
        if let Some(ringing) = &mut self.job {
            ringing.tone = None;
        }
    }
}

impl Ringing {
    fn report(
        &self,
        condition: Option<Condition>,
        opener: &Opener<RingStream>,
        stream: Option<&RingStream>,
        now: Instant,
    ) -> Report {
        let silent_for = now.saturating_duration_since(self.silent_since);
        match condition {
            Some(Condition::Runs) => Report::Sounds,
            _ if self.sounded && silent_for < STALL_PATIENCE => Report::Sounds,
            _ if self.sounded => Report::Silent,
            // Open, and its card wakes.
            Some(Condition::Wakes | Condition::Pauses) if silent_for < WAKING_PATIENCE => {
                Report::Waits
            }
            Some(_) => Report::Silent,
            None => match (stream, opener.trouble(now)) {
                (None, Some(NoCard::Spared)) => Report::Spared,
                (None, Some(NoCard::Missing)) => Report::Silent,
                (Some(_), _) | (None, None) => Report::Waits,
            },
        }
    }
}
