//! The media of a call on this device: when it opens and closes, and what the two devices say to
//! each other.
//!
//! Nothing is opened before the call was accepted on this very device, and everything is released
//! the moment it ends, here or anywhere.

use super::Line;
use super::quality::{CallFigures, judge};
use super::reconnect::Restart;
use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{App, DeviceTrouble, Effect, MediaCommand, MediaEvent, MediaRole, Trouble};
use serde_json::Value;
use shared::{
    CallId, CallPhase, ClientFrame, IceServer, IceServers, MediaReport, Quality, Signal, Timestamp,
    paths,
};
use std::collections::VecDeque;

/// Signals kept while the socket is down; older ones make room, a new offer outdates them all.
const OUTGOING_SIGNALS_MAX: usize = 256;
/// A call that was accepted does not wait longer for the list of relays.
const ICE_PATIENCE_MS: i64 = 3_000;
/// Between two reports of how the call is.
const QUALITY_SPACING_MS: i64 = 10_000;
/// STUN and TURN servers for this call.
enum Ice {
    Unasked,
    Asked,
    Known(Vec<IceServer>),
}

/// One call's media on this device.
pub(super) struct MediaLine {
    ice: Ice,
    /// Since when this device is to carry media.
    wanted_since: Option<Timestamp>,
    /// As the person wishes.
    pub(super) microphone_on: bool,
    pub(super) camera_on: bool,
    pub(super) trouble: Option<DeviceTrouble>,
    figures: Option<CallFigures>,
    /// When the server is next told how the call is.
    quality_at: Option<Timestamp>,
    pub(super) receiving: bool,
    /// What the server believes of this side, as far as known.
    pub(super) reported: Option<MediaReport>,
    pub(super) sending: Option<MediaReport>,
    pub(super) report_at: Option<Timestamp>,
    last_signal: u64,
    /// No signal has come on this connection yet.
    fresh_connection: bool,
    outgoing: VecDeque<Signal>,
    pub(super) restart: Restart,
}

impl MediaLine {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            ice: Ice::Unasked,
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
            fresh_connection: false,
            outgoing: VecDeque::new(),
            restart: Restart::new(now),
        }
    }

    fn queue_signal(&mut self, signal: Signal) {
        if matches!(signal, Signal::Offer { .. }) {
            self.outgoing.clear();
        }
        if self.outgoing.len() >= OUTGOING_SIGNALS_MAX {
            self.outgoing.pop_front();
        }
        self.outgoing.push_back(signal);
    }

    fn ice_at(&self) -> Option<Timestamp> {
        match self.ice {
            Ice::Known(_) => self.wanted_since,
            Ice::Unasked | Ice::Asked => self
                .wanted_since
                .map(|since| since.plus_ms(ICE_PATIENCE_MS)),
        }
    }
}

impl App {
    pub(super) fn keep_media(&mut self, turn: &mut Turn) {
        self.ask_ice(turn);
        let carried = self.carried_call();
        if let Some(call_id) = self.calls.told.media
            && carried != Some(call_id)
        {
            self.calls.told.media = None;
            turn.media(MediaCommand::Close { call_id });
        }
        if let Some((connection, call_id)) = self.calls.told.joined
            && carried != Some(call_id)
        {
            self.calls.told.joined = None;
            if connection == self.link.connection {
                self.say(turn, ClientFrame::LeaveCall { call_id });
            }
        }
        if self.calls.told.media.is_none() {
            self.open_media(turn);
        }
        self.join_call(turn);
    }

    /// The call whose media this device is to carry.
    fn carried_call(&self) -> Option<CallId> {
        self.calls
            .line
            .as_ref()
            .filter(|line| line.carries_media())
            .map(|line| line.call.id)
    }

    /// The call whose media is open on this device.
    pub(super) fn open_line(&self) -> Option<&Line> {
        self.calls
            .told
            .media
            .and_then(|id| self.calls.line_of(id))
            .filter(|line| line.carries_media())
    }

    fn open_line_mut(&mut self, id: CallId) -> Option<&mut Line> {
        let open = self.calls.told.media == Some(id);
        self.calls
            .line_of_mut(id)
            .filter(|line| open && line.carries_media())
    }

    /// While it rings already, so that they are here when it is accepted.
    fn ask_ice(&mut self, turn: &mut Turn) {
        let Some(line) = &mut self.calls.line else {
            return;
        };
        let rings = line.call.phase == CallPhase::Ringing && !line.is_elsewhere();
        if matches!(line.media.ice, Ice::Unasked) && (rings || line.carries_media()) {
            line.media.ice = Ice::Asked;
            let id = line.call.id;
            self.ask(turn, Wish::get(Purpose::IceServers(id), paths::ICE_SERVERS));
        }
    }

    pub(crate) fn on_ice_servers(&mut self, id: CallId, result: Result<Value, Trouble>) {
        if let Some(line) = self.calls.line_of_mut(id) {
            // Without the list, direct paths are still worth trying.
            let servers = read::<IceServers>(result).map(|answer| answer.ice_servers);
            line.media.ice = Ice::Known(servers.unwrap_or_default());
        }
    }

    fn open_media(&mut self, turn: &mut Turn) {
        let Some(line) = self.calls.line.as_mut().filter(|line| line.carries_media()) else {
            return;
        };
        line.media.wanted_since.get_or_insert(turn.now);
        if line.media.ice_at().is_none_or(|at| at > turn.now) {
            return;
        }
        let ice_servers = match &line.media.ice {
            Ice::Known(servers) => servers.clone(),
            Ice::Unasked | Ice::Asked => Vec::new(),
        };
        line.media.restart = Restart::new(turn.now);
        self.calls.told.media = Some(line.call.id);
        turn.media(MediaCommand::Open {
            call_id: line.call.id,
            role: if line.is_outgoing() {
                MediaRole::Offerer
            } else {
                MediaRole::Answerer
            },
            ice_servers,
            microphone_on: line.media.microphone_on,
            camera_on: line.media.camera_on,
        });
    }

