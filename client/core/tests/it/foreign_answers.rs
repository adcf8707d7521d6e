//! Something else answers in the clinic's place: the sign-in page of a hotel's network, a proxy with a page
//! of its own, another web server. It signs nobody out, and whatever was asked is asked again.

use crate::clinic::Clinic;
use client_core::{Farewell, LinkState, NetworkFault, RequestError, Screen, SessionIntent};
use serde_json::{Value, json};
use shared::Role;

/// Each by its status and, where it is JSON at all, its body.
fn foreign() -> Vec<(u16, Value)> {
    let pages = [
        200, 204, 301, 302, 400, 401, 403, 404, 407, 408, 418, 429, 500, 502, 503, 511,
    ];
    let mut all: Vec<_> = pages.map(|status| (status, Value::Null)).into();
    for status in [200, 401, 403, 404] {
        all.push((status, json!({ "error": "login required" })));
        all.push((status, json!({ "code": "unauthenticated" })));
        all.push((status, json!([1, 2, 3])));
    }
    all
}

#[test]
fn a_stored_session_outlives_them_at_the_start() {
    for answer in foreign() {
        let mut clinic = Clinic::open();
        let (phone, _) = clinic.person(Role::Patient, "John", 0);
        clinic.devices[phone].quit();
        clinic.devices[phone].network.foreign = Some(answer.clone());
        clinic.devices[phone].network.sockets = false;
        let stored = clinic.devices[phone].stored.clone();
        assert!(stored.is_some());
        clinic.start(phone, stored);
        clinic.wait(90_000);
        assert!(clinic.devices[phone].stored.is_some(), "{answer:?}");
        assert!(
            !matches!(clinic.screen(phone), Screen::SignIn(_)),
            "{answer:?}"
        );
        comes_back(&mut clinic, phone, &answer);
    }
}

#[test]
fn a_session_that_is_to_be_renewed_outlives_them() {
    for answer in foreign() {
        let mut clinic = Clinic::open();
        let (phone, _) = clinic.person(Role::Patient, "John", 0);
        clinic.devices[phone].network.foreign = Some(answer.clone());
        clinic.devices[phone].network.sockets = false;
        clinic.break_socket(phone, Farewell::Unsaid);
        clinic.says(phone, SessionIntent::Reload);
        // Long enough for the access token to run out.
        clinic.wait(3 * 3_600_000);
        assert!(clinic.devices[phone].stored.is_some(), "{answer:?}");
        comes_back(&mut clinic, phone, &answer);
    }
}

#[test]
fn a_form_says_that_the_clinic_can_not_be_reached() {
    for answer in foreign() {
        // What a proxy says of the way itself is told as it is.
        if [408, 429, 502, 503].contains(&answer.0) {
            continue;
        }
        let mut clinic = Clinic::open();
        let phone = clinic.device(0, None);
        clinic.devices[phone].network.foreign = Some(answer.clone());
        clinic.says(
            phone,
            SessionIntent::SignIn {
                email: "john@clinic.com".into(),
                password: "secret-enough".into(),
            },
        );
        clinic.wait(1_000);
        let Screen::SignIn(form) = clinic.screen(phone) else {
            panic!("{answer:?}")
        };
        let expected = RequestError::Unreachable {
            fault: NetworkFault::Foreign,
        };
        assert_eq!(form.problem, Some(expected), "{answer:?}");
    }
}

#[test]
fn a_clinic_that_had_no_time_to_read_a_form_is_busy() {
    for status in [408, 502, 503, 504] {
        let mut clinic = Clinic::open();
        let phone = clinic.device(0, None);
        clinic.devices[phone].network.foreign = Some((status, Value::Null));
        clinic.says(
            phone,
            SessionIntent::SignIn {
                email: "john@clinic.com".into(),
                password: "secret-enough".into(),
            },
        );
        clinic.wait(1_000);
        let Screen::SignIn(form) = clinic.screen(phone) else {
            panic!("{status}")
        };
        let code = Some(shared::ProblemCode::Busy);
        let told = match form.problem {
            Some(RequestError::Refused { code, .. }) => Some(code),
            _ => None,
        };
        assert_eq!(told, code, "{status}");
    }
}

fn comes_back(clinic: &mut Clinic, phone: usize, after: &(u16, Value)) {
    clinic.devices[phone].network.foreign = None;
    clinic.devices[phone].network.sockets = true;
    clinic.wait(60_000);
    let view = clinic.devices[phone].view();
    assert_eq!(view.link, LinkState::Online, "{after:?}");
}
