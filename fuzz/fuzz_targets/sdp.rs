#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| client_engine::fuzzing::sdp(data));
