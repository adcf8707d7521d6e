//! One sample view of every screen and every stage of a call, for the UI's gallery.
//!
//! Owns invented people only: what they see is what the core makes of a scene that is played with
//! them. A test keeps the gallery complete: whoever adds a screen or a stage adds a page.

mod agenda;
mod appointments;
mod booking;
mod calls;
mod chats;
mod devices;
mod direct;
mod ends;
mod entrance;
mod files;
mod history;
mod homes;
mod identities;
mod inbox;
mod messages;
mod notes;
mod patients;
mod people;
mod profiles;
mod rooms;
mod scene;
mod server;
mod sessions;
mod threads;

use client_core::ViewState;
use shared::Timestamp;

/// The moment at which every page is looked at.
#[must_use]
pub const fn now() -> Timestamp {
    people::NOW
}

/// Every page: a name fit for a file, and what to draw.
#[must_use]
pub fn gallery() -> Vec<(&'static str, ViewState)> {
    [
        entrance::pages(),
        inbox::pages(),
        messages::pages(),
        history::pages(),
        profiles::pages(),
        homes::pages(),
        rooms::pages(),
        devices::pages(),
        calls::pages(),
        identities::pages(),
        notes::pages(),
        patients::pages(),
        ends::pages(),
        direct::pages(),
        chats::pages(),
        files::pages(),
        appointments::pages(),
        booking::pages(),
    ]
    .concat()
}

#[cfg(test)]
mod tests;
