//! The server: over its own front doors, on both databases.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod absence;
mod accounts;
mod address_proof;
mod appointment_calls;
mod appointment_chat;
mod appointments;
mod authorisation;
mod blocks;
mod booking_races;
mod budgets;
mod chat;
mod chat_files;
mod commands;
mod consultation;
mod contract;
mod crowds;
mod cut_off_uploads;
mod deserted;
mod device_policy;
mod direct_calls;
mod file_memory;
mod forecast;
mod frames;
mod fuzzed;
mod guessing;
mod hostile;
mod killed;
mod lifecycle;
mod mail;
mod notes;
mod notices;
mod pictures;
mod practice_session;
mod privacy;
mod races;
mod ratings;
mod reminders;
mod replay;
mod scanner;
mod storage;
mod support;
mod testkit;
mod three_ways;
