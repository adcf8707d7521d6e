//! Reminders of appointments that are still to be sent.

use crate::columns::Bind;
use crate::schema::reminders;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{AppointmentId, ReminderTime, Timestamp};

/// A reminder whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reminders)]
pub struct DueReminder {
    /// Of which appointment.
    pub appointment_id: AppointmentId,
    /// Which of its reminders.
    pub reminder: ReminderTime,
}

impl ReadTx<'_> {
    /// Reminders whose time has come, the earliest first. At most `most`.
    pub fn due_reminders(
        &mut self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<DueReminder>, StoreError> {
        let query = reminders::table
            .filter(reminders::due_at.le(Bind(now)))
            .order((reminders::due_at, reminders::appointment_id))
            .limit(most)
            .select(DueReminder::as_select());
        self.run(|c| query.load(c))
    }
}

impl WriteTx<'_> {
    /// Stores the reminders of an appointment in the place of those it had.
    pub fn set_reminders(
        &mut self,
        appointment_id: AppointmentId,
        due: &[(ReminderTime, Timestamp)],
    ) -> Result<(), StoreError> {
        let key = Bind(appointment_id);
        let before = reminders::table.filter(reminders::appointment_id.eq(key));
        self.run(|c| diesel::delete(before).execute(c))?;
        for (reminder, due_at) in due {
            let values = (
                reminders::appointment_id.eq(key),
                reminders::reminder.eq(Bind(*reminder)),
                reminders::due_at.eq(Bind(*due_at)),
            );
            self.run(|c| {
                diesel::insert_into(reminders::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        Ok(())
    }

    /// Takes a reminder away; tells whether it was still there, so that whoever sends it in the same
    /// transaction is the only one.
    pub fn claim_reminder(&mut self, due: DueReminder) -> Result<bool, StoreError> {
        let key = (Bind(due.appointment_id), Bind(due.reminder));
        Ok(self.run(|c| diesel::delete(reminders::table.find(key)).execute(c))? > 0)
    }
}
