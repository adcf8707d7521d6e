//! What the house says outside of its page: notifications of the operating system, the icon beside
//! the clock, a phone's buttons, mails, calendars.
//!
//! Each language is one table of the same type, so a sentence that is missing does not compile. What
//! the page says lies in `client-ui/src/i18n`; both use the same word for the same thing.

mod de;
mod en;
mod language;
mod words;

pub use language::Language;
pub use words::{AddressWords, MailWords, NotificationWords, Rehearsal, TrayWords, Words};
