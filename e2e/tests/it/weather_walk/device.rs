//! One of the two devices: an app, its clocks, its sound, its way to the server.

use super::history::Glance;
use super::way::{DeadAddress, Proxy};
use crate::sound_server::{SoundServer, in_folder};
use crate::stage::clocks::Clocks;
use crate::stage::passage::Passage;
use crate::stage::terminal::{Terminal, program};
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
    /// The first address of the server's name, where nobody answers.
    dead_address: Option<DeadAddress>,
    proxy: Proxy,
    is_behind_proxy: bool,
    terminal: Terminal,
    /// What the app keeps.
    profile: TempDir,
    view: Option<ViewState>,
}

/// Starts the app, by way of a proxy or without. Its `localhost` has two addresses, whatever this computer's has, and
/// the server is at the second.
fn start(
    clocks: &Clocks,
    passage: &Passage,
    sound: &SoundServer,
    profile: &Path,
    proxy: Option<&Proxy>,
) -> Terminal {
    let hosts = profile.join("hosts");
    std::fs::write(&hosts, "::1 localhost\n127.0.0.1 localhost\n").unwrap();
    let all_count = profile.join("host.conf");
    std::fs::write(&all_count, "multi on\n").unwrap();
    // Mounts of its own, over which these files lie.
    let mut command = in_folder("unshare", sound.folder.path());
    command
        .args(["--mount", "sh", "-c"])
        .arg("mount --bind \"$1\" /etc/hosts && mount --bind \"$2\" /etc/host.conf && shift 2 && exec \"$@\"")
        .arg("sh")
        .args([&hosts, &all_count])
        .arg(program("MEDCONSULT_CLI_BIN"))
        .arg("--profile")
        .arg(profile);
    clocks.adopt(&mut command);
    if let Some(proxy) = proxy {
        command.env("HTTP_PROXY", proxy.url());
    }
    Terminal::run(format!("localhost:{}", passage.address.port()), command)
}

/// Whoever's server can be reached for so long is online.
const ONLINE_WITHIN: Duration = Duration::from_secs(10);

impl Device {
    pub async fn make(name: &'static str, server: SocketAddr) -> Self {
        let clocks = Clocks::make();
        let passage = Passage::to(server).await;
        let sound = SoundServer::start();
        let profile = tempfile::tempdir().unwrap();
        let proxy = Proxy::start().await;
        let terminal = start(&clocks, &passage, &sound, profile.path(), None);
        Self {
            name,
            clocks,
            passage,
            sound,
            history: Vec::new(),
            cut: false,
            quiet_since: Instant::now(),
            dead_address: None,
            proxy,
            is_behind_proxy: false,
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
        let proxy = self.is_behind_proxy.then_some(&self.proxy);
        self.terminal = start(&self.clocks, &self.passage, &self.sound, profile, proxy);
        self.view = None;
        self.is_disturbed();
    }

    /// The app is started again behind a proxy, or no longer behind one. What the proxy makes of a dead address
    /// is no fault of the app.
    pub fn moves_behind_proxy(&mut self, behind: bool) {
        self.is_behind_proxy = behind;
        self.dead_address = None;
        self.restarts();
    }

    /// The server's name gets an address where nobody answers, or loses it; whether it has one now.
    pub async fn changes_addresses(&mut self) -> bool {
        self.dead_address = match self.dead_address.take() {
            None if !self.is_behind_proxy => {
                Some(DeadAddress::beside(self.passage.address.port()).await)
            }
            None | Some(_) => None,
        };
        self.is_disturbed();
        self.dead_address.is_some()
    }

    /// The sound server is killed, and back at once.
    pub fn sound_restarts(&mut self) {
        self.sound.kill();
        self.sound.revive();
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
