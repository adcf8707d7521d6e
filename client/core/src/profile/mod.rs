//! What a person tells about themselves, and the change of the password.
//!
//! The forms keep what is typed on the page. Must never keep a password.

mod actions;
pub(crate) mod intent;
pub(crate) mod state;
pub(crate) mod view;

use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::profile::intent::{ProfileIntent, ProfileRequest};
use crate::profile::state::OwnProfile;
use crate::screens::route::Route;

impl Feature for OwnProfile {
    type Intent = ProfileIntent;
    type Request = ProfileRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: ProfileIntent) {
        match intent {
            ProfileIntent::ShowProfile => self.show_profile(cx),
            ProfileIntent::SaveProfile(profile) => self.save_profile(cx, &profile),
            ProfileIntent::ChangePassword {
                current_password,
                new_password,
            } => self.change_password(cx, current_password, new_password),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: ProfileRequest, answer: Answer) {
        match request {
            ProfileRequest::Profile => self.on_profile(cx, answer),
            ProfileRequest::SaveProfile => self.on_profile_saved(cx, answer),
            ProfileRequest::ChangePassword => self.on_password_changed(answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        if let Event::Reload = event
            && cx.route == Route::Profile
        {
            self.load_profile(cx);
        }
    }
}
