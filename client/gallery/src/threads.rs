//! What the two people of the gallery have written to each other.

use crate::people::{MINUTE_S, NOW, doctor, patient};
use crate::sessions::encounter;
use shared::{ChatFile, ChatMarks, ChatPartner, FileId, Me, Message, MessageId, MessagePage, Role};
use uuid::Uuid;

/// A message of the doctor or the patient.
pub(crate) fn message(number: i64, by: Role, minutes_ago: i64, text: &str) -> Message {
    let sender = match by {
        Role::Doctor => doctor(),
        Role::Patient | Role::Admin => patient(),
    };
    Message {
        id: MessageId(Uuid::from_u128(800 + u128::from(number.unsigned_abs()))),
        encounter_id: encounter(),
        number,
        sender_id: sender.user_id,
        text: text.into(),
        file: None,
        sent_at: NOW.plus_s(-minutes_ago * MINUTE_S),
        key: None,
    }
}

/// The thread as `me` is told of it.
pub(crate) fn page(me: &Me, messages: Vec<Message>, partner: ChatMarks) -> MessagePage {
    let other = match me.role {
        Role::Doctor => patient(),
        Role::Patient | Role::Admin => doctor(),
    };
    let newest = messages.iter().map(|one| one.number).max().unwrap_or(0);
    MessagePage {
        messages: messages.into_iter().rev().collect(),
        has_earlier: false,
        own: ChatMarks {
            delivered: newest,
            read: newest,
        },
        unread: 0,
        partner: ChatPartner {
            user_id: other.user_id,
            role: other.role,
            name: other.name,
            marks: partner,
        },
        former: Vec::new(),
        open_until: None,
    }
}

/// A short talk. Of what each wrote, the other has read all up to the fourth, and has the fifth.
pub(crate) fn talk(me: &Me) -> MessagePage {
    use Role::{Doctor, Patient};
    let messages = vec![
        message(
            1,
            Patient,
            1_502,
            "Good morning, doctor. I have booked for tomorrow, is that early enough?",
        ),
        message(
            2,
            Doctor,
            1_490,
            "It is. If the fever rises above 39 °C, call us before.",
        ),
        message(3, Patient, 9, "I measured twice today: 148/95 and 151/97."),
        message(
            4,
            Doctor,
            7,
            "Thank you. Did you take the tablets before or after?",
        ),
        message(
            5,
            Doctor,
            6,
            "And please sit for five minutes before you measure again.",
        ),
        message(
            6,
            Patient,
            2,
            "Before the first one. The last reading, sitting: 144/92.",
        ),
    ];
    let marks = ChatMarks {
        delivered: 5,
        read: 4,
    };
    page(me, messages, marks)
}

fn file(number: u128, name: &str, media_type: &str, bytes: u64) -> ChatFile {
    ChatFile {
        id: FileId(Uuid::from_u128(number)),
        name: name.into(),
        media_type: media_type.into(),
        bytes,
    }
}

pub(crate) fn diary(number: u128) -> ChatFile {
    let name = "Blood-pressure-diary-of-the-last-four-weeks-morning-and-evening.pdf";
    file(number, name, "application/pdf", 482_113)
}

pub(crate) fn picture(number: u128, name: &str) -> ChatFile {
    file(number, name, "image/png", 1_843_200)
}

/// A message with a file, and perhaps words.
pub(crate) fn with_file(number: i64, by: Role, text: &str, file: ChatFile) -> Message {
    Message {
        file: Some(file),
        ..message(number, by, 4, text)
    }
}
