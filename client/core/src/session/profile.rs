//! What a person tells about themselves, and the change of the password.
//!
//! The forms keep what is typed on the page. Must never keep a password.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::{App, FormState, Loadable, Method, Profile, RequestError};
use serde_json::Value;
use shared::{PasswordChange, Pii, Role, paths};

impl App {
    pub(crate) fn show_profile(&mut self, cx: &mut Ctx) {
        if self.account.may_practise() && self.route != Route::Profile {
            self.route = Route::Profile;
            self.unfollow_others(cx, None);
            self.forms.profile = FormState::default();
            self.forms.password = FormState::default();
            self.profile = Loadable::Loading;
            self.load_profile(cx);
        }
    }

    pub(crate) fn load_profile(&mut self, cx: &mut Ctx) {
        if let Some(path) = self.profile_path() {
            if matches!(self.profile, Loadable::Failed { .. }) {
                self.profile = Loadable::Loading;
            }
            self.ask(cx, ApiRequest::get(RequestKind::Profile, path));
        }
    }

    fn profile_path(&self) -> Option<&'static str> {
        match self.account.role()? {
            Role::Doctor => Some(paths::DOCTOR_PROFILE),
            Role::Patient => Some(paths::PATIENT_PROFILE),
            Role::Admin => None,
        }
    }

    /// An answer as the profile of this person's role.
    fn read_profile(&self, result: Result<Value, RequestError>) -> Result<Profile, RequestError> {
        match self.account.role() {
            Some(Role::Doctor) => read(result).map(Profile::Doctor),
            _ => read(result).map(Profile::Patient),
        }
    }

    pub(crate) fn on_profile(&mut self, result: Result<Value, RequestError>) {
        match self.read_profile(result) {
            Ok(value) => self.profile = Loadable::Loaded { value },
            Err(problem) => {
                if !matches!(self.profile, Loadable::Loaded { .. }) {
                    self.profile = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn save_profile(&mut self, cx: &mut Ctx, profile: &Profile) {
        let fits = matches!(
            (self.account.role(), profile),
            (Some(Role::Doctor), Profile::Doctor(_)) | (Some(Role::Patient), Profile::Patient(_))
        );
        let may = self.account.may_practise() && fits && !self.forms.profile.busy;
        if let Some(path) = self.profile_path().filter(|_| may) {
            self.forms.profile.begin();
            let request = ApiRequest::send(RequestKind::SaveProfile, Method::Put, path);
            let request = match profile {
                Profile::Doctor(doctor) => request.with(doctor),
                Profile::Patient(patient) => request.with(patient),
            };
            self.ask(cx, request);
        }
    }

    pub(crate) fn on_profile_saved(&mut self, result: Result<Value, RequestError>) {
        let answer = self.read_profile(result);
        if let Some(value) = self.forms.profile.settle(answer) {
            let (name, time_zone) = match &value {
                Profile::Doctor(doctor) => (doctor.name.clone(), doctor.time_zone.clone()),
                Profile::Patient(patient) => (patient.name.clone(), patient.time_zone.clone()),
            };
            self.account.rename(name, time_zone);
            self.profile = Loadable::Loaded { value };
        }
    }

    pub(crate) fn change_password(
        &mut self,
        cx: &mut Ctx,
        current_password: Pii,
        new_password: Pii,
    ) {
        if self.account.may_practise() && !self.forms.password.busy {
            self.forms.password.begin();
            let change = PasswordChange {
                current_password,
                new_password,
            };
            let request = ApiRequest::post(RequestKind::ChangePassword, paths::PASSWORD_CHANGE);
            self.ask(cx, request.with(&change));
        }
    }

    pub(crate) fn on_password_changed(&mut self, result: Result<Value, RequestError>) {
        let _changed = self.forms.password.settle(result);
    }
}
