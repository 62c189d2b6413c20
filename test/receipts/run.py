#!/usr/bin/env python3
"""test/receipts/run.py: who handed something in can prove it to anybody: the signed receipt names the
dossier, the version of the procedure, the moment and every file by its hash; the program checks it
offline, another program (OpenSSL's) agrees, and every change is seen. And who holds a paper learns by
the code in its QR whether it was issued here, and nothing about a person.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

from province import PDF, PROGRAM, Province, Results, tried, wait_for

CITIZEN = "038094000217"
R = Results()


def verify(*words):
    """Away from every data folder."""
    run = subprocess.run([os.path.abspath(PROGRAM), "receipt", "verify", *words], cwd="/", text=True,
                         capture_output=True)
    return run.returncode, run.stdout + run.stderr


def plain(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der(raw):
    """An ECDSA signature as OpenSSL wants it."""
    def integer(b):
        b = b.lstrip(b"\0") or b"\0"
        b = b"\0" + b if b[0] & 0x80 else b
        return b"\x02" + bytes([len(b)]) + b
    body = integer(raw[:32]) + integer(raw[32:])
    return b"\x30" + bytes([len(body)]) + body


def openssl_agrees(folder, jws):
    certificate = base64.b64decode(json.loads(plain(jws["protected"]))["x5c"][0])
    names = {n: os.path.join(folder, n) for n in ("cert", "key", "sig", "text")}
    open(names["cert"], "wb").write(certificate)
    open(names["sig"], "wb").write(der(plain(jws["signature"])))
    open(names["text"], "w").write(jws["protected"] + "." + jws["payload"])
    key = subprocess.check_output(["openssl", "x509", "-inform", "DER", "-in", names["cert"], "-noout", "-pubkey"])
    open(names["key"], "wb").write(key)
    return subprocess.run(["openssl", "dgst", "-sha256", "-verify", names["key"], "-signature", names["sig"],
                           names["text"]], capture_output=True).returncode == 0


def receipt_of(api, code):
    rows = api.get(f"/api/v1/dossiers/{code}").json["issued"]
    return next((i["file"] for i in rows if i["form"] == "receipt"), None)


def signed(p, api, place):
    file = api.post_parts("/api/v1/files", [], [("file", "giay-chung-sinh.pdf", PDF)]).json
    code = api.post_json("/api/v1/dossiers", {"procedure": "1.001193", "place": place, "name": "Lê Văn Hùng",
                                              "identity": CITIZEN, "files": [file["id"]]}).json["code"]
    paper = wait_for(lambda: receipt_of(api, code))
    R.expect(paper, "no receipt was made")
    return code, api.get(f"/api/v1/files/{paper}").body


def proves(p, code, text, folder):
    jws = json.loads(text)
    says = json.loads(plain(jws["payload"]))
    R.expect(json.loads(plain(jws["protected"]))["alg"] == "ES256", "the algorithm is another")
    R.expect(says["code"] == code and says["procedure"] == "1.001193" and says["version"] >= 1, f"it says {says}")
    R.expect([f["sha256"] for f in says["files"]] == [hashlib.sha256(PDF).hexdigest()], f"files: {says['files']}")
    R.expect("proof" in jws["header"], "there is no room for the proof")
    R.expect("Lê" not in plain(jws["payload"]).decode(), "a receipt names a person")
    R.expect(openssl_agrees(folder, jws), "OpenSSL does not agree")


def offline(text, folder):
    good, paper, other = (os.path.join(folder, n) for n in ("r.json", "giay.pdf", "khac.pdf"))
    open(good, "wb").write(text)
    open(paper, "wb").write(PDF)
    open(other, "wb").write(PDF + b"\n")
    R.expect(verify(good)[0] == 0, f"a good receipt: {verify(good)}")
    R.expect(verify(good, paper)[0] == 0, f"with its paper: {verify(good, paper)}")
    R.expect(verify(good, other)[0] == 1, "another paper passes")
    R.expect(verify(good, "--certificate", os.path.join(folder, "cert"))[0] == 0, "its own certificate")
    for part in ("payload", "protected", "signature"):
        changed = json.loads(text)
        changed[part] = ("A" if changed[part][9] != "A" else "B").join([changed[part][:9], changed[part][10:]])
        open(good, "w").write(json.dumps(changed))
        R.expect(verify(good)[0] == 1, f"a changed {part} passes")


def by_code(p, api, officer, code):
    version = api.get(f"/api/v1/dossiers/{code}").json["version"]
    officer.post_json(f"/api/v1/dossiers/{code}/actions/accept", {"version": version})
    rows = wait_for(lambda: [i for i in api.get(f"/api/v1/dossiers/{code}").json["issued"] if i["form"] == "01"])
    if R.expect(rows, "no paper 01"):
        page = p.client().get(f"/xac-minh/{rows[0]['file']}")
        R.expect(page.status == 200 and code in page.text, f"the paper is not known: {page.status}")
        R.expect("Lê Văn Hùng" not in page.text and CITIZEN not in page.text, "the page shows a person")
        pdf = api.get(f"/api/v1/files/{rows[0]['file']}").body
        R.expect(hashlib.sha256(pdf).hexdigest() in page.text, "the page has not the paper's hash")
    R.expect(p.client().get("/xac-minh/khongcomanay0000").status == 404, "an unknown code is found")


def main():
    p = Province(dossiers=1)
    with tried(p, R), tempfile.TemporaryDirectory() as folder:
        tokens = p.token(CITIZEN), p.token("motcua")
        p.start()
        api, officer = (p.client(bearer=t) for t in tokens)
        place = p.one("select code from unit where short_name = 'Phường Đông Vệ' and kind = 'commune'")
        code, text = signed(p, api, place)
        proves(p, code, text, folder)
        offline(text, folder)
        by_code(p, api, officer, code)
        R.expect(p.stop() == 0, "the server did not end well")
    return R.close()


sys.exit(main())
