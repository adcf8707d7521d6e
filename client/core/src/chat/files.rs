//! Files of chats: what this person attaches, and what there is of the others' here.
//!
//! Owns how far each file got, and knows no byte of any: those lie with the engine, an outgoing
//! file's under the number it was handed over with and an incoming one's under its id. Must never let
//! a name reach a folder that could mean more than one file in it.

use crate::api::error::{RequestError, read};
use crate::api::pages::percent_encoded;
use crate::api::pending::ApiRequest;
use crate::api::request::RequestKind;
use crate::chat::file_line::{FileLine, FilePresence, FileSaving};
use crate::chat::file_names::{name_to_save, safe_file_name};
use crate::chat::intent::ChatRequest;
use crate::chat::state::{Chat, Outgoing, OutgoingFile};
use crate::chat::view::AttachRules;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::{Effect, FileTransfer, RequestId, SaveFailure, TransferId};
use crate::view_parts::{Action, WhyNot};
use shared::{ChatFile, EncounterId, FileId, Pii, limits, paths};

/// Files of one thread that may wait to be sent.
const MAX_ATTACHED: usize = 5;

impl Chat {
    pub(super) fn attach_rules(&self, cx: &Ctx, encounter_id: EncounterId) -> AttachRules {
        let thread = self.threads.get(&encounter_id);
        let waiting = thread.map_or(0, |thread| {
            let files = thread.outgoing.iter().filter(|one| one.file.is_some());
            files.count()
        });
        let left = MAX_ATTACHED.saturating_sub(waiting);
        let action = match self.may_write(cx, encounter_id) {
            Action::Allowed if left == 0 => Action::Refused {
                why: WhyNot::FilesWait,
            },
            other => other,
        };
        AttachRules {
            action,
            left: u32::try_from(left).unwrap_or(0),
            most_bytes: u32::try_from(limits::MAX_CHAT_FILE_BYTES).unwrap_or(u32::MAX),
            media_types: limits::CHAT_MEDIA_TYPES.map(str::to_owned).to_vec(),
        }
    }

    /// Takes a file into the open thread whose bytes the engine has, or is about to get.
    pub(crate) fn attach_file(
        &mut self,
        cx: &mut Ctx,
        transfer: TransferId,
        name: &Pii,
        bytes: u64,
    ) {
        let fits = (1..=limits::MAX_CHAT_FILE_BYTES).contains(&usize::try_from(bytes).unwrap_or(0));
        let open = self.open.filter(|_| fits);
        let open = open.filter(|id| self.attach_rules(cx, *id).action == Action::Allowed);
        let Some(encounter_id) = open else {
            cx.push(Effect::DropTransfer(transfer));
            return;
        };
        let key = cx.rng.key();
        let message = Outgoing {
            file: Some(OutgoingFile {
                transfer,
                name: Pii(safe_file_name(name.reveal())),
                bytes,
                key: cx.rng.key(),
                sent: 0,
                stored: None,
            }),
            ..Outgoing::new(key, Pii::default(), cx.server_now())
        };
        let thread = self.threads.entry(encounter_id).or_default();
        thread.outgoing.push_back(message);
    }

    /// Sends the bytes of one file of each thread at a time.
    pub(super) fn send_files(&mut self, cx: &mut Ctx) {
        let next: Vec<_> = self
            .threads
            .iter()
            .filter(|(id, _)| !cx.requests.has(ChatRequest::PutFile(**id)))
            .filter_map(|(id, thread)| {
                let file = thread.next_upload()?.file.as_ref()?;
                Some((*id, file.transfer, file.name.clone(), file.key.clone()))
            })
            .collect();
        for (encounter_id, transfer, name, key) in next {
            let path = paths::with_id(paths::CHAT_FILES, encounter_id);
            let path = format!("{path}?name={}", percent_encoded(name.reveal()));
            let request = ApiRequest::post(ChatRequest::PutFile(encounter_id), path);
            cx.ask(request.keyed(key).moving(FileTransfer::Out(transfer)));
        }
    }

    pub(crate) fn on_file_progress(&mut self, cx: &Ctx, id: RequestId, bytes: u64) {
        let Some(RequestKind::Chat(ChatRequest::PutFile(encounter_id))) = cx.requests.kind_of(id)
        else {
            return;
        };
        let thread = self.threads.get_mut(&encounter_id);
        if let Some(file) = thread.and_then(|thread| thread.next_upload_mut()) {
            file.sent = bytes.min(file.bytes);
        }
    }

    pub(crate) fn on_file_put(&mut self, cx: &mut Ctx, encounter_id: EncounterId, result: Answer) {
        let online = cx.link.is_online();
        let thread = self.threads.get_mut(&encounter_id);
        let waiting = thread.and_then(|thread| {
            let mut all = thread.outgoing.iter_mut();
            all.find(|one| one.is_upload())
        });
        let Some((message, answer)) = waiting.map(|one| (one, read::<ChatFile>(result))) else {
            return;
        };
        let Some(file) = &mut message.file else {
            return;
        };
        match answer {
            Ok(stored) => {
                // What this person sent needs not be fetched again.
                cx.push(Effect::KeepTransfer {
                    transfer: file.transfer,
                    file_id: stored.id,
                });
                self.files.entry(stored.id).or_default().presence = FilePresence::Here;
                file.stored = Some(stored);
            }
            // Without a server it waits for one; with one, a person decides about so many bytes.
            Err(RequestError::Unreachable { .. }) if !online => file.sent = 0,
            Err(problem) => {
                file.sent = 0;
                message.refused = Some(problem);
            }
        }
    }

