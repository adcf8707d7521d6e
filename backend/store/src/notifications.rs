use crate::columns::{Bind, Document};
use crate::page::{Page, Position, read_page};
use crate::schema::{notification_choices as choices, notifications, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{
    EncounterId, Notification, NotificationAbout, NotificationChoice, NotificationKind, ScheduleId,
    Timestamp, UserId,
};
use uuid::Uuid;

type Row = (i64, String, Timestamp, Option<Timestamp>);

/// The unread notifications of one topic, which names its person, too. An index finds them, however many
/// others there are; a condition on the person would tempt SQLite to look through all of theirs.
macro_rules! unread_of {
    ($topic:expr) => {
        notifications::table
            .filter(notifications::read_at.is_null())
            .filter(notifications::topic.eq($topic))
    };
}

fn messages_of(encounter_id: EncounterId, told: UserId) -> String {
    format!("thread {encounter_id} {told}")
}

fn mails_to(user_id: UserId, told: UserId) -> String {
    format!("mails {user_id} {told}")
}

fn patient_in_waiting_room(schedule_id: ScheduleId, patient_id: UserId, told: UserId) -> String {
    format!("waiting {schedule_id} {patient_id} {told}")
}

/// What is looked for again: to be told once, or to be replaced by something newer.
fn topic_of(about: &NotificationAbout, told: UserId) -> Option<String> {
    match about {
        NotificationAbout::NewMessage { encounter_id, .. } => {
            Some(messages_of(*encounter_id, told))
        }
        NotificationAbout::WaitingRoom {
            schedule_id,
            patient_id,
            ..
        } => Some(patient_in_waiting_room(*schedule_id, *patient_id, told)),
        NotificationAbout::MailUndeliverable { user_id, .. } => Some(mails_to(*user_id, told)),
        NotificationAbout::MissedCall { .. }
        | NotificationAbout::SessionStarted { .. }
        | NotificationAbout::SessionEnded { .. }
        | NotificationAbout::RemovedFromQueue { .. }
        | NotificationAbout::PlaceLapsed { .. }
        | NotificationAbout::HandedOver { .. }
        | NotificationAbout::ByPhoneOnly { .. }
        | NotificationAbout::AppointmentChanged { .. }
        | NotificationAbout::AppointmentReminder { .. }
        | NotificationAbout::PasswordTried { .. } => None,
    }
}

impl ReadTx<'_> {
    /// A page of a person's notifications, newest first; and how many are unread in all. Those that can't be
    /// read are left out.
    pub fn notifications(
        &mut self,
        user_id: UserId,
        after: Option<Position>,
    ) -> Result<(Page<Notification>, i64), StoreError> {
        let own = notifications::table.filter(notifications::user_id.eq(Bind(user_id)));
        let read = |_, behind: Option<(i64, Uuid)>, most| {
            let before = behind.map_or(i64::MAX, |(number, _)| number);
            let newest = own
                .filter(notifications::number.lt(before))
                .order(notifications::number.desc())
                .limit(most)
                .select((
                    notifications::number,
                    notifications::about,
                    notifications::created_at,
                    notifications::read_at,
                ));
            self.run(|c| newest.load::<Row>(c))
        };
        let page = read_page(after, 1, read, |(number, ..)| (*number, Uuid::nil()))?;
        let unread = own.filter(notifications::read_at.is_null()).count();
        let unread: i64 = self.run(|c| unread.get_result(c))?;
        let legible = |(number, about, created_at, read_at)| {
            Some(Notification {
                number,
                about: Document::read_if_legible(about)?,
                created_at,
                read_at,
            })
        };
        let page = page.map(|rows| rows.into_iter().filter_map(legible).collect());
        Ok((page, unread))
    }

    /// Whether a notification about a thread's messages waits to be read already.
    pub fn is_told_of_thread(
        &mut self,
        user_id: UserId,
        encounter_id: EncounterId,
    ) -> Result<bool, StoreError> {
        let waiting = unread_of!(messages_of(encounter_id, user_id)).count();
        let count: i64 = self.run(|c| waiting.get_result(c))?;
        Ok(count > 0)
    }

    /// Whether it waits to be read already that mails do not reach somebody.
    pub fn is_told_of_mail(&mut self, told: UserId, whose: UserId) -> Result<bool, StoreError> {
        let waiting = unread_of!(mails_to(whose, told)).count();
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
            notifications::topic.eq(topic_of(&about, user_id)),
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

    /// Forgets a person's oldest notifications up to a number; at most `most`, so that nobody waits for it.
    pub fn forget_notifications(
        &mut self,
        user_id: UserId,
        up_to: i64,
        most: i64,
    ) -> Result<(), StoreError> {
        let own = notifications::table.filter(notifications::user_id.eq(Bind(user_id)));
        let oldest = own
            .filter(notifications::number.le(up_to))
            .order(notifications::number)
            .limit(most)
            .select(notifications::number);
        let numbers: Vec<i64> = self.run(|c| oldest.load(c))?;
        let Some(last) = numbers.last() else {
            return Ok(());
        };
        let old = own.filter(notifications::number.le(*last));
        self.run(|c| diesel::delete(old).execute(c)).map(drop)
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
        let waiting = unread_of!(messages_of(encounter_id, user_id));
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
        let waiting = unread_of!(patient_in_waiting_room(schedule_id, patient_id, doctor_id));
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
