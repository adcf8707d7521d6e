//! The app's core, played against a simulated clinic.
#![cfg(test)]

mod account;
mod agreement;
mod appointments;
mod between;
mod blocks;
mod booking;
mod chat;
mod check;
mod clinic;
mod clocks;
mod consent;
mod device_policy;
mod direct;
mod files;
mod foreign_answers;
mod hostile_server;
mod inbox;
mod language;
mod link;
mod lists;
mod lossy;
mod notes;
mod outages;
mod overview;
mod plans;
mod profile;
mod proof;
mod quality;
mod rating;
mod rehearsal;
mod restarts;
mod ring_properties;
mod rooms;
mod visit;
mod waiting_rooms;
