//! What an e-mail address is: one grammar for the door, for the mailer and for knowing somebody again.
//!
//! It is RFC 5321, 4.1.2 with the domain names of RFC 5890, and with what real providers gave out against it:
//! dots at either end of the left side or beside each other. Those are quoted on the wire, as the grammar
//! asks. There are no addresses without a dot in the domain here, none of numbers, and no comments.

use crate::marks::is_invisible;
use icu_normalizer::ComposingNormalizerBorrowed;
use shared::limits;

/// Octets of the left side (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;

/// An address in lower case, composed (Unicode's NFC) and with the ASCII form of its domain, so that nobody
/// registers twice by pressing shift or by another keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    /// Without quotes.
    local: String,
    domain: String,
}

/// What stands outside of quotes (RFC 5322, 3.2.3 and RFC 6532, 3.2).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
}

/// What may stand between quotes here: no control characters.
const fn is_quotable(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic() || !c.is_ascii()
}

/// What no address has anywhere: control characters, spaces that are none, and what nobody sees.
fn is_odd(c: char) -> bool {
    c.is_control() || (c.is_whitespace() && c != ' ') || is_invisible(c)
}

impl EmailAddress {
    /// Reads an address; nothing where it is none. Whether it exists, only a mail can tell.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(text.trim());
        let text = text.to_lowercase();
        if text.chars().any(is_odd) {
            return None;
        }
        let (local, domain) = text.rsplit_once('@')?;
        let address = Self {
            local: read_local(local)?,
            domain: read_domain(domain)?,
        };
        let fits = address.local_for_smtp().len() <= LOCAL_BYTES
            && address.canonical().len() <= limits::MAX_EMAIL_CHARS;
        fits.then_some(address)
    }

    /// As it is stored and looked up: quoted only where it has to be.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("{}@{}", self.local_as_written(), self.domain)
    }

    /// As people write it: the domain in its own letters.
    #[must_use]
    pub fn shown(&self) -> String {
        let (domain, read) = idna::domain_to_unicode(&self.domain);
        match read {
            Ok(()) => format!("{}@{domain}", self.local_as_written()),
            Err(_) => self.canonical(),
        }
    }

    fn local_as_written(&self) -> String {
        if self.local.chars().all(|c| is_atom(c) || c == '.') {
            self.local.clone()
        } else {
            self.local_for_smtp()
        }
    }

    /// The left side as SMTP has it: quoted where it has more than words with single dots between them.
    #[must_use]
    pub fn local_for_smtp(&self) -> String {
        let is_word = |word: &str| !word.is_empty() && word.chars().all(is_atom);
        if self.local.split('.').all(is_word) {
            return self.local.clone();
        }
        let mut quoted = String::from("\"");
        for c in self.local.chars() {
            if c == '"' || c == '\\' {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        quoted.push('"');
        quoted
    }

    /// The domain in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

fn read_local(text: &str) -> Option<String> {
    let Some(inner) = text.strip_prefix('"') else {
        let fits = text.chars().all(|c| is_atom(c) || c == '.');
        // Dots alone are no address that anybody gave out.
        return (fits && text.chars().any(is_atom)).then(|| text.to_owned());
    };
    let mut local = String::new();
    let mut rest = inner.chars();
    loop {
        match rest.next()? {
            '"' => break,
            '\\' => local.push(rest.next().filter(|c| is_quotable(*c))?),
            c if is_quotable(c) => local.push(c),
            _ => return None,
        }
    }
    (rest.next().is_none() && !local.is_empty()).then_some(local)
}

fn read_domain(text: &str) -> Option<String> {
    let domain = idna::domain_to_ascii_strict(text).ok()?;
    let labels_fit = domain.split('.').all(|label| !label.is_empty());
    let last = domain.rsplit('.').next()?;
    let is_name = domain.contains('.') && !last.chars().all(|c| c.is_ascii_digit());
    (labels_fit && is_name).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_again_and_reached() {
        for (written, canonical, local) in [
            ("John@Email.com", "john@email.com", "john"),
            (" a.b+c@sub.example.org ", "a.b+c@sub.example.org", "a.b+c"),
            // As NTT Docomo gave them out.
            ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp", "\"a..b\""),
            ("abc.@docomo.ne.jp", "abc.@docomo.ne.jp", "\"abc.\""),
            ("\"a..b\"@docomo.ne.jp", "a..b@docomo.ne.jp", "\"a..b\""),
            ("\"john\"@email.com", "john@email.com", "john"),
            ("\"a b\"@example.org", "\"a b\"@example.org", "\"a b\""),
            ("\"a@b\"@example.org", "\"a@b\"@example.org", "\"a@b\""),
            // `python3 -c "print('münchen.de'.encode('idna'))"` says the same of the domain.
            ("x@münchen.de", "x@xn--mnchen-3ya.de", "x"),
            ("x@mu\u{308}nchen.de", "x@xn--mnchen-3ya.de", "x"),
            ("ju\u{308}rgen@example.org", "jürgen@example.org", "jürgen"),
        ] {
            let address = EmailAddress::read(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!(address.canonical(), canonical);
            assert_eq!(address.local_for_smtp(), local);
            let again = EmailAddress::read(&address.canonical());
            assert_eq!(again.as_ref(), Some(&address), "{written}");
            let shown = EmailAddress::read(&address.shown());
            assert_eq!(shown, Some(address), "{written}");
        }
        let shown = EmailAddress::read("x@xn--mnchen-3ya.de").unwrap().shown();
        assert_eq!(shown, "x@münchen.de");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        for text in [
            "john",
            "@email.com",
            "john@",
            "john@com",
            "a b@c.de",
            "a@b@c.de",
            "a@.de",
            "a@b..c",
            "<b@email.com>",
            "John <b@email.com>",
            "b@email.com, c@email.com",
            "..@example.org",
            "\"a@example.org",
            "\"\"@example.org",
            "a\"b\"@example.org",
            "a@1.2.3.4",
            "a@[1.2.3.4]",
            "a@-b.de",
            "a@b_c.de",
            "a\u{0}b@c.de",
            "a\u{200b}b@c.de",
            "a\u{202e}b@c.de",
            &long,
        ] {
            assert_eq!(EmailAddress::read(text), None, "{text}");
        }
    }
}
