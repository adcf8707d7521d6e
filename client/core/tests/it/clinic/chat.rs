//! The small server's threads.

use super::answers::{Answer, problem};
use super::server::Server;
use client_core::{FileTransfer, HttpRequest, Method};
use serde_json::{Value, json};
use shared::*;

impl Server {
    /// Doctor and patient of a thread, and what it belongs to.
    fn encounter(&self, encounter_id: EncounterId) -> ([UserId; 2], CallKind) {
        let mut agreed = self.book.appointments.iter();
        if let Some(one) = agreed.find(|one| EncounterId::from(one.id) == encounter_id) {
            return ([one.doctor_id, one.patient_id], CallKind::Appointment);
        }
        let mut calls = self.calls.iter();
        if let Some(call) = calls.find(|call| EncounterId::from(call.id) == encounter_id) {
            let both = [call.machine.callee.user_id, call.machine.caller.user_id];
            return (both, CallKind::Direct);
        }
        (self.members_of_place(encounter_id), CallKind::Queue)
    }

    fn members(&self, encounter_id: EncounterId) -> [UserId; 2] {
        self.encounter(encounter_id).0
    }

    fn members_of_place(&self, encounter_id: EncounterId) -> [UserId; 2] {
        let place = self
            .places
            .iter()
            .find(|place| EncounterId::from(place.entry.entry_id) == encounter_id)
            .unwrap();
        let schedule = self
            .schedules
            .iter()
            .find(|schedule| schedule.id == place.schedule_id)
            .unwrap();
        [schedule.doctor_id, place.entry.patient_id]
    }

    fn partner(&self, encounter_id: EncounterId, user_id: UserId) -> UserId {
        let [doctor_id, patient_id] = self.members(encounter_id);
        if user_id == doctor_id {
            patient_id
        } else {
            doctor_id
        }
    }

    pub fn thread(&self, encounter_id: EncounterId) -> Vec<&Message> {
        let all = self.messages.iter();
        all.filter(|message| message.encounter_id == encounter_id)
            .collect()
    }

    fn marks_of(&self, encounter_id: EncounterId, user_id: UserId) -> ChatMarks {
        let marks = self.marks.get(&(encounter_id, user_id));
        marks.copied().unwrap_or_default()
    }

    pub fn unread_of(&self, encounter_id: EncounterId, user_id: UserId) -> u32 {
        let read = self.marks_of(encounter_id, user_id).read;
        let unread = self.thread(encounter_id).into_iter();
        let unread = unread.filter(|one| one.sender_id != user_id && one.number > read);
        u32::try_from(unread.count()).unwrap()
    }

    /// A person's threads, the one with the newest message first.
    pub fn threads_of(&self, user_id: UserId) -> ThreadList {
        let mut newest: Vec<&Message> = Vec::new();
        for message in &self.messages {
            newest.retain(|one| one.encounter_id != message.encounter_id);
            if self.members(message.encounter_id).contains(&user_id) {
                newest.insert(0, message);
            }
        }
        let threads: Vec<Thread> = newest
            .into_iter()
            .map(|last| {
                let encounter_id = last.encounter_id;
                let page = self.page(user_id, encounter_id, i64::MAX);
                Thread {
                    encounter_id,
                    kind: self.encounter(encounter_id).1,
                    partner: page.partner,
                    last: page.messages[0].clone(),
                    unread: page.unread,
                    open_until: page.open_until,
                }
            })
            .collect();
        ThreadList {
            unread: threads.iter().map(|one| one.unread).sum(),
            threads,
            next: None,
        }
    }

    pub fn in_thread(
        &mut self,
        request: &HttpRequest,
        user_id: UserId,
        encounter_id: EncounterId,
        rest: &str,
    ) -> Answer {
        if rest == "notes" {
            return self.notes(request, encounter_id);
        }
        if request.method == Method::Get {
            let before = rest.strip_prefix("messages?before=");
            let before = before.map_or(i64::MAX, |number| number.parse().unwrap());
            return (200, json!(self.page(user_id, encounter_id, before)));
        }
        if let Some(name) = rest.strip_prefix("files?name=") {
            return self.take_file(request, name);
        }
        if let Some(code) = self.refuse_message.take() {
            return problem(409, code);
        }
        let new: NewMessage =
            serde_json::from_value(request.body.clone().unwrap_or_default().0).unwrap();
        let key = request.idempotency_key.clone();
        let mut files = self.files.iter();
        let file = files.find(|file| Some(file.id) == new.file_id).cloned();
        assert_eq!(file.is_some(), new.file_id.is_some(), "an unknown file");
        let message = self.write(user_id, encounter_id, (new.text.reveal(), file), key);
        (201, json!(message))
    }

    fn notes(&mut self, request: &HttpRequest, encounter_id: EncounterId) -> Answer {
        let none = Notes {
            encounter_id,
            text: "".into(),
            version: 0,
            changed_at: None,
        };
        let now = self.now;
        let stored = self.notes.entry(encounter_id).or_insert(none);
        if request.method == Method::Put {
            let new: SaveNotesRequest =
                serde_json::from_value(request.body.clone().unwrap_or_default().0).unwrap();
            if stored.text != new.text && stored.version != new.version {
                return problem(409, ProblemCode::NotesChanged);
            }
            if stored.text != new.text {
                stored.text = new.text;
                stored.version += 1;
                stored.changed_at = Some(now);
            }
        }
        (200, json!(stored))
    }

