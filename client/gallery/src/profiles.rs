//! The profile screen, for both roles.

use crate::kit::{form, refused, unreachable};
use crate::people::{doctor, patient, view};
use client_core::{FormState, Loadable, Profile, ProfileScreen, Screen, ViewState};
use shared::{DoctorProfile, FieldCode, FieldProblem, PatientProfile, ProblemCode};

fn of_doctor() -> Profile {
    Profile::Doctor(DoctorProfile {
        name: "Dr. Eva Grey".into(),
        specialty: "General practice".into(),
        languages: vec!["de".into(), "en".into()],
        bio: "For everything that can't wait, and for what can.".into(),
        licence_number: "AT-12345".into(),
        time_zone: "Europe/Vienna".into(),
        accepts_direct_calls: true,
    })
}

fn of_patient() -> Profile {
    Profile::Patient(PatientProfile {
        name: "John Doe".into(),
        date_of_birth: "1984-05-02".into(),
        phone: "+43 1 234567".into(),
        address: "".into(),
        languages: vec!["en".into()],
        time_zone: "Europe/Vienna".into(),
        emergency_contact: "".into(),
    })
}

fn quiet(value: Profile) -> ProfileScreen {
    ProfileScreen {
        profile: Loadable::Loaded { value },
        form: FormState::default(),
        password: FormState::default(),
    }
}

fn wrong_fields(fields: &[(&str, FieldCode)]) -> FormState {
    let problems = fields.iter().map(|(field, code)| FieldProblem {
        field: (*field).into(),
        code: *code,
    });
    form(Some(refused(
        ProblemCode::Invalid,
        problems.collect(),
        None,
    )))
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let doctors = view(doctor(), Screen::Profile(quiet(of_doctor())));
    let mut saving = quiet(of_doctor());
    saving.form.busy = true;
    let mut pages = vec![
        ("profile-doctor", doctors),
        (
            "profile-doctor-busy",
            view(doctor(), Screen::Profile(saving)),
        ),
    ];
    let patients = |change: &dyn Fn(&mut ProfileScreen)| {
        let mut screen = quiet(of_patient());
        change(&mut screen);
        view(patient(), Screen::Profile(screen))
    };
    let problem = unreachable();
    let fields = wrong_fields(&[
        ("name", FieldCode::Required),
        ("date_of_birth", FieldCode::OutOfRange),
    ]);
    let short = wrong_fields(&[("new_password", FieldCode::TooShort)]);
    let wrong = form(Some(refused(
        ProblemCode::WrongCredentials,
        Vec::new(),
        None,
    )));
    pages.extend([
        ("profile", patients(&|_| ())),
        (
            "profile-loading",
            patients(&|screen| screen.profile = Loadable::Loading),
        ),
        (
            "profile-failed",
            patients(&|screen| {
                screen.profile = Loadable::Failed {
                    problem: problem.clone(),
                };
            }),
        ),
        ("profile-busy", patients(&|screen| screen.form.busy = true)),
        (
            "profile-fields",
            patients(&|screen| screen.form = fields.clone()),
        ),
        (
            "profile-wrong-password",
            patients(&|screen| screen.password = wrong.clone()),
        ),
        (
            "profile-short-password",
            patients(&|screen| screen.password = short.clone()),
        ),
    ]);
    pages
}
