//! The way to the other device: a peer connection, what goes out and what comes in.
//!
//! Owns RTP, RTCP and session descriptions. Knows nothing of cameras, sound cards and screens.

pub mod counters;
pub mod inbound;
pub mod lip_sync;
pub mod nack;
pub mod outbound;
pub mod path_state;
pub mod peer;
pub mod receive_monitor;
pub mod red;
pub mod rtx;
pub mod sdp;
pub mod send_interceptor;
pub mod sequence;
pub mod turn_tcp;
pub mod vp8;
