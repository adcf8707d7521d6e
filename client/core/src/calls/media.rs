//! The media of a call on this device: when it opens and closes, and what the two devices say to
//! each other.
//!
//! Nothing is opened before the call was accepted on this very device, and everything is released
//! the moment it ends, here or anywhere.

use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::parts::{ICE_SPACING_MS, Ice, Restart};
use crate::calls::quality::{CallFigures, judge};
use crate::calls::state::{Calls, LiveCall};
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::instants::soonest;
use crate::io::{Effect, MediaCommand, MediaEvent};
use shared::{
    Backlog, CallId, CallPhase, ClientFrame, IceServers, Quality, Signal, Timestamp, paths,
};

/// Between two reports of how the call is.
const QUALITY_SPACING_MS: i64 = 10_000;

impl Calls {
    pub(super) fn reconcile_media(&mut self, cx: &mut Ctx) {
        self.ask_ice(cx);
        let carried = self.carried_call();
        if let Some(call_id) = self.engine.media
            && carried != Some(call_id)
        {
            self.engine.media = None;
            cx.media(MediaCommand::Close { call_id });
        }
        if let Some((connection, call_id)) = self.engine.joined
            && carried != Some(call_id)
        {
            self.engine.joined = None;
            if connection == cx.link.connection {
                cx.say(ClientFrame::LeaveCall { call_id });
            }
        }
        if self.engine.media.is_none() {
            self.open_media(cx);
        }
        self.join_call(cx);
    }

    /// The call whose media this device is to carry.
    fn carried_call(&self) -> Option<CallId> {
        self.live
            .as_ref()
            .filter(|live| live.carries_media())
            .map(|live| live.call.id)
    }

    /// The call whose media is open on this device.
    pub(super) fn open_call(&self) -> Option<&LiveCall> {
        self.engine
            .media
            .and_then(|id| self.live_of(id))
            .filter(|live| live.carries_media())
    }

    fn open_call_mut(&mut self, id: CallId) -> Option<&mut LiveCall> {
        let open = self.engine.media == Some(id);
        self.live_of_mut(id)
            .filter(|live| open && live.carries_media())
    }

    /// While it rings already, so that they are here when it is accepted; and anew before they are too old.
    fn ask_ice(&mut self, cx: &mut Ctx) {
        let Some(live) = &mut self.live else {
            return;
        };
        let rings = live.call.phase == CallPhase::Ringing && !live.is_elsewhere();
        let due = match live.media.ice_next_at {
            None => rings || live.carries_media(),
            Some(at) => at <= cx.now && live.carries_media(),
        };
        if due {
            live.media.ice_next_at = Some(cx.now.plus_ms(ICE_SPACING_MS));
            if matches!(live.media.ice, Ice::Unasked) {
                live.media.ice = Ice::Asked;
            }
            let id = live.call.id;
            cx.ask(ApiRequest::get(
                CallRequest::IceServers(id),
                paths::ICE_SERVERS,
            ));
        }
    }

    pub(crate) fn on_ice_servers(&mut self, cx: &mut Ctx, id: CallId, result: Answer) {
        let open = self.engine.media == Some(id);
        let Some(live) = self.live_of_mut(id) else {
            return;
        };
        let servers = read_list::<IceServers>(cx, result).map(|answer| answer.ice_servers);
        if let (Ice::Known(_), Err(_)) = (&live.media.ice, &servers) {
            return;
        }
        // Without the list, direct paths are still worth trying.
        let ice_servers = servers.unwrap_or_default();
        live.media.ice = Ice::Known(ice_servers.clone());
        if open {
            cx.media(MediaCommand::UseIceServers {
                call_id: id,
                ice_servers,
            });
        }
    }

    fn open_media(&mut self, cx: &mut Ctx) {
        let Some(live) = self.live.as_mut().filter(|live| live.carries_media()) else {
            return;
        };
        live.media.wanted_since.get_or_insert(cx.now);
        if live.media.ice_at().is_none_or(|at| at > cx.now) {
            return;
        }
        let ice_servers = match &live.media.ice {
            Ice::Known(servers) => servers.clone(),
            Ice::Unasked | Ice::Asked => Vec::new(),
        };
        live.media.restart = Restart::new(cx.now);
        self.engine.media = Some(live.call.id);
        cx.media(MediaCommand::Open {
            call_id: live.call.id,
            role: live.media_role(),
            ice_servers,
            microphone_on: live.media.microphone_on,
            camera_on: live.media.camera_on,
        });
    }

