#!/usr/bin/env python3
"""test/coverage.py DIR: after a run in a coverage build, lines reached for each folder of src.

It asks gcov (part of gcc) and adds up; generated files are left out. It decides nothing: the
figures are for people who look for what no test reaches.
"""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile


def main():
    build = os.path.abspath(sys.argv[1])
    top = os.getcwd()
    notes = [os.path.join(d, f) for d, _, fs in os.walk(build) for f in fs if f.endswith(".gcda")]
    reached = collections.defaultdict(dict)  # file -> line -> reached by any object
    with tempfile.TemporaryDirectory() as tmp:
        for note in notes:
            out = subprocess.run(["gcov", "--json-format", "--stdout", note], cwd=tmp,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
            if out[:2] == b"\x1f\x8b":
                out = gzip.decompress(out)
            for text in out.splitlines():
                for f in json.loads(text)["files"] if text.startswith(b"{") else []:
                    path = os.path.relpath(os.path.normpath(os.path.join(build, f["file"])), top)
                    if not path.startswith("src" + os.sep) or "/test/" in path:
                        continue
                    for line in f["lines"]:
                        n = line["line_number"]
                        reached[path][n] = reached[path].get(n, False) or line["count"] > 0
    folders = collections.defaultdict(lambda: [0, 0])
    for path, lines in reached.items():
        for key in (os.path.dirname(path), "all"):
            folders[key][0] += sum(lines.values())
            folders[key][1] += len(lines)
    for folder, (got, of) in sorted(folders.items()):
        print(f"{folder:32} {100 * got / of:5.1f} %  of {of} lines")


main()
