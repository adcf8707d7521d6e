//! The cookie by which a device is known again that signed in before. It lets nobody in.

use super::contract::Contract;
use super::describe::Describes;
use super::visitor::Visitor;
use crate::devices::KnownDevice;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, web};
use shared::{SignedIn, limits};
use std::convert::Infallible;
use std::future::{Ready, ready};

/// As long as browsers keep any cookie (RFC 6265bis, 5.5): 400 days.
const MAX_AGE_S: u32 = 400 * 24 * 60 * 60;

/// The device that asks, where it signed in before.
pub struct Device(pub Option<KnownDevice>);

impl Device {
    /// An answer that signs this device in, and has it keep what it is known by from now on.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn remember<R>(
        self,
        state: &AppState,
        from: Visitor,
        signed_in: SignedIn,
        answer: impl FnOnce(SignedIn) -> R,
    ) -> Result<Remembered<R>, AppError> {
        let device = self.0.unwrap_or_else(KnownDevice::unknown);
        let kept = device.signed_in(signed_in.me.user_id).seal(&state.tokens)?;
        let secure = if from.https { "; Secure" } else { "" };
        let name = limits::DEVICE_COOKIE;
        let cookie = format!(
            "{name}={kept}; Path=/api/auth; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Strict{secure}"
        );
        Ok(Remembered {
            answer: answer(signed_in),
            cookie,
        })
    }
}

impl FromRequest for Device {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>();
        let lines = request.headers().get_all(COOKIE);
        let mut cookies = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let kept = cookies.find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            (name == limits::DEVICE_COOKIE).then_some(value)
        });
        let known = kept.zip(state);
        ready(Ok(Self(known.and_then(|(kept, state)| {
            KnownDevice::open(kept, &state.tokens)
        }))))
    }
}

impl Describes for Device {
    fn describe(_: &mut Contract) {}
}

/// An answer with the cookie.
pub struct Remembered<R> {
    answer: R,
    cookie: String,
}

impl<R: Responder> Responder for Remembered<R> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.answer.respond_to(request).map_into_boxed_body();
        if let Ok(cookie) = HeaderValue::from_str(&self.cookie) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }
}

impl<R: Describes> Describes for Remembered<R> {
    fn describe(contract: &mut Contract) {
        R::describe(contract);
    }
}
