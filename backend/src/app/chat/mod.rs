//! The threads between one patient and one doctor: writing, reading, and how far each got.

pub mod files;
pub mod notes;
pub mod threads;

use crate::app::blocked::check_writer;
use crate::app::idempotency::IdempotencyKey;
use crate::app::notifications::notify;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::hub::Hub;
use crate::state::AppState;
use shared::{
    ChatMarks, ChatPartner, EncounterId, FieldCode, FieldProblem, Message, MessagePage, NewMessage,
    NotificationAbout, ProblemCode, ServerFrame, Timestamp, UserId, limits,
};
use store::{Encounter, MessageRecord, ReadTx, WriteTx};

/// A page of a thread, newest first: the newest one, or the one below `before`.
///
/// # Errors
/// Not one of the two (the thread does not exist for them).
pub async fn page(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    before: Option<i64>,
) -> Result<MessagePage, AppError> {
    let user_id = principal.identity.user_id;
    state
        .read(move |tx| {
            let (encounter, partner_id) = own(tx, user_id, encounter_id)?;
            let most = limits::MESSAGES_PER_PAGE;
            let before = before.unwrap_or(i64::MAX);
            let mut messages = tx.messages_before(encounter_id, before, most)?;
            for message in &mut messages {
                keep_key_to_sender(message, user_id);
            }
            let member = tx.chat_member(encounter_id, user_id)?;
            let partner = tx.user(partner_id)?.ok_or(AppError::NotFound)?;
            Ok(MessagePage {
                // Numbers have no gaps and begin with 1.
                has_earlier: messages.last().is_some_and(|earliest| earliest.number > 1),
                messages,
                own: member.marks,
                unread: u32::try_from(member.unread).unwrap_or(u32::MAX),
                partner: ChatPartner {
                    user_id: partner_id,
                    role: partner.role,
                    name: partner.name,
                    marks: tx.chat_member(encounter_id, partner_id)?.marks,
                },
                former: tx.former_writers(encounter_id, [user_id, partner_id])?,
                open_until: domain::chat::open_until(encounter.ended_at),
            })
        })
        .await
}

/// Writes into a thread. Asking again with the same key is the same as asking once.
///
/// # Errors
/// Not one of the two, nothing or too much said, somebody else's file, or the encounter ended too
/// long ago.
pub async fn write(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    message: NewMessage,
    key: Option<IdempotencyKey>,
) -> Result<Message, AppError> {
    domain::chat::check_message(&message)?;
    let user_id = principal.identity.user_id;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let (encounter, partner_id) = own(tx, user_id, encounter_id)?;
            if let Some(IdempotencyKey { key, .. }) = &key
                && let Some(sent) = tx.message_sent_with(user_id, key)?
            {
                let file_id = sent.file.as_ref().map(|file| file.id);
                let wish = (encounter_id, &message.text, message.file_id);
                return if (sent.encounter_id, &sent.text, file_id) == wish {
                    Ok(sent)
                } else {
                    // A key is for one wish.
                    Err(AppError::Known(ProblemCode::KeyReused))
                };
            }
            check_writer(tx, &encounter, user_id)?;
            domain::chat::may_write(encounter.ended_at, now)?;
            check_file(tx, user_id, encounter_id, &message)?;
            let new = MessageRecord {
                id: clock::new_id(),
                sender_id: user_id,
                text: message.text.clone(),
                file_id: message.file_id,
                key: key.clone().map(|key| key.key),
                sent_at: now,
            };
            deliver(tx, &hub, &encounter, partner_id, &new)
        })
        .await
}

/// Writes into a thread in this person's name, tells both, and notes that something waits there for a
/// reader who doesn't look.
pub(in crate::app) fn deliver(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    encounter: &Encounter,
    reader_id: UserId,
    message: &MessageRecord,
) -> Result<Message, AppError> {
    let (sender_id, now) = (message.sender_id, message.sent_at);
    let sent = store_and_tell(tx, encounter, reader_id, message)?;
    if !hub.is_viewing_chat(reader_id, encounter.id) {
        note_unread(tx, sender_id, reader_id, encounter.id, now)?;
    }
    audit::record(tx, Some(sender_id), "chat.write", encounter.id, now)?;
    Ok(sent)
}

