//! A doctor's hours, and the free slots that patients see.

use crate::app::appointments::records::{own, snapshots};
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::people::practising;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::access::practising_doctor;
use domain::availability as rules;
use domain::{Refusal, zone};
use jiff::tz::TimeZone;
use shared::{
    AppointmentId, Availability, AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes,
    NewAvailabilityException, NewAvailabilityRule, ProblemCode, RuleId, Slot, SlotList, Timestamp,
    UserId, limits,
};
use store::{AppointmentRecord, Period, ReadTx, UserRecord};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days whose slots are shown where nothing else is asked for.
const USUAL_DAYS: i64 = 14;
/// Most appointments outside of the hours that are named.
const MAX_OUTSIDE: usize = 100;

/// The doctor's own availability.
///
/// # Errors
/// Not a doctor.
pub async fn get(state: &AppState, principal: Principal) -> Result<Availability, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state
        .read(move |tx| {
            let doctor = practising(tx, doctor_id)?;
            with_outside(tx, &doctor, principal.now)
        })
        .await
}

/// What a doctor has laid down, and which appointments still to come lie outside of it.
fn with_outside(
    tx: &mut ReadTx<'_>,
    doctor: &UserRecord,
    now: Timestamp,
) -> Result<Availability, AppError> {
    let mut plan = of(tx, doctor)?;
    let zone = zone_of(&plan)?;
    let mut open = tx.open_appointments(&[doctor.id], Period::since(now))?;
    open.retain(|one| !rules::is_within(&plan, &zone, one.time));
    open.sort_by_key(|one| one.time);
    open.truncate(MAX_OUTSIDE);
    plan.outside = snapshots(tx, &open)?;
    Ok(plan)
}

/// What a doctor has laid down, in the zone of the doctor's profile.
pub(in crate::app) fn of(
    tx: &mut ReadTx<'_>,
    doctor: &UserRecord,
) -> Result<Availability, AppError> {
    Ok(Availability {
        time_zone: doctor.time_zone.clone(),
        lead_times: tx.lead_times(doctor.id)?,
        rules: tx.availability_rules(doctor.id)?,
        exceptions: tx.availability_exceptions(doctor.id)?,
        outside: Vec::new(),
    })
}

/// The zone by whose clock a plan goes.
pub(in crate::app) fn zone_of(plan: &Availability) -> Result<TimeZone, AppError> {
    let zone = zone::find(&plan.time_zone);
    zone.ok_or_else(|| AppError::Fault(anyhow::anyhow!("a doctor's time zone is unknown")))
}

/// Replaces the lead times.
///
/// # Errors
/// Wrong fields, or not a doctor.
pub async fn save_lead_times(
    state: &AppState,
    principal: Principal,
    lead_times: LeadTimes,
) -> Result<Availability, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    rules::check_lead_times(lead_times)?;
    let now = principal.now;
    state
        .write(move |tx| {
            let doctor = practising(tx, doctor_id)?;
            tx.save_lead_times(doctor_id, lead_times)?;
            audit::record(
                tx,
                Some(doctor_id),
                "availability.lead_times",
                doctor_id,
                now,
            )?;
            with_outside(tx, &doctor, now)
        })
        .await
}

/// Adds a weekly rule. With a key, again is the same as once.
///
/// # Errors
/// Wrong fields, as many as there may be, or not a doctor.
pub async fn add_rule(
    state: &AppState,
    principal: Principal,
    new: NewAvailabilityRule,
    key: Option<IdempotencyKey>,
) -> Result<AvailabilityRule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    rules::check_rule(&new)?;
    let now = principal.now;
    let rule = AvailabilityRule {
        id: clock::new_id(),
        weekday: new.weekday,
        hours: new.hours,
    };
    state
        .write(move |tx| {
            let all = tx.availability_rules(doctor_id)?;
            if let Some(made) = idempotency::recall::<RuleId>(tx, doctor_id, key.as_ref())? {
                let found = all.into_iter().find(|rule| rule.id == made);
                return found.ok_or(AppError::NotFound);
            }
            if all.len() >= limits::MAX_AVAILABILITY_RULES {
                return Err(Refusal::TooMany.into());
            }
            idempotency::record(tx, doctor_id, key.as_ref(), rule.id, now)?;
            tx.add_availability_rule(doctor_id, &rule)?;
            audit::record(tx, Some(doctor_id), "availability.rule.add", rule.id, now)?;
            Ok(rule.clone())
        })
        .await
}

/// Replaces a weekly rule.
///
/// # Errors
/// Wrong fields, not this doctor's, or none.
pub async fn change_rule(
    state: &AppState,
    principal: Principal,
    rule_id: RuleId,
    new: NewAvailabilityRule,
) -> Result<AvailabilityRule, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    rules::check_rule(&new)?;
    let now = principal.now;
    let rule = AvailabilityRule {
        id: rule_id,
        weekday: new.weekday,
        hours: new.hours,
    };
    state
        .write(move |tx| {
            if !tx.delete_availability_rule(doctor_id, rule_id)? {
                return Err(AppError::NotFound);
            }
            tx.add_availability_rule(doctor_id, &rule)?;
            audit::record(
                tx,
                Some(doctor_id),
                "availability.rule.change",
                rule_id,
                now,
            )?;
            Ok(rule.clone())
        })
        .await
}

