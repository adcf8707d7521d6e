//! Files of a thread, as they go in and out by the front door.

use super::{Door, PICTURE, Person};
use reqwest::StatusCode;
use serde_json::Value;
use shared::{ChatFile, EncounterId, paths};

impl Door {
    /// Puts bytes into a thread.
    pub async fn put_file(
        &self,
        who: &Person,
        encounter_id: EncounterId,
        (name, media_type): (&str, &str),
        bytes: Vec<u8>,
    ) -> (StatusCode, Value) {
        let path = paths::with_id(paths::CHAT_FILES, encounter_id);
        let address = format!("http://{}{path}", self.address);
        let address = reqwest::Url::parse_with_params(&address, [("name", name)]).unwrap();
        let request = self
            .http
            .post(address)
            .header("Content-Type", media_type)
            .bearer_auth(who.token());
        let answer = request.body(bytes).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or(Value::Null))
    }

    /// Puts a small picture into a thread.
    pub async fn put_picture(&self, who: &Person, encounter_id: EncounterId) -> ChatFile {
        let named = ("arm.png", "image/png");
        let (status, answer) = self
            .put_file(who, encounter_id, named, PICTURE.to_vec())
            .await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        serde_json::from_value(answer).unwrap()
    }

    /// A request without a body, and the whole answer.
    pub async fn fetch(&self, who: &Person, path: &str) -> reqwest::Response {
        let request = self.http.get(format!("http://{}{path}", self.address));
        request.bearer_auth(who.token()).send().await.unwrap()
    }
}
