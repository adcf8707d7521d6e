//! Who may write to a thread, and what may stand in it.

use crate::Refusal;
use crate::marks::turns_text;
use crate::text::{Check, is_blank};
use shared::{FieldCode, FieldProblem, NewMessage, Timestamp, limits};

/// Until when a thread can be written to; absent while its encounter goes on.
#[must_use]
pub fn open_until(ended_at: Option<Timestamp>) -> Option<Timestamp> {
    ended_at.map(|at| at.plus_ms(limits::CHAT_OPEN_MS))
}

/// Whether a thread can be written to: before, during and for a while after the encounter.
///
/// # Errors
/// It ended too long ago.
pub fn may_write(ended_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match open_until(ended_at) {
        Some(until) if now >= until => Err(Refusal::ChatClosed),
        Some(_) | None => Ok(()),
    }
}

/// What a message may say: something, unless a file hangs on it, and not too much.
///
/// # Errors
/// What is wrong with it.
pub fn check_message(message: &NewMessage) -> Result<(), Vec<FieldProblem>> {
    let text = message.text.reveal();
    let nothing = is_blank(text) && (message.file_id.is_none() || !text.is_empty());
    let mut check = Check::new();
    check.refuse_if(nothing, "text", FieldCode::Required);
    check
        .prose("text", text, limits::MAX_MESSAGE_CHARS)
        .finish()
}

/// What a file may be called: one line that is no path and hides nothing.
///
/// # Errors
/// What is wrong with it.
pub fn check_file_name(name: &str) -> Result<(), Vec<FieldProblem>> {
    let is_path = name.contains(['/', '\\', ':']) || name.starts_with('.') || name.ends_with('.');
    let mut check = Check::new();
    check.refuse_if(
        is_path || name.chars().any(turns_text),
        "name",
        FieldCode::Malformed,
    );
    check
        .line("name", name, limits::MAX_FILE_NAME_CHARS)
        .finish()
}

/// A file's name, where it ends as such files do; with that ending behind it otherwise, so that what
/// opens it by its name is what shows such files.
#[must_use]
pub fn name_with_ending(name: &str, media_type: &str) -> String {
    let endings: &[&str] = match media_type {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/png" => &["png"],
        "image/webp" => &["webp"],
        "application/pdf" => &["pdf"],
        _ => &["bin"],
    };
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    if ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
        return name.to_owned();
    }
    let ending = endings.first().unwrap_or(&"bin");
    let room = limits::MAX_FILE_NAME_CHARS.saturating_sub(ending.len() + 1);
    let stem: String = name.chars().take(room).collect();
    format!("{}.{ending}", stem.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{FileId, Pii};

    const DAY_MS: i64 = 86_400_000;

    fn codes(checked: Result<(), Vec<FieldProblem>>) -> Vec<FieldCode> {
        let problems = checked.err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_thread_closes_a_week_after_the_encounter() {
        let ended = Timestamp(1_700_000_000_000);
        assert_eq!(may_write(None, ended), Ok(()));
        let after = |days: i64, ms: i64| may_write(Some(ended), ended.plus_ms(days * DAY_MS + ms));
        assert_eq!(after(0, 0), Ok(()));
        assert_eq!(after(7, -1), Ok(()));
        assert_eq!(after(7, 0), Err(Refusal::ChatClosed));
    }

    #[test]
    fn a_message_says_something_or_brings_a_file() {
        let checked = |text: &str, with_file: bool| {
            codes(check_message(&NewMessage {
                text: Pii::from(text),
                file_id: with_file.then(|| FileId(Default::default())),
            }))
        };
        assert_eq!(checked("Good morning,\n\tdoctor", false), []);
        assert_eq!(checked("", true), []);
        assert_eq!(checked("", false), [FieldCode::Required]);
        assert_eq!(checked(" \n ", false), [FieldCode::Required]);
        assert_eq!(checked("\u{200b}\u{2060}", false), [FieldCode::Required]);
        assert_eq!(checked(" ", true), [FieldCode::Required]);
        assert_eq!(checked(&"ä".repeat(4_000), false), []);
        assert_eq!(checked(&"ä".repeat(4_001), false), [FieldCode::TooLong]);
        assert_eq!(checked("bell \u{7}", false), [FieldCode::Malformed]);
    }

    #[test]
    fn a_file_name_is_no_path() {
        for good in ["arm.jpg", "Befund März 2026 (2).pdf", "صورة.png"] {
            assert_eq!(codes(check_file_name(good)), [], "{good}");
        }
        for bad in [
            "../../etc/passwd",
            "a/b.png",
            "a\\b.png",
            "C:x.png",
            ".htaccess",
            "..",
            "x.png.",
            "arm\n.jpg",
            "gpj.\u{202e}exe.jpg",
        ] {
            assert!(
                codes(check_file_name(bad)).contains(&FieldCode::Malformed),
                "{bad}"
            );
        }
        assert_eq!(codes(check_file_name("")), [FieldCode::Required]);
        assert_eq!(
            codes(check_file_name(&"x".repeat(121))),
            [FieldCode::TooLong]
        );
    }

    #[test]
    fn a_name_ends_as_what_the_file_is() {
        for (name, media_type, ending) in [
            ("arm.png", "image/png", "arm.png"),
            ("ARM.JPEG", "image/jpeg", "ARM.JPEG"),
            ("a.exe", "image/png", "a.exe.png"),
            ("a.png.exe", "image/png", "a.png.exe.png"),
            ("Befund 3. März", "application/pdf", "Befund 3. März.pdf"),
            ("arm.pdf", "image/webp", "arm.pdf.webp"),
        ] {
            assert_eq!(name_with_ending(name, media_type), ending);
        }
        let long = name_with_ending(&"ä".repeat(120), "application/pdf");
        assert!(long.chars().count() == 120 && long.ends_with("ä.pdf"));
        assert_eq!(check_file_name(&long), Ok(()));
    }
}
