//! What fails in the page, on its way to the log.
//!
//! Of an error, only its kind and its place in the page's own code are told: its words may hold what a person
//! wrote. What is told is held to the letters of such names here, whatever a page says.

pub(crate) mod intent;

use crate::ctx::Ctx;
use crate::io::{Effect, LogEntry};
use crate::page_faults::intent::{PageFault, PageIntent};

/// Faults of one run that are written down; a page that fails with each view would fill the disk.
const MAX_TOLD: u32 = 50;
/// Characters of a kind or of a screen's name.
const MAX_NAME: usize = 40;
/// Characters of a place: three lines of a stack.
const MAX_PLACE: usize = 200;

/// Counts them.
#[derive(Default)]
pub(crate) struct PageFaults {
    told: u32,
}

impl PageFaults {
    pub(crate) fn on_intent(&mut self, cx: &mut Ctx, intent: PageIntent) {
        let PageIntent::ReportFault(fault) = intent;
        if self.told == MAX_TOLD {
            return;
        }
        self.told += 1;
        cx.push(Effect::Log(LogEntry::PageFault(PageFault {
            kind: held_to(&fault.kind, MAX_NAME),
            place: held_to(&fault.place, MAX_PLACE),
            screen: held_to(&fault.screen, MAX_NAME),
        })));
    }
}

/// The letters that names of code and files are made of, at most `most`.
fn held_to(text: &str, most: usize) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "_-.: ".contains(*c);
    text.chars().filter(is_plain).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(faults: &mut PageFaults, cx: &mut Ctx, fault: PageFault) {
        faults.on_intent(cx, PageIntent::ReportFault(fault));
    }

    #[test]
    fn a_fault_is_told_by_kind_and_place_and_in_plain_letters() {
        let (mut faults, mut cx) = (PageFaults::default(), Ctx::default());
        let said = PageFault {
            kind: "RangeError".into(),
            place: "index-B1.js:1:2345 <John> \u{202e}\n".into(),
            screen: "x".repeat(1_000),
        };
        report(&mut faults, &mut cx, said);
        let written = PageFault {
            kind: "RangeError".into(),
            place: "index-B1.js:1:2345 John ".into(),
            screen: "x".repeat(MAX_NAME),
        };
        let entry = LogEntry::PageFault(written);
        assert_eq!(cx.effects, [Effect::Log(entry)]);
    }

    #[test]
    fn a_page_that_fails_without_end_does_not_fill_the_log() {
        let (mut faults, mut cx) = (PageFaults::default(), Ctx::default());
        for _ in 0..1_000 {
            let said = PageFault {
                kind: "TypeError".into(),
                place: String::new(),
                screen: String::new(),
            };
            report(&mut faults, &mut cx, said);
        }
        assert_eq!(cx.effects.len(), 50);
    }
}
