"""Slots of one weekly rule, found by looking at the doctor's clock minute by minute.

The expectations in `main.rs` were printed by this program (Python 3.11, zoneinfo). It knows nothing
of gaps and folds: hours begin with the first minute at which the clock shows their start or later,
and end with the first minute at which it shows their end or later.
"""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
# what, zone, day on which the hours begin, from, to, slot minutes, breaks
ROWS = [
    ("the skipped hour", "Europe/Vienna", date(2026, 3, 29), 60, 240, 30, []),
    ("the doubled hour", "Europe/Vienna", date(2026, 10, 25), 60, 240, 30, []),
    ("an ordinary day in winter", "Europe/Vienna", date(2026, 11, 22), 540, 660, 45, []),
    ("from within the skipped hour", "America/New_York", date(2026, 3, 8), 150, 240, 30, []),
    ("until within the skipped hour", "America/New_York", date(2026, 3, 8), 60, 150, 30, []),
    ("from within the doubled hour", "America/New_York", date(2026, 11, 1), 90, 180, 30, []),
    ("until within the doubled hour", "America/New_York", date(2026, 11, 1), 0, 90, 30, []),
    ("half an hour skipped", "Australia/Lord_Howe", date(2026, 10, 4), 60, 180, 30, []),
    ("half an hour doubled", "Australia/Lord_Howe", date(2026, 4, 5), 60, 180, 30, []),
    ("skipped, half an hour off", "America/St_Johns", date(2026, 3, 8), 90, 210, 30, []),
    ("doubled, half an hour off", "America/St_Johns", date(2026, 11, 1), 30, 120, 30, []),
    ("midnight is skipped", "Africa/Cairo", date(2026, 4, 24), 0, 120, 30, []),
    ("the hour before midnight is doubled", "Africa/Cairo", date(2026, 10, 29), 1320, 1500, 30, []),
    ("across a skipped midnight", "America/Santiago", date(2026, 9, 5), 1320, 1560, 60, []),
    ("across a doubled midnight", "America/Santiago", date(2026, 4, 4), 1320, 1560, 60, []),
    ("across an ordinary midnight", "America/Santiago", date(2026, 5, 2), 1320, 1560, 60, []),
    ("skipped in the south", "Pacific/Auckland", date(2026, 9, 27), 60, 240, 60, []),
    ("doubled in the south", "Pacific/Auckland", date(2026, 4, 5), 60, 240, 60, []),
    ("three quarters of an hour off", "Pacific/Chatham", date(2026, 9, 27), 105, 285, 60, []),
    ("no clock is ever changed", "Asia/Kolkata", date(2026, 3, 29), 540, 660, 40, []),
    ("a day that never was", "Pacific/Apia", date(2011, 12, 30), 540, 660, 30, []),
    ("across a day that never was", "Pacific/Apia", date(2011, 12, 29), 1380, 1500, 30, []),
    ("a break in the skipped hour", "Europe/Vienna", date(2026, 3, 29), 60, 270, 30, [(120, 180)]),
    ("a break in the doubled hour", "Europe/Vienna", date(2026, 10, 25), 60, 240, 30, [(120, 150)]),
]


def first_at_or_after(zone, day, minute):
    shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    at = (shown - timedelta(days=3)).replace(tzinfo=timezone.utc)
    while at.astimezone(zone).replace(tzinfo=None) < shown:
        at += MINUTE
    return at


for what, name, day, starts, ends, slot, breaks in ROWS:
    zone = ZoneInfo(name)
    edges = [(first_at_or_after(zone, day, starts), first_at_or_after(zone, day, ends))]
    pauses = [tuple(first_at_or_after(zone, day, m) for m in pause) for pause in breaks]
    slots, at = [], edges[0][0]
    while at + slot * MINUTE <= edges[0][1]:
        end = at + slot * MINUTE
        clash = [b for a, b in pauses if a < b and a < end and at < b]
        if clash:
            at = max(clash)
            continue
        slots.append(at)
        at = end
    shown = ", ".join(f'"{s:%dT%H:%MZ}"' for s in slots)
    print(f'    ("{what}", "{name}", "{day}", ({starts}, {ends}, {slot}), &{list(breaks)}, &[{shown}]),')
