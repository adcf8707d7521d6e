//! Notifications of the operating system: the invitation, with Accept and Decline, and news, which open what
//! they are about where somebody presses on them.
//!
//! Owns the one invitation that is shown. Its absence is normal: many systems have no notification
//! service, and the ring and the window do their work without. Never compiled for phones, whose own
//! service does this.

use client_core::{CallIntent, Input, Intent};
use i18n::Language;
use shared::{CallId, NotificationAbout, Pii};
use tokio::sync::{mpsc, watch};

/// What a person pressed on a notification, and for which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pressed {
    pub(crate) call_id: CallId,
    pub(crate) intent: CallIntent,
}

/// An invitation that rings. Phones show it by their shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The call.
    pub call_id: CallId,
    /// Who rings.
    pub from: Pii,
}

/// Shows invitations.
pub(crate) struct Notifications {
    enabled: bool,
    invited: watch::Sender<Option<Invited>>,
    pressed: mpsc::Sender<Pressed>,
    /// Dropping it takes the notification away.
    shown: Option<(CallId, mpsc::Sender<()>)>,
    /// The same for the rehearsal's.
    rehearsing: Option<mpsc::Sender<()>>,
    inputs: mpsc::Sender<Input>,
}

impl Notifications {
    pub(crate) fn new(
        enabled: bool,
        invited: watch::Sender<Option<Invited>>,
        pressed: mpsc::Sender<Pressed>,
        inputs: mpsc::Sender<Input>,
    ) -> Self {
        Self {
            enabled,
            invited,
            pressed,
            shown: None,
            rehearsing: None,
            inputs,
        }
    }

    /// Shows that somebody rings.
    pub(crate) fn show(&mut self, call_id: CallId, from: &Pii, language: Language) {
        if !self.enabled {
            return;
        }
        self.invited.send_replace(Some(Invited {
            call_id,
            from: from.clone(),
        }));
        let (keep, withdrawn) = mpsc::channel(1);
        self.shown = Some((call_id, keep));
        platform::show(call_id, from, language, withdrawn, self.pressed.clone());
    }

    /// Shows what a call would show, and says that nobody calls; reports whether the system took it.
    pub(crate) fn rehearse(&mut self, language: Language) {
        if self.enabled {
            let (keep, withdrawn) = mpsc::channel(1);
            self.rehearsing = Some(keep);
            platform::rehearse(language, withdrawn, self.inputs.clone());
        }
    }

    /// Takes that away.
    pub(crate) fn end_rehearsal(&mut self) {
        self.rehearsing = None;
    }

    /// Shows something that was told. Whoever presses on it wants what it `opens`.
    pub(crate) fn tell(&self, about: &NotificationAbout, opens: Intent, language: Language) {
        if self.enabled {
            platform::tell(about, opens, language, self.inputs.clone());
        }
    }

    /// Takes it away.
    pub(crate) fn withdraw(&mut self, call_id: CallId) {
        self.shown.take_if(|(shown, _)| *shown == call_id);
        self.invited.send_if_modified(|invited| {
            let over = invited.as_ref().is_some_and(|is| is.call_id == call_id);
            invited.take_if(|_| over).is_some()
        });
    }

