"""bench/part_officer.py: a province at work: officers' requests come 600 a second whether or not they
are answered (70 % lists, 20 % a dossier opened, 8 % a move, 2 % a search), and the pages of figures.
On a copy of the large province, for moves use dossiers up.
"""
import collections
import json
import os
import random
import shutil
from urllib.parse import quote

from load import WORK, Server, cpu_seconds, medians, under_load
from openloop import Loop
from part_queue import province
from report import Figure

PER_SECOND = 600
SHARES = {"list": 70, "open": 20, "act": 8, "search": 2}
FIGURES = ["/thong-ke", "/thong-ke/thu-tuc", "/thong-ke/chi-so"]
WARD = "dongve.motcua"
# Who makes which move at which step, by state.
MOVES = {("check", 1): ("motcua", "accept"), ("process", 4): ("chuyenvien", "propose"),
         ("return", 9): ("motcua", "hand_over")}


def copied(dossiers):
    """Started; the province that is kept stays as it was made."""
    kept = province(dossiers)
    kept.close()
    name = "officer"
    shutil.rmtree(os.path.join(WORK, name), ignore_errors=True)
    shutil.copytree(kept.dir, os.path.join(WORK, name),
                    ignore=shutil.ignore_patterns("*.sock"))
    os.sync()  # else the kernel writes the copy while others wait for their commits
    return Server(name, keep=True).start()


def get(path, cookie):
    return f"GET {path} HTTP/1.1\r\nHost: b\r\nCookie: motcua={cookie}\r\n\r\n".encode()


def post(path, token, key, body):
    text = json.dumps(body)
    return (f"POST {path} HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text)}\r\n\r\n{text}").encode()


class Work:
    """What officers ask for next, at random but the same in every run."""

    def __init__(self, server):
        self.random = random.Random(7)
        cookies = {who: server.sign_in(who).cookies["motcua"] for who in ("motcua", WARD)}
        tokens = {who: server.token(who) for who, _ in MOVES.values()}
        self.lists = [get(path, cookie) for cookie in cookies.values()
                      for path in ("/viec", "/viec?buoc=check", "/viec?buoc=process",
                                   "/viec?buoc=approve", "/viec?buoc=return")]
        open_ = server.rows("select code, applicant_name from dossier where step <> 'done' "
                            "order by id limit 3000")
        self.opens = [get("/viec/" + code, cookies["motcua"]) for code, _ in open_]
        self.searches = [get("/viec/tim?q=" + quote(words), cookie) for cookie in cookies.values()
                         for code, name in open_[:200]
                         for words in (code, name, name.rpartition(" ")[0])]
        self.acts = []
        for (step, state), (who, action) in MOVES.items():
            for (code,) in server.rows("select code from dossier where step = ? and state = ? "
                                       "order by id", step, state):
                self.acts.append(post(f"/api/v1/dossiers/{code}/actions/{action}", tokens[who],
                                      f"bench-{code}-{action}", {"note": "Đủ điều kiện"}))
        self.random.shuffle(self.acts)

    def next(self):
        kind = self.random.choices(list(SHARES), list(SHARES.values()))[0]
        if kind != "act":
            return kind, self.random.choice({"list": self.lists, "open": self.opens,
                                             "search": self.searches}[kind])
        if not self.acts:
            raise RuntimeError("no dossier is left to move: more --dossiers, or fewer seconds")
        return kind, self.acts.pop()


def quantile(seconds, part):
    return sorted(seconds)[int(len(seconds) * part)] * 1000


def one_round(server, work, seconds):
    requests = [work.next() for _ in range(PER_SECOND * seconds)]
    before = cpu_seconds(server.pid)
    seen = Loop(server.port, PER_SECOND).run(requests)
    used = cpu_seconds(server.pid) - before
    bad = collections.Counter((kind, status) for kind, status, _ in seen
                              if not 200 <= status < 400)
    if bad or len(seen) < len(requests):
        raise RuntimeError(f"bad answers: {dict(bad)}; {len(requests) - len(seen)} without any")
    out = {"p50": quantile([s for _, _, s in seen], 0.5),
           "p95": quantile([s for _, _, s in seen], 0.95),
           "cpu_us": used * 1e6 / len(seen)}
    for kind in SHARES:
        out[kind] = quantile([s for k, _, s in seen if k == kind], 0.95)
    return out


def figures_pages(server, options):
    """The slowest of the pages of figures, median of its own answers one at a time."""
    cookie = server.sign_in("lanhdao").cookies["motcua"]
    slowest = 0
    for path in FIGURES:
        seen = medians([under_load(server.pid, options.seconds, port=server.port, path=path,
                                   connections=1, headers=[f"Cookie: motcua={cookie}"])
                        for _ in range(options.rounds)])
        print(f"  {path:<40}{seen['p50_ms']:>9.2f} ms median{seen['p99_ms']:>9.2f} ms p99"
              f"{seen['cpu_us'] / 1000:>9.2f} ms CPU")
        slowest = max(slowest, seen["p50_ms"])
    return Figure("slowest page of figures, median", slowest, "ms", at_most=50)


def run(options):
    print(f"officer: {PER_SECOND} requests a second, {options.dossiers:,} dossiers")
    server = copied(options.dossiers)
    try:
        work = Work(server)
        one_round(server, work, 1)  # a server that knows its statements
        seen = medians([one_round(server, work, options.seconds) for _ in range(options.rounds)])
        print("  p95: " + ", ".join(f"{kind} {seen[kind]:.1f} ms" for kind in SHARES) +
              f"; {seen['cpu_us']:.0f} µs CPU a request")
        pages = figures_pages(server, options)
    finally:
        server.close()
        shutil.rmtree(server.dir, ignore_errors=True)
    return [Figure("officers' requests, open loop: p50", seen["p50"], "ms"),
            Figure("officers' requests, open loop: p95", seen["p95"], "ms", at_most=50),
            Figure("CPU of an officer's request", seen["cpu_us"], "µs"), pages]
