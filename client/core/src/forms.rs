//! A form's way from sent to answered.

use crate::{FormState, Trouble};

impl FormState {
    /// It was sent.
    pub(crate) fn begin(&mut self) {
        self.busy = true;
        self.problem = None;
    }

    /// It was answered; gives the answer where it was accepted.
    pub(crate) fn settle<T>(&mut self, answer: Result<T, Trouble>) -> Option<T> {
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
