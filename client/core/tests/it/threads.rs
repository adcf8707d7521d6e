//! Messages after the visit: the list of threads, how what is told leads there, and what counts as read.

use crate::clinic::Clinic;
use crate::clinic::places::StoredEntry;
use client_core::{
    Action, AppointmentIntent, CallIntent, ChatIntent, DeepLink, Inbox, Input, Intent, Loadable,
    MessagesScreen, NotificationIntent, ProfileIntent, QueueIntent, ScheduleIntent, Screen,
    SessionIntent, ThreadLine, WhyNot,
};
use shared::{
    AppointmentState, CallKind, EncounterId, EntryId, NotificationAbout, PasswordTry, Role, UserId,
};

/// A doctor and a patient after their visit, both back at home.
struct After {
    clinic: Clinic,
    doctor: usize,
    patient: usize,
    doctor_id: UserId,
    patient_id: UserId,
    encounter_id: EncounterId,
}

impl After {
    fn visit() -> Self {
        let mut clinic = Clinic::open();
        let scene = clinic.talk();
        clinic.says(scene.doctor, CallIntent::End);
        clinic.wait(500);
        for device in [scene.doctor, scene.patient] {
            clinic.says(device, CallIntent::CloseCall);
            clinic.says(device, ScheduleIntent::ShowHome);
        }
        clinic.wait(500);
        Self {
            encounter_id: clinic.server.places[0].entry.entry_id.into(),
            clinic,
            doctor: scene.doctor,
            patient: scene.patient,
            doctor_id: scene.doctor_id,
            patient_id: scene.patient_id,
        }
    }

    /// Somebody writes from a device that is not here.
    fn writes(&mut self, who: UserId, thread: EncounterId, text: &str) {
        self.clinic.server.write(who, thread, (text, None), None);
        self.clinic.wait(300);
    }

    fn doctor_writes(&mut self, text: &str) {
        self.writes(self.doctor_id, self.encounter_id, text);
        let about = self.told();
        self.clinic.server.notify(self.patient_id, about);
        self.clinic.wait(300);
    }

    fn told(&self) -> NotificationAbout {
        NotificationAbout::NewMessage {
            encounter_id: self.encounter_id,
            from_name: "Grey".into(),
        }
    }

    /// One more patient's thread with the doctor.
    fn another_thread(&mut self, name: &str) -> (UserId, EncounterId) {
        let server = &mut self.clinic.server;
        let patient_id = server.add_user(Role::Patient, name);
        let (entry_id, schedule_id) = (EntryId(server.id()), server.schedules[0].id);
        let mut entry = server.places[0].entry.clone();
        (entry.entry_id, entry.patient_id) = (entry_id, patient_id);
        server.places.push(StoredEntry {
            entry,
            schedule_id,
            ready_at: None,
        });
        (patient_id, entry_id.into())
    }

    fn unread(&self, device: usize) -> u32 {
        self.clinic.devices[device].view().unread_messages
    }

    fn open_chat(&self, device: usize) -> Option<EncounterId> {
        let chat = self.clinic.devices[device].view().chat;
        chat.map(|chat| chat.encounter_id)
    }
}

fn messages(clinic: &Clinic, device: usize) -> MessagesScreen {
    match clinic.screen(device) {
        Screen::Messages(screen) => screen,
        other => panic!("{other:?}"),
    }
}

fn lines(clinic: &Clinic, device: usize) -> Vec<ThreadLine> {
    match messages(clinic, device).threads {
        Loadable::Loaded { value } => value,
        other => panic!("{other:?}"),
    }
}

/// Whose threads, what was written last, and how many are unread.
fn shown(clinic: &Clinic, device: usize) -> Vec<(String, String, u32)> {
    let lines = lines(clinic, device).into_iter();
    let line = |one: ThreadLine| {
        let (name, text) = (one.partner_name.reveal().clone(), one.text.reveal().clone());
        (name, text, one.badge.unread)
    };
    lines.map(line).collect()
}

fn line(name: &str, text: &str, unread: u32) -> (String, String, u32) {
    (name.to_owned(), text.to_owned(), unread)
}

#[test]
fn the_bell_leads_to_a_message_that_came_after_the_visit_and_it_is_answered_there() {
    let mut after = After::visit();
    let (patient, doctor) = (after.patient, after.doctor);
    after.doctor_writes("Please fast tomorrow");
    assert_eq!(after.unread(patient), 1);
    let Some(Inbox {
        lines: Loadable::Loaded { value },
        ..
    }) = after.clinic.devices[patient].view().inbox
    else {
        panic!("no inbox")
    };
    let encounter_id = after.encounter_id;
    let thread = Intent::from(ChatIntent::OpenThread { encounter_id });
    assert_eq!(value[0].opens, thread);
    let notices = after.clinic.devices[patient].view().notices;
    assert_eq!(notices.last().unwrap().opens, Some(thread.clone()));

    after.clinic.says(patient, thread);
    after.clinic.wait(300);
    assert_eq!(
        shown(&after.clinic, patient),
        [line("Grey", "Please fast tomorrow", 0)]
    );
    assert_eq!(after.open_chat(patient), Some(encounter_id));
    assert_eq!(after.unread(patient), 0);
    let text = "I shall".into();
    after
        .clinic
        .says(patient, ChatIntent::WriteMessage { text });
    after.clinic.wait(300);
    assert!(lines(&after.clinic, patient)[0].own);
    assert_eq!(after.unread(doctor), 1);
    after.clinic.says(doctor, ChatIntent::ShowMessages);
    after.clinic.wait(300);
    assert_eq!(shown(&after.clinic, doctor), [line("John", "I shall", 1)]);
    assert_eq!(after.open_chat(doctor), None, "nothing is open by itself");
}

