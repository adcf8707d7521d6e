//! Tests only; see `tests/`. And what is fuzzed, for the test that replays the corpora of `fuzz/`.

/// Takes any bytes, and panics where a promise about them is broken.
pub type Body = fn(&[u8]);

/// Everything that is fuzzed: the name of its target in `fuzz/`, and its body.
pub const FUZZED: [(&str, Body); 10] = [
    ("server", client_core::fuzzing::server),
    ("link", client_core::fuzzing::link),
    ("file_name", client_core::fuzzing::file_name),
    ("client_frames", backend::fuzzing::client_frames),
    ("socket", backend::fuzzing::socket),
    ("sdp", client_engine::fuzzing::sdp),
    ("vp8", client_engine::fuzzing::vp8),
    ("packets", client_engine::fuzzing::packets),
    ("twcc", client_engine::fuzzing::twcc),
    ("bridge", client_engine::fuzzing::bridge),
];
