//! Every operation there is, once. The router and the OpenAPI document are both made from it, and
//! each operation must have a row in the authorisation matrix.

use super::operation::Operation;
use super::{
    accounts, appointment_calls, appointments, availability, blocks, calendar, call_actions,
    call_starts, calls, chat, docs, email, health, notes, notifications, openapi, people, queue,
    queue_doctor, registration, schedules, slots,
};
use std::sync::OnceLock;

/// Every operation, but for the realtime socket, which OpenAPI has no words for.
pub fn operations() -> Vec<Operation> {
    let mut all = health::operations();
    all.extend(docs::operations());
    all.extend(accounts::operations());
    all.extend(registration::operations());
    all.extend(email::operations());
    all.extend(people::operations());
    all.extend(schedules::operations());
    all.extend(queue::operations());
    all.extend(queue_doctor::operations());
    all.extend(blocks::operations());
    all.extend(call_starts::operations());
    all.extend(call_actions::operations());
    all.extend(calls::operations());
    all.extend(availability::operations());
    all.extend(slots::operations());
    all.extend(calendar::operations());
    all.extend(appointments::operations());
    all.extend(appointment_calls::operations());
    all.extend(chat::operations());
    all.extend(notes::operations());
    all.extend(notifications::operations());
    all
}

/// The OpenAPI document as JSON, made once: it is the same as long as the program runs.
///
/// # Errors
/// It can't be written as JSON.
pub fn openapi_json() -> anyhow::Result<&'static str> {
    static JSON: OnceLock<String> = OnceLock::new();
    if let Some(made) = JSON.get() {
        return Ok(made);
    }
    let text = serde_json::to_string_pretty(&openapi::document(&operations()))?;
    Ok(JSON.get_or_init(|| text))
}

#[cfg(test)]
mod tests {
    use super::operations;
    use crate::http::contract::Who;
    use crate::http::looking::Reads;
    use crate::http::openapi::name_in_braces;
    use crate::http::operation::Verb;

    #[test]
    fn each_part_of_a_path_in_braces_is_taken_by_its_handler() {
        for operation in operations() {
            let named = operation.path.split('/').filter_map(name_in_braces);
            let taken = operation.contract.path.len();
            assert_eq!(named.count(), taken, "{}", operation.id);
        }
    }

    #[test]
    fn each_operation_that_reads_declares_what_and_under_which_name_it_is_in_the_audit() {
        for operation in operations() {
            let (id, reads) = (operation.id, operation.reads);
            match (operation.verb, reads) {
                (Verb::Get, None) => panic!("{id} reads and does not declare what"),
                (Verb::Get, Some(Reads::Audited(name) | Reads::Inside(name))) => {
                    let is_name = name.split('.').count() >= 2
                        && name.chars().all(|c| c == '.' || c.is_ascii_lowercase());
                    assert!(is_name, "{id} is in the audit as {name}");
                    let inside = matches!(reads, Some(Reads::Inside(_)));
                    assert_eq!(inside, operation.contract.who == Who::Anyone, "{id}");
                }
                (Verb::Get, Some(Reads::Own)) => {
                    assert_eq!(
                        operation.contract.who,
                        Who::SignedIn,
                        "{id} is nobody's own"
                    );
                }
                (Verb::Get, Some(Reads::Public)) => {}
                // What it does is in the audit.
                (Verb::Post | Verb::Put | Verb::Patch | Verb::Delete, reads) => {
                    assert_eq!(reads, None, "{id} is no look");
                }
            }
        }
    }

    #[test]
    fn each_operation_that_writes_declares_what_it_spends_and_of_whom() {
        for operation in operations() {
            let id = operation.id;
            let Some(spends) = operation.spends else {
                assert_eq!(
                    operation.verb,
                    Verb::Get,
                    "{id} writes and declares no budget"
                );
                continue;
            };
            let rates = spends.purse().rates();
            assert!(rates.all.is_some(), "{id} has no bound in all");
            assert!(rates.network.is_some(), "{id} has none for a network");
            if operation.contract.who == Who::SignedIn {
                assert!(rates.person.is_some(), "{id} has none for a person");
            }
        }
    }
}
