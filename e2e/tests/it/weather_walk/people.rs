//! What a person may want from what they see.

use crate::stage::first_session;
use crate::stage::scene::may;
use client_core::{CallIntent, CallStage, Intent, Loadable, QueueIntent, Screen, ViewState};
use shared::EntryState;

/// What leads a doctor to a call.
pub fn doctor(view: &ViewState) -> Option<Intent> {
    if let Some(call) = &view.call {
        return match call.stage {
            CallStage::Ended { .. } => Some(CallIntent::CloseCall.into()),
            // The own call goes on, after a restart that was too long ago to go on by itself.
            CallStage::Held => may(call.accept).map(|()| CallIntent::Accept.into()),
            _ => None,
        };
    }
    let Screen::PracticeRoom(room) = &view.screen else {
        return opens(view);
    };
    if may(room.start).is_some() {
        return Some(QueueIntent::StartSession.into());
    }
    if may(room.invite_next).is_some() {
        return Some(QueueIntent::Invite { patient_id: None }.into());
    }
    let Loadable::Loaded { value } = &room.queue else {
        return None;
    };
    let settled = value.iter().find(|row| may(row.reset).is_some())?;
    let patient_id = settled.entry.patient_id;
    Some(QueueIntent::ResetPatient { patient_id }.into())
}

/// What leads a patient to a call.
pub fn patient(view: &ViewState) -> Option<Intent> {
    if let Some(call) = &view.call {
        if may(call.accept).is_some() {
            return Some(CallIntent::Accept.into());
        }
        let over = matches!(call.stage, CallStage::Ended { .. });
        return over.then(|| CallIntent::CloseCall.into());
    }
    let Screen::WaitingRoom(room) = &view.screen else {
        return opens(view);
    };
    if may(room.join).is_some() {
        let reason = "a cough".into();
        return Some(QueueIntent::JoinQueue { reason }.into());
    }
    let Loadable::Loaded { value: Some(place) } = &room.place else {
        return None;
    };
    let unready = place.state == EntryState::Waiting && may(room.set_ready).is_some();
    unready.then(|| QueueIntent::SetReady { ready: true }.into())
}

fn opens(view: &ViewState) -> Option<Intent> {
    let schedule_id = first_session(view)?;
    Some(QueueIntent::OpenSchedule { schedule_id }.into())
}

/// What leads anybody out of one.
pub fn backs_out(view: &ViewState) -> Option<Intent> {
    let call = view.call.as_ref()?;
    let ways = [
        (call.decline, CallIntent::Decline),
        (call.cancel, CallIntent::Cancel),
        (call.end, CallIntent::End),
    ];
    let way = ways.into_iter().find(|(action, _)| may(*action).is_some());
    way.map(|(_, intent)| intent.into())
}
