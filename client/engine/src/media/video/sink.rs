//! Where a camera's pictures go: to the viewers on this device, and out.

use super::fanout::VideoFanout;
use super::source::CameraTrouble;
use crate::media::rtp::outbound::OutboundVideo;
use crate::media::rtp::path_state::SharedPathState;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc::Sender;

/// Tells the call about the camera; nothing is wrong where it carries nothing.
pub type ReportCamera = Box<dyn Fn(Option<CameraTrouble>) + Send>;

/// What a camera works for.
pub struct CameraSink {
    /// Where its pictures are shown.
    pub fanout: VideoFanout,
    /// Where they are sent; nowhere while their owner only looks at them.
    pub outbound: Option<Sender<OutboundVideo>>,
    /// Knows how much room there is.
    pub path: Arc<SharedPathState>,
    /// Where time stamps begin; the same for every camera of a call.
    pub since: Instant,
    /// Hears about the camera.
    pub report: ReportCamera,
}
