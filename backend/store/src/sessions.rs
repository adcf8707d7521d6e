use crate::code::id;
use crate::schema::{sessions, spent_tokens};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{SessionId, Timestamp, UserId};

/// A signed-in device.
#[derive(Clone, Debug)]
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

type Row = (String, String, String, i64, i64, Option<i64>);

fn record(row: Row) -> Result<SessionRecord, StoreError> {
    let (session_id, user_id, refresh_hash, created_at, expires_at, ended_at) = row;
    Ok(SessionRecord {
        id: id(&session_id)?,
        user_id: id(&user_id)?,
        refresh_hash,
        created_at: Timestamp(created_at),
        expires_at: Timestamp(expires_at),
        ended_at: ended_at.map(Timestamp),
    })
}

impl ReadTx<'_> {
    /// The device with that id, ended or not.
    ///
    /// # Errors
    /// The query fails.
    pub fn session(&mut self, session_id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let key = session_id.to_string();
        self.run(|c| sessions::table.find(key).first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// The device whose newest refresh token has that hash.
    ///
    /// # Errors
    /// The query fails.
    pub fn session_by_refresh(
        &mut self,
        refresh_hash: &str,
    ) -> Result<Option<SessionRecord>, StoreError> {
        self.run(|c| {
            sessions::table
                .filter(sessions::refresh_hash.eq(refresh_hash))
                .first::<Row>(c)
                .optional()
        })?
        .map(record)
        .transpose()
    }

    /// The device that spent a refresh token of that hash before, and when.
    ///
    /// # Errors
    /// The query fails.
    pub fn spent_token(
        &mut self,
        refresh_hash: &str,
    ) -> Result<Option<(SessionId, Timestamp)>, StoreError> {
        let spent = spent_tokens::table
            .find(refresh_hash)
            .select((spent_tokens::session_id, spent_tokens::spent_at));
        let found: Option<(String, i64)> = self.run(|c| spent.first(c).optional())?;
        Ok(found
            .map(|(text, at)| Ok::<_, anyhow::Error>((id(&text)?, Timestamp(at))))
            .transpose()?)
    }
}

impl WriteTx<'_> {
    /// Stores a device.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_session(&mut self, session: &SessionRecord) -> Result<(), StoreError> {
        let values = (
            sessions::id.eq(session.id.to_string()),
            sessions::user_id.eq(session.user_id.to_string()),
            sessions::refresh_hash.eq(&session.refresh_hash),
            sessions::created_at.eq(session.created_at.0),
            sessions::expires_at.eq(session.expires_at.0),
        );
        self.run(|c| {
            diesel::insert_into(sessions::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Exchanges a device's refresh token, keeping the old one's hash to know it again.
    ///
    /// # Errors
    /// The query fails.
    pub fn rotate_refresh(
        &mut self,
        session: &SessionRecord,
        next_hash: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let spent = (
            spent_tokens::refresh_hash.eq(&session.refresh_hash),
            spent_tokens::session_id.eq(session.id.to_string()),
            spent_tokens::spent_at.eq(now.0),
        );
        self.run(|c| {
            diesel::insert_into(spent_tokens::table)
                .values(spent)
                .execute(c)
        })?;
        let key = session.id.to_string();
        let next = (
            sessions::refresh_hash.eq(next_hash),
            sessions::expires_at.eq(expires_at.0),
        );
        self.run(|c| {
            diesel::update(sessions::table.find(key))
                .set(next)
                .execute(c)
        })
        .map(drop)
    }

    /// Signs a device out.
    ///
    /// # Errors
    /// The query fails.
    pub fn end_session(&mut self, session_id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let open = sessions::table
            .find(session_id.to_string())
            .filter(sessions::ended_at.is_null());
        self.run(|c| {
            diesel::update(open)
                .set(sessions::ended_at.eq(now.0))
                .execute(c)
        })?;
        self.afterwards.ended_sessions.insert(session_id);
        Ok(())
    }

    /// Signs every device of a person out but one, or all of them.
    ///
    /// # Errors
    /// The query fails.
    pub fn end_sessions_of(
        &mut self,
        user_id: UserId,
        except: Option<SessionId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let open = sessions::table
            .filter(sessions::user_id.eq(user_id.to_string()))
            .filter(sessions::ended_at.is_null())
            .select(sessions::id);
        let open: Vec<String> = self.run(|c| open.load(c))?;
        for session_id in open {
            let session_id = id(&session_id)?;
            if Some(session_id) != except {
                self.end_session(session_id, now)?;
            }
        }
        Ok(())
    }
}
