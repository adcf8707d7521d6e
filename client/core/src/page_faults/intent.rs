//! What the page itself has to say.

use serde::{Deserialize, Serialize};

/// Something that failed in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PageFault {
    /// The error's kind, such as `RangeError`.
    pub kind: String,
    /// Where in the page's code: names of files with lines and columns.
    pub place: String,
    /// The screen that was shown.
    pub screen: String,
}

/// What the page itself has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PageIntent {
    /// Something failed in it.
    ReportFault(PageFault),
}
