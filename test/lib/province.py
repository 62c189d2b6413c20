"""test/lib/province.py: a demo province served by the real program, and a client of it, for the tests
that look at the program from outside.

The program is build/src/app/motcua (MOTCUA_BUILD says where the build is). The client shares no code
with the program: it speaks HTTP, keeps cookies as a browser does, and computes CSRF tokens from the
session's row, so that a request can be right or wrong in one point only.
"""
import contextlib
import fcntl
import hashlib
import hmac
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import time
import urllib.parse

BUILD = os.environ.get("MOTCUA_BUILD", "build")
PROGRAM = os.path.join(BUILD, "src/app/motcua")
PASSWORD = "motcua-demo"
# The smallest paper that the converter takes: one page, nothing on it.
PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
       b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
F_OFD_SETLK = 37  # as the program locks; Python has no name for it yet


def tables():
    """The constant tables of the program (test/tables/print_tables.c)."""
    return json.loads(subprocess.check_output([os.path.join(BUILD, "test/print_tables")]))


def wait_for(question, seconds=60):
    """Asks again until the answer is true; the bound is there so that a test ends at all."""
    for _ in range(seconds * 20):
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    return question()


def database():
    """A new database in the private PostgreSQL of the tests: its URL, or None when there is none."""
    base = os.environ.get("MOTCUA_TEST_PG")
    if not base:
        return None
    name = "whole_" + secrets.token_hex(6)
    subprocess.run(["psql", base, "-qc", f"create database {name}"], check=True)
    return base.replace("/postgres?", f"/{name}?", 1)


def drop_database(url):
    if url:
        name = url.split("?")[0].split("/")[-1]
        subprocess.run(["psql", os.environ["MOTCUA_TEST_PG"], "-qc", f"drop database {name} with (force)"],
                       check=False)


