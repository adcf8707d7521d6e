//! How the values of the wire lie in columns.
//!
//! Each way of writing a value down is a type of SQL of its own: the schema says `state -> Word`,
//! and a row is a struct whose field is an `EntryState`, read by Diesel's derives. On its way into
//! a query a value is wrapped in [`Bind`]: only a type of this crate can be made an expression here
//! (docs/decisions/0019).

use crate::connection::MultiBackend;
use anyhow::{Context, anyhow};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, HasSqlType, SqlOrd, SqlType, Text};
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::{Pii, Timestamp};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Types of columns that both databases keep as text.
macro_rules! text_columns {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
        #[diesel(sqlite_type(name = "Text"))]
        #[diesel(postgres_type(oid = 25, array_oid = 1009))]
        pub struct $name;

        impl HasSqlType<$name> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$name>(lookup)
            }
        }
    )+};
}

/// Types of columns that both databases keep as a number of 64 bits.
macro_rules! number_columns {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
        #[diesel(sqlite_type(name = "Long"))]
        #[diesel(postgres_type(oid = 20, array_oid = 1016))]
        pub struct $name;

        impl HasSqlType<$name> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$name>(lookup)
            }
        }
    )+};
}

text_columns! {
    /// An id, hyphenated.
    Id,
    /// An enum of the wire, as its snake_case word.
    Word,
    /// A document, as its JSON.
    Document,
    /// Something about a person, as it is.
    Private,
}

number_columns! {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Instant,
    /// A count that is smaller on the wire.
    Count,
}

impl SqlOrd for Instant {}

/// A value of the wire on its way into a query.
#[derive(Clone, Copy, Debug, AsExpression)]
#[diesel(sql_type = Id)]
#[diesel(sql_type = Word)]
#[diesel(sql_type = Document)]
#[diesel(sql_type = Private)]
#[diesel(sql_type = Instant)]
#[diesel(sql_type = Count)]
pub struct Bind<T>(pub T);

impl Id {
    fn write(id: &impl Display) -> anyhow::Result<String> {
        Ok(id.to_string())
    }

    fn read<T: FromStr>(text: String) -> anyhow::Result<T> {
        text.parse()
            .map_err(|_| anyhow!("a malformed id in the database"))
    }
}

impl Word {
    fn write(value: &impl Serialize) -> anyhow::Result<String> {
        match serde_json::to_value(value)? {
            serde_json::Value::String(word) => Ok(word),
            _ => Err(anyhow!("not a plain enum")),
        }
    }

    fn read<T: DeserializeOwned>(word: String) -> anyhow::Result<T> {
        serde_json::from_value(serde_json::Value::String(word))
            .context("an unknown word in the database")
    }
}

impl Document {
    /// Its JSON.
    pub fn write(value: &impl Serialize) -> anyhow::Result<String> {
        Ok(serde_json::to_string(value)?)
    }

    /// What the JSON says.
    pub fn read<T: DeserializeOwned>(text: String) -> anyhow::Result<T> {
        serde_json::from_str(&text).context("an unreadable document in the database")
    }

    /// The same, or nothing: a row that can't be read must not take those beside it away. The log tells of
    /// it, without its words, which may be about a person.
    pub fn read_if_legible<T: DeserializeOwned>(text: String) -> Option<T> {
        let read = Self::read(text).ok();
        if read.is_none() {
            let kind = std::any::type_name::<T>();
            tracing::error!(kind, "a document in the database can't be read");
        }
        read
    }
}

impl Private {
    fn read(text: String) -> anyhow::Result<Pii> {
        Ok(Pii(text))
    }
}

impl Instant {
    fn read(milliseconds: i64) -> anyhow::Result<Timestamp> {
        Ok(Timestamp(milliseconds))
    }
}

impl Count {
    fn write<T: Copy + TryInto<i64>>(count: &T) -> anyhow::Result<i64> {
        (*count)
            .try_into()
            .map_err(|_| anyhow!("a count beyond its column"))
    }

    fn read<T: TryFrom<i64>>(count: i64) -> anyhow::Result<T> {
        T::try_from(count).map_err(|_| anyhow!("a count out of its range in the database"))
    }
}

