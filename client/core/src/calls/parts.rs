//! What a call on this device is made of besides the server's snapshot of it.

use crate::calls::quality::CallFigures;
use crate::session::forms::FormState;
use crate::view_parts::DeviceTrouble;
use shared::{Backlog, IceServer, MediaReport, Rating, RingStage, RingStall, Signal, Timestamp};
use std::collections::VecDeque;

/// What is known of the ring on this device.
#[derive(Default)]
pub(super) struct Ring {
    /// The person answered here: silence, whatever becomes of the answer.
    pub(super) silenced: bool,
    /// The server was out of reach, so the call may be over.
    pub(super) unsure: bool,
    /// Shown outside the window already.
    pub(super) announced: bool,
    pub(super) sounding: bool,
    /// Why it does not sound.
    pub(super) stall: Option<RingStall>,
    pub(super) seen: bool,
    pub(super) sent: Sent,
}

/// Which receipts this connection carried already.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) connection: u64,
    pub(super) reached: bool,
    pub(super) seen: bool,
    /// What was said of the sound last.
    pub(super) sound: Option<Result<(), RingStall>>,
}

impl Ring {
    /// The ring of a call that was here before.
    pub(super) fn resumed(announced: bool, silenced: bool) -> Self {
        Self {
            announced,
            silenced,
            ..Self::default()
        }
    }

    pub(super) fn receipts(&mut self, connection: u64) -> Vec<(RingStage, Option<RingStall>)> {
        if self.sent.connection != connection {
            self.sent = Sent {
                connection,
                ..Sent::default()
            };
        }
        let mut due = Vec::new();
        let sound = match (self.sounding, self.stall) {
            (true, _) => Some(Ok(())),
            (false, stall) => stall.map(Err),
        };
        let news = sound.filter(|_| self.sent.sound != sound);
        self.sent.sound = sound;
        if !std::mem::replace(&mut self.sent.reached, true) {
            due.push((RingStage::Reached, None));
        }
        match news {
            Some(Ok(())) => due.push((RingStage::Sounding, None)),
            // It did sound, so it got that far.
            Some(Err(RingStall::Stalled)) => {
                due.push((RingStage::Sounding, Some(RingStall::Stalled)));
            }
            Some(Err(stall)) => due.push((RingStage::Reached, Some(stall))),
            None => {}
        }
        // Held back until it is known whether the ring can be heard: a screen that was seen says
        // nothing of the sound.
        if self.seen && sound.is_some() && !std::mem::replace(&mut self.sent.seen, true) {
            due.push((RingStage::Seen, sound.and_then(Result::err)));
        }
        due
    }
}

/// Signals kept while the socket is down; older ones make room, a new offer outdates them all.
const MAX_OUTGOING_SIGNALS: usize = 256;

/// A call that was accepted does not wait longer for the list of relays.
const ICE_PATIENCE_MS: i64 = 3_000;

/// How often the list is asked for anew while a call lasts: what relays ask for holds for ten minutes, and
/// another transport may be needed at any moment.
pub(super) const ICE_SPACING_MS: i64 = 300_000;

/// STUN and TURN servers for this call.
pub(super) enum Ice {
    Unasked,
    Asked,
    Known(Vec<IceServer>),
}

/// One call's media on this device.
pub(super) struct CallMedia {
    pub(super) ice: Ice,
    /// When they are asked for next, once they were.
    pub(super) ice_next_at: Option<Timestamp>,
    /// Since when this device is to carry media.
    pub(super) wanted_since: Option<Timestamp>,
    /// As the person wishes.
    pub(super) microphone_on: bool,
    pub(super) camera_on: bool,
    pub(super) trouble: Option<DeviceTrouble>,
    pub(super) figures: Option<CallFigures>,
    /// When the server is next told how the call is.
    pub(super) quality_at: Option<Timestamp>,
    pub(super) receiving: bool,
    /// What the server believes of this side, as far as known.
    pub(super) reported: Option<MediaReport>,
    pub(super) sending: Option<MediaReport>,
    pub(super) report_at: Option<Timestamp>,
    pub(super) last_signal: u64,
    /// Whether what waits at the server was said to an earlier run of this app.
    backlog: Backlog,
    /// No signal has come on this connection yet.
    pub(super) fresh_connection: bool,
    pub(super) outgoing: VecDeque<Signal>,
    pub(super) restart: Restart,
}

impl CallMedia {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            ice: Ice::Unasked,
            ice_next_at: None,
            wanted_since: None,
            microphone_on: true,
            camera_on: true,
            trouble: None,
            figures: None,
            quality_at: None,
            receiving: false,
            reported: None,
            sending: None,
            report_at: None,
            last_signal: 0,
            backlog: Backlog::Wanted,
            fresh_connection: false,
            outgoing: VecDeque::new(),
            restart: Restart::new(now),
        }
    }

    /// Goes on with a call that an earlier run of this app was in.
    pub(super) fn take_up(&mut self) {
        self.backlog = Backlog::Outdated;
    }

    /// What becomes of the signals that wait. Once one was heard, the rest is for this run.
    pub(super) fn backlog(&self) -> Backlog {
        if self.last_signal == 0 {
            self.backlog
        } else {
            Backlog::Wanted
        }
    }

    pub(super) fn queue_signal(&mut self, signal: Signal) {
        if matches!(signal, Signal::Offer { .. }) {
            self.outgoing.clear();
        }
        if self.outgoing.len() >= MAX_OUTGOING_SIGNALS {
            self.outgoing.pop_front();
        }
        self.outgoing.push_back(signal);
    }

    pub(super) fn ice_at(&self) -> Option<Timestamp> {
        match self.ice {
            Ice::Known(_) => self.wanted_since,
            Ice::Unasked | Ice::Asked => self
                .wanted_since
                .map(|since| since.plus_ms(ICE_PATIENCE_MS)),
        }
    }
}

impl CallMedia {
    /// What this side's devices do: a switch without a device is not sound or picture.
    pub(super) fn report(&self) -> MediaReport {
        let (microphone, camera) = match self.trouble {
            None | Some(DeviceTrouble::NoSpeaker) => (true, true),
            Some(DeviceTrouble::NoCamera | DeviceTrouble::CameraRefused) => (true, false),
            Some(DeviceTrouble::NoMicrophone | DeviceTrouble::MicrophoneRefused) => (false, true),
            Some(DeviceTrouble::NoCameraNorMicrophone) => (false, false),
        };
        MediaReport {
            microphone_on: self.microphone_on && microphone,
            camera_on: self.camera_on && camera,
            receiving: self.receiving,
        }
    }
}

/// What is known about the need for a restart.
pub(super) struct Restart {
    /// The opening or the newest restart.
    pub(super) tried_at: Timestamp,
    /// The newest signal from the other side.
    pub(super) heard_at: Timestamp,
    /// The transport gave up.
    pub(super) failed: bool,
}

impl Restart {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            tried_at: now,
            heard_at: now,
            failed: false,
        }
    }
}

/// How far a rating got.
#[derive(Default)]
pub(super) struct RatingState {
    pub(super) form: FormState,
    pub(super) given: Option<Rating>,
}
