//! One of the two devices: an app, its clocks, its sound, its way to the server.

use super::history::Glance;
use crate::sound_server::SoundServer;
use crate::stage::clocks::Clocks;
use crate::stage::passage::Passage;
use crate::stage::terminal::Terminal;
use client_core::{Intent, ViewState};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// An app, its clocks, its sound, its way to the server.
pub struct Device {
    pub name: &'static str,
    pub clocks: Clocks,
    pub passage: Passage,
    pub sound: SoundServer,
    pub history: Vec<Glance>,
    pub cut: bool,
    /// Since when nothing has happened to it or its way to the server.
    pub quiet_since: Instant,
    terminal: Terminal,
    /// What the app keeps.
    profile: TempDir,
    view: Option<ViewState>,
}

fn start(clocks: &Clocks, passage: &Passage, sound: &SoundServer, profile: &Path) -> Terminal {
    Terminal::start(passage.address, sound, |command| {
        clocks.adopt(command);
        command.arg("--profile").arg(profile);
    })
}

/// Whoever's server can be reached for so long is online.
const ONLINE_WITHIN: Duration = Duration::from_secs(10);

impl Device {
    pub async fn make(name: &'static str, server: SocketAddr) -> Self {
        let clocks = Clocks::make();
        let passage = Passage::to(server).await;
        let sound = SoundServer::start();
        let profile = tempfile::tempdir().unwrap();
        let terminal = start(&clocks, &passage, &sound, profile.path());
        Self {
            name,
            clocks,
            passage,
            sound,
            history: Vec::new(),
            cut: false,
            quiet_since: Instant::now(),
            terminal,
            profile,
            view: None,
        }
    }

    pub async fn signs_in(&mut self, email: &str, password: &str) {
        self.terminal.signs_in(email, password).await;
        self.look();
    }

    /// Takes in what was shown.
    pub fn look(&mut self) {
        for (at, view) in self.terminal.shown_since() {
            self.history.push(Glance::of(at, &view));
            self.view = Some(view);
        }
    }

    pub fn view(&self) -> Option<&ViewState> {
        self.view.as_ref()
    }

    pub fn last(&self) -> &Glance {
        self.history.last().expect("something was shown")
    }

    pub fn now_sees(&self) -> String {
        format!(
            "{:?}",
            self.view
                .as_ref()
                .map(|view| (&view.link, &view.call, &view.screen))
        )
    }

    pub fn wants(&mut self, intent: Intent) {
        self.terminal.wants(intent);
    }

    /// Waits until there is more to see.
    pub async fn shows_more(&mut self) {
        if let Some((at, view)) = self.terminal.next().await {
            self.history.push(Glance::of(at, &view));
            self.view = Some(view);
        }
    }

    pub fn is_disturbed(&mut self) {
        self.quiet_since = Instant::now();
    }

    /// The app is killed, and started again.
    pub fn restarts(&mut self) {
        self.terminal.kill();
        self.look();
        let profile = self.profile.path();
        self.terminal = start(&self.clocks, &self.passage, &self.sound, profile);
        self.view = None;
        self.is_disturbed();
    }

    /// It should be online by now, and is not.
    pub fn is_offline_for_nothing(&self, reachable_since: Instant) -> Option<String> {
        let since = self.quiet_since.max(reachable_since);
        let online = self.view.is_some() && self.last().online;
        let late = !self.cut && since.elapsed() > ONLINE_WITHIN && !online;
        let link = self.view.as_ref().map(|view| &view.link);
        late.then(|| {
            format!(
                "the {} is offline {:?} after the last trouble: {link:?}",
                self.name,
                since.elapsed()
            )
        })
    }
}
