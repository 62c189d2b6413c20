#!/usr/bin/env python3
"""test/mutants/run.py [--look | WORDS]: breaks the program in the ways of mutants.py, one at a time, in a copy.

A breakage is found when its named test, green before, does not pass any more. Everything happens in
a copy of the source under the scratch folder; a text that stands there not exactly once is an
error, so that the list follows the program; --look asks no more than that.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from mutants import MUTANTS

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEFT_OUT = shutil.ignore_patterns("build*", "node_modules", "run", ".git", ".cache")


class Copy:
    """The program's source and its debug build, elsewhere."""

    def __init__(self, scratch):
        self.top = os.path.join(scratch, "source")
        self.build = os.path.join(self.top, "build")
        shutil.copytree(TOP, self.top, ignore=LEFT_OUT)
        self.run("meson", "setup", "build", "-Doptimization=1", "-Ddebug=false")
        tests = json.loads(self.run("meson", "introspect", "--tests", "build"))
        self.tests = {t["name"]: t for t in tests}
        self.green = set()  # tests that were seen to pass

    def run(self, *command):
        done = subprocess.run(command, cwd=self.top, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-4000:]}")
        return done.stdout

    def passes(self, name, case):
        """Builds what a test needs and says whether it, or its one case, passes; None: does not build."""
        test = self.tests[name]
        program, *rest = test["cmd"]
        whole = not program.startswith(self.build)
        try:
            self.run("ninja", "-C", "build", *(["src/app/motcua", "test/print_tables"] if whole
                                               else [os.path.relpath(program, self.build)]))
        except RuntimeError as error:
            print(str(error)[-2000:])
            return None
        try:
            done = subprocess.run([program, *rest, *([case] if case else [])], cwd=self.build,
                                  env={**os.environ, **test["env"]}, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                                  timeout=600)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0 and (not case or f"ok   {case}" in done.stdout)


def text_of(top, mutant):
    """The file that it breaks, and None or why it cannot."""
    _, file, before, _, _ = mutant
    with open(os.path.join(top, file), encoding="utf-8") as f:
        text = f.read()
    n = text.count(before)
    return text, None if n == 1 else f"{file} has the text {n} times: {before!r}"


def one(copy, mutant):
    """Returns None when the breakage is found, or what is wrong."""
    _, file, before, after, where = mutant
    name, _, case = where.partition(": ")
    path = os.path.join(copy.top, file)
    text, wrong = text_of(copy.top, mutant)
    if wrong:
        return wrong
    if name not in copy.tests:
        return f"there is no test {name}"
    if where not in copy.green:
        if not copy.passes(name, case):
            return f"{where} does not pass before the breakage"
        copy.green.add(where)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(before, after))
    try:
        red = copy.passes(name, case)
    finally:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    if red is None:
        return "the breakage does not build"
    return f"not found by {where}" if red else None


def main():
    words = sys.argv[1] if len(sys.argv) > 1 else ""
    look = words == "--look"
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="motcua-mutants-") as scratch:
        copy = None if look else Copy(scratch)
        for mutant in MUTANTS:
            if not look and words not in mutant[0]:
                continue
            wrong = text_of(TOP, mutant)[1] if look else one(copy, mutant)
            passed, failed = (passed, failed + 1) if wrong else (passed + 1, failed)
            print(f"{'FAIL' if wrong else 'ok  '} {mutant[0]}" + (f"\n    {wrong}" if wrong else ""),
                  flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
