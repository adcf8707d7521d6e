//! Patients whom doctors have blocked.

use crate::columns::Bind;
use crate::page::{Page, Position, in_order, read_page};
use crate::schema::{blocks, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{BlockedPatient, Pii, Timestamp, UserId};
use uuid::Uuid;

impl ReadTx<'_> {
    /// Whether a doctor has blocked a patient.
    pub fn is_blocked(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let query = blocks::table
            .find((Bind(doctor_id), Bind(patient_id)))
            .count();
        let count: i64 = self.run(|c| query.get_result(c))?;
        Ok(count > 0)
    }

    /// A page of those whom a doctor has blocked, the newest first.
    pub fn blocked_by(
        &mut self,
        doctor_id: UserId,
        after: Option<Position>,
    ) -> Result<Page<BlockedPatient>, StoreError> {
        let read = |_, behind: Option<(i64, Uuid)>, most| {
            let query = blocks::table
                .inner_join(users::table.on(users::id.eq(blocks::patient_id)))
                .filter(blocks::doctor_id.eq(Bind(doctor_id)))
                .limit(most)
                .select((blocks::patient_id, users::name, blocks::blocked_at))
                .into_boxed();
            let place = (blocks::blocked_at, blocks::patient_id);
            let query = in_order!(query, behind, (place.0, place.1), desc);
            self.run(|c| query.load(c))
        };
        let place =
            |(patient_id, _, blocked_at): &(UserId, Pii, Timestamp)| (blocked_at.0, patient_id.0);
        let page = read_page(after, 1, read, place)?;
        let read = |(patient_id, name, blocked_at)| BlockedPatient {
            patient_id,
            name,
            blocked_at,
        };
        Ok(page.map(|rows| rows.into_iter().map(read).collect()))
    }
}

impl WriteTx<'_> {
    /// Blocks a patient; tells whether that is news.
    pub fn add_block(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if self.is_blocked(doctor_id, patient_id)? {
            return Ok(false);
        }
        let values = (
            blocks::doctor_id.eq(Bind(doctor_id)),
            blocks::patient_id.eq(Bind(patient_id)),
            blocks::blocked_at.eq(Bind(now)),
        );
        self.run(|c| diesel::insert_into(blocks::table).values(values).execute(c))?;
        Ok(true)
    }

    /// Lifts that; tells whether there was anything to lift.
    pub fn lift_block(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let row = blocks::table.find((Bind(doctor_id), Bind(patient_id)));
        let lifted = self.run(|c| diesel::delete(row).execute(c))?;
        Ok(lifted > 0)
    }
}
