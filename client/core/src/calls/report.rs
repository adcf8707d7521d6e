//! What the other side is told about this side's microphone, camera and reception.
//!
//! The latest report wins: there is at most one on its way, and it is repeated until the server
//! believes what is so.

use super::media::MediaLine;
use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{App, DeviceTrouble, Method, Trouble};
use serde_json::Value;
use shared::{CallId, CallSnapshot, MediaReport, ProblemCode, paths};

/// Pause before a report that did not get through is sent again.
const REPORT_PAUSE_MS: i64 = 1_000;

impl MediaLine {
    /// What this side's devices do: a wish without a device is not sound or picture.
    pub(super) fn report(&self) -> MediaReport {
        let (microphone, camera) = match self.trouble {
            None => (true, true),
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

impl App {
    /// Reports this side's devices whenever the server believes otherwise; the latest report wins.
    pub(super) fn keep_report(&mut self, turn: &mut Turn) {
        let Some(id) = self.open_line().map(|line| line.call.id) else {
            return;
        };
        if self.requests.has(Purpose::Report(id)) {
            return;
        }
        let Some(line) = self.calls.line_of_mut(id) else {
            return;
        };
        if line.media.report_at.is_some_and(|at| at > turn.now) {
            return;
        }
        line.media.report_at = None;
        let report = line.media.report();
        if line.media.reported == Some(report) {
            return;
        }
        line.media.sending = Some(report);
        let wish = Wish::get(Purpose::Report(id), paths::with_id(paths::REPORT_MEDIA, id));
        self.ask(
            turn,
            Wish {
                method: Method::Put,
                ..wish
            }
            .with(&report),
        );
    }

    pub(crate) fn on_reported(
        &mut self,
        turn: &mut Turn,
        id: CallId,
        result: Result<Value, Trouble>,
    ) {
        let Some(line) = self.calls.line_of_mut(id) else {
            return;
        };
        match read::<CallSnapshot>(result) {
            Ok(call) => {
                line.media.reported = line.media.sending.take();
                self.take_call(turn, call);
            }
            Err(Trouble::Refused { code, .. }) if !passes(code) => {
                // Not to be asked again with the same words; the call's state says why.
                line.media.reported = line.media.sending.take();
                self.fetch_call(turn, id);
            }
            Err(_) => line.media.report_at = Some(turn.now.plus_ms(REPORT_PAUSE_MS)),
        }
    }
}

/// Whether a refusal with this code passes by itself.
fn passes(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Busy | ProblemCode::Internal | ProblemCode::TooManyRequests
    )
}