def cell(text):
    """What psql writes for a column, as the value it stands for."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return bytes.fromhex(text[2:]) if re.fullmatch(r"\\x([0-9a-f]{2})+", text) else text


class Results:
    """Counts what is expected; ends with the line `N passed, N failed`."""

    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            if self.failed <= 60:
                print(f"FAIL {what}", flush=True)
        return good

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


@contextlib.contextmanager
def tried(p, results, url=None):
    """A test's work on a province; whatever happens, its log is shown when something failed, and
    folder and database are removed."""
    try:
        yield
    finally:
        if results.failed:
            print(p.log()[-3000:])
        p.close()
        drop_database(url)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def location(self):
        return self.headers.get("Location", "")


class Client:
    """One visitor. `bearer`: an API token; `session`: the value of a session cookie."""

    def __init__(self, port, session=None, bearer=None):
        self.port, self.bearer, self.cookies = port, bearer, {}
        self.connection = self.province = None
        if session:
            self.cookies["motcua"] = session

    def _keep(self, headers):
        for line in headers.get_all("Set-Cookie") or []:
            pair, _, rest = line.partition(";")
            name, _, value = pair.partition("=")
            age = re.search(r"max-age=(-?\d+)", rest, re.I)
            if age and int(age.group(1)) <= 0:
                self.cookies.pop(name.strip(), None)
            else:
                self.cookies[name.strip()] = value.strip()

    def request(self, verb, path, body=None, headers=None):
        h = dict(headers or {})
        if self.bearer and "Authorization" not in h:
            h["Authorization"] = "Bearer " + self.bearer
        if self.cookies and "Cookie" not in h:
            h["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        for again in (True, False):
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self.connection.request(verb, path, body=body, headers=h)
                r = self.connection.getresponse()
                answer = Answer(r.status, r.headers, r.read())
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()  # an idle connection was closed by the server: once more
                if not again:
                    self._tell(verb, path)
                    raise
            except ConnectionRefusedError:
                self._tell(verb, path)
                raise
        self._keep(answer.headers)
        return answer

    def _tell(self, verb, path):
        """What the server said last, for whoever reads the failure."""
        if self.province:
            print(f"no answer to {verb} {path}; the server said:\n{self.province.log()}", flush=True)

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def post(self, path, pairs, headers=None):
        body = urllib.parse.urlencode(pairs, doseq=True).encode()
        return self.request("POST", path, body,
                            {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def post_json(self, path, value, key=None):
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.request("POST", path, json.dumps(value).encode(), headers)

    def post_parts(self, path, pairs, files=(), headers=None):
        kind, body = multipart(pairs, files)
        return self.request("POST", path, body, {"Content-Type": kind, **(headers or {})})

    def hidden(self, page, action):
        """_csrf and _key of the form of a page that posts to `action`."""
        form = re.search(r'<form[^>]*action="%s"[^>]*>(.*?)</form>' % re.escape(action), page, re.S)
        return dict(re.findall(r'name="(_csrf|_key)" value="([^"]*)"', form.group(1))) if form else {}


def multipart(pairs, files=()):
    """files: (field, file name, bytes). Returns content type and body."""
    edge = "edge" + secrets.token_hex(12)
    out = b""
    for name, value in pairs:
        out += f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        out += value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        out += b"\r\n"
    for name, file, content in files:
        out += (f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={edge}", out + f"--{edge}--\r\n".encode()


def csrf(secret, path):
    """As src/web/csrf.h describes it: HMAC of secret and path, masked."""
    mac = hmac.new(secret, b"motcua csrf 1\0" + path.encode(), hashlib.sha256).digest()[:16]
    mask = secrets.token_bytes(16)
    return (mask + bytes(a ^ b for a, b in zip(mask, mac))).hex()


class Province:
    """A data folder made by `motcua demo`; start() and stop() serve it."""

    def __init__(self, dossiers=20, url=None):
        # In memory where there is such a folder: what is tried here is no power failure.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = tempfile.mkdtemp(prefix="motcua-test-", dir=os.environ.get("TMPDIR") or memory)
        self.url, self.process, self.port = url, None, None
        self.connection = None
        self.command("demo", "--dossiers", str(dossiers), "--seed", "7")

    def command(self, *words, check=True):
        run = subprocess.run([PROGRAM, *words, "--data", self.dir, *self.db_option()], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
        if check and run.returncode != 0:
            raise RuntimeError(f"motcua {' '.join(words)}: {run.returncode}: {run.stderr[-2000:]}")
        return run

    def db_option(self):
        return ["--db", self.url] if self.url else []

    def start(self):
        log = open(self.dir + "/test.log", "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", self.dir, "--listen", f"127.0.0.1:{self.port or 0}",
             *self.db_option()],
            stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
        line = self.process.stdout.readline()
        found = re.match(r"http://.*:(\d+)$", line.strip())
        if not found:
            self.process.wait(timeout=60)
            raise RuntimeError("motcua serve did not start:\n" + self.log())
        self.port = int(found.group(1))

    def stop(self):
        """Returns the exit code; all processes of the server are gone afterwards."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def kill(self):
        """kill -9 of every process of the server at once (they are one process group)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        if not wait_for(self.unlocked):
            raise RuntimeError("a process of the killed server holds DIR/lock still")

    def unlocked(self):
        """The children that were killed let go of the lock when the kernel has buried them."""
        with open(self.dir + "/lock", "r+b") as f:
            try:
                whole = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
                fcntl.fcntl(f.fileno(), F_OFD_SETLK, whole)
            except OSError:
                return False
        return True

    def alive(self):
        return self.process.poll() is None

    def log(self):
        try:
            with open(self.dir + "/test.log", encoding="utf-8", errors="replace") as f:
                return f.read()[-6000:]
        except FileNotFoundError:
            return ""  # nothing was served yet

    def rows(self, sql, *values):
        """What a statement answers. On PostgreSQL values must be numbers, bytes or plain words."""
        if self.url:
            for v in values:
                word = f"'\\x{v.hex()}'" if isinstance(v, bytes) else str(v) if isinstance(v, int) else f"'{v}'"
                sql = sql.replace("?", word, 1)
            out = subprocess.check_output(["psql", self.url, "-qAt", "-F", "\x1f", "-c", sql], text=True)
            return [tuple(cell(c) for c in line.split("\x1f")) for line in out.splitlines()]
        if not self.connection:
            self.connection = sqlite3.connect(self.dir + "/motcua.db", timeout=30, isolation_level=None)
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def token(self, account):
        return self.command("user", "token", account).stdout.strip()

    def client(self, **how):
        c = Client(self.port, **how)
        c.province = self
        return c

    def sign_in(self, name, password=PASSWORD):
        c = self.client()
        for _ in range(10):  # 503: too busy now, as it says itself
            form = c.hidden(c.get("/dang-nhap").text, "/dang-nhap")
            a = c.post("/dang-nhap", {**form, "name": name, "password": password})
            if a.status != 503:
                break
            time.sleep(0.5)
        if a.status != 303 or "motcua" not in c.cookies:
            raise RuntimeError(f"cannot sign in as {name}: {a.status}")
        return c

    def secret(self, client):
        """What the CSRF tokens of this visitor are made with."""
        if "motcua" not in client.cookies:
            return client.cookies.get("motcua_v", "").encode()
        digest = hashlib.sha256(client.cookies["motcua"].encode()).digest()
        found = self.rows("select secret from session where hash = ?", digest)
        return found[0][0] if found else b""

    def close(self):
        if self.process and self.alive():
            self.kill()
        if self.connection:
            self.connection.close()
        shutil.rmtree(self.dir, ignore_errors=True)
