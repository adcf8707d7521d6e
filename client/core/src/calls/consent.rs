//! Consent: devices open for a call that this person accepted or placed on this device, and for no other.
//!
//! It is a fact of this device. A press grants it, and what the server says can only use up what was
//! granted: one press opens one call. So a server, or whoever stands in its place, opens nothing.

use crate::calls::state::{Calls, LiveCall};
use crate::calls::wish::CallWish;
use crate::ctx::Ctx;
use crate::io::{Effect, KeptConsent};
use shared::{CallKind, Timestamp};

/// How long a press waits for the call that it is to make.
const WISH_MS: i64 = 60_000;
/// Between two words that the call still goes on.
const KEEP_SPACING_MS: i64 = 30_000;

/// Whether this is this device's call that the press was for.
fn is_for(wish: CallWish, live: &LiveCall) -> bool {
    let placed = live.is_outgoing() && live.is_here();
    match wish {
        CallWish::With(user_id) => placed && live.other().user_id == user_id,
        CallWish::Back => placed && live.call.kind == CallKind::Direct,
        CallWish::Appointment(id) => live.is_here() && live.call.appointment_id == Some(id),
    }
}

impl Calls {
    /// What an earlier run of the app left.
    pub(crate) fn resume_consent(&mut self, kept: Option<KeptConsent>) {
        self.consent.kept = kept;
    }

    /// The person pressed what places a call; the server has yet to make it.
    pub(crate) fn wish(&mut self, cx: &Ctx, wish: CallWish) {
        self.consent.wish = Some((wish, cx.now.plus_ms(WISH_MS)));
    }

    /// The server refused what was pressed.
    pub(crate) fn drop_wish(&mut self) {
        self.consent.wish = None;
    }

    /// The call became what a press was for, or what the last run was in.
    pub(super) fn use_consent(&mut self, now: Timestamp) {
        let Some(live) = &mut self.live else {
            return;
        };
        if !live.consented && self.consent.is_kept(live.call.id, now) {
            live.consented = true;
            live.media.take_up();
        }
        if let Some((wish, until)) = self.consent.wish
            && is_for(wish, live)
        {
            live.consented |= live.is_live() && now < until;
            self.consent.wish = None;
        }
    }

    /// Keeps what holds for the next run, should this one be cut off in the middle of a call.
    pub(super) fn reconcile_consent(&mut self, cx: &mut Ctx) {
        let call_id = self
            .live
            .as_ref()
            .filter(|live| live.carries_media())
            .map(|live| live.call.id);
        let current = self.consent.kept.is_some_and(|kept| {
            Some(kept.call_id) == call_id && cx.now.since_ms(kept.at).abs() < KEEP_SPACING_MS
        });
        // What the last run left waits for the server's first word of the call.
        let waits = call_id.is_none()
            && self.consent.kept.is_some_and(|kept| {
                self.live_of(kept.call_id).is_none() && self.consent.is_kept(kept.call_id, cx.now)
            });
        let nothing = call_id.is_none() && self.consent.kept.is_none();
        if current || waits || nothing {
            return;
        }
        self.consent.kept = call_id.map(|call_id| KeptConsent {
            call_id,
            at: cx.now,
        });
        cx.push(Effect::StoreConsent(self.consent.kept));
    }
}