#[test]
fn a_thread_moves_up_with_a_message_and_is_read_on_every_device() {
    let mut after = After::visit();
    let doctor = after.doctor;
    let (ana, with_ana) = after.another_thread("Ana");
    after.writes(after.patient_id, after.encounter_id, "one");
    after.writes(ana, with_ana, "two");
    after.clinic.says(doctor, ChatIntent::ShowMessages);
    after.clinic.wait(300);
    assert_eq!(
        shown(&after.clinic, doctor),
        [line("Ana", "two", 1), line("John", "one", 1)]
    );
    after.writes(after.patient_id, after.encounter_id, "three");
    assert_eq!(
        shown(&after.clinic, doctor),
        [line("John", "three", 2), line("Ana", "two", 1)]
    );
    assert_eq!(after.unread(doctor), 3);
    // One that is not on the list is fetched.
    let (eve, with_eve) = after.another_thread("Eve");
    after.writes(eve, with_eve, "four");
    assert_eq!(shown(&after.clinic, doctor)[0], line("Eve", "four", 1));
    assert_eq!(after.unread(doctor), 4);
    // It is read on another device.
    let other = after.clinic.signed_in(after.doctor_id, 0);
    after.clinic.wait(500);
    let encounter_id = after.encounter_id;
    after
        .clinic
        .says(other, ChatIntent::OpenThread { encounter_id });
    after.clinic.wait(500);
    assert_eq!(shown(&after.clinic, doctor)[1], line("John", "three", 0));
    assert_eq!(after.unread(doctor), 2);
}

#[test]
fn what_was_written_while_the_app_was_away_is_there_when_it_is_back() {
    let mut after = After::visit();
    let patient = after.patient;
    after.clinic.says(patient, ChatIntent::ShowMessages);
    after.clinic.wait(300);
    assert_eq!(shown(&after.clinic, patient), []);
    after.clinic.cut(patient);
    after.clinic.wait(500);
    after.writes(after.doctor_id, after.encounter_id, "Where were you?");
    after.clinic.mend(patient);
    after.clinic.wait(20_000);
    assert_eq!(
        shown(&after.clinic, patient),
        [line("Grey", "Where were you?", 1)]
    );
}

#[test]
fn an_open_thread_is_left_with_its_screen_and_nothing_unseen_counts_as_read() {
    let mut after = After::visit();
    let (patient, encounter_id) = (after.patient, after.encounter_id);
    after.doctor_writes("one");
    after
        .clinic
        .says(patient, ChatIntent::OpenThread { encounter_id });
    after.clinic.wait(300);
    after.clinic.says(patient, ScheduleIntent::ShowHome);
    after.clinic.wait(300);
    assert_eq!(after.open_chat(patient), None);
    after.doctor_writes("two");
    assert_eq!(after.unread(patient), 1);
    let server = &after.clinic.server;
    assert_eq!(server.unread_of(encounter_id, after.patient_id), 1);
    // Nor does it go along into a waiting room.
    after
        .clinic
        .says(patient, ChatIntent::OpenThread { encounter_id });
    let schedule_id = after.clinic.server.schedules[0].id;
    after
        .clinic
        .says(patient, QueueIntent::OpenSchedule { schedule_id });
    after.clinic.wait(300);
    assert_eq!(after.open_chat(patient), None);
}

#[test]
fn the_chat_of_an_appointment_stays_open_on_its_screen() {
    let mut clinic = Clinic::open();
    let scene = clinic.agreed(2 * 3_600_000, AppointmentState::Confirmed);
    let appointment_id = scene.id;
    let encounter_id = appointment_id.into();
    clinic.says(
        scene.patient,
        AppointmentIntent::OpenAppointment { appointment_id },
    );
    clinic.wait(300);
    clinic.says(scene.patient, ChatIntent::OpenChat { encounter_id });
    clinic.wait(300);
    let chat = clinic.devices[scene.patient].view().chat;
    assert_eq!(chat.map(|chat| chat.encounter_id), Some(encounter_id));
    let text = "May I bring my results?".into();
    clinic.says(scene.patient, ChatIntent::WriteMessage { text });
    clinic.wait(300);
    clinic.says(scene.doctor, ChatIntent::ShowMessages);
    clinic.wait(300);
    let listed = lines(&clinic, scene.doctor);
    assert_eq!(listed[0].kind, CallKind::Appointment);
    assert_eq!(listed[0].text.reveal(), "May I bring my results?");
}

