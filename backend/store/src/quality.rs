use crate::columns::{Bind, Legible};
use crate::schema::call_quality;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::call::Side;
use shared::{CallId, QualityReport, Timestamp};

impl ReadTx<'_> {
    /// What one side of a call reported, oldest first, with the time of each.
    pub fn quality_of(
        &mut self,
        call_id: CallId,
        side: Side,
    ) -> Result<Vec<(Timestamp, QualityReport)>, StoreError> {
        let query = call_quality::table
            .filter(call_quality::call_id.eq(Bind(call_id)))
            .filter(call_quality::side.eq(Bind(side)))
            .order(call_quality::number)
            .select((call_quality::at, call_quality::report));
        let rows: Vec<(Timestamp, Legible<QualityReport>)> = self.run(|c| query.load(c))?;
        let legible = rows
            .into_iter()
            .filter_map(|(at, report)| Some((at, report.0?)));
        Ok(legible.collect())
    }
}

impl WriteTx<'_> {
    /// Keeps a side's report; false where it has sent `most` already.
    pub fn note_quality(
        &mut self,
        call_id: CallId,
        side: Side,
        report: &QualityReport,
        most: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (call, side) = (Bind(call_id), Bind(side));
        let count: i64 = self.run(|c| {
            call_quality::table
                .filter(call_quality::call_id.eq(call))
                .filter(call_quality::side.eq(side))
                .count()
                .get_result(c)
        })?;
        if count >= most {
            return Ok(false);
        }
        let values = (
            call_quality::call_id.eq(call),
            call_quality::side.eq(side),
            call_quality::number.eq(count + 1),
            call_quality::at.eq(Bind(now)),
            call_quality::report.eq(Bind(*report)),
        );
        self.run(|c| {
            diesel::insert_into(call_quality::table)
                .values(values)
                .execute(c)
        })?;
        Ok(true)
    }
}
