//! Signing in, staying signed in, and signing out.

use crate::clinic::Clinic;
use crate::clinic::answers::BASE;
use client_core::{
    AddressFault, Farewell, FormState, LinkState, NoticeText, QueueIntent, RequestError, Screen,
    SessionIntent, StoredSession,
};
use shared::{Me, ProblemCode, Role};

#[test]
fn a_wrong_password_is_said_in_the_form_and_the_right_one_opens_the_home_screen() {
    let mut clinic = Clinic::open();
    clinic.server.add_user(Role::Patient, "John");
    let phone = clinic.device(0, None);
    let email = "John@clinic.example";
    clinic.says(
        phone,
        SessionIntent::SignIn {
            email: email.into(),
            password: "wrong".into(),
        },
    );
    let Screen::SignIn(form) = clinic.screen(phone) else {
        panic!()
    };
    assert!(form.busy);
    clinic.wait(200);
    let Screen::SignIn(form) = clinic.screen(phone) else {
        panic!()
    };
    assert!(!form.busy);
    assert!(matches!(
        form.problem,
        Some(RequestError::Refused {
            code: ProblemCode::WrongCredentials,
            ..
        })
    ));
    clinic.says(
        phone,
        SessionIntent::SignIn {
            email: email.into(),
            password: "secret-enough".into(),
        },
    );
    clinic.wait(400);
    assert!(matches!(clinic.screen(phone), Screen::PatientHome { .. }));
    assert_eq!(clinic.devices[phone].view().link, LinkState::Online);
    assert!(clinic.devices[phone].stored.is_some());
}

#[test]
fn a_stored_session_opens_the_app_even_after_an_outage() {
    let mut clinic = Clinic::open();
    let (phone, user_id) = clinic.person(Role::Patient, "John", 0);
    let stored = clinic.devices[phone].stored.clone();
    assert!(stored.is_some());
    let restarted = clinic.device(0, None);
    clinic.devices[restarted].network.up = false;
    clinic.start(restarted, stored);
    clinic.wait(120_000);
    assert_eq!(clinic.screen(restarted), Screen::Opening);
    assert!(matches!(
        clinic.devices[restarted].view().link,
        LinkState::Reconnecting { .. }
    ));
    clinic.mend(restarted);
    clinic.wait(4_500);
    assert!(matches!(
        clinic.screen(restarted),
        Screen::PatientHome { .. }
    ));
    assert_eq!(
        clinic.devices[restarted].view().me.unwrap().user_id,
        user_id
    );
    let tries = clinic.requests_to(restarted, "/refresh");
    assert!(tries.len() > 2);
    assert!(
        tries
            .iter()
            .all(|one| one.idempotency_key == tries[0].idempotency_key)
    );
}

#[test]
fn a_refresh_whose_answer_is_lost_signs_nobody_out_however_long_the_network_stays_away() {
    for away_ms in [75_000, 6 * 3_600_000] {
        let mut clinic = Clinic::open();
        let (phone, user_id) = clinic.person(Role::Patient, "John", 0);
        let renewals = |clinic: &Clinic| clinic.requests_to(phone, "/refresh").len();
        let before = renewals(&clinic);
        clinic.devices[phone].network.lose_answers = u32::MAX;
        while renewals(&clinic) == before {
            clinic.wait(1_000);
        }
        clinic.cut(phone);
        clinic.wait(away_ms);
        clinic.devices[phone].network.lose_answers = 0;
        clinic.mend(phone);
        clinic.wait(60_000);
        let view = clinic.devices[phone].view();
        assert_eq!(view.me.map(|me| me.user_id), Some(user_id), "{away_ms} ms");
        assert_eq!(view.link, LinkState::Online);
    }
}

#[test]
fn a_session_the_server_has_ended_leads_to_the_sign_in_form() {
    let mut clinic = Clinic::open();
    let refresh_token = "used before".into();
    let stored = StoredSession {
        server_url: crate::clinic::answers::BASE.into(),
        refresh_token,
    };
    let phone = clinic.device(0, Some(stored));
    clinic.wait(200);
    assert!(matches!(clinic.screen(phone), Screen::SignIn(_)));
    assert!(clinic.devices[phone].stored.is_none());
    let notices = clinic.devices[phone].view().notices;
    assert!(
        notices
            .iter()
            .any(|notice| notice.text == NoticeText::SignedOut)
    );
}

