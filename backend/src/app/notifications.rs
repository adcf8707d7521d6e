//! What a person should know, kept until read and after.

use crate::app::Principal;
use crate::error::AppError;
use crate::hub::Hub;
use crate::state::AppState;
use domain::notification::{may_be_unwanted, usual_choice};
use shared::{
    Cursor, FieldCode, FieldProblem, MarkRead, NotificationAbout, NotificationChoice,
    NotificationKind, NotificationList, NotificationPreferences, ScheduleId, ServerFrame,
    Timestamp, UserId, WaitingRoomNews,
};
use store::{Position, ReadTx, WriteTx};

/// Most notifications of one person; with each new one beyond, the oldest are forgotten.
const MAX_KEPT: i64 = 1_000;
/// How many are forgotten with one new one, so that whoever has far too many makes nobody wait.
const FORGOTTEN_AT_ONCE: i64 = 100;

/// A page of a person's own notifications, newest first.
pub async fn list(
    state: &AppState,
    principal: Principal,
    after: Option<Position>,
) -> Result<NotificationList, AppError> {
    state
        .read(move |tx| of(tx, principal.identity.user_id, after))
        .await
}

/// Marks one and every older one as read.
pub async fn mark_read(
    state: &AppState,
    principal: Principal,
    request: MarkRead,
) -> Result<NotificationList, AppError> {
    let (user_id, now) = (principal.identity.user_id, principal.now);
    state
        .write(move |tx| {
            tx.mark_read(user_id, request.up_to, now)?;
            of(tx, user_id, None)
        })
        .await
}

fn of(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    after: Option<Position>,
) -> Result<NotificationList, AppError> {
    let (page, unread) = tx.notifications(user_id, after)?;
    Ok(NotificationList {
        notifications: page.rows,
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
        next: page.next.map(Cursor::from),
    })
}

/// Which kinds of notifications a person wants.
pub async fn preferences(
    state: &AppState,
    principal: Principal,
) -> Result<NotificationPreferences, AppError> {
    state
        .read(move |tx| chosen_by(tx, principal.identity.user_id))
        .await
}

/// Replaces what a person chose.
///
/// # Errors
/// A kind is named twice.
pub async fn save_preferences(
    state: &AppState,
    principal: Principal,
    preferences: NotificationPreferences,
) -> Result<NotificationPreferences, AppError> {
    let user_id = principal.identity.user_id;
    let mut kinds: Vec<_> = preferences.choices.iter().map(|one| one.kind).collect();
    kinds.sort();
    kinds.dedup();
    if kinds.len() != preferences.choices.len() {
        let field = "choices".to_owned();
        let code = FieldCode::Malformed;
        return Err(vec![FieldProblem { field, code }].into());
    }
    state
        .write(move |tx| {
            tx.save_notification_choices(user_id, &preferences.choices)?;
            chosen_by(tx, user_id)
        })
        .await
}

fn chosen_by(tx: &mut ReadTx<'_>, user_id: UserId) -> Result<NotificationPreferences, AppError> {
    let chosen = tx.notification_choices(user_id)?;
    let choice = |kind: NotificationKind| {
        let usual = usual_choice(kind);
        let told = chosen.iter().find(|one| one.kind == kind);
        told.map_or(usual, |told| NotificationChoice {
            // Of kinds that never come by mail, nothing is promised.
            mail: usual.mail.and(told.mail),
            ..*told
        })
    };
    Ok(NotificationPreferences {
        choices: NotificationKind::ALL.into_iter().map(choice).collect(),
    })
}

/// Whether a person wants mails of this kind.
pub(super) fn wants_mail(
    tx: &mut ReadTx<'_>,
    user_id: UserId,
    kind: NotificationKind,
) -> Result<bool, AppError> {
    let chosen = tx.notification_choices(user_id)?;
    let unwanted = |one: &NotificationChoice| one.kind == kind && one.mail == Some(false);
    Ok(!chosen.iter().any(unwanted))
}

/// Tells a doctor what a patient did in a waiting room, unless the doctor is looking at it. What was
/// told of this patient before is old news.
pub(super) fn note_in_waiting_room(
    tx: &mut WriteTx<'_>,
    hub: &Hub,
    schedule_id: ScheduleId,
    patient_id: UserId,
    news: WaitingRoomNews,
    now: Timestamp,
) -> Result<(), AppError> {
    let schedule = tx
        .schedule(schedule_id)?
        .ok_or(AppError::NotFound)?
        .schedule;
    let doctor_id = schedule.doctor_id;
    tx.settle_waiting_room_news(doctor_id, (schedule_id, patient_id), now)?;
    if hub.is_viewing_queue(doctor_id, schedule_id) {
        return Ok(());
    }
    let patient_name = tx.user(patient_id)?.ok_or(AppError::NotFound)?.name;
    let about = NotificationAbout::WaitingRoom {
        schedule_id,
        patient_id,
        patient_name,
        title: schedule.title,
        news,
    };
    notify(tx, doctor_id, about, now)
}

/// Stores a notification and tells it live, where the person wants its kind.
pub(super) fn notify(
    tx: &mut WriteTx<'_>,
    user_id: UserId,
    about: NotificationAbout,
    now: Timestamp,
) -> Result<(), AppError> {
    let kind = about.kind();
    let choices = tx.notification_choices(user_id)?;
    let unwanted = choices.iter().any(|one| one.kind == kind && !one.in_app);
    if unwanted && may_be_unwanted(kind) {
        return Ok(());
    }
    let notification = tx.notify(user_id, about, now)?;
    tx.forget_notifications(user_id, notification.number - MAX_KEPT, FORGOTTEN_AT_ONCE)?;
    Ok(tx.tell(user_id, &ServerFrame::Notification { notification }, now)?)
}
