//! What there is to see of a file in a chat; the state keeps it as it is shown.

use crate::api::error::RequestError;
use crate::io::SaveFailure;
use serde::{Deserialize, Serialize};
use shared::{FileId, Pii};

/// A file that hangs on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FileLine {
    /// For `show_file` and `save_file`, once the server has it.
    pub id: Option<FileId>,
    /// As its sender called it.
    pub name: Pii,
    /// How many.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// As the server found it to be; empty before that.
    pub media_type: String,
    /// It is a picture, to be shown on its line.
    pub picture: bool,
    /// Whether its bytes are here.
    pub presence: FilePresence,
    /// Whether the person has it in a folder.
    pub saving: FileSaving,
}

/// Whether a file's bytes are on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FilePresence {
    /// They are not; `show_file` fetches them.
    Away,
    /// They are being fetched.
    Coming,
    /// They are, and the bridge hands them out.
    Here,
    /// They could not be had; `show_file` tries again.
    Failed {
        /// Why.
        problem: RequestError,
    },
}

/// How far a file got into the person's own folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FileSaving {
    /// Nobody asked.
    Idle,
    /// It is being fetched or written.
    Saving,
    /// It is there.
    Saved {
        /// Under this name.
        #[serde(rename = "as")]
        name: Pii,
    },
    /// It is not.
    Failed {
        /// Why.
        why: SaveFailure,
    },
}
