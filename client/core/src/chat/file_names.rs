//! Names of files that lead to one file and nowhere else.

use shared::limits;

/// Names that mean devices on Windows, whatever follows them: digits (small raised ones, too), blanks, an
/// ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A name that every system takes for one file and nothing else, and that hides nothing: no folder,
/// no device, no mark that turns text around. The server refuses others.
#[must_use]
pub fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c if c.is_control() || turns_text(c) => '_',
        c => c,
    };
    let cleaned: String = last.chars().map(plain).collect();
    let is_blank = |c: char| c == '.' || c.is_whitespace();
    let cleaned = cleaned.trim_matches(is_blank);
    let (stem, extension) = match cleaned.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 8 => (stem, Some(extension)),
        _ => (cleaned, None),
    };
    let room = limits::MAX_FILE_NAME_CHARS.saturating_sub(10);
    let stem: String = stem.chars().take(room).collect();
    let stem = stem.trim_end_matches(is_blank);
    // Looked at last: what was cut off may have hidden it.
    let word = stem.split('.').next().unwrap_or_default().trim_end();
    let word = word.to_lowercase();
    let bare =
        word.trim_end_matches(|c: char| c.is_ascii_digit() || "\u{b9}\u{b2}\u{b3}".contains(c));
    let stem = match (stem, DEVICES.contains(&bare)) {
        ("", _) => "file".to_owned(),
        (stem, true) => format!("_{stem}"),
        (stem, false) => stem.to_owned(),
    };
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

/// Marks that make `gpj.exe` of what ends in `exe.jpg` (Unicode Standard Annex 9, 2).
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// A name whose ending says what the server found the file to be, so that opening it starts nothing
/// but what shows such files.
pub(super) fn name_to_save(name: &str, media_type: &str) -> String {
    let endings: &[&str] = match media_type {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/png" => &["png"],
        "image/webp" => &["webp"],
        "application/pdf" => &["pdf"],
        _ => &["bin"],
    };
    let safe = safe_file_name(name);
    let ending = safe
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    match ending {
        Some(ending) if endings.contains(&ending.as_str()) => safe,
        _ => format!("{safe}.{}", endings.first().unwrap_or(&"bin")),
    }
}

#[cfg(test)]
mod tests {
    use super::{name_to_save, safe_file_name};
    use crate::api::pages::percent_encoded;

    #[test]
    fn names_lead_to_one_file_and_nowhere_else() {
        for (given, safe) in [
            ("arm.jpg", "arm.jpg"),
            ("Befund März 2026 (2).pdf", "Befund März 2026 (2).pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\arm.png", "arm.png"),
            (".htaccess", "htaccess"),
            ("..", "file"),
            ("", "file"),
            ("x.png.", "x.png"),
            ("a:b.png", "a_b.png"),
            ("arm\n.jpg", "arm_.jpg"),
            ("gpj.\u{202e}exe.jpg", "gpj._exe.jpg"),
            ("nul.png", "_nul.png"),
            ("COM1.pdf", "_COM1.pdf"),
            // Windows overlooks blanks before the ending, and takes small raised digits for digits.
            ("nul .png", "_nul.png"),
            ("con .tar.gz", "_con .tar.gz"),
            ("COM\u{b9}.pdf", "_COM\u{b9}.pdf"),
            ("arm. .png", "arm.png"),
            ("lpt", "_lpt"),
            ("contour.png", "contour.png"),
        ] {
            assert_eq!(safe_file_name(given), safe, "{given:?}");
        }
        let hidden = format!("nul{}and more", " ".repeat(200));
        assert_eq!(safe_file_name(&hidden), "_nul");
        let long = safe_file_name(&format!("{}.jpeg", "ä".repeat(300)));
        assert!(long.chars().count() <= 120 && long.ends_with(".jpeg"));
    }

    #[test]
    fn the_ending_is_what_the_content_is() {
        assert_eq!(name_to_save("arm.JPG", "image/jpeg"), "arm.JPG");
        assert_eq!(name_to_save("arm.exe", "image/png"), "arm.exe.png");
        assert_eq!(name_to_save("diary", "application/pdf"), "diary.pdf");
        assert_eq!(name_to_save("x.html", "text/html"), "x.html.bin");
    }

    #[test]
    fn a_query_holds_any_name() {
        // As Python's urllib.parse.quote(…, safe="") writes them.
        assert_eq!(percent_encoded("a b&c=ü.png"), "a%20b%26c%3D%C3%BC.png");
        assert_eq!(percent_encoded("100%~-_."), "100%25~-_.");
    }
}
