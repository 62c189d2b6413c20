#!/usr/bin/env python3
"""test/matrix/run.py: every route, asked by every kind of person, for what is theirs, what is not, and
what does not exist.

The program says which routes there are (print_tables); expected.txt, which is written by hand, says who
may use each. A route that stands in one and not in the other fails, and so does one whose permission or
flags differ: opening a door takes a line in expected.txt, which a reviewer sees. What the answer must be
follows from that line and from who may see the object. A path part or a field that is not known below
fails too, so that nothing is tried with values that mean nothing.
"""
import hashlib
import json
import os
import re
import secrets
import sys
import time
import urllib.parse

from province import PDF, Client, Province, Results, csrf, multipart, tables, tried, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
R = Results()

# What a ":part" of a path names, by the words around it. "public": existing ones are everybody's.
PARTS = [
    (r"/thu-tuc/:code", "procedure"), (r"/procedures/:code", "procedure"),
    (r"/ho-so/:code", "dossier-own"), (r"/viec/:code", "dossier"), (r"/dossiers/:code", "dossier"),
    (r"/duyet/:code", "dossier"),
    (r"/nop/:draft", "draft"), (r"/tiep-nhan/:draft", "intake"),
    (r"/bien-lai/:receipt", "receipt"), (r"/so-ket/:closing", "receipt"), (r"/ban-giao/:sheet", "receipt"),
    (r"/kien-nghi/:complaint", "complaint"), (r"/:complaint/:action", "complaint-do"),
    (r"/chat-luong/:nonconformity", "nonconformity"), (r"/:nonconformity/:action", "nonconformity-do"),
    (r"/:internal_audit/viec/:action", "audit-do"), (r"/:internal_audit/cau/:question", "question"),
    (r"/danh-gia-noi-bo/:internal_audit", "audit"),
    (r"/lien-thong/:filing", "filing"), (r"/chup/:token", "camera"),
    (r"/lam-thay/:mandate", "mandate"), (r"/dai-dien/:mandate", "mandate"), (r"/:mandate/:action", "mandate-do"),
    (r"/:appointment", "appointment"), (r"/:appointment/:action", "appointment-do"),
    (r"/khai/:page", "page"), (r"/anh/:page", "picture"), (r"/diem/:point", "point"),
    (r"/tep/:file", "file"), (r"/files/:id", "file"), (r"/uploads/:id", "upload"),
    (r"/:complaint/tep/:file", "complaint-file"), (r"/:mandate/tep/:file", "mandate-file"),
    (r"/su-kien/:slug", "event"), (r"/actions/:action", "action"), (r"/viec/:code/:action", "action"),
    (r"/tai-khoan/:account", "account"), (r"/cai-dat/:setting", "setting"), (r"/loi-van/:text", "text"),
    (r"/thiet-ke/:code", "design"), (r"/thiet-ke/:code/:number", "number"),
    (r"/quan-tri/thu-tuc/:code/:number", "version"), (r"/thu-tuc-nhap/:import", "import"),
    (r"/:number/viec/:action", "design-action"),
    (r"/du-lieu-cua-toi/xuat/:code", "copy"),
    (r"/xac-minh/:code", "issued"), (r"/don-vi/:unit", "unit"), (r"/settings/:setting", "setting"),
]
DESIGN = "to-khai-thu"
# What is there for everybody who may use the route: a name that exists, one that does not.
COMMON = {"procedure": (None, "9.999999"), "event": (None, "khong-co"), "account": ("dongve.tuphap", "khong.co"),
          "setting": ("login.tries", "khong.co"), "text": ("WORK_QUEUE", "KHONG_CO"),
          "design": (DESIGN, "khong-co"), "number": ("1", "9"), "design-action": ("approve", "approve"),
          "unit": ("H56", "H56.00.99"), "issued": ("KHONGCOMANAY", "KHONGCOMAKIA"),
          "version": ("1", "99"), "import": ("8", "9"),
          "complaint": ("KN-KHONGCO", "KN-KHONGCONUA"), "complaint-do": ("nhan", "nhan"),
          "nonconformity": ("KPH-KHONGCO", "KPH-KHONGCONUA"), "nonconformity-do": ("bac", "bac"),
          "audit": ("DG-KHONGCO", "DG-KHONGCONUA"), "audit-do": ("huy", "huy"), "question": ("1", "2"),
          "complaint-file": ("KHONGCOTEP", "KHONGCOTEPNAO"),
          "appointment": ("LH-KHONGCO", "LH-KHONGCONUA"), "appointment-do": ("den", "den"),
          "picture": ("1", "9"), "camera": ("A" * 22, "B" * 22),
          "filing": ("LT-KHONGCO", "LT-KHONGCONUA"),
          "mandate": ("UQ-KHONGCO", "UQ-KHONGCONUA"), "mandate-do": ("thu-hoi", "thu-hoi"),
          "mandate-file": ("KHONGCOTEP", "KHONGCOTEPNAO"),
          "upload": ("khongcotep", "khongcotepnao"), "receipt": ("BL-KHONGCO", "BL-KHONGCONUA"), "copy": ("KHONGCOMANAY", "KHONGCOMAKIA")}
