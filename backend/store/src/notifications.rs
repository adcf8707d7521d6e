use crate::code::{from_json, json};
use crate::schema::{notifications, users};
use crate::{Reading, StoreError, Writing};
use diesel::prelude::*;
use shared::{Notification, NotificationAbout, Timestamp, UserId};

type Row = (String, i64, String, i64, Option<i64>);

impl Reading<'_> {
    /// A person's notifications, newest first, at most `most`; and how many are unread in all.
    ///
    /// # Errors
    /// The query fails.
    pub fn notifications(
        &mut self,
        user_id: UserId,
        most: i64,
    ) -> Result<(Vec<Notification>, i64), StoreError> {
        let key = user_id.to_string();
        let own = notifications::table.filter(notifications::user_id.eq(&key));
        let newest = own.order(notifications::number.desc()).limit(most);
        let rows: Vec<Row> = self.run(|c| newest.load(c))?;
        let unread = own.filter(notifications::read_at.is_null()).count();
        let unread: i64 = self.run(|c| unread.get_result(c))?;
        let list = rows
            .into_iter()
            .map(|(_, number, about, created_at, read_at)| {
                Ok(Notification {
                    number,
                    about: from_json(&about)?,
                    created_at: Timestamp(created_at),
                    read_at: read_at.map(Timestamp),
                })
            });
        Ok((list.collect::<Result<_, StoreError>>()?, unread))
    }
}

impl Writing<'_> {
    /// Stores a notification under the person's next number.
    ///
    /// # Errors
    /// The query fails.
    pub fn notify(
        &mut self,
        user_id: UserId,
        about: NotificationAbout,
        now: Timestamp,
    ) -> Result<Notification, StoreError> {
        let key = user_id.to_string();
        let next = diesel::update(users::table.find(&key))
            .set(users::last_notification.eq(users::last_notification + 1));
        self.run(|c| next.execute(c))?;
        let number: i64 = self.run(|c| {
            users::table
                .find(&key)
                .select(users::last_notification)
                .first(c)
        })?;
        let values = (
            notifications::user_id.eq(&key),
            notifications::number.eq(number),
            notifications::about.eq(json(&about)?),
            notifications::created_at.eq(now.0),
        );
        self.run(|c| {
            diesel::insert_into(notifications::table)
                .values(values)
                .execute(c)
        })?;
        Ok(Notification {
            number,
            about,
            created_at: now,
            read_at: None,
        })
    }

    /// Marks a person's notifications up to a number as read.
    ///
    /// # Errors
    /// The query fails.
    pub fn mark_read(
        &mut self,
        user_id: UserId,
        up_to: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let unread = notifications::table
            .filter(notifications::user_id.eq(user_id.to_string()))
            .filter(notifications::number.le(up_to))
            .filter(notifications::read_at.is_null());
        self.run(|c| {
            diesel::update(unread)
                .set(notifications::read_at.eq(now.0))
                .execute(c)
        })
        .map(drop)
    }
}
