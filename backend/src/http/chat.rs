use super::body::{Body, bytes_of, path_id};
use super::principal::{Key, SignedIn};
use crate::app::chat_files::Incoming;
use crate::app::{AppError, chat, chat_files};
use crate::state::AppState;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset,
    ContentDisposition, DispositionParam, DispositionType, ExtendedValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Json, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use shared::{MessagePage, NewMessage, limits};
use std::time::Duration;

/// How long a file may take to arrive over a phone's network.
const FILE: Duration = Duration::from_secs(60);

/// `?before=` asks for messages with smaller numbers.
#[derive(Deserialize)]
pub struct Before {
    before: Option<i64>,
}

pub async fn page(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    query: Query<Before>,
) -> Result<Json<MessagePage>, AppError> {
    chat::page(&state, principal.0, path_id(&request, "id")?, query.before)
        .await
        .map(Json)
}

pub async fn write(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
    body: Body<NewMessage>,
) -> Result<HttpResponse, AppError> {
    let encounter_id = path_id(&request, "id")?;
    state.rate_limiter.message(principal.0.identity.user_id)?;
    let message = chat::write(&state, principal.0, encounter_id, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(message))
}

/// `?name=` says what a file is called.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

pub async fn take_file(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
    query: Query<Named>,
    payload: Payload,
) -> Result<HttpResponse, AppError> {
    let encounter_id = path_id(&request, "id")?;
    let user_id = principal.0.identity.user_id;
    state.rate_limiter.file(user_id)?;
    // Nobody's bytes are read who may not put them there.
    chat::partner(&state, principal.0, encounter_id).await?;
    let bytes = bytes_of(payload, limits::CHAT_FILE_BYTES, FILE).await?;
    let incoming = Incoming {
        name: query.into_inner().name,
        claimed_type: actix_web::HttpMessage::content_type(&request).to_lowercase(),
        bytes: bytes.to_vec(),
    };
    let file = chat_files::take(&state, principal.0, encounter_id, incoming, key.0).await?;
    Ok(HttpResponse::Created().json(file))
}

/// Hands a file out so that no browser runs it: to be saved, as the type it was found to be, and
/// sandboxed should somebody open it all the same.
pub async fn open_file(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let (encounter_id, file_id) = (path_id(&request, "id")?, path_id(&request, "file_id")?);
    let (file, bytes) = chat_files::open(&state, principal.0, encounter_id, file_id).await?;
    let name = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: file.name.0.into_bytes(),
    };
    let to_be_saved = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type))
        .insert_header((CONTENT_DISPOSITION, to_be_saved))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}
