//! Conversations: what two people write to each other, with a network between them that fails.

use crate::clinic::Clinic;
use client_core::{
    Action, CallIntent, ChatIntent, ChatLine, ChatLineState, ChatView, Farewell, Loadable,
    NoticeText, QueueIntent, ScheduleIntent, Screen, SessionIntent, WhyNot,
};
use shared::{ClientFrame, EncounterId, NotificationAbout, ProblemCode};

struct Talk {
    clinic: Clinic,
    doctor: usize,
    patient: usize,
    encounter_id: EncounterId,
}

impl Talk {
    /// A doctor in the practice room and a patient in the waiting room.
    fn prepare() -> Self {
        Self::with_skew(0)
    }

    fn with_skew(skew_ms: i64) -> Self {
        let mut clinic = Clinic::open();
        let scene = clinic.ready_patient(skew_ms);
        Self {
            encounter_id: clinic.server.places[0].entry.entry_id.into(),
            clinic,
            doctor: scene.doctor,
            patient: scene.patient,
        }
    }

    fn open(&mut self, device: usize) {
        let encounter_id = self.encounter_id;
        self.clinic
            .says(device, ChatIntent::OpenChat { encounter_id });
        self.clinic.wait(200);
    }

    fn write(&mut self, device: usize, text: &str) {
        self.clinic
            .says(device, ChatIntent::WriteMessage { text: text.into() });
    }

    fn chat(&self, device: usize) -> ChatView {
        self.clinic.devices[device].view().chat.expect("a chat")
    }

    fn lines(&self, device: usize) -> Vec<ChatLine> {
        match self.chat(device).lines {
            Loadable::Loaded { value } => value,
            other => panic!("{other:?}"),
        }
    }

    fn texts(&self, device: usize) -> Vec<String> {
        let lines = self.lines(device).into_iter();
        lines.map(|line| line.text.reveal().clone()).collect()
    }

    fn states(&self, device: usize) -> Vec<ChatLineState> {
        let lines = self.lines(device).into_iter();
        lines.map(|line| line.state).collect()
    }

    fn unread(&self, device: usize) -> u32 {
        match self.clinic.screen(device) {
            Screen::PracticeRoom(room) => match room.queue {
                Loadable::Loaded { value } => value[0].chat.unread,
                other => panic!("{other:?}"),
            },
            Screen::WaitingRoom(room) => room.chat.unwrap().unread,
            other => panic!("{other:?}"),
        }
    }

    /// What the server has, in order.
    fn stored(&self) -> Vec<String> {
        let thread = self.clinic.server.thread(self.encounter_id).into_iter();
        thread.map(|one| one.text.reveal().clone()).collect()
    }

    fn frames(&self, device: usize, fits: impl Fn(&ClientFrame) -> bool) -> usize {
        let said = self.clinic.devices[device].sent_frames.iter();
        said.filter(|frame| fits(frame)).count()
    }
}

use ChatLineState::{Delivered, Failed, Read, Received, Sending, Sent, Waiting};

#[test]
fn a_message_goes_from_sending_to_read() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.open(patient);
    assert_eq!(talk.lines(patient), []);
    // The doctor's device is away.
    talk.clinic.cut(doctor);
    talk.write(patient, "  I cough at night \n");
    assert_eq!(talk.states(patient), [Sending]);
    talk.clinic.wait(100);
    assert_eq!(talk.states(patient), [Sent]);
    assert_eq!(talk.texts(patient), ["I cough at night"]);
    // It is back: delivered, though nobody looks.
    talk.clinic.mend(doctor);
    talk.clinic.wait(10_000);
    assert_eq!(talk.states(patient), [Delivered]);
    assert_eq!(talk.unread(doctor), 1);
    talk.open(doctor);
    talk.clinic.wait(200);
    assert_eq!(talk.states(patient), [Read]);
    assert_eq!(talk.states(doctor), [Received]);
    assert_eq!(talk.unread(doctor), 0);
    assert_eq!(talk.chat(doctor).partner_name.unwrap().reveal(), "John");
}

