//! The renewal of tokens.

use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::io::{Effect, StoredSession};
use crate::session::intent::SessionRequest;
use shared::{RefreshRequest, SignedIn, paths};

impl Ctx {
    /// Asks for a new access token, unless that is under way.
    pub(crate) fn renew_token(&mut self) {
        let Some(refresh_token) = self.account.refresh_token().cloned() else {
            return;
        };
        self.account.begin_renewal();
        if !self.requests.has(SessionRequest::Refresh) {
            let body = RefreshRequest { refresh_token };
            self.ask(ApiRequest::post(SessionRequest::Refresh, paths::REFRESH).with(&body));
        }
    }

    /// Keeps what the server says this device may prove itself by from now on.
    pub(super) fn apply_session(&mut self, signed_in: SignedIn) {
        if let Some(server) = &self.server {
            let stored = StoredSession {
                server_url: server.as_str().to_owned(),
                refresh_token: signed_in.refresh_token.clone(),
            };
            self.push(Effect::StoreSession(stored));
        }
        self.account.apply(signed_in);
        self.plan_renewal();
    }

    /// Plans the next renewal, once the server's clock is known. Before that, a wrong device clock
    /// could make every token look expired; an answer 401 renews it all the same.
    pub(crate) fn plan_renewal(&mut self) {
        if self.link.knows_the_server_clock() {
            let server_now = self.server_now();
            self.account.plan_renewal(self.now, server_now);
        }
    }

    /// Asks the server who this is: whether a doctor was approved, or the session still holds.
    pub(crate) fn ask_who(&mut self) {
        self.ask(ApiRequest::get(SessionRequest::Me, paths::ME));
    }

    /// Forgets the person. The features have forgotten theirs before.
    pub(crate) fn sign_out(&mut self) {
        self.requests.clear();
        self.close_link();
        self.account = crate::session::account::Account::SignedOut;
        self.route = crate::screens::route::Route::SignIn;
        self.notices = crate::notifications::notices::Notices::default();
        self.push(Effect::ForgetSession);
    }
}
