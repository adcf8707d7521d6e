//! Files in a chat: on their way out with progress, a change of mind and a second try, and on their
//! way in to the screen and to a folder.

use crate::clinic::Clinic;
use client_core::{
    Action, ChatIntent, ChatLine, ChatLineState, Effect, FileLine, FilePresence, FileSaving,
    FileTransfer, HttpFailure, Input, Loadable, RequestError, SaveFailure, SessionIntent, WhyNot,
};
use shared::{EncounterId, FileId, ProblemCode};

struct Talk {
    clinic: Clinic,
    doctor: usize,
    patient: usize,
}

/// Both have the chat open.
fn prepare() -> Talk {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let encounter_id: EncounterId = clinic.server.places[0].entry.entry_id.into();
    for device in [scene.doctor, scene.patient] {
        clinic.says(device, ChatIntent::OpenChat { encounter_id });
        clinic.wait(300);
    }
    Talk {
        clinic,
        doctor: scene.doctor,
        patient: scene.patient,
    }
}

impl Talk {
    fn attach(&mut self, transfer: u32, name: &str) {
        let wish = ChatIntent::AttachFile {
            transfer,
            name: name.into(),
            bytes: 1_000,
        };
        self.clinic.says(self.patient, wish);
    }

    fn lines(&self, device: usize) -> Vec<ChatLine> {
        match self.clinic.devices[device].view().chat.unwrap().lines {
            Loadable::Loaded { value } => value,
            other => panic!("{other:?}"),
        }
    }

    fn last(&self, device: usize) -> ChatLine {
        self.lines(device).pop().unwrap()
    }

    fn file(&self, device: usize) -> FileLine {
        self.last(device).file.unwrap()
    }

    fn effects(&mut self, device: usize) -> Vec<Effect> {
        std::mem::take(&mut self.clinic.devices[device].file_effects)
    }

    /// A picture that arrived at the doctor.
    fn arrived(&mut self) -> FileId {
        self.attach(7, "arm.png");
        self.clinic.wait(500);
        self.file(self.doctor).id.unwrap()
    }
}

#[test]
fn a_file_is_sent_then_its_message_and_the_sender_needs_not_fetch_it() {
    let mut talk = prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.attach(7, "../arm at night.png");
    let line = talk.last(patient);
    assert_eq!(line.state, ChatLineState::Uploading { percent: 0 });
    assert_eq!(line.file.unwrap().name.reveal(), "arm at night.png");
    let request = talk.clinic.devices[patient]
        .requests
        .last()
        .unwrap()
        .clone();
    assert_eq!(request.file, Some(FileTransfer::Out(7)));
    assert!(request.url.ends_with("/files?name=arm%20at%20night.png"));
    let (id, bytes) = (request.id, 425);
    talk.clinic
        .input(patient, Input::FileProgress { id, bytes });
    assert_eq!(
        talk.last(patient).state,
        ChatLineState::Uploading { percent: 42 }
    );
    talk.clinic.wait(600);
    assert_eq!(talk.lines(patient).len(), 1, "one line, not two");
    assert_eq!(talk.last(patient).state, ChatLineState::Read);
    let file = talk.file(patient);
    assert_eq!(file.presence, FilePresence::Here);
    let file_id = file.id.unwrap();
    let kept = Effect::KeepTransfer {
        transfer: 7,
        file_id,
    };
    assert_eq!(talk.effects(patient), [kept]);
    let received = talk.file(doctor);
    assert_eq!(received.id, Some(file_id));
    assert_eq!(received.presence, FilePresence::Away);
}

#[test]
fn words_need_not_wait_for_a_file() {
    let mut talk = prepare();
    talk.clinic.server.refuse_file = None;
    talk.attach(1, "arm.png");
    let text = "See my arm".into();
    talk.clinic
        .says(talk.patient, ChatIntent::WriteMessage { text });
    let paths: Vec<String> = talk.clinic.devices[talk.patient]
        .requests
        .iter()
        .rev()
        .take(2)
        .map(|request| request.url.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["messages", "files?name=arm.png"]);
}