/// Takes a weekly rule away. Appointments stay.
///
/// # Errors
/// Not this doctor's, or none.
pub async fn delete_rule(
    state: &AppState,
    principal: Principal,
    rule_id: RuleId,
) -> Result<(), AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            if !tx.delete_availability_rule(doctor_id, rule_id)? {
                return Err(AppError::NotFound);
            }
            audit::record(
                tx,
                Some(doctor_id),
                "availability.rule.delete",
                rule_id,
                now,
            )
        })
        .await
}

/// Adds an exception. With a key, again is the same as once.
///
/// # Errors
/// Wrong fields, as many as there may be, or not a doctor.
pub async fn add_exception(
    state: &AppState,
    principal: Principal,
    new: NewAvailabilityException,
    key: Option<IdempotencyKey>,
) -> Result<AvailabilityException, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    rules::check_exception(&new)?;
    let now = principal.now;
    let exception = AvailabilityException {
        id: clock::new_id(),
        date: new.date,
        change: new.change,
    };
    state
        .write(move |tx| {
            let all = tx.availability_exceptions(doctor_id)?;
            if let Some(made) = idempotency::recall::<ExceptionId>(tx, doctor_id, key.as_ref())? {
                let found = all.into_iter().find(|exception| exception.id == made);
                return found.ok_or(AppError::NotFound);
            }
            if all.len() >= limits::MAX_AVAILABILITY_EXCEPTIONS {
                return Err(Refusal::TooMany.into());
            }
            idempotency::record(tx, doctor_id, key.as_ref(), exception.id, now)?;
            tx.add_availability_exception(doctor_id, &exception)?;
            let what = "availability.exception.add";
            audit::record(tx, Some(doctor_id), what, exception.id, now)?;
            Ok(exception.clone())
        })
        .await
}

/// Replaces an exception.
///
/// # Errors
/// Wrong fields, not this doctor's, or none.
pub async fn change_exception(
    state: &AppState,
    principal: Principal,
    exception_id: ExceptionId,
    new: NewAvailabilityException,
) -> Result<AvailabilityException, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    rules::check_exception(&new)?;
    let now = principal.now;
    let exception = AvailabilityException {
        id: exception_id,
        date: new.date,
        change: new.change,
    };
    state
        .write(move |tx| {
            if !tx.delete_availability_exception(doctor_id, exception_id)? {
                return Err(AppError::NotFound);
            }
            tx.add_availability_exception(doctor_id, &exception)?;
            let what = "availability.exception.change";
            audit::record(tx, Some(doctor_id), what, exception_id, now)?;
            Ok(exception.clone())
        })
        .await
}

/// Takes an exception away.
///
/// # Errors
/// Not this doctor's, or none.
pub async fn delete_exception(
    state: &AppState,
    principal: Principal,
    exception_id: ExceptionId,
) -> Result<(), AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let now = principal.now;
    state
        .write(move |tx| {
            if !tx.delete_availability_exception(doctor_id, exception_id)? {
                return Err(AppError::NotFound);
            }
            let what = "availability.exception.delete";
            audit::record(tx, Some(doctor_id), what, exception_id, now)
        })
        .await
}

/// A doctor's free slots. What overlaps an appointment of the asker's own is not free, either, but for one that
/// is to be moved there.
///
/// # Errors
/// No such doctor, more days than are shown at once, or somebody else's appointment.
pub async fn slots(
    state: &AppState,
    principal: Principal,
    doctor_id: UserId,
    wanted: Period,
    moving: Option<AppointmentId>,
) -> Result<SlotList, AppError> {
    let now = principal.now;
    let from = wanted.from.unwrap_or(now);
    let to = wanted
        .to
        .unwrap_or_else(|| from.plus_ms(USUAL_DAYS * DAY_MS));
    if !(0..=limits::MAX_SLOT_DAYS * DAY_MS).contains(&to.since_ms(from)) {
        return Err(AppError::Known(ProblemCode::BadRequest));
    }
    state
        .read(move |tx| {
            let doctor = practising(tx, doctor_id)?;
            let plan = of(tx, &doctor)?;
            let zone = zone_of(&plan)?;
            let mut slots = rules::slots(&plan, &zone, from, to);
            slots.retain(|slot| rules::is_in_reach(*slot, plan.lead_times, now));
            let both = [doctor_id, principal.identity.user_id];
            let chain_id = match moving {
                Some(moving) => Some(own(tx, principal, moving)?.0.chain_id),
                None => None,
            };
            // A slot may end later than the last day.
            let period = Period {
                from: Some(from),
                to: Some(to.plus_ms(DAY_MS)),
            };
            let taken: Vec<Slot> = tx
                .open_appointments(&both, period)?
                .into_iter()
                .filter(AppointmentRecord::holds_its_time)
                .filter(|one| Some(one.chain_id) != chain_id)
                .map(|appointment| appointment.time)
                .collect();
            Ok(SlotList {
                doctor_id,
                time_zone: plan.time_zone,
                slots: rules::free(slots, &taken),
            })
        })
        .await
}
