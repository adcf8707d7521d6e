//! Files of chats: what this person attaches, and what there is of the others' here.
//!
//! Owns how far each file got, and knows no byte of any: those lie with the engine, an outgoing
//! file's under the number it was handed over with and an incoming one's under its id. Must never let
//! a name reach a folder that could mean more than one file in it.

use super::{Outgoing, OutgoingFile};
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{
    Action, App, AttachRules, Effect, FileLine, FilePresence, FileSaving, FileTransfer, RequestId,
    SaveFailure, TransferId, Trouble, WhyNot,
};
use serde_json::Value;
use shared::{ChatFile, EncounterId, FileId, Pii, limits, paths};

/// Files of one thread that may wait to be sent.
const ATTACHED_MAX: usize = 5;

/// What this device has of a file.
#[derive(Clone, Debug)]
pub(super) struct FileHere {
    presence: FilePresence,
    saving: FileSaving,
}

impl Default for FileHere {
    fn default() -> Self {
        Self {
            presence: FilePresence::Away,
            saving: FileSaving::Idle,
        }
    }
}

impl App {
    pub(super) fn attach_rules(&self, encounter_id: EncounterId) -> AttachRules {
        let thread = self.chats.threads.get(&encounter_id);
        let waiting = thread.map_or(0, |thread| {
            let files = thread.outgoing.iter().filter(|one| one.file.is_some());
            files.count()
        });
        let left = ATTACHED_MAX.saturating_sub(waiting);
        let action = match self.may_write(encounter_id) {
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
        turn: &mut Turn,
        transfer: TransferId,
        name: &Pii,
        bytes: u64,
    ) {
        let fits = (1..=limits::MAX_CHAT_FILE_BYTES).contains(&usize::try_from(bytes).unwrap_or(0));
        let open = self.chats.open.filter(|_| fits);
        let open = open.filter(|id| self.attach_rules(*id).action == Action::Allowed);
        let Some(encounter_id) = open else {
            turn.push(Effect::DropTransfer(transfer));
            return;
        };
        let message = Outgoing {
            key: self.chance.key(),
            text: Pii::default(),
            file: Some(OutgoingFile {
                transfer,
                name: Pii(safe_file_name(name.reveal())),
                bytes,
                key: self.chance.key(),
                sent: 0,
                stored: None,
            }),
            written_at: self.link.to_server(turn.now),
            refused: None,
        };
        let thread = self.chats.threads.entry(encounter_id).or_default();
        thread.outgoing.push_back(message);
    }

    /// Sends the bytes of one file of each thread at a time.
    pub(super) fn send_files(&mut self, turn: &mut Turn) {
        let next: Vec<_> = self
            .chats
            .threads
            .iter()
            .filter(|(id, _)| !self.requests.has(Purpose::PutFile(**id)))
            .filter_map(|(id, thread)| {
                let file = thread.next_upload()?.file.as_ref()?;
                Some((*id, file.transfer, file.name.clone(), file.key.clone()))
            })
            .collect();
        for (encounter_id, transfer, name, key) in next {
            let path = paths::with_id(paths::CHAT_FILES, encounter_id);
            let path = format!("{path}?name={}", percent_encoded(name.reveal()));
            let wish = Wish::post(Purpose::PutFile(encounter_id), path);
            self.ask(turn, wish.keyed(key).moving(FileTransfer::Out(transfer)));
        }
    }

    pub(crate) fn on_file_progress(&mut self, id: RequestId, bytes: u64) {
        let Some(Purpose::PutFile(encounter_id)) = self.requests.purpose_of(id) else {
            return;
        };
        let thread = self.chats.threads.get_mut(&encounter_id);
        if let Some(file) = thread.and_then(|thread| thread.next_upload_mut()) {
            file.sent = bytes.min(file.bytes);
        }
    }

    pub(crate) fn on_file_put(
        &mut self,
        turn: &mut Turn,
        encounter_id: EncounterId,
        result: Result<Value, Trouble>,
    ) {
        let online = self.link.is_online();
        let thread = self.chats.threads.get_mut(&encounter_id);
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
                turn.push(Effect::KeepTransfer {
                    transfer: file.transfer,
                    file_id: stored.id,
                });
                self.chats.files.entry(stored.id).or_default().presence = FilePresence::Here;
                file.stored = Some(stored);
            }
            // Without a server it waits for one; with one, a person decides about so many bytes.
            Err(Trouble::Unreachable) if !online => file.sent = 0,
            Err(problem) => {
                file.sent = 0;
                message.refused = Some(problem);
            }
        }
    }

    /// Stops sending a file that is not sent yet.
    pub(super) fn drop_upload(&mut self, turn: &mut Turn, key: &str) {
        let mut found = None;
        for (encounter_id, thread) in &mut self.chats.threads {
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
        let purpose = Purpose::PutFile(encounter_id);
        if under_way && let Some(id) = self.requests.id_of(purpose) {
            turn.push(Effect::AbandonHttp { id });
            self.requests.drop_purpose(purpose);
        }
        if let Some(file) = message.file {
            turn.push(Effect::DropTransfer(file.transfer));
        }
    }

    /// A stored file of the open thread.
    fn file_in_sight(&self, file_id: FileId) -> Option<(EncounterId, ChatFile)> {
        let encounter_id = self.chats.open?;
        let known = self.chats.threads.get(&encounter_id)?.known()?;
        let mut files = known.messages.values().filter_map(|one| one.file.as_ref());
        let file = files.find(|file| file.id == file_id)?;
        Some((encounter_id, file.clone()))
    }

    /// Has a file's bytes fetched, to be shown.
    pub(crate) fn show_file(&mut self, turn: &mut Turn, file_id: FileId) {
        let Some((encounter_id, _)) = self.file_in_sight(file_id) else {
            return;
        };
        let here = self.chats.files.entry(file_id).or_default();
        let wanted = match here.presence {
            FilePresence::Away | FilePresence::Failed { .. } => true,
            FilePresence::Coming | FilePresence::Here => false,
        };
        if wanted {
            here.presence = FilePresence::Coming;
            let path = paths::with_file(paths::CHAT_FILE, encounter_id, file_id);
            let wish = Wish::get(Purpose::GetFile(file_id), path);
            self.ask(turn, wish.moving(FileTransfer::In(file_id)));
        }
    }

    pub(crate) fn on_file_got(
        &mut self,
        turn: &mut Turn,
        file_id: FileId,
        result: Result<Value, Trouble>,
    ) {
        let here = self.chats.files.entry(file_id).or_default();
        match result {
            Ok(_) => here.presence = FilePresence::Here,
            Err(problem) => {
                here.saving = FileSaving::Idle;
                here.presence = FilePresence::Failed { problem };
            }
        }
        if here.saving == FileSaving::Saving {
            self.hand_to_folder(turn, file_id);
        }
    }

    /// Has a file put into the person's own folder, fetching it first where need be.
    pub(crate) fn save_file(&mut self, turn: &mut Turn, file_id: FileId) {
        if self.file_in_sight(file_id).is_none() {
            return;
        }
        let here = self.chats.files.entry(file_id).or_default();
        if here.saving == FileSaving::Saving {
            return;
        }
        here.saving = FileSaving::Saving;
        match here.presence {
            FilePresence::Here => self.hand_to_folder(turn, file_id),
            _ => self.show_file(turn, file_id),
        }
    }

    fn hand_to_folder(&mut self, turn: &mut Turn, file_id: FileId) {
        match self.file_in_sight(file_id) {
            Some((_, file)) => {
                let name = Pii(name_to_save(file.name.reveal(), &file.media_type));
                turn.push(Effect::SaveFile { file_id, name });
            }
            // Its thread was closed meanwhile.
            None => {
                self.chats.files.entry(file_id).or_default().saving = FileSaving::Idle;
            }
        }
    }

    pub(crate) fn on_file_saved(
        &mut self,
        turn: &mut Turn,
        file_id: FileId,
        result: Result<String, SaveFailure>,
    ) {
        let here = self.chats.files.entry(file_id).or_default();
        match result {
            Ok(name) => {
                here.saving = FileSaving::Saved { name: Pii(name) };
            }
            // The engine made room for others; it is fetched once more.
            Err(SaveFailure::NotHere) => {
                here.presence = FilePresence::Away;
                self.show_file(turn, file_id);
            }
            Err(why) => here.saving = FileSaving::Failed { why },
        }
    }

    pub(crate) fn on_file_evicted(&mut self, file_id: FileId) {
        if let Some(here) = self.chats.files.get_mut(&file_id) {
            here.presence = FilePresence::Away;
        }
    }

    /// A stored file as its line shows it.
    pub(super) fn file_line(&self, file: &ChatFile) -> FileLine {
        let here = self.chats.files.get(&file.id).cloned().unwrap_or_default();
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

impl OutgoingFile {
    /// As its line shows it while it is on its way.
    pub(super) fn line(&self) -> FileLine {
        FileLine {
            id: self.stored.as_ref().map(|stored| stored.id),
            name: self.name.clone(),
            bytes: self.bytes,
            media_type: String::new(),
            picture: false,
            presence: FilePresence::Away,
            saving: FileSaving::Idle,
        }
    }

    /// How many hundredths of it the server has.
    pub(super) fn percent(&self) -> u8 {
        let percent = self.sent.saturating_mul(100) / self.bytes.max(1);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }
}

/// Names that mean devices on Windows, whatever follows them.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A name that every system takes for one file and nothing else, and that hides nothing: no folder,
/// no device, no mark that turns text around. The server refuses others.
#[must_use]
pub fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c if c.is_control() || turns_text(c) => '_',
        c => c,
    };
    let cleaned: String = last.chars().map(plain).collect();
    let cleaned = cleaned.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, extension) = match cleaned.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 8 => (stem, Some(extension)),
        _ => (cleaned, None),
    };
    let word: String = stem.split('.').next().unwrap_or_default().to_lowercase();
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = match (stem.is_empty(), DEVICES.contains(&bare)) {
        (true, _) => "file".to_owned(),
        (_, true) => format!("_{stem}"),
        _ => stem.to_owned(),
    };
    let room = limits::MAX_FILE_NAME_CHARS.saturating_sub(10);
    let stem: String = stem.chars().take(room).collect();
    match extension {
        Some(extension) => format!("{}.{extension}", stem.trim_end()),
        None => stem.trim_end().to_owned(),
    }
}

