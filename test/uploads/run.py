#!/usr/bin/env python3
"""test/uploads/run.py: every uploaded paper is looked into by the converter, and none is lost over it.

Good files are taken with their pages; those with a password, broken ones, scripts and bombs are refused
in words, beside their field. While the converter is busy or dead, files wait, nobody but their owner can
read them, and the job decides when the converter is back: after it was stopped for a while, and after it
was killed in the middle of a file. A file that comes in pieces (tus) loses none that was acknowledged when
the whole server is killed, and what it became is looked into like the others. Photos become one PDF.
"""
import base64
import hashlib
import io
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile
import zlib

from province import Province, Results, csrf, tried, wait_for

R = Results()
CITIZEN = "038094000217"
# The test file of EICAR in two halves, so that no scanner finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(trailer="", extra=""):
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R" + extra.encode() + b">>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
            b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
            b"trailer<</Root 1 0 R" + trailer.encode() + b">>\n%%EOF\n" + secrets.token_hex(8).encode() + b"\n")


def png(width=2, height=2):
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    rows = zlib.compress((b"\0" + b"\xff" * 6) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def docx(macro=False, bomb=0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", "<document/>" + secrets.token_hex(8))
        if macro:
            z.writestr("word/vbaProject.bin", "macro")
        if bomb:
            z.writestr("word/media/image1.png", b"\0" * bomb)
    return out.getvalue()


def upload(c, name, content):
    return c.post_parts("/api/v1/files", [], [("file", name, content)])


def judged_at_once(api):
    for name, content, pages in [("don.pdf", pdf(), 2), ("anh.png", png(), None), ("don.docx", docx(), None)]:
        a = upload(api, name, content)
        if R.expect(a.status == 201, f"{name}: {a.status} {a.text[:200]}"):
            R.expect(a.json["check"] == "taken" and a.json["pages"] == pages, f"{name}: {a.text}")
    for name, content, words in [
            ("mat-khau.pdf", pdf(trailer="/Encrypt<</Filter/Standard/V 1>>"), "mật khẩu"),
            ("hong.pdf", b"%PDF-1.4\nnothing that a reader finds\n%%EOF\n", "bị hỏng"),
            ("hong.png", png()[:40], "bị hỏng"),
            ("lenh.pdf", pdf(extra="/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "tự chạy"),
            ("macro.docx", docx(macro=True), "tự chạy"),
            ("bom.docx", docx(bomb=600 << 20), "bung ra"),
            ("to.png", png(60000, 60000), "quá lớn|bị hỏng")]:
        a = upload(api, name, content)
        R.expect(a.status == 422 and re.search(words, a.text) and name in a.text and
                 a.json["errors"][0]["field"] == "file", f"{name}: {a.status} {a.text[:300]}")


def on_the_page(p, place):
    """A paper with a password on the page of a draft: refused beside the field, nothing is attached."""
    c = p.sign_in(CITIZEN)
    secret = p.secret(c)

    def post(path, pairs, files=()):
        return c.post_parts(path, [("_csrf", csrf(secret, path)), *pairs], files)
    base = "/nop/" + post("/thu-tuc/1.001193/nop", []).location.split("/")[2]
    post(f"{base}/thong-tin", [("name", "Lê Văn Hùng"), ("identity", CITIZEN), ("birth_day", "12/03/1994"),
                               ("phone", "0912345678"), ("place", place)])
    paper = re.search(r'name="paper" value="(\d+)"', c.get(f"{base}/giay-to").text).group(1)
    bad = post(f"{base}/giay-to", [("paper", paper)], [("files", "khoa.pdf", pdf(trailer="/Encrypt 9 0 R"))])
    R.expect(bad.status == 422 and "mật khẩu" in bad.text, f"the draft's page: {bad.status}")
    R.expect(p.one("select count(*) from draft_paper") == 0, "a refused paper was attached")
    good = post(f"{base}/giay-to", [("paper", paper)], [("files", "don.pdf", pdf())])
    R.expect(good.status == 303, f"a good paper: {good.status}")


def converter(p):
    """The process id of the converter: the child of the supervisor that says so in the log."""
    rows = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(p.process.pid)], text=True,
                          stdout=subprocess.PIPE, check=True).stdout.splitlines()
    pids = [int(r.split()[0]) for r in rows]
    return next((pid for pid in pids if name_of(pid) == "converter"), None)


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
            return f.read().strip()
    except OSError:
        return ""


def waiting(api, name, content):
    a = upload(api, name, content)
    R.expect(a.status == 201 and a.json["check"] == "waiting", f"{name} while it is away: {a.status} {a.text[:200]}")
    return a.json["id"]


def state(p, code):
    return p.rows("select check_state, coalesce(check_reason, ''), coalesce(pages, -1) from file where code = ?",
                  code)[0]


def papers_of_a_dossier(p, api, officer, place, good, bad):
    """Both files in one dossier: the officer reads neither while they wait."""
    d = api.post_json("/api/v1/dossiers", {"procedure": "1.001193", "place": place, "name": "Lê Văn Hùng",
                                           "identity": CITIZEN, "files": [good, bad]}).json
    for code in (good, bad):
        R.expect(officer.get(f"/api/v1/files/{code}").status == 503, "an officer reads a file that waits")
        R.expect(api.get(f"/api/v1/files/{code}").status == 200, "the owner reads a file of theirs")
    return d["code"]


def while_it_stands(p, api, officer, place):
    pid = converter(p)
    R.expect(pid, "no process is named converter")
    os.kill(pid, signal.SIGSTOP)
    try:
        good = waiting(api, "cho.pdf", pdf())
        bad = waiting(api, "cho-khoa.pdf", pdf(trailer="/Encrypt 9 0 R"))
        code = papers_of_a_dossier(p, api, officer, place, good, bad)
        page = p.sign_in(CITIZEN).get(f"/ho-so/{code}").text
        R.expect(page.count("đang chờ kiểm tra") == 2, "the page says that papers wait")
    finally:
        os.kill(pid, signal.SIGCONT)
    R.expect(wait_for(lambda: state(p, good)[0] == 2), f"the good one is {state(p, good)}")
    R.expect(wait_for(lambda: state(p, bad)[0] == 3), f"the bad one is {state(p, bad)}")
    R.expect(state(p, good)[2] == 2 and state(p, bad)[1] == "encrypted", "what was found is not kept")
    R.expect(officer.get(f"/api/v1/files/{good}").status == 200, "an officer reads a file that was taken")
    R.expect(officer.get(f"/api/v1/files/{bad}").status == 410, "an officer reads a file that was refused")
    for c, path in ((p.sign_in(CITIZEN), "/ho-so/"), (p.sign_in("motcua"), "/viec/")):
        page = c.get(path + code).text
        R.expect("không nhận được" in page and "mật khẩu" in page and "2 trang" in page, f"{path} tells of both")


def when_it_is_killed(p, api):
    """Killed with a file in hand: another takes its place, the job asks again."""
    pid = converter(p)
    os.kill(pid, signal.SIGSTOP)
    code = waiting(api, "giua-chung.pdf", pdf())
    os.kill(pid, signal.SIGKILL)
    R.expect(wait_for(lambda: converter(p) not in (None, pid)), "no other converter was started")
    R.expect(wait_for(lambda: state(p, code)[0] == 2), f"after the kill the file is {state(p, code)}")
    a = upload(api, "sau.pdf", pdf())
    R.expect(a.status == 201 and a.json["check"] == "taken", f"after the kill: {a.status} {a.text[:200]}")
    R.expect(p.one("select count(*) from job where kind = 'core.inspect_file'") == 0, "jobs are left")


def tus(c, verb, path, body=None, **headers):
    more = {"Tus-Resumable": "1.0.0", **{k.replace("_", "-"): str(v) for k, v in headers.items()}}
    if verb == "PATCH":
        more["Content-Type"] = "application/offset+octet-stream"
    return c.request(verb, path, body, more)


def announce(c, content):
    a = tus(c, "POST", "/api/v1/uploads", Upload_Length=len(content),
            Upload_Metadata="filename " + base64.b64encode("đơn.pdf".encode()).decode())
    R.expect(a.status == 201, f"announced: {a.status} {a.text[:200]}")
    return a.headers["Location"]


def offset(c, place):
    a = tus(c, "HEAD", place)
    return int(a.headers["Upload-Offset"]) if a.status == 200 else -a.status


def in_pieces(p, token):
    """Killed at once after each answered piece, and with one half sent: nothing answered is missing."""
    content = pdf() + b"%" + secrets.token_bytes(300_000).hex().encode()
    c = p.client(bearer=token)
    place, at = announce(c, content), 0
    while at < len(content):
        piece = content[at:at + 150_000]
        a = tus(c, "PATCH", place, piece, Upload_Offset=at)
        if at + len(piece) == len(content):
            R.expect(a.status == 204, f"the last piece: {a.status} {a.text[:300]}")
            break
        R.expect(a.status == 204 and a.headers["Upload-Offset"] == str(at + len(piece)), f"a piece: {a.status}")
        at += len(piece)
        with socket.create_connection(("127.0.0.1", p.port)) as half:
            half.sendall(f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                         f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {at}\r\nContent-Length: 100000\r\n"
                         "Content-Type: application/offset+octet-stream\r\n\r\n".encode() + content[at:at + 50_000])
            p.kill()
        p.start()
        c = p.client(bearer=token)
        R.expect(offset(c, place) == at, f"after the kill {offset(c, place)} of {at} bytes are there")
    file = tus(c, "GET", place).json["file"]
    R.expect(file["sha256"] == hashlib.sha256(content).hexdigest() and file["check"] == "taken" and
             file["pages"] == 2, f"the whole: {file}")
    bad = pdf(trailer="/Encrypt<</Filter/Standard/V 1>>")
    a = tus(c, "PATCH", announce(c, bad), bad, Upload_Offset=0)
    R.expect(a.status == 422 and "mật khẩu" in a.text and "đơn.pdf" in a.text,
             f"with a password: {a.status} {a.text}")


# 64 by 32 pixels: red, blue, and below them green, white.
PHOTO = base64.b64decode("""/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO
UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P
T09PT09PT0//wAARCAAgAEADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAYFB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/
xAAXAQEBAQEAAAAAAAAAAAAAAAAABgcF/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AmQHKX4ADGAaozYABYgMe
TwADrgCiVYAD/9k=""")
# What stands above left, above right and below left, by orientation (CIPA DC-008, table 6).
UPRIGHT = {1: "rbg", 2: "brw", 3: "wgb", 4: "gwr", 5: "rgb", 6: "grw", 7: "wbg", 8: "bwr"}


def photo(orientation):
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + b"\0\0\0\0\0\0"
    secret = exif + b"GPS 19.8 105.7"
    return PHOTO[:2] + b"\xff\xe1" + (len(secret) + 2).to_bytes(2, "big") + secret + PHOTO[2:]


def colours(folder, page):
    """Above left, above right, below left of what stands on the page; and does the page lie?"""
    with open(os.path.join(folder, f"p-{page}.ppm"), "rb") as f:
        _, size, _, pixels = f.read().split(b"\n", 3)
    w, h = map(int, size.split())
    inner = [(x, y) for y in range(h) for x in range(w) if pixels[3 * (y * w + x):][:3] != b"\xff\xff\xff"]
    left, right = min(x for x, _ in inner), max(x for x, _ in inner)
    top, bottom = min(y for _, y in inner), max(y for _, y in inner)
    return "".join(name(pixels, w, x, y) for x, y in
                   ((left + 3, top + 3), (right - 3, top + 3), (left + 3, bottom - 3))), w > h


def name(pixels, w, x, y):
    r, g, b = pixels[3 * (y * w + x):][:3]
    return "w" if min(r, g, b) > 200 else "rgb"[max(range(3), key=(r, g, b).__getitem__)]


def photos_become_one_pdf(p, place):
    """In the order given, upright, with nothing of the camera; turned as the person said; a broken one is named."""
    c = p.sign_in(CITIZEN)
    secret = p.secret(c)

    def post(path, pairs, files=()):
        return c.post_parts(path, [("_csrf", csrf(secret, path)), *pairs], files)
    base = "/nop/" + post("/thu-tuc/1.001193/nop", []).location.split("/")[2]
    paper = re.search(r'name="paper" value="(\d+)"', c.get(f"{base}/giay-to").text).group(1)
    before = p.one("select count(*) from file where removed_at is null")
    a = post(f"{base}/giay-to", [("paper", paper), ("join", "1")],
             [("files", f"anh{i}.jpg", photo(i)) for i in UPRIGHT] + [("files", "don.pdf", pdf())])
    R.expect(a.status == 303, f"photos: {a.status} {a.text[:300]}")
    R.expect(p.one("select count(*) from file where removed_at is null") == before + 2, "one PDF and the other file")
    check_pages(p, "anh1.pdf", UPRIGHT.values())
    a = post(f"{base}/giay-to", [("paper", paper), ("join", "1")],
             [("files", "tot.jpg", photo(1)), ("files", "hong.jpg", photo(1)[:-90] + b"\xff\xd9")])
    R.expect(a.status == 422 and "hong.jpg" in a.text, f"a broken photo: {a.status}")
    codes = []
    for content in (photo(6), photo(1)):
        where = announce(c, content)
        R.expect(tus(c, "PATCH", where, content, Upload_Offset=0).status == 204, "a photo in one piece")
        codes.append(where.rsplit("/", 1)[1])
    a = post(f"{base}/giay-to", [("paper", paper), ("join", "1"), ("turned", codes[1] + ":1"),
                                 *[("uploaded", code) for code in reversed(codes)]])
    R.expect(a.status == 303, f"photos sent before: {a.status} {a.text[:300]}")
    check_pages(p, "đơn.pdf", ["grw", "grw"])  # turned a quarter by hand, and by the camera
    R.expect(p.one("select count(*) from file where object_kind is null and removed_at is null and type = 'image/jpeg'")
             == 0, "the photos themselves are left over")


def check_pages(p, file_name, want):
    row = p.rows("select content_name, pages, type from file where name = ? order by id desc limit 1", file_name)[0]
    where = row[0].hex()
    path = os.path.join(p.dir, "files", where[:2], where[2:4], where)
    R.expect(row[1] == len(want) and row[2] == "application/pdf", f"{file_name}: {row[1:]}")
    with open(path, "rb") as f:
        content = f.read()
    R.expect(b"GPS" not in content and b"Exif" not in content, "the camera's words are still there")
    R.expect(subprocess.run(["qpdf", "--check", path], stdout=subprocess.DEVNULL, check=False).returncode == 0, "qpdf")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "30", path, os.path.join(folder, "p")], check=True)
        for i, (w, n) in enumerate(zip(want, range(1, len(want) + 1))):
            found, lies = colours(folder, n)
            lie = w in ("rbg", "brw", "wgb", "gwr")
            R.expect(found == w and lies == lie, f"page {i + 1}: {found} {lies}, not {w}")


