#!/usr/bin/env python3
"""test/kill/run.py [sqlite|postgres] [KILLS]: what was acknowledged is there after kill -9.

Clients submit dossiers and move them by the API of the real server. At random moments every process of
the server is killed at once, and it is started again on the same folder. Each client writes down what it
asked for and what it was told; a request whose answer never came is repeated with the same key, as the
API's manual says. At the end the book is compared with the database: nothing acknowledged is missing,
no key made two dossiers, every state is the end of its steps by the state table, all promised papers
exist, nothing waits in the outbox, every audit event has its leaf.

The program's own start must do without a hand: a server that does not come back fails.
"""
import http.client
import os
import random
import secrets
import subprocess
import sys
import threading
import time

from province import Client, Province, Results, database, tables, tried, wait_for

R = Results()
CLIENTS = 3
PATH = [("accept", "motcua"), ("start", "chuyenvien"), ("propose", "chuyenvien"), ("approve", "lanhdao"),
        ("hand_over", "motcua")]


class Book:
    """What was acknowledged, by all clients."""

    def __init__(self):
        self.lock = threading.Lock()
        self.dossiers = {}  # key -> code
        self.moves = []     # (code, action, version)
        self.refused = []   # answers that nobody should get
        self.repeated = 0


class Worker(threading.Thread):
    """Submits and moves, until told to stop; every request is repeated until it is answered."""

    def __init__(self, p, book, tokens, procedure, place, number):
        super().__init__()
        self.p, self.book, self.tokens = p, book, tokens
        self.procedure, self.place, self.number = procedure, place, number
        self.stopping = False
        self.dice = random.Random(number)

    def ask(self, who, path, value):
        key = secrets.token_hex(12)
        for _ in range(6000):
            c = Client(self.p.port, bearer=self.tokens[who])
            try:
                a = c.post_json(path, value, key)
                if a.status != 503:
                    return key, a
            except (OSError, http.client.HTTPException):
                pass
            finally:
                c.close()
            with self.book.lock:
                self.book.repeated += 1
            time.sleep(0.02)
        raise RuntimeError(f"{path} was never answered")

    def run(self):
        while not self.stopping:
            key, a = self.ask("038094000217", "/api/v1/dossiers", {
                "procedure": self.procedure, "place": self.place, "name": f"Lê Văn Hùng {self.number}",
                "identity": "038094000217", "phone": "0912345678", "birth_day": "1994-03-12"})
            if a.status != 201:
                with self.book.lock:
                    self.book.refused.append((a.status, a.text[:300]))
                continue
            code, version = a.json["code"], a.json["version"]
            with self.book.lock:
                self.book.dossiers[key] = code
            for action, who in PATH[:self.dice.randrange(len(PATH) + 1)]:
                _, a = self.ask(who, f"/api/v1/dossiers/{code}/actions/{action}",
                                {"version": version, "note": "Đủ điều kiện."})
                with self.book.lock:
                    if a.status == 200:
                        version = a.json["version"]
                        self.book.moves.append((code, action, version))
                    else:
                        self.book.refused.append((a.status, action, a.text[:300]))
                if a.status != 200 or self.stopping:
                    break


def find_procedure(p, token):
    """A procedure that is submitted at once, and the place."""
    place = p.one("select code from unit where short_name = 'Phường Đông Vệ' and kind = 'commune'")
    c = p.client(bearer=token)
    for item in c.get("/api/v1/procedures?limit=100").json["items"]:
        a = c.post_json("/api/v1/dossiers", {"procedure": item["code"], "place": place, "name": "Lê Văn Hùng",
                                             "identity": "038094000217", "phone": "0912345678"})
        if a.status == 201:
            return item["code"], place
    raise RuntimeError("no procedure can be submitted")


def again(p):
    """Started again. A machine that is busy may need more than one try, as its init system would give."""
    for last in (False, False, True):
        try:
            p.start()
            return
        except RuntimeError:
            if last:
                raise


def kills(p, times):
    dice = random.Random(20261122)
    for i in range(times):
        time.sleep(dice.uniform(0.02, 0.35))
        p.kill()
        again(p)
        if i % 10 == 9:
            R.expect(wait_for(lambda: p.client().get("/readyz").status == 200), "ready after a kill")


