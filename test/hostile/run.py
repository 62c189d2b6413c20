#!/usr/bin/env python3
"""test/hostile/run.py: what nobody should send, sent to the real server.

Every field of every route gets strings that broke other programs (suites/naughty-strings.json, when
MOTCUA_SHARED names the folder) and some of our own; bodies are broken, cut off and oversize; officers
act at once and somebody presses twice. The server must never answer 5xx, never die, and show what was
typed as text only.
"""
import http.client
import json
import os
import re
import secrets
import sys
import threading
import urllib.parse

from province import PDF, Province, Results, csrf, multipart, tables, tried

R = Results()
OWN = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' or 1=1 --", "${7*7}", "%s%n",
       "../../../../etc/passwd", "a" * 5000, "\u202eđảo", "e\u0301", "\ufeff", "\ud7ff\ue000", "-1", "9" * 40,
       "9223372036854775807", "-9223372036854775808", "1e999", "null", "[]", "٣٤٥", "30/02/2026",
       "\u0000", "a\u0000b", "\r\nSet-Cookie: x=y", "\U0001f4a9" * 50]
RAW = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"a\x00b"]
HASHES = ("/dang-nhap", "/dang-ky", "/tai-khoan/mat-khau")  # slow on purpose: fewer strings
PEOPLE = {"citizen": "038094000217", "officer": "motcua", "admin": "quantri", "designer": "thietke"}
ENDS = ("/dang-xuat", "/tai-khoan/dang-xuat-noi-khac")
MARK = '<b id="thu">'
PARTS = ["ten", "dinh_danh", "ngay_sinh-day", "dien_thoai", "thu", "noi_o"]


def naughty():
    path = os.path.join(os.environ.get("MOTCUA_SHARED", "/nowhere"), "suites/naughty-strings.json")
    if not os.path.exists(path):
        print("skipped: suites/naughty-strings.json (set MOTCUA_SHARED)")
        return []
    return [s for s in json.load(open(path, encoding="utf-8")) if isinstance(s, str)]


def role_of(path):
    """Who reaches the handler behind the path."""
    for start, role in (("/viec", "officer"), ("/uy-quyen", "officer"), ("/quan-tri", "admin"),
                        ("/api/v1/settings", "admin"), ("/api/v1/accounts", "admin"), ("/thiet-ke", "designer")):
        if path.startswith(start):
            return role
    return "citizen"


def all_fields(p, strings, people, names):
    """Every field of every route: one string for all fields at once."""
    for r in tables()["routes"]:
        api, path = "api" in r["flags"], r["path"]
        if not r["fields"] or path in ENDS:
            continue
        role = role_of(path)
        for part in re.findall(r":\w+", path):
            found = names.get((role, part), names.get(part, "x-1"))
            path = path.replace(part, urllib.parse.quote(found), 1)
        who = people[role]
        c = who["api" if api else "page"]
        for s in strings[::25] if path in HASHES else strings:
            values = {f["name"]: s for f in r["fields"]}
            if "/khai/" in path:
                values.update({f"f-nguoi_nop-{part}": s for part in PARTS})
                values.update({"f-nguoi_nop-ten-rows": s, "f-x-0-y": s, "save": ""})
            if r["verb"] == "GET":
                a = c.get(path + "?" + urllib.parse.urlencode(values)[:8000])
            elif api:
                a = c.post_json(path, values)
            else:
                hidden = {"_csrf": csrf(who["secret"], path), "_key": secrets.token_hex(8)}
                a = c.post(path, {**values, **hidden})
            R.expect(a.status < 500, f"{r['verb']} {r['path']} with {s[:40]!r}: {a.status}")


def echoes(people, names):
    """What was typed comes back, as text."""
    who, path = people["citizen"], f"/nop/{names[':draft']}/khai/nguoi-nop"
    hidden = {"_csrf": csrf(who["secret"], path), "_key": secrets.token_hex(8)}
    a = who["page"].post(path, {**hidden, **{f"f-nguoi_nop-{part}": MARK for part in PARTS}})
    R.expect(a.status == 422 and MARK not in a.text and "&lt;b id=&quot;thu&quot;&gt;" in a.text,
             f"typed text comes back escaped ({a.status})")
    for path in ("/tim?q=", "/tra-cuu?ma="):
        a = who["page"].get(path + urllib.parse.quote(MARK))
        R.expect(a.status < 500 and MARK not in a.text, f"{path} shows markup that was typed")


