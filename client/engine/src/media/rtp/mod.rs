//! RTP to the other device and back: a peer connection, packetizers, loss repair (NACK, RTX, RED).
//!
//! Owns RTP, RTCP and session descriptions. Knows nothing of cameras, sound cards and screens.

pub mod codecs;
pub mod counters;
pub mod inbound;
pub mod lip_sync;
pub mod nack;
pub mod outbound;
pub mod packet_hook;
pub mod path_state;
pub mod peer;
pub mod receive_monitor;
pub mod red;
pub mod remote_limits;
pub mod rtx;
pub mod sdp;
pub mod send_interceptor;
pub mod sequence;
pub mod turn_tcp;
pub mod vp8;
