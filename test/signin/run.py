#!/usr/bin/env python3
"""test/signin/run.py: what a person who tries passwords, keeps old cookies or sends crafted links meets.

Time does not pass here: that a lock ends is shown by moving its end in the database, while the server
stands still.
"""
import re
import secrets
import sys

from province import PASSWORD, Client, Province, Results, tried, wait_for

R = Results()
CITIZEN = "038094000217"
TRIES = 5  # login.tries


def try_password(p, name, password, client=None, **more):
    c = client or p.client()
    form = c.hidden(c.get("/dang-nhap").text, "/dang-nhap")
    return c, c.post("/dang-nhap", {**form, **more, "name": name, "password": password})


def signed_in(c):
    return c.get("/tai-khoan").status == 200


def locks(p):
    """So many wrong passwords lock the account: the right one is refused, too, until the lock ends."""
    for i in range(TRIES):
        c, a = try_password(p, CITIZEN, f"sai-{i}-mat-khau")
        R.expect(a.status == 422 and "motcua" not in c.cookies, f"a wrong password: {a.status}")
        R.expect(f"sai-{i}" not in a.text, "the password is shown again")
        R.expect(CITIZEN in a.text, "the name that was typed is not shown again")
    R.expect(wait_for(lambda: p.one("select locked_until is not null from account where name = ?", CITIZEN)),
             "the account is locked after so many wrong passwords")
    R.expect(p.one("select count(*) from failure where kind = 'login' and subject = ?", CITIZEN) == TRIES,
             "every failure is counted")
    c, a = try_password(p, CITIZEN, PASSWORD)
    R.expect(a.status == 422 and not signed_in(c), f"the right password while locked: {a.status}")
    p.stop()
    p.rows("update account set locked_until = 1000 where name = ?", CITIZEN)
    p.start()
    c, a = try_password(p, CITIZEN, PASSWORD)
    R.expect(a.status == 303 and signed_in(c), f"the right password after the lock: {a.status}")
    R.expect(p.one("select failures from account where name = ?", CITIZEN) == 0, "the count starts again")


def same_words(p):
    """Wrong name and wrong password are told alike."""
    texts = [re.sub(r'value="[^"]*"', "", try_password(p, name, "sai-mat-khau")[1].text)
             for name in ("motcua", "motcux")]
    R.expect(texts[0] == texts[1], "an unknown name is told from a wrong password")


def replays(p):
    """The same post again, from the browser or from somebody who recorded it, gives no session."""
    c = p.client()
    form = c.hidden(c.get("/dang-nhap").text, "/dang-nhap")
    visitor = dict(c.cookies)
    body = {**form, "name": "motcua", "password": PASSWORD}
    first = c.post("/dang-nhap", body)
    R.expect(first.status == 303 and "motcua" in c.cookies, f"sign-in: {first.status}")
    again = p.client()
    again.cookies = dict(visitor)
    a = again.post("/dang-nhap", body)
    R.expect("motcua" not in again.cookies, f"a replayed sign-in gave a session ({a.status})")
    R.expect(p.one("select count(*) from session s join account a on a.id = s.account_id "
                   "where a.name = 'motcua'") == 1, "a replayed sign-in made a second session")
    elsewhere = p.client()
    a = elsewhere.post("/dang-nhap", body)
    R.expect(a.status == 403 and "motcua" not in elsewhere.cookies,
             f"the post of another visitor: {a.status}")


def redirects(p):
    """After sign-in one goes on within the portal, wherever the link would lead."""
    for bad in ["https://example.com/", "//example.com", "/\\example.com", "\\\\example.com",
                "/\t/example.com", "javascript:alert(1)", "/\r\nLocation: https://example.com",
                "%2F%2Fexample.com", "////example.com"]:
        c, a = try_password(p, "motcua", PASSWORD, tiep=bad)
        to = a.location
        good = not to or (re.match(r"/[a-z-]*$", to) and not to.startswith("//"))
        R.expect(a.status in (303, 422) and good, f"tiep={bad!r} leads to {to!r} ({a.status})")
    c, a = try_password(p, "motcua", PASSWORD, tiep="/thu-tuc")
    R.expect(a.status == 303 and a.location == "/thu-tuc", f"a good tiep leads to {a.location}")


