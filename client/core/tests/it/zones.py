"""What zoneinfo says of every time zone in 2027: its offset at the start, and each change of it."""

import importlib.resources
import json
import zoneinfo
from datetime import datetime, timedelta, timezone

# The package's data, not the system's.
zoneinfo.reset_tzpath(to=[])
STEP = timedelta(hours=6)
START = datetime(2027, 1, 1, tzinfo=timezone.utc)
END = datetime(2028, 1, 1, tzinfo=timezone.utc)


def offset(zone, at):
    return int(at.astimezone(zone).utcoffset().total_seconds())


def changes(zone):
    said = [[int(START.timestamp()), offset(zone, START)]]
    at = START
    while at < END:
        following = min(at + STEP, END)
        if offset(zone, following) != said[-1][1]:
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (low, middle) if offset(zone, middle) != said[-1][1] else (middle, high)
            said.append([int(high.timestamp()), offset(zone, high)])
        at = following
    return said


names = importlib.resources.files("tzdata").joinpath("zones").read_text().split()
print(json.dumps({name: changes(zoneinfo.ZoneInfo(name)) for name in names}))