# Fields that name a row which the matrix does not make.
ROWS = {"request", "delegation", "absence", "phien", "khoa", "thu", "tep", "yeu_cau", "kien_nghi", "thay"}
# The flags of a route that decide who gets what; the others are of no concern here.
FLAGS = {"reads_person", "callback", "reauth", "api", "public_form", "cached", "first_password", "second",
         "editor", "resume"}
ACTIONS = ["accept", "refuse", "withdraw", "approve", "bay"]
ENDS_SESSION = ["/nop-tiep/thoi", "/tai-khoan/mat-khau", "/tai-khoan/dang-xuat-noi-khac", "/dang-xuat"]
PAGE = "nguoi-nop"  # the first page of every form
DESIGN = "to-khai-thu"
STALE = 999999  # a version that no dossier has: an allowed move is refused as stale, and changes nothing


class Actor:
    def __init__(self, name, account=None, role=None, unit=None, session=None, token=None, good=True):
        self.name, self.account, self.role, self.unit = name, account, role, unit
        self.session, self.token, self.good = session, token, good
        self.known = good and account is not None  # the program knows who this is
        self.must_change = False  # the first password still stands
        self.secret = None

    def may(self, permission):
        if permission == "PUBLIC":
            return True
        return self.known and permission in ROLES[self.role]

    def at(self, permission, unit):
        return self.may(permission) and self.role not in ("citizen", "guest") and self.unit in (unit, "all")

    def sees(self, thing):
        """thing: (owner, unit); nobody's: absent."""
        return thing and self.known and (
            thing["owner"] == self.account or self.at("DOSSIER_READ", thing["unit"]))


