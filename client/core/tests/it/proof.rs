//! Proving that an address is one's own: before there is an account, and before the first place.

use crate::clinic::Clinic;
use client_core::{
    Action, AppointmentIntent, CallIntent, NoticeText, ProofIntent, ProofView, QueueIntent,
    RequestError, ScheduleIntent, Screen, SessionIntent,
};
use shared::{Pii, ProblemCode, RegisterRequest, RegisterRole, Role};

fn wish(email: &str) -> RegisterRequest {
    RegisterRequest {
        role: RegisterRole::Patient,
        name: "John".into(),
        email: email.into(),
        password: "secret-enough".into(),
        date_of_birth: Some("1980-01-31".into()),
        time_zone: "Europe/Vienna".into(),
    }
}

/// A clinic that asks for it, and a device on which nobody is signed in.
fn asking() -> (Clinic, usize) {
    let mut clinic = Clinic::open();
    clinic.server.proof.required = true;
    let phone = clinic.device(0, None);
    (clinic, phone)
}

fn code(clinic: &Clinic) -> ProofIntent {
    let code = Pii(clinic.server.proof.code());
    ProofIntent::ProveAddress { code }
}

fn registering(clinic: &Clinic, phone: usize) -> ProofView {
    match clinic.screen(phone) {
        Screen::ProveAddress(proof) => proof,
        other => panic!("{other:?}"),
    }
}

fn asked(clinic: &Clinic, phone: usize) -> ProofView {
    clinic.devices[phone]
        .view()
        .proof
        .expect("the code is asked for")
}