    /// Stops sending a file that is not sent yet.
    pub(super) fn drop_upload(&mut self, cx: &mut Ctx, key: &str) {
        let mut found = None;
        for (encounter_id, thread) in &mut self.threads {
            let under_way = thread.next_upload().is_some_and(|one| one.key == key);
            let place = thread.outgoing.iter().position(|one| one.key == key);
            let unsent =
                |one: &Outgoing| one.file.as_ref().is_some_and(|file| file.stored.is_none());
            if let Some(place) = place
                && thread.outgoing.get(place).is_some_and(unsent)
                && let Some(message) = thread.outgoing.remove(place)
            {
                found = Some((*encounter_id, under_way, message));
            }
        }
        let Some((encounter_id, under_way, message)) = found else {
            return;
        };
        let kind = ChatRequest::PutFile(encounter_id);
        if under_way && let Some(id) = cx.requests.id_of(kind) {
            cx.push(Effect::AbandonHttp { id });
            cx.requests.drop_kind(kind);
        }
        if let Some(file) = message.file {
            cx.push(Effect::DropTransfer(file.transfer));
        }
    }

    /// A stored file of the open thread.
    fn file_in_sight(&self, file_id: FileId) -> Option<(EncounterId, ChatFile)> {
        let encounter_id = self.open?;
        let known = self.threads.get(&encounter_id)?.known()?;
        let mut files = known.messages.values().filter_map(|one| one.file.as_ref());
        let file = files.find(|file| file.id == file_id)?;
        Some((encounter_id, file.clone()))
    }

    /// Has a file's bytes fetched, to be shown.
    pub(crate) fn show_file(&mut self, cx: &mut Ctx, file_id: FileId) {
        let Some((encounter_id, _)) = self.file_in_sight(file_id) else {
            return;
        };
        let here = self.files.entry(file_id).or_default();
        let wanted = match here.presence {
            FilePresence::Away | FilePresence::Failed { .. } => true,
            FilePresence::Coming | FilePresence::Here => false,
        };
        if wanted {
            here.presence = FilePresence::Coming;
            let path = paths::with_file(paths::CHAT_FILE, encounter_id, file_id);
            let request = ApiRequest::get(ChatRequest::GetFile(file_id), path);
            cx.ask(request.moving(FileTransfer::In(file_id)));
        }
    }

    pub(crate) fn on_file_got(&mut self, cx: &mut Ctx, file_id: FileId, result: Answer) {
        let here = self.files.entry(file_id).or_default();
        match result {
            Ok(_) => here.presence = FilePresence::Here,
            Err(problem) => {
                here.saving = FileSaving::Idle;
                here.presence = FilePresence::Failed { problem };
            }
        }
        if here.saving == FileSaving::Saving {
            self.hand_to_folder(cx, file_id);
        }
    }

    /// Has a file put into the person's own folder, fetching it first where need be.
    pub(crate) fn save_file(&mut self, cx: &mut Ctx, file_id: FileId) {
        if self.file_in_sight(file_id).is_none() {
            return;
        }
        let here = self.files.entry(file_id).or_default();
        if here.saving == FileSaving::Saving {
            return;
        }
        here.saving = FileSaving::Saving;
        match here.presence {
            FilePresence::Here => self.hand_to_folder(cx, file_id),
            _ => self.show_file(cx, file_id),
        }
    }

    fn hand_to_folder(&mut self, cx: &mut Ctx, file_id: FileId) {
        match self.file_in_sight(file_id) {
            Some((_, file)) => {
                let name = Pii(name_to_save(file.name.reveal(), &file.media_type));
                cx.push(Effect::SaveFile { file_id, name });
            }
            // Its thread was closed meanwhile.
            None => {
                self.files.entry(file_id).or_default().saving = FileSaving::Idle;
            }
        }
    }

    pub(crate) fn on_file_saved(
        &mut self,
        cx: &mut Ctx,
        file_id: FileId,
        result: Result<String, SaveFailure>,
    ) {
        let here = self.files.entry(file_id).or_default();
        match result {
            Ok(name) => {
                here.saving = FileSaving::Saved { name: Pii(name) };
            }
            // The engine made room for others; it is fetched once more.
            Err(SaveFailure::NotHere) => {
                here.presence = FilePresence::Away;
                self.show_file(cx, file_id);
            }
            Err(why) => here.saving = FileSaving::Failed { why },
        }
    }

    pub(crate) fn on_file_evicted(&mut self, file_id: FileId) {
        if let Some(here) = self.files.get_mut(&file_id) {
            here.presence = FilePresence::Away;
        }
    }

    /// A stored file as its line shows it.
    pub(super) fn file_line(&self, file: &ChatFile) -> FileLine {
        let here = self.files.get(&file.id).cloned().unwrap_or_default();
        FileLine {
            id: Some(file.id),
            name: file.name.clone(),
            bytes: file.bytes,
            media_type: file.media_type.clone(),
            picture: file.media_type.starts_with("image/"),
            presence: here.presence,
            saving: here.saving,
        }
    }
}
