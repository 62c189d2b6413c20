"""bench/part_submit.py: durable submissions a second over HTTP with 64 clients, beside bare SQLite
that runs the very statements of one submission (recorded by replay/record.c) in groups of the same
size.
"""
import os
import shutil
import subprocess

import plan
from load import SERVER_CORE, WORK, Server, medians, pinned, under_load
from report import Figure

CLIENTS = 64
PROCEDURE = "1.000894"


def places(server):
    """Units that take such submissions: 64 people of one ward at once would be no usual day."""
    codes = server.rows("select code from unit where kind = 'commune' and valid_from <= 19144 "
                        "and (valid_to is null or valid_to > 19144) order by code")
    path = os.path.join(WORK, "places.txt")
    with open(path, "w", encoding="ascii") as f:
        f.writelines(code + "\n" for (code,) in codes)
    return path, [code for (code,) in codes]


def submission(place, n):
    return {"procedure": PROCEDURE, "place": place, "name": "Nguyễn Thị Thử",
            "identity": f"0380940{n:05d}", "birth_day": "1994-03-12", "phone": "0912345678",
            "address": f"{n} Lê Lai"}


def record(server):
    """The statements of the transactions of two submissions, for plan.write."""
    log = os.path.join(WORK, "statements.txt")
    if os.path.exists(log):
        os.remove(log)
    server.start({"LD_PRELOAD": os.path.join(WORK, "../bench/replay/record.so"),
                  "MOTCUA_BENCH_RECORD": log})
    try:
        _, codes = places(server)
        client = server.client(bearer=server.token("038094000217"))
        for n in range(8):
            answer = client.post_json("/api/v1/dossiers", submission(codes[7], n), f"record-{n}")
            if answer.status != 201:
                raise RuntimeError(f"submission: {answer.status} {answer.text}")
    finally:
        server.close()
    return plan.pair(plan.transactions(log)[2:])  # the first come to a cold server


def over_http(server, options, token, place_file, run):
    before = server.metrics()
    seen = under_load(server.pid, options.seconds, port=server.port, path="/api/v1/dossiers",
                      connections=CLIENTS, script="submit.lua",
                      args=[token, PROCEDURE, place_file, run])
    after = server.metrics()
    groups = after["motcua_store_groups_total"] - before["motcua_store_groups_total"]
    members = after["motcua_store_members_total"] - before["motcua_store_members_total"]
    return {**seen, "group": members / max(groups, 1)}


def bare(database, plan_file, group, seconds):
    """replay.c on a copy of the database, on the server's core."""
    copy = os.path.join(WORK, "bare.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(copy + end):
            os.remove(copy + end)
    shutil.copyfile(database, copy)
    out = subprocess.run(pinned(SERVER_CORE, os.path.join(WORK, "../bench/replay/replay"), copy,
                                plan_file, group, seconds), check=True, capture_output=True,
                         text=True).stdout
    return {"per_second": float(out)}


def run(options):
    print(f"submit: {CLIENTS} clients, each submission durable before its answer")
    server = Server("submit")
    plan_file = os.path.join(WORK, "plan.txt")
    n = plan.write(plan_file, *record(server))
    snapshot = os.path.join(WORK, "submit.db")
    shutil.copyfile(server.dir + "/motcua.db", snapshot)
    ours, theirs = [], []
    server.start()
    try:
        token = server.token("038094000217")
        place_file, _ = places(server)
        for i in range(options.rounds):
            ours.append(over_http(server, options, token, place_file, i))
            theirs.append(bare(snapshot, plan_file, max(1, round(ours[-1]["group"])),
                               options.seconds))
    finally:
        server.close()
    ours, theirs = medians(ours), medians(theirs)
    print(f"  motcua over HTTP {ours['per_second']:>9.0f} a second, groups of {ours['group']:.1f}, "
          f"{ours['cpu_us']:.0f} µs CPU each, {ours['core']:.0%} of its core, "
          f"p99 {ours['p99_ms']:.1f} ms")
    print(f"  bare SQLite      {theirs['per_second']:>9.0f} a second, {n} statements each")
    return [Figure("durable submissions over HTTP, of bare SQLite",
                   ours["per_second"] / theirs["per_second"], "×", at_least=0.3),
            Figure("durable submissions a second", ours["per_second"], "/s"),
            Figure("CPU of a submission", ours["cpu_us"], "µs")]
