//! Keeps the computer and its screen awake while a call goes on.

use client_core::CallStage;
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
        let mut last = false;
        while views.changed().await.is_ok() {
            let talks = views
                .borrow_and_update()
                .call
                .as_ref()
                .is_some_and(|call| goes_on(&call.stage));
            if talks != last && say.send(talks).is_err() {
                return;
            }
            last = talks;
        }
    });
    // Windows asks for the same thread each time; Linux's way to say it waits for an answer.
    let thread = std::thread::Builder::new().name("awake".into());
    thread.spawn(move || {
        let mut kept = None;
        for wish in wishes {
            kept = wish.then(stay_awake).flatten();
        }
        drop(kept);
    })?;
    Ok(())
}

fn goes_on(stage: &CallStage) -> bool {
    matches!(
        stage,
        CallStage::Connecting { .. } | CallStage::Active { .. } | CallStage::Interrupted { .. }
    )
}

fn stay_awake() -> Option<KeepAwake> {
    let mut wish = keepawake::Builder::default();
    wish.display(true)
        .idle(true)
        .reason("A consultation goes on")
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