/// Writes what has to be put into other words first.
macro_rules! written {
    ($($column:ident: $raw:ty as $raw_type:ty, where T: $($bound:path),+;)+) => {$(
        impl<T> ToSql<$column, MultiBackend> for Bind<T>
        where
            T: $($bound +)+ Debug + Send + Sync + 'static,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($column, self));
                Ok(IsNull::No)
            }
        }

        impl<T> ToSql<$column, Sqlite> for Bind<T>
        where
            T: $($bound +)+ Debug,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value($column::write(&self.0)?);
                Ok(IsNull::No)
            }
        }

        impl<T> ToSql<$column, Pg> for Bind<T>
        where
            T: $($bound +)+ Debug,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let raw = $column::write(&self.0)?;
                <$raw as ToSql<$raw_type, Pg>>::to_sql(&raw, &mut out.reborrow())
            }
        }
    )+};
}

written! {
    Id: String as Text, where T: Display;
    Word: String as Text, where T: Serialize;
    Document: String as Text, where T: Serialize;
    Count: i64 as BigInt, where T: Copy, TryInto<i64>;
}

impl<DB> ToSql<Instant, DB> for Bind<Timestamp>
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.0.to_sql(out)
    }
}

impl<DB> ToSql<Private, DB> for Bind<&Pii>
where
    DB: Backend,
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.reveal().as_str().to_sql(out)
    }
}

/// Reads the values of these types out of such columns.
macro_rules! read {
    ($($column:ident: $raw:ty as $raw_type:ty => $($value:ty),+;)+) => {$($(
        impl<DB> FromSql<$column, DB> for $value
        where
            DB: Backend,
            $raw: FromSql<$raw_type, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Ok($column::read(<$raw>::from_sql(raw)?)?)
            }
        }
    )+)+};
}

/// Lets them stand in a row; for plain numbers Diesel says so itself.
macro_rules! stand_in_rows {
    ($($column:ident => $($value:ty),+;)+) => {
        $($(
            impl<DB> Queryable<$column, DB> for $value
            where
                DB: Backend,
                Self: FromSql<$column, DB>,
            {
                type Row = Self;

                fn build(row: Self) -> deserialize::Result<Self> {
                    Ok(row)
                }
            }
        )+)+
    };
}

macro_rules! columns {
    ($($column:ident: $raw:ty as $raw_type:ty => $($value:ty),+;)+) => {
        read! { $($column: $raw as $raw_type => $($value),+;)+ }
        stand_in_rows! { $($column => $($value),+;)+ }
    };
}

columns! {
    Id: String as Text =>
        shared::UserId, shared::SessionId, shared::ScheduleId, shared::EntryId, shared::CallId,
        shared::AppointmentId, shared::RuleId, shared::ExceptionId, shared::EncounterId,
        shared::MessageId, shared::FileId, uuid::Uuid;
    Word: String as Text =>
        shared::Role, shared::Party, shared::ScheduleStatus, shared::EntryState, shared::CallKind,
        shared::CallPhase, shared::RingStage, shared::RingStall, shared::Outcome, shared::Cause,
        shared::AppointmentState, shared::Absent, shared::ReminderTime, shared::Weekday,
        shared::NotificationKind, domain::call::Side, domain::address::MailPurpose;
    Private: String as Text => Pii;
    Instant: i64 as BigInt => Timestamp;
}

/// A document of a row that is worth nothing without it.
#[derive(Debug)]
pub struct Legible<T>(pub Option<T>);

impl<T, DB> FromSql<Document, DB> for Legible<T>
where
    T: DeserializeOwned,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Document::read_if_legible(String::from_sql(raw)?)))
    }
}

impl<T, DB> Queryable<Document, DB> for Legible<T>
where
    DB: Backend,
    Self: FromSql<Document, DB>,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

/// Documents of rows that are of use without them, and what is taken in their place.
macro_rules! read_or {
    ($($value:ty => $stand_in:expr;)+) => {
        $(impl<DB> FromSql<Document, DB> for $value
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(raw)?;
                Ok(Document::read_if_legible(text).unwrap_or_else(|| $stand_in))
            }
        })+
        stand_in_rows! { Document => $($value),+; }
    };
}

read_or! {
    // Nothing was tested.
    shared::DeviceTest => shared::DeviceTest::default();
    crate::profile::ProfileDetails => crate::profile::ProfileDetails::default();
    // The doctor meant something else than usual for that day, so nothing is offered on it.
    shared::AvailabilityChange => shared::AvailabilityChange::DayOff;
}

read! {
    Count: i64 as BigInt => u8, u16, u32, u64;
}
