//! The conversation in JSON lines: intents in, views out.

use client_core::{Intent, ViewState};
use client_engine::Handle;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Stdout, stdin, stdout};

/// Bytes in one line: the longest intent holds a thousand characters of a reason.
const LINE_BYTES: usize = 64 * 1024;

/// Takes intents and shows views until stdin ends, the process is interrupted or the app stops.
pub async fn converse(app: &Handle) -> anyhow::Result<()> {
    let mut input = BufReader::new(stdin()).lines();
    let mut output = stdout();
    let mut views = app.views.clone();
    let first = views.borrow_and_update().clone();
    show(&mut output, &first).await?;
    loop {
        tokio::select! {
            line = input.next_line() => match line? {
                None => return Ok(()),
                Some(line) if line.trim().is_empty() => {}
                Some(line) => match read(&line) {
                    Some(intent) => app.intent(intent).await?,
                    // Not repeated: a line may hold a password.
                    None => write(&mut output, &json!({ "error": "this is no intent" })).await?,
                },
            },
            changed = views.changed() => {
                changed?;
                let view = views.borrow_and_update().clone();
                show(&mut output, &view).await?;
            }
            interrupted = tokio::signal::ctrl_c() => return Ok(interrupted?),
        }
    }
}

fn read(line: &str) -> Option<Intent> {
    (line.len() <= LINE_BYTES)
        .then(|| serde_json::from_str(line).ok())
        .flatten()
}

async fn show(output: &mut Stdout, view: &ViewState) -> anyhow::Result<()> {
    write(output, &json!({ "view": view })).await
}

async fn write(output: &mut Stdout, value: &serde_json::Value) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line).await?;
    output.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;
    use client_core::{CallIntent, QueueIntent};

    #[test]
    fn a_line_is_an_intent_or_nothing() {
        assert_eq!(read(r#"{"do":"accept"}"#), Some(CallIntent::Accept.into()));
        let set = read(r#"{"do":"set_ready","ready":true}"#);
        assert_eq!(set, Some(QueueIntent::SetReady { ready: true }.into()));
        assert_eq!(read(r#"{"do":"fly"}"#), None);
        assert_eq!(read("accept"), None);
    }
}
