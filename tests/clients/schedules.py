"""The crate `schedule` against croniter and recurring-ical-events, implementations of others.

Usage: schedules.py PATH_TO_THE_EXAMPLE_BINARY [SEED]

Some thousand expressions and calendars are generated; every answer must be the same, or differ for
a reason that is named here and checked case by case. Anything else is a failure.

Cron: croniter reads Unix cron, so expressions are written for it in its own way: days of the week
from 0, `L5` for `6L`, `*` for `?`, and ranges that come round as lists.
"""

import calendar
import collections
import datetime
import json
import random
import re
import subprocess
import sys
import zoneinfo

import icalendar
import recurring_ical_events
from croniter import croniter

UTC = datetime.timezone.utc
ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


class Ours:
    """The example binary, one question and one answer a line."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"no answer to {question}"
        return json.loads(line)


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def odd_clock(wall, zone):
    """Whether a wall-clock time is skipped or comes twice."""
    early, late = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return early != late


# Cron


def field(rng, least, most, names=None):
    """A field as ours and as a set of values."""
    word = lambda value: names[value - least] if names and rng.random() < 0.5 else str(value)
    ours, values = [], set()
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        form = rng.choice(["one", "one", "one", "range", "step", "every", "all"])
        a, b = rng.randint(least, most), rng.randint(least, most)
        step = rng.randint(1, max(1, (most - least) // 2))
        if form == "one":
            ours.append(word(a))
            values.add(a)
        elif form == "range":
            ours.append(f"{word(a)}-{word(b)}")
            values |= set(range(a, b + 1)) if a <= b else set(range(a, most + 1)) | set(range(least, b + 1))
        elif form == "step":
            ours.append(f"{word(a)}/{step}")
            values |= set(range(a, most + 1, step))
        elif form == "every":
            ours.append(f"*/{step}")
            values |= set(range(least, most + 1, step))
        else:
            ours.append("*")
            values |= set(range(least, most + 1))
    return ",".join(ours), ",".join(map(str, sorted(values)))


def expression(rng):
    minute, their_minute = field(rng, 0, 59) if rng.random() < 0.2 else [str(rng.randint(0, 59))] * 2
    hour, their_hour = field(rng, 0, 23)
    month, their_month = ("*", "*") if rng.random() < 0.5 else field(rng, 1, 12, MONTHS)
    day = weekday = "?"
    their_day = their_weekday = "*"
    kind = rng.choice(["day", "day", "weekday", "weekday", "nth", "last", "last-weekday", "nearest"])
    if kind == "day":
        day, their_day = field(rng, 1, 31)
    elif kind == "weekday":
        weekday, their_weekday = field(rng, 1, 7, DAYS)
        their_weekday = ",".join(str(int(value) - 1) for value in their_weekday.split(","))
    elif kind == "nth":
        which, nth = rng.randint(1, 7), rng.randint(1, 5)
        weekday, their_weekday = f"{rng.choice([DAYS[which - 1], which])}#{nth}", f"{which - 1}#{nth}"
    elif kind == "last":
        day = their_day = "L"
    elif kind == "last-weekday":
        which = rng.randint(1, 7)
        weekday, their_weekday = f"{rng.choice([DAYS[which - 1], which])}L", f"L{which - 1}"
    else:
        day = their_day = f"{rng.randint(1, 31)}W"
    year = rng.choice(["*", "*", "*", "*", "2027-2031", "2028/2"])
    ours = f"cron({minute} {hour} {day} {month} {weekday} {year})"
    # A sixth field is croniter's seconds, a seventh its years.
    theirs = f"{their_minute} {their_hour} {their_day} {their_month} {their_weekday} 0 {year}"
    return ours, theirs


def croniter_runs(theirs, after, zone, count):
    """By the wall clock, so that croniter's view of clocks that change does not come in.

    In a month that has no 31st it takes `31W` for the last weekday; those runs are left out, as
    ours and croner's are.
    """
    runs = croniter(theirs, after.astimezone(zone).replace(tzinfo=None), max_years_between_matches=60)
    nearest = re.search(r" (\d+)W ", theirs)
    found = []
    while len(found) < count:
        try:
            wall = runs.get_next(datetime.datetime)
        except Exception as error:
            if "failed to find next date" in str(error):
                break
            raise
        if nearest and calendar.monthrange(wall.year, wall.month)[1] < int(nearest[1]):
            if wall.year > 2100:
                break
            continue
        found.append(wall)
    return found


def moment(rng, zone):
    """An instant, as often as not in the day around a change of clocks."""
    start = datetime.datetime(2027, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=rng.randint(0, 4 * 365 * 86400))
    if rng.random() < 0.5:
        for days in range(366):
            day = start + datetime.timedelta(days=days)
            if day.astimezone(zone).utcoffset() != (day + datetime.timedelta(days=1)).astimezone(zone).utcoffset():
                return day + datetime.timedelta(seconds=rng.randint(0, 86400))
    return start


def crons(ours, rng, count, reasons):
    for _ in range(count):
        expression_, theirs = expression(rng)
        zone_name = rng.choice(ZONES)
        zone = zoneinfo.ZoneInfo(zone_name)
        after = moment(rng, zone)
        answer = ours.ask(schedule=expression_, zone=zone_name, after=stamp(after), count=6)
        if "problems" in answer:
            (problem,) = answer["problems"]
            if "at its fastest" in problem:
                reasons["AWS takes nothing faster than every 5 minutes; croniter does"] += 1
                continue
            assert problem == "no date fits this schedule", (expression_, answer)
            assert not croniter_runs(theirs, datetime.datetime(1999, 1, 1, tzinfo=UTC), UTC, 1), expression_
            reasons["a date that never comes is refused; croniter finds no run"] += 1
            continue
        walls = croniter_runs(theirs, after, zone, 6)
        # croniter skips what a clock skips and runs twice what it shows twice, so its wall-clock
        # times are read here as AWS's Java would: later by the jump, and the first of two.
        if any(odd_clock(wall, zone) for wall in [after.astimezone(zone).replace(tzinfo=None), *walls]):
            before = croniter_runs(theirs, after - datetime.timedelta(days=2), zone, 600)
            read = sorted({stamp(wall.replace(tzinfo=zone, fold=0)) for wall in before})
            expected = [run for run in read if run > stamp(after)][:6]
            assert answer["runs"][: len(expected)] == expected and expected, (expression_, zone_name, stamp(after), answer, expected)
            reasons["the same, where clocks change"] += 1
            continue
        expected = [stamp(wall.replace(tzinfo=zone)) for wall in walls]
        assert answer["runs"] == expected, (expression_, theirs, zone_name, stamp(after), answer["runs"], expected)
        reasons["the same"] += 1


# Calendars


def rule(rng):
    weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    some = lambda least, most, count: ",".join(map(str, sorted(rng.sample(range(least, most + 1), count))))
    days = ",".join(rng.sample(weekdays, rng.randint(1, 4)))
    form = rng.choice([
        "FREQ=DAILY",
        f"FREQ=DAILY;INTERVAL={rng.randint(2, 9)}",
        f"FREQ=DAILY;BYHOUR={some(0, 23, 2)};BYMINUTE=0,30",
        f"FREQ=DAILY;BYMONTH={some(1, 12, 3)}",
        "FREQ=WEEKLY",
        f"FREQ=WEEKLY;BYDAY={days}",
        f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days};WKST={rng.choice(['SU', 'MO'])}",
        f"FREQ=MONTHLY;BYMONTHDAY={rng.choice(['-1', '1,15', '31', '-3,5'])}",
        f"FREQ=MONTHLY;BYDAY={rng.choice(['2TU', '-1FR', '1MO,3MO', '5SU'])}",
        f"FREQ=MONTHLY;BYDAY={days};BYSETPOS={rng.choice(['1', '-1', '2,-2'])}",
        f"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=YEARLY",
        f"FREQ=YEARLY;BYMONTH={some(1, 12, 2)};BYDAY={rng.choice(['4TH', '-1SU', 'MO'])}",
        f"FREQ=YEARLY;BYWEEKNO={some(1, 52, 2)};BYDAY=MO",
        f"FREQ=YEARLY;BYYEARDAY={rng.choice(['1', '100,-1', '366'])}",
        f"FREQ=YEARLY;BYDAY={rng.choice(['20MO', '-1WE'])}",
        f"FREQ=HOURLY;INTERVAL={rng.randint(5, 30)}",
    ])
    return form


def event(rng, zone_name):
    """The lines of an event, and what has to be known of it."""
    start = datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=30 * rng.randint(0, 48 * 500))
    all_day = rng.random() < 0.2
    if all_day:
        start = start.replace(hour=0, minute=0)
        begin, tail = f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DURATION:P{rng.randint(1, 3)}D"
    else:
        place = ":{:%Y%m%dT%H%M%SZ}" if zone_name == "UTC" else ";TZID=" + zone_name + ":{:%Y%m%dT%H%M%S}"
        begin = "DTSTART" + place.format(start)
        end = start + datetime.timedelta(minutes=15 * rng.randint(1, 100))
        tail = rng.choice(["DTEND" + place.format(end), f"DURATION:PT{rng.randint(1, 30)}H"])
    lines = ["BEGIN:VEVENT", f"UID:{rng.random()}", "DTSTAMP:20260101T000000Z", begin, tail]
    if rng.random() < 0.8:
        text = rule(rng)
        if all_day and ("HOUR" in text):
            text = "FREQ=DAILY"
        ends = rng.random()
        if ends < 0.3:
            text += f";COUNT={rng.randint(1, 30)}"
        elif ends < 0.5:
            until = start + datetime.timedelta(days=rng.randint(0, 900))
            text += f";UNTIL={until:%Y%m%d}" if all_day else f";UNTIL={until:%Y%m%dT%H%M%SZ}"
        lines.append(f"RRULE:{text}")
        if not all_day:
            for _ in range(rng.randint(0, 3)):
                left_out = start + datetime.timedelta(days=rng.randint(0, 20))
                lines.append("EXDATE" + place.format(left_out))
            if rng.random() < 0.3:
                added = start + datetime.timedelta(days=rng.randint(1, 400), minutes=30)
                lines.append("RDATE" + place.format(added))
    return lines + ["END:VEVENT"]


def their_occurrences(text, first, last):
    read = icalendar.Calendar.from_ical(text)
    found = set()
    for occurrence in recurring_ical_events.of(read).between(first, last):
        start, end = occurrence.start, occurrence.end
        if not isinstance(start, datetime.datetime):
            start, end = (datetime.datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (start, end))
        found.add((start, end))
    return found


def calendars(ours, rng, count, reasons):
    first = datetime.datetime(2027, 1, 1, tzinfo=UTC)
    last = datetime.datetime(2028, 1, 1, tzinfo=UTC)
    for _ in range(count):
        zone_name = rng.choice(ZONES)
        lines = event(rng, zone_name)
        text = "\r\n".join(["BEGIN:VCALENDAR", "PRODID:x", "VERSION:2.0", "X-CALENDAR-TYPE:DEFAULT_OPEN", *lines, "END:VCALENDAR", ""])
        answer = ours.ask(calendar=text, **{"from": stamp(first), "to": stamp(last)})
        assert "problems" not in answer, (lines, answer)
        found = {tuple(pair) for pair in answer["occurrences"]}
        theirs = their_occurrences(text, first, last)
        expected = {(stamp(start), stamp(end)) for start, end in theirs}
        if found == expected:
            reasons["the same"] += 1
            continue
        explain(lines, zone_name, found, theirs, reasons)


def explain(lines, zone_name, found, theirs, reasons):
    """Names the reason of every difference, or fails."""
    zone = zoneinfo.ZoneInfo(zone_name)
    starts = {start for start, _ in found}
    expected = {stamp(start) for start, _ in theirs}
    mistaken = {start for start in starts - expected if meets_exdate(start, lines, zone)}
    if mistaken:
        # Theirs compares wall-clock times in UTC and in the zone with each other.
        reasons["recurring-ical-events leaves out what shows an EXDATE's time in UTC, or the other way round"] += 1
        starts -= mistaken
    if starts != expected:
        print("\n".join(lines), "\nonly ours", sorted(starts - expected)[:9], "\nonly theirs", sorted(expected - starts)[:9])
        sys.exit("unexplained: other starts")
    ends, reason = dict(found), None
    for start, end in theirs:
        ours = ends[stamp(start)]
        if ours == stamp(end):
            continue
        # RFC 5545, 3.3.6: the hours of a DURATION are exact; theirs adds them to the wall clock.
        assert start.utcoffset() != end.utcoffset() and "DURATION:PT" in "".join(lines), (lines, stamp(start), ours, stamp(end))
        reason = "a DURATION across a change of clocks: ours lasts exactly as long, theirs by the wall clock"
    if reason:
        reasons[reason] += 1


def meets_exdate(start, lines, zone):
    """Whether a start's time in UTC or in its zone is an EXDATE's time in the other."""
    start = datetime.datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    for line in lines:
        if line.startswith("EXDATE"):
            text = line.rsplit(":", 1)[1].removesuffix("Z")
            left_out = datetime.datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
            naive = lambda moment, zone: moment.astimezone(zone).replace(tzinfo=None)
            if naive(start, zone) == naive(left_out, UTC) or naive(start, UTC) == naive(left_out, zone):
                return True
    return False


def states(ours, rng, count, reasons):
    """State and next transition against the occurrences that others found."""
    first = datetime.datetime(2027, 1, 1, tzinfo=UTC)
    last = datetime.datetime(2028, 1, 1, tzinfo=UTC)
    for _ in range(count):
        lines = [line for _ in range(rng.randint(1, 3)) for line in event(rng, "UTC")]
        text = "\r\n".join(["BEGIN:VCALENDAR", "PRODID:x", "VERSION:2.0", "X-CALENDAR-TYPE:DEFAULT_OPEN", *lines, "END:VCALENDAR", ""])
        busy = []
        for start, end in sorted(their_occurrences(text, first, last)):
            if busy and start <= busy[-1][1]:
                busy[-1][1] = max(busy[-1][1], end)
            else:
                busy.append([start, end])
        at = first + datetime.timedelta(minutes=rng.randint(0, 300 * 1440))
        inside = next((pair for pair in busy if pair[0] <= at < pair[1]), None)
        ahead = next((pair for pair in busy if pair[0] > at), None)
        answer = ours.ask(calendar=text, at=stamp(at))
        assert answer["state"] == ("CLOSED" if inside else "OPEN"), (lines, stamp(at), answer)
        until = inside[1] if inside else ahead and ahead[0]
        if until and until < last - datetime.timedelta(days=5):
            assert answer["until"] == stamp(until), (lines, stamp(at), answer, stamp(until))
        reasons["the same"] += 1


def main():
    path, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    ours = Ours(path)
    for name, check, count in [("crons", crons, 4000), ("calendars", calendars, 2000), ("states", states, 1000)]:
        reasons = collections.Counter()
        check(ours, random.Random(seed), count, reasons)
        print(f"{name}: {count}")
        for reason, times in reasons.most_common():
            print(f"  {times:5}  {reason}")


if __name__ == "__main__":
    main()