#[test]
fn who_thinks_better_of_it_sends_nothing() {
    let mut talk = prepare();
    let patient = talk.patient;
    talk.attach(7, "arm.png");
    talk.attach(8, "leg.png");
    let id = talk.clinic.devices[patient].requests.last().unwrap().id;
    let keys: Vec<String> = talk.lines(patient).into_iter().map(|one| one.key).collect();
    let discard = |key: &String| ChatIntent::DiscardMessage { key: key.clone() };
    talk.clinic.says(patient, discard(&keys[1]));
    assert_eq!(talk.effects(patient), [Effect::DropTransfer(8)]);
    talk.clinic.says(patient, discard(&keys[0]));
    let stopped = [Effect::AbandonHttp { id }, Effect::DropTransfer(7)];
    assert_eq!(talk.effects(patient), stopped);
    assert_eq!(talk.lines(patient), []);
    talk.clinic.wait(1_000);
    assert!(talk.clinic.server.messages.is_empty());
    // What is sent can't be taken back by the same press.
    talk.attach(9, "arm.png");
    talk.clinic.wait(600);
    let key = talk.last(patient).key;
    talk.clinic
        .says(patient, ChatIntent::DiscardMessage { key });
    assert_eq!(talk.lines(patient).len(), 1);
}

#[test]
fn a_refused_file_says_why_and_can_be_tried_again() {
    let mut talk = prepare();
    let patient = talk.patient;
    talk.clinic.server.refuse_file = Some(ProblemCode::UnsupportedFile);
    talk.attach(7, "film.mov");
    talk.clinic.wait(300);
    let line = talk.last(patient);
    assert!(matches!(line.state, ChatLineState::Failed { .. }));
    talk.clinic.wait(10_000);
    assert!(talk.clinic.server.messages.is_empty(), "not by itself");
    let key = line.key;
    talk.clinic.says(patient, ChatIntent::RetryMessage { key });
    talk.clinic.wait(600);
    assert_eq!(talk.clinic.server.messages.len(), 1);
}

#[test]
fn bytes_that_are_not_there_are_said_to_be_lost() {
    let mut talk = prepare();
    let patient = talk.patient;
    talk.attach(7, "arm.png");
    let id = talk.clinic.devices[patient].requests.last().unwrap().id;
    let result = Err(HttpFailure::NothingToSend);
    talk.clinic.input(patient, Input::Http { id, result });
    let problem = RequestError::FileLost;
    assert_eq!(talk.last(patient).state, ChatLineState::Failed { problem });
}

#[test]
fn without_a_server_a_file_waits_and_goes_once_it_is_back() {
    let mut talk = prepare();
    let patient = talk.patient;
    talk.clinic.cut(patient);
    talk.clinic.wait(200);
    talk.attach(7, "arm.png");
    talk.clinic.wait(2_000);
    assert_eq!(talk.last(patient).state, ChatLineState::Waiting);
    talk.clinic.mend(patient);
    talk.clinic.wait(60_000);
    assert_eq!(talk.clinic.server.messages.len(), 1);
    assert_eq!(talk.clinic.server.files.len(), 1);
}

#[test]
fn an_answer_that_got_lost_sends_no_second_file() {
    let mut talk = prepare();
    let patient = talk.patient;
    talk.clinic.devices[patient].network.lose_answers = 1;
    talk.attach(7, "arm.png");
    talk.clinic.wait(60_000);
    assert_eq!(talk.clinic.server.files.len(), 1);
    assert_eq!(talk.clinic.server.messages.len(), 1);
}

#[test]
fn five_files_may_wait_and_none_may_be_too_large_or_empty() {
    let mut talk = prepare();
    let patient = talk.patient;
    for bytes in [0, 10 * 1024 * 1024 + 1] {
        let wish = ChatIntent::AttachFile {
            transfer: 1,
            name: "x.png".into(),
            bytes,
        };
        talk.clinic.says(patient, wish);
        assert_eq!(talk.effects(patient), [Effect::DropTransfer(1)]);
    }
    talk.clinic.cut(patient);
    talk.clinic.wait(200);
    let rules = |talk: &Talk| talk.clinic.devices[patient].view().chat.unwrap().attach;
    assert_eq!(
        (rules(&talk).action, rules(&talk).left),
        (Action::Allowed, 5)
    );
    for transfer in 1..=6 {
        talk.attach(transfer, "x.png");
    }
    let why = WhyNot::FilesWait;
    assert_eq!(rules(&talk).action, Action::Refused { why });
    assert_eq!(talk.lines(patient).len(), 5);
    assert_eq!(talk.effects(patient), [Effect::DropTransfer(6)]);
}

