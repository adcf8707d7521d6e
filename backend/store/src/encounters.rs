//! What a chat's thread hangs on, found by its id alone.

use crate::columns::Bind;
use crate::schema::{appointments, call_members, calls, queue_entries, schedules, users};
use crate::{ReadTx, StoreError};
use diesel::dsl::max;
use diesel::prelude::*;
use shared::{
    AppointmentState, CallKind, EncounterId, EntryState, Role, ScheduleId, Timestamp, UserId,
};

/// What brought one patient and one doctor together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encounter {
    /// The id of the place in the queue, of the appointment, or of the direct call.
    pub id: EncounterId,
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

impl ReadTx<'_> {
    /// The encounter with that id.
    pub fn encounter(&mut self, wanted: EncounterId) -> Result<Option<Encounter>, StoreError> {
        if let Some(found) = self.place_as_encounter(wanted)? {
            return Ok(Some(found));
        }
        match self.appointment_as_encounter(wanted)? {
            Some(found) => Ok(Some(found)),
            None => self.direct_call_as_encounter(wanted),
        }
    }

    fn appointment_as_encounter(
        &mut self,
        wanted: EncounterId,
    ) -> Result<Option<Encounter>, StoreError> {
        let agreed = appointments::table.find(Bind(wanted)).select((
            appointments::doctor_id,
            appointments::patient_id,
            appointments::state,
            appointments::ends_at,
        ));
        type Row = (UserId, UserId, AppointmentState, Timestamp);
        let row: Option<Row> = self.run(|c| agreed.first(c).optional())?;
        let Some((doctor_id, patient_id, state, ends_at)) = row else {
            return Ok(None);
        };
        Ok(Some(Encounter {
            id: wanted,
            doctor_id,
            patient_id,
            schedule_id: None,
            ended_at: (!state.is_open()).then_some(ends_at),
        }))
    }

    fn place_as_encounter(&mut self, wanted: EncounterId) -> Result<Option<Encounter>, StoreError> {
        let key = Bind(wanted);
        let place = queue_entries::table
            .inner_join(schedules::table.on(schedules::id.eq(queue_entries::schedule_id)))
            .filter(queue_entries::id.eq(key))
            .select((
                queue_entries::schedule_id,
                queue_entries::patient_id,
                queue_entries::state,
                queue_entries::joined_at,
                schedules::doctor_id,
                schedules::ends_at,
            ));
        type Row = (ScheduleId, UserId, EntryState, Timestamp, UserId, Timestamp);
        let row: Option<Row> = self.run(|c| place.first(c).optional())?;
        let Some((schedule_id, patient_id, state, joined_at, doctor_id, ends_at)) = row else {
            return Ok(None);
        };
        let last_call = calls::table
            .filter(calls::entry_id.eq(key))
            .select(max(calls::ended_at));
        let last_call: Option<Timestamp> = self.run(|c| last_call.first(c))?;
        // When a place was settled is not kept; it was no later than the last of these.
        let last = joined_at.max(ends_at).max(last_call.unwrap_or_default());
        let ended_at = (!state.is_open()).then_some(last);
        Ok(Some(Encounter {
            id: wanted,
            doctor_id,
            patient_id,
            schedule_id: Some(schedule_id),
            ended_at,
        }))
    }

    fn direct_call_as_encounter(
        &mut self,
        wanted: EncounterId,
    ) -> Result<Option<Encounter>, StoreError> {
        let members = calls::table
            .inner_join(call_members::table.on(call_members::call_id.eq(calls::id)))
            .inner_join(users::table.on(users::id.eq(call_members::user_id)))
            .filter(calls::id.eq(Bind(wanted)))
            .filter(calls::kind.eq(Bind(CallKind::Direct)))
            .select((calls::ended_at, users::id, users::role));
        let rows: Vec<(Option<Timestamp>, UserId, Role)> = self.run(|c| members.load(c))?;
        let (mut doctor_id, mut patient_id, mut ended_at) = (None, None, None);
        for (ended, user_id, role) in rows {
            ended_at = ended;
            match role {
                Role::Doctor => doctor_id = Some(user_id),
                Role::Patient => patient_id = Some(user_id),
                Role::Admin => {}
            }
        }
        let (Some(doctor_id), Some(patient_id)) = (doctor_id, patient_id) else {
            return Ok(None);
        };
        Ok(Some(Encounter {
            id: wanted,
            doctor_id,
            patient_id,
            schedule_id: None,
            ended_at,
        }))
    }
}
