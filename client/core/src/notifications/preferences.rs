//! What a person wants to be told, and how: the server's to keep, this device's to show.

use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::Method;
use crate::notifications::intent::NotificationRequest;
use crate::notifications::state::Notifications;
use crate::view_parts::Loadable;
use shared::{NotificationChoice, NotificationKind, NotificationPreferences, Role, paths};

/// What it is about, for whom: nobody chooses about what they are never told, or always.
const fn concerns(kind: NotificationKind, role: Role) -> bool {
    match (kind, role) {
        (_, Role::Admin)
        | (NotificationKind::PasswordTried, _)
        | (NotificationKind::WaitingRoom, Role::Patient) => false,
        (
            NotificationKind::SessionStarted
            | NotificationKind::SessionEnded
            | NotificationKind::RemovedFromQueue,
            Role::Doctor,
        ) => false,
        (_, Role::Doctor | Role::Patient) => true,
    }
}

impl Notifications {
    pub(crate) fn load_choices(&mut self, cx: &mut Ctx) {
        // An answer that was asked for before a change must not come after it.
        if cx.account.may_practise() && !cx.requests.has(NotificationRequest::SaveChoices) {
            let request = ApiRequest::get(
                NotificationRequest::Choices,
                paths::NOTIFICATION_PREFERENCES,
            );
            cx.ask(request);
        }
    }

    pub(crate) fn on_choices(&mut self, cx: &mut Ctx, result: Answer) {
        // Old ones are better than none, and without any the next sign of life asks again.
        if let Ok(told) = read_list::<NotificationPreferences>(cx, result) {
            self.choices = told.choices;
        }
    }

    /// Changes one of them; the switch moves once the server has agreed.
    pub(crate) fn choose_notification(&mut self, cx: &mut Ctx, choice: NotificationChoice) {
        let known = self.choices.iter().any(|one| one.kind == choice.kind);
        if !known || cx.requests.has(NotificationRequest::SaveChoices) {
            return;
        }
        let mut choices = self.choices.clone();
        for one in choices.iter_mut().filter(|one| one.kind == choice.kind) {
            *one = choice;
        }
        cx.requests.drop_kind(NotificationRequest::Choices);
        let path = paths::NOTIFICATION_PREFERENCES;
        let request = ApiRequest::send(NotificationRequest::SaveChoices, Method::Put, path);
        cx.ask(request.with(&NotificationPreferences { choices }));
    }

    pub(crate) fn on_choices_saved(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<NotificationPreferences>(cx, result) {
            Ok(told) => self.choices = told.choices,
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// Those that concern this person; absent where nobody with rooms is signed in.
    pub(crate) fn choices_view(&self, cx: &Ctx) -> Option<Loadable<Vec<NotificationChoice>>> {
        let role = cx.account.role()?;
        let own = self.choices.iter().filter(|one| concerns(one.kind, role));
        cx.account.may_practise().then(|| {
            if self.choices.is_empty() {
                Loadable::Loading
            } else {
                Loadable::Loaded {
                    value: own.copied().collect(),
                }
            }
        })
    }
}