def expected_lines():
    want = {}
    for line in open(os.path.join(HERE, "expected.txt"), encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            verb, path, permission, flags = line.split()
            want[verb, path] = (permission, set() if flags == "-" else set(flags.split(",")))
    return want


def check_table(routes, want):
    """Returns the routes that can be tried, with permission and flags as expected.txt has them."""
    have = {(r["verb"], r["path"]): r for r in routes}
    for key in want:
        R.expect(key in have, f"{key} is expected and not in the tables")
    for key, r in have.items():
        if not R.expect(key in want, f"{key} is not in test/matrix/expected.txt: say who may use it"):
            continue
        permission, flags = want[key]
        R.expect(r["permission"] == permission, f"{key} asks for {r['permission']}, not {permission}")
        R.expect(FLAGS & set(r["flags"]) == FLAGS & flags, f"{key} has flags {r['flags']}, not {flags}")
        r["permission"], r["flags"] = permission, flags
    return [r for key, r in have.items() if key in want]


def parts_of(path):
    """[(":code", "dossier"), …]; a name that is not in PARTS is a failure."""
    found = []
    for m in re.finditer(r":\w+", path):
        kinds = [kind for words, kind in PARTS if path[:m.end()].endswith(words)]
        if not R.expect(kinds, f"{path}: what does {m.group()} name? Add it to PARTS in test/matrix/run.py"):
            return None
        found.append((m.group(), kinds[-1]))
    return found


# ---- the province ----

def make_people(p):
    """Accounts of another unit and a second citizen; sessions and tokens of all, good and bad."""
    other = p.one("select code from unit where kind = 'commune' and short_name = 'Phường Ba Đình'")
    for name, role, more in [("nguoila", "citizen", ["--identity", "038094000999"]),
                             ("badinh.motcua", "counter", ["--unit", other]),
                             ("badinh.tuphap", "specialist", ["--unit", other]),
                             ("badinh.chutich", "leader", ["--unit", other]),
                             ("nguoimoi", "counter", [])]:
        p.command("user", "add", name, "--display", "Trần Thị Thử", "--role", role, *more)
    p.rows("update account set must_change = 0 where name <> 'nguoimoi'")
    people = [("owner", "038094000217", "citizen", None), ("stranger", "nguoila", "citizen", None),
              ("counter", "dongve.motcua", "counter", "X"), ("specialist", "dongve.tuphap", "specialist", "X"),
              ("leader", "dongve.chutich", "leader", "X"),
              ("other counter", "badinh.motcua", "counter", "Y"),
              ("other specialist", "badinh.tuphap", "specialist", "Y"),
              ("other leader", "badinh.chutich", "leader", "Y"),
              ("province counter", "motcua", "counter", "all"),
              ("province specialist", "chuyenvien", "specialist", "all"),
              ("province leader", "lanhdao", "leader", "all"),
              ("admin", "quantri", "admin", "all"), ("auditor", "thanhtra", "auditor", "all"),
              ("designer", "thietke", "designer", "all"),
              ("design approver", "thietke.duyet", "design_approver", "all"),
              ("newcomer", "nguoimoi", "counter", None)]
    actors = [Actor("anonymous")]
    for word, name, role, unit in people:
        account = p.one("select id from account where name = ?", name)
        for actor in (put_session(p, Actor(word, account, role, unit)),
                      put_token(p, Actor(word + " by token", account, role, unit))):
            actor.must_change = word == "newcomer"
            actors.append(actor)
    account = actors[1].account
    actors += [put_session(p, Actor("expired session", account, good=False), expires_at=1000),
               put_session(p, Actor("ended session", account, good=False), ended_at=1000),
               put_session(p, Actor("idle session", account, good=False), seen_at=1000),
               put_token(p, Actor("revoked token", account, good=False), revoked_at=1000),
               put_token(p, Actor("expired token", account, good=False), expires_at=1000),
               Actor("unknown token", good=False, token=secrets.token_urlsafe(32)),
               Actor("unknown session", good=False, session=secrets.token_urlsafe(32))]
    return actors


def new_id(p, table):
    return max(p.one(f"select coalesce(max(id), 0) from {table}"), 1) + 1


def put_session(p, actor, **more):
    now = int(time.time() * 1000)
    actor.session, actor.secret = secrets.token_urlsafe(32), secrets.token_bytes(32)
    row = {"id": new_id(p, "session"), "hash": hashlib.sha256(actor.session.encode()).digest(),
           "account_id": actor.account, "secret": actor.secret, "created_at": now, "seen_at": now,
           "expires_at": now + 3600_000, "confirmed_at": now, "ended_at": None, **more}
    p.rows(f"insert into session ({', '.join(row)}) values ({', '.join('?' * len(row))})", *row.values())
    return actor


def put_token(p, actor, **more):
    actor.token = secrets.token_urlsafe(32)
    row = {"id": new_id(p, "api_token"), "hash": hashlib.sha256(actor.token.encode()).digest(),
           "account_id": actor.account, "label": "matrix", "created_at": 1, **more}
    p.rows(f"insert into api_token ({', '.join(row)}) values ({', '.join('?' * len(row))})", *row.values())
    return actor


class Things:
    """What paths can name: the owner's at unit X, the stranger's at unit Y, and what is not there."""

    def __init__(self, p, actors):
        self.p = p
        self.by_name = {a.name: a for a in actors}
        self.units = {u: self.unit_code(n) for u, n in (("X", "Phường Đông Vệ"), ("Y", "Phường Ba Đình"))}
        self.procedure = self.find_procedure()
        self.dossiers = {u: self.make_dossier(u) for u in "XY"}
        self.make_design()
        wait_for(lambda: p.one("select count(*) from job where event <> 0 and failed = 0") == 0)

    def unit_code(self, name):
        return self.p.one("select code from unit where kind = 'commune' and short_name = ?", name)

    def owner(self, unit):
        return self.by_name["owner" if unit == "X" else "stranger"]

    def submit(self, unit, procedure, files=()):
        c = self.p.client(bearer=self.by_name[self.owner(unit).name + " by token"].token)
        return c, c.post_json("/api/v1/dossiers", {
            "procedure": procedure, "place": self.units[unit], "name": "Lê Văn Hùng",
            "identity": "038094000217", "birth_day": "1994-03-12", "phone": "0912345678",
            "files": list(files)})

    def find_procedure(self):
        """One that the commune itself resolves."""
        for code, in self.p.rows("select distinct p.code from procedure_version v join procedure p "
                                 "on p.id = v.procedure_id where v.online <> 'none' order by p.code"):
            c, a = self.submit("X", code)
            c.close()
            if a.status == 201 and a.json["unit"] == self.units["X"]:
                return code
        raise RuntimeError("no procedure is resolved by a commune")

    def make_dossier(self, unit):
        c = self.p.client(bearer=self.by_name[self.owner(unit).name + " by token"].token)
        kind, body = multipart([], [("file", "giay.txt.pdf", PDF)])
        up = c.request("POST", "/api/v1/files", body, {"Content-Type": kind})
        assert up.status == 201, up.text
        file = up.json["id"]
        c.close()
        c, a = self.submit(unit, self.procedure, [file])
        c.close()
        assert a.status == 201, a.text
        return {"owner": self.owner(unit).account, "unit": unit, "dossier": a.json["code"], "file": file}

    def make_draft(self, unit):
        actor = self.owner(unit)
        c = self.p.client(session=actor.session)
        path = f"/thu-tuc/{self.procedure}/nop"
        a = c.post(path, {"_csrf": csrf(actor.secret, path), "_key": secrets.token_hex(12)})
        c.close()
        assert a.status == 303, a.text
        return {"owner": actor.account, "unit": None, "draft": a.location.split("/")[2], "actor": actor}

    def make_guest(self):
        """Somebody without an account, as the program makes them: the draft and the session."""
        path = f"/thu-tuc/{self.procedure}/khach"
        c = self.p.client()
        c.cookies = {"motcua_v": VISITOR}
        a = c.post(path, {"_csrf": csrf(VISITOR.encode(), path), "_key": secrets.token_hex(12), "so": "0217"})
        c.close()
        assert a.status == 200, a.text
        row = self.p.rows("select account_id, secret from session order by id desc limit 1")[0]
        actor = Actor("guest", row[0], "guest", None, session=c.cookies["motcua"])
        actor.secret = bytes(row[1])
        self.guest_draft = {"owner": row[0], "unit": None, "draft": re.search(r"/nop/(N-\w+)/", a.text).group(1),
                            "actor": actor}
        return actor

    def make_intake(self, unit):
        """What a counter begins to take in: of that counter, whoever works there."""
        actor = self.by_name["counter" if unit == "X" else "other counter"]
        c = self.p.client(session=actor.session)
        a = c.post("/tiep-nhan", {"_csrf": csrf(actor.secret, "/tiep-nhan"), "_key": secrets.token_hex(12),
                                  "the": "038094000217", "chon": self.procedure})
        c.close()
        assert a.status == 303, a.text
        return {"owner": None, "unit": unit, "intake": a.location.split("/")[2], "actor": actor}

    def add_paper(self, draft):
        """A file of the first paper of a draft: its code."""
        actor, code = draft["actor"], draft.get("draft") or draft["intake"]
        path = f"/nop/{code}/giay-to" if "draft" in draft else f"/tiep-nhan/{code}"
        paper = str(self.p.rows("select p.id from procedure_paper p join draft d on d.version_id = p.version_id "
                                f"where d.code = '{code}' order by p.ordinal")[0][0])
        named = [("paper", paper)] if "draft" in draft else [("tep", paper), ("lam", "tep")]
        kind, body = multipart([("_csrf", csrf(actor.secret, path)), ("_key", secrets.token_hex(12)), *named],
                               [("files", "giay.pdf", PDF)])
        c = self.p.client(session=actor.session)
        a = c.request("POST", path, body, {"Content-Type": kind})
        c.close()
        assert a.status == 303, a.text
        return self.p.rows("select code from file order by id desc limit 1")[0][0]

    def make_design(self):
        actor, path = self.by_name["designer"], "/thiet-ke/moi"
        c = self.p.client(session=actor.session)
        a = c.post(path, {"_csrf": csrf(actor.secret, path), "_key": secrets.token_hex(12), "kind": "decision",
                          "model": DESIGN, "name": "Tờ khai", "reason": "để thử"})
        c.close()
        assert a.status == 303, a.text


# ---- what is sent ----

def sample(field, things):
    by_name = {"procedure": things.procedure, "place": things.units["X"], "version": STALE, "files": None,
               "uploaded": None, "turned": None, "sau": None, "next": None, "kind": None, "parent": None, "so": None, "buoc": None,
               "revision": STALE, "loai": None,
               "lam": None, "limit": 3, "ma": "không có", "unit": things.units["X"]}
    by_kind = {"text": "Lê Văn Hùng", "lines": "Lý do để thử", "i64": 1, "moment": 1, "bool": "1", "date": "1994-03-12",
               "money": 1000, "list": ["một điều"], "identity": "038%09d" % secrets.randbelow(10**9),
               "phone": "0912345678", "email": "thu@example.vn", "secret": secrets.token_hex(10),
               "key": "khoa-1", "json": "{}", "form": None, "file": None}
    if field["name"] in by_name:
        return by_name[field["name"]]
    if field["kind"] == "choice":
        return field["choices"].split("|")[0]
    if not R.expect(field["kind"] in by_kind, f"no sample for the kind {field['kind']}"):
        return None
    return by_kind[field["kind"]]


def encode(route, values, hidden):
    """Body and content type in the shape that the route takes."""
    api = "api" in route["flags"]
    files = [("file", "thu.pdf", PDF) for f in route["fields"]
             if f["kind"] == "file" and f["required"]]
    if files:
        kind, body = multipart([(k, str(v)) for k, v in {**values, **hidden}.items()], files)
    elif api:
        kind, body = "application/json", json.dumps(values).encode()
    else:
        kind = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode({**values, **hidden}, doseq=True).encode()
    return kind, body


class Try:
    """One actor at one address of one route."""

    def __init__(self, p, client, route, actor, thing, path, action):
        self.p, self.client, self.route, self.actor = p, client, route, actor
        self.thing, self.path, self.action = thing, path, action
        self.api = "api" in route["flags"]
        self.resume = "resume" in route["flags"]  # of the API, and a session will do
        self.words = f"{route['verb']} {path} by {actor.name}"

    def send(self, things, hidden=None):
        c, a = self.client, self.actor
        c.cookies = {"motcua_v": VISITOR, **({"motcua": a.session} if a.session else {})}
        c.bearer = a.token
        values = {f["name"]: v for f in self.route["fields"] if (v := sample(f, things)) is not None}
        if self.resume:
            piece = self.route["verb"] == "PATCH"
            more = {"Content-Type": "application/offset+octet-stream"} if piece else {}
            return c.request(self.route["verb"], self.path, b"x" if piece else None,
                             {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Offset": "0", **more})
        if self.route["verb"] == "GET":
            query = urllib.parse.urlencode(
                {f["name"]: values[f["name"]] for f in self.route["fields"]
                 if f["required"] and f["name"] in values}, doseq=True)
            return c.get(self.path + ("?" + query if query else ""))
        if hidden is None:
            hidden = {"_csrf": self.token(), "_key": secrets.token_hex(12)}
        if self.route["path"] == "/thu-tuc/:code/khach":
            values["so"] = "0217"
        if not self.api and self.route["path"] == "/viec/:code/:action":
            values["defects"] = "thiếu giấy tờ"
        kind, body = encode(self.route, values, {} if self.api else hidden)
        return c.request("POST", self.path, body, {"Content-Type": kind})

    def secret(self):
        return self.actor.secret if self.actor.known and self.actor.session else VISITOR.encode()

    def token(self):
        return csrf(self.secret(), self.path)

    def names(self):
        """What the answer may say of the object that was asked for."""
        things = [v for v in (self.thing or {}).values() if isinstance(v, str) and len(v) > 3]
        return [self.path, *things, "H56.99-991231-9999", "N-00000000", "Q-00000000"]

    def reads_headers(self):
        """A page that is kept for everybody sees no header; who has a session gets one of their own."""
        return "cached" not in self.route["flags"] or not self.actor.token

    def admitted(self):
        """A link is asked for before its form is read, and who guesses at links is counted."""
        return self.route["verb"] == "POST" and self.route["path"].startswith("/chup/")

    def expected(self):
        """The statuses that are right."""
        a, r = self.actor, self.route
        refused = {401} if self.api else {303}
        if a.token and not a.good and self.reads_headers():
            return refused, "sign-in"
        if self.api and not self.resume and not a.token and r["permission"] != "PUBLIC":
            return refused, "sign-in"  # the API takes no cookies
        if a.must_change and "first_password" not in r["flags"] and self.reads_headers() and \
                (a.token or not self.api or self.resume):
            return ({403} if self.api else {303}), "first password"
        if not a.may(r["permission"]):
            return ({403}, "denied") if a.known and a.role != "guest" else (refused, "sign-in")
        if self.admitted():
            return {404, 429}, "absent"
        if r["verb"] != "GET" and not self.api and a.token:
            return {403}, "denied"     # a token is no form of ours
        return self.of_object()

    def of_object(self):
        a, r = self.actor, self.route
        done = {200} if r["verb"] == "GET" else {200, 201, 303, 422}
        if r["path"] == "/dang-nhap" and r["verb"] == "GET" and a.known and a.role != "guest":
            return {303}, "done"
        if r["path"] == "/dang-nhap/ma" and r["verb"] == "GET":
            return {303}, "done"   # nobody has given the password that comes before the code
        if r["path"].startswith(("/dang-nhap/dinh-danh", "/tai-khoan/xac-nhan/dinh-danh")):
            return {404}, "done"   # this province has no identity provider
        if r["path"] == "/sitemap.txt":
            return {404}, "done"   # nobody has said its address (site.url)
        if r["path"] in ("/viec/tiep", "/duyet/tiep"):
            return {303}, "done"   # it leads to the next dossier, or back to the list
        if r["path"] == "/api/v1/uploads/:id":
            return {404}, "absent"  # nothing is coming; whose it is is tried in app/test/test_resumed.c
        if r["path"] == "/du-lieu-cua-toi/xuat/:code":
            return {404}, "absent"  # nobody asked for a copy that is ready
        if r["path"] == "/xac-minh/:code" or r["path"].startswith(("/thu-tien/", "/ban-giao/", "/kien-nghi/:", "/chat-luong/:", "/danh-gia-noi-bo/:", "/lien-thong/", "/lam-thay/:", "/dai-dien/:", "/lich-hen/:", "/lich-quay/:")) or r["path"].endswith("/thu"):
            return {404}, "absent"  # no paper is issued here; only processes are tried, and this is a form
        if r["path"].endswith("/chup"):
            return {404}, "absent"  # no telephone's link is open, and the sample's paper is another procedure's
        if r["path"].startswith("/chup/"):
            return {404}, "absent"  # no such link was opened
        if r["path"].endswith("/dang-chay"):
            return ({409} if r["verb"] == "POST" and self.thing else {404}), "absent"  # nothing runs by a form
        if r["path"] == "/tai-khoan/bao-mat/khoa/bo":
            return {404}, "absent"  # nobody here has a passkey of the sample's code
        if r["path"] == "/tai-khoan/bao-mat/ma/xac-nhan":
            return {404, 422}, "done"  # 422 once a key was made, which the code does not fit
        if r["path"] == "/thu-tuc/:code/dieu-kien":
            return {404}, "absent"  # the procedure has no decision
        if r["path"] == "/ho-so/:code/danh-gia" or "/diem/:point" in r["path"]:
            done = {409, 422}  # it is neither over nor was anything asked for
        if r["path"] == "/nop/:draft/thong-tin":
            done = {303}  # it leads to where something is missing
        if r["path"].startswith("/thong-bao/xac-nhan") and r["verb"] == "POST":
            return {404, 422}, "done"  # nobody here has an e-mail address, and no code was sent
        if r["path"] == "/dat-lich" and r["verb"] == "GET":
            return {303}, "done"  # without a word of what it is about it leads to one's appointments
        if r["verb"] == "POST" and r["path"] in ("/dat-lich", "/lich-quay/gio"):
            return {404}, "absent"  # there is no dossier, procedure or unit of the sample's code
        if r["verb"] == "POST" and r["path"] == "/ban-giao":
            return {404}, "absent"  # there is no unit of the sample's code
        if r["path"].startswith("/quan-tri/thu-tuc-nhap/"):
            return {404}, "absent"  # no file was sent in
        if r["verb"] != "GET" and "/tiep-nhan/" not in r["path"] and any(f["name"] in ROWS for f in r["fields"]):
            return {404}, "absent"
        if not self.kinds:
            return done, "done"
        if not self.thing:
            return {404}, "absent"
        if r["path"].startswith("/quan-tri/thu-tuc/") and (self.action or r["path"].endswith("/sua")):
            return {409}, "done"  # the version is in force, so nobody edits or approves it
        if self.public and self.action:  # of a design: the table says who; the revision is stale
            return ({409}, "done") if a.may("DESIGN_APPROVE") else ({403}, "denied")
        if self.public:  # with a version that is not the present one
            return done | {409} if r["verb"] != "GET" else done, "done"
        if "intake" in self.thing:
            return (done, "done") if a.at("DOSSIER_INTAKE", self.thing["unit"]) else ({404}, "hidden")
        if self.own_only or "draft" in self.thing:
            if self.thing["owner"] != a.account:
                return {404}, "hidden"
        elif not a.sees(self.thing):
            return {404}, "hidden"
        if r["path"] == "/duyet/:code" and r["verb"] == "POST":
            return {409}, "done"  # decided on a page that is old
        if r["path"] == "/viec/:code/tra-ket-qua" and r["verb"] == "POST":
            return {422}, "done"  # without the number of who receives it
        return (self.of_move() if self.action or self.moves else (done, "done"))

    def of_move(self):
        """A move with a stale version: 409 for whom it is open in some state, 403 for others."""
        a = self.actor
        moves = [m for m in MOVES if m["action"] == self.action]
        if not moves or any(a.account == self.thing["owner"] if m["by_applicant"]
                            else a.at(m["permission"], self.thing["unit"]) for m in moves):
            return {409}, "done"
        return {403}, "denied"


# ---- what must have happened in the database ----

KEPT = """account guest complaint complaint_file appointment booking_plan notice_confirmed contact_code draft draft_paper camera dossier dossier_paper dossier_step dossier_interval dossier_defect answer
issued_paper post grant_request file role_grant delegation absence api_token setting text_override person
request_key event partial_file partial_piece dossier_number design_model design_version design_event cash_receipt
cash_closing certified_copy dossier_shelf result_return handover_sheet handover_item indicator_case
nonconformity nonconformity_event internal_audit internal_audit_answer internal_audit_event""".split()
# Wrong passwords are counted on the account: that is no business of the request. A copy of all one's
# data is made by a job, some time after it was asked for.
PARTLY = {"account": "select id, name, password, state from account",
          "file": "select * from file where id not in (select file_id from copy_request where file_id is not null)"}


def business(p):
    """A digest of everything that a refused request must not change."""
    h = hashlib.sha256()
    for table in KEPT:
        for row in p.rows(PARTLY.get(table, f"select * from {table}") + " order by 1, 2"):
            h.update(repr(row).encode())
    return h.hexdigest()


def refusals(p):
    return p.one("select count(*) from audit_event where action = 'request.refused'")


def accesses(p, account):
    return p.one("select count(*) from access_record where account_id = ?", account)


def grew(question, before):
    return wait_for(lambda: question() > before, seconds=10)


def check_csrf(p, t, things):
    """Without a token, with that of another address, of another person, and with noise: 403, no change."""
    other = csrf(secrets.token_bytes(32), t.path)
    wrong = {"none": None, "another address": csrf(t.secret(), "/dang-xuat/x"), "another person": other,
             "noise": "00" * 32, "words": "sai"}
    before, count = business(p), refusals(p)
    for what, token in wrong.items():
        hidden = {"_key": secrets.token_hex(12)}
        if token:
            hidden["_csrf"] = token
        a = t.send(things, hidden)
        R.expect(a.status == 403, f"{t.words} with CSRF token of {what}: {a.status}, not 403")
    R.expect(business(p) == before, f"{t.words} with a wrong CSRF token changed the database")
    R.expect(grew(lambda: refusals(p), count + len(wrong) - 1),
             f"{t.words} with wrong CSRF tokens left {refusals(p) - count} refusal records")


def plain(answer, words):
    """What is said, without what may differ: reference, tokens, the address itself."""
    text = answer.text
    for w in words:
        text = text.replace(w, "@").replace(urllib.parse.quote(w), "@")
    text = re.sub(r'<a class="band-link band-bell".*?</a>', "", text, flags=re.S)  # notices come meanwhile
    return re.sub(r'[0-9A-HJKMNP-TV-Z]{8}|[0-9a-f]{64}|value="[^"]*"', "#", text)


def check(p, t, things):
    want, why = t.expected()
    flags, verb = t.route["flags"], t.route["verb"]
    recorded = t.actor.known and "reads_person" in flags and verb == "GET" and why == "done"
    if recorded and t.thing:
        recorded = t.thing["owner"] != t.actor.account
    must_refuse = why in ("denied", "first password") or (
        verb != "GET" and why in ("sign-in", "hidden", "absent"))
    seen = accesses(p, t.actor.account) if recorded else 0
    count = refusals(p) if must_refuse else 0
    state = business(p) if must_refuse and verb != "GET" and t.heavy else None
    a = t.send(things)
    R.expect(a.status in want, f"{t.words}: {a.status}, expected {sorted(want)} ({why})")
    if a.status == 303 and why == "sign-in":
        R.expect(a.location.startswith("/dang-nhap"), f"{t.words} leads to {a.location}")
    if a.status == 303 and why == "first password":
        R.expect(a.location.startswith("/tai-khoan/mat-khau"), f"{t.words} leads to {a.location}")
    if recorded:
        R.expect(accesses(p, t.actor.account) > seen, f"{t.words} left no access record")
    if must_refuse:
        R.expect(grew(lambda: refusals(p), count), f"{t.words} left no refusal record")
    if state:
        R.expect(business(p) == state, f"{t.words} was refused and changed the database")
    return a


def name_files(kinds, things, options):
    """Of drafts: a paper in each, where the address names one."""
    for thing, name in options:
        if "file" in kinds:
            name["file"] = things.add_paper(thing) if thing else "KHONGCOTEP"


def addresses(route, kinds, things):
    """[(thing, path, action)]; the last one is absent."""
    path = route["path"]
    kind_set = {k for _, k in kinds}
    actions = ACTIONS if "action" in kind_set else ["approve"] if "design-action" in kind_set else [None]
    if not kinds:
        return [(None, path, None)]
    if kind_set <= set(COMMON):
        name = {k: there for k, (there, _) in COMMON.items()}
        name.update(procedure=things.procedure, event=EVENT)
        options = [({"owner": None}, name), (None, {k: absent for k, (_, absent) in COMMON.items()})]
    elif "draft" in kind_set:
        options = [(d, {"draft": d["draft"], "page": PAGE})
                   for d in (things.make_draft("X"), things.make_draft("Y"))]
        options.append((things.guest_draft, {"draft": things.guest_draft["draft"], "page": PAGE}))
        options.append((None, {"draft": "N-00000000", "page": PAGE}))
        name_files(kind_set, things, options)
    elif "intake" in kind_set:
        options = [(d, {"intake": d["intake"]}) for d in (things.make_intake("X"), things.make_intake("Y"))]
        options.append((None, {"intake": "Q-00000000"}))
        name_files(kind_set, things, options)
    else:
        options = [(d, {"dossier": d["dossier"], "dossier-own": d["dossier"], "file": d["file"], "point": "1"})
                   for d in things.dossiers.values()]
        options.append((None, {k: "H56.99-991231-9999" for k in ("dossier", "dossier-own", "file", "point")}))
    found = []
    for thing, name in options:
        name["picture"] = "1"
        for action in actions:
            at = path
            for part, kind in kinds:
                at = at.replace(part, action if kind.endswith("action") else urllib.parse.quote(name[kind]), 1)
            found.append((thing, at, action))
    return found


def try_route(p, client, route, actors, things):
    kinds = parts_of(route["path"])
    if kinds is None:
        return
    public = {k for _, k in kinds} <= set(COMMON)
    own_only = route["path"].startswith("/ho-so/") and "/tep/" not in route["path"]
    moves = any(f["name"] == "version" for f in route["fields"])
    at = addresses(route, kinds, things)
    for actor in actors:
        answers = []
        for i, (thing, path, action) in enumerate(at):
            t = Try(p, client, route, actor, thing, path, action)
            t.kinds, t.public, t.own_only, t.moves = kinds, public, own_only, moves
            t.heavy = i == 0
            if route["verb"] != "GET" and not t.api and not t.admitted() and i == 0 and actor.good and not actor.token and \
                    actor.may(route["permission"]) and t.expected()[1] != "first password":
                check_csrf(p, t, things)
            answers.append((t, check(p, t, things)))
        compare(answers)


def compare(answers):
    """Absent and not yours answer alike, to the letter."""
    absent = [(t, a) for t, a in answers if t.expected()[1] == "absent"]
    hidden = [(t, a) for t, a in answers if t.expected()[1] == "hidden"]
    for t, a in hidden:
        other = next((x for x in absent if x[0].action == t.action), None)
        if other:
            R.expect(plain(a, t.names()) == plain(other[1], other[0].names()),
                     f"{t.words}: what is not theirs is told from what is absent")


def check_mixed(p, client, actors, things):
    """A file under the code of another dossier is not there, also for who may see both."""
    x, y = things.dossiers["X"], things.dossiers["Y"]
    for actor in actors:
        if actor.known and actor.session and not actor.must_change:
            client.cookies, client.bearer = {"motcua": actor.session}, None
            a = client.get(f"/ho-so/{urllib.parse.quote(x['dossier'])}/tep/{y['file']}")
            want = 404 if actor.may("FOLLOW") else 303 if actor.role == "guest" else 403
            R.expect(a.status == want, f"a file of another dossier, asked by {actor.name}: {a.status}")


VISITOR = secrets.token_urlsafe(24)


def main():
    global ROLES, MOVES, EVENT
    table = tables()
    ROLES, MOVES = table["roles"], table["moves"]
    p = Province(dossiers=10)
    with tried(p, R):
        routes = check_table(table["routes"], expected_lines())
        actors = make_people(p)
        p.start()
        things = Things(p, actors)
        actors.append(things.make_guest())
        EVENT = re.search(r'href="/su-kien/([a-z-]+)"', p.client().get("/").text).group(1)
        client = p.client()
        check_mixed(p, client, actors, things)
        routes.sort(key=lambda r: (ENDS_SESSION.index(r["path"]) if r["path"] in ENDS_SESSION else -1))
        for route in routes:
            try_route(p, client, route, actors, things)
        R.expect(p.alive() and p.stop() == 0, "the server ended well")
    return R.close()


sys.exit(main())
