//! What a rule has to say.

/// One broken rule and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// A path from the checkout's top folder, with a line where there is one.
    pub location: String,
    /// What is wrong there.
    pub message: String,
}

impl Finding {
    /// About a file as a whole.
    pub fn new(location: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            message: message.into(),
        }
    }

    /// About one line of a file, counted from one.
    pub fn at_line(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), message)
    }
}
