//! That an address is its owner's: a code comes by mail and is typed here.
//!
//! Either it completes a registration, or somebody who is signed in is asked for it before the first
//! place, appointment or ring; whatever they wanted then waits where it was typed. Must never keep a
//! password, and a ticket no longer than the registration it is for.

pub(crate) mod intent;
pub(crate) mod view;

use crate::address_proof::intent::{ProofIntent, ProofRequest};
use crate::address_proof::view::ProofView;
use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::notifications::notices::NoticeText;
use crate::screens::route::Route;
use crate::session::forms::FormState;
use shared::{
    CodeSent, EmailChange, EmailCode, Me, PendingRegistration, Pii, RegistrationCode,
    RegistrationTicket, SignedIn, limits, paths,
};

/// The proof that this device is asked for, if it is.
#[derive(Default)]
pub(crate) struct AddressProof {
    asked: Option<Asked>,
}

/// See [`AddressProof`].
struct Asked {
    /// That of a registration; somebody who is signed in needs none.
    ticket: Option<Pii>,
    sent: Option<CodeSent>,
    code: FormState,
    sending: FormState,
    change: FormState,
}

impl Asked {
    fn new(ticket: Option<Pii>, sent: Option<CodeSent>) -> Self {
        Self {
            ticket,
            sent,
            code: FormState::default(),
            sending: FormState::default(),
            change: FormState::default(),
        }
    }
}

impl AddressProof {
    /// What completes a registration, where that is what is asked for.
    pub(crate) fn of_registration(&self) -> Option<ProofView> {
        let asked = self.asked.as_ref();
        asked.filter(|asked| asked.ticket.is_some()).map(draw)
    }

    /// What proves the address of who is signed in.
    pub(crate) fn of_person(&self) -> Option<ProofView> {
        let asked = self.asked.as_ref();
        asked.filter(|asked| asked.ticket.is_none()).map(draw)
    }

    fn ask_person(&mut self, cx: &mut Ctx) {
        let open = self.asked.as_ref();
        if cx.account.may_practise() && open.is_none_or(|asked| asked.ticket.is_some()) {
            self.asked = Some(Asked::new(None, None));
            self.send_code(cx);
        }
    }

    fn send_code(&mut self, cx: &mut Ctx) {
        let Some(asked) = self.asked.as_mut().filter(|asked| !asked.sending.busy) else {
            return;
        };
        asked.sending.begin();
        asked.code.problem = None;
        cx.ask(match asked.ticket.clone() {
            None => ApiRequest::post(ProofRequest::Send, paths::EMAIL_CODE),
            Some(ticket) => ApiRequest::post(ProofRequest::Resend, paths::REGISTER_CODE)
                .with(&RegistrationTicket { ticket }),
        });
    }

    fn give_code(&mut self, cx: &mut Ctx, code: Pii) {
        let Some(asked) = self.asked.as_mut().filter(|asked| !asked.code.busy) else {
            return;
        };
        asked.code.begin();
        asked.sending.problem = None;
        cx.ask(match asked.ticket.clone() {
            None => ApiRequest::post(ProofRequest::Verify, paths::EMAIL_VERIFY)
                .with(&EmailCode { code }),
            Some(ticket) => ApiRequest::post(ProofRequest::Register, paths::REGISTER_VERIFY)
                .with(&RegistrationCode { ticket, code }),
        });
    }

    fn change_address(&mut self, cx: &mut Ctx, change: &EmailChange) {
        let asked = self.asked.as_mut();
        if let Some(asked) = asked.filter(|asked| asked.ticket.is_none() && !asked.change.busy) {
            asked.change.begin();
            cx.ask(ApiRequest::post(ProofRequest::Change, paths::EMAIL_CHANGE).with(change));
        }
    }

    fn on_proved(&mut self, cx: &mut Ctx, answer: Answer) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        if let Some(me) = asked.code.settle(read::<Me>(answer)) {
            cx.account.note_me(me);
            self.asked = None;
            cx.notices.add(NoticeText::AddressProved);
            cx.emit(Event::AddressProved);
        }
    }
}

/// Before anybody is signed in, the server's clock is not known, and this device's may be wrong: nobody is to
/// wait for longer than it takes.
fn by_own_clock(cx: &Ctx, sent: CodeSent) -> CodeSent {
    let longest = cx.server_now().plus_ms(limits::CODE_AGAIN_MS);
    CodeSent {
        again_at: sent.again_at.min(longest),
        ..sent
    }
}

fn draw(asked: &Asked) -> ProofView {
    ProofView {
        sent: asked.sent.clone(),
        code: asked.code.clone(),
        sending: asked.sending.clone(),
        change: asked.change.clone(),
    }
}

impl Feature for AddressProof {
    type Intent = ProofIntent;
    type Request = ProofRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: ProofIntent) {
        match intent {
            ProofIntent::ProveAddress { code } => self.give_code(cx, code),
            ProofIntent::SendCodeAgain => self.send_code(cx),
            ProofIntent::ChangeAddress {
                email,
                current_password,
            } => self.change_address(
                cx,
                &EmailChange {
                    email,
                    current_password,
                },
            ),
            ProofIntent::LeaveProof => {
                self.asked = None;
                if cx.account.is_signed_out() {
                    cx.route = Route::Register;
                }
            }
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: ProofRequest, answer: Answer) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        match request {
            ProofRequest::Send | ProofRequest::Resend => {
                if let Some(sent) = asked.sending.settle(read::<CodeSent>(answer)) {
                    asked.sent = Some(by_own_clock(cx, sent));
                }
            }
            ProofRequest::Change => {
                if let Some(sent) = asked.change.settle(read::<CodeSent>(answer)) {
                    asked.sent = Some(by_own_clock(cx, sent));
                    asked.code = FormState::default();
                }
            }
            ProofRequest::Register => {
                if let Some(signed_in) = asked.code.settle(read::<SignedIn>(answer)) {
                    self.asked = None;
                    cx.emit(Event::Registered(Box::new(signed_in)));
                }
            }
            ProofRequest::Verify => self.on_proved(cx, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            Event::CodeSent(PendingRegistration { ticket, code }) => {
                let code = by_own_clock(cx, code.clone());
                self.asked = Some(Asked::new(Some(ticket.clone()), Some(code)));
                cx.route = Route::ProveAddress;
            }
            Event::EmailUnproved => self.ask_person(cx),
            _ => {}
        }
    }
}
