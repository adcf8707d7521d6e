//! Moving an appointment to another time.
//!
//! Nothing is released before what takes its place is agreed: while one side asks for another time, what both
//! had agreed on stands, holds its time and can be called about. The two belong to one chain, and may overlap.

use crate::app::appointments::asking::{add, check_requests, check_time, find_time, hold};
use crate::app::appointments::mails::post_news;
use crate::app::appointments::party::side_of;
use crate::app::appointments::records::{announce, own, snapshot, store_change};
use crate::app::blocked::check_not_blocked;
use crate::app::calls::appointment::withdraw_call;
use crate::app::idempotency::{self, IdempotencyKey};
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::appointment::{self as rules, Event};
use shared::{
    Appointment, AppointmentId, AppointmentNews, AppointmentState, Party, TimeWish, WantedTime,
};
use store::{AppointmentRecord, Period, ReadTx, WriteTx};

/// Asks for another time for an appointment. A free slot that a patient takes is confirmed at once, any other
/// time waits for the other side; until then, what was agreed on stands. The very same time changes nothing.
///
/// # Errors
/// Wrong fields, somebody else's, not a free slot, or the state forbids it.
pub async fn reschedule(
    state: &AppState,
    principal: Principal,
    appointment_id: AppointmentId,
    wanted: WantedTime,
    key: Option<IdempotencyKey>,
) -> Result<Appointment, AppError> {
    let now = principal.now;
    let own_id = principal.identity.user_id;
    check_time(&wanted, now).finish()?;
    let new_id = clock::new_id();
    state
        .write(move |tx| {
            let (named, side) = own(tx, principal, appointment_id)?;
            if let Some(made) = idempotency::recall(tx, own_id, key.as_ref())? {
                let (record, _) = own(tx, principal, made)?;
                return snapshot(tx, &record);
            }
            let open = Open::of(tx, &named)?;
            if let Some(made) = open.asked_already(tx, &named, (side, wanted))? {
                return snapshot(tx, &made);
            }
            if side == Party::Patient {
                check_not_blocked(tx, named.doctor_id, named.patient_id)?;
            }
            // What is asked for instead already is what moves on.
            let before = match (named.state, &open.asked) {
                (AppointmentState::Confirmed, Some(asked)) => asked.clone(),
                _ => named.clone(),
            };
            rules::step(before.state, Event::Move)?;
            rules::check_not_over(before.time.ends_at, now)?;
            let time = find_time(tx, before.doctor_id, (&wanted, side), now)?;
            if time == named.time {
                return snapshot(tx, &named);
            }
            if (wanted.wish, side) == (TimeWish::Preferred, Party::Patient) {
                let mut others = tx.open_appointments(&[own_id], Period::default())?;
                others.retain(|one| one.chain_id != before.chain_id);
                check_requests(&others)?;
            }
            let at_once = (wanted.wish, side) == (TimeWish::Slot, Party::Patient);
            let mut gone = Vec::new();
            let agreed = open.agreed.filter(|_| at_once);
            for one in open.asked.into_iter().chain(agreed) {
                gone.push(give_up(tx, principal, one)?);
            }
            let new = AppointmentRecord {
                id: new_id,
                version: 1,
                state: AppointmentState::Pending,
                time,
                asked_by: side,
                rescheduled_from: Some(before.id),
                confirmed_at: None,
                device_test: None,
                held_until: hold(&wanted, side, now),
                lapsed_at: None,
                changed_at: Some(now),
                ..before
            };
            idempotency::record(tx, own_id, key.as_ref(), new.id, now)?;
            let what = ("appointment.reschedule", AppointmentNews::Moved);
            let told = add(tx, new, wanted.wish, what, now)?;
            // Only now can they name the one that they were given up for.
            for one in &gone {
                announce(tx, one, now)?;
            }
            Ok(told)
        })
        .await
}

/// What is open of an appointment and those that it was moved from or to.
pub(super) struct Open {
    /// What both agreed on.
    pub agreed: Option<AppointmentRecord>,
    /// What one side asks for.
    pub asked: Option<AppointmentRecord>,
}

impl Open {
    pub(super) fn of(tx: &mut ReadTx<'_>, one: &AppointmentRecord) -> Result<Self, AppError> {
        let mut open = tx.open_in_chain(one.chain_id)?;
        let mut take = |state| {
            let found = open.iter().position(|it| it.state == state);
            found.map(|index| open.swap_remove(index))
        };
        Ok(Self {
            agreed: take(AppointmentState::Confirmed),
            asked: take(AppointmentState::Pending),
        })
    }

    /// What this side made of the same wish already.
    fn asked_already(
        &self,
        tx: &mut ReadTx<'_>,
        named: &AppointmentRecord,
        (side, wanted): (Party, WantedTime),
    ) -> Result<Option<AppointmentRecord>, AppError> {
        let is_same = |made: &AppointmentRecord| {
            made.id != named.id && (made.asked_by, made.time.starts_at) == (side, wanted.starts_at)
        };
        Ok(match named.state {
            AppointmentState::Confirmed => self.asked.clone().filter(is_same),
            AppointmentState::Rescheduled => tx.moved_to(named.id)?.filter(is_same),
            AppointmentState::Pending
            | AppointmentState::Cancelled
            | AppointmentState::Completed
            | AppointmentState::NoShow => None,
        })
    }
}

/// Gives one up for another that is, or is about to be, there. Of what was agreed on, both calendars are told.
fn give_up(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    before: AppointmentRecord,
) -> Result<AppointmentRecord, AppError> {
    let now = principal.now;
    withdraw_call(tx, &before, principal, now)?;
    let state = rules::step(before.state, Event::Move)?;
    let was_agreed = before.state == AppointmentState::Confirmed;
    let given_up = store_change(tx, AppointmentRecord { state, ..before }, now)?;
    if was_agreed {
        let other = side_of(principal)?.other();
        post_news(tx, &given_up, other, AppointmentNews::Moved, now)?;
    }
    Ok(given_up)
}

/// One of a chain is agreed on: the one that it takes the place of is given up; what it was, where it was.
pub(super) fn take_the_place(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    agreed: &AppointmentRecord,
) -> Result<(), AppError> {
    let standing = Open::of(tx, agreed)?.agreed;
    if let Some(standing) = standing.filter(|one| one.id != agreed.id) {
        let actor = Some(principal.identity.user_id);
        let given_up = give_up(tx, principal, standing)?;
        announce(tx, &given_up, principal.now)?;
        audit::record(tx, actor, "appointment.move", given_up.id, principal.now)?;
    }
    Ok(())
}

/// What was agreed on is cancelled: so is what was asked for in its place.
pub(super) fn cancel_with(
    tx: &mut WriteTx<'_>,
    principal: Principal,
    cancelled: &AppointmentRecord,
) -> Result<(), AppError> {
    let Some(asked) = Open::of(tx, cancelled)?.asked else {
        return Ok(());
    };
    let state = rules::step(asked.state, Event::Cancel)?;
    let after = AppointmentRecord {
        state,
        cancelled_by: Some(side_of(principal)?),
        cancel_reason: cancelled.cancel_reason.clone(),
        ..asked
    };
    let after = store_change(tx, after, principal.now)?;
    announce(tx, &after, principal.now)?;
    let actor = Some(principal.identity.user_id);
    audit::record(tx, actor, "appointment.cancel", after.id, principal.now)
}
