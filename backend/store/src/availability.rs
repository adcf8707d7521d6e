//! Doctors' weekly hours, their exceptions and lead times.

use crate::code::{from_json, from_word, id, json, word};
use crate::schema::{
    availability_exceptions as exceptions, availability_rules as rules, lead_times,
};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes, RuleId, UserId};

impl ReadTx<'_> {
    /// A doctor's weekly rules, oldest first.
    ///
    /// # Errors
    /// The query fails.
    pub fn availability_rules(
        &mut self,
        doctor_id: UserId,
    ) -> Result<Vec<AvailabilityRule>, StoreError> {
        let query = rules::table
            .filter(rules::doctor_id.eq(doctor_id.to_string()))
            .order(rules::id)
            .select((rules::id, rules::weekday, rules::hours));
        let rows: Vec<(String, String, String)> = self.run(|c| query.load(c))?;
        let rule = |(rule_id, weekday, hours): (String, String, String)| {
            Ok(AvailabilityRule {
                id: id(&rule_id)?,
                weekday: from_word(weekday)?,
                hours: from_json(&hours)?,
            })
        };
        rows.into_iter().map(rule).collect()
    }

    /// A doctor's exceptions, by date.
    ///
    /// # Errors
    /// The query fails.
    pub fn availability_exceptions(
        &mut self,
        doctor_id: UserId,
    ) -> Result<Vec<AvailabilityException>, StoreError> {
        let query = exceptions::table
            .filter(exceptions::doctor_id.eq(doctor_id.to_string()))
            .order((exceptions::date, exceptions::id))
            .select((exceptions::id, exceptions::date, exceptions::change));
        let rows: Vec<(String, String, String)> = self.run(|c| query.load(c))?;
        let exception = |(exception_id, date, change): (String, String, String)| {
            Ok(AvailabilityException {
                id: id(&exception_id)?,
                date,
                change: from_json(&change)?,
            })
        };
        rows.into_iter().map(exception).collect()
    }

    /// How early and how late a doctor's slots may be booked.
    ///
    /// # Errors
    /// The query fails.
    pub fn lead_times(&mut self, doctor_id: UserId) -> Result<LeadTimes, StoreError> {
        let query = lead_times::table
            .find(doctor_id.to_string())
            .select((lead_times::notice_minutes, lead_times::horizon_days));
        let row: Option<(i64, i64)> = self.run(|c| query.first(c).optional())?;
        let stored = row.and_then(|(notice_minutes, horizon_days)| {
            Some(LeadTimes {
                notice_minutes: u32::try_from(notice_minutes).ok()?,
                horizon_days: u16::try_from(horizon_days).ok()?,
            })
        });
        Ok(stored.unwrap_or_default())
    }
}

impl WriteTx<'_> {
    /// Stores a weekly rule.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_availability_rule(
        &mut self,
        doctor_id: UserId,
        rule: &AvailabilityRule,
    ) -> Result<(), StoreError> {
        let values = (
            rules::id.eq(rule.id.to_string()),
            rules::doctor_id.eq(doctor_id.to_string()),
            rules::weekday.eq(word(&rule.weekday)?),
            rules::hours.eq(json(&rule.hours)?),
        );
        self.run(|c| diesel::insert_into(rules::table).values(values).execute(c))
            .map(drop)
    }

    /// Takes a doctor's weekly rule away; tells whether there was one.
    ///
    /// # Errors
    /// The query fails.
    pub fn delete_availability_rule(
        &mut self,
        doctor_id: UserId,
        rule_id: RuleId,
    ) -> Result<bool, StoreError> {
        let own = rules::table
            .filter(rules::id.eq(rule_id.to_string()))
            .filter(rules::doctor_id.eq(doctor_id.to_string()));
        Ok(self.run(|c| diesel::delete(own).execute(c))? > 0)
    }

    /// Stores an exception.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_availability_exception(
        &mut self,
        doctor_id: UserId,
        exception: &AvailabilityException,
    ) -> Result<(), StoreError> {
        let values = (
            exceptions::id.eq(exception.id.to_string()),
            exceptions::doctor_id.eq(doctor_id.to_string()),
            exceptions::date.eq(&exception.date),
            exceptions::change.eq(json(&exception.change)?),
        );
        self.run(|c| {
            diesel::insert_into(exceptions::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Takes a doctor's exception away; tells whether there was one.
    ///
    /// # Errors
    /// The query fails.
    pub fn delete_availability_exception(
        &mut self,
        doctor_id: UserId,
        exception_id: ExceptionId,
    ) -> Result<bool, StoreError> {
        let own = exceptions::table
            .filter(exceptions::id.eq(exception_id.to_string()))
            .filter(exceptions::doctor_id.eq(doctor_id.to_string()));
        Ok(self.run(|c| diesel::delete(own).execute(c))? > 0)
    }

    /// Stores lead times in the place of those before.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_lead_times(&mut self, doctor_id: UserId, new: LeadTimes) -> Result<(), StoreError> {
        let key = doctor_id.to_string();
        self.run(|c| diesel::delete(lead_times::table.find(&key)).execute(c))?;
        let values = (
            lead_times::doctor_id.eq(&key),
            lead_times::notice_minutes.eq(i64::from(new.notice_minutes)),
            lead_times::horizon_days.eq(i64::from(new.horizon_days)),
        );
        self.run(|c| {
            diesel::insert_into(lead_times::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }
}
