//! What a person tells about themselves, and the change of the password.
//!
//! The forms keep what is typed on the page. Must never keep a password.

use crate::api::error::{RequestError, read};
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::Method;
use crate::profile::intent::ProfileRequest;
use crate::profile::state::OwnProfile;
use crate::profile::view::{Profile, ProfileScreen};
use crate::screens::route::Route;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{PasswordChange, Pii, Role, paths};

impl OwnProfile {
    pub(crate) fn show_profile(&mut self, cx: &mut Ctx) {
        if cx.go_to(Route::Profile) {
            self.form = FormState::default();
            self.password = FormState::default();
            self.value = Loadable::Loading;
            self.load_profile(cx);
        }
    }

    pub(crate) fn load_profile(&mut self, cx: &mut Ctx) {
        if let Some(path) = self.profile_path(cx) {
            if matches!(self.value, Loadable::Failed { .. }) {
                self.value = Loadable::Loading;
            }
            cx.ask(ApiRequest::get(ProfileRequest::Profile, path));
        }
    }

    fn profile_path(&self, cx: &Ctx) -> Option<&'static str> {
        match cx.account.role()? {
            Role::Doctor => Some(paths::DOCTOR_PROFILE),
            Role::Patient => Some(paths::PATIENT_PROFILE),
            Role::Admin => None,
        }
    }

    /// An answer as the profile of this person's role.
    fn read_profile(&self, cx: &Ctx, result: Answer) -> Result<Profile, RequestError> {
        match cx.account.role() {
            Some(Role::Doctor) => read(result).map(Profile::Doctor),
            _ => read(result).map(Profile::Patient),
        }
    }

    pub(crate) fn on_profile(&mut self, cx: &Ctx, result: Answer) {
        match self.read_profile(cx, result) {
            Ok(value) => self.value = Loadable::Loaded { value },
            Err(problem) => {
                if !matches!(self.value, Loadable::Loaded { .. }) {
                    self.value = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn save_profile(&mut self, cx: &mut Ctx, profile: &Profile) {
        let fits = matches!(
            (cx.account.role(), profile),
            (Some(Role::Doctor), Profile::Doctor(_)) | (Some(Role::Patient), Profile::Patient(_))
        );
        let may = cx.account.may_practise() && fits && !self.form.busy;
        if let Some(path) = self.profile_path(cx).filter(|_| may) {
            self.form.begin();
            let request = ApiRequest::send(ProfileRequest::SaveProfile, Method::Put, path);
            let request = match profile {
                Profile::Doctor(doctor) => request.with(doctor),
                Profile::Patient(patient) => request.with(patient),
            };
            cx.ask(request);
        }
    }

    pub(crate) fn on_profile_saved(&mut self, cx: &mut Ctx, result: Answer) {
        let answer = self.read_profile(cx, result);
        if let Some(value) = self.form.settle(answer) {
            let (name, time_zone) = match &value {
                Profile::Doctor(doctor) => (doctor.name.clone(), doctor.time_zone.clone()),
                Profile::Patient(patient) => (patient.name.clone(), patient.time_zone.clone()),
            };
            cx.account.rename(name, time_zone);
            self.value = Loadable::Loaded { value };
        }
    }

    pub(crate) fn change_password(
        &mut self,
        cx: &mut Ctx,
        current_password: Pii,
        new_password: Pii,
    ) {
        if cx.account.may_practise() && !self.password.busy {
            self.password.begin();
            let change = PasswordChange {
                current_password,
                new_password,
            };
            let request = ApiRequest::post(ProfileRequest::ChangePassword, paths::PASSWORD_CHANGE);
            cx.ask(request.with(&change));
        }
    }

    pub(crate) fn on_password_changed(&mut self, result: Answer) {
        let _changed = self.password.settle(result);
    }

    pub(crate) fn screen(&self) -> ProfileScreen {
        ProfileScreen {
            profile: self.value.clone(),
            form: self.form.clone(),
            password: self.password.clone(),
        }
    }
}