    /// Whether a button that was pressed still means the call that rings.
    pub(crate) fn is_shown(&self, call_id: CallId) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|(shown, _)| *shown == call_id)
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod words {
    use client_core::CallIntent;
    use i18n::Language;
    use notify_rust::{Notification, Timeout};
    use shared::{NotificationAbout, Pii};

    pub(super) fn invitation(from: &Pii, language: Language) -> Notification {
        let words = language.words().notifications;
        let mut notification = ring(words.invitation, from.reveal());
        notification
            .action("accept", words.accept)
            .action("decline", words.decline);
        notification
    }

    pub(super) fn rehearsal(language: Language) -> Notification {
        let words = language.words().notifications.rehearsal;
        ring(words.title, words.body)
    }

    /// What a bell would say, in a few words; who is meant is a name at most, and never why.
    pub(super) fn news(about: &NotificationAbout, language: Language) -> Notification {
        let body = match about {
            NotificationAbout::MailUndeliverable { other_name, .. } => match other_name {
                Some(name) => name.reveal().clone(),
                None => String::new(),
            },
            NotificationAbout::RemovedFromQueue { .. }
            | NotificationAbout::PasswordTried { .. } => String::new(),
            NotificationAbout::SessionStarted { title, .. }
            | NotificationAbout::SessionEnded { title, .. }
            | NotificationAbout::PlaceLapsed { title, .. } => title.clone(),
            NotificationAbout::MissedCall { other_name, .. }
            | NotificationAbout::AppointmentChanged { other_name, .. }
            | NotificationAbout::AppointmentReminder { other_name, .. }
            | NotificationAbout::HandedOver {
                doctor_name: other_name,
                ..
            }
            | NotificationAbout::ByPhoneOnly {
                doctor_name: other_name,
            } => other_name.reveal().clone(),
            NotificationAbout::NewMessage { from_name, .. } => from_name.reveal().clone(),
            NotificationAbout::WaitingRoom {
                patient_name,
                title,
                ..
            } => format!("{}, {title}", patient_name.reveal()),
        };
        let words = language.words().notifications;
        let mut notification = plain((words.news)(about), &body);
        notification.action(OPEN, words.open);
        notification
    }

    /// What a press on the notification itself is called (Desktop Notifications, "Actions").
    pub(super) const OPEN: &str = "default";

    /// Stays until it is answered or taken away.
    fn ring(title: &str, body: &str) -> Notification {
        let mut notification = plain(title, body);
        notification.timeout(Timeout::Never);
        #[cfg(not(target_os = "macos"))]
        notification.urgency(notify_rust::Urgency::Critical);
        notification
    }

    fn plain(title: &str, body: &str) -> Notification {
        let mut notification = Notification::new();
        notification
            .appname("MedConsult")
            .summary(title)
            .body(&escape(body));
        notification
    }

    pub(super) fn meaning(action: &str) -> Option<CallIntent> {
        match action {
            "accept" => Some(CallIntent::Accept),
            "decline" => Some(CallIntent::Decline),
            _ => None,
        }
    }

    /// A body is markup (Desktop Notifications, "Markup"), and a name is what a person typed.
    fn escape(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    }

    #[cfg(test)]
    mod tests {
        use super::{escape, invitation, meaning, news, rehearsal};
        use client_core::CallIntent;
        use i18n::Language;
        use shared::{NotificationAbout, Pii, ScheduleId};

        #[test]
        fn a_name_is_no_markup() {
            assert_eq!(escape("<b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
        }

        #[test]
        fn a_notification_speaks_the_language_it_is_asked_for() {
            let from = Pii::from("Ann Lee");
            let ring = invitation(&from, Language::De);
            assert_eq!(
                (&*ring.summary, &*ring.body),
                ("Eingehender Anruf", "Ann Lee")
            );
            assert_eq!(ring.actions, ["accept", "Annehmen", "decline", "Ablehnen"]);
            let ring = invitation(&from, Language::En);
            assert_eq!(ring.actions, ["accept", "Accept", "decline", "Decline"]);
            assert_eq!(rehearsal(Language::De).summary, "Klingelprobe");
            let about = NotificationAbout::SessionStarted {
                schedule_id: ScheduleId(uuid::Uuid::now_v7()),
                title: "Morning".into(),
            };
            let told = news(&about, Language::De);
            assert_eq!(told.summary, "Die Sprechstunde hat begonnen");
            assert_eq!(told.body, "Morning");
            assert_eq!(told.actions, ["default", "Öffnen"]);
        }

        #[test]
        fn only_the_two_buttons_mean_something() {
            assert_eq!(meaning("accept"), Some(CallIntent::Accept));
            assert_eq!(meaning("decline"), Some(CallIntent::Decline));
            assert_eq!(meaning("default"), None);
            assert_eq!(meaning("__closed"), None);
        }
    }
}

/// Linux and the other systems with a D-Bus notification service.
#[cfg(all(
    unix,
    not(any(target_os = "macos", target_os = "android", target_os = "ios"))
))]
mod platform {
    use super::{Pressed, words};
    use client_core::{Input, Intent};
    use i18n::Language;
    use notify_rust::NotificationResponse;
    use shared::{CallId, NotificationAbout, Pii};
    use tokio::sync::mpsc;

    pub(super) fn rehearse(
        language: Language,
        mut withdrawn: mpsc::Receiver<()>,
        inputs: mpsc::Sender<Input>,
    ) {
        let notification = words::rehearsal(language);
        tokio::spawn(async move {
            let handle = notification.show_async().await;
            let shown = handle.is_ok();
            inputs.send(Input::NotificationsKnown { shown }).await.ok();
            match handle {
                Ok(handle) => {
                    withdrawn.recv().await;
                    handle.close_async().await;
                }
                Err(error) => tracing::debug!(%error, "no notification service"),
            }
        });
    }

    pub(super) fn tell(
        about: &NotificationAbout,
        opens: Intent,
        language: Language,
        inputs: mpsc::Sender<Input>,
    ) {
        let notification = words::news(about, language);
        tokio::spawn(async move {
            let handle = match notification.show_async().await {
                Ok(handle) => handle,
                Err(error) => return tracing::debug!(%error, "no notification service"),
            };
            let mut pressed = false;
            let response = |response: &NotificationResponse| {
                pressed = response.is_default_action();
            };
            handle.wait_for_action_async(response).await;
            if pressed {
                inputs.send(Input::NewsOpened(opens)).await.ok();
            }
        });
    }