    /// Has signals come to this device on this connection, and sends what waited for it.
    fn join_call(&mut self, cx: &mut Ctx) {
        let connection = cx.link.connection;
        let Some(call_id) = self.open_call().map(|live| live.call.id) else {
            return;
        };
        if !cx.link.is_online() {
            return;
        }
        let joins = self.engine.joined != Some((connection, call_id));
        self.engine.joined = Some((connection, call_id));
        let Some(live) = self.open_call_mut(call_id) else {
            return;
        };
        let mut frames = Vec::new();
        let mut asks = false;
        if joins {
            live.media.fresh_connection = true;
            let (last_signal, backlog) = (live.media.last_signal, live.media.backlog());
            // Whoever makes no offers has to ask for one: that of the earlier run is gone.
            asks = backlog == Backlog::Outdated && !live.is_outgoing();
            frames.push(ClientFrame::JoinCall {
                call_id,
                last_signal,
                backlog,
            });
        }
        let signals = std::mem::take(&mut live.media.outgoing);
        frames.extend(
            signals
                .into_iter()
                .map(|signal| ClientFrame::Signal { call_id, signal }),
        );
        let sends = frames
            .into_iter()
            .map(|frame| Effect::SendFrame { connection, frame });
        cx.effects.extend(sends);
        if asks {
            cx.media(MediaCommand::Restart { call_id });
        }
    }

    /// Something the other device said.
    pub(crate) fn apply_signal(
        &mut self,
        cx: &mut Ctx,
        call_id: CallId,
        number: u64,
        signal: Signal,
    ) {
        let Some(live) = self.open_call_mut(call_id) else {
            return;
        };
        // A server that restarted counts from one again, which shows on a new connection only.
        let fresh = std::mem::replace(&mut live.media.fresh_connection, false);
        if number <= live.media.last_signal && !fresh {
            return;
        }
        live.media.last_signal = number;
        live.media.restart.heard_at = cx.now;
        if matches!(signal, Signal::OfferWanted { .. }) {
            // The engine makes one at once; the next one is spaced from it.
            live.media.restart.tried_at = cx.now;
        }
        if let Some(signal) = self.examine(cx, call_id, signal) {
            cx.media(MediaCommand::Signal { call_id, signal });
        }
    }

    pub(crate) fn on_media(&mut self, cx: &mut Ctx, event: MediaEvent) {
        if let MediaEvent::Receiving {
            receiving: false, ..
        }
        | MediaEvent::TransportFailed { .. } = event
        {
            // What cut the way to the other device may have cut the one to the server.
            cx.probe_link();
        }
        match event {
            MediaEvent::Signal { call_id, signal } => {
                let signal = self.vouch_for(cx, call_id, signal);
                if let Some(live) = self.open_call_mut(call_id) {
                    live.media.queue_signal(signal);
                }
            }
            MediaEvent::Receiving { call_id, receiving } => {
                if let Some(live) = self.open_call_mut(call_id) {
                    live.media.receiving = receiving;
                    live.media.restart.failed &= !receiving;
                    if receiving {
                        self.remember_device(cx, call_id);
                    }
                }
            }
            MediaEvent::TransportFailed { call_id } => {
                if let Some(live) = self.open_call_mut(call_id) {
                    live.media.receiving = false;
                    live.media.restart.failed = true;
                }
            }
            MediaEvent::Devices { call_id, trouble } => {
                if let Some(live) = self.open_call_mut(call_id) {
                    live.media.trouble = trouble;
                }
            }
            // The check's.
            MediaEvent::DevicesFound(_) | MediaEvent::Check(_) => {}
            MediaEvent::Figures { call_id, figures } => {
                if let Some(live) = self.open_call_mut(call_id) {
                    live.media.figures = Some(figures);
                    self.tell_quality(cx, call_id, &figures);
                }
            }
        }
    }

    /// Tells the server how the call is, now and then. What can't be told now is not told later.
    fn tell_quality(&mut self, cx: &mut Ctx, call_id: CallId, figures: &CallFigures) {
        let connection = cx.link.connection;
        if !cx.link.is_online() {
            return;
        }
        let Some(live) = self.open_call_mut(call_id) else {
            return;
        };
        let due = live.media.quality_at.is_none_or(|at| at <= cx.now);
        if due && live.call.phase != CallPhase::Connecting {
            live.media.quality_at = Some(cx.now.plus_ms(QUALITY_SPACING_MS));
            let report = figures.report();
            let frame = ClientFrame::CallQuality { call_id, report };
            cx.push(Effect::SendFrame { connection, frame });
        }
    }

    /// How the open call is, and the numbers behind it; nothing before the first second.
    #[must_use]
    pub fn call_quality(&self) -> Option<(Quality, CallFigures)> {
        let figures = self.open_call()?.media.figures?;
        Some((judge(&figures), figures))
    }

    pub(crate) fn set_microphone(&mut self, cx: &mut Ctx, on: bool) {
        if let Some(live) = self.live.as_mut().filter(|live| live.is_live()) {
            live.media.microphone_on = on;
            if self.open_call().is_some() {
                cx.media(MediaCommand::SetMicrophone { on });
            }
        }
    }

    pub(crate) fn set_camera(&mut self, cx: &mut Ctx, on: bool) {
        if let Some(live) = self.live.as_mut().filter(|live| live.is_live()) {
            live.media.camera_on = on;
            if self.open_call().is_some() {
                cx.media(MediaCommand::SetCamera { on });
            }
        }
    }

    pub(super) fn media_next_at(&self) -> Option<Timestamp> {
        let live = self.live.as_ref().filter(|live| live.carries_media())?;
        match self.engine.media {
            None => live.media.ice_at(),
            Some(_) => soonest([live.media.report_at, live.media.ice_next_at]),
        }
    }
}