def fixation(p):
    """A cookie that somebody planted is never the one of the session."""
    c = p.client()
    planted = c.cookies["motcua"] = secrets.token_urlsafe(32)
    c, a = try_password(p, "motcua", PASSWORD, client=c)
    R.expect(a.status == 303 and c.cookies["motcua"] != planted, "a planted cookie became the session")
    R.expect(not signed_in(Client(p.port, session=planted)), "the planted cookie is somebody")
    other, _ = try_password(p, "motcua", PASSWORD)
    R.expect(other.cookies["motcua"] != c.cookies["motcua"], "two sign-ins share a cookie")
    flags = [f for f in a.headers.get_all("Set-Cookie") if f.startswith("motcua=")]
    R.expect(len(flags) == 1 and "HttpOnly" in flags[0] and "SameSite=Lax" in flags[0]
             and "Max-Age" not in flags[0], f"the cookie's flags: {flags}")


def sign_out(p):
    c, _ = try_password(p, "motcua", PASSWORD)
    cookie = c.cookies["motcua"]
    a = c.post("/dang-xuat", c.hidden(c.get("/tai-khoan").text, "/dang-xuat"))
    R.expect(a.status == 303 and "motcua" not in c.cookies, f"sign-out: {a.status}, cookie {c.cookies}")
    R.expect(not signed_in(Client(p.port, session=cookie)), "the cookie lives on after sign-out")


def expiry(p):
    """An idle session and one past its last hour are nobody's."""
    for column in ("seen_at", "expires_at"):
        c, _ = try_password(p, "motcua", PASSWORD)
        R.expect(signed_in(c), "a fresh session")
        p.stop()
        p.rows(f"update session set {column} = 1000")
        p.start()
        R.expect(not signed_in(Client(p.port, session=c.cookies["motcua"])), f"a session lives on past {column}")


def new_password(p):
    """A new password ends all other sessions; the old password is none any more."""
    here, _ = try_password(p, CITIZEN, PASSWORD)
    there, _ = try_password(p, CITIZEN, PASSWORD)
    R.expect(signed_in(here) and signed_in(there), "two sessions of one person")
    new = secrets.token_hex(10)
    for old, password, want in [("sai", new, 422), (PASSWORD, "ngan", 422), (PASSWORD, "12345678", 422),
                                (PASSWORD, new, 303)]:
        form = here.hidden(here.get("/tai-khoan/mat-khau").text, "/tai-khoan/mat-khau")
        a = here.post("/tai-khoan/mat-khau", {**form, "old": old, "password": password})
        R.expect(a.status == want, f"password {old} -> {password}: {a.status}, not {want}")
        R.expect(new not in a.text, "the new password is shown")
    R.expect(signed_in(here), "the session that changed the password has ended")
    R.expect(not signed_in(there), "another session outlives the change of the password")
    R.expect(try_password(p, CITIZEN, PASSWORD)[1].status == 422, "the old password still opens")
    R.expect(try_password(p, CITIZEN, new)[1].status == 303, "the new password does not open")
    R.expect(new not in p.log() and PASSWORD not in p.log(), "a password stands in the log")


def first_password(p):
    """Who was given a password gets nowhere before it is changed, and then where they wanted to go."""
    given = p.command("user", "password", "motcua").stdout.split()[-1]
    c, a = try_password(p, "motcua", given)
    R.expect(a.location == "/tai-khoan/mat-khau", f"the first sign-in leads to {a.location}")
    a = c.get("/viec")
    R.expect(a.status == 303 and a.location == "/tai-khoan/mat-khau?tiep=%2Fviec", f"the queue: {a.location}")
    page = c.get(a.location).text
    R.expect("Hãy đổi mật khẩu trước" in page, "the reason is not said")
    form = c.hidden(page, "/tai-khoan/mat-khau")
    a = c.post("/tai-khoan/mat-khau", {**form, "tiep": "/viec", "old": given, "password": given})
    R.expect(a.status == 422, f"the same password again: {a.status}")
    a = c.post("/tai-khoan/mat-khau", {**form, "_key": secrets.token_hex(9), "tiep": "/viec", "old": given,
                                       "password": secrets.token_hex(10)})
    R.expect(a.status == 303 and a.location == "/viec" and c.get("/viec").status == 200,
             f"after the change: {a.status} {a.location}")


def main():
    p = Province(dossiers=0)
    with tried(p, R):
        p.start()
        for test in (locks, same_words, replays, fixation, sign_out, expiry, redirects, new_password,
                     first_password):
            before = R.failed
            test(p)
            print(f"{'ok  ' if R.failed == before else 'FAIL'} {test.__name__}", flush=True)
        R.expect(p.alive() and p.stop() == 0, "the server did not end well")
    return R.close()


sys.exit(main())