/// Marks that make `gpj.exe` of what ends in `exe.jpg` (Unicode Standard Annex 9, 2).
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// A name whose ending says what the server found the file to be, so that opening it starts nothing
/// but what shows such files.
fn name_to_save(name: &str, media_type: &str) -> String {
    let endings: &[&str] = match media_type {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/png" => &["png"],
        "image/webp" => &["webp"],
        "application/pdf" => &["pdf"],
        _ => &["bin"],
    };
    let safe = safe_file_name(name);
    let ending = safe
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    match ending {
        Some(ending) if endings.contains(&ending.as_str()) => safe,
        _ => format!("{safe}.{}", endings.first().unwrap_or(&"bin")),
    }
}

/// As a value of a query (RFC 3986, 2.3 and 3.4).
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{name_to_save, percent_encoded, safe_file_name};

    #[test]
    fn names_lead_to_one_file_and_nowhere_else() {
        for (given, safe) in [
            ("arm.jpg", "arm.jpg"),
            ("Befund März 2026 (2).pdf", "Befund März 2026 (2).pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\arm.png", "arm.png"),
            (".htaccess", "htaccess"),
            ("..", "file"),
            ("", "file"),
            ("x.png.", "x.png"),
            ("a:b.png", "a_b.png"),
            ("arm\n.jpg", "arm_.jpg"),
            ("gpj.\u{202e}exe.jpg", "gpj._exe.jpg"),
            ("nul.png", "_nul.png"),
            ("COM1.pdf", "_COM1.pdf"),
            ("lpt", "_lpt"),
            ("contour.png", "contour.png"),
        ] {
            assert_eq!(safe_file_name(given), safe, "{given:?}");
        }
        let long = safe_file_name(&format!("{}.jpeg", "ä".repeat(300)));
        assert!(long.chars().count() <= 120 && long.ends_with(".jpeg"));
    }

    #[test]
    fn the_ending_is_what_the_content_is() {
        assert_eq!(name_to_save("arm.JPG", "image/jpeg"), "arm.JPG");
        assert_eq!(name_to_save("arm.exe", "image/png"), "arm.exe.png");
        assert_eq!(name_to_save("diary", "application/pdf"), "diary.pdf");
        assert_eq!(name_to_save("x.html", "text/html"), "x.html.bin");
    }

    #[test]
    fn a_query_holds_any_name() {
        // As Python's urllib.parse.quote(…, safe="") writes them.
        assert_eq!(percent_encoded("a b&c=ü.png"), "a%20b%26c%3D%C3%BC.png");
        assert_eq!(percent_encoded("100%~-_."), "100%25~-_.");
    }
}
