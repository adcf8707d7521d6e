//! A person's own threads, as a list.

use super::keep_key_to_sender;
use crate::app::Principal;
use crate::error::AppError;
use crate::state::AppState;
use shared::{ChatPartner, Cursor, Pii, Role, Thread, ThreadList, UserId};
use std::collections::HashMap;
use store::{Position, ThreadRecord};

/// A page of a person's own threads, the one with the newest message first.
pub async fn list(
    state: &AppState,
    principal: Principal,
    after: Option<Position>,
) -> Result<ThreadList, AppError> {
    let user_id = principal.identity.user_id;
    state
        .read(move |tx| {
            let page = tx.threads_of(user_id, after)?;
            let partners = page.rows.iter();
            let partners = partners.filter_map(|row| row.encounter.partner_of(user_id));
            let names = tx.names_of(&partners.collect::<Vec<_>>())?;
            let seen = |record: ThreadRecord| seen(record, user_id, &names);
            Ok(ThreadList {
                threads: page.rows.into_iter().filter_map(seen).collect(),
                unread: count(tx.unread_messages(user_id)?),
                next: page.next.map(Cursor::from),
            })
        })
        .await
}

fn seen(
    record: ThreadRecord,
    user_id: UserId,
    names: &HashMap<UserId, (Pii, Role)>,
) -> Option<Thread> {
    let ThreadRecord {
        encounter,
        mut last,
        own,
        partner,
    } = record;
    let partner_id = encounter.partner_of(user_id)?;
    let (name, role) = names.get(&partner_id)?.clone();
    keep_key_to_sender(&mut last, user_id);
    Some(Thread {
        encounter_id: encounter.id,
        kind: encounter.kind,
        partner: ChatPartner {
            user_id: partner_id,
            role,
            name,
            marks: partner.marks,
        },
        last,
        unread: count(own.unread),
        open_until: domain::chat::open_until(encounter.ended_at),
    })
}

fn count(messages: i64) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}
