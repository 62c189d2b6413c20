#!/usr/bin/env python3
"""test/count.py NAME CODE TESTLOG RESULTS: adds up one run of `meson test`.

Each test program closes with `N passed, N failed`; one that has no such line (a check of the
floors, say) counts as one. A test that ended badly without a failed line counts as one failure
more, and so does a test that was skipped for want of PostgreSQL while one was running. A test that
skips itself as a whole (exit 77) is named and counts as nothing. What failed is printed with its
output, and its telling lines go to RESULTS.failed, which bin/test repeats before its last line.
CODE is the exit code of meson itself: a run that broke off is a failure.
"""
import json
import os
import re
import sys

CLOSING = re.compile(r"^(\d+) passed, (\d+) failed", re.M)
TELLING = re.compile(r"fail|error|expected|differs|traceback|summary", re.I)


def of_test(test):
    out = test.get("stdout", "")
    if test["result"] == "SKIP":
        return 0, int("skipped: no PostgreSQL" in out and bool(os.environ.get("MOTCUA_TEST_PG")))
    closing = CLOSING.findall(out)
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    passed, failed = (int(closing[-1][0]), int(closing[-1][1])) if closing else (int(good), 0)
    if not good and failed == 0:
        failed = 1
    if "skipped: no PostgreSQL" in out and os.environ.get("MOTCUA_TEST_PG"):
        failed += 1
    return passed, failed


def telling(out, most=10):
    """The lines that say what went wrong; the last ones where none does."""
    lines = [line for line in out.splitlines() if line.strip()]
    return [line[:200] for line in lines if TELLING.search(line)][:most] or lines[-3:]


def main():
    name, code, log, results = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    passed = failed = 0
    failures = []
    if os.path.exists(log):
        for line in open(log, encoding="utf-8"):
            test = json.loads(line)
            p, f = of_test(test)
            passed, failed = passed + p, failed + f
            if test["result"] == "SKIP":
                print(f"{name}: {test['name']}: {test.get('stdout', '').strip()[-200:]}")
            if f:
                print(f"--- {name}: {test['name']}: {test['result']}")
                out = test.get("stdout", "") + test.get("stderr", "")
                print(out[-8000:].rstrip())
                failures += [f"{name}: {test['name']}: {test['result']}"]
                failures += [f"    {line}" for line in telling(out)]
    if code != 0 and failed == 0:
        print(f"--- {name}: meson test ended with code {code}")
        failed = 1
    print(f"{name}: {passed} passed, {failed} failed", flush=True)
    with open(results, "a", encoding="utf-8") as f:
        f.write(f"{passed} {failed}\n")
    with open(results + ".failed", "a", encoding="utf-8") as f:
        f.writelines(f"{line}\n" for line in failures)


main()