#[test]
fn what_is_written_offline_waits_and_arrives_once_in_order() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.open(patient);
    talk.open(doctor);
    talk.write(patient, "before");
    talk.clinic.wait(200);
    talk.clinic.cut(patient);
    talk.clinic.wait(500);
    for text in ["one", "two", "three"] {
        talk.write(patient, text);
        talk.clinic.wait(5_000);
    }
    assert_eq!(talk.texts(patient), ["before", "one", "two", "three"]);
    assert_eq!(talk.states(patient)[1..], [Waiting, Waiting, Waiting]);
    assert_eq!(talk.chat(patient).write, Action::Allowed);
    // The answers to the next two are lost on their way, though the server acted.
    talk.clinic.devices[patient].network.lose_answers = 2;
    talk.clinic.mend(patient);
    talk.clinic.wait(120_000);
    assert_eq!(talk.stored(), ["before", "one", "two", "three"]);
    assert_eq!(talk.texts(patient), ["before", "one", "two", "three"]);
    assert_eq!(talk.texts(doctor), ["before", "one", "two", "three"]);
    assert!(talk.states(patient).iter().all(|state| *state == Read));
}

#[test]
fn a_line_keeps_its_key_from_writing_to_reading() {
    let mut talk = Talk::prepare();
    let patient = talk.patient;
    talk.open(patient);
    talk.write(patient, "Hello");
    let before = talk.lines(patient)[0].key.clone();
    talk.clinic.wait(1_000);
    let after = talk.lines(patient);
    assert_eq!((after.len(), &after[0].key), (1, &before));
}

#[test]
fn a_socket_that_breaks_under_way_doubles_nothing() {
    for wait_ms in [0, 10, 21, 39, 41, 60] {
        let mut talk = Talk::prepare();
        let (doctor, patient) = (talk.doctor, talk.patient);
        talk.open(patient);
        talk.write(patient, "Hello");
        talk.clinic.wait(wait_ms);
        talk.clinic.devices[patient].network.lose_answers = 1;
        talk.clinic.break_socket(patient, Farewell::ComeBackLater);
        talk.clinic.wait(60_000);
        talk.open(doctor);
        assert_eq!(talk.stored(), ["Hello"], "after {wait_ms} ms");
        assert_eq!(talk.texts(patient), ["Hello"], "after {wait_ms} ms");
        assert_eq!(talk.texts(doctor), ["Hello"], "after {wait_ms} ms");
    }
}

#[test]
fn a_refused_message_says_why_and_can_be_tried_again_or_given_up() {
    let mut talk = Talk::prepare();
    let patient = talk.patient;
    talk.open(patient);
    talk.clinic.server.refuse_message = Some(ProblemCode::ChatClosed);
    talk.write(patient, "one");
    talk.write(patient, "two");
    talk.clinic.wait(300);
    let lines = talk.lines(patient);
    let refused = lines
        .iter()
        .find(|line| matches!(line.state, Failed { .. }))
        .unwrap();
    assert_eq!(refused.text.reveal(), "one");
    assert_eq!(talk.stored(), ["two"], "the others don't wait for it");
    let key = refused.key.clone();
    talk.clinic.says(patient, ChatIntent::RetryMessage { key });
    talk.clinic.wait(300);
    assert_eq!(
        talk.stored(),
        ["two"],
        "this key was answered with a refusal"
    );

    let key = talk.lines(patient)[1].key.clone();
    talk.clinic
        .says(patient, ChatIntent::DiscardMessage { key });
    assert_eq!(talk.texts(patient), ["two"]);
}

#[test]
fn nothing_is_not_sent_and_a_closed_chat_takes_nothing() {
    let mut talk = Talk::prepare();
    let patient = talk.patient;
    talk.clinic.server.open_until = Some(talk.clinic.now.plus_s(60));
    talk.open(patient);
    talk.write(patient, " \n ");
    assert_eq!(talk.lines(patient), []);
    talk.clinic.wait(61_000);
    let closed = Action::Refused {
        why: WhyNot::ChatClosed,
    };
    assert_eq!(talk.chat(patient).write, closed);
    talk.write(patient, "Hello?");
    talk.clinic.wait(300);
    assert_eq!(talk.lines(patient), []);
}

