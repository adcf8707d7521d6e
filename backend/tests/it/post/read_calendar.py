"""Reads an iCalendar text from standard input with a library of its own and prints what it says."""

import json
import sys

import icalendar


def broken(component):
    """Where there is nothing of what there has to be once, or two of what there may be once (RFC 5545, 3.6)."""
    name = component.name
    lacking = [f"{name} without {it}" for it in component.required if it not in component]
    doubled = [f"{name} with several {it}" for it in component.singletons if isinstance(component.get(it), list)]
    return lacking + doubled + [fault for inner in component.subcomponents for fault in broken(inner)]


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
            "dtstamp": int(event["DTSTAMP"].dt.timestamp() * 1000),
            "rsvp": str(event["ATTENDEE"].params.get("RSVP", "")) if "ATTENDEE" in event else "",
            "partstat": str(event["ATTENDEE"].params.get("PARTSTAT", "")) if "ATTENDEE" in event else "",
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
        "broken": broken(calendar),
        "errors": [str(error) for error in calendar.errors],
        "events": events,
    }


if __name__ == "__main__":
    print(json.dumps(read(sys.stdin.buffer.read())))
