//! A form's way from sent to answered.

use crate::api::error::RequestError;
use serde::{Deserialize, Serialize};

/// A form's state; what was typed stays with the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FormState {
    /// Sent, no answer yet.
    pub busy: bool,
    /// The answer to the last try, where it failed.
    pub problem: Option<RequestError>,
    /// Raised by one each time a try succeeds, so that the screen knows to empty the form.
    pub accepted: u32,
}

impl FormState {
    /// It was sent.
    pub(crate) fn begin(&mut self) {
        self.busy = true;
        self.problem = None;
    }

    /// It was answered; gives the answer where it was accepted.
    pub(crate) fn settle<T>(&mut self, answer: Result<T, RequestError>) -> Option<T> {
        self.busy = false;
        match answer {
            Ok(value) => {
                self.problem = None;
                self.accepted = self.accepted.wrapping_add(1);
                Some(value)
            }
            Err(problem) => {
                self.problem = Some(problem);
                None
            }
        }
    }
}
