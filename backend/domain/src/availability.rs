//! When a doctor can be had: weekly hours, days that are different, and the slots that follow.
//!
//! Hours are what the clock on the doctor's wall shows; slots are instants. A slot always lasts as
//! long as it says: where the clocks are changed within some hours, there are more or fewer of them.

use crate::text::Check;
use crate::zone::{instant, parse_date};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp as Instant};
use shared::{
    Availability, AvailabilityChange, FieldCode, FieldProblem, LeadTimes, NewAvailabilityException,
    NewAvailabilityRule, Slot, Timestamp, Weekday, WorkingHours, limits,
};

/// Minutes on an ordinary clock's day.
const DAY_MINUTES: u16 = 24 * 60;
/// Hours that begin on a day may end on the day after it; so those of a slot, and those to which that slot gives
/// way, began at most so many days before it.
const DAYS_BACK: i64 = 4;
/// Longest notice, in minutes: four weeks.
const NOTICE_MINUTES: u32 = 28 * 24 * 60;
/// Furthest horizon, in days.
const HORIZON_DAYS: u16 = 365;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Whether a weekly rule holds together.
///
/// # Errors
/// Every wrong field.
pub fn check_rule(rule: &NewAvailabilityRule) -> Result<(), Vec<FieldProblem>> {
    let mut check = Check::new();
    check_hours(&mut check, &rule.hours);
    check.finish()
}

/// Whether an exception holds together.
///
/// # Errors
/// Every wrong field.
pub fn check_exception(exception: &NewAvailabilityException) -> Result<(), Vec<FieldProblem>> {
    let mut check = Check::new();
    let known =
        parse_date(&exception.date).is_some_and(|date| (2000..=2999).contains(&date.year()));
    check.refuse_if(!known, "date", FieldCode::Malformed);
    match &exception.change {
        AvailabilityChange::DayOff => {}
        AvailabilityChange::ExtraHours { hours } => check_hours(&mut check, hours),
    }
    check.finish()
}

/// Whether lead times make sense.
///
/// # Errors
/// Every wrong field.
pub fn check_lead_times(lead_times: LeadTimes) -> Result<(), Vec<FieldProblem>> {
    Check::new()
        .refuse_if(
            lead_times.notice_minutes > NOTICE_MINUTES,
            "notice_minutes",
            FieldCode::OutOfRange,
        )
        .refuse_if(
            !(1..=HORIZON_DAYS).contains(&lead_times.horizon_days),
            "horizon_days",
            FieldCode::OutOfRange,
        )
        .finish()
}

fn check_hours(check: &mut Check, hours: &WorkingHours) {
    let (starts, ends) = (hours.starts_minute, hours.ends_minute);
    check.refuse_if(
        starts >= DAY_MINUTES,
        "starts_minute",
        FieldCode::OutOfRange,
    );
    let length = ends.saturating_sub(starts);
    check.refuse_if(
        !(1..=DAY_MINUTES).contains(&length),
        "ends_minute",
        FieldCode::OutOfRange,
    );
    check.refuse_if(
        !(limits::MIN_APPOINTMENT_MINUTES..=limits::MAX_APPOINTMENT_MINUTES)
            .contains(&hours.slot_minutes)
            || hours.slot_minutes > length,
        "slot_minutes",
        FieldCode::OutOfRange,
    );
    check.refuse_if(
        hours.breaks.len() > limits::MAX_BREAKS,
        "breaks",
        FieldCode::TooLong,
    );
    let mut free_from = starts;
    let in_order = hours.breaks.iter().all(|pause| {
        let fits = free_from <= pause.starts_minute
            && pause.starts_minute < pause.ends_minute
            && pause.ends_minute <= ends;
        free_from = pause.ends_minute;
        fits
    });
    check.refuse_if(!in_order, "breaks", FieldCode::OutOfRange);
}

/// The longest slot that a doctor offers at any time, in minutes; nothing where there are no hours.
#[must_use]
pub fn longest_slot(plan: &Availability) -> Option<u16> {
    let weekly = plan.rules.iter().map(|rule| rule.hours.slot_minutes);
    let extra = plan.exceptions.iter().filter_map(|it| match &it.change {
        AvailabilityChange::ExtraHours { hours } => Some(hours.slot_minutes),
        AvailabilityChange::DayOff => None,
    });
    weekly.chain(extra).max()
}

