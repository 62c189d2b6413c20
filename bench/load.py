"""bench/load.py: the two sides of a measurement: programs pinned to one core, wrk pinned to the
other; what wrk saw, and what the programs used by /proc. It knows no part of the benchmark.
"""
import contextlib
import http.client
import json
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, "test/lib"))
import province  # noqa: E402

PROGRAM = province.PROGRAM = os.path.join(TOP, "build/motcua")
WORK = os.path.join(TOP, "build/bench")
TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]


def pinned(core, *words):
    return ["taskset", "-c", str(core), *map(str, words)]


def family(pid):
    """A process and all below it."""
    found, at = [pid], 0
    while at < len(found):
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{found[at]}/task"):
                with open(f"/proc/{found[at]}/task/{task}/children", encoding="ascii") as f:
                    found += map(int, f.read().split())
        at += 1
    return found


def cpu_seconds(pid):
    """User and system time of a process and all below it, those that ended included."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError), open(f"/proc/{one}/stat", encoding="utf-8") as f:
            ticks += sum(map(int, f.read().rpartition(")")[2].split()[11:15]))
    return ticks / TICKS


def pss_mb(pid):
    """Memory of a process and all below it, shared pages divided among those that share them."""
    kb = 0
    for one in family(pid):
        with open(f"/proc/{one}/smaps_rollup", encoding="ascii") as f:
            kb += int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1))
    return kb / 1024


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port, path):
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asked):
        asked.request("GET", path)
        return asked.getresponse().status < 500
    return False


def wait_until(question, what, seconds=60):
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def wrk(port, path, seconds, connections=32, headers=(), script="report.lua", args=()):
    """Load from the other core. Any answer that is not good is an error of the benchmark."""
    words = pinned(LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
                   "-s", os.path.join(TOP, "bench/wrk", script))
    for h in headers:
        words += ["-H", h]
    out = subprocess.run([*words, f"http://127.0.0.1:{port}{path}", "--", *map(str, args)],
                         text=True, capture_output=True, check=True).stdout
    seen = json.loads(out.strip().splitlines()[-1])
    if seen["failed"] or seen["broken"]:
        raise RuntimeError(f"{path}: {seen['failed']} bad answers, {seen['broken']} broken\n{out}")
    return seen


def under_load(pid, seconds, **how):
    """wrk against the program `pid`: requests a second, CPU of all its processes for each."""
    before, began = cpu_seconds(pid), time.monotonic()
    seen = wrk(seconds=seconds, **how)
    used, lasted = cpu_seconds(pid) - before, time.monotonic() - began
    return {"per_second": seen["requests"] / (seen["us"] / 1e6),
            "cpu_us": used * 1e6 / max(seen["requests"], 1), "core": used / lasted,
            "p50_ms": seen["p50_us"] / 1000, "p99_ms": seen["p99_us"] / 1000,
            "bytes": seen["bytes"] / max(seen["requests"], 1)}


def medians(rounds):
    """Of a list of such figures, each by itself."""
    return {k: statistics.median(r[k] for r in rounds) for k in rounds[0]}


class Server(province.Province):
    """A demo province on the disk (not in memory: durable writes are measured), server pinned."""

    def __init__(self, name, dossiers=20, keep=False):
        self.dir, self.url, self.port = os.path.join(WORK, name), None, None
        self.process = self.connection = None
        self.made_in = None
        os.makedirs(WORK, exist_ok=True)
        if keep and os.path.exists(self.dir + "/made"):
            with open(self.dir + "/made", encoding="ascii") as f:
                self.made_in = float(f.read())
            return
        subprocess.run(["rm", "-rf", self.dir], check=True)
        began = time.monotonic()
        self.demo(dossiers)
        self.made_in = time.monotonic() - began
        self.put_off()
        with open(self.dir + "/made", "w", encoding="ascii") as f:
            f.write(str(self.made_in))

    def demo(self, dossiers):
        subprocess.run([PROGRAM, "demo", "--data", self.dir, "--dossiers", str(dossiers)],
                       check=True, capture_output=True)

    def put_off(self):
        """The papers of the demo are made another year: now they would take the core that is
        measured."""
        with contextlib.closing(sqlite3.connect(self.dir + "/motcua.db")) as db, db:
            db.execute("update job set due_at = due_at + 366 * 86400000 where seq > 0")

    def start(self, environment=None):
        self.port = self.port or free_port()
        with open(self.dir + "/bench.log", "ab") as log:
            self.process = subprocess.Popen(
                pinned(SERVER_CORE, PROGRAM, "serve", "--data", self.dir, "--listen",
                       f"127.0.0.1:{self.port}"),
                stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
                env={**os.environ, **(environment or {})})
        wait_until(lambda: answers(self.port, "/healthz"), "motcua serve")
        return self

    @property
    def pid(self):
        return self.process.pid

    def metrics(self):
        """/metrics as an administrator sees them: name to number, those without labels."""
        text = self.sign_in("quantri").get("/metrics").text
        return {name: float(n) for name, n in re.findall(r"^(\w+) ([\d.e+-]+)$", text, re.M)}

    def sign_in(self, name, password=province.PASSWORD):
        """On a machine that has other work a password may take longer than a snapshot lives."""
        for again in range(4, -1, -1):
            try:
                return super().sign_in(name, password)
            except RuntimeError:
                if not again:
                    raise

    def close(self):
        if self.process and self.alive():
            self.stop()
        if self.connection:
            self.connection.close()
            self.connection = None


class Program:
    """Any other program on the server's core, until the end of the block."""

    def __init__(self, words, port, path):
        self.words, self.port, self.path = words, port, path

    def __enter__(self):
        self.process = subprocess.Popen(pinned(SERVER_CORE, *self.words),
                                        stdout=subprocess.DEVNULL)
        wait_until(lambda: self.process.poll() is not None or answers(self.port, self.path),
                   self.words[0])
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.words[0]} ended with code {self.process.returncode}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
