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
mod audit;
mod authorisation;
mod behind_nginx;
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
mod hand_over;
mod headers;
mod hold;
mod hostile;
mod http_manners;
mod in_vain;
mod killed;
mod lifecycle;
mod list_routes;
mod mail;
mod moves;
mod notes;
mod notices;
mod outages;
mod overdue;
mod pictures;
mod practice_session;
mod privacy;
mod private_files;
mod proofs;
mod races;
mod ratings;
mod relays;
mod reminders;
mod replay;
mod rush_hour;
mod scanner;
mod storage;
mod support;
mod testkit;
mod threads;
mod three_ways;
mod undelivered;
