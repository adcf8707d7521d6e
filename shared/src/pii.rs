use serde::{Deserialize, Serialize};

/// Something about a person: a name, an address, a reason for a visit.
///
/// It travels as the bare value and prints as `‹private›`, so that a DTO that reaches a log line or
/// an error by accident says nothing about anybody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(
    feature = "ts",
    derive(ts_rs::TS),
    ts(type = "string", bound = "T: ts_rs::TS")
)]
pub struct Pii<T = String>(pub T);

/// The bare value's schema. The derived one would refer to a component `String`, which nobody defines.
#[cfg(feature = "openapi")]
impl<T: utoipa::PartialSchema> utoipa::PartialSchema for Pii<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        T::schema()
    }
}

#[cfg(feature = "openapi")]
impl<T: utoipa::PartialSchema> utoipa::ToSchema for Pii<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Pii".into()
    }
}

impl<T> std::fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹private›")
    }
}

impl<T> Pii<T> {
    /// The value itself; whoever asks for it must not write it where others read.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl From<&str> for Pii<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Pii<String> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Pii;

    #[test]
    fn debug_output_hides_the_value() {
        assert_eq!(format!("{:?}", Pii::from("John Doe")), "‹private›");
    }

    #[test]
    fn json_is_the_bare_value() {
        assert_eq!(
            serde_json::to_string(&Pii::from("John")).unwrap(),
            "\"John\""
        );
    }
}
