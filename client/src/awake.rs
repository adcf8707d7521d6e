//! Keeps the computer and its screen awake while a call goes on.

use client_core::{CallStage, ViewState};
use client_engine::Handle;
use keepawake::KeepAwake;
use std::sync::mpsc;

/// Does so until the app stops.
///
/// # Errors
/// The system gives no thread.
pub fn follow(app: &Handle) -> std::io::Result<()> {
    let (say, wishes) = mpsc::channel();
    let mut views = app.views.clone();
    tauri::async_runtime::spawn(async move {
        let mut last = None;
        while views.changed().await.is_ok() {
            let wish = reason(&views.borrow_and_update());
            if wish != last && say.send(wish).is_err() {
                return;
            }
            last = wish;
        }
    });
    // Windows asks for the same thread each time; Linux's way to say it waits for an answer.
    let thread = std::thread::Builder::new().name("awake".into());
    thread.spawn(move || {
        let mut kept = None;
        for wish in wishes {
            kept = wish.and_then(stay_awake);
        }
        drop(kept);
    })?;
    Ok(())
}

/// Why it stays awake, in the language of the app; nothing where it may sleep.
fn reason(view: &ViewState) -> Option<&'static str> {
    let call = view.call.as_ref()?;
    goes_on(&call.stage).then_some(view.language.spoken.words().awake)
}

fn goes_on(stage: &CallStage) -> bool {
    matches!(
        stage,
        CallStage::Connecting { .. } | CallStage::Active { .. } | CallStage::Interrupted { .. }
    )
}

fn stay_awake(reason: &str) -> Option<KeepAwake> {
    let mut wish = keepawake::Builder::default();
    wish.display(true)
        .idle(true)
        .reason(reason)
        .app_name("MedConsult")
        .app_reverse_domain("org.medconsult.app");
    // Some desktops guard only the one, some only the other.
    let kept = wish.create().or_else(|_| wish.display(false).create());
    kept.inspect_err(|error| tracing::debug!(%error, "this system can't be kept awake"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::Timestamp;

    #[test]
    fn only_a_call_that_was_answered_keeps_awake() {
        let until = Timestamp::default();
        assert!(goes_on(&CallStage::Connecting { until }));
        assert!(goes_on(&CallStage::Active { since: until }));
        assert!(!goes_on(&CallStage::Elsewhere));
    }
}
