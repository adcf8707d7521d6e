//! What doctors note during encounters.

use crate::columns::Bind;
use crate::schema::notes;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{EncounterId, Notes, Pii, Timestamp, UserId};

impl ReadTx<'_> {
    /// The notes of an encounter; empty ones where nothing was noted.
    pub fn notes(&mut self, encounter_id: EncounterId) -> Result<Notes, StoreError> {
        let query = notes::table.find(Bind(encounter_id)).select((
            notes::text,
            notes::version,
            notes::changed_at,
        ));
        let row: Option<(Pii, i64, Timestamp)> = self.run(|c| query.first(c).optional())?;
        let changed_at = row.as_ref().map(|row| row.2);
        let (text, version, _) = row.unwrap_or_default();
        Ok(Notes {
            encounter_id,
            text,
            version,
            changed_at,
        })
    }
}

impl WriteTx<'_> {
    /// Replaces the notes of an encounter.
    pub fn save_notes(&mut self, doctor_id: UserId, noted: &Notes) -> Result<(), StoreError> {
        let key = Bind(noted.encounter_id);
        let content = (
            notes::text.eq(Bind(&noted.text)),
            notes::version.eq(noted.version),
            notes::changed_at.eq(Bind(noted.changed_at.unwrap_or_default())),
        );
        let known = diesel::update(notes::table.find(key)).set(content);
        if self.run(|c| known.execute(c))? == 0 {
            let first = (
                notes::encounter_id.eq(key),
                notes::doctor_id.eq(Bind(doctor_id)),
                content,
            );
            let first = diesel::insert_into(notes::table).values(first);
            self.run(|c| first.execute(c))?;
        }
        Ok(())
    }
}
