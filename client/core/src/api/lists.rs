//! Reading an answer that is a list: what can't be read of it is left out, and said in the log.
//!
//! One row that this app doesn't understand must not take the whole screen away. Only whole items are left
//! out, the outermost that the trouble lies in, so that nothing is shown as something else than it is.

use crate::api::error::{RequestError, refused};
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::{Effect, LogEntry};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use shared::ProblemCode;

/// With more than so many, it is another protocol.
const MAX_LEFT_OUT: usize = 64;

/// Reads an answer with lists in it.
pub(crate) fn read_list<T: DeserializeOwned>(
    cx: &mut Ctx,
    answer: Answer,
) -> Result<T, RequestError> {
    let mut body = answer?;
    let mut items = 0;
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&body) {
            Ok(list) => {
                if items > 0 {
                    cx.push(Effect::Log(LogEntry::ItemsLeftOut { items }));
                }
                return Ok(list);
            }
            Err(error) => error,
        };
        if items == MAX_LEFT_OUT || !remove_item(&mut body, error.path()) {
            return Err(refused(ProblemCode::Internal));
        }
        items += 1;
    }
}

/// Takes the outermost item of a list away that the path leads through; tells whether there is one.
fn remove_item(body: &mut Value, path: &Path) -> bool {
    let mut place = body;
    for segment in path {
        match segment {
            Segment::Map { key } => match place.get_mut(key) {
                Some(inner) => place = inner,
                None => return false,
            },
            Segment::Seq { index } => {
                let Some(list) = place.as_array_mut().filter(|list| *index < list.len()) else {
                    return false;
                };
                list.remove(*index);
                return true;
            }
            Segment::Enum { .. } | Segment::Unknown => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use shared::Timestamp;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        at: Timestamp,
        #[serde(default)]
        parts: Vec<u8>,
    }

    #[derive(Debug, Deserialize)]
    struct List {
        items: Vec<Item>,
    }

    fn read(body: Value) -> (Result<Vec<i64>, RequestError>, Vec<Effect>) {
        let mut cx = Ctx::default();
        let read = read_list::<List>(&mut cx, Ok(body));
        let read = read.map(|list| list.items.iter().map(|item| item.at.0).collect());
        (read, cx.effects)
    }

    #[test]
    fn an_item_that_can_not_be_read_is_left_out_and_the_log_says_so() {
        let (read, effects) = read(json!({ "items": [
            { "at": 1 },
            { "at": 9_007_199_254_740_992_i64 },
            { "at": 2, "parts": [1, 2] },
            { "at": 3, "parts": [1, "two"] },
            "nothing of the kind",
            null,
            { "at": 4 },
        ] }));
        assert_eq!(read, Ok(vec![1, 2, 4]));
        let entry = LogEntry::ItemsLeftOut { items: 4 };
        assert_eq!(effects, [Effect::Log(entry)]);
    }

    #[test]
    fn what_is_whole_is_not_spoken_of() {
        let (read, effects) = read(json!({ "items": [{ "at": 1 }] }));
        assert_eq!((read, effects), (Ok(vec![1]), Vec::new()));
    }

    #[test]
    fn another_protocol_is_no_list() {
        let wrong = Err(refused(ProblemCode::Internal));
        for body in [
            json!(null),
            json!([]),
            json!({ "items": 5 }),
            json!({ "items": vec![json!(null); MAX_LEFT_OUT + 1] }),
        ] {
            assert_eq!(read(body).0, wrong);
        }
        let (read, _) = read(json!({ "items": vec![json!(null); MAX_LEFT_OUT] }));
        assert_eq!(read, Ok(Vec::new()));
    }
}
