//! The small server's proof of addresses: it mails codes that tests know.

use super::answers::{Answer, body, ok, problem};
use super::server::Server;
use client_core::HttpRequest;
use serde_json::json;
use shared::*;

/// The ticket of the registration under way.
const TICKET: &str = "a ticket";

impl Server {
    /// What is asked before anybody is signed in.
    pub fn about_registration(&mut self, request: &HttpRequest, path: &str) -> Option<Answer> {
        let desk = &self.proof;
        Some(match path {
            paths::REGISTER if desk.required => {
                let wanted: RegisterRequest = body(request);
                let code = self.mail_code(&wanted.email);
                self.proof.pending = Some(wanted);
                let ticket = TICKET.into();
                (202, json!(PendingRegistration { ticket, code }))
            }
            paths::REGISTER => (201, json!(self.register(&body(request)))),
            paths::REGISTER_CODE => {
                let email = self.proof.pending.as_ref()?.email.clone();
                ok(self.mail_code(&email))
            }
            paths::REGISTER_VERIFY => {
                let given: RegistrationCode = body(request);
                assert_eq!(given.ticket.reveal(), TICKET);
                if *given.code.reveal() != desk.code() {
                    return Some(problem(409, ProblemCode::WrongCode));
                }
                let wanted = self.proof.pending.take()?;
                let signed_in = self.register(&wanted);
                self.proof.proved.insert(signed_in.me.user_id);
                ok(signed_in)
            }
            _ => return None,
        })
    }

    /// What somebody who is signed in asks.
    pub fn about_own_address(
        &mut self,
        request: &HttpRequest,
        path: &str,
        user_id: UserId,
    ) -> Option<Answer> {
        Some(match path {
            paths::EMAIL_CODE => {
                let email = self.users[&user_id].me.email.clone();
                ok(self.mail_code(&email))
            }
            paths::EMAIL_CHANGE => {
                let change: EmailChange = body(request);
                if *change.current_password.reveal() != *self.users[&user_id].password {
                    return Some(problem(401, ProblemCode::WrongCredentials));
                }
                ok(self.mail_code(&change.email))
            }
            paths::EMAIL_VERIFY => {
                let given: EmailCode = body(request);
                if *given.code.reveal() != self.proof.code() {
                    return Some(problem(409, ProblemCode::WrongCode));
                }
                self.proof.proved.insert(user_id);
                let email = self.proof.mailed.last()?.as_str().into();
                let user = self.users.get_mut(&user_id)?;
                user.me.email = email;
                ok(user.me.clone())
            }
            _ => return None,
        })
    }

    fn mail_code(&mut self, email: &Pii) -> CodeSent {
        self.proof.mailed.push(email.reveal().clone());
        CodeSent {
            email: email.clone(),
            again_at: self.now.plus_s(60),
            expires_at: self.now.plus_s(1_800),
        }
    }

    fn register(&mut self, wanted: &RegisterRequest) -> SignedIn {
        let user_id = self.add_user(Role::Patient, wanted.name.reveal());
        self.users.get_mut(&user_id).unwrap().me.email = wanted.email.clone();
        self.sign_in(user_id)
    }

    /// Whether this person may take what is scarce.
    pub fn is_proved(&self, user_id: UserId) -> bool {
        !self.proof.required || self.proof.proved.contains(&user_id)
    }
}
