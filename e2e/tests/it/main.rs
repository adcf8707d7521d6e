//! The whole product, from both ends: the server, its apps, their windows and networks.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test fails by panicking"
)]

mod appointment;
mod called_again;
mod chat;
mod command_line;
mod devices;
mod direct_calls;
mod faults;
mod first_second;
mod fuzzed;
mod hand_over;
mod interop;
#[path = "../../../client/engine/tests/it/netns.rs"]
mod netns;
mod notification;
mod phone;
mod ring;
#[path = "../../../backend/tests/it/support/rounds.rs"]
mod rounds;
#[path = "../../../client/engine/tests/it/sound_server/mod.rs"]
#[allow(dead_code, reason = "the engine's tests use the rest of it")]
mod sound_server;
mod stage;
mod two_apps;
mod two_windows;
#[path = "../../../client/engine/benches/call/voice_score/mod.rs"]
mod voice_score;
mod weather;
mod weather_network;
mod weather_restart;
mod weather_sound;
mod weather_walk;
mod window_life;
mod window_times;
