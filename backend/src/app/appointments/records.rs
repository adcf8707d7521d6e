//! What every use case about appointments does: find one's own, store a change, tell both.

use crate::app::appointments::mails::post_news;
use crate::app::appointments::party::{person, side_of};
use crate::app::notifications::notify;
use crate::app::{Principal, audit};
use crate::error::AppError;
use domain::appointment::{self as rules, Event};
use domain::availability as hours;
use shared::{
    Appointment, AppointmentId, AppointmentNews, AppointmentState, NotificationAbout, Party,
    ReminderTime, ServerFrame, Slot, Timestamp,
};
use std::collections::HashMap;
use store::{AppointmentRecord, Period, ReadTx, WriteTx};

/// The appointment, and on which side of it this person is; somebody else's does not exist.
pub(in crate::app) fn own(
    tx: &mut ReadTx<'_>,
    principal: Principal,
    appointment_id: AppointmentId,
) -> Result<(AppointmentRecord, Party), AppError> {
    let side = side_of(principal)?;
    let found = tx.appointment(appointment_id)?.ok_or(AppError::NotFound)?;
    if person(&found, side) == principal.identity.user_id {
        Ok((found, side))
    } else {
        Err(AppError::NotFound)
    }
}

/// Stores a change, plans what follows from it, and tells both.
pub(in crate::app) fn save(
    tx: &mut WriteTx<'_>,
    after: AppointmentRecord,
    now: Timestamp,
) -> Result<Appointment, AppError> {
    let after = store_change(tx, after, now)?;
    announce(tx, &after, now)
}

pub(in crate::app) fn store_change(
    tx: &mut WriteTx<'_>,
    after: AppointmentRecord,
    now: Timestamp,
) -> Result<AppointmentRecord, AppError> {
    let after = AppointmentRecord {
        version: after.version.saturating_add(1),
        changed_at: Some(now),
        ..after
    };
    tx.save_appointment(&after)?;
    plan_reminders(tx, &after, now)?;
    Ok(after)
}

/// Where a request is given up for which an agreed one had been given up (as servers did before agreed ones stood
/// until the answer), the last agreed one comes back if its time is still to come and still free.
pub(in crate::app) fn restore_earlier(
    tx: &mut WriteTx<'_>,
    given_up: &AppointmentRecord,
    state: AppointmentState,
    now: Timestamp,
) -> Result<(), AppError> {
    let was_asked_for = given_up.state == AppointmentState::Pending;
    if !was_asked_for || state != AppointmentState::Cancelled {
        return Ok(());
    }
    let mut before = given_up.rescheduled_from;
    let earlier = loop {
        let Some(id) = before else { return Ok(()) };
        let earlier = tx.appointment(id)?.ok_or(AppError::NotFound)?;
        if earlier.state != AppointmentState::Rescheduled {
            return Ok(());
        }
        if earlier.confirmed_at.is_some() {
            break earlier;
        }
        before = earlier.rescheduled_from;
    };
    if earlier.time.starts_at <= now {
        return Ok(());
    }
    let both = [earlier.doctor_id, earlier.patient_id];
    let open = tx.open_appointments(&both, Period::of(earlier.time))?;
    let held = open.into_iter().filter(AppointmentRecord::holds_its_time);
    let taken: Vec<Slot> = held.map(|open| open.time).collect();
    if hours::free(vec![earlier.time], &taken).is_empty() {
        return Ok(());
    }
    let state = rules::step(earlier.state, Event::Restore)?;
    audit::record(tx, None, "appointment.restore", earlier.id, now)?;
    // Both calendars were told that it is gone.
    post_news(
        tx,
        &earlier,
        Party::Patient,
        AppointmentNews::Confirmed,
        now,
    )?;
    save(tx, AppointmentRecord { state, ..earlier }, now).map(drop)
}

/// Reminders of a confirmed appointment that are still to come; of any other, none.
pub(in crate::app) fn plan_reminders(
    tx: &mut WriteTx<'_>,
    record: &AppointmentRecord,
    now: Timestamp,
) -> Result<(), AppError> {
    let mut due: Vec<(ReminderTime, Timestamp)> = rules::REMINDERS
        .into_iter()
        .map(|reminder| {
            (
                reminder,
                rules::reminder_at(reminder, record.time.starts_at),
            )
        })
        .collect();
    due.retain(|(_, due_at)| record.state == AppointmentState::Confirmed && now < *due_at);
    Ok(tx.set_reminders(record.id, &due)?)
}

