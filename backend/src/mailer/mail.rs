//! What is to be sent, and what may come of it.

use shared::Pii;

/// A mail, ready to be sent.
pub struct Email {
    /// The same for every try, so that a reader's server knows a repetition.
    pub message_id: String,
    /// To whom.
    pub to: Pii,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// A calendar, and its method as the header says it.
    pub calendar: Option<(String, &'static str)>,
}

/// Why a mail did not go out. It does not repeat what the server said, which may name the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server takes nothing from this clinic, as it is set up now: other mails fare no better.
    #[error("the mail server takes no mail from this clinic")]
    AboutUs,
    /// The server will never take it for this recipient.
    #[error("the mail server refused it for good")]
    Refused,
    /// The server can't be reached, or asks to come later.
    #[error("the mail server did not take it now")]
    NotNow,
    /// It can't be written.
    #[error("it cannot be written")]
    Unwritable,
    /// What it says is not true any more.
    #[error("it is not true any more")]
    Outdated,
}
