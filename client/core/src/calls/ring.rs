//! The ring on the called person's device.
//!
//! Owns what makes it sound and what silences it. Whether it sounds is worked out anew at the end
//! of each pass, so it can be neither forgotten nor doubled, and it never outlasts its deadline.

use super::LiveCall;
use crate::ctx::{Ctx, earlier};
use crate::{App, Effect, NoticeText, RingTone, WhyNot};
use shared::{CallId, CallPhase, ClientFrame, RingStage, RingStall, Timestamp};

/// A deadline that moves by less (the clocks were compared again) does not restart the ring.
const DEADLINE_SLACK_MS: i64 = 1_000;

/// What is known of the ring on this device.
#[derive(Default)]
pub(super) struct Ring {
    /// The person answered here: silence, whatever becomes of the answer.
    pub(super) silenced: bool,
    /// The server was out of reach, so the call may be over.
    pub(super) unsure: bool,
    /// Shown outside the window already.
    pub(super) announced: bool,
    sounding: bool,
    stall: Option<RingStall>,
    seen: bool,
    sent: Sent,
}

/// Which receipts this connection carried already.
#[derive(Default)]
struct Sent {
    connection: u64,
    reached: bool,
    sounding: bool,
    seen: bool,
    stalls: Vec<RingStall>,
}

impl LiveCall {
    /// The deadline on the server's clock, while this person is being rung.
    fn invited_until(&self) -> Option<Timestamp> {
        let invited = !self.is_outgoing() && self.call.phase == CallPhase::Ringing;
        self.call.until.filter(|_| invited)
    }

    /// Until when it sounds: an appointment's call waits for longer than it rings.
    fn loud_until(&self) -> Option<Timestamp> {
        let until = self.invited_until()?;
        Some(self.call.loud_until.map_or(until, |loud| loud.min(until)))
    }
}

impl super::Calls {
    /// Whether the call rings loudly at `server_now`, rather than waiting to be joined.
    pub(super) fn is_loud(&self, server_now: Timestamp) -> bool {
        let rings = self
            .live
            .as_ref()
            .filter(|live| live.call.phase == CallPhase::Ringing);
        let loud_until = rings.and_then(|live| live.call.loud_until.or(live.call.until));
        loud_until.is_some_and(|until| server_now < until)
    }

    /// Whether the own call rings nobody loudly any more, though it waits on.
    pub(crate) fn quiet_since(&self, server_now: Timestamp) -> Result<(), WhyNot> {
        let waits = self
            .live
            .as_ref()
            .filter(|live| live.is_outgoing() && live.call.phase == CallPhase::Ringing);
        match waits.and_then(|live| live.call.loud_until) {
            Some(until) if until <= server_now => Ok(()),
            Some(_) => Err(WhyNot::StillRinging),
            None => Err(WhyNot::NotRinging),
        }
    }

    pub(crate) fn on_sounding(&mut self, call_id: CallId) {
        if let Some(live) = self.live_of_mut(call_id) {
            live.ring.sounding = true;
            live.ring.stall = None;
        }
    }

    pub(crate) fn on_seen(&mut self) {
        if let Some(live) = &mut self.live
            && live.invited_until().is_some()
        {
            live.ring.seen = true;
        }
    }
}

impl App {
    pub(crate) fn on_ring_stalled(&mut self, call_id: CallId, stall: RingStall) {
        if let Some(live) = self.calls.live_of_mut(call_id) {
            live.ring.sounding = false;
            live.ring.stall = Some(stall);
            if live.invited_until().is_some() {
                self.notices.add(NoticeText::CannotRing);
            }
        }
    }

    /// The invitation that waits for this person's answer now, with its deadline on this device's
    /// clock.
    fn invitation(&self, now: Timestamp) -> Option<(CallId, Timestamp)> {
        let live = self
            .calls
            .live
            .as_ref()
            .filter(|live| !live.ring.silenced)?;
        let until = self.link.to_device(live.invited_until()?);
        (now < until).then_some((live.call.id, until))
    }

    /// The ring that is to sound now, with its deadline on this device's clock.
    fn loud_ring(&self, now: Timestamp) -> Option<(CallId, Timestamp)> {
        let (call_id, _) = self.invitation(now)?;
        let until = self.calls.live_of(call_id)?.loud_until()?;
        let until = self.link.to_device(until);
        (now < until).then_some((call_id, until))
    }

    /// Whoever is at work hears a chime; whoever waits for a doctor must not miss it.
    fn ring_tone(&self, call_id: CallId) -> RingTone {
        match self.calls.live_of(call_id).is_some_and(LiveCall::is_card) {
            true => RingTone::Soft,
            false => RingTone::Loud,
        }
    }

