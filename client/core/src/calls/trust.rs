//! Whether the other device of a call is the other person's, and not the server's or anybody's between.
//!
//! A description that was not signed by the one whose it claims to be ends the connection here. A device
//! that is new does not: a new phone is normal, and the person is told.

use crate::calls::state::Calls;
use crate::calls::verification::{Heard, KnownDevices, Trust};
use crate::ctx::Ctx;
use crate::io::{Effect, LogEntry, MediaCommand};
use crate::proof::{DeviceKey, DeviceSecret};
use shared::{CallId, Signal, UserId};

impl Calls {
    /// What earlier runs of the app kept.
    pub(crate) fn start_trust(&mut self, secret: DeviceSecret, run: u128, known: KnownDevices) {
        self.trust = Trust::new(secret, run, known);
    }

    fn device_key(&self, cx: &Ctx, me: UserId) -> Option<DeviceKey> {
        let secret = self.trust.secret.as_ref()?;
        Some(secret.key_for(cx.server.as_ref()?.as_str(), me))
    }

    /// Signs what this device says to the other one.
    pub(super) fn vouch_for(&mut self, cx: &Ctx, call_id: CallId, signal: Signal) -> Signal {
        let me = self.live_of(call_id).map(|live| live.me);
        let key = me.and_then(|me| self.device_key(cx, me));
        let Self { live, trust, .. } = self;
        match live.as_mut().zip(key) {
            Some((live, key)) => {
                let exchange = &mut live.verification.exchange;
                exchange.vouch_for(call_id, &key, signal, || trust.draw(call_id))
            }
            None => signal,
        }
    }

    /// Looks at what the other device said; gives back what the media engine is to hear of it.
    pub(super) fn examine(
        &mut self,
        cx: &mut Ctx,
        call_id: CallId,
        signal: Signal,
    ) -> Option<Signal> {
        let live = self.live_of_mut(call_id)?;
        let role = live.media_role();
        let exchange = &mut live.verification.exchange;
        match exchange.examine(call_id, role, &signal) {
            Heard::Fine => {}
            Heard::NotForTheEngine => return None,
            Heard::Accepted(reveal) => live.media.queue_signal(reveal),
            Heard::OfferAgain => {
                live.media.restart.tried_at = cx.now;
                cx.media(MediaCommand::Renew { call_id });
                return None;
            }
            Heard::Refused(why) => {
                live.verification.refused = Some(why);
                cx.push(Effect::Log(LogEntry::ConnectionRefused(why)));
                return None;
            }
        }
        self.look_up_device(cx);
        Some(signal)
    }

    /// What was known of the other device before this call.
    fn look_up_device(&mut self, cx: &Ctx) {
        let Some((server, live)) = cx.server.as_ref().zip(self.live.as_mut()) else {
            return;
        };
        let (me, other) = (live.me, live.other().user_id);
        let (known, about) = (&self.trust.known, &mut live.verification);
        if about.device.is_some() {
            return;
        }
        about.met_before = known.has_any(server.as_str(), me, other);
        let key = about.exchange.other_key();
        about.device = key.map(|key| known.find(server.as_str(), me, other, key));
    }

    /// The other device secured the connection with what it had signed: it is known from now on.
    pub(super) fn remember_device(&mut self, cx: &mut Ctx, call_id: CallId) {
        let now = cx.now;
        let Some((server, live)) = cx.server.as_ref().zip(self.live_of(call_id)) else {
            return;
        };
        let Some(key) = live.verification.exchange.other_key() else {
            return;
        };
        let (me, other) = (live.me, live.other().user_id);
        let server = server.as_str().to_owned();
        self.trust.known.remember(server, me, other, key, now);
        cx.push(Effect::StoreKnownDevices(self.trust.known.clone()));
    }
}
