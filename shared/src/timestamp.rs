use crate::limits::{MAX_INSTANT_MS, MIN_INSTANT_MS};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant as milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Always UTC; zones belong to the people who look at it. On the wire it is a JSON integer, and lies in the
/// years 1900 to 2200: what is written beyond them is the nearest end of them, and what comes from beyond
/// them is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// What is said of one that lies beyond the years of the wire.
    pub const OUT_OF_RANGE: &str = "an instant outside of the years 1900 to 2200";

    /// The instant `milliseconds` later (earlier when negative); stays at the ends of the range.
    #[must_use]
    pub const fn plus_ms(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The instant `seconds` later; stays at the ends of the range.
    #[must_use]
    pub const fn plus_s(self, seconds: i64) -> Self {
        self.plus_ms(seconds.saturating_mul(1000))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` lies later.
    #[must_use]
    pub const fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.clamp(MIN_INSTANT_MS, MAX_INSTANT_MS))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let milliseconds = i64::deserialize(deserializer)?;
        if (MIN_INSTANT_MS..=MAX_INSTANT_MS).contains(&milliseconds) {
            Ok(Self(milliseconds))
        } else {
            Err(D::Error::custom(Self::OUT_OF_RANGE))
        }
    }
}

/// The derived schema would not know the ends.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(MIN_INSTANT_MS))
            .maximum(Some(MAX_INSTANT_MS))
            .description(Some(
                "An instant of the years 1900 to 2200, as milliseconds since 1970-01-01T00:00:00Z, leap \
                 seconds not counted. Always UTC; zones belong to the people who look at it.",
            ))
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Timestamp {
    fn name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
}
