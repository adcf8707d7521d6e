//! What hostile accounts and strangers cost everybody else: `cargo xtask bench abuse`.
//!
//! The server is its own process with the limits that it has where nobody says otherwise. Each abuse is
//! played against it over loopback while somebody else asks who they are, again and again; beside it
//! stands the same time with nothing going on. Prints Markdown.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a measurement fails by panicking"
)]

mod abuses;
mod bystander;
mod clinic;
mod files;
mod stranger;
#[path = "../../tests/it/support/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod support;

use bystander::Bystander;
use clinic::Clinic;
use std::time::Duration;
use support::sink::Sink;

/// How long nothing goes on, to compare with.
const QUIET: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() {
    println!("| abuse | what came of it | others' p50, p99 meanwhile | quiet | memory |");
    println!("|---|---|---|---|---|");
    for abuse in abuses::ALL {
        // Each on a server of its own, so that none is spared by what another one spent.
        let sink = matches!(abuse, abuses::Abuse::Invented).then(|| Sink::start(0));
        let clinic = Clinic::open(sink.as_ref().map(Sink::config)).await;
        let bystander = Bystander::start(&clinic.program.door, &clinic.doctor);
        let quiet = bystander.watch(tokio::time::sleep(QUIET)).await.1;
        let before = clinic.program.memory_kib();
        let (outcome, meanwhile) = match abuse {
            abuses::Abuse::Sockets => bystander.watch(abuses::sockets(&clinic)).await,
            abuses::Abuse::Frames => bystander.watch(abuses::frames(&clinic)).await,
            abuses::Abuse::Places => bystander.watch(abuses::places(&clinic)).await,
            abuses::Abuse::Invented => bystander.watch(abuses::invented(&clinic)).await,
            abuses::Abuse::Requests => bystander.watch(abuses::requests(&clinic)).await,
            abuses::Abuse::Bookings => bystander.watch(abuses::bookings(&clinic)).await,
            abuses::Abuse::Methods => bystander.watch(abuses::methods(&clinic)).await,
            abuses::Abuse::Guesses => bystander.watch(abuses::guesses(&clinic)).await,
            abuses::Abuse::Junk => bystander.watch(stranger::junk(&clinic)).await,
            abuses::Abuse::Readers => bystander.watch(files::readers(&clinic)).await,
            abuses::Abuse::Uploads => bystander.watch(files::uploads(&clinic)).await,
        };
        let growth = clinic.program.memory_kib().saturating_sub(before);
        let name = abuse.name();
        println!("| {name} | {outcome} | {meanwhile} | {quiet} | +{growth} KiB |");
    }
}
