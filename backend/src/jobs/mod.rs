//! What happens without anybody asking: deadlines fall, reminders go out, old frames are forgotten.
//!
//! Each job reads what is due from the database, so that a restart only makes it late.

mod retention;

pub use retention::forget_what_is_old;

use crate::app::appointments::{self, attendance, reminders};
use crate::app::chat::files::Swept;
use crate::app::queue::absence::{self, Absences};
use crate::app::queue::second_ring;
use crate::app::{audit, calls, chat, mails, registration, schedules};
use crate::clock;
use crate::error::AppError;
use crate::kept_clock;
use crate::state::AppState;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Longest sleep between two looks at the deadlines, where another node may have set one, and between
/// two looks at the appointments.
const SWEEP: Duration = Duration::from_secs(2);
/// How long to wait after a failure.
const AFTER_FAULT: Duration = Duration::from_millis(500);
/// How often calls and places are looked for that nobody is in any more.
const ROUND: Duration = Duration::from_secs(30);
/// How often it is looked at who is to be rung once more.
const SECOND_RINGS: Duration = Duration::from_secs(5);
/// How often sessions are looked for that nobody ended.
const LOOK_AT_SESSIONS: Duration = Duration::from_secs(60);
/// How often it is looked for what nobody needs any more.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);
/// How long looks are gathered before they are written.
const GATHER_LOOKS: Duration = Duration::from_secs(1);
/// How often the audit's head is written out of the database.
const AUDIT_HEADS: Duration = Duration::from_secs(10 * 60);
/// How often the folder of files is held against its table.
const FILE_SWEEP: Duration = Duration::from_secs(10 * 60);
/// How long the bytes of a file may be on their way, in milliseconds: far longer than a request may.
const FILE_ON_ITS_WAY_MS: i64 = 5 * 60 * 1000;
/// How long a file waits for its message, in milliseconds: a day.
const KEEP_STRAYS_MS: i64 = 24 * 60 * 60 * 1000;

/// Lets each call's deadline fall within milliseconds of its time.
pub async fn watch_deadlines(state: Arc<AppState>) {
    loop {
        let pause = match settle(&state).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "deadlines could not be settled");
                AFTER_FAULT
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = state.deadlines.notified() => {}
        }
    }
}

async fn settle(state: &AppState) -> Result<Duration, AppError> {
    let Some(next) = calls::deadlines::next_deadline(state).await? else {
        return Ok(SWEEP);
    };
    let now = clock::now();
    let wait_ms = next.since_ms(now);
    if wait_ms <= 0 {
        let settled = calls::deadlines::settle_due(state, now).await?;
        // A clock that went back settles nothing; trying again at once would only spin.
        return Ok(if settled == 0 {
            AFTER_FAULT
        } else {
            Duration::ZERO
        });
    }
    Ok(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)).min(SWEEP))
}

/// Looks after calls that both devices have left without a word.
pub async fn watch_deserted(state: Arc<AppState>) {
    loop {
        tokio::time::sleep(ROUND).await;
        if let Err(error) = calls::deadlines::interrupt_deserted(&state, clock::now()).await {
            tracing::error!(%error, "deserted calls could not be looked after");
        }
    }
}

