//! The way to the other device: a peer connection, what goes out and what comes in.
//!
//! Owns RTP, RTCP and session descriptions. Knows nothing of cameras, sound cards and screens.

pub mod bandwidth;
pub mod evenness;
pub mod inbound;
pub mod lip_sync;
pub mod outbound;
pub mod peer;
pub mod redundancy;
pub mod relays;
pub mod repairs;
pub mod requests;
pub mod sdp;
pub mod sequence;
pub mod sound_plan;
pub mod steering;
pub mod tally;
pub mod vp8_packets;
pub mod watch;
pub mod way;
