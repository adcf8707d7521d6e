use crate::calls::side_word as name;
use crate::code::{from_json, json};
use crate::schema::call_quality;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::call::Side;
use shared::{CallId, QualityReport, Timestamp};

impl ReadTx<'_> {
    /// What one side of a call reported, oldest first, with the time of each.
    ///
    /// # Errors
    /// The query fails.
    pub fn quality_of(
        &mut self,
        call_id: CallId,
        side: Side,
    ) -> Result<Vec<(Timestamp, QualityReport)>, StoreError> {
        let rows: Vec<(i64, String)> = self.run(|c| {
            call_quality::table
                .filter(call_quality::call_id.eq(call_id.to_string()))
                .filter(call_quality::side.eq(name(side)))
                .order(call_quality::number)
                .select((call_quality::at, call_quality::report))
                .load(c)
        })?;
        let reports = rows
            .into_iter()
            .map(|(at, report)| Ok((Timestamp(at), from_json(&report)?)));
        reports.collect()
    }
}

impl WriteTx<'_> {
    /// Keeps a side's report; false where it has sent `most` already.
    ///
    /// # Errors
    /// The query fails.
    pub fn note_quality(
        &mut self,
        call_id: CallId,
        side: Side,
        report: &QualityReport,
        most: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let call = call_id.to_string();
        let count: i64 = self.run(|c| {
            call_quality::table
                .filter(call_quality::call_id.eq(&call))
                .filter(call_quality::side.eq(name(side)))
                .count()
                .get_result(c)
        })?;
        if count >= most {
            return Ok(false);
        }
        let values = (
            call_quality::call_id.eq(&call),
            call_quality::side.eq(name(side)),
            call_quality::number.eq(count + 1),
            call_quality::at.eq(now.0),
            call_quality::report.eq(json(report)?),
        );
        self.run(|c| {
            diesel::insert_into(call_quality::table)
                .values(values)
                .execute(c)
        })?;
        Ok(true)
    }
}