fn check_file(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    encounter_id: EncounterId,
    message: &NewMessage,
) -> Result<(), AppError> {
    let Some(file_id) = message.file_id else {
        return Ok(());
    };
    let file = tx.chat_file(encounter_id, file_id)?;
    if file.is_some_and(|file| file.sender_id == user_id) {
        return Ok(());
    }
    Err(vec![FieldProblem {
        field: "file_id".to_owned(),
        code: FieldCode::OutOfRange,
    }]
    .into())
}

/// Stores a message and tells both.
fn store_and_tell(
    tx: &mut WriteTx<'_>,
    encounter: &Encounter,
    partner_id: UserId,
    record: &MessageRecord,
) -> Result<Message, AppError> {
    let number = tx.add_message(encounter, record)?;
    let sent = tx
        .messages_before(encounter.id, number.saturating_add(1), 1)?
        .pop()
        .ok_or(AppError::NotFound)?;
    for user_id in [record.sender_id, partner_id] {
        let mut message = sent.clone();
        keep_key_to_sender(&mut message, user_id);
        tx.tell(user_id, &ServerFrame::Message { message }, record.sent_at)?;
    }
    Ok(sent)
}

fn keep_key_to_sender(message: &mut Message, reader: UserId) {
    if message.sender_id != reader {
        message.key = None;
    }
}

/// Has somebody who doesn't look at the thread told that something waits there, once.
fn note_unread(
    tx: &mut WriteTx<'_>,
    sender_id: UserId,
    reader_id: UserId,
    encounter_id: EncounterId,
    now: Timestamp,
) -> Result<(), AppError> {
    if tx.is_told_of_thread(reader_id, encounter_id)? {
        return Ok(());
    }
    let from_name = tx.user(sender_id)?.ok_or(AppError::NotFound)?.name;
    let about = NotificationAbout::NewMessage {
        encounter_id,
        from_name,
    };
    notify(tx, reader_id, about, now)
}

/// Takes in how far the messages of a thread got. Marks move forward only; what is no news changes
/// nothing.
///
/// # Errors
/// Not one of the two.
pub async fn receive_marks(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
    to: ChatMarks,
) -> Result<(), AppError> {
    let user_id = principal.identity.user_id;
    let now = principal.now;
    let moves = state
        .read(move |tx| {
            own(tx, user_id, encounter_id)?;
            let marks = tx.chat_member(encounter_id, user_id)?.marks;
            Ok(to.read > marks.read || to.delivered > marks.delivered)
        })
        .await?;
    if !moves {
        return Ok(());
    }
    state
        .write(move |tx| {
            let (encounter, partner_id) = own(tx, user_id, encounter_id)?;
            let Some(marks) = tx.advance_marks(&encounter, user_id, to)? else {
                return Ok(());
            };
            if tx.chat_member(encounter_id, user_id)?.unread == 0 {
                tx.mark_thread_read(user_id, encounter_id, now)?;
            }
            let frame = ServerFrame::MessageRead {
                encounter_id,
                user_id,
                marks,
            };
            tx.tell(user_id, &frame, now)?;
            Ok(tx.tell(partner_id, &frame, now)?)
        })
        .await
}

/// Who the other one of a thread is.
///
/// # Errors
/// Not one of the two.
pub async fn partner(
    state: &AppState,
    principal: Principal,
    encounter_id: EncounterId,
) -> Result<UserId, AppError> {
    let user_id = principal.identity.user_id;
    state
        .read(move |tx| Ok(own(tx, user_id, encounter_id)?.1))
        .await
}

/// The encounter and the other one, for one of its two people.
pub(in crate::app) fn own(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    encounter_id: EncounterId,
) -> Result<(Encounter, UserId), AppError> {
    let encounter = tx.encounter(encounter_id)?.ok_or(AppError::NotFound)?;
    let partner_id = encounter.partner_of(user_id).ok_or(AppError::NotFound)?;
    Ok((encounter, partner_id))
}
