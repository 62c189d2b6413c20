"""bench/bench.py: runs the parts of the benchmark that are asked for, in turn; prints what each
saw, then all figures with their goals. Called by bin/bench, which installs and builds. It decides
no test: its exit code is 0 whenever all could be measured.
"""
import argparse
import os

import part_count
import part_flow
import part_officer
import part_page
import part_queue
import part_start
import part_submit
import part_web
import report
from load import CORES, WORK

PARTS = {"page": part_page.rendered, "cached": part_page.cached, "submit": part_submit.run,
         "flow": part_flow.run, "start": part_start.run, "queue": part_queue.run, "count": part_count.run,
         "officer": part_officer.run, "web": part_web.run}


def main():
    p = argparse.ArgumentParser(prog="bin/bench")
    p.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--seconds", type=int, default=5)
    p.add_argument("--dossiers", type=int, default=200000)
    options = p.parse_args()
    for name in options.parts:
        if name not in PARTS:
            p.error(f"no such part: {name}")
    about = report.machine()
    os.makedirs(WORK, exist_ok=True)
    if len(CORES) < 2:
        print("One core only: server and load share it, and ratios flatter whoever is lighter.")
    figures = []
    for name in options.parts or PARTS:
        figures += PARTS[name](options)
        print(flush=True)
    print(report.table(figures))
    path = os.path.join(WORK, "results.json")
    report.save(path, about, figures)
    print(f"\nAlso in {os.path.relpath(path)}")


if __name__ == "__main__":
    main()
