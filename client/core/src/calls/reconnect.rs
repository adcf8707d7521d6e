//! Bringing a lost connection between the two devices back.
//!
//! Owns when a restart is asked for. Only one side restarts at a time: the caller, who alone makes
//! offers; the other one asks for an offer only after a longer silence, or where its app was started anew.

use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::io::MediaCommand;
use shared::{CallPhase, Timestamp};

/// Between two restarts by the side that makes offers.
const OFFERER_SPACING_MS: i64 = 4_000;
/// Without any word from the other side, its answerer asks for an offer.
const ANSWERER_SPACING_MS: i64 = 6_000;
/// A first connection that neither succeeds nor fails is not disturbed for so long.
const FIRST_PATIENCE_MS: i64 = 8_000;

impl Calls {
    /// When the connection is to be restarted, if nothing changes until then.
    pub(super) fn restart_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let live = self.open_call()?;
        let restart = &live.media.restart;
        let spaced_at = if live.is_outgoing() {
            restart.tried_at.plus_ms(OFFERER_SPACING_MS)
        } else {
            restart
                .tried_at
                .max(restart.heard_at)
                .plus_ms(ANSWERER_SPACING_MS)
        };
        // The side that hears well restarts too where it alone may make offers.
        let deaf = !live.media.receiving || (live.is_outgoing() && !live.other().media.receiving);
        let at = match live.call.phase {
            CallPhase::Connecting if restart.failed => spaced_at,
            CallPhase::Connecting if deaf => {
                spaced_at.max(restart.tried_at.plus_ms(FIRST_PATIENCE_MS))
            }
            CallPhase::Interrupted if deaf || restart.failed => spaced_at,
            _ => return None,
        };
        // Without the socket, neither offer nor answer would arrive.
        cx.link.is_online().then_some(at)
    }

    pub(super) fn reconcile_restart(&mut self, cx: &mut Ctx) {
        if self.restart_next_at(cx).is_none_or(|at| at > cx.now) {
            return;
        }
        if let Some(live) = &mut self.live {
            live.media.restart.tried_at = cx.now;
            live.media.restart.failed = false;
            cx.media(MediaCommand::Restart {
                call_id: live.call.id,
            });
            cx.probe_link();
        }
    }
}
