//! Lists that come in pages, each of which begins behind a row and not at a number: rows that come and go
//! meanwhile shift nothing.
//!
//! The rows of a list lie in ranks, such as what is open before what is over. Each rank has an order of its
//! own, by a number and then by the id, which an index knows.

use crate::StoreError;
use shared::{Cursor, limits};
use std::str::FromStr;
use uuid::Uuid;

/// A row's place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Smaller ranks come first.
    pub rank: u8,
    /// What the rank is ordered by.
    pub key: i64,
    /// And then by this.
    pub id: Uuid,
}

impl From<Position> for Cursor {
    fn from(Position { rank, key, id }: Position) -> Self {
        Self(format!("{rank}.{key}.{id}"))
    }
}

/// It is no cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(NoPosition);
        Ok(Self {
            rank: part()?.parse().map_err(|_| NoPosition)?,
            key: part()?.parse().map_err(|_| NoPosition)?,
            id: part()?.parse().map_err(|_| NoPosition)?,
        })
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// At most [`limits::ROWS_PER_PAGE`].
    pub rows: Vec<T>,
    /// The place of the last of them, where there are more.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// The same page of something that is made of its rows.
    pub fn map<U>(self, rows: impl FnOnce(Vec<T>) -> Vec<U>) -> Page<U> {
        Page {
            rows: rows(self.rows),
            next: self.next,
        }
    }
}

/// Reads a page out of so many ranks. `read` is asked for rows of one rank, behind a place in it where there
/// is one, and at most so many; `place` tells by what a row is ordered.
pub(crate) fn read_page<T>(
    after: Option<Position>,
    ranks: u8,
    mut read: impl FnMut(u8, Option<(i64, Uuid)>, i64) -> Result<Vec<T>, StoreError>,
    place: impl Fn(&T) -> (i64, Uuid),
) -> Result<Page<T>, StoreError> {
    let most = usize::try_from(limits::ROWS_PER_PAGE).unwrap_or_default();
    let mut found: Vec<(u8, T)> = Vec::new();
    for rank in after.map_or(0, |at| at.rank)..ranks {
        // One more than fit, which tells whether it goes on.
        let lacking = limits::ROWS_PER_PAGE + 1 - i64::try_from(found.len()).unwrap_or_default();
        if lacking <= 0 {
            break;
        }
        let behind = after.filter(|at| at.rank == rank);
        let rows = read(rank, behind.map(|at| (at.key, at.id)), lacking)?;
        found.extend(rows.into_iter().map(|row| (rank, row)));
    }
    let goes_on = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| goes_on);
    let next = last.map(|(rank, row)| {
        let (key, id) = place(row);
        let rank = *rank;
        Position { rank, key, id }
    });
    let rows = found.into_iter().map(|(_, row)| row).collect();
    Ok(Page { rows, next })
}

/// A boxed query's rows in the order of a number and then of the id, behind a place where there is one.
macro_rules! in_order {
    ($query:expr, $behind:expr, ($key:expr, $id:expr), asc) => {{
        let mut query = $query.order(($key.asc(), $id.asc()));
        if let Some((key, id)) = $behind {
            let key = crate::columns::Bind(shared::Timestamp(key));
            let later = $key
                .gt(key)
                .or($key.eq(key).and($id.gt(crate::columns::Bind(id))));
            query = query.filter(later);
        }
        query
    }};
    ($query:expr, $behind:expr, ($key:expr, $id:expr), desc) => {{
        let mut query = $query.order(($key.desc(), $id.desc()));
        if let Some((key, id)) = $behind {
            let key = crate::columns::Bind(shared::Timestamp(key));
            let earlier = $key
                .lt(key)
                .or($key.eq(key).and($id.lt(crate::columns::Bind(id))));
            query = query.filter(earlier);
        }
        query
    }};
}
pub(crate) use in_order;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(after: Option<Position>) -> Page<i64> {
        // Two ranks of 150 numbers each.
        let read = |rank: u8, behind: Option<(i64, Uuid)>, most: i64| {
            let first = i64::from(rank) * 1_000;
            let all = first..first + 150;
            let rest = all.filter(|number| behind.is_none_or(|(key, _)| *number > key));
            Ok(rest.take(usize::try_from(most).unwrap()).collect())
        };
        read_page(after, 2, read, |number| (*number, Uuid::nil())).unwrap()
    }

    #[test]
    fn pages_go_through_all_ranks_and_leave_nothing_out() {
        let (mut all, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = numbers(after);
            assert!(page.rows.len() <= 100);
            all.extend(page.rows);
            pages += 1;
            match page.next {
                // What went over the wire is the same place.
                Some(next) => after = Some(Cursor::from(next).0.parse().unwrap()),
                None => break,
            }
        }
        assert_eq!(pages, 3);
        assert_eq!(all, (0..150).chain(1_000..1_150).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3",
            "300.1.00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(text.parse::<Position>(), Err(NoPosition), "{text}");
        }
    }
}
