//! The loop behind [`super::Media`]: one command or one event of the call at a time.

use super::MediaConfig;
use super::call::{Call, CallSetup};
use super::video::outlet::PictureOutlet;
use client_core::{MediaCommand, MediaEvent};
use shared::{CallId, Signal};
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// Signals kept for a call that is not open yet.
const MAX_EARLY_SIGNALS: usize = 64;

pub(super) struct Engine {
    config: MediaConfig,
    events: mpsc::Sender<MediaEvent>,
    pictures: PictureOutlet,
    call: Option<Call>,
    early: VecDeque<(CallId, Signal)>,
}

impl Engine {
    pub(super) fn new(
        config: MediaConfig,
        events: mpsc::Sender<MediaEvent>,
        pictures: PictureOutlet,
    ) -> Self {
        Self {
            config,
            events,
            pictures,
            call: None,
            early: VecDeque::new(),
        }
    }

    /// Runs until every sender of commands is gone.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<MediaCommand>) {
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.obey(command).await,
                    None => break,
                },
                happened = wait_for(&mut self.call) => {
                    if let Some(call) = &mut self.call {
                        call.handle(happened).await;
                    }
                }
            }
        }
        self.close_call().await;
    }

    async fn obey(&mut self, command: MediaCommand) {
        match command {
            MediaCommand::Open {
                call_id,
                role,
                ice_servers,
                microphone_on,
                camera_on,
            } => {
                self.close_call().await;
                let setup = CallSetup {
                    call_id,
                    role,
                    ice_servers,
                    microphone_on,
                    camera_on,
                    config: self.config.clone(),
                    events: self.events.clone(),
                    pictures: self.pictures.clone(),
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
            MediaCommand::Close { call_id } => {
                if self.open_call(call_id).is_some() {
                    self.close_call().await;
                }
            }
        }
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

async fn wait_for(call: &mut Option<Call>) -> super::call::Happened {
    match call {
        Some(call) => call.wait().await,
        None => std::future::pending().await,
    }
}
