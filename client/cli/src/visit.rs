//! One side of a visit, played by nobody: it does what a person would, as soon as it may be done.

use crate::steps::{Steps, may};
use client_core::{CallIntent, CallStage, Loadable, QueueIntent, Screen, ViewState};
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{Stream, VideoFanout};
use shared::{Outcome, Pii, Schedule, ScheduleId, ScheduleStatus};
use std::time::Duration;

/// Pictures that must be decoded before the call counts as seen.
const PICTURES: usize = 10;

/// Which session of the list a visit is in.
#[derive(Clone, Debug)]
pub enum Which {
    /// This one.
    Id(ScheduleId),
    /// The one of this title.
    Titled(String),
    /// The first that is not over.
    First,
}

impl Which {
    fn fits(&self, schedule: &Schedule) -> bool {
        let open = schedule.status != ScheduleStatus::Completed;
        open && match self {
            Self::Id(id) => schedule.id == *id,
            Self::Titled(title) => schedule.title == *title,
            Self::First => true,
        }
    }
}

impl Steps<'_> {
    /// Opens a session of the list.
    pub async fn open_session(&self, which: &Which) -> anyhow::Result<()> {
        let listed = |view: &ViewState| match &view.screen {
            Screen::DoctorHome {
                schedules: Loadable::Loaded { value },
                ..
            }
            | Screen::PatientHome {
                schedules: Loadable::Loaded { value },
                ..
            } => value
                .iter()
                .find(|schedule| which.fits(schedule))
                .map(|schedule| schedule.id),
            _ => None,
        };
        let schedule_id = self.see("session found", listed).await?;
        self.want(QueueIntent::OpenSchedule { schedule_id }).await
    }

    /// Doctor: goes online, if that is still to be done.
    pub async fn start_session(&self) -> anyhow::Result<()> {
        let room = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => {
                let online = room.schedule.status == ScheduleStatus::Online;
                (online || may(room.start)).then_some(online)
            }
            _ => None,
        };
        if !self.see("practice room", room).await? {
            self.want(QueueIntent::StartSession).await?;
        }
        let online = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => {
                (room.schedule.status == ScheduleStatus::Online).then_some(())
            }
            _ => None,
        };
        self.see("session online", online).await
    }

    /// Doctor: invites the next ready patient.
    pub async fn invite(&self) -> anyhow::Result<()> {
        let next = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => may(room.invite_next).then_some(()),
            _ => None,
        };
        self.see("a patient is ready", next).await?;
        self.want(QueueIntent::Invite { patient_id: None }).await?;
        self.see("invited", |view| view.call.as_ref().map(drop))
            .await
    }

    /// Patient: joins, unless there is a place, and says ready.
    pub async fn wait_ready(&self) -> anyhow::Result<()> {
        let joined = |view: &ViewState| match &view.screen {
            Screen::WaitingRoom(room) if may(room.join) => Some(false),
            Screen::WaitingRoom(room) if may(room.set_ready) => Some(true),
            _ => None,
        };
        if !self.see("waiting room", joined).await? {
            let reason = Pii::from("");
            self.want(QueueIntent::JoinQueue { reason }).await?;
        }
        let place = |view: &ViewState| match &view.screen {
            Screen::WaitingRoom(room) => may(room.set_ready).then_some(()),
            _ => None,
        };
        self.see("joined", place).await?;
        self.want(QueueIntent::SetReady { ready: true }).await
    }

    /// Patient: accepts when it rings.
    pub async fn accept(&self) -> anyhow::Result<()> {
        let rings = |view: &ViewState| may(view.call.as_ref()?.accept).then_some(());
        self.see("it rings", rings).await?;
        self.want(CallIntent::InvitationSeen).await?;
        self.want(CallIntent::Accept).await
    }

    /// Waits until media goes both ways.
    pub async fn connect(&self) -> anyhow::Result<()> {
        let met = |view: &ViewState| match &view.call.as_ref()?.stage {
            CallStage::Active { .. } => Some(Ok(())),
            CallStage::Ended { outcome, cause, .. } => Some(Err((*outcome, *cause))),
            _ => None,
        };
        let work = async {
            let met = self.app.until(met).await?;
            met.map_err(|(outcome, cause)| anyhow::anyhow!("{outcome:?}, {cause:?}"))
        };
        self.take("connected", work).await
    }

    /// Decodes some of the other side's pictures.
    pub async fn see_pictures(&self, outlet: &VideoFanout) -> anyhow::Result<()> {
        let mut pictures = outlet.view();
        let work = async {
            let mut decoder = Vp8Decoder::new()?;
            let (mut decoded, mut begun) = (0, false);
            while decoded < PICTURES {
                let Some(picture) = pictures.next().await else {
                    anyhow::bail!("the pictures stopped");
                };
                if picture.stream == Stream::Remote {
                    begun |= picture.is_key;
                    if begun && decoder.decode(&picture.data)?.is_some() {
                        decoded += 1;
                    }
                }
            }
            Ok(())
        };
        self.take("pictures decoded", work).await
    }

    /// Ends the call.
    pub async fn end(&self, after: Duration) -> anyhow::Result<()> {
        tokio::time::sleep(after).await;
        self.want(CallIntent::End).await?;
        self.ended().await
    }

    /// Waits for the call's end.
    pub async fn ended(&self) -> anyhow::Result<()> {
        let end = |view: &ViewState| match &view.call.as_ref()?.stage {
            CallStage::Ended { outcome, cause, .. } => Some((*outcome, *cause)),
            _ => None,
        };
        let work = async {
            let (outcome, cause) = self.app.until(end).await?;
            anyhow::ensure!(outcome == Outcome::Completed, "{outcome:?}, {cause:?}");
            Ok(())
        };
        self.take("ended", work).await
    }
}