fn refused(problem: &Option<RequestError>) -> ProblemCode {
    match problem {
        Some(RequestError::Refused { code, .. }) => *code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_registration_leads_to_the_code_and_only_the_right_one_signs_in() {
    let (mut clinic, phone) = asking();
    clinic.says(phone, SessionIntent::Register(wish("john@mail.example")));
    clinic.wait(300);
    let proof = registering(&clinic, phone);
    assert_eq!(proof.sent.unwrap().email.reveal(), "john@mail.example");
    assert!(clinic.devices[phone].stored.is_none());
    let wrong = "9999-9999".into();
    clinic.says(phone, ProofIntent::ProveAddress { code: wrong });
    clinic.wait(300);
    let proof = registering(&clinic, phone);
    assert_eq!(refused(&proof.code.problem), ProblemCode::WrongCode);
    let right = code(&clinic);
    clinic.says(phone, right);
    clinic.wait(500);
    assert!(matches!(clinic.screen(phone), Screen::PatientHome { .. }));
    assert!(clinic.devices[phone].stored.is_some());
    assert_eq!(clinic.devices[phone].view().proof, None);
}

#[test]
fn another_code_and_another_address_are_one_press_away() {
    let (mut clinic, phone) = asking();
    clinic.says(phone, SessionIntent::Register(wish("jhon@mail.example")));
    clinic.wait(300);
    let first = code(&clinic);
    clinic.says(phone, ProofIntent::SendCodeAgain);
    assert!(registering(&clinic, phone).sending.busy);
    clinic.wait(300);
    clinic.says(phone, first);
    clinic.wait(300);
    let proof = registering(&clinic, phone);
    assert_eq!(refused(&proof.code.problem), ProblemCode::WrongCode);
    clinic.says(phone, ProofIntent::LeaveProof);
    assert!(matches!(clinic.screen(phone), Screen::Register(_)));
    clinic.says(phone, SessionIntent::Register(wish("john@mail.example")));
    clinic.wait(300);
    assert_eq!(
        clinic.server.proof.mailed,
        [
            "jhon@mail.example",
            "jhon@mail.example",
            "john@mail.example"
        ]
    );
    // Whoever remembers that there is an account goes there.
    clinic.says(phone, SessionIntent::ShowSignIn);
    assert!(matches!(clinic.screen(phone), Screen::SignIn(_)));
}

#[test]
fn nobody_waits_for_hours_for_another_code_because_of_a_wrong_clock() {
    const HOUR_MS: i64 = 3_600_000;
    let mut clinic = Clinic::open();
    clinic.server.proof.required = true;
    let phone = clinic.device(-HOUR_MS, None);
    clinic.says(phone, SessionIntent::Register(wish("john@mail.example")));
    clinic.wait(300);
    let sent = registering(&clinic, phone).sent.unwrap();
    let by_its_clock = sent.again_at.since_ms(clinic.now.plus_ms(-HOUR_MS));
    assert!((0..=60_000).contains(&by_its_clock), "{by_its_clock} ms");
}

#[test]
fn without_the_proof_a_registration_signs_in_at_once() {
    let mut clinic = Clinic::open();
    let phone = clinic.device(0, None);
    clinic.says(phone, SessionIntent::Register(wish("john@mail.example")));
    clinic.wait(500);
    assert!(matches!(clinic.screen(phone), Screen::PatientHome { .. }));
}

/// A patient who may not join yet, before the form.
fn at_the_door() -> (Clinic, usize) {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let new = clinic.new_schedule();
    clinic.says(doctor, ScheduleIntent::CreateSchedule(new));
    clinic.wait(300);
    let schedule_id = clinic.server.schedules[0].id;
    clinic.says(patient, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.server.proof.required = true;
    (clinic, patient)
}

fn join() -> QueueIntent {
    QueueIntent::JoinQueue {
        reason: "Cough".into(),
    }
}

fn has_place(clinic: &Clinic, phone: usize) -> bool {
    match clinic.screen(phone) {
        Screen::WaitingRoom(room) => room.leave == Action::Allowed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_place_asks_for_the_code_and_is_taken_by_one_more_press() {
    let (mut clinic, phone) = at_the_door();
    clinic.says(phone, join());
    clinic.wait(600);
    let proof = asked(&clinic, phone);
    assert_eq!(proof.sent.unwrap().email.reveal(), "John@clinic.example");
    assert!(clinic.devices[phone].view().notices.is_empty(), "said once");
    let right = code(&clinic);
    clinic.says(phone, right);
    clinic.wait(300);
    assert_eq!(clinic.devices[phone].view().proof, None);
    let notices = clinic.devices[phone].view().notices;
    assert!(
        notices
            .iter()
            .any(|one| one.text == NoticeText::AddressProved)
    );
    let Screen::WaitingRoom(room) = clinic.screen(phone) else {
        panic!()
    };
    assert_eq!((room.join_form.problem, room.join), (None, Action::Allowed));
    clinic.says(phone, join());
    clinic.wait(300);
    assert!(has_place(&clinic, phone));
}

#[test]
fn it_can_wait_and_is_asked_again_at_the_next_try() {
    let (mut clinic, phone) = at_the_door();
    clinic.says(phone, join());
    clinic.wait(600);
    clinic.says(phone, ProofIntent::LeaveProof);
    assert_eq!(clinic.devices[phone].view().proof, None);
    assert!(!has_place(&clinic, phone));
    clinic.says(phone, join());
    clinic.wait(600);
    asked(&clinic, phone);
}

#[test]
fn a_mistyped_address_is_replaced_by_one_that_is_proved() {
    let (mut clinic, phone) = at_the_door();
    clinic.says(phone, join());
    clinic.wait(600);
    let change = |password: &str| ProofIntent::ChangeAddress {
        email: "john@mail.example".into(),
        current_password: password.into(),
    };
    clinic.says(phone, change("not it"));
    clinic.wait(300);
    let proof = asked(&clinic, phone);
    assert_eq!(
        refused(&proof.change.problem),
        ProblemCode::WrongCredentials
    );
    clinic.says(phone, change("secret-enough"));
    clinic.wait(300);
    let proof = asked(&clinic, phone);
    assert_eq!(proof.sent.unwrap().email.reveal(), "john@mail.example");
    let right = code(&clinic);
    clinic.says(phone, right);
    clinic.wait(300);
    let me = clinic.devices[phone].view().me.unwrap();
    assert_eq!(me.email.reveal(), "john@mail.example");
}

#[test]
fn a_ring_and_a_booking_ask_for_it_as_well() {
    let (mut clinic, phone) = at_the_door();
    clinic.server.refuse_call = Some(ProblemCode::EmailUnproved);
    clinic.says(phone, AppointmentIntent::ShowDoctors);
    clinic.wait(300);
    let doctor_id = clinic.server.schedules[0].doctor_id;
    let reason = Pii::default();
    clinic.says(phone, CallIntent::CallDoctor { doctor_id, reason });
    clinic.wait(600);
    asked(&clinic, phone);
    assert!(clinic.devices[phone].view().notices.is_empty());
}