/// Tells one side what the other one, or time, did, and by mail whoever it concerns.
pub(in crate::app) fn inform(
    tx: &mut WriteTx<'_>,
    record: &AppointmentRecord,
    side: Party,
    news: AppointmentNews,
    now: Timestamp,
) -> Result<(), AppError> {
    notify_of(tx, record, side, news, now)?;
    post_news(tx, record, side, news, now)
}

/// Tells one side within the app alone.
pub(in crate::app) fn notify_of(
    tx: &mut WriteTx<'_>,
    record: &AppointmentRecord,
    side: Party,
    news: AppointmentNews,
    now: Timestamp,
) -> Result<(), AppError> {
    let about = NotificationAbout::AppointmentChanged {
        appointment_id: record.id,
        news,
        other_name: tx.name_of(person(record, side.other()))?,
        starts_at: record.time.starts_at,
    };
    notify(tx, person(record, side), about, now)
}

/// Tells both what the appointment is now.
pub(in crate::app) fn announce(
    tx: &mut WriteTx<'_>,
    record: &AppointmentRecord,
    now: Timestamp,
) -> Result<Appointment, AppError> {
    let appointment = snapshot(tx, record)?;
    let frame = ServerFrame::AppointmentChanged {
        appointment: appointment.clone(),
    };
    tx.tell(record.doctor_id, &frame, now)?;
    tx.tell(record.patient_id, &frame, now)?;
    Ok(appointment)
}

/// The appointment as its two people see it.
pub(in crate::app) fn snapshot(
    tx: &mut ReadTx<'_>,
    record: &AppointmentRecord,
) -> Result<Appointment, AppError> {
    let seen = snapshots(tx, std::slice::from_ref(record))?.pop();
    seen.ok_or(AppError::NotFound)
}

/// The same of a page of them, with as many queries as for one.
pub(in crate::app) fn snapshots(
    tx: &mut ReadTx<'_>,
    records: &[AppointmentRecord],
) -> Result<Vec<Appointment>, AppError> {
    let is_given_up = |one: &&AppointmentRecord| one.state == AppointmentState::Rescheduled;
    let given_up: Vec<_> = records
        .iter()
        .filter(is_given_up)
        .map(|one| one.id)
        .collect();
    let moves = if given_up.is_empty() {
        HashMap::new()
    } else {
        tx.moves_of(&given_up)?
    };
    let ids: Vec<_> = records.iter().map(|one| one.id).collect();
    let phases = tx.newest_phases(&ids)?;
    let mut people: Vec<_> = records
        .iter()
        .flat_map(|one| [one.doctor_id, one.patient_id])
        .collect();
    people.sort_unstable();
    people.dedup();
    let people = tx.names_and_zones(&people)?;
    let person = |id| people.get(&id).cloned().ok_or(AppError::NotFound);
    let seen = |record: &AppointmentRecord| {
        let window = rules::window(record.time.starts_at, record.time.ends_at);
        let (doctor_name, doctor_time_zone) = person(record.doctor_id)?;
        let (patient_name, patient_time_zone) = person(record.patient_id)?;
        Ok(Appointment {
            id: record.id,
            version: record.version,
            doctor_id: record.doctor_id,
            doctor_name,
            patient_id: record.patient_id,
            patient_name,
            state: record.state,
            starts_at: record.time.starts_at,
            ends_at: record.time.ends_at,
            asked_by: record.asked_by,
            reason: record.reason.clone(),
            rescheduled_from: record.rescheduled_from,
            rescheduled_to: moves.get(&record.id).copied(),
            cancelled_by: record.cancelled_by,
            cancel_reason: record.cancel_reason.clone(),
            absent: record.absent,
            call_status: rules::call_status(phases.get(&record.id).copied()),
            opens_at: window.opens_at,
            closes_at: window.closes_at,
            doctor_time_zone,
            patient_time_zone,
            device_test: record.device_test,
        })
    };
    records.iter().map(seen).collect()
}
