use anyhow::Context;
use client_core::{Action, Intent, RequestError, Screen, SessionIntent, ViewState};
use client_engine::Handle;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, Instant};

/// Says each step of a person's way, with the time it took.
pub struct Steps<'a> {
    pub app: &'a Handle,
    /// Whose way it is.
    pub who: &'static str,
    /// How long one step may take.
    pub patience: Duration,
}

impl Steps<'_> {
    /// Waits for a view that fits, and says so.
    pub async fn see<T>(
        &self,
        step: &str,
        fits: impl Fn(&ViewState) -> Option<T>,
    ) -> anyhow::Result<T> {
        self.take(step, async { Ok(self.app.until(fits).await?) })
            .await
    }

    /// Does something, and says how long it took.
    pub async fn take<T>(
        &self,
        step: &str,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        let begun = Instant::now();
        let done = tokio::time::timeout(self.patience, work).await;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let result = done.unwrap_or_else(|_| Err(anyhow::anyhow!("it did not happen in time")));
        let words = result.as_ref().err().map(|error| format!("{error:#}"));
        say(
            &json!({ "who": self.who, "step": step, "ms": ms, "ok": result.is_ok(), "error": words }),
        )?;
        result.with_context(|| format!("{}: {step}", self.who))
    }

    /// Wants something.
    pub async fn want(&self, intent: impl Into<Intent>) -> anyhow::Result<()> {
        Ok(self.app.intent(intent).await?)
    }

    /// Signs in, unless a session is stored.
    pub async fn sign_in(&self, email: &str, password: &str) -> anyhow::Result<()> {
        let form = |view: &ViewState| match &view.screen {
            Screen::Opening => None,
            Screen::SignIn(_) => Some(true),
            _ => Some(false),
        };
        if self.see("opened", form).await? {
            let (email, password) = (email.into(), password.into());
            self.want(SessionIntent::SignIn { email, password }).await?;
        }
        let outcome = |view: &ViewState| match &view.screen {
            Screen::Opening | Screen::Register(_) | Screen::ProveAddress(_) => None,
            Screen::SignIn(form) => form.problem.clone().map(Err),
            _ => Some(Ok(())),
        };
        let work = async {
            let outcome = self.app.until(outcome).await?;
            outcome.map_err(|trouble| anyhow::anyhow!("refused: {}", in_words(&trouble)))
        };
        self.take("signed in", work).await
    }
}

/// What a trouble is, for a terminal.
fn in_words(trouble: &RequestError) -> Value {
    match trouble {
        RequestError::Unreachable { fault } => json!({ "the server can't be reached": fault }),
        RequestError::NoServer => json!("the server's address can't be used"),
        RequestError::FileLost => json!("the file is not here any more"),
        RequestError::Refused { code, .. } => json!(code),
    }
}

/// Whether something may be done now.
pub fn may(action: Action) -> bool {
    matches!(action, Action::Allowed)
}

/// One line of JSON for whoever reads along.
pub fn say(line: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, line)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}