#[test]
fn a_picture_is_fetched_once_to_be_shown_and_again_once_it_had_to_go() {
    let mut talk = prepare();
    let doctor = talk.doctor;
    let file_id = talk.arrived();
    talk.clinic.says(doctor, ChatIntent::ShowFile { file_id });
    assert_eq!(talk.file(doctor).presence, FilePresence::Coming);
    talk.clinic.says(doctor, ChatIntent::ShowFile { file_id });
    let asked = talk.clinic.devices[doctor].requests.iter();
    let asked = asked.filter(|one| one.file == Some(FileTransfer::In(file_id)));
    assert_eq!(asked.count(), 1);
    talk.clinic.wait(300);
    assert_eq!(talk.file(doctor).presence, FilePresence::Here);
    talk.clinic.input(doctor, Input::FileEvicted { file_id });
    assert_eq!(talk.file(doctor).presence, FilePresence::Away);
    talk.clinic.server.files.clear();
    talk.clinic.says(doctor, ChatIntent::ShowFile { file_id });
    talk.clinic.wait(300);
    let presence = talk.file(doctor).presence;
    assert!(
        matches!(presence, FilePresence::Failed { .. }),
        "{presence:?}"
    );
}

#[test]
fn only_files_of_the_open_chat_are_fetched() {
    let mut talk = prepare();
    let doctor = talk.doctor;
    let file_id = talk.arrived();
    talk.clinic.says(doctor, ChatIntent::CloseChat);
    talk.clinic.says(doctor, ChatIntent::ShowFile { file_id });
    talk.clinic.says(doctor, ChatIntent::SaveFile { file_id });
    let requests = &talk.clinic.devices[doctor].requests;
    assert!(requests.iter().all(|request| request.file.is_none()));
}

#[test]
fn saving_fetches_first_names_it_by_its_content_and_says_how_it_went() {
    let mut talk = prepare();
    let doctor = talk.doctor;
    talk.attach(7, "arm.exe");
    talk.clinic.wait(500);
    let file_id = talk.file(doctor).id.unwrap();
    talk.clinic.says(doctor, ChatIntent::SaveFile { file_id });
    assert_eq!(talk.file(doctor).saving, FileSaving::Saving);
    assert_eq!(talk.effects(doctor), []);
    talk.clinic.wait(300);
    let save = Effect::SaveFile {
        file_id,
        name: "arm.exe.png".into(),
    };
    assert_eq!(talk.effects(doctor), std::slice::from_ref(&save));

    // The engine had made room for others: fetched once more.
    let gone = Err(SaveFailure::NotHere);
    let told = Input::FileSaved {
        file_id,
        result: gone,
    };
    talk.clinic.input(doctor, told);
    talk.clinic.wait(300);
    assert_eq!(talk.effects(doctor), std::slice::from_ref(&save));
    let result = Ok("arm.exe (2).png".to_owned());
    talk.clinic
        .input(doctor, Input::FileSaved { file_id, result });
    let name = "arm.exe (2).png".into();
    assert_eq!(talk.file(doctor).saving, FileSaving::Saved { name });

    talk.clinic.says(doctor, ChatIntent::SaveFile { file_id });
    let result = Err(SaveFailure::NotWritten);
    talk.clinic
        .input(doctor, Input::FileSaved { file_id, result });
    let why = SaveFailure::NotWritten;
    assert_eq!(talk.file(doctor).saving, FileSaving::Failed { why });
}

#[test]
fn who_signs_out_leaves_no_file() {
    let mut talk = prepare();
    talk.arrived();
    let patient = talk.patient;
    talk.effects(patient);
    talk.clinic.says(patient, SessionIntent::SignOut);
    assert_eq!(talk.effects(patient), [Effect::DropFiles]);
}
