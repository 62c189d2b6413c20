"""bench/part_flow.py: processes and expressions beside the usual JavaScript libraries (bpmn-engine,
feelin; in memory, in one thread), and durable processes beside bare SQLite writing the same rows.
"""
import json
import os
import re
import statistics
import subprocess

from load import TOP
from report import Figure


def output(*words):
    return subprocess.run(words, cwd=TOP, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout


def run(options):
    print("flow: durable instances of six user tasks, 64 at once; expressions")
    ours = output(os.path.join(TOP, "build/src/flow/bench_engine"), str(options.rounds))
    rounds = re.findall(r"round \d+: (\d+) durable .* ratio ([0-9.]+)", ours)
    feel = re.search(r"mean (\d+) compiled/s, (\d+) parsed",
                     output(os.path.join(TOP, "build/src/flow/bench_feel")))
    table = re.search(r"(\d+) loaded once/s, (\d+) loaded anew",
                      output(os.path.join(TOP, "build/src/flow/bench_dmn")))
    peer = json.loads(output("test/node.sh", "bench/peer/process.mjs", str(options.seconds)))
    instances = statistics.median(int(r[0]) for r in rounds)
    bare = statistics.median(float(r[1]) for r in rounds)
    print(ours, end="")
    print(f"  bpmn-engine {peer['instances']:.0f} instances/s, feelin {peer['expressions']:.0f} "
          f"expressions/s, ours {feel[1]} compiled and {feel[2]} parsed anew; tables: feelin "
          f"{peer['decisions']:.0f}/s, ours {table[1]} loaded once and {table[2]} loaded anew")
    return [
        Figure("durable instances, beside bpmn-engine in memory", instances / peer["instances"],
               "x", at_least=10),
        Figure("durable instances, beside bare SQLite with the same rows", bare, "x",
               at_least=0.3),
        Figure("expressions, compiled, beside feelin", int(feel[1]) / peer["expressions"], "x",
               at_least=100),
        Figure("expressions, parsed anew, beside feelin", int(feel[2]) / peer["expressions"], "x",
               at_least=20),
        Figure("decision tables, loaded once, beside feelin", int(table[1]) / peer["decisions"],
               "x", at_least=100),
    ]
