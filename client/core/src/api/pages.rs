//! Lists that come in pages.
//!
//! A list's first page is fetched again now and then; what was fetched behind it stays until the person asks
//! for everything anew. An answer without `next`, as servers gave before there were pages, is the whole list.

use crate::api::error::RequestError;
use crate::api::pending::ApiRequest;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::view_parts::{Action, Loadable};
use shared::Cursor;

/// Rows kept of one list.
const MAX_ROWS: usize = 3_000;

/// What is known of a list.
pub(crate) struct Pages<T> {
    pub(crate) list: Loadable<Vec<T>>,
    next: Option<Cursor>,
    /// Whether the next first page takes the place of all there is.
    anew: bool,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            next: None,
            anew: false,
        }
    }
}

impl<T> Pages<T> {
    pub(crate) fn rows(&self) -> &[T] {
        match &self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &[],
        }
    }

    pub(crate) fn rows_mut(&mut self) -> Option<&mut Vec<T>> {
        match &mut self.list {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    /// The person wants everything anew: what lies behind the first page is to be asked for again.
    pub(crate) fn start_anew(&mut self) {
        self.anew = true;
    }

    /// The first page is asked for.
    pub(crate) fn begin(&mut self) {
        if matches!(self.list, Loadable::Failed { .. }) {
            self.list = Loadable::Loading;
        }
    }

    /// The first page could not be had: an old list is better than none.
    pub(crate) fn fail(&mut self, problem: RequestError) {
        if !matches!(self.list, Loadable::Loaded { .. }) {
            self.list = Loadable::Failed { problem };
        }
    }

    /// The first page came. What is known behind its last row stays, as the page says nothing of it.
    pub(crate) fn begin_with<K: PartialEq>(
        &mut self,
        mut told: Vec<T>,
        next: Option<Cursor>,
        id: impl Fn(&T) -> K,
    ) {
        let known = match std::mem::replace(&mut self.list, Loadable::Loading) {
            Loadable::Loaded { value } if next.is_some() && !self.anew => value,
            _ => Vec::new(),
        };
        self.anew = false;
        let place = |row: &T| known.iter().position(|one| id(one) == id(row));
        let seen = told.iter().rev().find_map(place);
        let behind = seen.map_or(known.len(), |last| last + 1);
        let is_told = |row: &T| told.iter().any(|one| id(one) == id(row));
        let rest: Vec<T> = known
            .into_iter()
            .skip(behind)
            .filter(|row| !is_told(row))
            .collect();
        if rest.is_empty() {
            self.next = next;
        }
        told.extend(rest);
        told.truncate(MAX_ROWS);
        self.list = Loadable::Loaded { value: told };
    }

    /// A page behind what is known came.
    pub(crate) fn go_on_with<K: PartialEq>(
        &mut self,
        told: Vec<T>,
        next: Option<Cursor>,
        id: impl Fn(&T) -> K,
    ) {
        let Loadable::Loaded { value } = &mut self.list else {
            return;
        };
        for row in told {
            match value.iter_mut().find(|one| id(one) == id(&row)) {
                Some(known) => *known = row,
                None => value.push(row),
            }
        }
        self.next = next.filter(|_| value.len() < MAX_ROWS);
    }

    /// Asks for what lies behind what is known.
    pub(crate) fn ask_for_more(&self, cx: &mut Ctx, kind: impl Into<RequestKind>, path: &str) {
        let kind = kind.into();
        if let Some(next) = self.next.as_ref().filter(|_| !cx.requests.has(kind)) {
            cx.ask(ApiRequest::get(kind, behind(path, next)));
        }
    }

    /// Whether there is more to ask for.
    pub(crate) fn more(&self, cx: &Ctx, kind: impl Into<RequestKind>) -> Option<Action> {
        self.next.as_ref().map(|_| cx.action(kind, Ok(())))
    }
}

/// The path of the page behind that place.
pub(crate) fn behind(path: &str, next: &Cursor) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}after={}", percent_encoded(&next.0))
}

/// As a value of a query (RFC 3986, 2.3 and 3.4).
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(text: &str) -> Option<Cursor> {
        Some(Cursor(text.to_owned()))
    }

    fn known(rows: std::ops::Range<i64>, next: Option<Cursor>) -> Pages<i64> {
        Pages {
            list: Loadable::Loaded {
                value: rows.collect(),
            },
            next,
            anew: false,
        }
    }

    #[test]
    fn a_first_page_renews_its_own_part_and_leaves_what_lies_behind() {
        let mut pages = known(0..6, cursor("behind 5"));
        // 9 is new, 1 is gone, and 2 was pushed out of the page.
        pages.begin_with(vec![9, 0], cursor("behind 0"), |row| *row);
        assert_eq!(pages.rows(), [9, 0, 1, 2, 3, 4, 5]);
        pages.begin_with(vec![9, 0, 2], cursor("behind 2"), |row| *row);
        assert_eq!(pages.rows(), [9, 0, 2, 3, 4, 5]);
        assert_eq!(pages.next, cursor("behind 5"));
    }

    #[test]
    fn whoever_starts_anew_has_the_first_page_alone() {
        let mut pages = known(0..6, cursor("behind 5"));
        pages.start_anew();
        pages.begin_with(vec![0, 1], cursor("behind 1"), |row| *row);
        assert_eq!(pages.rows(), [0, 1]);
        assert_eq!(pages.next, cursor("behind 1"));
    }

    #[test]
    fn an_answer_without_more_is_the_whole_list() {
        let mut pages = known(0..6, cursor("behind 5"));
        pages.begin_with(vec![3, 4], None, |row| *row);
        assert_eq!(pages.rows(), [3, 4]);
        assert_eq!(pages.next, None);
    }

    #[test]
    fn pages_behind_are_added_once() {
        let mut pages = known(0..3, cursor("behind 2"));
        for _ in 0..2 {
            pages.go_on_with(vec![2, 3, 4], None, |row| *row);
        }
        assert_eq!(pages.rows(), [0, 1, 2, 3, 4]);
        let path = behind("/api/list?from=1", &Cursor("1.2+3".to_owned()));
        assert_eq!(path, "/api/list?from=1&after=1.2%2B3");
    }
}
