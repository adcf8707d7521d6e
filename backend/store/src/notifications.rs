use crate::columns::{Bind, Document};
use crate::schema::{notification_choices as choices, notifications, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{
    EncounterId, Notification, NotificationAbout, NotificationChoice, NotificationKind, ScheduleId,
    Timestamp, UserId,
};

type Row = (i64, String, Timestamp, Option<Timestamp>);

/// A person's unread notifications about the messages of a thread.
macro_rules! about_thread {
    ($user_id:expr, $encounter_id:expr) => {
        notifications::table
            .filter(notifications::user_id.eq(Bind($user_id)))
            .filter(notifications::read_at.is_null())
            .filter(notifications::about.like(told_of_thread($encounter_id)))
    };
}

/// As [`NotificationAbout::NewMessage`] is written: its tag first, then its fields in order.
fn told_of_thread(encounter_id: EncounterId) -> String {
    format!(r#"{{"kind":"new_message","encounter_id":"{encounter_id}",%"#)
}

impl ReadTx<'_> {
    /// A person's notifications, newest first, at most `most`; and how many are unread in all. Those that
    /// can't be read are left out.
    pub fn notifications(
        &mut self,
        user_id: UserId,
        most: i64,
    ) -> Result<(Vec<Notification>, i64), StoreError> {
        let own = notifications::table.filter(notifications::user_id.eq(Bind(user_id)));
        let newest = own.order(notifications::number.desc()).limit(most).select((
            notifications::number,
            notifications::about,
            notifications::created_at,
            notifications::read_at,
        ));
        let rows: Vec<Row> = self.run(|c| newest.load(c))?;
        let unread = own.filter(notifications::read_at.is_null()).count();
        let unread: i64 = self.run(|c| unread.get_result(c))?;
        let list = rows
            .into_iter()
            .filter_map(|(number, about, created_at, read_at)| {
                Some(Notification {
                    number,
                    about: Document::read_if_legible(about)?,
                    created_at,
                    read_at,
                })
            });
        Ok((list.collect(), unread))
    }

    /// Whether a notification about a thread's messages waits to be read already.
    pub fn is_told_of_thread(
        &mut self,
        user_id: UserId,
        encounter_id: EncounterId,
    ) -> Result<bool, StoreError> {
        let waiting = about_thread!(user_id, encounter_id).count();
        let count: i64 = self.run(|c| waiting.get_result(c))?;
        Ok(count > 0)
    }

    /// What a person chose, for the kinds that were chosen about.
    pub fn notification_choices(
        &mut self,
        user_id: UserId,
    ) -> Result<Vec<NotificationChoice>, StoreError> {
        let query = choices::table
            .filter(choices::user_id.eq(Bind(user_id)))
            .select((choices::kind, choices::in_app, choices::os, choices::mail));
        let rows: Vec<(NotificationKind, bool, bool, bool)> = self.run(|c| query.load(c))?;
        let choice = |(kind, in_app, os, mail)| NotificationChoice {
            kind,
            in_app,
            os,
            mail: Some(mail),
        };
        Ok(rows.into_iter().map(choice).collect())
    }
}

impl WriteTx<'_> {
    /// Stores a notification under the person's next number.
    pub fn notify(
        &mut self,
        user_id: UserId,
        about: NotificationAbout,
        now: Timestamp,
    ) -> Result<Notification, StoreError> {
        let key = Bind(user_id);
        let next = diesel::update(users::table.find(key))
            .set(users::last_notification.eq(users::last_notification + 1));
        self.run(|c| next.execute(c))?;
        let number: i64 = self.run(|c| {
            users::table
                .find(key)
                .select(users::last_notification)
                .first(c)
        })?;
        let values = (
            notifications::user_id.eq(key),
            notifications::number.eq(number),
            notifications::about.eq(Document::write(&about)?),
            notifications::created_at.eq(Bind(now)),
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

    /// Replaces what a person chose.
    ///
    /// # Errors
    /// A kind is named twice.
    pub fn save_notification_choices(
        &mut self,
        user_id: UserId,
        chosen: &[NotificationChoice],
    ) -> Result<(), StoreError> {
        let key = Bind(user_id);
        let old = choices::table.filter(choices::user_id.eq(key));
        self.run(|c| diesel::delete(old).execute(c))?;
        for choice in chosen {
            let values = (
                choices::user_id.eq(key),
                choices::kind.eq(Bind(choice.kind)),
                choices::in_app.eq(choice.in_app),
                choices::os.eq(choice.os),
                choices::mail.eq(choice.mail.unwrap_or(true)),
            );
            self.run(|c| {
                diesel::insert_into(choices::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        Ok(())
    }

    /// Marks what a person was told about a thread's messages as read.
    pub fn mark_thread_read(
        &mut self,
        user_id: UserId,
        encounter_id: EncounterId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let waiting = about_thread!(user_id, encounter_id);
        self.run(|c| {
            diesel::update(waiting)
                .set(notifications::read_at.eq(Bind(now)))
                .execute(c)
        })
        .map(drop)
    }

    /// Marks what a doctor was told about a patient in a waiting room as read: something newer is told.
    pub fn settle_waiting_room_news(
        &mut self,
        doctor_id: UserId,
        (schedule_id, patient_id): (ScheduleId, UserId),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // As it is written: its tag first, then its fields in order.
        let told = format!(
            r#"{{"kind":"waiting_room","schedule_id":"{schedule_id}","patient_id":"{patient_id}",%"#
        );
        let waiting = notifications::table
            .filter(notifications::user_id.eq(Bind(doctor_id)))
            .filter(notifications::read_at.is_null())
            .filter(notifications::about.like(told));
        self.run(|c| {
            diesel::update(waiting)
                .set(notifications::read_at.eq(Bind(now)))
                .execute(c)
        })
        .map(drop)
    }

    /// Marks a person's notifications up to a number as read.
    pub fn mark_read(
        &mut self,
        user_id: UserId,
        up_to: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let unread = notifications::table
            .filter(notifications::user_id.eq(Bind(user_id)))
            .filter(notifications::number.le(up_to))
            .filter(notifications::read_at.is_null());
        self.run(|c| {
            diesel::update(unread)
                .set(notifications::read_at.eq(Bind(now)))
                .execute(c)
        })
        .map(drop)
    }
}
