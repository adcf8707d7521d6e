//! The maxima both sides agree on. A server refuses what is larger; a client doesn't send it.

/// Characters in the few words that go with a direct call or its refusal.
pub const MAX_CALL_WORDS_CHARS: usize = 200;
/// Milliseconds within which a doctor may call back who rang in vain: a day.
pub const CALL_BACK_MS: i64 = 24 * 60 * 60 * 1000;
/// Characters in a person's name, a title.
pub const MAX_NAME_CHARS: usize = 120;
/// Characters in an e-mail address (RFC 5321, 4.5.3.1: 254 octets of a path without its brackets).
pub const MAX_EMAIL_CHARS: usize = 254;
/// Characters in a reason for a visit, a description.
pub const MAX_NOTE_CHARS: usize = 1_000;
/// Fewest characters in a password (NIST SP 800-63B, 5.1.1.2 asks for at least 8).
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Most characters in a password; hashing must not become a way to burn the server's time.
pub const MAX_PASSWORD_CHARS: usize = 128;
/// Most patients in one queue.
pub const MAX_QUEUE_CAPACITY: u32 = 1_000;
/// Most weekly rules of one doctor.
pub const MAX_AVAILABILITY_RULES: usize = 50;
/// Most exceptions of one doctor.
pub const MAX_AVAILABILITY_EXCEPTIONS: usize = 400;
/// Most breaks within some hours.
pub const MAX_BREAKS: usize = 10;
/// Shortest appointment, in minutes.
pub const MIN_APPOINTMENT_MINUTES: u16 = 5;
/// Longest appointment, in minutes.
pub const MAX_APPOINTMENT_MINUTES: u16 = 240;
/// Most appointments of one patient that are still to come.
pub const MAX_OPEN_APPOINTMENTS: usize = 20;
/// Most days whose slots are asked for at once.
pub const MAX_SLOT_DAYS: i64 = 62;
/// Furthest ahead an appointment may be, in days.
pub const MAX_APPOINTMENT_DAYS_AHEAD: i64 = 366;
/// Bytes in one realtime frame from a device.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// Bytes in one realtime frame from the server: a full queue with the longest reasons has as many.
pub const MAX_SERVER_FRAME_BYTES: usize = 8 * 1024 * 1024;
/// Bytes in one session description.
pub const MAX_SDP_BYTES: usize = 48 * 1024;
/// Bytes in one ICE candidate line.
pub const MAX_CANDIDATE_BYTES: usize = 1_024;
/// Bytes in the body of a REST request.
pub const MAX_BODY_BYTES: usize = 256 * 1024;
/// Characters in a chat message.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
/// Characters of the notes of one encounter.
pub const MAX_NOTES_CHARS: usize = 20_000;
/// Messages in one page of a thread.
pub const MESSAGES_PER_PAGE: i64 = 50;
/// Bytes in one file of a thread.
pub const MAX_CHAT_FILE_BYTES: usize = 10 * 1024 * 1024;
/// The media types that files of a thread may have, as their content says.
pub const CHAT_MEDIA_TYPES: [&str; 4] =
    ["image/jpeg", "image/png", "image/webp", "application/pdf"];
/// Files in one thread.
pub const MAX_CHAT_FILES: i64 = 50;
/// Characters in a file's name.
pub const MAX_FILE_NAME_CHARS: usize = 120;
/// Milliseconds after a rating was given during which it can be given anew: a day.
pub const RATING_CHANGEABLE_MS: i64 = 24 * 60 * 60 * 1000;
/// Milliseconds after an encounter's end during which its thread can be written to: a week.
pub const CHAT_OPEN_MS: i64 = 7 * 24 * 60 * 60 * 1000;
