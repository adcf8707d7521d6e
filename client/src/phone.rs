//! What only a phone needs: the invitation as a notification of its own system.

use client_core::CallIntent;
use client_engine::{Handle, Invited};
use i18n::{Language, NotificationWords};
use tauri::{AppHandle, Wry};
use tauri_plugin_notification::{Action, ActionType, Notification, NotificationExt};

const CHANNEL: &str = "invitations";
const BUTTONS: &str = "invitation";
const ACCEPT: &str = "accept";
const DECLINE: &str = "decline";
/// One invitation is shown at a time.
const NUMBER: i32 = 1;

/// Shows invitations, and takes each away when it is over, until the app stops.
pub fn follow(app: &AppHandle, handle: &Handle) {
    let (app, handle) = (app.clone(), handle.clone());
    // A plugin's calls wait for the system.
    tauri::async_runtime::spawn_blocking(move || {
        let notices = app.notification();
        if let Err(error) = prepare(notices, &handle) {
            tracing::warn!(%error, "the buttons of invitations do nothing");
        }
        let mut spoken = handle.views.borrow().language.spoken;
        name(notices, spoken);
        let mut invited = handle.invited.clone();
        while tauri::async_runtime::block_on(invited.changed()).is_ok() {
            let newest = invited.borrow_and_update().clone();
            let language = handle.views.borrow().language.spoken;
            if std::mem::replace(&mut spoken, language) != language {
                name(notices, language);
            }
            let done = match newest {
                Some(invitation) => show(notices, &invitation, language),
                None => notices.remove_active(vec![NUMBER]),
            };
            if let Err(error) = done {
                tracing::debug!(%error, "no notification");
            }
        }
    });
}

fn prepare(
    notices: &Notification<Wry>,
    handle: &Handle,
) -> Result<(), tauri_plugin_notification::Error> {
    notices.request_permission()?;
    let handle = handle.clone();
    notices.on_action(move |performed| {
        let intent = match performed.action_id() {
            ACCEPT => CallIntent::Accept,
            DECLINE => CallIntent::Decline,
            _ => return,
        };
        // A button of an invitation that is over means nothing.
        if handle.invited.borrow().is_some() {
            let handle = handle.clone();
            tauri::async_runtime::spawn(async move { handle.intent(intent).await.ok() });
        }
    })
}

/// Gives the channel and the buttons their names.
fn name(notices: &Notification<Wry>, language: Language) {
    if let Err(error) = try_to_name(notices, &language.words().notifications) {
        tracing::warn!(%error, "invitations have no buttons or no channel");
    }
}

fn try_to_name(
    notices: &Notification<Wry>,
    words: &NotificationWords,
) -> Result<(), tauri_plugin_notification::Error> {
    #[cfg(target_os = "android")]
    {
        use tauri_plugin_notification::{Channel, Importance, Visibility};
        let channel = Channel::builder(CHANNEL, words.invitation_channel)
            .importance(Importance::High)
            .visibility(Visibility::Public)
            .vibration(true);
        notices.create_channel(channel.build())?;
    }
    let buttons = vec![
        Action::builder(ACCEPT, words.accept)
            .foreground(true)
            .build(),
        Action::builder(DECLINE, words.decline)
            .destructive(true)
            .build(),
    ];
    notices.register_action_types(vec![ActionType::builder(BUTTONS).actions(buttons).build()])
}

fn show(
    notices: &Notification<Wry>,
    invitation: &Invited,
    language: Language,
) -> Result<(), tauri_plugin_notification::Error> {
    notices
        .builder()
        .id(NUMBER)
        .channel_id(CHANNEL)
        .action_type_id(BUTTONS)
        .title(language.words().notifications.invitation)
        .body(invitation.from.reveal())
        .ongoing()
        .show()
}
