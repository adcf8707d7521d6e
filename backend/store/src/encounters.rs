//! What a chat's thread hangs on, found by its id alone.

use crate::columns::Bind;
use crate::schema::{appointments, call_members, calls, queue_entries, schedules, users};
use crate::{ReadTx, StoreError};
use diesel::prelude::*;
use shared::{
    AppointmentState, CallKind, EncounterId, EntryState, Role, ScheduleId, Timestamp, UserId,
};
use std::collections::HashMap;

/// What brought one patient and one doctor together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encounter {
    /// The id of the place in the queue, of the appointment, or of the direct call.
    pub id: EncounterId,
    /// Which of the three it is.
    pub kind: CallKind,
    /// Whose practice it is.
    pub doctor_id: UserId,
    /// Who came.
    pub patient_id: UserId,
    /// In whose queue, for a place in one.
    pub schedule_id: Option<ScheduleId>,
    /// When it was over; absent while it goes on.
    pub ended_at: Option<Timestamp>,
}

impl Encounter {
    /// The other person, for one of the two.
    #[must_use]
    pub fn partner_of(&self, user_id: UserId) -> Option<UserId> {
        match user_id {
            one if one == self.doctor_id => Some(self.patient_id),
            one if one == self.patient_id => Some(self.doctor_id),
            _ => None,
        }
    }
}

/// Those that an id was looked for.
type Found = HashMap<EncounterId, Encounter>;

/// Those for which nothing was found yet.
fn lacking(wanted: &[EncounterId], found: &Found) -> Vec<Bind<EncounterId>> {
    let lacking = wanted.iter().filter(|id| !found.contains_key(id));
    lacking.copied().map(Bind).collect()
}

impl ReadTx<'_> {
    /// The encounter with that id.
    pub fn encounter(&mut self, wanted: EncounterId) -> Result<Option<Encounter>, StoreError> {
        Ok(self.encounters(&[wanted])?.remove(&wanted))
    }

    /// The encounters with these ids, a page's at most.
    pub fn encounters(&mut self, wanted: &[EncounterId]) -> Result<Found, StoreError> {
        let mut found = Found::new();
        for look in [
            Self::places_as_encounters,
            Self::appointments_as_encounters,
            Self::direct_calls_as_encounters,
        ] {
            let lacking = lacking(wanted, &found);
            if !lacking.is_empty() {
                look(self, &lacking, &mut found)?;
            }
        }
        Ok(found)
    }

    fn appointments_as_encounters(
        &mut self,
        wanted: &[Bind<EncounterId>],
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let agreed = appointments::table
            .filter(appointments::id.eq_any(wanted.iter().copied()))
            .select((
                appointments::id,
                appointments::doctor_id,
                appointments::patient_id,
                appointments::state,
                appointments::ends_at,
            ));
        type Row = (EncounterId, UserId, UserId, AppointmentState, Timestamp);
        let rows: Vec<Row> = self.run(|c| agreed.load(c))?;
        found.extend(
            rows.into_iter()
                .map(|(id, doctor_id, patient_id, state, ends_at)| {
                    let encounter = Encounter {
                        id,
                        kind: CallKind::Appointment,
                        doctor_id,
                        patient_id,
                        schedule_id: None,
                        ended_at: (!state.is_open()).then_some(ends_at),
                    };
                    (id, encounter)
                }),
        );
        Ok(())
    }

    fn places_as_encounters(
        &mut self,
        wanted: &[Bind<EncounterId>],
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let places = queue_entries::table
            .inner_join(schedules::table.on(schedules::id.eq(queue_entries::schedule_id)))
            .filter(queue_entries::id.eq_any(wanted.iter().copied()))
            .select((
                queue_entries::id,
                (schedules::id, schedules::doctor_id, schedules::ends_at),
                queue_entries::patient_id,
                queue_entries::state,
                queue_entries::joined_at,
            ));
        type Session = (ScheduleId, UserId, Timestamp);
        type Row = (EncounterId, Session, UserId, EntryState, Timestamp);
        let rows: Vec<Row> = self.run(|c| places.load(c))?;
        if rows.is_empty() {
            return Ok(());
        }
        let calls = calls::table
            .filter(calls::entry_id.eq_any(wanted.iter().copied()))
            .filter(calls::ended_at.is_not_null())
            .select((
                calls::entry_id.assume_not_null(),
                calls::ended_at.assume_not_null(),
            ));
        let calls: Vec<(EncounterId, Timestamp)> = self.run(|c| calls.load(c))?;
        for (id, (schedule_id, doctor_id, ends_at), patient_id, state, joined_at) in rows {
            let ends = calls.iter().filter(|call| call.0 == id).map(|call| call.1);
            // When a place was settled is not kept; it was no later than the last of these.
            let last = ends.fold(joined_at.max(ends_at), Timestamp::max);
            let encounter = Encounter {
                id,
                kind: CallKind::Queue,
                doctor_id,
                patient_id,
                schedule_id: Some(schedule_id),
                ended_at: (!state.is_open()).then_some(last),
            };
            found.insert(id, encounter);
        }
        Ok(())
    }

    fn direct_calls_as_encounters(
        &mut self,
        wanted: &[Bind<EncounterId>],
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let members = calls::table
            .inner_join(call_members::table.on(call_members::call_id.eq(calls::id)))
            .inner_join(users::table.on(users::id.eq(call_members::user_id)))
            .filter(calls::id.eq_any(wanted.iter().copied()))
            .filter(calls::kind.eq(Bind(CallKind::Direct)))
            .select((calls::id, calls::ended_at, users::id, users::role));
        let rows: Vec<(EncounterId, Option<Timestamp>, UserId, Role)> =
            self.run(|c| members.load(c))?;
        let one_with = |id: EncounterId, wanted: Role| {
            let mut members = rows.iter();
            let member = members.find(|(of, .., role)| (*of, *role) == (id, wanted));
            member.map(|(_, _, user_id, _)| *user_id)
        };
        for (id, ended_at, ..) in &rows {
            let both = (one_with(*id, Role::Doctor), one_with(*id, Role::Patient));
            let (Some(doctor_id), Some(patient_id)) = both else {
                continue;
            };
            let encounter = Encounter {
                id: *id,
                kind: CallKind::Direct,
                doctor_id,
                patient_id,
                schedule_id: None,
                ended_at: *ended_at,
            };
            found.insert(*id, encounter);
        }
        Ok(())
    }
}
