//! Lists in pages, for whichever test asks for small ones.

use super::answers::Answer;
use serde_json::json;
use shared::paths;

const LISTS: [&str; 8] = [
    "schedules",
    "appointments",
    "doctors",
    "patients",
    "notifications",
    "waiting_rooms",
    "threads",
    "calls",
];

/// The path without what only pages and periods ask for, and how many rows were seen.
pub fn split(path: &str) -> (String, usize) {
    let (plain, query) = path.split_once('?').unwrap_or((path, ""));
    let is_after = |part: &&str| part.starts_with("after=");
    let after = query.split('&').find(is_after);
    let seen = after.map_or(0, |part| part["after=".len()..].parse().unwrap());
    let mut rest: Vec<&str> = query.split('&').filter(|part| !is_after(part)).collect();
    if plain == paths::DOCTOR_SCHEDULES {
        rest.clear();
    }
    match rest.join("&") {
        rest if rest.is_empty() => (plain.to_owned(), seen),
        rest => (format!("{plain}?{rest}"), seen),
    }
}

/// The page behind so many rows.
pub fn cut((status, mut body): Answer, seen: usize, most: Option<usize>) -> Answer {
    let Some(most) = most else {
        return (status, body);
    };
    for list in LISTS {
        if let Some(rows) = body.get_mut(list).and_then(|it| it.as_array_mut()) {
            let all = rows.len();
            *rows = rows.iter().skip(seen).take(most).cloned().collect();
            if seen + most < all {
                body["next"] = json!((seen + most).to_string());
            }
        }
    }
    (status, body)
}
