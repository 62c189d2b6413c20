#!/usr/bin/env python3
"""test/mutants/run.py [WORD]: breaks the program on purpose, one line at a time, in a copy of the tree, and
asks the test that is there for it. A breakage that its test does not notice is a failure, and so is one
whose line is not found any more. WORD: only mutants whose name contains it.

Prints `N passed, N failed`. The copy is built once; each mutant rebuilds what its line touches.
"""
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MATRIX, SIGN_IN = "whole matrix of routes and people", "whole sign-in and lock-out"

# name, file, line as it is, line as broken, test that must go red
MUTANTS = [
    ("a route without its permission", "src/mod/counter/module.c",
     '{ GET, "/viec", PERM_DOSSIER_READ,', '{ GET, "/viec", PERM_PUBLIC,', MATRIX),
    ("the guard lets everybody in", "src/core/guard.c",
     "return w->account ? ERR_DENIED : ERR_LOGIN;", "return 0;", MATRIX),
    ("reads_person forgotten", "src/mod/counter/module.c",
     '{ GET, "/viec/:code", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,',
     '{ GET, "/viec/:code", PERM_DOSSIER_READ, ROUTE_NOINDEX,', MATRIX),
    ("access records not written", "src/core/guard.c",
     "n && r == 0; n = n->next)", "n && r == 1; n = n->next)", MATRIX),
    ("refusals not written", "src/core/guard.c",
     "if (r < 0)\n                return r;\n        return audit_add(", "if (r <= 0)\n                return r;\n        return audit_add(", MATRIX),
    ("CSRF skipped", "src/web/write.c",
     "csrf_right(secret, c->rq.path, c->body.csrf))", "(csrf_right(secret, c->rq.path, c->body.csrf) || 1))", MATRIX),
    ("somebody else's dossier is seen", "src/mod/dossier/moves.c",
     "if (w->account && w->account == d->account_id)\n                return true;\n        return w->staff",
     "if (w->account)\n                return true;\n        return w->staff", MATRIX),
    ("somebody else's draft is seen", "src/mod/dossier/draft.c",
     "if (!w->account || d.account_id != w->account)", "if (!w->account)", MATRIX),
    ("revoked tokens go on", "src/core/identity.c", "t.revoked_at != I64_NULL ||", "false ||", MATRIX),
    ("session expiry ignored", "src/core/identity.c", "now < s->expires_at &&", "true &&", SIGN_IN),
    ("lock-out ignored", "src/core/identity.c",
     "if (known && acc.locked_until != I64_NULL && acc.locked_until > tx->now)", "if (false)", SIGN_IN),
    ("wrong passwords not counted", "src/core/guard.c",
     'if (r == 0 && strcmp(in->failure_kind, "login") == 0)', "if (false)", SIGN_IN),
    ("an open redirect", "src/mod/account/module.c",
     "next.ptr[0] != '/' || next.ptr[1] == '/' ||", "next.ptr[0] != '/' ||", SIGN_IN),
    ("sign-out keeps the session", "src/mod/account/module.c",
     "return in->who->session ? session_end(tx, in->who->session, tx->now, NULL) : 0;", "return 0;", SIGN_IN),
    ("the version is not compared", "src/mod/dossier/rules.c",
     "if (act->version != I64_NULL && act->version != d->version)\n                return ERR_STALE;", "", MATRIX),
    ("the idempotency key is not stored", "src/web/write.c",
     "r = guard->key_store(tx, c->in.key, c->who_id, c->hash, &c->out);", "r = 0;", "whole kill sqlite"),
    ("synchronous is NORMAL", "src/store/sqlite.c", "pragma synchronous=full;", "pragma synchronous=normal;", "store kill"),
]


def run(words, folder, **more):
    return subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **more)


def copy():
    """The tree as it is committed or changed here, without what is built, and its build folder."""
    top = tempfile.mkdtemp(prefix="motcua-mutants-")
    files = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=SOURCE)
    for name in files.decode().split("\0"):
        if name and os.path.isfile(os.path.join(SOURCE, name)):
            os.makedirs(os.path.dirname(os.path.join(top, name)), exist_ok=True)
            shutil.copy2(os.path.join(SOURCE, name), os.path.join(top, name))
    setup = run(["meson", "setup", "build"], top)
    if setup.returncode != 0:
        raise RuntimeError(setup.stdout[-3000:])
    return top


def put(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def notices(top, test):
    """None when the tests pass; else why not."""
    build = run(["ninja", "-C", "build"], top)
    if build.returncode != 0:
        return "does not build: " + build.stdout[-1500:]
    done = run(["meson", "test", "-C", "build", "--no-rebuild", "--timeout-multiplier", "4", test], top)
    if "No suitable tests" in done.stdout or "Ok:" not in done.stdout:
        return "does not exist: " + done.stdout[-500:]
    return "red" if done.returncode != 0 else None


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    passed = failed = 0
    top = copy()
    try:
        chosen = [m for m in MUTANTS if word in m[0]]
        for test in sorted({m[4] for m in chosen}):
            why = notices(top, test)
            if why:
                print(f"FAIL {test} is not green without a mutant: {why}", flush=True)
                failed += 1
        for name, file, old, new, test in chosen:
            path = os.path.join(top, file)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            if text.count(old) != 1:
                why = f"its line stands {text.count(old)} times in {file}"
            else:
                put(path, text.replace(old, new))
                why = notices(top, test)
                put(path, text)
            good = why == "red"
            print(f"{'ok  ' if good else 'FAIL'} {name} -> {test}{'' if good else ': ' + (why or 'stays green')}",
                  flush=True)
            passed, failed = passed + good, failed + (not good)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