#[test]
fn the_view_offers_earlier_messages_page_by_page() {
    let mut talk = Talk::prepare();
    let doctor = talk.doctor;
    let writer = talk.clinic.server.places[0].entry.patient_id;
    for number in 1..=120 {
        let encounter_id = talk.encounter_id;
        let text = number.to_string();
        talk.clinic
            .server
            .write(writer, encounter_id, (&text, None), None);
    }
    talk.clinic.wait(500);
    assert_eq!(talk.unread(doctor), 120);
    talk.open(doctor);
    let numbers = |from: i32| (from..=120).map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(talk.texts(doctor), numbers(71));
    assert_eq!(talk.chat(doctor).load_earlier, Action::Allowed);
    talk.clinic.says(doctor, ChatIntent::LoadEarlier);
    talk.clinic.says(doctor, ChatIntent::LoadEarlier);
    assert_eq!(talk.chat(doctor).load_earlier, Action::Busy);
    talk.clinic.wait(200);
    assert_eq!(talk.texts(doctor), numbers(21));
    talk.clinic.says(doctor, ChatIntent::LoadEarlier);
    talk.clinic.wait(200);
    assert_eq!(talk.texts(doctor), numbers(1));
    let none = Action::Refused {
        why: WhyNot::NothingEarlier,
    };
    assert_eq!(talk.chat(doctor).load_earlier, none);
    assert_eq!(talk.clinic.requests_to(doctor, "before=71").len(), 1);
}

#[test]
fn who_missed_more_than_a_page_sees_no_hole() {
    let mut talk = Talk::prepare();
    let doctor = talk.doctor;
    talk.open(doctor);
    talk.write(doctor, "early");
    talk.clinic.wait(300);
    talk.clinic.cut(doctor);
    talk.clinic.wait(500);
    let writer = talk.clinic.server.places[0].entry.patient_id;
    let encounter_id = talk.encounter_id;
    for number in 2..=100 {
        let text = number.to_string();
        talk.clinic
            .server
            .write(writer, encounter_id, (&text, None), None);
    }
    talk.clinic.mend(doctor);
    talk.clinic.wait(40_000);
    let newest: Vec<String> = (51..=100).map(|n| n.to_string()).collect();
    assert_eq!(talk.texts(doctor), newest);
    assert_eq!(talk.chat(doctor).load_earlier, Action::Allowed);
}

#[test]
fn typing_is_told_seldom_and_fades() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.open(doctor);
    talk.open(patient);
    let typing = |clinic: &mut Clinic, typing| {
        clinic.says(patient, ChatIntent::SetTyping { typing });
        clinic.wait(100);
    };
    // Forty keys in four seconds.
    for _ in 0..40 {
        typing(&mut talk.clinic, true);
    }
    let told = |frame: &ClientFrame| matches!(frame, ClientFrame::Typing { .. });
    assert_eq!(talk.frames(patient, told), 2);
    assert!(talk.chat(doctor).partner_types);
    assert!(!talk.chat(patient).partner_types);
    typing(&mut talk.clinic, false);
    assert!(!talk.chat(doctor).partner_types);
    // The network goes away in the middle of a word.
    typing(&mut talk.clinic, true);
    assert!(talk.chat(doctor).partner_types);
    talk.clinic.cut(patient);
    talk.clinic.wait(5_500);
    assert!(talk.chat(doctor).partner_types);
    talk.clinic.wait(600);
    assert!(!talk.chat(doctor).partner_types);
    // A message says that its writer has stopped.
    talk.clinic.mend(patient);
    talk.clinic.wait(10_000);
    typing(&mut talk.clinic, true);
    talk.write(patient, "done");
    talk.clinic.wait(100);
    assert!(!talk.chat(doctor).partner_types);
}

#[test]
fn only_what_is_before_the_eyes_counts_as_read() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.open(doctor);
    talk.open(patient);
    talk.clinic
        .says(doctor, ChatIntent::LookAtChat { looking: false });
    talk.write(patient, "one");
    talk.clinic.wait(300);
    assert_eq!(
        (talk.states(patient), talk.unread(doctor)),
        (vec![Delivered], 1)
    );
    talk.clinic
        .says(doctor, ChatIntent::LookAtChat { looking: true });
    talk.clinic.wait(300);
    assert_eq!((talk.states(patient), talk.unread(doctor)), (vec![Read], 0));
    // Nobody sees a thread on another screen.
    talk.clinic.says(doctor, ScheduleIntent::ShowHome);
    talk.clinic.wait(300);
    talk.write(patient, "two");
    talk.clinic.wait(300);
    assert_eq!(talk.states(patient), [Read, Delivered]);
    assert!(talk.clinic.devices[doctor].view().chat.is_none());
    let left = talk.clinic.devices[doctor].sent_frames.iter().rev();
    let mut looks = left.filter_map(|frame| match frame {
        ClientFrame::MessageRead { looking, .. } => Some(*looking),
        _ => None,
    });
    assert_eq!(
        looks.next(),
        Some(false),
        "the server knows that nobody looks"
    );
}

