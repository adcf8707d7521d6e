//! Codes in the binary messages between engine and page (`docs/bridge.md`). `cargo xtask types` writes
//! them for the page, as `codes.ts`.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: u8 = $code;)*

        /// Each code with its name.
        pub const ALL: &[(&str, u8)] = &[$((stringify!($name), $name)),*];
    };
}

codes! {
    /// First byte: a video frame of the other person's.
    VIDEO_REMOTE = 0;
    /// First byte: an own video frame.
    VIDEO_LOCAL = 1;
    /// First byte: sound, to be played or heard.
    AUDIO = 2;
    /// First byte: how the page's devices fare.
    REPORT = 3;
    /// First byte: how the page is to film and listen.
    CAPTURE = 4;
    /// First byte: part of a file.
    FILE = 5;
    /// First byte: the page wants a file.
    FILE_REQUEST = 6;
    /// First byte: the page wants a key frame.
    KEY_FRAME_REQUEST = 7;

    /// Flag of a video frame: it can be decoded without any earlier one.
    FLAG_KEY_FRAME = 1;
    /// Flag of a file's part: it is the last one.
    FLAG_LAST = 1;
    /// Flag of a file's part: the file is not here.
    FLAG_GONE = 2;
    /// Flag of [`CAPTURE`]: film.
    FLAG_CAMERA_ON = 1;
    /// Flag of [`CAPTURE`]: listen.
    FLAG_MICROPHONE_ON = 2;
    /// Flag of [`CAPTURE`]: the next video frame must be a key frame.
    FLAG_KEY_FRAME_WANTED = 4;

    /// State of a device in a [`REPORT`]: nothing is wrong.
    DEVICE_FINE = 0;
    /// State of a device in a [`REPORT`]: it is not there, or not any more.
    DEVICE_MISSING = 1;
    /// State of a device in a [`REPORT`]: it was refused.
    DEVICE_REFUSED = 2;
}
