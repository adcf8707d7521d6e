//! The loop behind [`super::handle::Media`]: one command or one event of the call at a time.

use super::call::{Call, CallSetup};
use super::check::DeviceCheck;
use super::config::MediaConfig;
use super::equipment::watch_devices;
use super::loopback_test::test_network;
use super::video::fanout::VideoFanout;
use client_core::{CheckReport, DeviceChoice, DeviceList, MediaCommand, MediaEvent};
use shared::{CallId, Signal};
use std::collections::VecDeque;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Signals kept for a call that is not open yet.
const MAX_EARLY_SIGNALS: usize = 64;

pub(super) struct Engine {
    /// As the app was started.
    base: MediaConfig,
    /// With the devices that were chosen since.
    config: MediaConfig,
    events: mpsc::Sender<MediaEvent>,
    fanout: VideoFanout,
    call: Option<Call>,
    early: VecDeque<(CallId, Signal)>,
    check: Option<DeviceCheck>,
    /// The trial call; at most one.
    loopback: JoinSet<()>,
    /// Whether devices are looked for.
    look: watch::Sender<bool>,
    found: mpsc::Receiver<DeviceList>,
    /// The devices that were found last.
    known: Option<DeviceList>,
}

impl Engine {
    pub(super) fn new(
        config: MediaConfig,
        events: mpsc::Sender<MediaEvent>,
        fanout: VideoFanout,
    ) -> Self {
        let (look, looked_for) = watch::channel(false);
        let (list, found) = mpsc::channel(1);
        // It ends with the sender of `look`.
        tokio::spawn(watch_devices(looked_for, list));
        Self {
            base: config.clone(),
            config,
            events,
            fanout,
            call: None,
            early: VecDeque::new(),
            check: None,
            loopback: JoinSet::new(),
            look,
            found,
            known: None,
        }
    }

    /// Runs until every sender of commands is gone.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<MediaCommand>) {
        loop {
            let looks = self.call.is_some() || self.check.is_some();
            self.look
                .send_if_modified(|look| std::mem::replace(look, looks) != looks);
            tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.handle_command(command).await,
                    None => break,
                },
                Some(list) = self.found.recv() => self.devices_changed(list).await,
                event = wait_for(&mut self.call) => {
                    if let Some(call) = &mut self.call {
                        call.handle(event).await;
                    }
                }
            }
        }
        self.close_call().await;
    }

    async fn handle_command(&mut self, command: MediaCommand) {
        match command {
            MediaCommand::Open {
                call_id,
                role,
                ice_servers,
                microphone_on,
                camera_on,
            } => {
                self.close_call().await;
                self.check = None;
                self.loopback.abort_all();
                let setup = CallSetup {
                    call_id,
                    role,
                    ice_servers,
                    microphone_on,
                    camera_on,
                    config: self.config.clone(),
                    events: self.events.clone(),
                    fanout: self.fanout.clone(),
                };
                self.open(setup).await;
            }
            MediaCommand::Signal { call_id, signal } => match self.open_call(call_id) {
                Some(call) => call.take_signal(signal).await,
                None => self.keep_early(call_id, signal),
            },
            MediaCommand::Restart { call_id } => {
                if let Some(call) = self.open_call(call_id) {
                    call.restart().await;
                }
            }
            MediaCommand::Renew { call_id } => {
                if let Some(call) = self.open_call(call_id) {
                    call.renew().await;
                }
            }
            MediaCommand::UseIceServers {
                call_id,
                ice_servers,
            } => {
                if let Some(call) = self.open_call(call_id) {
                    call.use_ice_servers(ice_servers);
                }
            }
            MediaCommand::SetMicrophone { on } => {
                if let Some(call) = &mut self.call {
                    call.set_microphone(on);
                }
            }
            MediaCommand::SetCamera { on } => {
                if let Some(call) = &mut self.call {
                    call.set_camera(on).await;
                }
            }
            MediaCommand::UseDevices(choice) => self.use_devices(choice).await,
            MediaCommand::OpenCheck => self.open_check(),
            MediaCommand::CloseCheck => self.check = None,
            MediaCommand::TestNetwork { ice_servers } => {
                self.loopback.abort_all();
                let (config, events) = (self.base.clone(), self.events.clone());
                self.loopback.spawn(async move {
                    let figures = test_network(ice_servers, config).await;
                    let report = MediaEvent::Check(CheckReport::Network(figures));
                    let _ = events.send(report).await;
                });
            }
            MediaCommand::Close { call_id } => {
                if self.open_call(call_id).is_some() {
                    self.close_call().await;
                }
            }
        }
    }

    async fn use_devices(&mut self, choice: DeviceChoice) {
        self.config = self.base.with_choice(choice);
        if self.check.is_some() {
            self.open_check();
        }
        if let Some(call) = &mut self.call {
            call.use_devices(self.config.clone()).await;
        }
    }

    fn open_check(&mut self) {
        if self.call.is_none() {
            let (config, events) = (self.config.clone(), self.events.clone());
            // The old one first, because some devices are lent to one only.
            self.check = None;
            self.check = Some(DeviceCheck::open(config, events, self.fanout.clone()));
        }
    }

    /// The first list is news to the person only: what runs was opened from the same devices, and
    /// opening it again would cost a call its learnt echo.
    async fn devices_changed(&mut self, list: DeviceList) {
        let before = self.known.replace(list.clone());
        let before = before.as_ref().unwrap_or(&list);
        let same_audio = before.microphones == list.microphones && before.speakers == list.speakers;
        if let Some(call) = self.call.as_ref().filter(|_| !same_audio) {
            call.devices_changed();
        }
        let same_cameras = before.cameras == list.cameras;
        if let Some(check) = self.check.as_mut().filter(|_| !same_cameras) {
            check.devices_changed();
        }
        let _ = self.events.send(MediaEvent::DevicesFound(list)).await;
    }

    async fn open(&mut self, setup: CallSetup) {
        let call_id = setup.call_id;
        let Ok(mut call) = Call::open(setup).await else {
            let _ = self
                .events
                .send(MediaEvent::TransportFailed { call_id })
                .await;
            return;
        };
        for (of, signal) in std::mem::take(&mut self.early) {
            if of == call_id {
                call.take_signal(signal).await;
            }
        }
        self.call = Some(call);
    }

    fn open_call(&mut self, call_id: CallId) -> Option<&mut Call> {
        self.call.as_mut().filter(|call| call.id() == call_id)
    }

    fn keep_early(&mut self, call_id: CallId, signal: Signal) {
        if self.early.len() >= MAX_EARLY_SIGNALS {
            self.early.pop_front();
        }
        self.early.push_back((call_id, signal));
    }

    async fn close_call(&mut self) {
        if let Some(call) = self.call.take() {
            call.close().await;
        }
    }
}

async fn wait_for(call: &mut Option<Call>) -> super::call::CallEvent {
    match call {
        Some(call) => call.wait().await,
        None => std::future::pending().await,
    }
}
