#!/usr/bin/env python3
"""test/life/run.py [sqlite|postgres]: the main job from outside, many times, on one database.

Procedures are imported beside the running server, in the national catalogue's shape: one file made
here from data/procedures.jsonl with the mistakes that such files have, and, where ../shared stands
beside the project, the whole national file. Of each, 100 random ones (seeded) go apply, accept, start,
propose, approve, result by the API alone. What is promised must be what oracle.py says, and what was
doubtful in the line must be flagged in the report. Then the answers people get when they press twice,
come second, may not, or leave something out.
"""
import datetime
import gzip
import json
import os
import random
import re
import secrets
import subprocess
import sys
import unicodedata

from oracle import Calendar, limit_of
from province import PDF, Province, Results, csrf, database, tried, wait_for

R = Results()
SOURCE = os.environ.get("MOTCUA_SOURCE", ".")
PATH = [("accept", "motcua"), ("start", "chuyenvien"), ("propose", "chuyenvien"), ("approve", "lanhdao")]
CITIZEN = "038094000217"
SAMPLE = 100


# ---- files in the national shape ----

def national(own, at):
    """One of our lines as the national catalogue would write it; every few with one of its mistakes."""
    units = {"hour": "Giờ", "day": "Ngày", "working_day": "Ngày làm việc"}
    limit = own["limit"]
    channel = {"channel": "Trực tuyến", "n": limit.get("value"), "unit": units[limit.get("unit", "day")],
               "fees": [], "note": limit.get("note", "")}
    levels = {"province": "tinh", "district": "huyen", "commune": "xa"}
    line = {"code": f"9.{at:06d}", "name": own["name"], "field": own["field"], "agency": own["agency"],
            "levels": [levels[own["level"]]], "audience": ["Công dân Việt Nam"], "channels": [channel],
            "documents": [{"name": p["name"], "group": "", "original": 1, "copy": 0, "form": ""}
                          for p in own["papers"]], "results": own.get("results", []), "legal_basis": []}
    mistake = at % 12
    if mistake == 1:
        line["name"] = unicodedata.normalize("NFD", line["name"])
    elif mistake == 2:
        channel["unit"] = ""
    elif mistake == 3:
        channel["n"] = 1100.0
    elif mistake == 4:
        channel["n"] = None
    elif mistake == 5:
        channel.update(n=2.0, unit="Tháng")
    elif mistake == 6:
        line["channels"].append({**channel, "channel": "Trực tiếp", "n": (channel["n"] or 1) + 1})
    elif mistake == 7:
        channel.update(n=1.0, unit="Ngày làm việc", note="Trong ngày; nhận sau 15 giờ trả hôm sau")
    elif mistake == 8:
        channel.update(n=1.5, unit="Ngày làm việc")
    return line


