//! The driver's own life: starting, showing views, stopping.

use client_core::proof::DeviceSecret;
use client_core::{
    CallIntent, LanguageIntent, LinkState, PlainHttp, Screen, SessionIntent, StoredSession,
    ViewState,
};
use client_engine::{
    Driver, DriverConfig, Handle, Kept, NoMedia, RingConfig, SecretBackend, SecretStore, Stopped,
};
use i18n::Language;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// An address where nobody listens.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn start(profile: &Path) -> Handle {
    let config = DriverConfig {
        server_url: nowhere(),
        plain_http: PlainHttp::OnThisDevice,
        profile_dir: profile.to_owned(),
        secrets: SecretBackend::File,
        synthetic_media: true,
        ring: RingConfig::Silent,
        downloads: None,
        notifications: false,
    };
    // Nobody holds the other end: the media engine is gone from the beginning.
    let (_, media_events) = mpsc::channel(1);
    Driver::start(config, Box::new(NoMedia), media_events).unwrap()
}

async fn see(app: &Handle, wanted: impl Fn(&ViewState) -> bool) -> ViewState {
    let mut views = app.views.clone();
    let seen = timeout(Duration::from_secs(10), views.wait_for(|view| wanted(view))).await;
    seen.expect("it is never seen").unwrap().clone()
}

#[tokio::test]
async fn it_shows_the_sign_in_form_says_what_failed_and_stops_when_told() {
    let profile = tempfile::tempdir().unwrap();
    let app = start(profile.path());
    let view = see(&app, |view| view.synthetic_media).await;
    assert!(matches!(view.screen, Screen::SignIn(_)));

    let sign_in = SessionIntent::SignIn {
        email: "a@b.example".into(),
        password: "secret-enough".into(),
    };
    app.intent(sign_in).await.unwrap();
    see(
        &app,
        |view| matches!(&view.screen, Screen::SignIn(form) if form.problem.is_some()),
    )
    .await;

    app.bridge_opened("ws://127.0.0.1:1/".into()).await.unwrap();
    see(&app, |view| view.bridge.is_some()).await;

    let begun = Instant::now();
    app.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(app.intent(CallIntent::Accept).await, Err(Stopped));
}

#[tokio::test]
async fn a_chosen_language_is_in_the_first_view_of_the_next_start() {
    let profile = tempfile::tempdir().unwrap();
    let app = start(profile.path());
    for language in [Language::De, Language::En] {
        let choose = LanguageIntent::SetLanguage {
            language: Some(language),
        };
        app.intent(choose).await.unwrap();
        see(&app, |view| view.language.spoken == language).await;
    }
    let german = LanguageIntent::SetLanguage {
        language: Some(Language::De),
    };
    app.intent(german).await.unwrap();
    see(&app, |view| view.language.spoken == Language::De).await;
    app.stop().await;
    let again = start(profile.path());
    assert_eq!(again.views.borrow().language.chosen, Some(Language::De));
    again.stop().await;
}

#[tokio::test]
async fn a_stored_session_is_opened_and_tried_again() {
    let profile = tempfile::tempdir().unwrap();
    let stored = StoredSession {
        server_url: nowhere(),
        refresh_token: "kept".into(),
    };
    let safe = SecretStore::new(profile.path(), SecretBackend::File, Kept::Session);
    safe.store(&stored).unwrap();
    let app = start(profile.path());
    let view = see(&app, |view| {
        matches!(view.link, LinkState::Reconnecting { .. })
    })
    .await;
    assert_eq!(view.screen, Screen::Opening);
    assert_eq!(view.server_url, Some(stored.server_url));
    app.stop().await;
    assert!(safe.load().await.is_some(), "an outage forgets nobody");
}

#[tokio::test]
async fn what_a_device_vouches_with_is_drawn_at_its_first_start_only() {
    let profile = tempfile::tempdir().unwrap();
    let store = SecretStore::<DeviceSecret>::new(profile.path(), SecretBackend::File, Kept::Device);
    assert_eq!(store.load().await, None);
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let app = start(profile.path());
        see(&app, |view| matches!(view.screen, Screen::SignIn(_))).await;
        app.stop().await;
        drawn.push(store.load().await.unwrap());
    }
    assert_eq!(drawn[0], drawn[1]);
    let elsewhere = tempfile::tempdir().unwrap();
    let app = start(elsewhere.path());
    see(&app, |view| matches!(view.screen, Screen::SignIn(_))).await;
    app.stop().await;
    let other =
        SecretStore::<DeviceSecret>::new(elsewhere.path(), SecretBackend::File, Kept::Device);
    assert_ne!(other.load().await.as_ref(), Some(&drawn[0]));
}

#[tokio::test]
async fn media_that_is_gone_does_not_stop_the_app() {
    let profile = tempfile::tempdir().unwrap();
    let app = start(profile.path());
    app.intent(SessionIntent::ShowRegister).await.unwrap();
    see(&app, |view| matches!(view.screen, Screen::Register(_))).await;
    app.stop().await;
}
