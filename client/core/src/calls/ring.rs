//! The ring on the called person's device.
//!
//! Owns what makes it sound and what silences it. Whether it sounds is worked out anew at the end
//! of each pass, so it can be neither forgotten nor doubled, and it never outlasts its deadline.

use crate::calls::state::{Calls, LiveCall};
use crate::ctx::Ctx;
use crate::instants::earlier;
use crate::io::{Effect, RingTone};
use crate::notifications::notices::NoticeText;
use shared::{CallId, CallPhase, ClientFrame, RingStall, Timestamp};

/// A deadline that moves by less (the clocks were compared again) does not restart the ring.
const DEADLINE_SLACK_MS: i64 = 1_000;

impl Calls {
    pub(crate) fn on_ring_stalled(&mut self, cx: &mut Ctx, call_id: CallId, stall: RingStall) {
        if let Some(live) = self.live_of_mut(call_id) {
            live.ring.sounding = false;
            live.ring.stall = Some(stall);
            if live.invited_until().is_some() {
                cx.notices.add(NoticeText::CannotRing);
            }
        }
    }

    /// The invitation that waits for this person's answer now, with its deadline on this device's
    /// clock.
    fn invitation(&self, cx: &Ctx, now: Timestamp) -> Option<(CallId, Timestamp)> {
        let live = self.live.as_ref().filter(|live| !live.ring.silenced)?;
        let until = cx.link.to_device(live.invited_until()?);
        (now < until).then_some((live.call.id, until))
    }

    /// The ring that is to sound now, with its deadline on this device's clock.
    fn loud_ring(&self, cx: &Ctx, now: Timestamp) -> Option<(CallId, Timestamp)> {
        let (call_id, _) = self.invitation(cx, now)?;
        let until = self.live_of(call_id)?.loud_until()?;
        let until = cx.link.to_device(until);
        (now < until).then_some((call_id, until))
    }

    /// Whoever is at work hears a chime; whoever waits for a doctor must not miss it.
    fn ring_tone(&self, call_id: CallId) -> RingTone {
        if self.live_of(call_id).is_some_and(LiveCall::is_card) {
            RingTone::Soft
        } else {
            RingTone::Loud
        }
    }

    pub(super) fn reconcile_ring(&mut self, cx: &mut Ctx) {
        // Without the server nobody can answer, and the call may be over: silence until it is back
        // and says that it still rings.
        if let Some(live) = &mut self.live
            && cx.link.down_since.is_some()
        {
            live.ring.unsure = true;
        }
        let unsure = self.live.as_ref().is_some_and(|live| live.ring.unsure);
        let wanted = self.loud_ring(cx, cx.now).filter(|_| !unsure);
        match (self.engine.ringing, wanted) {
            (None, None) => {}
            (Some((told, told_until)), Some((call_id, until)))
                if told == call_id && until.since_ms(told_until).abs() <= DEADLINE_SLACK_MS => {}
            (told, wanted) => {
                if told.is_some() {
                    cx.push(Effect::StopRinging);
                    // What was known was about that ring.
                    if let Some(live) = &mut self.live {
                        live.ring.sounding = false;
                        live.ring.stall = None;
                    }
                }
                if let Some((call_id, until)) = wanted {
                    let tone = self.ring_tone(call_id);
                    cx.push(Effect::StartRinging {
                        call_id,
                        tone,
                        until,
                    });
                }
                self.engine.ringing = wanted;
            }
        }
    }

    /// Shows the invitation outside the window, once, and takes it away when it is over.
    pub(super) fn reconcile_notification(&mut self, cx: &mut Ctx) {
        let invited = self.invitation(cx, cx.now).map(|(call_id, _)| call_id);
        if let Some(call_id) = self.engine.notified
            && invited != Some(call_id)
        {
            cx.push(Effect::WithdrawNotification { call_id });
            self.engine.notified = None;
        }
        if let Some(live) = &mut self.live
            && invited == Some(live.call.id)
            && !live.ring.announced
        {
            live.ring.announced = true;
            // Rung once more: the one from before makes room.
            if let Some(call_id) = self.engine.notified {
                cx.push(Effect::WithdrawNotification { call_id });
            }
            self.engine.notified = invited;
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
        let invited = self.invitation(cx, cx.now).is_some();
        if !invited || !cx.link.is_online() {
            return;
        }
        let connection = cx.link.connection;
        let Some(live) = &mut self.live else {
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

    pub(super) fn ring_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let rings = self.engine.ringing.map(|(_, until)| until);
        let shown = self.engine.notified.and_then(|id| {
            let live = self.live_of(id)?;
            live.invited_until().map(|until| cx.link.to_device(until))
        });
        // The caller may ring again from then on.
        let quiet = self.live.as_ref().and_then(|live| {
            let until = live.call.loud_until?;
            let until = cx.link.to_device(until);
            (live.call.phase == CallPhase::Ringing && until > cx.now).then_some(until)
        });
        earlier(earlier(rings, shown), quiet)
    }
}
