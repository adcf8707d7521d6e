//! REST requests and their answers, as the engine carries them.

use crate::io::NetworkFault;
use shared::{FileId, Pii};

/// Names a request so that its answer finds the one who asked.
pub type RequestId = u64;

/// A REST request.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    /// Names it.
    pub id: RequestId,
    /// The verb.
    pub method: Method,
    /// Absolute.
    pub url: String,
    /// Goes into `Authorization: Bearer`.
    pub bearer: Option<Pii>,
    /// Goes into `Idempotency-Key`; the same for every retry of one request.
    pub idempotency_key: Option<String>,
    /// JSON.
    pub body: Option<Pii<serde_json::Value>>,
    /// A file that is its body or its answer.
    pub file: Option<FileTransfer>,
}

/// Names bytes that were handed to the engine to be sent; whoever hands them over chooses it.
pub type TransferId = u32;

/// Which file a request moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTransfer {
    /// What was handed over under this name is the body. Progress is told by
    /// [`crate::Input::FileProgress`].
    Out(TransferId),
    /// The answer's bytes are kept under this name; the answer itself then has no body.
    In(FileId),
}

/// A verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

/// A REST answer, any status.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON; null where there was none.
    pub body: shared::Pii<serde_json::Value>,
}

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpFailure {
    /// The server could not be reached, or its answer did not come whole and in time.
    Unreachable(NetworkFault),
    /// The file to be sent was not handed over, or not whole.
    NothingToSend,
}
