//! What the other side is told about this side's microphone, camera and reception.
//!
//! The latest report wins: there is at most one on its way, and it is repeated until the server
//! believes what is so.

use super::media::CallMedia;
use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, DeviceTrouble, Method, RequestError};
use serde_json::Value;
use shared::{CallId, CallSnapshot, MediaReport, ProblemCode, paths};

/// Pause before a report that did not get through is sent again.
const REPORT_PAUSE_MS: i64 = 1_000;

impl CallMedia {
    /// What this side's devices do: a switch without a device is not sound or picture.
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
    pub(super) fn reconcile_report(&mut self, cx: &mut Ctx) {
        let Some(id) = self.open_call().map(|live| live.call.id) else {
            return;
        };
        if self.requests.has(RequestKind::Report(id)) {
            return;
        }
        let Some(live) = self.calls.live_of_mut(id) else {
            return;
        };
        if live.media.report_at.is_some_and(|at| at > cx.now) {
            return;
        }
        live.media.report_at = None;
        let report = live.media.report();
        if live.media.reported == Some(report) {
            return;
        }
        live.media.sending = Some(report);
        let request = ApiRequest::get(
            RequestKind::Report(id),
            paths::with_id(paths::REPORT_MEDIA, id),
        );
        self.ask(
            cx,
            ApiRequest {
                method: Method::Put,
                ..request
            }
            .with(&report),
        );
    }

    pub(crate) fn on_reported(
        &mut self,
        cx: &mut Ctx,
        id: CallId,
        result: Result<Value, RequestError>,
    ) {
        let Some(live) = self.calls.live_of_mut(id) else {
            return;
        };
        match read::<CallSnapshot>(result) {
            Ok(call) => {
                live.media.reported = live.media.sending.take();
                self.apply_call(cx, call);
            }
            Err(RequestError::Refused { code, .. }) if !passes(code) => {
                // Not to be asked again with the same words; the call's state says why.
                live.media.reported = live.media.sending.take();
                self.fetch_call(cx, id);
            }
            Err(_) => live.media.report_at = Some(cx.now.plus_ms(REPORT_PAUSE_MS)),
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