#[test]
fn the_token_is_renewed_before_it_expires_whatever_the_device_thinks_the_time_is() {
    for skew_ms in [-7_200_000, 0, 7_200_000] {
        let mut clinic = Clinic::open();
        let (phone, _) = clinic.person(Role::Patient, "John", skew_ms);
        clinic.wait(3 * 900_000);
        let renewals = clinic.requests_to(phone, "/refresh").len();
        assert!(
            (4..=5).contains(&renewals),
            "{renewals} renewals with skew {skew_ms}"
        );
        clinic.says(phone, SessionIntent::Reload);
        clinic.wait(200);
        let (_, user_id) = clinic
            .server
            .sessions
            .iter()
            .next()
            .map(|(_, s)| ((), s.user_id))
            .unwrap();
        assert_eq!(clinic.devices[phone].view().me.unwrap().user_id, user_id);
    }
}

#[test]
fn a_request_that_comes_back_unauthenticated_is_sent_again_with_a_new_token() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    // The server forgets every access token, as after a change of its signing key.
    for session in clinic.server.sessions.values_mut() {
        session.access_token = "another".into();
    }
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(500);
    assert!(clinic.rings(scene.patient));
    let invitations = clinic.requests_to(scene.doctor, "/start-call");
    assert_eq!(invitations.len(), 2);
    assert_ne!(invitations[0].bearer, invitations[1].bearer);
    assert_eq!(
        invitations[0].idempotency_key,
        invitations[1].idempotency_key
    );
    assert!(clinic.devices[scene.doctor].view().notices.is_empty());
}

#[test]
fn many_unauthenticated_answers_cause_one_renewal() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let before = clinic.requests_to(scene.patient, "/refresh").len();
    for session in clinic.server.sessions.values_mut() {
        session.access_token = "another".into();
    }
    clinic.says(scene.patient, SessionIntent::Reload);
    clinic.says(scene.patient, QueueIntent::SetReady { ready: false });
    clinic.wait(500);
    assert_eq!(
        clinic.requests_to(scene.patient, "/refresh").len(),
        before + 1
    );
    let Screen::WaitingRoom(room) = clinic.screen(scene.patient) else {
        panic!()
    };
    assert_eq!(room.set_ready, client_core::Action::Allowed);
}

#[test]
fn a_restart_that_made_every_token_void_is_over_within_seconds() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.wait(6_000);
    for session in clinic.server.sessions.values_mut() {
        session.access_token = "another".into();
    }
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.wait(1_000);
    assert_eq!(clinic.devices[scene.patient].view().link, LinkState::Online);
    assert!(
        matches!(clinic.screen(scene.patient), Screen::WaitingRoom(_)),
        "nobody is sent home"
    );
}

#[test]
fn a_socket_that_breaks_while_it_authenticates_does_not_spend_the_refresh_token() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    let before = clinic.requests_to(phone, "/refresh").len();
    for _ in 0..5 {
        clinic.break_socket(phone, Farewell::Unsaid);
        clinic.wait(50);
        clinic.break_socket(phone, Farewell::Unsaid);
        clinic.wait(10_000);
    }
    assert_eq!(clinic.requests_to(phone, "/refresh").len(), before);
}

#[test]
fn a_server_that_is_too_busy_to_let_anybody_in_is_asked_nothing_besides() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    let asked = clinic.devices[phone].requests.len();
    clinic.break_socket(phone, Farewell::Unsaid);
    clinic.wait(50);
    clinic.break_socket(phone, Farewell::ComeBackLater);
    clinic.wait(2);
    assert_eq!(clinic.devices[phone].requests.len(), asked);
    clinic.wait(10_000);
    assert_eq!(clinic.devices[phone].view().link, LinkState::Online);
}

#[test]
fn a_doctor_waits_for_approval_and_gets_in_when_it_comes() {
    let mut clinic = Clinic::open();
    let doctor_id = clinic.server.add_user(Role::Doctor, "Grey");
    clinic.server.users.get_mut(&doctor_id).unwrap().me.approved = false;
    let desk = clinic.signed_in(doctor_id, 0);
    assert_eq!(clinic.screen(desk), Screen::AwaitingApproval);
    assert_eq!(clinic.devices[desk].view().link, LinkState::SignedOut);
    clinic.server.users.get_mut(&doctor_id).unwrap().me.approved = true;
    clinic.wait(21_000);
    assert!(matches!(clinic.screen(desk), Screen::DoctorHome { .. }));
    assert_eq!(clinic.devices[desk].view().link, LinkState::Online);
}

