use super::PATIENCE;
use super::first_session;
use crate::sound_server::{SoundServer, in_folder};
use client_core::{CallStage, Intent, QueueIntent, Screen, SessionIntent, ViewState};
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The app on the command line, as a process of its own beside a sound server.
pub struct Terminal {
    child: Child,
    views: mpsc::UnboundedReceiver<(Instant, ViewState)>,
    last: Option<(Instant, ViewState)>,
}

impl Terminal {
    /// Starts it beside a sound server; `more` has the last word on how.
    pub fn start(server: SocketAddr, sound: &SoundServer, more: impl FnOnce(&mut Command)) -> Self {
        let mut command = in_folder(&program("MEDCONSULT_CLI_BIN"), sound.folder.path());
        more(&mut command);
        Self::run(server, command)
    }

    /// The same, with the microphone of that sound server and this clip for a camera.
    pub fn equipped(server: SocketAddr, sound: &SoundServer, clip: &Path) -> Self {
        let mut command = in_folder(&program("MEDCONSULT_CLI_BIN"), sound.folder.path());
        command.arg("--camera").arg(clip);
        Self::launch(server, command)
    }

    /// Runs it as this command does.
    pub fn run(server: impl Display, mut command: Command) -> Self {
        command.arg("--synthetic");
        Self::launch(server, command)
    }

    fn launch(server: impl Display, mut command: Command) -> Self {
        let mut child = command
            .args(["--server", &format!("http://{server}")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (seen, views) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line: serde_json::Value = serde_json::from_str(&line).unwrap();
                let view = serde_json::from_value(line["view"].clone()).unwrap();
                if seen.send((Instant::now(), view)).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            views,
            last: None,
        }
    }

    /// SIGKILL: nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Closes it in order, as when its window is closed.
    pub async fn close(&mut self) {
        drop(self.child.stdin.take());
        let gone = super::eventually(async || self.child.try_wait().unwrap());
        gone.await.expect("the app ends");
    }

    /// Every stage of the call that was shown and not looked at yet.
    pub fn stages_since_met(&mut self) -> Vec<CallStage> {
        let shown = self.shown_since().into_iter();
        shown
            .filter_map(|(_, view)| Some(view.call?.stage))
            .collect()
    }

    /// Every view that was shown and not looked at yet; what is awaited by `sees` is looked at.
    pub fn shown_since(&mut self) -> Vec<(Instant, ViewState)> {
        let shown: Vec<_> = std::iter::from_fn(|| self.views.try_recv().ok()).collect();
        if let Some(last) = shown.last() {
            self.last = Some(last.clone());
        }
        shown
    }

    /// The next view; nothing where the app has ended.
    pub async fn next(&mut self) -> Option<(Instant, ViewState)> {
        let next = self.views.recv().await?;
        self.last = Some(next.clone());
        Some(next)
    }

    /// Signs in and opens the first session.
    pub async fn signs_in(&mut self, email: &str, password: &str) {
        let entrance = |view: &ViewState| matches!(view.screen, Screen::SignIn(_)).then_some(());
        self.sees("the sign-in form", entrance).await;
        let (email, password) = (email.into(), password.into());
        self.wants(SessionIntent::SignIn { email, password });
        let (_, schedule_id) = self.sees("the sessions", first_session).await;
        self.wants(QueueIntent::OpenSchedule { schedule_id });
    }

    /// Wants something; when it was said.
    pub fn wants(&mut self, intent: impl Into<Intent>) -> Instant {
        let mut line = serde_json::to_vec(&intent.into()).unwrap();
        line.push(b'\n');
        self.child.stdin.as_mut().unwrap().write_all(&line).unwrap();
        Instant::now()
    }

    /// Waits for a view that fits; when it was shown.
    pub async fn sees<T>(
        &mut self,
        what: &str,
        fits: impl Fn(&ViewState) -> Option<T>,
    ) -> (Instant, T) {
        loop {
            if let Some((at, view)) = &self.last
                && let Some(found) = fits(view)
            {
                return (*at, found);
            }
            let next = timeout(PATIENCE, self.views.recv()).await;
            let next = next.unwrap_or_else(|_| panic!("never saw {what}: {:#?}", self.last));
            self.last = Some(next.expect("the app runs"));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A program that the build made.
pub fn program(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} names a program; `cargo xtask test` builds and sets it")
    })
}