    /// Has signals come to this device on this connection, and sends what waited for it.
    fn join_call(&mut self, turn: &mut Turn) {
        let connection = self.link.connection;
        let Some(call_id) = self.open_line().map(|line| line.call.id) else {
            return;
        };
        if !self.link.is_online() {
            return;
        }
        let joins = self.calls.told.joined != Some((connection, call_id));
        self.calls.told.joined = Some((connection, call_id));
        let Some(line) = self.open_line_mut(call_id) else {
            return;
        };
        let mut frames = Vec::new();
        if joins {
            line.media.fresh_connection = true;
            let last_signal = line.media.last_signal;
            frames.push(ClientFrame::JoinCall {
                call_id,
                last_signal,
            });
        }
        let signals = std::mem::take(&mut line.media.outgoing);
        frames.extend(
            signals
                .into_iter()
                .map(|signal| ClientFrame::Signal { call_id, signal }),
        );
        let sends = frames
            .into_iter()
            .map(|frame| Effect::SendFrame { connection, frame });
        turn.effects.extend(sends);
    }

    /// Something the other device said.
    pub(crate) fn take_signal(
        &mut self,
        turn: &mut Turn,
        call_id: CallId,
        number: u64,
        signal: Signal,
    ) {
        let Some(line) = self.open_line_mut(call_id) else {
            return;
        };
        // A server that restarted counts from one again, which shows on a new connection only.
        let fresh = std::mem::replace(&mut line.media.fresh_connection, false);
        if number <= line.media.last_signal && !fresh {
            return;
        }
        line.media.last_signal = number;
        line.media.restart.heard_at = turn.now;
        turn.media(MediaCommand::Signal { call_id, signal });
    }

    pub(crate) fn on_media(&mut self, turn: &mut Turn, event: MediaEvent) {
        if let MediaEvent::Receiving {
            receiving: false, ..
        }
        | MediaEvent::TransportFailed { .. } = event
        {
            // What cut the way to the other device may have cut the one to the server.
            self.probe_link(turn);
        }
        match event {
            MediaEvent::Signal { call_id, signal } => {
                if let Some(line) = self.open_line_mut(call_id) {
                    line.media.queue_signal(signal);
                }
            }
            MediaEvent::Receiving { call_id, receiving } => {
                if let Some(line) = self.open_line_mut(call_id) {
                    line.media.receiving = receiving;
                    line.media.restart.failed &= !receiving;
                }
            }
            MediaEvent::TransportFailed { call_id } => {
                if let Some(line) = self.open_line_mut(call_id) {
                    line.media.receiving = false;
                    line.media.restart.failed = true;
                }
            }
            MediaEvent::Devices { call_id, trouble } => {
                if let Some(line) = self.open_line_mut(call_id) {
                    line.media.trouble = trouble;
                }
            }
            MediaEvent::DevicesFound(found) => self.on_devices_found(turn, found),
            MediaEvent::Check(report) => self.on_check(report),
            MediaEvent::Figures { call_id, figures } => {
                if let Some(line) = self.open_line_mut(call_id) {
                    line.media.figures = Some(figures);
                    self.tell_quality(turn, call_id, &figures);
                }
            }
        }
    }

    /// Tells the server how the call is, now and then. What can't be told now is not told later.
    fn tell_quality(&mut self, turn: &mut Turn, call_id: CallId, figures: &CallFigures) {
        let connection = self.link.connection;
        if !self.link.is_online() {
            return;
        }
        let Some(line) = self.open_line_mut(call_id) else {
            return;
        };
        let due = line.media.quality_at.is_none_or(|at| at <= turn.now);
        if due && line.call.phase != CallPhase::Connecting {
            line.media.quality_at = Some(turn.now.plus_ms(QUALITY_SPACING_MS));
            let report = figures.report();
            let frame = ClientFrame::CallQuality { call_id, report };
            turn.push(Effect::SendFrame { connection, frame });
        }
    }

    /// How the open call is, and the numbers behind it; nothing before the first second.
    #[must_use]
    pub fn call_quality(&self) -> Option<(Quality, CallFigures)> {
        let figures = self.open_line()?.media.figures?;
        Some((judge(&figures), figures))
    }

    pub(crate) fn set_microphone(&mut self, turn: &mut Turn, on: bool) {
        if let Some(line) = self.calls.line.as_mut().filter(|line| line.is_live()) {
            line.media.microphone_on = on;
            if self.open_line().is_some() {
                turn.media(MediaCommand::SetMicrophone { on });
            }
        }
    }

    pub(crate) fn set_camera(&mut self, turn: &mut Turn, on: bool) {
        if let Some(line) = self.calls.line.as_mut().filter(|line| line.is_live()) {
            line.media.camera_on = on;
            if self.open_line().is_some() {
                turn.media(MediaCommand::SetCamera { on });
            }
        }
    }

    pub(super) fn media_next_at(&self) -> Option<Timestamp> {
        let line = self
            .calls
            .line
            .as_ref()
            .filter(|line| line.carries_media())?;
        match self.calls.told.media {
            None => line.media.ice_at(),
            Some(_) => line.media.report_at,
        }
    }
}
