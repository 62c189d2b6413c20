#!/usr/bin/env python3
"""Check the files of data/: python3 tools/data/check.py [FOLDER]"""
import csv
import json
import re
import sys
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent.parent / "data"
passed, failed = 0, 0


def check(name, bad):
    """bad: a list of offenders (empty is right) or a truth value."""
    global passed, failed
    ok = not bad if isinstance(bad, (list, set)) else bool(bad)
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print("FAILED", name, list(bad)[:5] if isinstance(bad, (list, set)) else "")


def table(name):
    with open(FOLDER / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def alive(unit, day):
    return unit["valid_from"] <= day and (not unit["valid_to"] or day < unit["valid_to"])


for path in sorted(FOLDER.rglob("*")):
    if path.suffix in (".csv", ".jsonl", ".md"):
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        check(path.name + " is NFC", unicodedata.is_normalized("NFC", text))
        check(path.name + " has LF only and ends with one", b"\r" not in raw and raw.endswith(b"\n"))
        check(path.name + " has no BOM and no U+00D0", not text.startswith("\ufeff") and "\u00d0" not in text)

# units
units = table("units.csv")
by = {u["code"]: u for u in units}
NEW, OLD = re.compile(r"^[A-Z]\d{2}(\.\d{2,3}){0,7}$"), re.compile(r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$")
KINDS = {"province", "committee", "department", "district", "commune", "division", "onestop", "center", "agency"}
check("codes are unique over all time", len(by) == len(units))
check("legacy codes are unique over all time", len({u["legacy_code"] for u in units}) == len(units))
check("codes have the form of 2020", [u["code"] for u in units if not NEW.match(u["code"])])
check("legacy codes have the form of 2016", [u["code"] for u in units if not OLD.match(u["legacy_code"])])
check("codes are at most 35 characters", [u["code"] for u in units if len(u["code"]) > 35])
check("only H56 is official", [u["code"] for u in units if (u["provisional"] == "0") != (u["code"] == "H56")])
check("kinds are known", [u["code"] for u in units if u["kind"] not in KINDS])
check("levels are 1 to 4", [u["code"] for u in units if u["level"] not in "1234"])
check("names are there", [u["code"] for u in units if not u["name"] or not u["short_name"]])
check("dates are dates", [u["code"] for u in units if not date.fromisoformat(u["valid_from"]) or (u["valid_to"] and not date.fromisoformat(u["valid_to"]))])
check("a period is not empty", [u["code"] for u in units if u["valid_to"] and u["valid_to"] <= u["valid_from"]])
check("parents exist", [u["code"] for u in units if u["parent"] and u["parent"] not in by])
check("two units stand on top", sorted(u["code"] for u in units if not u["parent"]) == ["H56", "K56"])
check("a code starts with its parent's", [u["code"] for u in units if u["parent"] and not u["code"].startswith(u["parent"] + ".")])
check("a parent is above its child", [u["code"] for u in units if u["parent"] and int(by[u["parent"]]["level"]) >= int(u["level"])])
check("a parent lives as long as its child", [
    u["code"] for u in units if u["parent"] and (
        by[u["parent"]]["valid_from"] > u["valid_from"]
        or (by[u["parent"]]["valid_to"] and (not u["valid_to"] or u["valid_to"] > by[u["parent"]]["valid_to"])))])
for day, districts, communes in (("2022-06-01", 27, 559), ("2024-12-31", 27, 559), ("2025-03-15", 26, 547), ("2025-06-30", 26, 547), ("2025-08-01", 0, 166)):
    now = Counter(u["kind"] for u in units if alive(u, day))
    check("%d districts on %s" % (districts, day), now["district"] == districts)
    check("%d communes on %s" % (communes, day), now["commune"] == communes)
    check("one-stop units on " + day, now["onestop"] == districts + communes + 1)
    gso = [u["gso_code"] for u in units if u["kind"] == "commune" and alive(u, day)]
    check("statistical codes are unique on " + day, len(set(gso)) == len(gso))
day = "2025-08-01"
check("19 wards and 147 communes", Counter(u["short_name"].split()[0] for u in units if u["kind"] == "commune" and alive(u, day)) == {"Xã": 147, "Phường": 19})

# successions
links = table("successions.csv")
check("successions are unique", len({(x["predecessor"], x["successor"]) for x in links}) == len(links))
check("both ends of a succession exist", [x["predecessor"] for x in links if x["predecessor"] not in by or x["successor"] not in by])
check("a succession is at the end of the predecessor", [x["predecessor"] for x in links if by[x["predecessor"]]["valid_to"] != x["at"]])
check("the successor is there on the day", [x["successor"] for x in links if not alive(by[x["successor"]], x["at"])])
check("part is 0 or 1", [x for x in links if x["part"] not in ("0", "1")])
many = Counter(x["predecessor"] for x in links)
check("a whole goes to one", [x["predecessor"] for x in links if x["part"] == "0" and many[x["predecessor"]] > 1])
KNOWN_GAP = {"15217", "15439", "15739", "15757", "16039", "16651"}  # merged 2025-01-01, other side not in the sources
check("every closed commune and department has a successor", [
    u["code"] for u in units if u["valid_to"] and u["kind"] in ("commune", "department", "district")
    and u["code"] not in many and u["gso_code"] not in KNOWN_GAP])
check("every commune of 2025 comes from somewhere",
      [u["code"] for u in units if u["kind"] == "commune" and u["valid_from"] == "2025-07-01" and u["code"] not in {x["successor"] for x in links}])

# procedures
with open(FOLDER / "procedures.jsonl", encoding="utf-8") as f:
    procedures = [json.loads(line) for line in f]
KEYS = ["code", "name", "usual", "synonyms", "field", "event", "level", "level_2025", "agency", "unit", "unit_2025", "audience",
        "online", "limit", "versions", "fees", "papers", "results", "legal_basis", "source"]
codes = [p["code"] for p in procedures]
check("1,800 procedures or more", len(procedures) >= 1800)
check("procedure codes are unique and sorted", codes == sorted(set(codes)))
check("procedure codes are national", [c for c in codes if not re.match(r"^\d\.\d{6}$", c)])
check("all keys, in order", [p["code"] for p in procedures if list(p) != KEYS])
check("names are clean", [p["code"] for p in procedures if not p["name"] or p["name"] != p["name"].strip() or p["name"].endswith(".")
                          or "  " in p["name"] or not p["name"][0].isupper()])
check("a usual name is short", [p["code"] for p in procedures if not 4 <= len(p["usual"]) <= 90])
check("levels of 2022", [p["code"] for p in procedures if p["level"] not in ("province", "district", "commune")])
check("levels of 2025", [p["code"] for p in procedures if p["level_2025"] not in ("province", "commune")])
check("units are named at the province only", [p["code"] for p in procedures if bool(p["unit"]) != (p["level"] == "province")
                                               or bool(p["unit_2025"]) != (p["level_2025"] == "province")])
check("every unit of 2022 exists", [p["code"] for p in procedures if p["unit"] and not alive(by[p["unit"]], "2022-06-01")])
check("every unit of 2025 exists", [p["code"] for p in procedures if p["unit_2025"] and not alive(by[p["unit_2025"]], "2025-08-01")])
check("agencies are named", [p["code"] for p in procedures if not p["agency"]])
check("audience", [p["code"] for p in procedures if not p["audience"] or set(p["audience"]) - {"citizen", "enterprise", "organisation", "agency"}])
check("online", [p["code"] for p in procedures if p["online"] not in ("full", "partial", "none")])


def limit_ok(limit):
    return (limit["value"] > 0 and limit["value"] <= 400 and limit["unit"] in ("working_day", "day", "hour")
            and isinstance(limit["flagged"], bool) and len(limit["note"]) <= 120)


check("limits are positive", [p["code"] for p in procedures if not limit_ok(p["limit"])])
check("limits of versions are positive", [p["code"] for p in procedures for v in p["versions"] if not limit_ok(v["limit"])])
check("versions have periods", [p["code"] for p in procedures for v in p["versions"] if not v["valid_from"] < v["valid_to"]])
check("60 or more versions", sum(len(p["versions"]) for p in procedures) >= 60)
check("fees are whole and not negative", [p["code"] for p in procedures for f in p["fees"] if not isinstance(f["amount"], int) or f["amount"] < 0
                                          or f["kind"] not in ("fee", "charge", "") or 0 < f["amount"] < 1000 and not f["flagged"]])
papers = [(p["code"], x) for p in procedures for x in p["papers"]]
check("no paper is longer than 240", [c for c, x in papers if len(x["name"]) > 240 or len(x["case"]) > 120])
check("papers have a name and a number", [c for c, x in papers if len(x["name"]) < 3 or x["originals"] < 0 or x["copies"] < 0 or x["originals"] + x["copies"] < 1])
check("papers are not instructions", [c for c, x in papers if re.match(r"(lưu ý|số lượng hồ sơ|ghi chú|trường hợp|cán bộ)", x["name"], re.I)])
check("papers are not file names", [c for c, x in papers if re.search(r"\.(docx?|pdf|xlsx?)$", x["name"], re.I)])
check("papers are not told twice", [p["code"] for p in procedures if len({(x["name"], x["case"]) for x in p["papers"]}) < len(p["papers"])])
check("results are short", [p["code"] for p in procedures for r in p["results"] if len(r) > 240])
check("legal basis is clean", [p["code"] for p in procedures for b in p["legal_basis"]
                               if not re.match(r"^\d+/\d{4}/(QH\d\d|NĐ-CP|NQ-CP|QĐ-TTg|(PL-)?UBTVQH\d\d|(TT|TTLT|QĐ)-[A-ZĐ]+)$", b)])
check("legal basis is at most eight", [p["code"] for p in procedures if len(p["legal_basis"]) > 8])
check("80 procedures have everyday words", sum(bool(p["synonyms"]) for p in procedures) >= 80)
check("nine in ten procedures have papers", sum(bool(p["papers"]) for p in procedures) >= 0.9 * len(procedures))

# calendar
days = table("calendar.csv")
check("calendar days are unique and sorted", [d["date"] for d in days] == sorted({d["date"] for d in days}))
check("calendar kinds", [d for d in days if d["kind"] not in ("holiday", "compensation_off", "compensation_work") or d["status"] not in ("confirmed", "expected")])
check("make-up working days are Saturdays", [d["date"] for d in days if d["kind"] == "compensation_work" and date.fromisoformat(d["date"]).weekday() != 5])
check("days off in lieu are weekdays", [d["date"] for d in days if d["kind"] == "compensation_off" and date.fromisoformat(d["date"]).weekday() > 4])
check("24 November is a holiday from 2026", [y for y in ("2026", "2027") if not any(d["date"] == y + "-11-24" and d["kind"] == "holiday" for d in days)])
for year in range(2022, 2028):
    check("%d has 11 holidays or more" % year, sum(d["date"][:4] == str(year) and d["kind"] == "holiday" for d in days) >= 11)

# names
for name in ("surnames", "middle", "given_male", "given_female"):
    lines = table("names/%s.csv" % name)
    check(name + " has positive weights", lines and not [x for x in lines if float(x["weight"]) <= 0])
    check(name + " has no value twice", len({x["value"] for x in lines}) == len(lines))

print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed else 0)
