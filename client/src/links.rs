//! Where links into the app go that the system hands over.

use client_core::DeepLink;
use client_engine::Handle;
use tokio::sync::watch;

/// The way for links into the app. Clones lead to the same place.
#[derive(Clone, Debug)]
pub struct Links(watch::Sender<Option<DeepLink>>);

impl Links {
    /// Opens links in this app from now on. One that comes before somebody is signed in waits for
    /// that; a newer one takes its place.
    pub fn follow(app: &Handle) -> Self {
        let (opening, mut wanted) = watch::channel(None);
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            loop {
                let link: Option<DeepLink> = *wanted.borrow_and_update();
                tokio::select! {
                    went_on = show(&app, link) => if went_on.is_err() || wanted.changed().await.is_err() {
                        return;
                    },
                    newer = wanted.changed() => if newer.is_err() {
                        return;
                    },
                }
            }
        });
        Self(opening)
    }

    /// Opens this one.
    pub fn open(&self, link: DeepLink) {
        self.0.send_replace(Some(link));
    }
}

async fn show(app: &Handle, link: Option<DeepLink>) -> Result<(), client_engine::Stopped> {
    let Some(intent) = link.and_then(DeepLink::intent) else {
        return Ok(());
    };
    app.until(|view| view.me.as_ref().map(|_| ())).await?;
    app.intent(intent).await
}
