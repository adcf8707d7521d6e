//! Inside the server, only its two front doors and its start-up speak the web framework.

use super::finding::Finding;

/// Where the framework's name may be said, as the beginning of a path.
const FRONT_DOORS: &[&str] = &[
    "backend/src/http/",
    "backend/src/live/",
    "backend/src/main.rs",
    "backend/src/server.rs",
    "backend/tests/",
];

/// As paths in Rust say it: `actix_web`, `actix_ws`.
const FRAMEWORK: &str = concat!("actix", "_");

/// Complains about each line of the server that says the framework's name in the wrong room.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let is_server = path.starts_with("backend/") && path.ends_with(".rs");
    if !is_server || FRONT_DOORS.iter().any(|door| path.starts_with(door)) {
        return Vec::new();
    }
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.contains(FRAMEWORK))
        .map(|(number, _)| {
            Finding::at_line(
                path,
                number,
                "the web framework is spoken in backend/src/http and backend/src/live only",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_front_doors_speak_it() {
        let text = format!("use std::io;\nuse {FRAMEWORK}web::HttpResponse;\n");
        assert!(check("backend/src/http/calls.rs", &text).is_empty());
        assert!(check("backend/src/live/mod.rs", &text).is_empty());
        assert_eq!(
            check("backend/src/app/calls.rs", &text)
                .first()
                .map(|finding| finding.location.as_str()),
            Some("backend/src/app/calls.rs:2")
        );
        assert_eq!(check("backend/domain/src/lib.rs", &text).len(), 1);
    }
}
