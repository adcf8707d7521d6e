//! A visit out of a queue whose first ring nobody hears: two whole apps and a real server between them.

use crate::stage::material::Material;
use crate::stage::scene::may;
use crate::stage::{Pair, is_completed, open_clinic};
use client_core::{CallIntent, CallStage, Loadable, QueueIntent, Screen, ViewState};
use shared::{EntryState, FailedRing, Outcome, UserId};

/// The patient's row in the doctor's room: its state, the ring in vain, and whether one press invites.
fn row(view: &ViewState, patient_id: UserId) -> Option<(EntryState, Option<FailedRing>, bool)> {
    let Screen::PracticeRoom(room) = &view.screen else {
        return None;
    };
    let Loadable::Loaded { value: rows } = &room.queue else {
        return None;
    };
    let row = rows.iter().find(|it| it.entry.patient_id == patient_id)?;
    let one_press = may(row.invite).is_some() && row.doubt.is_none();
    Some((row.entry.state, row.entry.failed_ring, one_press))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_ring_is_called_again_in_one_press_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let pair = Pair::ready(server.address, &material).await;
    let (doctor, patient, patient_id) = (&pair.doctor, &pair.patient, pair.patient_id);
    let whom = Some(patient_id);

    doctor.wants(QueueIntent::Invite { patient_id: whom }).await;
    patient
        .stage("the invitation", |stage| {
            matches!(stage, CallStage::Ringing { .. })
        })
        .await;
    // Nobody answers. The doctor reads why, and the place keeps its turn.
    let missed = |stage: &CallStage| {
        matches!(
            stage,
            CallStage::Ended {
                outcome: Outcome::Missed,
                ..
            }
        )
    };
    doctor.stage("a missed ring", missed).await;
    patient.stage("a missed ring", missed).await;
    let kept = |view: &ViewState| {
        let (state, failed, one_press) = row(view, patient_id)?;
        let failed = failed.filter(|it| it.outcome == Outcome::Missed && it.cause.is_some())?;
        (state == EntryState::Ready && one_press).then_some(failed)
    };
    let failed = doctor.sees("the place with its mark", kept).await;
    assert_eq!(failed.here_since, None);

    // The patient is back and says so.
    let here = |view: &ViewState| {
        let here = view.call.as_ref()?.still_here?;
        may(here.say).map(|()| here.schedule_id)
    };
    let schedule_id = patient.sees("the question whether one is here", here).await;
    patient.wants(QueueIntent::SayHere { schedule_id }).await;
    let back = |view: &ViewState| row(view, patient_id)?.1?.here_since;
    doctor.sees("that the patient is here", back).await;

    // One press from where the call ended.
    let again = |view: &ViewState| {
        let again = view.call.as_ref()?.invite_again?;
        may(again.invite).map(|()| again.patient_id)
    };
    let whom = doctor.sees("the way to call again", again).await;
    let whom = Some(whom);
    doctor.wants(QueueIntent::Invite { patient_id: whom }).await;
    let rings = |view: &ViewState| may(view.call.as_ref()?.accept);
    patient.sees("the second invitation", rings).await;
    patient.wants(CallIntent::Accept).await;
    doctor.is_active().await;
    patient.is_active().await;
    doctor.wants(CallIntent::End).await;
    doctor.stage("the end", is_completed).await;
    let seen = |view: &ViewState| {
        let (state, failed, _) = row(view, patient_id)?;
        (state == EntryState::Done && failed.is_none()).then_some(())
    };
    doctor.sees("the visit as seen", seen).await;

    doctor.app.handle.stop().await;
    patient.app.handle.stop().await;
    server.stop().await.unwrap();
}
