//! What a person should know, kept until read and after.

use crate::app::{Asker, Trouble};
use crate::clock;
use crate::practice::Practice;
use shared::{MarkRead, NotificationAbout, NotificationList, ServerFrame, Timestamp, UserId};
use store::{Reading, Writing};

/// Most notifications in one list.
const LIST_MOST: i64 = 100;

/// A person's own notifications, newest first.
///
/// # Errors
/// The store fails.
pub async fn list(practice: &Practice, asker: Asker) -> Result<NotificationList, Trouble> {
    practice.read(move |tx| of(tx, asker.caller.user_id)).await
}

/// Marks one and every older one as read.
///
/// # Errors
/// The store fails.
pub async fn mark_read(
    practice: &Practice,
    asker: Asker,
    request: MarkRead,
) -> Result<NotificationList, Trouble> {
    let (user_id, now) = (asker.caller.user_id, clock::now());
    practice
        .write(move |tx| {
            tx.mark_read(user_id, request.up_to, now)?;
            of(tx, user_id)
        })
        .await
}

fn of(tx: &mut Reading<'_>, user_id: UserId) -> Result<NotificationList, Trouble> {
    let (notifications, unread) = tx.notifications(user_id, LIST_MOST)?;
    Ok(NotificationList {
        notifications,
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
    })
}

/// Stores a notification and tells it live.
pub(super) fn notify(
    tx: &mut Writing<'_>,
    user_id: UserId,
    about: NotificationAbout,
    now: Timestamp,
) -> Result<(), Trouble> {
    let notification = tx.notify(user_id, about, now)?;
    Ok(tx.tell(user_id, &ServerFrame::Notification { notification }, now)?)
}
