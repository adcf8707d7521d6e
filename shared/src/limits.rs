//! The maxima both sides agree on. A server refuses what is larger; a client doesn't send it.

/// Writes each bound down as a constant and, for the page, as a line of TypeScript.
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $value:expr;)+) => {
        $($(#[doc = $doc])+ pub const $name: $type = $value;)+

        /// The same bounds as a module of TypeScript.
        #[cfg(feature = "ts")]
        #[must_use]
        pub fn typescript() -> String {
            let mut module = String::from("// Written by `cargo xtask types` from shared/src/limits.rs.\n");
            $(
                let doc: &[&str] = &[$($doc.trim_ascii()),+];
                module += &format!(
                    "\n/** {} */\nexport const {} = {};\n",
                    doc.join(" "),
                    stringify!($name),
                    $name,
                );
            )+
            module
        }
    };
}

limits! {
    /// The earliest instant on the wire: 1900-01-01T00:00:00Z (RFC 5905, 6: where NTP begins to count).
    MIN_INSTANT_MS: i64 = -2_208_988_800_000;
    /// The latest instant on the wire: the last millisecond of the year 2200.
    MAX_INSTANT_MS: i64 = 7_289_654_399_999;
    /// Characters in the few words that go with a direct call or its refusal.
    MAX_CALL_WORDS_CHARS: usize = 200;
    /// Milliseconds within which a doctor may call back who rang in vain: a day.
    CALL_BACK_MS: i64 = 24 * 60 * 60 * 1000;
    /// Characters in a person's name, a title.
    MAX_NAME_CHARS: usize = 120;
    /// Characters in an e-mail address (RFC 5321, 4.5.3.1: 254 octets of a path without its brackets).
    MAX_EMAIL_CHARS: usize = 254;
    /// Characters in a reason for a visit, a description.
    MAX_NOTE_CHARS: usize = 1_000;
    /// Fewest characters in a password (NIST SP 800-63B, 5.1.1.2 asks for at least 8).
    MIN_PASSWORD_CHARS: usize = 8;
    /// Fewest characters in the password of a doctor or an admin.
    MIN_STAFF_PASSWORD_CHARS: usize = 12;
    /// Most characters in a password; hashing must not become a way to burn the server's time.
    MAX_PASSWORD_CHARS: usize = 128;
    /// Characters of a code that proves an address, as it is mailed without its hyphen.
    CODE_CHARS: usize = 8;
    /// Milliseconds for which a mailed code counts: half an hour.
    CODE_LIFE_MS: i64 = 30 * 60 * 1000;
    /// Milliseconds between two codes to one address.
    CODE_AGAIN_MS: i64 = 60 * 1000;
    /// Most patients in one queue.
    MAX_QUEUE_CAPACITY: u32 = 1_000;
    /// Most weekly rules of one doctor.
    MAX_AVAILABILITY_RULES: usize = 50;
    /// Most exceptions of one doctor.
    MAX_AVAILABILITY_EXCEPTIONS: usize = 400;
    /// Most breaks within some hours.
    MAX_BREAKS: usize = 10;
    /// Shortest appointment, in minutes.
    MIN_APPOINTMENT_MINUTES: u16 = 5;
    /// Longest appointment, in minutes.
    MAX_APPOINTMENT_MINUTES: u16 = 240;
    /// Most appointments of one patient that are still to come.
    MAX_OPEN_APPOINTMENTS: usize = 20;
    /// Most preferred times that one patient waits for an answer about.
    MAX_OPEN_REQUESTS: usize = 3;
    /// Milliseconds for which a preferred time that a patient asks for is held: two hours. The request
    /// waits on, and others may have the time.
    REQUEST_HOLD_MS: i64 = 2 * 60 * 60 * 1000;
    /// Most days whose slots are asked for at once.
    MAX_SLOT_DAYS: i64 = 62;
    /// Furthest ahead an appointment may be, in days.
    MAX_APPOINTMENT_DAYS_AHEAD: i64 = 366;
    /// Bytes in one realtime frame from a device.
    MAX_FRAME_BYTES: usize = 64 * 1024;
    /// Bytes in one realtime frame from the server: a full queue with the longest reasons has as many.
    MAX_SERVER_FRAME_BYTES: usize = 8 * 1024 * 1024;
    /// The close code (RFC 6455, 7.4.2) of a socket that made room for newer ones of the same person.
    CLOSE_DISPLACED: u16 = 4001;
    /// The close code of a socket whose proof counts no longer: the access token's time is over, or who its
    /// person is has changed. Renew the token and come back.
    CLOSE_PROOF_OVER: u16 = 4002;
    /// Bytes in one session description.
    MAX_SDP_BYTES: usize = 48 * 1024;
    /// Bytes in one ICE candidate line.
    MAX_CANDIDATE_BYTES: usize = 1_024;
    /// Bytes in the body of a REST request.
    MAX_BODY_BYTES: usize = 256 * 1024;
    /// Characters in a chat message.
    MAX_MESSAGE_CHARS: usize = 4_000;
    /// Characters of the notes of one encounter.
    MAX_NOTES_CHARS: usize = 20_000;
    /// Rows in one page of any other list.
    ROWS_PER_PAGE: i64 = 100;
    /// Messages in one page of a thread.
    MESSAGES_PER_PAGE: i64 = 50;
    /// Bytes in one file of a thread.
    MAX_CHAT_FILE_BYTES: usize = 10 * 1024 * 1024;
    /// Files in one thread.
    MAX_CHAT_FILES: i64 = 50;
    /// Pixels on either side of a picture in a thread.
    MAX_PICTURE_SIDE: u32 = 12_000;
    /// Pixels of a picture in a thread: unpacked, each takes four bytes of whoever looks at it.
    MAX_PICTURE_PIXELS: u64 = 40_000_000;
    /// Characters in a file's name.
    MAX_FILE_NAME_CHARS: usize = 120;
    /// Milliseconds after a consultation's end during which its rating can be given, and given anew: a week.
    RATING_OPEN_MS: i64 = 7 * 24 * 60 * 60 * 1000;
    /// Ratings from which on a doctor sees the own ones: with fewer, each would tell whose it is.
    RATINGS_SHOWN_FROM: u32 = 5;
    /// Comments that a doctor sees, the newest of them.
    MAX_RATING_COMMENTS: i64 = 50;
    /// Milliseconds after an encounter's end during which its thread can be written to: a week.
    CHAT_OPEN_MS: i64 = 7 * 24 * 60 * 60 * 1000;
}

/// The cookie by which a server knows a device again that signed in before.
pub const DEVICE_COOKIE: &str = "medconsult_device";

/// The media types that files of a thread may have, as their content says.
pub const CHAT_MEDIA_TYPES: [&str; 4] =
    ["image/jpeg", "image/png", "image/webp", "application/pdf"];
