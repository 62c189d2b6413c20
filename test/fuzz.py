#!/usr/bin/env python3
"""test/fuzz.py DIR: lets libFuzzer work on every fuzz driver of a fuzz build, from its corpus.

The drivers are the programs named replay_* among the build's tests; their last argument is the
corpus. Each makes MOTCUA_FUZZ_RUNS runs (default 100,000), the same every time. An input that breaks
something is left in build-fuzz/found; add it to the corpus with the repair.
"""
import json
import os
import subprocess
import sys
import tempfile


def main():
    build = sys.argv[1]
    runs = os.environ.get("MOTCUA_FUZZ_RUNS", "100000")
    found = os.path.join(build, "found")
    os.makedirs(found, exist_ok=True)
    tests = json.loads(subprocess.check_output(["meson", "introspect", "--tests", build]))
    drivers = [t["cmd"] for t in tests if os.path.basename(t["cmd"][0]).startswith("replay_")]
    passed = failed = 0
    for program, *corpus in drivers:
        name = os.path.basename(program)[len("replay_"):]
        with tempfile.TemporaryDirectory() as fresh:
            done = subprocess.run(
                [program, "-seed=20261122", f"-runs={runs}", "-max_len=65536", "-timeout=20",
                 f"-artifact_prefix={found}/{name}-", fresh, *corpus],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        if done.returncode == 0:
            passed += 1
            print(f"ok   fuzz {name}", flush=True)
        else:
            failed += 1
            print(done.stdout[-6000:])
            print(f"FAIL fuzz {name}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