#[test]
fn a_closed_thread_is_read_and_not_written_in() {
    let mut after = After::visit();
    let (patient, encounter_id) = (after.patient, after.encounter_id);
    after.doctor_writes("Rest for three days");
    let until = after.clinic.server.now.plus_s(60);
    after.clinic.server.open_until = Some(until);
    after
        .clinic
        .says(patient, ChatIntent::OpenThread { encounter_id });
    after.clinic.wait(300);
    let open = |after: &After| {
        let line = lines(&after.clinic, patient).remove(0);
        (line.open, line.open_until)
    };
    assert_eq!(open(&after), (true, Some(until)));
    let chat = after.clinic.devices[patient].view().chat.unwrap();
    assert_eq!(
        (chat.write, chat.open_until),
        (Action::Allowed, Some(until))
    );
    after.clinic.wait(61_000);
    assert_eq!(open(&after), (false, Some(until)));
    let chat = after.clinic.devices[patient].view().chat.unwrap();
    let why = WhyNot::ChatClosed;
    assert_eq!(chat.write, Action::Refused { why });
    assert!(matches!(chat.lines, Loadable::Loaded { .. }));
}

#[test]
fn the_list_goes_on_page_by_page_and_counts_what_is_beyond() {
    let mut after = After::visit();
    let doctor = after.doctor;
    for name in ["Ana", "Eve", "Ida"] {
        let (patient_id, thread) = after.another_thread(name);
        after.writes(patient_id, thread, name);
    }
    after.clinic.server.rows_per_page = Some(2);
    after.clinic.says(doctor, ChatIntent::ShowMessages);
    after.clinic.says(doctor, SessionIntent::Reload);
    after.clinic.wait(300);
    assert_eq!(lines(&after.clinic, doctor).len(), 2);
    assert_eq!(messages(&after.clinic, doctor).more, Some(Action::Allowed));
    assert_eq!(after.unread(doctor), 3);
    after.clinic.says(doctor, ChatIntent::ShowMoreThreads);
    after.clinic.wait(300);
    assert_eq!(lines(&after.clinic, doctor).len(), 3);
    assert_eq!(messages(&after.clinic, doctor).more, None);
    assert_eq!(after.unread(doctor), 3);
}

#[test]
fn a_pressed_notification_brings_the_window_and_its_thing() {
    let mut after = After::visit();
    let patient = after.patient;
    let looking = false;
    after
        .clinic
        .says(patient, NotificationIntent::LookAtApp { looking });
    after.doctor_writes("Please fast tomorrow");
    let opens = after.clinic.devices[patient].leads_outside.pop().unwrap();
    let raised = after.clinic.devices[patient].raised;
    after.clinic.input(patient, Input::NewsOpened(opens));
    after.clinic.wait(300);
    assert_eq!(after.clinic.devices[patient].raised, raised + 1);
    assert_eq!(after.open_chat(patient), Some(after.encounter_id));
}

#[test]
fn each_kind_of_news_leads_to_its_thing() {
    let mut after = After::visit();
    let (patient, schedule_id) = (after.patient, after.clinic.server.schedules[0].id);
    let room = Intent::from(QueueIntent::OpenSchedule { schedule_id });
    let title = || "Morning".to_owned();
    let cases = [
        (
            NotificationAbout::SessionStarted {
                schedule_id,
                title: title(),
            },
            room.clone(),
        ),
        (
            NotificationAbout::PlaceLapsed {
                schedule_id,
                title: title(),
            },
            room.clone(),
        ),
        (NotificationAbout::RemovedFromQueue { schedule_id }, room),
        (
            NotificationAbout::ByPhoneOnly {
                doctor_name: "Grey".into(),
            },
            AppointmentIntent::ShowDoctors.into(),
        ),
        (
            NotificationAbout::PasswordTried {
                at: PasswordTry::SignIn,
            },
            ProfileIntent::ShowProfile.into(),
        ),
    ];
    for (about, leads) in cases {
        after.clinic.server.notify(after.patient_id, about.clone());
        after.clinic.wait(300);
        let notices = after.clinic.devices[patient].view().notices;
        assert_eq!(notices.last().unwrap().opens, Some(leads), "{about:?}");
    }
}

#[test]
fn a_link_leads_to_a_thread() {
    let mut after = After::visit();
    let patient = after.patient;
    after.doctor_writes("one");
    let link = format!("medconsult://thread/{}", after.encounter_id);
    let intent = link.parse::<DeepLink>().unwrap().intent().unwrap();
    after.clinic.says(patient, intent);
    after.clinic.wait(300);
    assert_eq!(after.open_chat(patient), Some(after.encounter_id));
}