    pub(super) fn show(
        call_id: CallId,
        from: &Pii,
        language: Language,
        mut withdrawn: mpsc::Receiver<()>,
        pressed: mpsc::Sender<Pressed>,
    ) {
        let notification = words::invitation(from, language);
        tokio::spawn(async move {
            let handle = match notification.show_async().await {
                Ok(handle) => handle,
                Err(error) => return tracing::debug!(%error, "no notification service"),
            };
            let mut chosen = None;
            tokio::select! {
                () = handle.wait_for_action_async(|response: &NotificationResponse| {
                    if let NotificationResponse::Action(action) = response {
                        chosen = words::meaning(action);
                    }
                }) => {}
                _ = withdrawn.recv() => {}
            }
            handle.close_async().await;
            if let Some(intent) = chosen {
                pressed.send(Pressed { call_id, intent }).await.ok();
            }
        });
    }
}

/// Windows and macOS: waiting blocks, so each notification has a thread of its own. It can't be
/// taken away from elsewhere there; a button pressed too late is ignored.
#[cfg(any(windows, target_os = "macos"))]
mod platform {
    use super::{Pressed, words};
    use client_core::{Input, Intent};
    use i18n::Language;
    use shared::{CallId, NotificationAbout, Pii};
    use tokio::sync::mpsc;

    pub(super) fn rehearse(
        language: Language,
        _withdrawn: mpsc::Receiver<()>,
        inputs: mpsc::Sender<Input>,
    ) {
        let notification = words::rehearsal(language);
        let thread = std::thread::Builder::new()
            .name("notification".into())
            .spawn(move || {
                let shown = notification.show().is_ok();
                inputs
                    .blocking_send(Input::NotificationsKnown { shown })
                    .ok();
            });
        if let Err(error) = thread {
            tracing::warn!(%error, "no thread for a notification");
        }
    }

    pub(super) fn tell(
        about: &NotificationAbout,
        opens: Intent,
        language: Language,
        inputs: mpsc::Sender<Input>,
    ) {
        let notification = words::news(about, language);
        let thread = std::thread::Builder::new()
            .name("notification".into())
            .spawn(move || match notification.show() {
                Ok(handle) => handle.wait_for_action(|action| {
                    if action == words::OPEN {
                        inputs.blocking_send(Input::NewsOpened(opens)).ok();
                    }
                }),
                Err(error) => tracing::debug!(%error, "no notification service"),
            });
        if let Err(error) = thread {
            tracing::warn!(%error, "no thread for a notification");
        }
    }

    pub(super) fn show(
        call_id: CallId,
        from: &Pii,
        language: Language,
        _withdrawn: mpsc::Receiver<()>,
        pressed: mpsc::Sender<Pressed>,
    ) {
        let notification = words::invitation(from, language);
        let thread = std::thread::Builder::new()
            .name("notification".into())
            .spawn(move || match notification.show() {
                Ok(handle) => handle.wait_for_action(|action| {
                    if let Some(intent) = words::meaning(action) {
                        pressed.blocking_send(Pressed { call_id, intent }).ok();
                    }
                }),
                Err(error) => tracing::debug!(%error, "no notification service"),
            });
        if let Err(error) = thread {
            tracing::warn!(%error, "no thread for a notification");
        }
    }
}

/// Phones: the shell's own plugin shows the invitation.
#[cfg(any(target_os = "android", target_os = "ios"))]
mod platform {
    use super::Pressed;
    use client_core::{Input, Intent};
    use i18n::Language;
    use shared::{CallId, NotificationAbout, Pii};
    use tokio::sync::mpsc;

    pub(super) fn rehearse(
        _language: Language,
        _withdrawn: mpsc::Receiver<()>,
        _inputs: mpsc::Sender<Input>,
    ) {
    }

    pub(super) fn tell(
        _about: &NotificationAbout,
        _opens: Intent,
        _language: Language,
        _inputs: mpsc::Sender<Input>,
    ) {
    }

    pub(super) fn show(
        _call_id: CallId,
        _from: &Pii,
        _language: Language,
        _withdrawn: mpsc::Receiver<()>,
        _pressed: mpsc::Sender<Pressed>,
    ) {
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> CallId {
        CallId(uuid::Uuid::now_v7())
    }

    #[test]
    fn an_invitation_is_told_until_that_very_call_is_over() {
        let (ringing, from) = (call(), Pii::from("Ann Lee"));
        let told = Invited {
            call_id: ringing,
            from: from.clone(),
        };
        let (inviting, invited) = watch::channel(Some(told.clone()));
        let mut notifications =
            Notifications::new(false, inviting, mpsc::channel(1).0, mpsc::channel(1).0);
        notifications.withdraw(call());
        assert_eq!(*invited.borrow(), Some(told));
        notifications.withdraw(ringing);
        assert_eq!(*invited.borrow(), None);
        // Where none are wanted, none is told.
        notifications.show(ringing, &from, Language::En);
        assert_eq!(*invited.borrow(), None);
    }
}
