//! Mails that wait to be sent, and the private addresses of calendar feeds.

use crate::code::{from_json, id, json};
use crate::schema::{calendar_feeds, mails};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::mail::Occasion;
use shared::{AppointmentId, Pii, Timestamp, UserId};
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

type Row = (String, String, String, String, i64, i64);

fn waiting(row: Row) -> Result<WaitingMail, StoreError> {
    let (mail_id, user_id, appointment_id, occasion, _, tries) = row;
    Ok(WaitingMail {
        id: id(&mail_id)?,
        user_id: id(&user_id)?,
        appointment_id: id(&appointment_id)?,
        occasion: from_json(&occasion)?,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
    })
}

impl ReadTx<'_> {
    /// When the next mail is due.
    ///
    /// # Errors
    /// The query fails.
    pub fn next_mail(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = mails::table.select(diesel::dsl::min(mails::due_at));
        let next: Option<i64> = self.run(|c| query.first(c))?;
        Ok(next.map(Timestamp))
    }

    /// The token of a person's calendar feed, if there is one.
    ///
    /// # Errors
    /// The query fails.
    pub fn feed_token(&mut self, user_id: UserId) -> Result<Option<Pii>, StoreError> {
        let query = calendar_feeds::table
            .find(user_id.to_string())
            .select(calendar_feeds::token);
        let token: Option<String> = self.run(|c| query.first(c).optional())?;
        Ok(token.map(Pii))
    }

    /// Whose calendar feed has that token.
    ///
    /// # Errors
    /// The query fails.
    pub fn feed_owner(&mut self, token: &Pii) -> Result<Option<UserId>, StoreError> {
        let query = calendar_feeds::table
            .filter(calendar_feeds::token.eq(token.reveal()))
            .select(calendar_feeds::user_id);
        let owner: Option<String> = self.run(|c| query.first(c).optional())?;
        Ok(owner.map(|text| id(&text)).transpose()?)
    }
}

impl WriteTx<'_> {
    /// Stores the token of a person's calendar feed in the place of the one before.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_feed_token(&mut self, user_id: UserId, token: &Pii) -> Result<(), StoreError> {
        let key = user_id.to_string();
        self.run(|c| diesel::delete(calendar_feeds::table.find(&key)).execute(c))?;
        let values = (
            calendar_feeds::user_id.eq(&key),
            calendar_feeds::token.eq(token.reveal()),
        );
        self.run(|c| {
            diesel::insert_into(calendar_feeds::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores a mail that is due now.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_mail(&mut self, mail: &WaitingMail, now: Timestamp) -> Result<(), StoreError> {
        let values = (
            mails::id.eq(mail.id.to_string()),
            mails::user_id.eq(mail.user_id.to_string()),
            mails::appointment_id.eq(mail.appointment_id.to_string()),
            mails::occasion.eq(json(&mail.occasion)?),
            mails::due_at.eq(now.0),
            mails::tries.eq(i64::from(mail.tries)),
        );
        self.run(|c| diesel::insert_into(mails::table).values(values).execute(c))
            .map(drop)
    }

    /// Claims mails that are due, the longest due first, until `until`: nobody else tries them
    /// before. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn claim_mails(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        let query = mails::table
            .filter(mails::due_at.le(now.0))
            .order((mails::due_at, mails::id))
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        let mut claimed = Vec::new();
        for row in rows {
            let set = (mails::due_at.eq(until.0), mails::tries.eq(mails::tries + 1));
            let key = row.0.clone();
            self.run(|c| diesel::update(mails::table.find(key)).set(set).execute(c))?;
            let mail = waiting(row)?;
            claimed.push(WaitingMail {
                tries: mail.tries.saturating_add(1),
                ..mail
            });
        }
        Ok(claimed)
    }

    /// Lets a claimed mail wait.
    ///
    /// # Errors
    /// The query fails.
    pub fn postpone_mail(&mut self, mail_id: Uuid, until: Timestamp) -> Result<(), StoreError> {
        let row = mails::table.find(mail_id.to_string());
        let set = mails::due_at.eq(until.0);
        self.run(|c| diesel::update(row).set(set).execute(c))
            .map(drop)
    }

    /// Forgets a mail that was sent or never will be.
    ///
    /// # Errors
    /// The query fails.
    pub fn delete_mail(&mut self, mail_id: Uuid) -> Result<(), StoreError> {
        let row = mails::table.find(mail_id.to_string());
        self.run(|c| diesel::delete(row).execute(c)).map(drop)
    }

    /// Forgets every mail, where there is no mail server.
    ///
    /// # Errors
    /// The query fails.
    pub fn forget_mails(&mut self) -> Result<usize, StoreError> {
        self.run(|c| diesel::delete(mails::table).execute(c))
    }
}
