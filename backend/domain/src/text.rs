//! What counts as a name, an address, a password, a zone.

use crate::email_address::EmailAddress;
use crate::marks::{is_invisible, turns_text};
use crate::password::is_guessable;
use icu_normalizer::ComposingNormalizerBorrowed;
use shared::{FieldCode, FieldProblem, Role, limits};

/// Gathers what is wrong with a request, so that a person mends all of it at once.
#[derive(Debug, Default)]
pub struct Check {
    problems: Vec<FieldProblem>,
}

impl Check {
    /// Nothing wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes `code` against `field` where `wrong` holds.
    pub fn refuse_if(&mut self, wrong: bool, field: &str, code: FieldCode) -> &mut Self {
        if wrong {
            self.problems.push(FieldProblem {
                field: field.to_owned(),
                code,
            });
        }
        self
    }

    /// Text that must be there, at most `most` characters once trimmed, without control characters and what turns
    /// the direction of text.
    pub fn line(&mut self, field: &str, text: &str, most: usize) -> &mut Self {
        self.refuse_if(is_blank(text), field, FieldCode::Required);
        self.optional_line(field, text, most)
    }

    /// The same where there may be nothing.
    pub fn optional_line(&mut self, field: &str, text: &str, most: usize) -> &mut Self {
        let text = text.trim();
        let odd = |c: char| c.is_control() || turns_text(c);
        self.refuse_if(text.chars().count() > most, field, FieldCode::TooLong);
        self.refuse_if(text.chars().any(odd), field, FieldCode::Malformed)
    }

    /// Text that may be empty and may hold line breaks.
    pub fn note(&mut self, field: &str, text: &str) -> &mut Self {
        self.prose(field, text, limits::MAX_NOTE_CHARS)
    }

    /// The same with at most `most` characters.
    pub fn prose(&mut self, field: &str, text: &str, most: usize) -> &mut Self {
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t' && c != '\r';
        self.refuse_if(text.chars().count() > most, field, FieldCode::TooLong);
        self.refuse_if(text.chars().any(odd), field, FieldCode::Malformed)
    }

    /// An e-mail address: see [`EmailAddress`].
    pub fn email(&mut self, field: &str, text: &str) -> &mut Self {
        let (is_there, long) = (!text.is_empty(), text.len() > limits::MAX_EMAIL_CHARS);
        self.refuse_if(!is_there, field, FieldCode::Required);
        self.refuse_if(long, field, FieldCode::TooLong);
        let is_none = is_there && !long && EmailAddress::read(text).is_none();
        self.refuse_if(is_none, field, FieldCode::Malformed)
    }

    /// A new password of somebody of this role, about whom these words are known: of a length that NIST
    /// SP 800-63B (5.1.1.2) finds acceptable, and longer where it opens other people's records; and
    /// nothing that is tried first.
    pub fn password(&mut self, field: &str, text: &str, role: Role, about: &[&str]) -> &mut Self {
        let least = match role {
            Role::Patient => limits::MIN_PASSWORD_CHARS,
            Role::Doctor | Role::Admin => limits::MIN_STAFF_PASSWORD_CHARS,
        };
        let length = text.chars().count();
        let (short, long) = (length < least, length > limits::MAX_PASSWORD_CHARS);
        self.refuse_if(short, field, FieldCode::TooShort);
        self.refuse_if(long, field, FieldCode::TooLong);
        let fits = !short && !long;
        self.refuse_if(
            fits && is_guessable(text, about),
            field,
            FieldCode::Guessable,
        )
    }

    /// All clear, or everything that is wrong.
    ///
    /// # Errors
    /// The problems noted so far, in the order of their fields.
    pub fn finish(&mut self) -> Result<(), Vec<FieldProblem>> {
        match std::mem::take(&mut self.problems) {
            problems if problems.is_empty() => Ok(()),
            problems => Err(problems),
        }
    }
}

