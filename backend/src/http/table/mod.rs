//! The route table: every operation there is, once. The router and the OpenAPI document are both
//! made from it, and each operation must have a row in the authorisation matrix.

mod appointments;
mod availability;
mod calendar;
mod calls;
mod doctors;
mod encounters;
mod everybody;
mod patients;

use super::operation::Operation;

/// Every operation, but for the realtime socket, which OpenAPI has no words for.
pub fn operations() -> Vec<Operation> {
    let mut all = everybody::operations();
    all.extend(doctors::operations());
    all.extend(patients::operations());
    all.extend(calls::operations());
    all.extend(availability::operations());
    all.extend(calendar::operations());
    all.extend(appointments::operations());
    all.extend(encounters::operations());
    all
}