    pub(super) fn reconcile_ring(&mut self, cx: &mut Ctx) {
        // Without the server nobody can answer, and the call may be over: silence until it is back
        // and says that it still rings.
        if let Some(live) = &mut self.calls.live
            && self.link.down_since.is_some()
        {
            live.ring.unsure = true;
        }
        let unsure = self
            .calls
            .live
            .as_ref()
            .is_some_and(|live| live.ring.unsure);
        let wanted = self.loud_ring(cx.now).filter(|_| !unsure);
        match (self.calls.engine.ringing, wanted) {
            (None, None) => {}
            (Some((told, told_until)), Some((call_id, until)))
                if told == call_id && until.since_ms(told_until).abs() <= DEADLINE_SLACK_MS => {}
            (told, wanted) => {
                if told.is_some() {
                    cx.push(Effect::StopRinging);
                }
                if let Some((call_id, until)) = wanted {
                    let tone = self.ring_tone(call_id);
                    cx.push(Effect::StartRinging {
                        call_id,
                        tone,
                        until,
                    });
                }
                self.calls.engine.ringing = wanted;
            }
        }
    }

    /// Shows the invitation outside the window, once, and takes it away when it is over.
    pub(super) fn reconcile_notification(&mut self, cx: &mut Ctx) {
        let invited = self.invitation(cx.now).map(|(call_id, _)| call_id);
        if let Some(call_id) = self.calls.engine.notified
            && invited != Some(call_id)
        {
            cx.push(Effect::WithdrawNotification { call_id });
            self.calls.engine.notified = None;
        }
        if let Some(live) = &mut self.calls.live
            && invited == Some(live.call.id)
            && !live.ring.announced
        {
            live.ring.announced = true;
            // Rung once more: the one from before makes room.
            if let Some(call_id) = self.calls.engine.notified {
                cx.push(Effect::WithdrawNotification { call_id });
            }
            self.calls.engine.notified = invited;
            let from = live.other().name.clone();
            cx.push(Effect::NotifyInvitation {
                call_id: live.call.id,
                from,
            });
            // A card waits beside whatever the doctor does, and takes nothing out of the hand.
            if !live.is_card() {
                cx.push(Effect::RaiseWindow);
            }
        }
    }

    /// Tells the server how far the ring got here: each thing once per connection.
    pub(super) fn reconcile_receipts(&mut self, cx: &mut Ctx) {
        let invited = self.invitation(cx.now).is_some();
        if !invited || !self.link.is_online() {
            return;
        }
        let connection = self.link.connection;
        let Some(live) = &mut self.calls.live else {
            return;
        };
        let call_id = live.call.id;
        let frames = live
            .ring
            .receipts(connection)
            .into_iter()
            .map(|(stage, stall)| Effect::SendFrame {
                connection,
                frame: ClientFrame::RingReceipt {
                    call_id,
                    stage,
                    stall,
                },
            });
        cx.effects.extend(frames);
    }

    pub(super) fn ring_next_at(&self) -> Option<Timestamp> {
        let rings = self.calls.engine.ringing.map(|(_, until)| until);
        let shown = self.calls.engine.notified.and_then(|id| {
            let live = self.calls.live_of(id)?;
            live.invited_until().map(|until| self.link.to_device(until))
        });
        // The caller may ring again from then on.
        let quiet = self.calls.live.as_ref().and_then(|live| {
            let until = live.call.loud_until?;
            let until = self.link.to_device(until);
            (live.call.phase == CallPhase::Ringing && until > self.now).then_some(until)
        });
        earlier(earlier(rings, shown), quiet)
    }
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

    fn receipts(&mut self, connection: u64) -> Vec<(RingStage, Option<RingStall>)> {
        if self.sent.connection != connection {
            self.sent = Sent {
                connection,
                ..Sent::default()
            };
        }
        let mut due = Vec::new();
        let new_stall = self.stall.filter(|stall| !self.sent.stalls.contains(stall));
        self.sent.stalls.extend(new_stall);
        if !std::mem::replace(&mut self.sent.reached, true) || new_stall.is_some() {
            due.push((RingStage::Reached, new_stall));
        }
        if self.sounding && !std::mem::replace(&mut self.sent.sounding, true) {
            due.push((RingStage::Sounding, None));
        }
        // Held back until it is known whether the ring can be heard: a screen that was seen says
        // nothing of the sound.
        let heard_or_not = self.sounding || self.stall.is_some();
        if self.seen && heard_or_not && !std::mem::replace(&mut self.sent.seen, true) {
            due.push((RingStage::Seen, self.stall));
        }
        due
    }
}