#[test]
fn a_second_device_of_the_reader_settles_the_count_and_the_bell() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    let doctor_id = talk.clinic.server.schedules[0].doctor_id;
    let second = talk.clinic.signed_in(doctor_id, 0);
    talk.open(patient);
    talk.write(patient, "one");
    let about = NotificationAbout::NewMessage {
        encounter_id: talk.encounter_id,
        from_name: "John".into(),
    };
    talk.clinic.server.notify(doctor_id, about);
    talk.clinic.wait(300);
    let view = talk.clinic.devices[doctor].view();
    assert_eq!((talk.unread(doctor), view.inbox.unwrap().unread), (1, 1));
    let message = NoticeText::NewMessage {
        name: "John".into(),
    };
    assert!(view.notices.iter().any(|notice| notice.text == message));
    let schedule_id = talk.clinic.server.schedules[0].id;
    talk.clinic
        .says(second, QueueIntent::OpenSchedule { schedule_id });
    talk.clinic.wait(300);
    talk.open(second);
    talk.clinic.wait(300);
    let view = talk.clinic.devices[doctor].view();
    assert_eq!((talk.unread(doctor), view.inbox.unwrap().unread), (0, 0));
}

#[test]
fn times_are_the_servers_whatever_the_device_thinks() {
    let mut talk = Talk::with_skew(3_600_000);
    let patient = talk.patient;
    talk.open(patient);
    talk.clinic.cut(patient);
    talk.clinic.wait(500);
    let now = talk.clinic.now;
    talk.write(patient, "late");
    let off_by = talk.lines(patient)[0].at.since_ms(now);
    assert!(off_by.abs() < 1_000, "{off_by} ms");
}

#[test]
fn the_chat_goes_on_in_the_call_and_after_it() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let encounter_id = clinic.server.places[0].entry.entry_id.into();
    let mut talk = Talk {
        clinic,
        doctor: scene.doctor,
        patient: scene.patient,
        encounter_id,
    };
    let (doctor, patient) = (talk.doctor, talk.patient);
    let badge = |talk: &Talk, device| talk.clinic.call(device).unwrap().chat.unwrap();
    assert_eq!(badge(&talk, patient).encounter_id, encounter_id);
    talk.open(doctor);
    talk.write(doctor, "Please hold the camera closer");
    talk.clinic.wait(300);
    assert_eq!(badge(&talk, patient).unread, 1);
    talk.open(patient);
    assert_eq!(badge(&talk, patient).unread, 0);
    talk.clinic.says(doctor, CallIntent::End);
    talk.clinic.wait(300);
    talk.write(patient, "Thank you!");
    talk.clinic.wait(300);
    assert_eq!(
        talk.texts(doctor),
        ["Please hold the camera closer", "Thank you!"]
    );
}

#[test]
fn a_call_that_comes_in_covers_the_chat_and_nothing_counts_as_read() {
    let mut talk = Talk::prepare();
    let (doctor, patient) = (talk.doctor, talk.patient);
    talk.open(doctor);
    talk.open(patient);
    talk.clinic
        .says(doctor, QueueIntent::Invite { patient_id: None });
    talk.clinic.wait(300);
    assert!(talk.clinic.rings(patient));
    assert!(talk.clinic.devices[patient].view().chat.is_none());
    talk.write(doctor, "Are you there?");
    talk.clinic.wait(300);
    assert_eq!(
        talk.states(doctor),
        [Delivered],
        "the doctor's own ring covers nothing"
    );
    let badge = talk.clinic.call(patient).unwrap().chat.unwrap();
    assert_eq!(badge.unread, 1);
}

#[test]
fn signing_out_forgets_every_word() {
    let mut talk = Talk::prepare();
    let patient = talk.patient;
    talk.open(patient);
    talk.write(patient, "private");
    talk.clinic.says(patient, SessionIntent::SignOut);
    assert!(talk.clinic.devices[patient].view().chat.is_none());
    talk.clinic.wait(2_000);
    let view = format!("{:?}", talk.clinic.devices[patient].view().screen);
    assert!(view.contains("SignIn"), "{view}");
}
