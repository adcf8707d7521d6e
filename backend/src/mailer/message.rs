//! A mail as bytes.

use super::mail::Email;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

/// That no person wrote it, so that nobody's holiday answers it (RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted(String);

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Writes it; nothing where that can't be.
///
/// A calendar stands beside the text as another form of the same, which is where mail programs look for
/// what can be accepted (RFC 6047, 2.4), and once more as a file for all the others.
pub(super) fn write(from: &Mailbox, email: Email, to: Address) -> Option<Message> {
    // By the addresses themselves: read out of the headers, those that real providers gave out are none.
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.clone()]).ok()?;
    let builder = Message::builder()
        .envelope(envelope)
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .message_id(Some(email.message_id))
        .header(AutoSubmitted("auto-generated".to_owned()))
        .subject(email.subject);
    let text = SinglePart::plain(email.text);
    let message = match email.calendar {
        None => builder.singlepart(text),
        Some((calendar, method)) => {
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let kind = ContentType::parse(&kind).ok()?;
            let entry = SinglePart::builder()
                .header(kind.clone())
                .body(calendar.clone());
            let file = Attachment::new("appointment.ics".to_owned());
            let forms = MultiPart::alternative().singlepart(text).singlepart(entry);
            let kind = ContentType::parse("application/ics").ok()?;
            let file = file.body(calendar, kind);
            builder.multipart(MultiPart::mixed().multipart(forms).singlepart(file))
        }
    };
    message.ok()
}
