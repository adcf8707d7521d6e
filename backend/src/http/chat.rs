use super::answer::{Created, File};
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::path::{PathId, PathIds};
use super::principal::{Key, SignedIn};
use super::request::ClaimedBody;
use crate::app::chat;
use crate::app::chat::files::{Announced, Begun, Upload};
use crate::budgets::Purse;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset,
    ContentDisposition, DispositionParam, DispositionType, ExtendedValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Json, Payload, Query};
use futures_util::TryStreamExt;
use serde::Deserialize;
use shared::{
    ChatFile, EncounterId, FileId, Message, MessagePage, NewMessage, ProblemCode as P, ThreadList,
    limits, paths,
};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use utoipa::IntoParams;

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::THREADS,
            "threads",
            "Own threads, the one with the newest message first",
            threads,
        )
        .reads(Reads::Audited("chat.list")),
        operation::get(
            paths::MESSAGES,
            "messages",
            "A page of the thread, newest first",
            page,
        )
        .reads(Reads::Audited("chat.read")),
        operation::post(
            paths::MESSAGES,
            "write_message",
            "Write into the thread",
            write,
        )
        .spends(Purse::Messages)
        .refuses(&[P::Invalid, P::ChatClosed, P::ByPhoneOnly]),
        operation::post(
            paths::CHAT_FILES,
            "put_file",
            "Put a file into the thread: JPEG, PNG, WebP or PDF",
            take_file,
        )
        .spends(Purse::Files)
        .refuses(&[
            P::ByPhoneOnly,
            P::Invalid,
            P::TooLarge,
            P::UnsupportedFile,
            P::PictureTooLarge,
            P::InfectedFile,
            P::ScannerUnavailable,
            P::TooManyFiles,
            P::StorageFull,
            P::ChatClosed,
        ]),
        operation::get(
            paths::CHAT_FILE,
            "open_file",
            "A file of the thread",
            open_file,
        )
        .reads(Reads::Audited("chat.file.read")),
    ]
}

/// How long a file may take to arrive over a phone's network.
const FILE_IN: Duration = Duration::from_secs(60);
/// How long it may take to be taken: the app waits for 70 s.
const FILE_OUT: Duration = Duration::from_secs(90);

async fn threads(
    state: Data<AppState>,
    user: SignedIn,
    after: Query<After>,
) -> Result<Json<ThreadList>, AppError> {
    chat::threads::list(&state, user.asks(), after.place()?)
        .await
        .map(Json)
}

/// `?before=` asks for messages with smaller numbers.
#[derive(Deserialize, IntoParams)]
struct Before {
    /// Only messages with smaller numbers.
    #[param(value_type = i64, required = false)]
    before: Option<i64>,
}

async fn page(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<EncounterId>,
    query: Query<Before>,
) -> Result<Json<MessagePage>, AppError> {
    chat::page(&state, user.asks(), id.0, query.before)
        .await
        .map(Json)
}

async fn write(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<EncounterId>,
    key: Key,
    body: Body<NewMessage>,
) -> Result<Created<Message>, AppError> {
    let encounter_id = id.0;
    let key = key.of("write_message", &(encounter_id, &body.0));
    let message = chat::write(&state, user.asks(), encounter_id, body.0, key).await?;
    Ok(Created(message))
}

/// `?name=` says what a file is called.
#[derive(Deserialize, IntoParams)]
struct Named {
    /// What the file is called; no path.
    #[param(min_length = 1, max_length = 120)]
    name: String,
}

// The attribute takes nothing but a number.
const _: () = assert!(limits::MAX_FILE_NAME_CHARS == 120);

async fn take_file(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<EncounterId>,
    key: Key,
    query: Query<Named>,
    claimed: ClaimedBody,
    payload: Payload,
) -> Result<Created<ChatFile>, AppError> {
    let announced = Announced {
        name: query.into_inner().name,
        claimed_type: claimed.media_type,
        bytes: claimed.bytes,
    };
    // Nobody's bytes are read who may not put them there.
    let key = key.of("put_file", &(id.0, &announced.name));
    let begun = chat::files::begin(state.into_inner(), user.asks(), id.0, announced, key).await?;
    let file = match begun {
        Begun::Known(file) => file,
        Begun::New(upload) => {
            let whole = timeout(FILE_IN, receive(upload, payload)).await;
            let upload = whole.map_err(|_| AppError::Known(P::BadRequest))??;
            upload.finish(clock::now()).await?
        }
    };
    Ok(Created(file))
}

async fn receive(mut upload: Upload, mut payload: Payload) -> Result<Upload, AppError> {
    let broken_off = |_| AppError::Known(P::BadRequest);
    while let Some(piece) = payload.try_next().await.map_err(broken_off)? {
        upload.append(piece).await?;
    }
    Ok(upload)
}

/// Hands a file out so that no browser runs it: to be saved, as the type it was found to be, and
/// sandboxed should somebody open it all the same.
async fn open_file(
    state: Data<AppState>,
    user: SignedIn,
    ids: PathIds<EncounterId, FileId>,
) -> Result<File, AppError> {
    let PathIds(encounter_id, file_id) = ids;
    let (file, content) = chat::files::open(&state, user.asks(), encounter_id, file_id).await?;
    let bytes = content.bytes;
    let pieces = content.pieces(Instant::now() + FILE_OUT);
    let name = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: file.name.0.into_bytes(),
    };
    let to_be_saved = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    let answer = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type))
        .insert_header((CONTENT_DISPOSITION, to_be_saved))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(SizedStream::new(bytes, pieces));
    Ok(File(answer))
}
