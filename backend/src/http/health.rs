use crate::app::Trouble;
use crate::practice::Practice;
use actix_web::web::{Data, Json};
use serde_json::{Value, json};

/// The process is alive.
pub async fn health() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// The database answers.
pub async fn ready(practice: Data<Practice>) -> Result<Json<Value>, Trouble> {
    practice.read(|tx| Ok(tx.count_users()?)).await?;
    Ok(Json(json!({ "status": "ready" })))
}
