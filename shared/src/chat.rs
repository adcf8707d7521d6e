use crate::{CallKind, Cursor, EncounterId, FileId, MessageId, Pii, Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// One message of an encounter's thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// This message.
    pub id: MessageId,
    /// In which thread.
    pub encounter_id: EncounterId,
    /// Counts from 1 within the thread, without gaps.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: i64,
    /// Who wrote it.
    pub sender_id: UserId,
    /// What it says; empty only where there is a file.
    pub text: Pii,
    /// What hangs on it.
    pub file: Option<ChatFile>,
    /// When the server stored it.
    pub sent_at: Timestamp,
    /// The idempotency key it was sent with, by which its sender's devices know it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub key: Option<String>,
}

/// A file of a thread; its bytes are fetched apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatFile {
    /// This file.
    pub id: FileId,
    /// As its sender called it; no path.
    pub name: Pii,
    /// As its content says, never as its sender claims.
    pub media_type: String,
    /// How many.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
}

/// How far a person got in a thread, as numbers of messages; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatMarks {
    /// Up to this one they reached a device of this person.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub delivered: i64,
    /// Up to this one the person had them before their eyes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub read: i64,
}

/// The other person of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatPartner {
    /// Who.
    pub user_id: UserId,
    /// As what.
    pub role: Role,
    /// Their name.
    pub name: Pii,
    /// How far they got.
    pub marks: ChatMarks,
}

/// A doctor who wrote in a thread before it was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormerWriter {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: Pii,
}

/// Answer to `GET /api/encounters/{id}/messages`: a page of the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagePage {
    /// Newest first.
    pub messages: Vec<Message>,
    /// Whether there are earlier ones than these; ask with `before` the smallest number.
    pub has_earlier: bool,
    /// How far the asking person got.
    pub own: ChatMarks,
    /// How many of the other person's messages the asking one has not read.
    pub unread: u32,
    /// The other one.
    pub partner: ChatPartner,
    /// Doctors who wrote here before the place was handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerWriter>,
    /// Until when one may write; absent while the encounter goes on.
    pub open_until: Option<Timestamp>,
}

/// A thread in which something was written, as one of its two people sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// Which.
    pub encounter_id: EncounterId,
    /// What brought the two together.
    pub kind: CallKind,
    /// The other one.
    pub partner: ChatPartner,
    /// Its newest message.
    pub last: Message,
    /// How many of the other person's messages the asking one has not read.
    pub unread: u32,
    /// Until when one may write; absent while the encounter goes on.
    pub open_until: Option<Timestamp>,
}

/// Answer to `GET /api/threads`: a page of a person's own threads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadList {
    /// The one with the newest message first.
    pub threads: Vec<Thread>,
    /// How many messages are unread in all threads, beyond this page, too.
    pub unread: u32,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// Body of `POST /api/encounters/{id}/messages`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// What it says; may be empty where there is a file.
    #[serde(default)]
    pub text: Pii,
    /// A file that this person put into this thread before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<FileId>,
}
