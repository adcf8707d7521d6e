"""Reads an iCalendar text from standard input with a library of its own and prints what it says."""

import json
import sys

import icalendar


def read(text):
    calendar = icalendar.Calendar.from_ical(text)
    events = [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "summary": str(event["SUMMARY"]),
            "starts_at": int(event["DTSTART"].dt.timestamp() * 1000),
            "ends_at": int(event["DTEND"].dt.timestamp() * 1000),
            "stamped": "DTSTAMP" in event,
            "url": str(event.get("URL", "")),
            "organizer": str(event.get("ORGANIZER", "")),
            "attendee": str(event.get("ATTENDEE", "")),
            "properties": sorted(event.keys()),
        }
        for event in calendar.walk("VEVENT")
    ]
    return {
        "version": str(calendar["VERSION"]),
        "method": str(calendar.get("METHOD", "")),
        "errors": [str(error) for error in calendar.errors],
        "events": events,
    }


if __name__ == "__main__":
    print(json.dumps(read(sys.stdin.buffer.read())))
