//! How long what is kept is kept: a rule for every table, and the forgetting of what is old.

use crate::{StoreError, WriteTx};
use diesel::RunQueryDsl;
use shared::Timestamp;

/// Rows that are forgotten once they are older than the clinic's term for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aged {
    /// Frames that no device fetched; whoever missed them gets a fresh snapshot.
    Frames,
    /// Notifications, read or not.
    Notifications,
    /// What repeated requests made the first time.
    IdempotencyKeys,
    /// Hashes of refresh tokens that were exchanged.
    SpentTokens,
    /// Devices that were signed out, or not used until their session was over.
    Sessions,
    /// How calls were, every few seconds.
    Quality,
}

/// What becomes of a table's rows.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// They are forgotten by age.
    Forgotten(Aged),
    /// Each goes with the act that it waits for, or for lack of it.
    Spent(&'static str),
    /// They stay, and why.
    Kept(&'static str),
}

use Rule::{Forgotten, Kept, Spent};

const RECORD: &str = "part of the record of care, which law keeps for years";
const OWN: &str = "the person's own, as long as the account lasts";
const HOURS: &str = "the doctor's own, as long as the doctor offers it";
const ONE_ROW: &str = "never more than one row";

/// The rule of every table. A test holds it against both databases.
pub const RULES: [(&str, Rule); 30] = [
    ("users", Kept("an account lasts until somebody ends it")),
    ("sessions", Forgotten(Aged::Sessions)),
    ("spent_tokens", Forgotten(Aged::SpentTokens)),
    ("schedules", Kept(RECORD)),
    ("queue_entries", Kept(RECORD)),
    ("calls", Kept(RECORD)),
    ("call_members", Kept(RECORD)),
    ("call_ratings", Kept(RECORD)),
    ("call_quality", Forgotten(Aged::Quality)),
    ("outbox", Forgotten(Aged::Frames)),
    ("notifications", Forgotten(Aged::Notifications)),
    ("notification_choices", Kept(OWN)),
    ("idempotency_keys", Forgotten(Aged::IdempotencyKeys)),
    (
        "audit",
        Kept("the proof of who did what; no setting shortens it"),
    ),
    ("availability_rules", Kept(HOURS)),
    ("availability_exceptions", Kept(HOURS)),
    ("lead_times", Kept(HOURS)),
    ("appointments", Kept(RECORD)),
    (
        "reminders",
        Spent("with being sent, or the appointment's end"),
    ),
    ("mails", Spent("with being sent, or given up")),
    (
        "mail_tokens",
        Spent("a day after the code is good for nothing"),
    ),
    (
        "blocks",
        Kept("a doctor's own, until lifted or the account ends"),
    ),
    ("chat_members", Kept(RECORD)),
    ("messages", Kept(RECORD)),
    (
        "chat_files",
        Spent("a day later where no message shows it; else kept as part of the record"),
    ),
    ("notes", Kept(RECORD)),
    ("calendar_feeds", Kept(OWN)),
    ("readiness", Kept(ONE_ROW)),
    (
        "write_turn",
        Kept("no row at all: it is locked, and on PostgreSQL only"),
    ),
    (
        "__diesel_schema_migrations",
        Kept("one row for each change of the database's shape"),
    ),
];

impl Aged {
    /// In the order in which they go: what points to something before that.
    pub const ALL: [Self; 6] = [
        Self::Frames,
        Self::Notifications,
        Self::IdempotencyKeys,
        Self::SpentTokens,
        Self::Sessions,
        Self::Quality,
    ];

    /// The table, its primary key, and which of its rows are older than an instant.
    fn rows(self, before: Timestamp) -> (&'static str, &'static str, String) {
        let Timestamp(ms) = before;
        match self {
            Self::Frames => ("outbox", "user_id, seq", format!("created_at < {ms}")),
            Self::Notifications => (
                "notifications",
                "user_id, number",
                format!("created_at < {ms}"),
            ),
            Self::IdempotencyKeys => (
                "idempotency_keys",
                "user_id, key",
                format!("created_at < {ms}"),
            ),
            Self::SpentTokens => ("spent_tokens", "refresh_hash", format!("spent_at < {ms}")),
            Self::Sessions => (
                "sessions",
                "id",
                format!(
                    "(ended_at < {ms} OR expires_at < {ms}) AND NOT EXISTS \
                     (SELECT 1 FROM spent_tokens WHERE spent_tokens.session_id = sessions.id)"
                ),
            ),
            Self::Quality => (
                "call_quality",
                "call_id, side, number",
                format!("at < {ms}"),
            ),
        }
    }

    /// Its table.
    #[must_use]
    pub fn table(self) -> &'static str {
        self.rows(Timestamp(0)).0
    }
}

impl WriteTx<'_> {
    /// Forgets rows that are older than an instant, at most `most`; tells how many went.
    pub fn forget(
        &mut self,
        aged: Aged,
        before: Timestamp,
        most: u32,
    ) -> Result<usize, StoreError> {
        // Numbers and words of this file are all that stands in it.
        let (table, key, old) = aged.rows(before);
        let delete = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {old} LIMIT {most})"
        );
        self.run(|c| diesel::sql_query(delete).execute(c))
    }
}
