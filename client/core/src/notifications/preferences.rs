//! What a person wants to be told, and how: the server's to keep, this device's to show.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, Loadable, Method, RequestError};
use serde_json::Value;
use shared::{NotificationChoice, NotificationKind, NotificationPreferences, Role, paths};

/// What it is about, for whom: nobody chooses about what they are never told.
const fn concerns(kind: NotificationKind, role: Role) -> bool {
    match (kind, role) {
        (_, Role::Admin) | (NotificationKind::WaitingRoom, Role::Patient) => false,
        (
            NotificationKind::SessionStarted
            | NotificationKind::SessionEnded
            | NotificationKind::RemovedFromQueue,
            Role::Doctor,
        ) => false,
        (_, Role::Doctor | Role::Patient) => true,
    }
}

impl App {
    pub(crate) fn load_choices(&mut self, cx: &mut Ctx) {
        // An answer that was asked for before a change must not come after it.
        if self.account.may_practise() && !self.requests.has(RequestKind::SaveChoices) {
            let request = ApiRequest::get(RequestKind::Choices, paths::NOTIFICATION_PREFERENCES);
            self.ask(cx, request);
        }
    }

    pub(crate) fn on_choices(&mut self, result: Result<Value, RequestError>) {
        // Old ones are better than none, and without any the next sign of life asks again.
        if let Ok(told) = read::<NotificationPreferences>(result) {
            self.choices = told.choices;
        }
    }

    /// Changes one of them; the switch moves once the server has agreed.
    pub(crate) fn choose_notification(&mut self, cx: &mut Ctx, choice: NotificationChoice) {
        let known = self.choices.iter().any(|one| one.kind == choice.kind);
        if !known || self.requests.has(RequestKind::SaveChoices) {
            return;
        }
        let mut choices = self.choices.clone();
        for one in choices.iter_mut().filter(|one| one.kind == choice.kind) {
            *one = choice;
        }
        self.requests.drop_kind(RequestKind::Choices);
        let path = paths::NOTIFICATION_PREFERENCES;
        let request = ApiRequest::send(RequestKind::SaveChoices, Method::Put, path);
        self.ask(cx, request.with(&NotificationPreferences { choices }));
    }

    pub(crate) fn on_choices_saved(&mut self, result: Result<Value, RequestError>) {
        match read::<NotificationPreferences>(result) {
            Ok(told) => self.choices = told.choices,
            Err(problem) => self.notices.fail(problem),
        }
    }

    /// Those that concern this person; absent where nobody with rooms is signed in.
    pub(crate) fn choices_view(&self) -> Option<Loadable<Vec<NotificationChoice>>> {
        let role = self.account.role()?;
        let own = self.choices.iter().filter(|one| concerns(one.kind, role));
        self.account
            .may_practise()
            .then(|| match self.choices.is_empty() {
                true => Loadable::Loading,
                false => Loadable::Loaded {
                    value: own.copied().collect(),
                },
            })
    }
}
