//! What doctors note during encounters.

use crate::schema::notes;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{EncounterId, Notes, Pii, Timestamp, UserId};

impl ReadTx<'_> {
    /// The notes of an encounter; empty ones where nothing was noted.
    ///
    /// # Errors
    /// The query fails.
    pub fn notes(&mut self, encounter_id: EncounterId) -> Result<Notes, StoreError> {
        let query = notes::table.find(encounter_id.to_string()).select((
            notes::text,
            notes::version,
            notes::changed_at,
        ));
        let row: Option<(String, i64, i64)> = self.run(|c| query.first(c).optional())?;
        let changed_at = row.as_ref().map(|row| Timestamp(row.2));
        let (text, version, _) = row.unwrap_or_default();
        Ok(Notes {
            encounter_id,
            text: Pii(text),
            version,
            changed_at,
        })
    }
}

impl WriteTx<'_> {
    /// Replaces the notes of an encounter.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_notes(&mut self, doctor_id: UserId, noted: &Notes) -> Result<(), StoreError> {
        let key = noted.encounter_id.to_string();
        let changed_at = noted.changed_at.unwrap_or_default().0;
        let content = (
            notes::text.eq(noted.text.reveal()),
            notes::version.eq(noted.version),
            notes::changed_at.eq(changed_at),
        );
        let known = diesel::update(notes::table.find(&key)).set(content);
        if self.run(|c| known.execute(c))? == 0 {
            let first = (
                notes::encounter_id.eq(&key),
                notes::doctor_id.eq(doctor_id.to_string()),
                content,
            );
            let first = diesel::insert_into(notes::table).values(first);
            self.run(|c| first.execute(c))?;
        }
        Ok(())
    }
}
