use crate::columns::Bind;
use crate::schema::{sessions, spent_tokens, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{Role, SessionId, Timestamp, UserId};

/// A signed-in device.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRecord {
    /// This device.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// SHA-256 of the newest refresh token, hex.
    pub refresh_hash: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends unless renewed.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// How a signed-in device stands, and whose it is.
#[derive(Clone, Debug, Queryable)]
pub struct Standing {
    /// This device.
    pub session_id: SessionId,
    /// When its session ends unless renewed.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Whose.
    pub user_id: UserId,
    /// As what.
    pub role: Role,
    /// False while a doctor waits for approval.
    pub approved: bool,
    /// When their e-mail address was proved.
    pub email_proved_at: Option<Timestamp>,
}

impl ReadTx<'_> {
    /// How these devices stand; those that there are none of are absent.
    pub fn standing(&mut self, session_ids: &[SessionId]) -> Result<Vec<Standing>, StoreError> {
        self.run_each(session_ids, |c, part| {
            sessions::table
                .inner_join(users::table.on(users::id.eq(sessions::user_id)))
                .filter(sessions::id.eq_any(part.iter().map(|id| Bind(*id))))
                .select((
                    sessions::id,
                    sessions::expires_at,
                    sessions::ended_at,
                    users::id,
                    users::role,
                    users::approved,
                    users::email_proved_at,
                ))
                .load(c)
        })
    }

    /// The device with that id, ended or not.
    pub fn session(&mut self, session_id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let query = sessions::table
            .find(Bind(session_id))
            .select(SessionRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// The device whose newest refresh token has that hash.
    pub fn session_by_refresh(
        &mut self,
        refresh_hash: &str,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let query = sessions::table
            .filter(sessions::refresh_hash.eq(refresh_hash))
            .select(SessionRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// The device that spent a refresh token of that hash before.
    pub fn spent_token(&mut self, refresh_hash: &str) -> Result<Option<SessionId>, StoreError> {
        let spent = spent_tokens::table
            .find(refresh_hash)
            .select(spent_tokens::session_id);
        self.run(|c| spent.first(c).optional())
    }
}

impl WriteTx<'_> {
    /// Stores a device.
    pub fn add_session(&mut self, session: &SessionRecord) -> Result<(), StoreError> {
        let values = (
            sessions::id.eq(Bind(session.id)),
            sessions::user_id.eq(Bind(session.user_id)),
            sessions::refresh_hash.eq(&session.refresh_hash),
            sessions::created_at.eq(Bind(session.created_at)),
            sessions::expires_at.eq(Bind(session.expires_at)),
        );
        self.run(|c| {
            diesel::insert_into(sessions::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Exchanges a device's refresh token, keeping the old one's hash to know it again.
    pub fn rotate_refresh(
        &mut self,
        session: &SessionRecord,
        next_hash: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let spent = (
            spent_tokens::refresh_hash.eq(&session.refresh_hash),
            spent_tokens::session_id.eq(Bind(session.id)),
            spent_tokens::spent_at.eq(Bind(now)),
        );
        self.run(|c| {
            diesel::insert_into(spent_tokens::table)
                .values(spent)
                .execute(c)
        })?;
        let key = Bind(session.id);
        let next = (
            sessions::refresh_hash.eq(next_hash),
            sessions::expires_at.eq(Bind(expires_at)),
        );
        self.run(|c| {
            diesel::update(sessions::table.find(key))
                .set(next)
                .execute(c)
        })
        .map(drop)
    }

    /// Signs a device out.
    pub fn end_session(&mut self, session_id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let open = sessions::table
            .find(Bind(session_id))
            .filter(sessions::ended_at.is_null());
        self.run(|c| {
            diesel::update(open)
                .set(sessions::ended_at.eq(Bind(now)))
                .execute(c)
        })?;
        self.afterwards.ended_sessions.insert(session_id);
        Ok(())
    }

    /// Signs every device of a person out but one, or all of them, and ends the calendar feed, which is a
    /// way in as well.
    pub fn end_sessions_of(
        &mut self,
        user_id: UserId,
        except: Option<SessionId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let open = sessions::table
            .filter(sessions::user_id.eq(Bind(user_id)))
            .filter(sessions::ended_at.is_null())
            .select(sessions::id);
        let open: Vec<SessionId> = self.run(|c| open.load(c))?;
        for session_id in open {
            if Some(session_id) != except {
                self.end_session(session_id, now)?;
            }
        }
        self.end_feed(user_id)
    }
}