    /// Every file here is a picture of so many bytes.
    fn take_file(&mut self, request: &HttpRequest, name: &str) -> Answer {
        assert!(matches!(request.file, Some(FileTransfer::Out(_))));
        if let Some(code) = self.refuse_file.take() {
            return problem(409, code);
        }
        let file = ChatFile {
            id: FileId(self.id()),
            name: name.into(),
            media_type: "image/png".into(),
            bytes: 1_000,
        };
        self.files.push(file.clone());
        (201, json!(file))
    }

    pub fn file(&self, file_id: FileId) -> Answer {
        match self.files.iter().any(|file| file.id == file_id) {
            true => (200, Value::Null),
            false => problem(404, ProblemCode::NotFound),
        }
    }

    /// Stores a message and tells both.
    pub fn write(
        &mut self,
        sender_id: UserId,
        encounter_id: EncounterId,
        (text, file): (&str, Option<ChatFile>),
        key: Option<String>,
    ) -> Message {
        let number = i64::try_from(self.thread(encounter_id).len()).unwrap() + 1;
        let message = Message {
            id: MessageId(self.id()),
            encounter_id,
            number,
            sender_id,
            text: text.into(),
            file,
            sent_at: self.now,
            key,
        };
        self.messages.push(message.clone());
        let here = ChatMarks {
            delivered: number,
            read: number,
        };
        self.marks.insert((encounter_id, sender_id), here);
        for user_id in self.members(encounter_id) {
            let mut message = message.clone();
            message.key = message.key.filter(|_| user_id == sender_id);
            self.tell(user_id, ServerFrame::Message { message });
        }
        self.queues_changed();
        message
    }

    /// Queues tell how many messages are unread.
    fn queues_changed(&mut self) {
        if let Some(schedule_id) = self.schedules.first().map(|schedule| schedule.id) {
            self.queue_changed(schedule_id);
        }
    }

    fn page(&self, user_id: UserId, encounter_id: EncounterId, before: i64) -> MessagePage {
        let older = self.thread(encounter_id).into_iter().rev();
        let older = older.filter(|message| message.number < before);
        let mut messages: Vec<Message> = older.take(50).cloned().collect();
        for message in &mut messages {
            let own = message.sender_id == user_id;
            message.key = message.key.take().filter(|_| own);
        }
        let partner_id = self.partner(encounter_id, user_id);
        MessagePage {
            has_earlier: messages.last().is_some_and(|message| message.number > 1),
            messages,
            own: self.marks_of(encounter_id, user_id),
            unread: self.unread_of(encounter_id, user_id),
            partner: ChatPartner {
                user_id: partner_id,
                role: self.users[&partner_id].me.role,
                name: self.users[&partner_id].me.name.clone(),
                marks: self.marks_of(encounter_id, partner_id),
            },
            former: self.former_writers(encounter_id, [user_id, partner_id]),
            open_until: self.open_until,
        }
    }

    fn former_writers(&self, encounter_id: EncounterId, two: [UserId; 2]) -> Vec<FormerWriter> {
        let mut former: Vec<FormerWriter> = Vec::new();
        for message in self.thread(encounter_id) {
            let user_id = message.sender_id;
            if !two.contains(&user_id) && former.iter().all(|one| one.user_id != user_id) {
                let name = self.users[&user_id].me.name.clone();
                former.push(FormerWriter { user_id, name });
            }
        }
        former
    }

    pub fn on_chat_frame(&mut self, device: usize, frame: ClientFrame) {
        let user_id = self.sessions[&self.sockets[&device].session_id].user_id;
        match frame {
            ClientFrame::Message {
                encounter_id,
                reached,
            } => self.advance(encounter_id, user_id, reached, 0),
            ClientFrame::MessageRead {
                encounter_id, read, ..
            } => self.advance(encounter_id, user_id, read, read),
            ClientFrame::Typing {
                encounter_id,
                typing,
            } => {
                let partner_id = self.partner(encounter_id, user_id);
                let told = ServerFrame::Typing {
                    encounter_id,
                    user_id,
                    typing,
                };
                let devices: Vec<usize> = self.sockets.keys().copied().collect();
                for device in devices {
                    let session_id = self.sockets[&device].session_id;
                    if self.sessions[&session_id].user_id == partner_id {
                        self.whisper(device, told.clone());
                    }
                }
            }
            other => panic!("{other:?}"),
        }
    }

    fn advance(&mut self, encounter_id: EncounterId, user_id: UserId, delivered: i64, read: i64) {
        let before = self.marks_of(encounter_id, user_id);
        let newest = i64::try_from(self.thread(encounter_id).len()).unwrap();
        let marks = ChatMarks {
            delivered: before.delivered.max(delivered.min(newest)),
            read: before.read.max(read.min(newest)),
        };
        if marks == before {
            return;
        }
        self.marks.insert((encounter_id, user_id), marks);
        for member in self.members(encounter_id) {
            let frame = ServerFrame::MessageRead {
                encounter_id,
                user_id,
                marks,
            };
            self.tell(member, frame);
        }
        self.queues_changed();
    }
}