def with_a_scanner(p, token):
    """Server, converter and scanner together: clean is said, infected is refused, at once and later."""
    folder = tempfile.mkdtemp()
    clamd = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "..", "simulators", "clamd.py"),
                              folder], stdout=subprocess.PIPE, text=True)
    try:
        address = "tcp://127.0.0.1:" + clamd.stdout.readline().split()[1]
        p.rows("insert into setting (name, value, changed_at, changed_by) values ('clamav.address', ?, 1, 0)", address)
        p.start()
        api = p.client(bearer=token)
        a = upload(api, "sach.pdf", pdf())
        R.expect(a.status == 201 and a.json["check"] == "taken", f"a clean file: {a.status} {a.text}")
        R.expect(p.one("select scanned_at from file where code = ?", a.json["id"]), "it is not said to be scanned")
        a = upload(api, "ban.pdf", pdf() + EICAR)
        R.expect(a.status == 422 and "mã độc" in a.text and "ban.pdf" in a.text, f"infected: {a.status} {a.text}")
        open(os.path.join(folder, "down"), "w").close()
        code = waiting(api, "cho-quet.pdf", pdf() + EICAR)
        os.remove(os.path.join(folder, "down"))
        R.expect(wait_for(lambda: state(p, code)[:2] == (3, "infected")), f"found later: {state(p, code)}")
        R.expect(api.get(f"/api/v1/files/{code}").status == 410, "an infected file was given to its owner")
    finally:
        clamd.kill()
        clamd.wait()
        shutil.rmtree(folder)


def main():
    p = Province(dossiers=1)
    with tried(p, R):
        api_token, officer_token = p.token(CITIZEN), p.token("motcua")
        p.start()
        api, officer = p.client(bearer=api_token), p.client(bearer=officer_token)
        place = p.one("select code from unit where short_name = 'Phường Đông Vệ' and kind = 'commune'")
        judged_at_once(api)
        on_the_page(p, place)
        while_it_stands(p, api, officer, place)
        when_it_is_killed(p, api)
        in_pieces(p, api_token)
        photos_become_one_pdf(p, place)
        R.expect(p.stop() == 0, "the server did not end well")
        with_a_scanner(p, api_token)
        R.expect(p.stop() == 0, "the server did not end well with a scanner")
    return R.close()


sys.exit(main())
