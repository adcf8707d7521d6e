//! The profile screen and the change of the password.

use crate::clinic::Clinic;
use client_core::{
    FormState, Loadable, NetworkFault, Profile, ProfileIntent, ProfileScreen, RequestError,
    ScheduleIntent, Screen, SessionIntent,
};
use shared::{FieldCode, Pii, ProblemCode, Role};

fn screen(clinic: &Clinic, device: usize) -> ProfileScreen {
    let Screen::Profile(screen) = clinic.screen(device) else {
        panic!()
    };
    screen
}

fn profile(clinic: &Clinic, device: usize) -> Profile {
    let Loadable::Loaded { value } = screen(clinic, device).profile else {
        panic!()
    };
    value
}

/// Somebody whose profile is open.
fn open(clinic: &mut Clinic, role: Role) -> usize {
    let (device, _) = clinic.person(role, "Grey", 0);
    clinic.says(device, ProfileIntent::ShowProfile);
    assert_eq!(screen(clinic, device).profile, Loadable::Loading);
    clinic.wait(200);
    device
}

fn change(current_password: &str, new_password: &str) -> ProfileIntent {
    ProfileIntent::ChangePassword {
        current_password: current_password.into(),
        new_password: new_password.into(),
    }
}

#[test]
fn a_doctor_saves_the_profile_and_is_called_by_the_new_name() {
    let mut clinic = Clinic::open();
    let desk = open(&mut clinic, Role::Doctor);
    let Profile::Doctor(mut doctor) = profile(&clinic, desk) else {
        panic!()
    };
    doctor.name = "Dr. Brown".into();
    doctor.specialty = "Dermatology".into();
    doctor.languages = vec!["de".into()];
    doctor.time_zone = "Europe/London".into();
    clinic.says(
        desk,
        ProfileIntent::SaveProfile(Profile::Doctor(doctor.clone())),
    );
    assert!(screen(&clinic, desk).form.busy);
    clinic.wait(200);
    assert_eq!(profile(&clinic, desk), Profile::Doctor(doctor));
    assert_eq!(screen(&clinic, desk).form.accepted, 1);
    let me = clinic.devices[desk].view().me.unwrap();
    assert_eq!(me.name, Pii::from("Dr. Brown"));
    assert_eq!(me.time_zone, "Europe/London");
    clinic.says(desk, ScheduleIntent::ShowHome);
    assert!(matches!(clinic.screen(desk), Screen::DoctorHome { .. }));
}

#[test]
fn a_wrong_field_is_named_and_the_profile_stays() {
    let mut clinic = Clinic::open();
    let phone = open(&mut clinic, Role::Patient);
    let before = profile(&clinic, phone);
    let Profile::Patient(mut patient) = before.clone() else {
        panic!()
    };
    patient.name = "".into();
    clinic.says(phone, ProfileIntent::SaveProfile(Profile::Patient(patient)));
    clinic.wait(200);
    let Some(RequestError::Refused { fields, .. }) = screen(&clinic, phone).form.problem else {
        panic!()
    };
    assert_eq!(
        (fields[0].field.as_str(), fields[0].code),
        ("name", FieldCode::Required)
    );
    assert_eq!(profile(&clinic, phone), before);
    // Whoever leaves and comes back finds a quiet form.
    clinic.says(phone, ScheduleIntent::ShowHome);
    clinic.says(phone, ProfileIntent::ShowProfile);
    assert_eq!(screen(&clinic, phone).form, FormState::default());
}

#[test]
fn nobody_saves_a_profile_of_another_role() {
    let mut clinic = Clinic::open();
    let phone = open(&mut clinic, Role::Patient);
    let doctors = Profile::Doctor(shared::DoctorProfile::default());
    clinic.says(phone, ProfileIntent::SaveProfile(doctors));
    assert!(!screen(&clinic, phone).form.busy);
}

#[test]
fn a_profile_that_can_not_be_had_is_tried_again_on_demand() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.cut(phone);
    clinic.says(phone, ProfileIntent::ShowProfile);
    clinic.wait(20_000);
    let problem = RequestError::Unreachable {
        fault: NetworkFault::NoNetwork,
    };
    assert_eq!(screen(&clinic, phone).profile, Loadable::Failed { problem });
    clinic.mend(phone);
    clinic.says(phone, SessionIntent::Reload);
    clinic.wait(500);
    assert!(matches!(profile(&clinic, phone), Profile::Patient(_)));
}

#[test]
fn a_wrong_password_is_said_at_once_and_nobody_is_signed_out() {
    let mut clinic = Clinic::open();
    let phone = open(&mut clinic, Role::Patient);
    let renewals = clinic.requests_to(phone, "/refresh").len();
    clinic.says(phone, change("wrong", "a-longer-secret"));
    assert!(screen(&clinic, phone).password.busy);
    clinic.wait(200);
    assert!(matches!(
        screen(&clinic, phone).password.problem,
        Some(RequestError::Refused {
            code: ProblemCode::WrongCredentials,
            ..
        })
    ));
    let tries = clinic.requests_to(phone, "/password/change");
    assert_eq!(tries.len(), 1, "a wrong password stays wrong");
    assert_eq!(clinic.requests_to(phone, "/refresh").len(), renewals);
}

#[test]
fn a_new_password_is_checked_and_taken() {
    let mut clinic = Clinic::open();
    let phone = open(&mut clinic, Role::Patient);
    clinic.says(phone, change("secret-enough", "short"));
    clinic.wait(200);
    let Some(RequestError::Refused { fields, .. }) = screen(&clinic, phone).password.problem else {
        panic!()
    };
    assert_eq!(fields[0].field, "new_password");
    clinic.says(phone, change("secret-enough", "a-longer-secret"));
    clinic.wait(200);
    let form = screen(&clinic, phone).password;
    assert_eq!((form.accepted, form.problem), (1, None));
    let user = clinic.server.users.values().next().unwrap();
    assert_eq!(user.password, "a-longer-secret");
    assert!(clinic.devices[phone].view().me.is_some());
}
