//! Links that open something in the app: `medconsult://queue/<schedule>`,
//! `medconsult://appointment/<appointment>` and `medconsult://call/<call>`.
//!
//! Anybody can write such a link. So one shows a place and never does anything there: none accepts a
//! call or joins a queue.

use client_core::{AppointmentIntent, Intent, QueueIntent};
use client_engine::Handle;
use shared::{AppointmentId, CallId, ScheduleId};
use std::str::FromStr;
use tokio::sync::watch;

const SCHEME: &str = "medconsult://";

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A waiting room, or the doctor's side of it.
    Queue(ScheduleId),
    /// One's appointment.
    Appointment(AppointmentId),
    /// A call. The app shows a call that goes on by itself, so this only brings the window up.
    Call(CallId),
}

impl FromStr for Link {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(SCHEME).ok_or("no link of this app")?;
        let (place, id) = rest.split_once('/').ok_or("the link names no place")?;
        let id = id.strip_suffix('/').unwrap_or(id);
        let is_unreadable = |_| "the link's id is not readable";
        match place {
            "queue" => id.parse().map(Self::Queue).map_err(is_unreadable),
            "appointment" => id.parse().map(Self::Appointment).map_err(is_unreadable),
            "call" => id.parse().map(Self::Call).map_err(is_unreadable),
            _ => Err("the link leads to no place of this app"),
        }
    }
}

/// Where links go that the system hands over. Clones lead to the same place.
#[derive(Clone, Debug)]
pub struct Links(watch::Sender<Option<Link>>);

impl Links {
    /// Opens links in this app from now on. One that comes before somebody is signed in waits for
    /// that; a newer one takes its place.
    pub fn follow(app: &Handle) -> Self {
        let (opening, mut wanted) = watch::channel(None);
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            loop {
                let link: Option<Link> = *wanted.borrow_and_update();
                tokio::select! {
                    went_on = show(&app, link) => if went_on.is_err() || wanted.changed().await.is_err() {
                        return;
                    },
                    newer = wanted.changed() => if newer.is_err() {
                        return;
                    },
                }
            }
        });
        Self(opening)
    }

    /// Opens this one.
    pub fn open(&self, link: Link) {
        self.0.send_replace(Some(link));
    }
}

async fn show(app: &Handle, link: Option<Link>) -> Result<(), client_engine::Stopped> {
    let intent: Intent = match link {
        Some(Link::Queue(schedule_id)) => QueueIntent::OpenSchedule { schedule_id }.into(),
        Some(Link::Appointment(appointment_id)) => {
            AppointmentIntent::OpenAppointment { appointment_id }.into()
        }
        Some(Link::Call(_)) | None => return Ok(()),
    };
    app.until(|view| view.me.as_ref().map(|_| ())).await?;
    app.intent(intent).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn a_link_names_a_place_and_an_id() {
        assert_eq!(
            format!("medconsult://queue/{ID}").parse(),
            Ok(Link::Queue(ID.parse().unwrap()))
        );
        assert_eq!(
            format!("medconsult://appointment/{ID}").parse(),
            Ok(Link::Appointment(ID.parse().unwrap()))
        );
        assert_eq!(
            format!("medconsult://call/{ID}/").parse(),
            Ok(Link::Call(ID.parse().unwrap()))
        );
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            format!("https://queue/{ID}"),
            format!("medconsult://accept/{ID}"),
            format!("medconsult://queue/{ID}/accept"),
            "medconsult://queue/".to_owned(),
            "medconsult://queue".to_owned(),
        ] {
            assert!(text.parse::<Link>().is_err(), "{text}");
        }
    }
}
