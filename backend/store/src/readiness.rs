//! The proof that a server can write.

use crate::columns::Bind;
use crate::schema::readiness;
use crate::{StoreError, WriteTx};
use diesel::prelude::*;
use shared::Timestamp;

impl WriteTx<'_> {
    /// Writes down that a server could.
    pub fn prove_ready(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let set = readiness::written_at.eq(Bind(now));
        self.run(|c| diesel::update(readiness::table).set(set).execute(c))
            .map(drop)
    }
}