def files(folder):
    """(name, path, lines) of what is imported."""
    with open(os.path.join(SOURCE, "data/procedures.jsonl"), encoding="utf-8") as f:
        lines = [national(json.loads(line), i) for i, line in enumerate(f) if i % 4 == 0]
    path = os.path.join(folder, "national.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    yield "made from data/procedures.jsonl", path, lines
    shared = os.environ.get("MOTCUA_SHARED", os.path.join(SOURCE, "../shared"))
    path = os.path.join(shared, "data/procedures/procedures_local.jsonl.gz")
    if os.path.exists(path):
        with gzip.open(path, "rt", encoding="utf-8") as f:
            yield "the whole national file", os.path.abspath(path), [json.loads(line) for line in f]
    else:
        print("skipped: procedures_local.jsonl.gz (set MOTCUA_SHARED)")


# ---- a hundred of them ----

def take_in(p, path, lines):
    """Imports the file; the report, by code. Every line is in it."""
    report = os.path.join(p.dir, "report.json")
    p.command("import", "procedures", path, "--report", report)
    with open(report, encoding="utf-8") as f:
        items = json.load(f)
    R.expect(len(items) == len(lines), f"{len(lines)} lines, {len(items)} in the report")
    refused = [i for i in items if i["result"] == "refused"]
    R.expect(all(i["reasons"] for i in refused), "a line was refused without a reason")
    R.expect(len(refused) < len(lines) // 100, f"{len(refused)} lines refused: {refused[:2]}")
    return {i["code"]: i for i in items if i["result"] != "refused"}


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def check_due(calendar, line, flags, dossier):
    n, unit, cutoff, doubtful = limit_of(line)
    got, want = moment(dossier["due_at"]), None
    if n:
        want = calendar.due(moment(dossier["received_at"]), n, unit, cutoff)
    R.expect(got == want, f"{line['code']}: {n} {unit} cutoff {cutoff} from {dossier['received_at']}: "
                          f"due {got}, the oracle says {want}")
    R.expect(not doubtful or "limit:" in flags, f"{line['code']}: the limit is doubtful and not flagged")


def live(api, place, calendar, line, flags):
    """From the application to the result's bytes. Returns the dossier's code."""
    a = api[CITIZEN].post_json("/api/v1/dossiers", {
        "procedure": line["code"], "place": place, "name": "Lê Văn Hùng", "identity": CITIZEN,
        "phone": "0912345678", "birth_day": "1994-03-12"}, secrets.token_hex(12))
    if not R.expect(a.status == 201, f"apply for {line['code']}: {a.status} {a.text[:200]}"):
        return None
    code, version = a.json["code"], a.json["version"]
    for action, who in PATH:
        a = api[who].post_json(f"/api/v1/dossiers/{code}/actions/{action}",
                               {"version": version, "note": "Đủ điều kiện."})
        if not R.expect(a.status == 200, f"{action} of {line['code']}: {a.status} {a.text[:200]}"):
            return None
        version = a.json["version"]
        if action == "accept":
            check_due(calendar, line, flags, a.json)
    R.expect(a.json["state"] == 9 and a.json["finished_at"], f"{line['code']} is not finished")
    return code


def issued(api, code):
    """Forms of the papers that were issued, with the ids of their files, when all are there."""
    papers = {i["form"]: i["file"] for i in api[CITIZEN].get(f"/api/v1/dossiers/{code}").json["issued"]}
    return papers if {"01", "result"} <= papers.keys() else None


def check_papers(api, codes):
    for code in codes:
        papers = wait_for(lambda c=code: issued(api, c))
        if R.expect(papers, f"{code} has no receipt or no result"):
            a = api[CITIZEN].get(f"/api/v1/files/{papers['result']}")
            R.expect(a.status == 200 and a.body.startswith(b"%PDF-"), f"{code}: the result is no PDF")
    steps = api[CITIZEN].get(f"/api/v1/dossiers/{codes[0]}/timeline").json["items"]
    R.expect([s["action"] for s in steps] == ["submit"] + [a for a, _ in PATH], f"timeline: {steps}")


def random_procedures(p, api, place):
    calendar = Calendar(SOURCE)
    for name, path, lines in files(p.dir):
        known = take_in(p, path, lines)
        dice = random.Random(20261122)
        chosen = dice.sample([line for line in lines if line["code"] in known], SAMPLE)
        codes = [live(api, place, calendar, line, known[line["code"]]["reasons"]) for line in chosen]
        R.expect(all(codes), f"{codes.count(None)} of {SAMPLE} did not get to their result")
        check_papers(api, [c for c in codes if c])
        print(f"{name}: {len(lines)} lines, {SAMPLE} lived from application to result")


def export_and_import(p):
    """What was exported, imported again, changes nothing, whatever oddities the lines came with."""
    first, second = (os.path.join(p.dir, name) for name in ("first.jsonl", "second.jsonl"))
    p.command("export", "procedures", "--out", first)
    said = p.command("import", "procedures", first).stdout
    p.command("export", "procedures", "--out", second)
    with open(first, "rb") as a, open(second, "rb") as b:
        before, after = a.read(), b.read()
    R.expect(f"{before.count(bytes([10]))} lines: 0 added, 0 changed" in said,
             f"import of an export: {said}")
    R.expect(before == after and before, "a second export differs from the first")


# ---- what people are told ----

SAMPLES = [("sinh-day", "12"), ("sinh-month", "3"), ("sinh-year", "1994"), ("dinh_danh", CITIZEN),
           ("dien_thoai", "0912345678"), ("thu", "an@example.vn"), ("ban_sao", "2")]


def sample_answers(page, place):
    """What a browser would send for a page of questions: what stands there, and right answers elsewhere."""
    form = page[page.index('<form class="form"'):]
    found = dict(re.findall(r'<input type="hidden" name="(f-[^"]+)" value="([^"]*)"', form))
    for name, there in re.findall(r'<input class="input[^>]*? name="(f-[^"]+)"[^>]*? value="([^"]*)"', form):
        found[name] = there or next((v for end, v in SAMPLES if name.endswith(end)), "Kinh")
    for name, value in re.findall(r'<input type="radio"[^>]* name="(f-[^"]+)" value="([^"]*)"', form):
        found.setdefault(name, value)
    for name, options in re.findall(r'<select [^>]*? name="(f-[^"]+)"(.*?)</select>', form, re.S):
        values = re.findall(r'<option value="([^"]+)"', options)
        found[name] = place if place in values else values[0]
    return found


def draft_ready(p, c, secret, place, procedure):
    """A draft that lacks nothing but the last press; the path of that press and a body for it."""
    def post(path, pairs):
        return c.post(path, {"_csrf": csrf(secret, path), **pairs})
    draft = post(f"/thu-tuc/{procedure}/nop", {}).location.split("/")[2]
    base = f"/nop/{draft}"
    at = c.get(f"{base}/thong-tin").location
    for _ in range(20):
        if "/khai/" not in at:
            break
        a = post(at.split("#")[0], sample_answers(c.get(at.split("#")[0]).text, place))
        if not R.expect(a.status == 303, f"the answers of {at} are not taken: {a.status}"):
            break
        at = a.location
    for paper in sorted(set(re.findall(r'name="paper" value="(\d+)"', c.get(f"{base}/giay-to").text))):
        a = c.post_parts(f"{base}/giay-to", [("_csrf", csrf(secret, f"{base}/giay-to")), ("paper", paper)],
                         [("files", "giay.pdf", PDF)])
        R.expect(a.status == 303, f"a paper is not taken: {a.status}")
    return base


def press_twice(p, place, procedure):
    """The last button pressed twice, with its key and without one, makes one dossier."""
    c = p.sign_in(CITIZEN)
    secret = p.secret(c)
    for keyed in (True, False):
        base = draft_ready(p, c, secret, place, procedure)
        path, before = f"{base}/gui", p.one("select count(*) from dossier")
        body = {"declare": "1", **({"_key": secrets.token_hex(8)} if keyed else {})}
        answers = [c.post(path, {"_csrf": csrf(secret, path), **body}) for _ in range(2)]
        R.expect([a.status for a in answers] == [303, 303], f"pressed twice: {[a.status for a in answers]}")
        R.expect(len({a.location.split("/")[2] for a in answers}) == 1, "pressed twice leads to two places")
        R.expect(p.one("select count(*) from dossier") == before + 1, "pressed twice made not one dossier")


def new_dossier(api, place, procedure):
    return api[CITIZEN].post_json("/api/v1/dossiers", {"procedure": procedure, "place": place,
                                                       "name": "Lê Văn Hùng", "identity": CITIZEN}).json


def move_page(p, c, code, action, **fields):
    path = f"/viec/{code}/{action}"
    return c.post(path, {"_csrf": csrf(p.secret(c), path), **fields})


def second_is_told(p, api, place, procedure):
    """Two officers on the same page: the second reads in words that somebody was first."""
    d = new_dossier(api, place, procedure)
    officers = [p.sign_in("motcua"), p.sign_in("motcua")]
    a = move_page(p, officers[0], d["code"], "accept", version=d["version"])
    R.expect(a.status == 303, f"the first officer: {a.status}")
    a = move_page(p, officers[1], d["code"], "refuse", version=d["version"], note="Không đủ")
    R.expect(a.status == 409 and "hồ sơ vừa thay đổi" in a.text, f"the second officer: {a.status}")
    a = api["motcua"].post_json(f"/api/v1/dossiers/{d['code']}/actions/accept", {"version": d["version"]})
    R.expect(a.status == 409 and a.json["type"].endswith(":stale") and "thay đổi trước" in a.json["title"],
             f"the API: {a.status} {a.text[:200]}")


def refused_in_words(p, api, place, procedure):
    """Wrong role, wrong unit, nothing said, not in this state: a status, words, and nothing changed."""
    other = p.rows("select code from unit where kind = 'commune' and code <> ? and valid_from <= 19144 and "
                   "(valid_to is null or valid_to > 19144) order by code", place)[0][0]  # 2022-06-01
    d = new_dossier(api, other, procedure)
    path = f"/api/v1/dossiers/{d['code']}/actions/"
    stranger = p.client(bearer=p.token("dongve.motcua"))
    officer = p.sign_in("motcua")
    cases = [
        ("wrong role", api["chuyenvien"].post_json(path + "accept", {}), 403),
        ("wrong unit", stranger.post_json(path + "accept", {}), 404),
        ("nobody", p.client().post_json(path + "accept", {}), 401),
        ("not in this state", api["lanhdao"].post_json(path + "resume", {"note": "x"}), 409),
        ("no such move", api["motcua"].post_json(path + "fly", {}), 409),
        ("no reason", api["motcua"].post_json(path + "refuse", {}), 422),
        ("no defects", api["motcua"].post_json(path + "supplement", {"note": "x"}), 422),
        ("a page without a reason", move_page(p, officer, d["code"], "refuse", version=1), 422),
        ("a page without defects", move_page(p, officer, d["code"], "supplement", version=1), 422),
    ]
    for what, a, status in cases:
        R.expect(a.status == status and len(a.text) > 60, f"{what}: {a.status} {a.text[:120]}")
    after = api[CITIZEN].get(f"/api/v1/dossiers/{d['code']}").json
    R.expect({k: after[k] for k in d} == d, "a refused move changed something")


def supplements(p, api, place, procedure):
    """One request for papers; the second needs the reason; the answer is checked in its own time."""
    d = new_dossier(api, place, procedure)
    path = f"/api/v1/dossiers/{d['code']}/actions/"
    ask = {"defects": ["Thiếu bản sao"]}
    R.expect(api["motcua"].post_json(path + "supplement", ask).status == 200, "asked for papers")
    a = api[CITIZEN].post_json(path + "resubmit", {"note": "Đã nộp"})
    R.expect(a.status == 200 and a.json["state"] == 1 and a.json["check_due_at"] >= d["check_due_at"],
             f"resubmitted: {a.status} {a.text[:200]}")
    a = api["motcua"].post_json(path + "supplement", ask)
    R.expect(a.status == 422, f"asked again without the head's reason: {a.status}")
    page = move_page(p, p.sign_in("motcua"), d["code"], "supplement", version=3, defects="Thiếu ảnh")
    R.expect(page.status == 422 and re.search("lý do|chỉ được", page.text, re.I), f"the page: {page.status}")
    a = api["motcua"].post_json(path + "supplement", {**ask, "note": "Lãnh đạo đồng ý"})
    R.expect(a.status == 200 and a.json["state"] == 5, f"asked again with it: {a.status}")


def main():
    kind = sys.argv[1]
    url = database() if kind == "postgres" else None
    if kind == "postgres" and not url:
        print("skipped: no PostgreSQL")
        return 0
    p = Province(dossiers=3, url=url)
    with tried(p, R, url):
        tokens = {n: p.token(n) for n in [CITIZEN, *{who for _, who in PATH}]}
        p.start()
        api = {n: p.client(bearer=t) for n, t in tokens.items()}
        place = p.one("select code from unit where short_name = 'Phường Đông Vệ' and kind = 'commune'")
        press_twice(p, place, "1.001193")
        second_is_told(p, api, place, "1.001193")
        refused_in_words(p, api, place, "1.001193")
        supplements(p, api, place, "1.001193")
        random_procedures(p, api, place)
        export_and_import(p)
        R.expect(p.stop() == 0, "the server did not end well")
        run = subprocess.run([os.path.join(os.environ.get("MOTCUA_BUILD", "build"), "src/app/motcua"), "verify",
                              "--data", p.dir, *p.db_option()], stdout=subprocess.PIPE, text=True, check=False)
        R.expect(run.returncode == 0, f"motcua verify: {run.stdout[-500:]}")
    return R.close()


sys.exit(main())