def settle(p):
    """All that was promised has been done: the outbox is empty, the tree has every event."""
    R.expect(wait_for(lambda: p.one("select count(*) from job where event <> 0") == 0, 120),
             f"the outbox is not finished: {p.rows('select kind, failed, tries, error from job where event <> 0')[:5]}")
    R.expect(wait_for(lambda: p.one("select count(*) from audit_pending") == 0, 60), "events wait for the sealer")


def check_book(p, book):
    moves = tables()["moves"]
    known = {(m["from"], m["action"], m["to"]) for m in moves}
    R.expect(not book.refused, f"answers that nobody should get: {book.refused[:3]}")
    codes = list(book.dossiers.values())
    R.expect(len(codes) == len(set(codes)), "two keys got one dossier")
    there = dict(p.rows("select code, id from dossier where account_id is not null"))
    R.expect(all(c in there for c in codes), "an acknowledged dossier is lost")
    made = p.one("select count(*) from dossier where applicant_name like 'Lê Văn Hùng _'")
    # The clients end only when their last request is answered, so nothing is in doubt.
    R.expect(made == len(codes), f"{made} dossiers in the database for {len(codes)} keys")
    steps = {}
    for row in p.rows("select d.code, s.action, s.from_state, s.to_state, s.seq from dossier_step s "
                      "join dossier d on d.id = s.dossier_id order by s.dossier_id, s.seq"):
        steps.setdefault(row[0], []).append(row[1:])
    for code, action, version in book.moves:
        R.expect(sum(1 for s in steps[code] if s[0] == action) == 1, f"{code}: {action} was acknowledged once")
    for code, state in p.rows("select code, state from dossier"):
        mine = steps.get(code, [])
        R.expect(mine and mine[-1][2] == state, f"{code} is in state {state}, its last step ends elsewhere")
        R.expect([s[3] for s in mine] == list(range(1, len(mine) + 1)), f"{code}: steps have gaps")
        at = mine[0][2] if mine else 0
        for action, start, end, _ in mine[1:]:
            R.expect(start == at and (start, action, end) in known, f"{code}: {action} from {start} to {end}")
            at = end
    print(f"{len(codes)} dossiers, {len(book.moves)} moves acknowledged, {book.repeated} requests repeated")


def check_whole(p):
    """What the program promises of itself."""
    R.expect(p.one("select count(*) from audit_event e where not exists "
                   "(select 1 from audit_leaf l where l.event = e.id)") == 0, "an audit event has no leaf")
    R.expect(p.one("select count(*) from dossier_step s where s.action = 'accept' and not exists (select 1 from "
                   "issued_paper i where i.dossier_id = s.dossier_id and i.form = '01' and i.file_id is not null)")
             == 0, "an accepted dossier has no receipt")
    R.expect(p.one("select count(*) from (select dossier_id from issued_paper where form = '01' "
                   "group by dossier_id having count(*) > 1) x") == 0, "a dossier has two receipts")
    usage = subprocess.run([os.path.join(os.environ.get("MOTCUA_BUILD", "build"), "src/app/motcua"), "--help"],
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    if "motcua verify" in usage:
        run = p.command("verify", check=False)
        R.expect(run.returncode == 0, f"motcua verify: {run.returncode}: {run.stdout[-800:]} {run.stderr[-800:]}")


def main():
    kind, times = sys.argv[1], int(sys.argv[2])
    url = database() if kind == "postgres" else None
    if kind == "postgres" and not url:
        print("skipped: no PostgreSQL")
        return 0
    p = Province(dossiers=3, url=url)
    with tried(p, R, url):
        tokens = {n: p.token(n) for n in ["038094000217", *{who for _, who in PATH}]}
        p.start()
        procedure, place = find_procedure(p, tokens["038094000217"])
        book = Book()
        workers = [Worker(p, book, tokens, procedure, place, i) for i in range(CLIENTS)]
        for w in workers:
            w.start()
        try:
            kills(p, times)
        finally:
            for w in workers:
                w.stopping = True
            for w in workers:
                w.join(timeout=120)
        R.expect(not any(w.is_alive() for w in workers), "a client waits for its answer still")
        settle(p)
        check_book(p, book)
        R.expect(len(book.dossiers) > times // 2, f"only {len(book.dossiers)} dossiers between {times} kills")
        R.expect(p.stop() == 0, "the server did not end well")
        check_whole(p)
    return R.close()


sys.exit(main())
