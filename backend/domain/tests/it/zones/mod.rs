//! Slots across the world's clock changes. The expected ones were found by another program in another
//! language with another library: see `second_opinion.py`.

use domain::availability::{free, is_in_reach, is_within, slots};
use domain::zone;
use jiff::civil::{Date, Weekday as Day};
use shared::*;
use uuid::Uuid;

/// What, zone, day on which the hours begin, (from, to, slot) in minutes, breaks, expected starts.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    (u16, u16, u16),
    &'static [(u16, u16)],
    &'static [&'static str],
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("the skipped hour", "Europe/Vienna", "2026-03-29", (60, 240, 30), &[], &["29T00:00Z", "29T00:30Z", "29T01:00Z", "29T01:30Z"]),
    ("the doubled hour", "Europe/Vienna", "2026-10-25", (60, 240, 30), &[], &["24T23:00Z", "24T23:30Z", "25T00:00Z", "25T00:30Z", "25T01:00Z", "25T01:30Z", "25T02:00Z", "25T02:30Z"]),
    ("an ordinary day in winter", "Europe/Vienna", "2026-11-22", (540, 660, 45), &[], &["22T08:00Z", "22T08:45Z"]),
    ("from within the skipped hour", "America/New_York", "2026-03-08", (150, 240, 30), &[], &["08T07:00Z", "08T07:30Z"]),
    ("until within the skipped hour", "America/New_York", "2026-03-08", (60, 150, 30), &[], &["08T06:00Z", "08T06:30Z"]),
    ("from within the doubled hour", "America/New_York", "2026-11-01", (90, 180, 30), &[], &["01T05:30Z", "01T06:00Z", "01T06:30Z", "01T07:00Z", "01T07:30Z"]),
    ("until within the doubled hour", "America/New_York", "2026-11-01", (0, 90, 30), &[], &["01T04:00Z", "01T04:30Z", "01T05:00Z"]),
    ("half an hour skipped", "Australia/Lord_Howe", "2026-10-04", (60, 180, 30), &[], &["03T14:30Z", "03T15:00Z", "03T15:30Z"]),
    ("half an hour doubled", "Australia/Lord_Howe", "2026-04-05", (60, 180, 30), &[], &["04T14:00Z", "04T14:30Z", "04T15:00Z", "04T15:30Z", "04T16:00Z"]),
    ("skipped, half an hour off", "America/St_Johns", "2026-03-08", (90, 210, 30), &[], &["08T05:00Z", "08T05:30Z"]),
    ("doubled, half an hour off", "America/St_Johns", "2026-11-01", (30, 120, 30), &[], &["01T03:00Z", "01T03:30Z", "01T04:00Z", "01T04:30Z", "01T05:00Z"]),
    ("midnight is skipped", "Africa/Cairo", "2026-04-24", (0, 120, 30), &[], &["23T22:00Z", "23T22:30Z"]),
    ("the hour before midnight is doubled", "Africa/Cairo", "2026-10-29", (1320, 1500, 30), &[], &["29T19:00Z", "29T19:30Z", "29T20:00Z", "29T20:30Z", "29T21:00Z", "29T21:30Z", "29T22:00Z", "29T22:30Z"]),
    ("across a skipped midnight", "America/Santiago", "2026-09-05", (1320, 1560, 60), &[], &["06T02:00Z", "06T03:00Z", "06T04:00Z"]),
    ("across a doubled midnight", "America/Santiago", "2026-04-04", (1320, 1560, 60), &[], &["05T01:00Z", "05T02:00Z", "05T03:00Z", "05T04:00Z", "05T05:00Z"]),
    ("across an ordinary midnight", "America/Santiago", "2026-05-02", (1320, 1560, 60), &[], &["03T02:00Z", "03T03:00Z", "03T04:00Z", "03T05:00Z"]),
    ("skipped in the south", "Pacific/Auckland", "2026-09-27", (60, 240, 60), &[], &["26T13:00Z", "26T14:00Z"]),
    ("doubled in the south", "Pacific/Auckland", "2026-04-05", (60, 240, 60), &[], &["04T12:00Z", "04T13:00Z", "04T14:00Z", "04T15:00Z"]),
    ("three quarters of an hour off", "Pacific/Chatham", "2026-09-27", (105, 285, 60), &[], &["26T13:00Z", "26T14:00Z"]),
    ("no clock is ever changed", "Asia/Kolkata", "2026-03-29", (540, 660, 40), &[], &["29T03:30Z", "29T04:10Z", "29T04:50Z"]),
    ("a day that never was", "Pacific/Apia", "2011-12-30", (540, 660, 30), &[], &[]),
    ("across a day that never was", "Pacific/Apia", "2011-12-29", (1380, 1500, 30), &[], &["30T09:00Z", "30T09:30Z"]),
    ("a break in the skipped hour", "Europe/Vienna", "2026-03-29", (60, 270, 30), &[(120, 180)], &["29T00:00Z", "29T00:30Z", "29T01:00Z", "29T01:30Z", "29T02:00Z"]),
    ("a break in the doubled hour", "Europe/Vienna", "2026-10-25", (60, 240, 30), &[(120, 150)], &["24T23:00Z", "24T23:30Z", "25T00:30Z", "25T01:00Z", "25T01:30Z", "25T02:00Z", "25T02:30Z"]),
];

