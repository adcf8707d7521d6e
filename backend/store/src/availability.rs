//! Doctors' weekly hours, their exceptions and lead times.

use crate::columns::{Bind, Legible};
use crate::schema::{
    availability_exceptions as exceptions, availability_rules as rules, lead_times,
};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{
    AvailabilityChange, AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes, RuleId,
    UserId, Weekday, WorkingHours,
};

impl ReadTx<'_> {
    /// A doctor's weekly rules, oldest first. Those that can't be read are left out, so nothing is offered
    /// in their hours.
    pub fn availability_rules(
        &mut self,
        doctor_id: UserId,
    ) -> Result<Vec<AvailabilityRule>, StoreError> {
        let query = rules::table
            .filter(rules::doctor_id.eq(Bind(doctor_id)))
            .order(rules::id)
            .select((rules::id, rules::weekday, rules::hours));
        let rows: Vec<(RuleId, Weekday, Legible<WorkingHours>)> = self.run(|c| query.load(c))?;
        let rule = |(id, weekday, hours): (_, _, Legible<_>)| {
            let hours = hours.0?;
            Some(AvailabilityRule { id, weekday, hours })
        };
        Ok(rows.into_iter().filter_map(rule).collect())
    }

    /// A doctor's exceptions, by date.
    pub fn availability_exceptions(
        &mut self,
        doctor_id: UserId,
    ) -> Result<Vec<AvailabilityException>, StoreError> {
        let query = exceptions::table
            .filter(exceptions::doctor_id.eq(Bind(doctor_id)))
            .order((exceptions::date, exceptions::id))
            .select((exceptions::id, exceptions::date, exceptions::change));
        let rows: Vec<(ExceptionId, String, AvailabilityChange)> = self.run(|c| query.load(c))?;
        let exception = |(id, date, change)| AvailabilityException { id, date, change };
        Ok(rows.into_iter().map(exception).collect())
    }

    /// How early and how late a doctor's slots may be booked.
    pub fn lead_times(&mut self, doctor_id: UserId) -> Result<LeadTimes, StoreError> {
        let query = lead_times::table
            .find(Bind(doctor_id))
            .select((lead_times::notice_minutes, lead_times::horizon_days));
        let row: Option<(u32, u16)> = self.run(|c| query.first(c).optional())?;
        let stored = row.map(|(notice_minutes, horizon_days)| LeadTimes {
            notice_minutes,
            horizon_days,
        });
        Ok(stored.unwrap_or_default())
    }
}

impl WriteTx<'_> {
    /// Stores a weekly rule.
    pub fn add_availability_rule(
        &mut self,
        doctor_id: UserId,
        rule: &AvailabilityRule,
    ) -> Result<(), StoreError> {
        let values = (
            rules::id.eq(Bind(rule.id)),
            rules::doctor_id.eq(Bind(doctor_id)),
            rules::weekday.eq(Bind(rule.weekday)),
            rules::hours.eq(Bind(rule.hours.clone())),
        );
        self.run(|c| diesel::insert_into(rules::table).values(values).execute(c))
            .map(drop)
    }

    /// Takes a doctor's weekly rule away; tells whether there was one.
    pub fn delete_availability_rule(
        &mut self,
        doctor_id: UserId,
        rule_id: RuleId,
    ) -> Result<bool, StoreError> {
        let own = rules::table
            .filter(rules::id.eq(Bind(rule_id)))
            .filter(rules::doctor_id.eq(Bind(doctor_id)));
        Ok(self.run(|c| diesel::delete(own).execute(c))? > 0)
    }

    /// Stores an exception.
    pub fn add_availability_exception(
        &mut self,
        doctor_id: UserId,
        exception: &AvailabilityException,
    ) -> Result<(), StoreError> {
        let values = (
            exceptions::id.eq(Bind(exception.id)),
            exceptions::doctor_id.eq(Bind(doctor_id)),
            exceptions::date.eq(&exception.date),
            exceptions::change.eq(Bind(exception.change.clone())),
        );
        self.run(|c| {
            diesel::insert_into(exceptions::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Takes a doctor's exception away; tells whether there was one.
    pub fn delete_availability_exception(
        &mut self,
        doctor_id: UserId,
        exception_id: ExceptionId,
    ) -> Result<bool, StoreError> {
        let own = exceptions::table
            .filter(exceptions::id.eq(Bind(exception_id)))
            .filter(exceptions::doctor_id.eq(Bind(doctor_id)));
        Ok(self.run(|c| diesel::delete(own).execute(c))? > 0)
    }

    /// Stores lead times in the place of those before.
    pub fn save_lead_times(&mut self, doctor_id: UserId, new: LeadTimes) -> Result<(), StoreError> {
        let key = Bind(doctor_id);
        self.run(|c| diesel::delete(lead_times::table.find(key)).execute(c))?;
        let values = (
            lead_times::doctor_id.eq(key),
            lead_times::notice_minutes.eq(Bind(new.notice_minutes)),
            lead_times::horizon_days.eq(Bind(new.horizon_days)),
        );
        self.run(|c| {
            diesel::insert_into(lead_times::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }
}
