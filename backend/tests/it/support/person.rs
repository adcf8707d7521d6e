use serde_json::Value;
use shared::{SessionId, SignedIn, UserId};

/// Somebody on a device.
pub struct Person {
    pub signed_in: SignedIn,
}

impl Person {
    pub(super) fn of(answer: Value) -> Self {
        Self {
            signed_in: serde_json::from_value(answer).unwrap(),
        }
    }

    pub fn token(&self) -> &str {
        self.signed_in.access_token.reveal()
    }

    pub fn id(&self) -> UserId {
        self.signed_in.me.user_id
    }

    pub fn address(&self) -> &str {
        self.signed_in.me.email.reveal()
    }

    pub fn device(&self) -> SessionId {
        self.signed_in.session_id
    }
}
