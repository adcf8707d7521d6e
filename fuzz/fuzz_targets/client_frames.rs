#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| backend::fuzzing::client_frames(data));