#[test]
fn whoever_is_somebody_else_by_now_is_led_to_the_sign_in_form() {
    for change in [
        |me: &mut Me| me.role = Role::Patient,
        |me: &mut Me| me.approved = false,
    ] {
        let mut clinic = Clinic::open();
        let doctor_id = clinic.server.add_user(Role::Doctor, "Grey");
        let desk = clinic.signed_in(doctor_id, 0);
        clinic.wait(6_000);
        assert!(matches!(clinic.screen(desk), Screen::DoctorHome { .. }));
        change(&mut clinic.server.users.get_mut(&doctor_id).unwrap().me);
        clinic.break_socket(desk, Farewell::ProofOver);
        clinic.wait(500);
        assert!(matches!(clinic.screen(desk), Screen::SignIn(_)));
        assert!(clinic.devices[desk].stored.is_none());
    }
}

#[test]
fn an_admin_sees_that_there_is_nothing_here_for_admins() {
    let mut clinic = Clinic::open();
    let (desk, _) = clinic.person(Role::Admin, "Root", 0);
    assert_eq!(clinic.screen(desk), Screen::AdminNotice);
}

#[test]
fn another_server_signs_out_first() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.says(
        phone,
        SessionIntent::SetServer {
            url: "not an address".into(),
        },
    );
    assert_eq!(
        refused(&clinic, phone),
        ("not an address".into(), AddressFault::Malformed)
    );
    assert!(matches!(clinic.screen(phone), Screen::PatientHome { .. }));
    clinic.says(
        phone,
        SessionIntent::SetServer {
            url: "https://other.example/".into(),
        },
    );
    let view = clinic.devices[phone].view();
    assert_eq!(view.server_url.as_deref(), Some("https://other.example"));
    assert!(matches!(view.screen, Screen::SignIn(_)));
    assert_eq!(view.me, None);
    // The farewell goes to the server whose session it is.
    assert!(
        clinic.requests_to(phone, "/logout")[0]
            .url
            .starts_with(crate::clinic::answers::BASE)
    );
}

fn refused(clinic: &Clinic, phone: usize) -> (String, AddressFault) {
    let refused = clinic.devices[phone].view().refused_address.unwrap();
    (refused.address, refused.fault)
}

#[test]
fn nothing_is_said_to_a_server_in_the_clear() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    let url = "http://other.example".to_owned();
    clinic.says(phone, SessionIntent::SetServer { url: url.clone() });
    let fault = AddressFault::NotEncrypted;
    assert_eq!(refused(&clinic, phone), (url, fault));
    let view = clinic.devices[phone].view();
    assert_eq!(
        view.server_url.as_deref(),
        Some(BASE),
        "nobody is signed out for it"
    );
    assert!(matches!(view.screen, Screen::PatientHome { .. }));
}

#[test]
fn a_session_that_was_kept_for_a_server_in_the_clear_is_not_shown_to_it() {
    let mut clinic = Clinic::open();
    let user_id = clinic.server.add_user(Role::Patient, "John");
    let refresh_token = clinic.server.sign_in(user_id).refresh_token;
    let server_url = "http://clinic.example".to_owned();
    let phone = clinic.device(
        0,
        Some(StoredSession {
            server_url: server_url.clone(),
            refresh_token,
        }),
    );
    clinic.wait(60_000);
    assert!(clinic.devices[phone].requests.is_empty());
    assert!(clinic.devices[phone].links_opened_at.is_empty());
    assert!(clinic.devices[phone].stored.is_none());
    let fault = AddressFault::NotEncrypted;
    assert_eq!(refused(&clinic, phone), (server_url, fault));
    let view = clinic.devices[phone].view();
    assert_eq!(view.server_url, None);
    assert!(matches!(view.screen, Screen::SignIn(_)));

    // With no server there is nobody to sign in at, and the form says so.
    let (email, password) = ("john@mail.example".into(), "secret".into());
    clinic.says(phone, SessionIntent::SignIn { email, password });
    let Screen::SignIn(form) = clinic.screen(phone) else {
        panic!()
    };
    assert_eq!(form.problem, Some(RequestError::NoServer));
    assert!(clinic.devices[phone].requests.is_empty());
    let url = "clinic.example".into();
    clinic.says(phone, SessionIntent::SetServer { url });
    let view = clinic.devices[phone].view();
    assert_eq!(view.server_url.as_deref(), Some(BASE));
    assert_eq!(view.refused_address, None);
    assert_eq!(view.screen, Screen::SignIn(FormState::default()));
}