/// An address as it is stored and looked up. What is none is nobody's.
#[must_use]
pub fn canonical_email(text: &str) -> String {
    let nobodys = || {
        let lower = text.trim().to_lowercase();
        lower.chars().filter(|c| !c.is_control()).collect()
    };
    EmailAddress::read(text).map_or_else(nobodys, |address| address.canonical())
}

/// An address as people write it.
#[must_use]
pub fn shown_email(text: &str) -> String {
    let read = EmailAddress::read(text);
    read.map_or_else(|| text.to_owned(), |address| address.shown())
}

/// A password as it is hashed: whatever keyboard made its letters, they are the same (NIST SP 800-63B, 5.1.1.2:
/// NFKC).
#[must_use]
pub fn composed_password(text: &str) -> String {
    let compose = ComposingNormalizerBorrowed::new_nfkc();
    compose.normalize(text).into_owned()
}

/// Whether there is nothing to see in a text.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(check: impl FnOnce(&mut Check) -> &mut Check) -> Vec<FieldCode> {
        let mut all = Check::new();
        let problems = check(&mut all).finish().err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn addresses() {
        for good in ["john@email.com", "a.b+c@sub.example.org"] {
            assert_eq!(wrong(|c| c.email("email", good)), [], "{good}");
        }
        for bad in [
            "john",
            "@email.com",
            "john@",
            "john@com",
            "a b@c.de",
            "a@b@c.de",
            "a@.de",
            "a@b..c",
        ] {
            assert_eq!(
                wrong(|c| c.email("email", bad)),
                [FieldCode::Malformed],
                "{bad}"
            );
        }
    }

    #[test]
    fn passwords_are_counted_in_characters_and_longer_for_who_opens_other_peoples_records() {
        let problems = |text: &str, role| wrong(|c| c.password("p", text, role, &[]));
        assert_eq!(problems("sev!n7ü", Role::Patient), [FieldCode::TooShort]);
        assert_eq!(problems("öxäqvüzß", Role::Patient), []);
        for role in [Role::Doctor, Role::Admin] {
            assert_eq!(problems("öxäqvüzßwyk", role), [FieldCode::TooShort]);
            assert_eq!(problems("öxäqvüzßwykj", role), []);
        }
        let long = "öxäqvüzß".repeat(17);
        assert_eq!(problems(&long, Role::Patient), [FieldCode::TooLong]);
        assert_eq!(problems("password", Role::Patient), [FieldCode::Guessable]);
    }

    #[test]
    fn a_name_of_blanks_is_missing() {
        assert_eq!(wrong(|c| c.line("name", "   ", 10)), [FieldCode::Required]);
    }

    #[test]
    fn what_nobody_sees_is_no_name_and_nothing_turns_one_around() {
        for nothing in [
            "\u{200b}",
            "\u{2060}\u{feff}",
            "\u{3164}",
            "\u{ad} \u{200d}",
        ] {
            let found = wrong(|c| c.line("name", nothing, 10));
            assert_eq!(found, [FieldCode::Required], "{nothing:?}");
        }
        for turned in ["Dr. \u{202e}eciL", "\u{2067}Ann\u{2069}"] {
            let found = wrong(|c| c.line("name", turned, 20));
            assert_eq!(found, [FieldCode::Malformed], "{turned:?}");
        }
        // Persian and Indic names join and part their letters, and written from the right they need no mark.
        for good in ["علی\u{200c}رضا", "क्\u{200d}ष", "دانا"] {
            assert_eq!(wrong(|c| c.line("name", good, 20)), [], "{good}");
        }
    }

    #[test]
    fn a_password_is_the_same_by_every_keyboard() {
        assert_eq!(composed_password("u\u{308}ber"), composed_password("über"));
        assert_eq!(composed_password("ﬁn"), "fin");
    }

    #[test]
    fn every_problem_is_named() {
        let mut check = Check::new();
        check.line("name", "", 10).email("email", "x").password(
            "password",
            "y",
            Role::Patient,
            &[],
        );
        let fields: Vec<_> = check
            .finish()
            .unwrap_err()
            .into_iter()
            .map(|p| p.field)
            .collect();
        assert_eq!(fields, ["name", "email", "password"]);
    }
}