def bodies(people, names):
    """Bodies that are not what their head says."""
    api, page, secret = people["citizen"]["api"], people["citizen"]["page"], people["citizen"]["secret"]
    for what, body in [("deep", b"[" * 200000 + b"]" * 200000), ("cut off", b'{"name": "a'), ("a list", b"[1,2]"),
                       ("empty", b""), ("not UTF-8", b'{"name": "\xff"}'), ("NUL", b'{"name": "\\u0000"}'),
                       ("twice", b'{"name": "a", "name": "b"}'), ("big", b'{"name": "' + b"a" * (3 << 20) + b'"}')]:
        try:
            a = api.request("POST", "/api/v1/dossiers", body, {"Content-Type": "application/json"})
            R.expect(400 <= a.status < 500, f"JSON that is {what}: {a.status}")
        except (OSError, http.client.HTTPException):
            api.close()  # the server may hang up on what it does not want to read
            R.expect(what == "big", f"JSON that is {what}: hung up")
    for key, value in [("name", {}), ("name", [1]), ("files", "x"), ("files", [[]]), ("birth_day", True),
                       ("place", 12.5), ("identity", None)]:
        a = api.post_json("/api/v1/dossiers", {key: value})
        R.expect(a.status == 422 or a.status == 400, f"JSON {key}={value}: {a.status}")
    path = f"/nop/{names[':draft']}/giay-to"
    kind, good = multipart([("_csrf", csrf(secret, path)), ("paper", 1)], [("files", "a.pdf", PDF)])
    edge = kind.split("=")[1].encode()
    for what, body in [("cut off", good[:-30]), ("other edges", good.replace(edge, b"zzz")), ("empty", b""),
                       ("only edges", b"--" + edge + b"\r\n--" + edge + b"--"),
                       ("a path as name", good.replace(b"a.pdf", b"../../../a.pdf")),
                       ("a name that is no UTF-8", good.replace(b"a.pdf", b"\xff\xfe.pdf")),
                       ("a head of 100 KB", good.replace(b"a.pdf", b"a" * 100000))]:
        a = page.request("POST", path, body, {"Content-Type": kind})
        R.expect(400 <= a.status < 500, f"multipart, {what}: {a.status}")
    for raw in RAW:
        for a in (page.request("POST", "/dang-nhap", b"name=" + raw,
                               {"Content-Type": "application/x-www-form-urlencoded"}),
                  page.get("/tim?q=" + urllib.parse.quote(raw)), page.get("/thu-tuc/" + urllib.parse.quote(raw))):
            R.expect(400 <= a.status < 500, f"bytes {raw!r}: {a.status}")


def together(calls):
    """All at once; the answers."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def one(i):
        gate.wait()
        answers[i] = calls[i]()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(calls))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


def at_once(p, tokens, submission):
    """One key pressed many times makes one dossier; of several officers one is first."""
    for _ in range(5):
        key, before = secrets.token_hex(12), p.one("select count(*) from dossier")
        clients = [p.client(bearer=tokens["citizen"]) for _ in range(6)]
        answers = together([lambda c=c: c.post_json("/api/v1/dossiers", submission, key) for c in clients])
        codes = {a.json.get("code") for a in answers if a.status == 201}
        R.expect(all(a.status == 201 for a in answers) and len(codes) == 1,
                 f"one key in parallel: {[a.status for a in answers]}, {codes}")
        R.expect(p.one("select count(*) from dossier") == before + 1, "one key in parallel made one dossier")
        other = clients[0].post_json("/api/v1/dossiers", {**submission, "name": "Người Khác"}, key)
        R.expect(other.status == 422, f"the key with another body: {other.status}")
        path = f"/api/v1/dossiers/{codes.pop()}/actions/"
        officers = [p.client(bearer=tokens["officer"]) for _ in range(4)]
        answers = together([lambda c=c: c.post_json(path + "accept", {"version": 1}) for c in officers])
        R.expect(sorted(a.status for a in answers) == [200, 409, 409, 409],
                 f"officers at once: {[a.status for a in answers]}")
        a = officers[0].post_json(path + "hand_over", {})
        R.expect(a.status == 409, f"an action that the state does not allow: {a.status}")


def prepare(p, tokens):
    """People, a submission that is taken, and what the paths name."""
    people = {}
    for word, name in PEOPLE.items():
        page = p.sign_in(name)
        people[word] = {"page": page, "api": p.client(bearer=tokens[word]), "secret": p.secret(page)}
    place = p.one("select code from unit where short_name = 'Phường Đông Vệ' and kind = 'commune'")
    api, citizen = people["citizen"]["api"], people["citizen"]
    for item in api.get("/api/v1/procedures?limit=100").json["items"]:
        submission = {"procedure": item["code"], "place": place, "name": "Lê Văn Hùng",
                      "identity": "038094000217", "phone": "0912345678"}
        a = api.post_json("/api/v1/dossiers", submission)
        path = f"/thu-tuc/{item['code']}/nop"
        if a.status == 201:
            draft = citizen["page"].post(path, {"_csrf": csrf(citizen["secret"], path)}).location.split("/")[2]
            model = p.rows("select m.code, v.number from design_model m join design_version v on v.model_id = m.id "
                           "order by v.state, m.code")
            code, number = model[0] if model else ("x-1", 1)
            return people, submission, {":code": a.json["code"], ":draft": draft, ":action": "accept",
                                        ":page": "nguoi-nop", ("designer", ":code"): str(code),
                                        ("designer", ":number"): str(number), ":setting": "login.tries",
                                        ":account": "dongve.motcua", ":unit": place, ":text": "SITE_HELP",
                                        ":lang": "vi"}
    raise RuntimeError("no procedure can be submitted")


def main():
    p = Province(dossiers=5)
    with tried(p, R):
        tokens = {word: p.token(name) for word, name in PEOPLE.items()}
        p.start()
        people, submission, names = prepare(p, tokens)
        at_once(p, tokens, submission)
        echoes(people, names)
        bodies(people, names)
        all_fields(p, OWN + naughty()[::4], people, names)
        page = p.client().get("/metrics").text
        counted = dict(re.findall(r'motcua_http_refused_total\{reason="(\w+)"\} (\d+)', page))
        R.expect(int(counted["fields"]) > 100 and int(counted["key"]) > 0, f"refusals are not counted: {counted}")
        R.expect(p.stop() == 0, "the server did not end well")
        with open(p.dir + "/test.log", encoding="utf-8", errors="replace") as f:
            log = f.read()
        R.expect("CHECK failed" not in log and " ended part=" not in log, "a part of the server broke")
    return R.close()


sys.exit(main())
