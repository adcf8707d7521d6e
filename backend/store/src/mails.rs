//! Mails that wait to be sent.

use crate::columns::{Bind, Legible};
use crate::schema::mails;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::mail::Occasion;
use shared::{AppointmentId, Timestamp, UserId};
use uuid::Uuid;

/// A mail that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingMail {
    /// This mail.
    pub id: Uuid,
    /// To whom.
    pub user_id: UserId,
    /// About which appointment.
    pub appointment_id: AppointmentId,
    /// What about it.
    pub occasion: Occasion,
    /// Tries so far, with the one that has been claimed.
    pub tries: u32,
}

type DueRow = (Uuid, UserId, AppointmentId, Legible<Occasion>, u32);

/// The turn of what says that something is near: it is worth nothing later.
const REMINDERS: i64 = 0;
/// The turn of what says that something changed.
const NEWS: i64 = 1;

const fn turn_of(occasion: Occasion) -> i64 {
    match occasion {
        Occasion::Reminder(_) => REMINDERS,
        Occasion::News(_) => NEWS,
    }
}

impl ReadTx<'_> {
    /// When the next mail is due.
    pub fn next_mail(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = mails::table.select(diesel::dsl::min(mails::due_at));
        self.run(|c| query.first(c))
    }
}

impl WriteTx<'_> {
    /// Stores a mail that is due now. News about an appointment take the place of what nobody has
    /// tried to send yet to the same person about the same one.
    pub fn add_mail(&mut self, mail: &WaitingMail, now: Timestamp) -> Result<(), StoreError> {
        let turn = turn_of(mail.occasion);
        if turn == NEWS {
            let stale = mails::table
                .filter(mails::user_id.eq(Bind(mail.user_id)))
                .filter(mails::appointment_id.eq(Bind(mail.appointment_id)))
                .filter(mails::turn.eq(NEWS))
                .filter(mails::tries.eq(Bind(0_u32)));
            self.run(|c| diesel::delete(stale).execute(c))?;
        }
        let values = (
            mails::turn.eq(turn),
            mails::id.eq(Bind(mail.id)),
            mails::user_id.eq(Bind(mail.user_id)),
            mails::appointment_id.eq(Bind(mail.appointment_id)),
            mails::occasion.eq(Bind(mail.occasion)),
            mails::due_at.eq(Bind(now)),
            mails::tries.eq(Bind(mail.tries)),
        );
        self.run(|c| diesel::insert_into(mails::table).values(values).execute(c))
            .map(drop)
    }

    /// Claims mails that are due, reminders first and then the longest due, until `until`: nobody else
    /// tries them before. At most `most`. One that can't be read is thrown away.
    pub fn claim_mails(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        let query = mails::table
            .filter(mails::due_at.le(Bind(now)))
            .order((mails::turn, mails::due_at, mails::id))
            .limit(most)
            .select((
                mails::id,
                mails::user_id,
                mails::appointment_id,
                mails::occasion,
                mails::tries,
            ));
        let due: Vec<DueRow> = self.run(|c| query.load(c))?;
        let mut claimed = Vec::new();
        for (id, user_id, appointment_id, occasion, tries) in due {
            let Some(occasion) = occasion.0 else {
                // It would be due for ever, and nobody can say what it was about.
                self.delete_mail(id)?;
                continue;
            };
            let mail = WaitingMail {
                id,
                user_id,
                appointment_id,
                occasion,
                tries: tries.saturating_add(1),
            };
            let set = (
                mails::due_at.eq(Bind(until)),
                mails::tries.eq(Bind(mail.tries)),
            );
            let row = mails::table.find(Bind(mail.id));
            self.run(|c| diesel::update(row).set(set).execute(c))?;
            claimed.push(mail);
        }
        Ok(claimed)
    }

    /// Lets a claimed mail wait.
    pub fn postpone_mail(&mut self, mail_id: Uuid, until: Timestamp) -> Result<(), StoreError> {
        let row = mails::table.find(Bind(mail_id));
        let set = mails::due_at.eq(Bind(until));
        self.run(|c| diesel::update(row).set(set).execute(c))
            .map(drop)
    }

    /// Forgets a mail that was sent or never will be.
    pub fn delete_mail(&mut self, mail_id: Uuid) -> Result<(), StoreError> {
        let row = mails::table.find(Bind(mail_id));
        self.run(|c| diesel::delete(row).execute(c)).map(drop)
    }

    /// Forgets every mail, where there is no mail server.
    pub fn forget_mails(&mut self) -> Result<usize, StoreError> {
        self.run(|c| diesel::delete(mails::table).execute(c))
    }
}
