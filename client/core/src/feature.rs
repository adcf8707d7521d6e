//! What every feature of the app answers to.

use crate::api::error::RequestError;
use crate::ctx::Ctx;
use crate::events::Event;
use serde_json::Value;
use shared::Timestamp;

/// What came of a request.
pub(crate) type Answer = Result<Value, RequestError>;

/// A part of the app with fields of its own, which no other part writes.
///
/// It is a checklist rather than an abstraction: whoever adds a feature sees here what it may have to
/// do, and [`Feature::Reads`] says whom it reads. What the server tells goes by `app/frames.rs` to the
/// functions that it concerns.
pub(crate) trait Feature: Default {
    /// What a person may want of it.
    type Intent;
    /// What it asks of the server.
    type Request: Copy;
    /// What it may read of other features.
    type Reads<'a>: Copy;

    /// A person wants something.
    fn on_intent(&mut self, cx: &mut Ctx, reads: Self::Reads<'_>, intent: Self::Intent);

    /// The server answered, or didn't.
    fn on_answer(&mut self, cx: &mut Ctx, request: Self::Request, answer: Answer);

    /// Another feature tells something.
    fn on_event(&mut self, _cx: &mut Ctx, _event: &Event) {}

    /// Brings the world in line with its state, at the end of each pass.
    fn reconcile(&mut self, _cx: &mut Ctx, _reads: Self::Reads<'_>) {}

    /// When it has something to do by itself.
    fn next_at(&self, _cx: &Ctx) -> Option<Timestamp> {
        None
    }

    /// Forgets the person, who leaves this device.
    fn sign_out(&mut self, _cx: &mut Ctx) {
        *self = Self::default();
    }
}
