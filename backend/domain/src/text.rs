//! What counts as a name, an address, a password, a zone.

use shared::{FieldCode, FieldProblem, limits};

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

    /// Text that must be there, at most `most` characters once trimmed, without control characters.
    pub fn line(&mut self, field: &str, text: &str, most: usize) -> &mut Self {
        let text = text.trim();
        self.refuse_if(text.is_empty(), field, FieldCode::Required);
        self.refuse_if(text.chars().count() > most, field, FieldCode::TooLong);
        self.refuse_if(
            text.chars().any(char::is_control),
            field,
            FieldCode::Malformed,
        )
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

    /// An e-mail address, as far as form tells: one `@` with something on both sides and a dot in
    /// the domain. Whether it exists, only a mail can tell.
    pub fn email(&mut self, field: &str, text: &str) -> &mut Self {
        let form = text.split_once('@').is_some_and(|(local, host)| {
            let labels_filled = host.split('.').all(|label| !label.is_empty());
            !local.is_empty() && host.contains('.') && labels_filled && !host.contains('@')
        });
        let odd = text.chars().any(|c| c.is_whitespace() || c.is_control());
        self.refuse_if(text.is_empty(), field, FieldCode::Required);
        self.refuse_if(
            text.len() > limits::MAX_EMAIL_CHARS,
            field,
            FieldCode::TooLong,
        );
        self.refuse_if(
            !text.is_empty() && (!form || odd),
            field,
            FieldCode::Malformed,
        )
    }

    /// A password of a length that NIST SP 800-63B (5.1.1.2) finds acceptable.
    pub fn password(&mut self, field: &str, text: &str) -> &mut Self {
        let length = text.chars().count();
        self.refuse_if(
            length < limits::MIN_PASSWORD_CHARS,
            field,
            FieldCode::TooShort,
        );
        self.refuse_if(
            length > limits::MAX_PASSWORD_CHARS,
            field,
            FieldCode::TooLong,
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

/// An address as it is stored and looked up: trimmed and in lower case, so that nobody registers
/// twice by pressing shift.
#[must_use]
pub fn canonical_email(text: &str) -> String {
    text.trim().to_lowercase()
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
    fn passwords_are_counted_in_characters() {
        assert_eq!(wrong(|c| c.password("p", "seven77")), [FieldCode::TooShort]);
        assert_eq!(wrong(|c| c.password("p", "äöüßäöüß")), []);
        assert_eq!(
            wrong(|c| c.password("p", &"x".repeat(129))),
            [FieldCode::TooLong]
        );
    }

    #[test]
    fn a_name_of_blanks_is_missing() {
        assert_eq!(wrong(|c| c.line("name", "   ", 10)), [FieldCode::Required]);
    }

    #[test]
    fn every_problem_is_named() {
        let mut check = Check::new();
        check
            .line("name", "", 10)
            .email("email", "x")
            .password("password", "y");
        let fields: Vec<_> = check
            .finish()
            .unwrap_err()
            .into_iter()
            .map(|p| p.field)
            .collect();
        assert_eq!(fields, ["name", "email", "password"]);
    }
}
