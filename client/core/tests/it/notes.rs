//! What a doctor notes beside a call, with a network that fails and a second device that writes too.

use crate::clinic::Clinic;
use client_core::{CallIntent, Loadable, NotesIntent, NotesState, NotesView};
use shared::{EncounterId, Notes, Timestamp};

struct Consultation {
    clinic: Clinic,
    doctor: usize,
    patient: usize,
    encounter_id: EncounterId,
}

impl Consultation {
    fn begin() -> Self {
        let mut clinic = Clinic::open();
        let scene = clinic.talk();
        clinic.wait(300);
        Self {
            encounter_id: clinic.server.places[0].entry.entry_id.into(),
            clinic,
            doctor: scene.doctor,
            patient: scene.patient,
        }
    }

    fn write(&mut self, text: &str) {
        let (encounter_id, text) = (self.encounter_id, text.into());
        let intent = NotesIntent::WriteNotes { encounter_id, text };
        self.clinic.says(self.doctor, intent);
    }

    fn view(&self) -> NotesView {
        let call = self.clinic.call(self.doctor).expect("a call");
        call.notes.expect("notes")
    }

    fn shown(&self) -> String {
        match self.view().text {
            Loadable::Loaded { value } => value.0,
            other => panic!("{other:?}"),
        }
    }

    fn stored(&self) -> &Notes {
        &self.clinic.server.notes[&self.encounter_id]
    }

    fn another_device_writes(&mut self, text: &str) {
        let stored = self
            .clinic
            .server
            .notes
            .get_mut(&self.encounter_id)
            .unwrap();
        stored.text = text.into();
        stored.version += 1;
        stored.changed_at = Some(Timestamp(1));
    }
}

#[test]
fn a_pause_in_writing_saves() {
    let mut consultation = Consultation::begin();
    assert_eq!(consultation.view().state, NotesState::Blank);
    consultation.write("No fe");
    consultation.clinic.wait(300);
    consultation.write("No fever.");
    assert_eq!(consultation.view().state, NotesState::Saving);
    assert_eq!(consultation.stored().version, 0, "while somebody writes");
    consultation.clinic.wait(1_500);
    assert_eq!(consultation.stored().text.reveal(), "No fever.");
    assert_eq!(consultation.stored().version, 1, "once, not for every key");
    assert!(matches!(
        consultation.view().state,
        NotesState::Saved { .. }
    ));
    let patient = consultation.clinic.call(consultation.patient).unwrap();
    assert_eq!(patient.notes, None, "the patient has none");
}

#[test]
fn whoever_never_pauses_is_saved_all_the_same() {
    let mut consultation = Consultation::begin();
    for second in 0..12 {
        consultation.write(&"word ".repeat(second + 1));
        consultation.clinic.wait(500);
    }
    assert!(consultation.stored().version >= 1);
    consultation.clinic.wait(2_000);
    assert_eq!(consultation.stored().text.reveal(), &"word ".repeat(12));
}

#[test]
fn an_outage_loses_no_word() {
    let mut consultation = Consultation::begin();
    consultation.clinic.cut(consultation.doctor);
    consultation.clinic.wait(20_000);
    consultation.write("Written with no network.");
    consultation.clinic.wait(3_000);
    assert_eq!(consultation.view().state, NotesState::Waiting);
    assert_eq!(consultation.shown(), "Written with no network.");
    assert_eq!(consultation.stored().version, 0);
    consultation.clinic.mend(consultation.doctor);
    consultation.clinic.wait(30_000);
    assert_eq!(
        consultation.stored().text.reveal(),
        "Written with no network."
    );
}

#[test]
fn what_is_noted_last_is_saved_after_the_call_was_closed() {
    let mut consultation = Consultation::begin();
    consultation
        .clinic
        .says(consultation.doctor, CallIntent::End);
    consultation.clinic.wait(300);
    consultation.write("One last word.");
    consultation
        .clinic
        .says(consultation.doctor, CallIntent::CloseCall);
    consultation.clinic.wait(2_000);
    assert_eq!(consultation.stored().text.reveal(), "One last word.");
}

#[test]
fn nobody_writes_over_another_device_unasked() {
    let mut consultation = Consultation::begin();
    consultation.another_device_writes("From the desk.");
    consultation.write("From the laptop.");
    consultation.clinic.wait(3_000);
    let other = "From the desk.".into();
    assert_eq!(consultation.view().state, NotesState::Conflict { other });
    assert_eq!(consultation.shown(), "From the laptop.");
    assert_eq!(consultation.stored().text.reveal(), "From the desk.");

    let encounter_id = consultation.encounter_id;
    let keep = NotesIntent::KeepOwnNotes { encounter_id };
    consultation.clinic.says(consultation.doctor, keep);
    consultation.clinic.wait(2_000);
    assert_eq!(consultation.stored().text.reveal(), "From the laptop.");

    consultation.another_device_writes("From the desk again.");
    consultation.write("Something else.");
    consultation.clinic.wait(3_000);
    let before = consultation.view().revision;
    let take = NotesIntent::TakeOtherNotes { encounter_id };
    consultation.clinic.says(consultation.doctor, take);
    consultation.clinic.wait(2_000);
    assert_eq!(consultation.shown(), "From the desk again.");
    assert!(
        consultation.view().revision > before,
        "the page is to show it"
    );
    assert_eq!(consultation.stored().text.reveal(), "From the desk again.");
}
