//! Patients from whom the doctor wants no bookings, calls or messages.
//!
//! Owns the list, as the server has it. Must never work out who is in it.

pub(crate) mod intent;
pub(crate) mod view;

use crate::api::lists::read_list;
use crate::api::pages::Pages;
use crate::api::pending::ApiRequest;
use crate::blocks::intent::{BlockIntent, BlockRequest};
use crate::blocks::view::{BlockedRow, BlocksView};
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::io::Method;
use crate::view_parts::{Action, WhyNot, show};
use shared::{BlockedPatient, BlockedPatients, UserId, paths};

/// See the module.
#[derive(Default)]
pub(crate) struct Blocks {
    pages: Pages<BlockedPatient>,
}

impl Blocks {
    /// What a doctor sees; nobody else has any.
    pub(crate) fn view(&self, cx: &Ctx) -> Option<BlocksView> {
        let row = |patient: &BlockedPatient| BlockedRow {
            lift: cx.action(BlockRequest::Lift(patient.patient_id), Ok(())),
            patient: patient.clone(),
        };
        cx.account.is_doctor().then(|| BlocksView {
            rows: show(&self.pages.list, |all| all.iter().map(row).collect()),
            more: self.pages.more(cx, BlockRequest::More),
            block: if cx.link.is_online() {
                Action::Allowed
            } else {
                Action::Refused {
                    why: WhyNot::Offline,
                }
            },
        })
    }

    fn load(&mut self, cx: &mut Ctx) {
        if cx.account.is_doctor() {
            self.pages.begin();
            cx.ask(ApiRequest::get(BlockRequest::List, paths::BLOCKS));
        }
    }

    fn change(&self, cx: &mut Ctx, request: BlockRequest, method: Method, patient_id: UserId) {
        if cx.account.is_doctor() && cx.action(request, Ok(())) == Action::Allowed {
            let path = paths::with_id(paths::BLOCK, patient_id);
            cx.ask(ApiRequest::send(request, method, path));
        }
    }
}

impl Feature for Blocks {
    type Intent = BlockIntent;
    type Request = BlockRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: BlockIntent) {
        match intent {
            BlockIntent::ShowMoreBlocked => {
                self.pages
                    .ask_for_more(cx, BlockRequest::More, paths::BLOCKS);
            }
            BlockIntent::BlockPatient { patient_id } => {
                self.change(cx, BlockRequest::Block(patient_id), Method::Put, patient_id);
            }
            BlockIntent::UnblockPatient { patient_id } => {
                self.change(
                    cx,
                    BlockRequest::Lift(patient_id),
                    Method::Delete,
                    patient_id,
                );
            }
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: BlockRequest, answer: Answer) {
        match (read_list::<BlockedPatients>(cx, answer), request) {
            (Ok(told), BlockRequest::More) => {
                let id = |one: &BlockedPatient| one.patient_id;
                self.pages.go_on_with(told.patients, told.next, id);
            }
            (Ok(told), BlockRequest::List | BlockRequest::Block(_) | BlockRequest::Lift(_)) => {
                if let (BlockRequest::Lift(lifted), Some(rows)) = (request, self.pages.rows_mut()) {
                    rows.retain(|one| one.patient_id != lifted);
                }
                let id = |one: &BlockedPatient| one.patient_id;
                self.pages.begin_with(told.patients, told.next, id);
            }
            (Err(problem), BlockRequest::List) => self.pages.fail(problem),
            (Err(problem), BlockRequest::More | BlockRequest::Block(_) | BlockRequest::Lift(_)) => {
                cx.notices.fail(problem);
            }
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        if let Event::Online { .. } | Event::Reload = event {
            self.load(cx);
        }
    }
}
