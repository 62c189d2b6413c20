"""bench/part_queue.py: the officers' queue with few dossiers in the province and with many, of
which nearly all are closed; an officer of one ward and one of the whole province. What must not
grow is the time of a page. Also how fast the demo makes dossiers.
"""
import glob
import hashlib
import os
import shutil

from load import TOP, WORK, Server, medians, under_load
from report import Figure

FEW = 10000
OFFICERS = {"one ward": "dongve.motcua", "the whole province": "motcua"}
MILLION_IN_S = 20 * 60


def fingerprint():
    """Of what the demo's rows depend on: with the same, a province once made can be used again."""
    h = hashlib.sha256()
    for path in sorted(glob.glob(TOP + "/src/**/schema/*.sql", recursive=True) +
                       glob.glob(TOP + "/src/app/demo*.c")):
        with open(path, "rb") as f:
            h.update(f.read())
    return h.hexdigest()[:12]


def province(dossiers):
    """Kept from run to run: making it takes minutes."""
    name = f"queue-{dossiers}-{fingerprint()}"
    for old in glob.glob(f"{WORK}/queue-{dossiers}-*"):
        if os.path.basename(old) != name:
            shutil.rmtree(old)
    server = Server(name, dossiers, keep=True)
    os.sync()
    print(f"  {dossiers:,} dossiers made in {server.made_in:.0f} s")
    return server.start()


def measure(server, account, seconds):
    cookie = server.sign_in(account).cookies["motcua"]
    return under_load(server.pid, seconds, port=server.port, path="/viec", connections=1,
                      headers=[f"Cookie: motcua={cookie}"])


def compare(options, servers, who, account):
    seen = {n: [] for n in servers}
    for _ in range(options.rounds):
        for n, server in servers.items():
            seen[n].append(measure(server, account, options.seconds))
    seen = {n: medians(rounds) for n, rounds in seen.items()}
    for n, s in seen.items():
        print(f"  {who + ', ' + format(n, ',') + ' dossiers':<40}{s['p50_ms']:>9.2f} ms median"
              f"{s['p99_ms']:>9.2f} ms p99{s['cpu_us'] / 1000:>9.2f} ms CPU")
    few, many = seen.values()
    return [Figure(f"queue of {who}: CPU with many dossiers, of with few",
                   many["cpu_us"] / few["cpu_us"], "×", at_most=1.2),
            Figure(f"queue of {who}: p99 with many dossiers", many["p99_ms"], "ms", at_most=100)]


def run(options):
    print(f"queue: {FEW:,} dossiers and {options.dossiers:,}")
    servers, figures = {}, []
    try:
        for n in (FEW, options.dossiers):
            servers[n] = province(n)
        for who, account in OFFICERS.items():
            figures += compare(options, servers, who, account)
    finally:
        for server in servers.values():
            server.close()
    made = servers[options.dossiers].made_in
    return [*figures, Figure("dossiers that the demo makes", options.dossiers / made, "/s",
                             at_least=1e6 / MILLION_IN_S)]
