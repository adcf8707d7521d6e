//! The entrance as a feature.

use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::screens::route::Route;
use crate::session::Entrance;
use crate::session::forms::FormState;
use crate::session::intent::{SessionIntent, SessionRequest};
use shared::{SignedIn, Timestamp};

impl Feature for Entrance {
    type Intent = SessionIntent;
    type Request = SessionRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: SessionIntent) {
        match intent {
            SessionIntent::SetServer { url } => self.set_server(cx, &url),
            SessionIntent::ShowSignIn => self.show_form(cx, Route::SignIn),
            SessionIntent::ShowRegister => self.show_form(cx, Route::Register),
            SessionIntent::SignIn { email, password } => self.sign_in(cx, email, password),
            SessionIntent::Register(request) => self.register(cx, &request),
            SessionIntent::SignOut => self.say_farewell(cx),
            SessionIntent::Reload => self.reload(cx),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: SessionRequest, answer: Answer) {
        match request {
            SessionRequest::SignIn => self.on_entered(cx, request, answer),
            SessionRequest::Register => self.on_registered(cx, answer),
            SessionRequest::Refresh => self.on_refreshed(cx, answer),
            SessionRequest::SignOut => {}
            SessionRequest::Me => self.on_me(cx, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        if let Event::Registered(signed_in) = event {
            self.on_proved(cx, SignedIn::clone(signed_in));
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, (): ()) {
        self.renew_in_time(cx);
    }

    /// What was said of the server's address is about this device, and stays.
    fn sign_out(&mut self, _cx: &mut Ctx) {
        self.sign_in = FormState::default();
        self.register = FormState::default();
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        cx.account.next_at()
    }
}
