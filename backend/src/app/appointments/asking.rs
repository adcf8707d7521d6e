//! Asking for a time: which one is meant, whether it may be asked for, and telling the other side.

use crate::app::appointments::availability;
use crate::app::appointments::mails::post_news;
use crate::app::appointments::party::person;
use crate::app::appointments::records::{announce, notify_of, plan_reminders};
use crate::app::audit;
use crate::app::people::practising;
use crate::error::AppError;
use domain::appointment::{self as rules, Event};
use domain::text::Check;
use domain::{Refusal, availability as hours};
use shared::{
    Appointment, AppointmentNews, AppointmentState, FieldCode, Party, Slot, TimeWish, Timestamp,
    UserId, WantedTime, limits,
};
use store::{AppointmentRecord, ReadTx, WriteTx};

/// How long a preferred time takes where nothing else is said, in minutes.
const USUAL_MINUTES: u16 = 30;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Until when a time is held that one side asks for; a slot, and what a doctor offers, as long as it is
/// open.
pub(super) fn hold(wanted: &WantedTime, side: Party, now: Timestamp) -> Option<Timestamp> {
    let by_chance = wanted.wish == TimeWish::Preferred && side == Party::Patient;
    by_chance.then(|| now.plus_ms(limits::REQUEST_HOLD_MS))
}

/// Refuses one more request beside these open appointments of a patient.
pub(super) fn check_requests(open: &[AppointmentRecord]) -> Result<(), Refusal> {
    let is_request = |one: &&AppointmentRecord| {
        (one.state, one.asked_by) == (AppointmentState::Pending, Party::Patient)
    };
    if open.iter().filter(is_request).count() < limits::MAX_OPEN_REQUESTS {
        Ok(())
    } else {
        Err(Refusal::TooMany)
    }
}

/// Stores an appointment that one side asks for, and tells the other one.
pub(super) fn add(
    tx: &mut WriteTx<'_>,
    mut new: AppointmentRecord,
    wish: TimeWish,
    (action, news): (&'static str, AppointmentNews),
    now: Timestamp,
) -> Result<Appointment, AppError> {
    let asked_by = new.asked_by;
    // A slot is the doctor's word already; whatever a doctor asks for, the patient has to agree.
    if wish == TimeWish::Slot && asked_by == Party::Patient {
        new.state = rules::step(new.state, Event::Confirm)?;
        new.confirmed_at = Some(now);
    }
    tx.add_appointment(&new)?;
    plan_reminders(tx, &new, now)?;
    audit::record(tx, Some(person(&new, asked_by)), action, new.id, now)?;
    notify_of(tx, &new, asked_by.other(), news, now)?;
    // A mail is about one appointment: of a move that is agreed on the old one says that it is gone, and this one
    // what it is now.
    let mailed = match (news, new.state) {
        (AppointmentNews::Moved, AppointmentState::Confirmed) => AppointmentNews::Confirmed,
        (AppointmentNews::Moved, _) => AppointmentNews::Requested,
        (news, _) => news,
    };
    post_news(tx, &new, asked_by.other(), mailed, now)?;
    announce(tx, &new, now)
}

/// What can be said of a time without knowing the doctor.
pub(super) fn check_time(wanted: &WantedTime, now: Timestamp) -> Check {
    let mut check = Check::new();
    let ahead_ms = wanted.starts_at.since_ms(now);
    check.refuse_if(
        !(0..=limits::MAX_APPOINTMENT_DAYS_AHEAD * DAY_MS).contains(&ahead_ms),
        "starts_at",
        FieldCode::OutOfRange,
    );
    let minutes = wanted.minutes.unwrap_or(USUAL_MINUTES);
    check.refuse_if(
        !(limits::MIN_APPOINTMENT_MINUTES..=limits::MAX_APPOINTMENT_MINUTES).contains(&minutes),
        "minutes",
        FieldCode::OutOfRange,
    );
    check
}

/// The time that is meant. Whether it is still free is the database's to say.
pub(super) fn find_time(
    tx: &mut ReadTx<'_>,
    doctor_id: UserId,
    (wanted, side): (&WantedTime, Party),
    now: Timestamp,
) -> Result<Slot, AppError> {
    let doctor = practising(tx, doctor_id)?;
    let starts_at = wanted.starts_at;
    match wanted.wish {
        TimeWish::Preferred => {
            let plan = availability::of(tx, &doctor)?;
            let most = match side {
                Party::Patient => hours::longest_slot(&plan).unwrap_or(USUAL_MINUTES),
                Party::Doctor => limits::MAX_APPOINTMENT_MINUTES,
            };
            let minutes = wanted.minutes.unwrap_or(USUAL_MINUTES.min(most));
            Check::new()
                .refuse_if(minutes > most, "minutes", FieldCode::OutOfRange)
                .finish()?;
            Ok(Slot {
                starts_at,
                ends_at: starts_at.plus_ms(i64::from(minutes) * MINUTE_MS),
            })
        }
        TimeWish::Slot => {
            let plan = availability::of(tx, &doctor)?;
            let zone = availability::zone_of(&plan)?;
            let offered = hours::slots(&plan, &zone, starts_at, starts_at.plus_ms(1));
            let mut reached = offered
                .into_iter()
                .filter(|slot| hours::is_in_reach(*slot, plan.lead_times, now));
            Ok(reached.next().ok_or(Refusal::NoSuchSlot)?)
        }
    }
}