/// Every slot that starts from `from` on and before `to`, by start, taken or not. None overlaps another: where
/// two hours do, those that begin first count, and of two that begin together those with the shorter slots.
///
/// What a slot gives way to follows from hours that overlap its own, and from nothing further back: so it is
/// the same slots wherever a list begins.
#[must_use]
pub fn slots(plan: &Availability, zone: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<Slot> {
    let days_off: Vec<Piece> = days_off(plan, zone).collect();
    let mut all: Vec<Hours> = Vec::new();
    for date in dates(zone, from, to) {
        for rule in &plan.rules {
            if rule.weekday == weekday(date) {
                all.extend(Hours::on(zone, date, &rule.hours, &days_off));
            }
        }
        for exception in &plan.exceptions {
            if let AvailabilityChange::ExtraHours { hours } = &exception.change
                && parse_date(&exception.date) == Some(date)
            {
                all.extend(Hours::on(zone, date, hours, &[]));
            }
        }
    }
    all.sort_by_key(|hours| (hours.begin, hours.slot_minutes));
    let mut kept = Vec::new();
    for (number, hours) in all.iter().enumerate() {
        let before = all.iter().take(number).rev();
        let before = before.take_while(|it| hours.begin.since_ms(it.begin) <= 2 * DAY_MS);
        let reaching_in = before.filter(|earlier| hours.begin < earlier.end);
        let left = reaching_in.fold(hours.slots.clone(), |left, earlier| {
            beside(left, &earlier.slots)
        });
        kept.extend(left);
    }
    kept.retain(|slot| from <= slot.starts_at && slot.starts_at < to);
    kept.sort();
    kept
}

/// Hours that begin on some day, and the slots that they would have alone.
struct Hours {
    begin: Timestamp,
    end: Timestamp,
    slot_minutes: u16,
    slots: Vec<Slot>,
}

impl Hours {
    fn on(zone: &TimeZone, date: Date, hours: &WorkingHours, days_off: &[Piece]) -> Option<Self> {
        let slot_minutes = hours.slot_minutes;
        let pieces = pieces(zone, date, hours);
        let left = |kept: Vec<Piece>, day_off: &Piece| without(&kept, *day_off);
        let mut slots = Vec::new();
        cut(
            &days_off.iter().fold(pieces, left),
            slot_minutes,
            &mut slots,
        );
        Some(Self {
            begin: at(zone, date, hours.starts_minute)?,
            end: at(zone, date, hours.ends_minute)?,
            slot_minutes,
            slots,
        })
    }
}

/// Of these slots, which are by start, those that overlap none of those, which are as well.
fn beside(slots: Vec<Slot>, others: &[Slot]) -> Vec<Slot> {
    let mut others = others.iter().peekable();
    let is_free = |slot: &Slot| {
        while others
            .next_if(|other| other.ends_at <= slot.starts_at)
            .is_some()
        {}
        others
            .peek()
            .is_none_or(|other| slot.ends_at <= other.starts_at)
    };
    slots.into_iter().filter(is_free).collect()
}

/// Whether a slot may be booked now, as far as lead times go.
#[must_use]
pub fn is_in_reach(slot: Slot, lead_times: LeadTimes, now: Timestamp) -> bool {
    let ahead_ms = slot.starts_at.since_ms(now);
    let soonest_ms = i64::from(lead_times.notice_minutes) * MINUTE_MS;
    let latest_ms = i64::from(lead_times.horizon_days) * DAY_MS;
    (soonest_ms..=latest_ms).contains(&ahead_ms)
}

/// Whether a time lies wholly within hours of consultation, breaks and days off left out.
#[must_use]
pub fn is_within(plan: &Availability, zone: &TimeZone, time: Slot) -> bool {
    let days_off: Vec<Piece> = days_off(plan, zone).collect();
    let mut open: Vec<Piece> = Vec::new();
    for date in dates(zone, time.starts_at, time.ends_at) {
        for rule in plan
            .rules
            .iter()
            .filter(|rule| rule.weekday == weekday(date))
        {
            let hours = pieces(zone, date, &rule.hours);
            let left = |kept: Vec<Piece>, day_off: &Piece| without(&kept, *day_off);
            open.extend(days_off.iter().fold(hours, left));
        }
        for exception in &plan.exceptions {
            if let AvailabilityChange::ExtraHours { hours } = &exception.change
                && parse_date(&exception.date) == Some(date)
            {
                open.extend(pieces(zone, date, hours));
            }
        }
    }
    // Hours that overlap or touch count as one: what they leave uncovered is outside.
    let rest = open
        .into_iter()
        .fold(vec![(time.starts_at, time.ends_at)], |rest, piece| {
            without(&rest, piece)
        });
    rest.is_empty()
}

/// Of these slots the ones that overlap nothing that is taken.
#[must_use]
pub fn free(slots: Vec<Slot>, taken: &[Slot]) -> Vec<Slot> {
    let clashes = |slot: &Slot| {
        taken
            .iter()
            .any(|t| t.starts_at < slot.ends_at && slot.starts_at < t.ends_at)
    };
    slots.into_iter().filter(|slot| !clashes(slot)).collect()
}

/// The doctor's days on which hours may begin that reach into the time asked for.
fn dates(zone: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<Date> {
    let day = |at: Timestamp| {
        let at = Instant::from_millisecond(at.0).ok()?;
        Some(at.to_zoned_datetime(zone.clone()).date())
    };
    let (Some(first), Some(last)) = (day(from), day(to)) else {
        return Vec::new();
    };
    let Ok(first) = first.checked_sub(Span::new().days(DAYS_BACK)) else {
        return Vec::new();
    };
    let most = usize::try_from(limits::MAX_SLOT_DAYS + DAYS_BACK + 2).unwrap_or_default();
    let days = first.series(Span::new().days(1));
    days.take(most).take_while(|date| *date <= last).collect()
}

/// From one instant up to another.
type Piece = (Timestamp, Timestamp);

fn at(zone: &TimeZone, date: Date, minute: u16) -> Option<Timestamp> {
    Some(Timestamp(instant(zone, date, minute)?.as_millisecond()))
}

/// The hours that begin on a day, without their breaks.
fn pieces(zone: &TimeZone, date: Date, hours: &WorkingHours) -> Vec<Piece> {
    let between = |starts, ends| Some((at(zone, date, starts)?, at(zone, date, ends)?));
    let Some(whole) = between(hours.starts_minute, hours.ends_minute) else {
        return Vec::new();
    };
    let mut pieces = vec![whole];
    for pause in &hours.breaks {
        if let Some(pause) = between(pause.starts_minute, pause.ends_minute) {
            pieces = without(&pieces, pause);
        }
    }
    pieces
}

fn days_off<'a>(plan: &'a Availability, zone: &'a TimeZone) -> impl Iterator<Item = Piece> + 'a {
    plan.exceptions.iter().filter_map(|exception| {
        if exception.change != AvailabilityChange::DayOff {
            return None;
        }
        let date = parse_date(&exception.date)?;
        Some((at(zone, date, 0)?, at(zone, date, DAY_MINUTES)?))
    })
}

fn without(pieces: &[Piece], (gone_from, gone_to): Piece) -> Vec<Piece> {
    // What the clock skips as a whole takes nothing away.
    if gone_from >= gone_to {
        return pieces.to_vec();
    }
    let rest = |(starts, ends): Piece| [(starts, ends.min(gone_from)), (starts.max(gone_to), ends)];
    let mut kept: Vec<Piece> = pieces.iter().copied().flat_map(rest).collect();
    kept.retain(|(starts, ends)| starts < ends);
    kept
}

fn cut(pieces: &[Piece], slot_minutes: u16, into: &mut Vec<Slot>) {
    let length_ms = i64::from(slot_minutes.max(1)) * MINUTE_MS;
    for (starts, ends) in pieces {
        let mut slot = Slot {
            starts_at: *starts,
            ends_at: starts.plus_ms(length_ms),
        };
        while slot.ends_at <= *ends {
            into.push(slot);
            slot = Slot {
                starts_at: slot.ends_at,
                ends_at: slot.ends_at.plus_ms(length_ms),
            };
        }
    }
}

fn weekday(date: Date) -> Weekday {
    match date.weekday() {
        jiff::civil::Weekday::Monday => Weekday::Monday,
        jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
        jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
        jiff::civil::Weekday::Thursday => Weekday::Thursday,
        jiff::civil::Weekday::Friday => Weekday::Friday,
        jiff::civil::Weekday::Saturday => Weekday::Saturday,
        jiff::civil::Weekday::Sunday => Weekday::Sunday,
    }
}
