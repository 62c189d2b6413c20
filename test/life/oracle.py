"""test/life/oracle.py: when a limit ends, said a second time and as simply as possible.

Knows nothing of the program: it reads data/calendar.csv, opens and shuts the office minute by minute
(domain of the law: working days, days, hours; 07:00-11:30 and 13:30-17:00), and counts. Also what a
line of the national catalogue means: which limit counts, and what in it must be flagged.
"""
import csv
import datetime
import os
import re

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


class Calendar:
    def __init__(self, source):
        self.special = {}
        with open(os.path.join(source, "data/calendar.csv"), encoding="utf-8") as f:
            for row in csv.DictReader(f):
                self.special[row["date"]] = row["kind"] == "compensation_work"

    def counted(self, day):
        return self.special.get(day.isoformat(), day.weekday() < 5)

    def open(self, t):
        minute = t.hour * 60 + t.minute
        return self.counted(t.date()) and (420 <= minute < 690 or 810 <= minute < 1020)

    def next_open(self, t):
        while not self.open(t):
            t = t.replace(second=0) + MINUTE
        return t

    def closing(self, t):
        """17:00 of the first counted day from t's day on."""
        while not self.counted(t.date()):
            t += DAY
        return t.replace(hour=17, minute=0, second=0)

    def add(self, t, minutes):
        """The first moment by which so many working minutes have passed."""
        t = self.next_open(t)
        while minutes > 0:
            minutes -= self.open(t)
            t += MINUTE
        return t

    def due(self, t, n, unit, cutoff=None):
        """t: local time of reception; unit: hour, day, working_day; cutoff: an hour of the day."""
        if cutoff is not None and t > t.replace(hour=cutoff, minute=0, second=0):
            t = (t + DAY).replace(hour=0, minute=0, second=0)
        t = self.next_open(t)
        if unit == "hour":
            return self.add(t, round(n * 60))
        if unit == "day":
            t += datetime.timedelta(minutes=round(n * 1440))
            return self.next_open(t) if self.counted(t.date()) else self.closing(t)
        if cutoff is not None and 0 < n <= 1:
            return self.closing(t)
        whole, rest = int(n), n - int(n)
        while whole > 0:
            t += DAY
            whole -= self.counted(t.date())
        return self.add(t, round(rest * 480)) if rest else t


def limit_of(line):
    """(n or None, unit, cutoff, must be flagged) of a line in the national shape."""
    with_limit = [c for c in line.get("channels", []) if (c.get("n") or 0) > 0]
    chosen = (with_limit or line.get("channels") or [{}])[0]
    n, unit = chosen.get("n") or 0, chosen.get("unit", "")
    flagged = len({(c["n"], c["unit"]) for c in with_limit}) > 1 or unit == "Tháng" or not n
    words = {"Giờ": "hour", "Ngày": "day", "Tháng": "day", "Ngày làm việc": "working_day"}
    flagged = flagged or unit not in words or n * (30 if unit == "Tháng" else 1) > 365
    hour = re.search(r"sau (\d+) giờ", chosen.get("note", ""))
    return (n * (30 if unit == "Tháng" else 1) or None, words.get(unit, "working_day"),
            int(hour.group(1)) if hour else None, flagged)