fn weekday(date: Date) -> Weekday {
    match date.weekday() {
        Day::Monday => Weekday::Monday,
        Day::Tuesday => Weekday::Tuesday,
        Day::Wednesday => Weekday::Wednesday,
        Day::Thursday => Weekday::Thursday,
        Day::Friday => Weekday::Friday,
        Day::Saturday => Weekday::Saturday,
        Day::Sunday => Weekday::Sunday,
    }
}

fn hours((starts_minute, ends_minute, slot_minutes): (u16, u16, u16)) -> WorkingHours {
    WorkingHours {
        starts_minute,
        ends_minute,
        slot_minutes,
        breaks: Vec::new(),
    }
}

fn weekly(time_zone: &str, weekday: Weekday, hours: WorkingHours) -> Availability {
    Availability {
        time_zone: time_zone.into(),
        lead_times: LeadTimes::default(),
        rules: vec![AvailabilityRule {
            id: RuleId(Uuid::nil()),
            weekday,
            hours,
        }],
        exceptions: Vec::new(),
        outside: Vec::new(),
    }
}

fn differing(date: &str, change: AvailabilityChange) -> AvailabilityException {
    AvailabilityException {
        id: ExceptionId(Uuid::nil()),
        date: date.into(),
        change,
    }
}

fn instant(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// Slots in some UTC days, as `DDTHH:MMZ` in UTC and as length in minutes.
fn found(plan: &Availability, from: &str, to: &str) -> Vec<(String, i64)> {
    let zone = zone::find(&plan.time_zone).unwrap();
    let midnight = |day: &str| instant(&format!("{day}T00:00Z"));
    let shown = |slot: Slot| {
        let at = jiff::Timestamp::from_millisecond(slot.starts_at.0).unwrap();
        let minutes = slot.ends_at.since_ms(slot.starts_at) / 60_000;
        (at.strftime("%dT%H:%MZ").to_string(), minutes)
    };
    let all = slots(plan, &zone, midnight(from), midnight(to));
    all.into_iter().map(shown).collect()
}

#[test]
fn slots_are_where_the_second_opinion_finds_them() {
    for (what, zone, day, span, breaks, expected) in ROWS {
        let date: Date = day.parse().unwrap();
        let mut hours = hours(*span);
        hours.breaks = breaks
            .iter()
            .map(|(starts_minute, ends_minute)| Break {
                starts_minute: *starts_minute,
                ends_minute: *ends_minute,
            })
            .collect();
        let plan = weekly(zone, weekday(date), hours);
        let from = date.checked_sub(jiff::Span::new().days(2)).unwrap();
        let to = date.checked_add(jiff::Span::new().days(4)).unwrap();
        let found = found(&plan, &from.to_string(), &to.to_string());
        let starts: Vec<_> = found.iter().map(|(start, _)| start.as_str()).collect();
        assert_eq!(starts, *expected, "{what} in {zone}");
        assert!(
            found
                .iter()
                .all(|(_, minutes)| *minutes == i64::from(span.2)),
            "{what} in {zone}: {found:?}"
        );
    }
    let zones: std::collections::HashSet<_> = ROWS.iter().map(|row| row.1).collect();
    assert!(zones.len() >= 8);
}

#[test]
fn a_time_is_within_hours_only_where_all_of_it_is() {
    // Mondays 09:00 to 12:00 in Vienna with a break from 10:00 to 10:30; 2026-11-23 is one, UTC+1.
    let mut monday = hours((540, 720, 30));
    monday.breaks = vec![Break {
        starts_minute: 600,
        ends_minute: 630,
    }];
    let mut plan = weekly("Europe/Vienna", Weekday::Monday, monday);
    let zone = zone::find("Europe/Vienna").unwrap();
    let within = |plan: &Availability, from: &str, to: &str| {
        let time = Slot {
            starts_at: instant(from),
            ends_at: instant(to),
        };
        is_within(plan, &zone, time)
    };
    let on = |time: &str| format!("2026-11-23T{time}Z");
    assert!(within(&plan, &on("08:00"), &on("09:00")));
    assert!(within(&plan, &on("10:00"), &on("11:00")));
    assert!(!within(&plan, &on("08:45"), &on("09:15")), "in the break");
    assert!(!within(&plan, &on("10:30"), &on("11:15")), "past the end");
    assert!(!within(&plan, "2026-11-24T08:00Z", "2026-11-24T08:30Z"));
    plan.exceptions = vec![differing("2026-11-23", AvailabilityChange::DayOff)];
    assert!(!within(&plan, &on("08:00"), &on("09:00")), "a day off");
    let hours = hours((480, 600, 30));
    let extra = differing("2026-11-23", AvailabilityChange::ExtraHours { hours });
    plan.exceptions.push(extra);
    assert!(within(&plan, &on("08:00"), &on("09:00")), "extra hours");
    plan.exceptions.remove(0);
    // Extra hours from 08:00 to 10:00 and the weekly ones from 09:00 on cover it together.
    assert!(within(&plan, &on("07:00"), &on("09:00")));
}

#[test]
fn doctor_and_patient_may_be_on_different_days() {
    // Monday 08:00 in Auckland (UTC+13 in November) is Sunday 19:00 UTC and Sunday 14:00 in New York.
    let plan = weekly("Pacific/Auckland", Weekday::Monday, hours((480, 540, 60)));
    let found = found(&plan, "2026-11-21", "2026-11-24");
    assert_eq!(found, [("22T19:00Z".to_owned(), 60)]);
    let at = "2026-11-22T19:00Z".parse::<jiff::Timestamp>().unwrap();
    let at_patient = at.to_zoned_datetime(zone::find("America/New_York").unwrap());
    assert_eq!(
        (weekday(at_patient.date()), at_patient.hour()),
        (Weekday::Sunday, 14)
    );
}

#[test]
fn a_rule_keeps_its_hour_when_the_clocks_change() {
    // Mondays 09:00 in Vienna: 07:00 UTC in summer, 08:00 UTC in winter.
    let plan = weekly("Europe/Vienna", Weekday::Monday, hours((540, 600, 60)));
    let starts = |from, to| {
        found(&plan, from, to)
            .into_iter()
            .map(|slot| slot.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        starts("2026-10-18", "2026-11-01"),
        ["19T07:00Z", "26T08:00Z"]
    );
    assert_eq!(
        starts("2026-03-22", "2026-04-01"),
        ["23T08:00Z", "30T07:00Z"]
    );
}

#[test]
fn a_day_off_is_off_from_midnight_to_midnight_and_extra_hours_stand_on_it() {
    // Friday 22:00 to Saturday 02:00 in Vienna, UTC+1 in November.
    let mut plan = weekly("Europe/Vienna", Weekday::Friday, hours((1320, 1560, 60)));
    let all = ["27T21:00Z", "27T22:00Z", "27T23:00Z", "28T00:00Z"];
    let starts = |plan: &Availability| {
        let found = found(plan, "2026-11-26", "2026-11-30");
        found.into_iter().map(|slot| slot.0).collect::<Vec<_>>()
    };
    assert_eq!(starts(&plan), all);
    plan.exceptions = vec![differing("2026-11-28", AvailabilityChange::DayOff)];
    assert_eq!(starts(&plan), all[..2], "Saturday begins at 23:00 UTC");
    plan.exceptions = vec![differing("2026-11-27", AvailabilityChange::DayOff)];
    assert_eq!(starts(&plan), all[2..]);
    let extra = AvailabilityChange::ExtraHours {
        hours: hours((600, 660, 30)),
    };
    plan.exceptions.push(differing("2026-11-27", extra));
    let with_extra = ["27T09:00Z", "27T09:30Z", "27T23:00Z", "28T00:00Z"];
    assert_eq!(starts(&plan), with_extra);
}

#[test]
fn two_rules_over_each_other_never_offer_a_time_twice() {
    let mut plan = weekly("UTC", Weekday::Monday, hours((540, 660, 60)));
    let mut other = plan.rules[0].clone();
    other.hours = hours((570, 690, 30));
    plan.rules.push(other);
    // The first begins first and has its two slots; the second has what is left behind them.
    let found = found(&plan, "2026-11-23", "2026-11-24");
    let starts: Vec<_> = found.iter().map(|(start, _)| start.as_str()).collect();
    assert_eq!(starts, ["23T09:00Z", "23T10:00Z", "23T11:00Z"]);
}

#[test]
fn slots_are_the_same_wherever_a_list_of_them_begins() {
    const DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    // Around the clock twice, with slots that never meet: each choice would hang on the one before.
    let mut plan = weekly("Europe/Vienna", Weekday::Monday, hours((0, 1440, 50)));
    let rule = plan.rules[0].clone();
    let around = [hours((0, 1440, 50)), hours((720, 2160, 35))];
    plan.rules = DAYS
        .iter()
        .flat_map(|weekday| around.clone().map(|hours| (*weekday, hours)))
        .map(|(weekday, hours)| AvailabilityRule {
            weekday,
            hours,
            ..rule.clone()
        })
        .collect();
    let zone = zone::find("Europe/Vienna").unwrap();
    let (from, to) = (instant("2026-10-19T00:00Z"), instant("2026-10-30T00:00Z"));
    let all = slots(&plan, &zone, from, to);
    assert!(all.len() > 200, "{}", all.len());
    assert!(all.is_sorted() && all.windows(2).all(|two| two[0].ends_at <= two[1].starts_at));
    for hours in 1..10 * 24 {
        let later = from.plus_s(hours * 3_600);
        let mut expected = all.clone();
        expected.retain(|slot| later <= slot.starts_at);
        assert_eq!(slots(&plan, &zone, later, to), expected, "{hours} h later");
        // A booking looks at one slot alone.
        if let Some(first) = expected.first() {
            let (at, end) = (first.starts_at, first.starts_at.plus_ms(1));
            assert_eq!(slots(&plan, &zone, at, end), [*first]);
        }
    }
}

#[test]
fn a_day_that_has_no_midnight_begins_with_its_first_instant() {
    // Santiago, 2027-09-05: after 23:59 of the 4th comes 01:00 (as Python's zoneinfo with tzdata has it).
    let zone = zone::find("America/Santiago").unwrap();
    let date = zone::parse_date("2027-09-05").unwrap();
    let begin = zone::instant(&zone, date, 0).unwrap();
    assert_eq!(begin.as_second(), 1_820_116_800);
    assert_eq!(zone::instant(&zone, date, 60), Some(begin));
}

#[test]
fn what_is_taken_too_soon_or_too_far_is_not_free() {
    let plan = weekly("UTC", Weekday::Monday, hours((540, 660, 30)));
    let zone = zone::find("UTC").unwrap();
    let all = slots(
        &plan,
        &zone,
        instant("2026-11-23T00:00Z"),
        instant("2026-11-24T00:00Z"),
    );
    let taken = Slot {
        starts_at: instant("2026-11-23T09:45Z"),
        ends_at: instant("2026-11-23T10:15Z"),
    };
    let left = free(all.clone(), &[taken]);
    let starts: Vec<_> = left.iter().map(|slot| slot.starts_at).collect();
    assert_eq!(
        starts,
        [instant("2026-11-23T09:00Z"), instant("2026-11-23T10:30Z")]
    );
    let lead_times = LeadTimes {
        notice_minutes: 60,
        horizon_days: 1,
    };
    for (now, reached) in [
        ("2026-11-23T08:00Z", true),
        ("2026-11-23T08:01Z", false),
        ("2026-11-22T09:00Z", true),
        ("2026-11-22T08:59Z", false),
    ] {
        assert_eq!(
            is_in_reach(all[0], lead_times, instant(now)),
            reached,
            "{now}"
        );
    }
}

#[test]
fn times_beyond_the_calendar_have_no_slots() {
    let plan = weekly("Europe/Vienna", Weekday::Monday, hours((540, 600, 60)));
    let zone = zone::find("Europe/Vienna").unwrap();
    for (from, to) in [
        (i64::MIN, i64::MAX),
        (i64::MAX - 1, i64::MAX),
        (i64::MIN, i64::MIN + 1),
        (2_000_000_000_000, 1_000_000_000_000),
        (-377_705_023_201_000, -377_705_000_000_000),
        (253_402_200_000_000, 253_402_207_200_999),
    ] {
        assert_eq!(slots(&plan, &zone, Timestamp(from), Timestamp(to)), []);
    }
}

#[test]
fn hours_that_make_no_sense_are_refused_by_field() {
    let check = |hours| {
        let rule = NewAvailabilityRule {
            weekday: Weekday::Monday,
            hours,
        };
        let problems = domain::availability::check_rule(&rule).err();
        let fields = problems.into_iter().flatten().map(|problem| problem.field);
        fields.collect::<Vec<_>>()
    };
    let pause = |starts_minute, ends_minute| Break {
        starts_minute,
        ends_minute,
    };
    let with = |breaks| WorkingHours {
        breaks,
        ..hours((540, 720, 30))
    };
    assert_eq!(check(hours((540, 720, 30))), [""; 0]);
    assert_eq!(check(hours((1439, 2879, 240))), [""; 0]);
    assert_eq!(check(hours((1440, 1500, 30))), ["starts_minute"]);
    assert_eq!(check(hours((0, 1441, 30))), ["ends_minute"]);
    assert_eq!(
        check(hours((600, 540, 30))),
        ["ends_minute", "slot_minutes"]
    );
    assert_eq!(check(hours((540, 560, 30))), ["slot_minutes"]);
    assert_eq!(check(hours((540, 720, 0))), ["slot_minutes"]);
    assert_eq!(check(with(vec![pause(600, 630), pause(630, 700)])), [""; 0]);
    for breaks in [
        vec![pause(600, 600)],
        vec![pause(500, 560)],
        vec![pause(700, 730)],
        vec![pause(600, 640), pause(630, 650)],
    ] {
        assert_eq!(check(with(breaks)), ["breaks"]);
    }
}