/// Sends reminders, and settles appointments whose time is over.
pub async fn watch_appointments(state: Arc<AppState>) {
    loop {
        let now = clock::now();
        if let Err(error) = reminders::send_due(&state, now).await {
            tracing::error!(%error, "reminders could not be sent");
        }
        if let Err(error) = appointments::lapse_requests(&state, now).await {
            tracing::error!(%error, "held times could not be given free");
        }
        if let Err(error) = attendance::settle_closed(&state, now).await {
            tracing::error!(%error, "appointments could not be settled");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Sends waiting mails; where the clinic sends none, forgets them.
pub async fn deliver_mail(state: Arc<AppState>) {
    loop {
        let (outcome, pause) = match &state.mailer {
            Some(mailer) => (mails::deliver_due(&state, mailer).await, SWEEP),
            None => (mails::forget_all(&state).await, HOUSEKEEPING),
        };
        if let Err(error) = outcome {
            tracing::error!(%error, "mails could not be looked after");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Writes down who looked at what, a moment after.
pub async fn write_looks(state: Arc<AppState>) {
    loop {
        state.access_log.waiting.notified().await;
        tokio::time::sleep(GATHER_LOOKS).await;
        // In a task of its own: a server that stops ends this job, and not what it has begun to write.
        tokio::spawn(write_down(state.clone())).await.ok();
    }
}

async fn write_down(state: Arc<AppState>) {
    if let Err(error) = audit::write_looks(&state).await {
        tracing::error!(%error, "looks could not be written into the audit yet");
        state.access_log.waiting.notify_one();
    }
}

/// Keeps what the clock says, for a server that is started after this one.
pub async fn keep_clock(file: Option<PathBuf>) {
    let Some(file) = file else { return };
    let mut is_kept = true;
    loop {
        let kept = clock::to_keep().map_or(Ok(()), |clock| clock.write(&file));
        if let Err(error) = &kept
            && is_kept
        {
            tracing::warn!(%error, "the clock is not kept over a restart");
        }
        is_kept = kept.is_ok();
        tokio::time::sleep(kept_clock::INTERVAL).await;
    }
}

/// Writes heads of the audit out of the database.
pub async fn write_audit_heads(state: Arc<AppState>) {
    loop {
        if let Err(error) = audit::write_head(&state, clock::now()).await {
            tracing::error!(%error, "the audit's head could not be written");
        }
        tokio::time::sleep(AUDIT_HEADS).await;
    }
}

/// Gives places free whose patients are gone for longer than the clinic waits.
pub async fn watch_absences(state: Arc<AppState>) {
    let mut absences = Absences::default();
    loop {
        tokio::time::sleep(ROUND).await;
        if let Err(error) = absence::lapse_absent(&state, &mut absences, clock::now()).await {
            tracing::error!(%error, "places of absent patients could not be looked after");
        }
    }
}

/// Has the devices of those ring once more who did not answer, where the clinic wants that.
pub async fn watch_second_rings(state: Arc<AppState>) {
    loop {
        tokio::time::sleep(SECOND_RINGS).await;
        if let Err(error) = second_ring::ring_due(&state, clock::now()).await {
            tracing::error!(%error, "second rings could not be looked after");
        }
    }
}

/// Ends practice sessions that nobody ended.
pub async fn watch_overdue_sessions(state: Arc<AppState>) {
    loop {
        // Devices come back first: until then nobody seems to be there.
        tokio::time::sleep(LOOK_AT_SESSIONS).await;
        if let Err(error) = schedules::end_overdue(&state, clock::now()).await {
            tracing::error!(%error, "sessions that nobody ended could not be looked after");
        }
    }
}

/// Forgets files and codes that nobody will ask for, and what was counted of those who are gone.
pub async fn housekeeping(state: Arc<AppState>) {
    loop {
        let before = clock::now().plus_ms(-KEEP_STRAYS_MS);
        if let Err(error) = chat::files::discard_strays(&state, before).await {
            tracing::error!(%error, "files without a message could not be thrown away");
        }
        let before = clock::now().plus_ms(-registration::KEEP_MS);
        if let Err(error) = state
            .write(move |tx| Ok(tx.forget_mail_tokens(before)?))
            .await
        {
            tracing::error!(%error, "old codes could not be forgotten");
        }
        state.budgets.forget_idle();
        state.guesses.forget_idle(clock::now());
        state.access_log.forget_idle(clock::now());
        tokio::time::sleep(HOUSEKEEPING).await;
    }
}

/// Holds the folder of files against its table, at the start and now and then.
pub async fn sweep_files(state: Arc<AppState>) {
    loop {
        let before = clock::now().plus_ms(-FILE_ON_ITS_WAY_MS);
        match chat::files::sweep(&state, before).await {
            Ok(swept) if swept != Swept::default() => {
                tracing::info!(?swept, "folder and table of files differed");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "files could not be swept"),
        }
        tokio::time::sleep(FILE_SWEEP).await;
    }
}
