//! Calls without an appointment, from both sides.

use crate::clinic::Clinic;
use crate::clinic::about::About;
use crate::clinic::answers::ok;
use client_core::{
    Action, AppointmentIntent, CallBack, CallIntent, CallStage, DoctorsScreen, Fallback, Inbox,
    Loadable, NoticeText, RequestError, RingTone, ScheduleIntent, Screen, SessionIntent, WhyNot,
};
use shared::{
    CallId, CallKind, ClientFrame, NotificationAbout, Outcome, Presence, ProblemCode, Reachability,
    Role, ServerFrame, UserId, paths,
};

/// A doctor and a patient, both at home.
struct Two {
    clinic: Clinic,
    doctor: usize,
    patient: usize,
    doctor_id: UserId,
    patient_id: UserId,
}

impl Two {
    fn meet() -> Self {
        let mut clinic = Clinic::open();
        let (doctor, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
        let (patient, patient_id) = clinic.person(Role::Patient, "John", 0);
        Self {
            clinic,
            doctor,
            patient,
            doctor_id,
            patient_id,
        }
    }

    fn ring(&mut self) {
        let (doctor_id, reason) = (self.doctor_id, "The rash is back".into());
        let call = CallIntent::CallDoctor { doctor_id, reason };
        self.clinic.says(self.patient, call);
        self.clinic.wait(300);
    }

    fn notices(&self, device: usize) -> Vec<NoticeText> {
        let notices = self.clinic.devices[device].view().notices;
        notices.into_iter().map(|notice| notice.text).collect()
    }

    fn call_back(&self, device: usize) -> Option<CallBack> {
        let Some(Inbox { lines, .. }) = self.clinic.devices[device].view().inbox else {
            panic!("no inbox")
        };
        let Loadable::Loaded { value } = lines else {
            panic!("no lines")
        };
        value[0].call_back
    }
}

#[test]
fn a_doctor_is_rung_by_a_card_with_a_soft_tone() {
    let mut two = Two::meet();
    two.ring();
    let call = two.clinic.call(two.doctor).unwrap();
    let direct = call.direct.unwrap();
    assert!(direct.card);
    assert_eq!(direct.reason, "The rash is back".into());
    assert_eq!(
        (call.accept, call.decline),
        (Action::Allowed, Action::Allowed)
    );
    let device = &two.clinic.devices[two.doctor];
    assert_eq!(device.tone, Some(RingTone::Soft));
    assert!(device.ringing.is_some());
    assert_eq!(device.raised, 0, "the doctor's work is not covered");
    assert!(device.notification.is_some());

    // The card is gone once it is answered, and the call has the screen as any other.
    two.clinic.says(two.doctor, CallIntent::Accept);
    two.clinic.wait(1_000);
    let call = two.clinic.call(two.doctor).unwrap();
    assert!(
        matches!(call.stage, CallStage::Active { .. }),
        "{:?}",
        call.stage
    );
    assert!(!call.direct.unwrap().card);
    assert!(two.clinic.devices[two.doctor].ringing.is_none());
}

#[test]
fn a_declined_call_says_why_and_offers_a_time() {
    let mut two = Two::meet();
    two.ring();
    let message = "Please book a time.".into();
    two.clinic
        .says(two.doctor, CallIntent::DeclineWith { message });
    two.clinic.wait(300);
    assert!(
        two.clinic.devices[two.doctor].view().call.is_none(),
        "no screen of it stays"
    );
    assert_eq!(two.notices(two.doctor), []);
    let call = two.clinic.call(two.patient).unwrap();
    let ended = CallStage::Ended {
        outcome: Outcome::Declined,
        cause: Some(shared::Cause::PersonDeclined),
        by_me: false,
        talked_ms: None,
    };
    assert_eq!(call.stage, ended);
    let direct = call.direct.unwrap();
    assert_eq!(direct.decline_message, "Please book a time.".into());
    let fallback = Fallback {
        doctor_id: two.doctor_id,
        call_again: Action::Allowed,
        book: Action::Allowed,
    };
    assert_eq!(direct.fallback, Some(fallback));

    // Once more, and this time nobody answers.
    two.ring();
    two.clinic.wait(31_000);
    let call = two.clinic.call(two.patient).unwrap();
    assert!(call.direct.unwrap().fallback.is_some());
    assert!(two.clinic.devices[two.doctor].view().call.is_none());
    let missed = NoticeText::MissedCall {
        name: "John".into(),
    };
    assert_eq!(two.notices(two.doctor), [missed]);
}

#[test]
fn a_missed_call_is_made_up_for_in_one_press() {
    let mut two = Two::meet();
    two.ring();
    let call_id = two.clinic.call(two.doctor).unwrap().call_id;
    two.clinic.wait(31_000);
    two.clinic.says(two.patient, CallIntent::CloseCall);
    let about = |other_id, name: &str, outgoing| NotificationAbout::MissedCall {
        call_id,
        other_name: name.into(),
        other_id: Some(other_id),
        call_kind: Some(CallKind::Direct),
        outgoing,
    };
    let server = &mut two.clinic.server;
    server.keep_notification(two.doctor_id, about(two.patient_id, "John", false));
    server.keep_notification(two.patient_id, about(two.doctor_id, "Grey", true));
    for device in [two.doctor, two.patient] {
        two.clinic.says(device, SessionIntent::Reload);
    }
    two.clinic.wait(300);
    let again = CallBack::CallAgain {
        doctor_id: two.doctor_id,
        action: Action::Allowed,
    };
    assert_eq!(two.call_back(two.patient), Some(again));
    let action = Action::Allowed;
    assert_eq!(
        two.call_back(two.doctor),
        Some(CallBack::CallBack { call_id, action })
    );

    let routes = &mut two.clinic.server.own_routes;
    routes.insert(paths::CALL_BACK, |server, _, doctor, id| {
        let missed = server.call(CallId(id)).unwrap().caller.user_id;
        ok(server.ring(About::CallBack, doctor, missed))
    });
    two.clinic
        .says(two.doctor, CallIntent::CallBack { call_id });
    assert_eq!(
        two.call_back(two.doctor),
        Some(CallBack::CallBack {
            call_id,
            action: Action::Busy
        })
    );
    two.clinic.wait(300);
    let call = two.clinic.call(two.patient).unwrap();
    assert!(
        !call.direct.unwrap().card,
        "patients are rung on the whole screen"
    );
    let device = &two.clinic.devices[two.patient];
    assert_eq!(device.tone, Some(RingTone::Loud));
    assert_eq!(device.raised, 1);
    let why = WhyNot::InCall;
    let action = Action::Refused { why };
    assert_eq!(
        two.call_back(two.doctor),
        Some(CallBack::CallBack { call_id, action })
    );

    // A day later it is too late.
    two.clinic.says(two.patient, CallIntent::Decline);
    two.clinic.wait(25 * 60 * 60 * 1_000);
    assert_eq!(two.call_back(two.doctor), None);
}

#[test]
fn a_refused_call_is_told() {
    let mut two = Two::meet();
    two.clinic.server.refuse_call = Some(ProblemCode::DoctorBusy);
    two.ring();
    let problem = RequestError::Refused {
        code: ProblemCode::DoctorBusy,
        fields: Vec::new(),
        retry_after_s: None,
    };
    assert_eq!(two.notices(two.patient), [NoticeText::Failed { problem }]);
    assert!(two.clinic.devices[two.patient].view().call.is_none());
}

#[test]
fn the_directory_follows_live_whether_a_doctor_can_be_rung() {
    let mut two = Two::meet();
    let (patient, doctor_id) = (two.patient, two.doctor_id);
    two.clinic.says(patient, AppointmentIntent::ShowDoctors);
    two.clinic.wait(300);
    let call = |two: &Two| match two.clinic.screen(patient) {
        Screen::Doctors(DoctorsScreen {
            doctors: Loadable::Loaded { value },
            ..
        }) => value[0].call,
        other => panic!("{other:?}"),
    };
    for (reachability, accepts, expected) in [
        (Reachability::Online, true, Ok(())),
        (Reachability::InAnotherCall, true, Err(WhyNot::DoctorBusy)),
        (Reachability::Away, true, Err(WhyNot::DoctorAway)),
        (Reachability::Offline, true, Err(WhyNot::DoctorOffline)),
        (Reachability::Online, false, Err(WhyNot::NoDirectCalls)),
        (Reachability::Online, true, Ok(())),
    ] {
        let frame = ServerFrame::PresenceChanged {
            user_id: doctor_id,
            presence: Presence::Present,
            reachability,
            accepts_direct_calls: accepts,
        };
        two.clinic.server.whisper(patient, frame);
        two.clinic.wait(300);
        let expected = expected.map_or_else(|why| Action::Refused { why }, |()| Action::Allowed);
        assert_eq!(call(&two), expected, "{reachability:?} {accepts}");
    }
    two.ring();
    let why = WhyNot::InCall;
    assert_eq!(call(&two), Action::Refused { why });
    two.clinic.says(patient, ScheduleIntent::ShowHome);
    two.clinic.wait(300);
    let sent = two.clinic.devices[patient].sent_frames.iter();
    let follows = |frame: &&ClientFrame| {
        matches!(frame, ClientFrame::JoinDoctors | ClientFrame::LeaveDoctors)
    };
    let told: Vec<_> = sent.filter(follows).cloned().collect();
    assert_eq!(told, [ClientFrame::JoinDoctors, ClientFrame::LeaveDoctors]);
}
