// Written by `cargo xtask types` from shared/src/limits.rs.

/** The earliest instant on the wire: 1900-01-01T00:00:00Z (RFC 5905, 6: where NTP begins to count). */
export const MIN_INSTANT_MS = -2208988800000;

/** The latest instant on the wire: the last millisecond of the year 2200. */
export const MAX_INSTANT_MS = 7289654399999;

/** Characters in the few words that go with a direct call or its refusal. */
export const MAX_CALL_WORDS_CHARS = 200;

/** Milliseconds within which a doctor may call back who rang in vain: a day. */
export const CALL_BACK_MS = 86400000;

/** Characters in a person's name, a title. */
export const MAX_NAME_CHARS = 120;

/** Characters in an e-mail address (RFC 5321, 4.5.3.1: 254 octets of a path without its brackets). */
export const MAX_EMAIL_CHARS = 254;

/** Characters in a reason for a visit, a description. */
export const MAX_NOTE_CHARS = 1000;

/** Fewest characters in a password (NIST SP 800-63B, 5.1.1.2 asks for at least 8). */
export const MIN_PASSWORD_CHARS = 8;

/** Fewest characters in the password of a doctor or an admin. */
export const MIN_STAFF_PASSWORD_CHARS = 12;

/** Most characters in a password; hashing must not become a way to burn the server's time. */
export const MAX_PASSWORD_CHARS = 128;

/** Characters of a code that proves an address, as it is mailed without its hyphen. */
export const CODE_CHARS = 8;

/** Milliseconds for which a mailed code counts: half an hour. */
export const CODE_LIFE_MS = 1800000;

/** Milliseconds between two codes to one address. */
export const CODE_AGAIN_MS = 60000;

/** Most patients in one queue. */
export const MAX_QUEUE_CAPACITY = 1000;

/** Most weekly rules of one doctor. */
export const MAX_AVAILABILITY_RULES = 50;

/** Most exceptions of one doctor. */
export const MAX_AVAILABILITY_EXCEPTIONS = 400;

/** Most breaks within some hours. */
export const MAX_BREAKS = 10;

/** Shortest appointment, in minutes. */
export const MIN_APPOINTMENT_MINUTES = 5;

/** Longest appointment, in minutes. */
export const MAX_APPOINTMENT_MINUTES = 240;

/** Most appointments of one patient that are still to come. */
export const MAX_OPEN_APPOINTMENTS = 20;

/** Most preferred times that one patient waits for an answer about. */
export const MAX_OPEN_REQUESTS = 3;

/** Milliseconds for which a preferred time that a patient asks for is held: two hours. The request waits on, and others may have the time. */
export const REQUEST_HOLD_MS = 7200000;

/** Most days whose slots are asked for at once. */
export const MAX_SLOT_DAYS = 62;

/** Furthest ahead an appointment may be, in days. */
export const MAX_APPOINTMENT_DAYS_AHEAD = 366;

/** Bytes in one realtime frame from a device. */
export const MAX_FRAME_BYTES = 65536;

/** Bytes in one realtime frame from the server: a full queue with the longest reasons has as many. */
export const MAX_SERVER_FRAME_BYTES = 8388608;

/** The close code (RFC 6455, 7.4.2) of a socket that made room for newer ones of the same person. */
export const CLOSE_DISPLACED = 4001;

/** The close code of a socket whose proof counts no longer: the access token's time is over, or who its person is has changed. Renew the token and come back. */
export const CLOSE_PROOF_OVER = 4002;

/** Bytes in one session description. */
export const MAX_SDP_BYTES = 49152;

/** Bytes in one ICE candidate line. */
export const MAX_CANDIDATE_BYTES = 1024;

/** Bytes in the body of a REST request. */
export const MAX_BODY_BYTES = 262144;

/** Characters in a chat message. */
export const MAX_MESSAGE_CHARS = 4000;

/** Characters of the notes of one encounter. */
export const MAX_NOTES_CHARS = 20000;

/** Rows in one page of any other list. */
export const ROWS_PER_PAGE = 100;

/** Messages in one page of a thread. */
export const MESSAGES_PER_PAGE = 50;

/** Bytes in one file of a thread. */
export const MAX_CHAT_FILE_BYTES = 10485760;

/** Files in one thread. */
export const MAX_CHAT_FILES = 50;

/** Pixels on either side of a picture in a thread. */
export const MAX_PICTURE_SIDE = 12000;

/** Pixels of a picture in a thread: unpacked, each takes four bytes of whoever looks at it. */
export const MAX_PICTURE_PIXELS = 40000000;

/** Characters in a file's name. */
export const MAX_FILE_NAME_CHARS = 120;

/** Milliseconds after a consultation's end during which its rating can be given, and given anew: a week. */
export const RATING_OPEN_MS = 604800000;

/** Ratings from which on a doctor sees the own ones: with fewer, each would tell whose it is. */
export const RATINGS_SHOWN_FROM = 5;

/** Comments that a doctor sees, the newest of them. */
export const MAX_RATING_COMMENTS = 50;

/** Milliseconds after an encounter's end during which its thread can be written to: a week. */
export const CHAT_OPEN_MS = 604800000;
