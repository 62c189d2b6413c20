#!/usr/bin/env python3
"""test/kill/commands.py [sqlite|postgres]: long commands are killed in the middle and run again.

`motcua import dossiers` and `motcua reorganise --apply` are killed (kill -9, the whole process group) each
time they have got a bit further, until they come through. Then all is there once: no dossier of the file
missing or doubled, none cut short, each that was open told to its process once; no open work left at a unit
that has ended, every move told once in history, audit and report; figures and the audit tree are right. No
clock decides: a run is killed when the database shows that it has got on.
"""
import csv
import os
import signal
import subprocess
import sys
import time

import province
from province import Province, Results, database, tried, wait_for

R = Results()
ROWS = 1500
STATES = (1, 2, 4, 5, 9, 10, 10, 10, 3, 7)
HEAD = ("code,procedure,unit,channel,state,applicant_name,applicant_identity,submitted_at,accepted_at,due_at,"
        "stopped_at,finished_at,returned_at,ended_at\n")
OPEN = "state in (1, 2, 4, 5, 6, 8, 9)"
ENDED = "select count(*) from audit_event where action = 'unit.succeed'"
PLAN = os.environ["MOTCUA_SOURCE"] + "/data/successions.csv"
MOVED = "select count(*) from reorganisation_line where kind in ('dossier', 'received')"


def killed(p, words, progress, step):
    """Runs the command until it ends by itself, killed whenever `progress` has grown by `step`; answers
    how often that was, and what the last run said."""
    times = 0
    while True:
        before = p.one(progress)
        run = subprocess.Popen([province.PROGRAM, *words, "--data", p.dir, *p.db_option()], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        while run.poll() is None and p.one(progress) < before + step:
            time.sleep(0.001)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        said, _ = run.communicate(timeout=240)
        if run.returncode != -signal.SIGKILL:
            R.expect(run.returncode == 0, f"{words}: {run.returncode}: {said[-800:]}")
            return times, said
        times += 1
        if not wait_for(p.unlocked):
            raise RuntimeError("a process that was killed holds DIR/lock still")


def check_whole(p):
    for words in (["indicators", "check"], ["verify"]):
        run = p.command(*words, check=False)
        R.expect(run.returncode == 0, f"{words}: {run.stdout[-500:]} {run.stderr[-500:]}")
    # On PostgreSQL a server seals them, which there is none of here: then they wait for it.
    R.expect(p.one("select count(*) from audit_event e where not exists "
                   "(select 1 from audit_leaf l where l.event = e.id) and not exists "
                   "(select 1 from audit_pending w where w.event = e.id)") == 0, "an audit event has no leaf")
    R.expect(p.one("select count(*) from (select dossier_id from dossier_step group by dossier_id "
                   "having count(*) <> max(seq)) x") == 0, "the steps of a dossier have gaps")


def row(i, unit):
    """What its state can have, of the moments in order."""
    state = STATES[i % len(STATES)]
    accepted = state in (2, 4, 5, 9, 10)
    return ",".join([f"CU-{i}", "1.003197", unit, "2" if state == 1 else "1", str(state), f"Người {i}",
                     f"038094{i:06}", "2024-05-06 08:10", "2024-05-06 09:00" if accepted else "",
                     "2024-05-20" if accepted else "", "2024-05-08 09:00" if state == 5 else "",
                     "2024-05-15 10:00" if state in (9, 10) else "", "2024-05-16 10:00" if state == 10 else "",
                     "2024-05-07 10:00" if state in (3, 7) else ""]) + "\n"


def try_import(p):
    unit = p.one("select u.code from role_grant g join account a on a.id = g.account_id "
                 "join unit u on u.id = g.unit_id where a.name = 'dongve.motcua'")
    path = p.dir + "/old.csv"
    with open(path, "w", encoding="utf-8") as f:
        f.write(HEAD + "".join(row(i, unit) for i in range(ROWS)))
    mine = "dossier where code like 'CU-%'"
    times, said = killed(p, ["import", "dossiers", path], f"select count(*) from {mine}", ROWS // 6)
    R.expect(times >= 3, f"import was killed only {times} times")
    R.expect(p.one(f"select count(*) from {mine}") == ROWS, f"not every row is a dossier: {said[-300:]}")
    for state in set(STATES):
        R.expect(p.one(f"select count(*) from {mine} and state = ?", state) == STATES.count(state) * ROWS / len(STATES),
                 f"dossiers in state {state}")
    wrong = f"select count(*) from {mine} and {OPEN} and "
    R.expect(p.one(wrong + "(flow_id is null or not exists (select 1 from flow_instance i where i.id = flow_id "
                   "and i.object = dossier.id and i.status = 0))") == 0, "an open dossier has no process")
    R.expect(p.one("select count(*) from (select object from flow_instance where root is null group by object "
                   "having count(*) > 1) x") == 0, "a dossier has two processes")
    R.expect(p.one(f"select count(*) from {mine} and not exists (select 1 from indicator_case c "
                   "where c.dossier_id = dossier.id)") == 0, "a dossier is not counted")
    again = p.command("import", "dossiers", path).stdout
    R.expect(p.one(f"select count(*) from {mine}") == ROWS, f"run again it adds: {again[-300:]}")
    print(f"import of {ROWS} dossiers, killed {times} times")


def heirs_of(p, day):
    """By the real plan of that day: unit -> those that carry its work on."""
    ids = dict(p.rows("select code, id from unit"))
    heirs = {}
    with open(PLAN, encoding="utf-8", newline="") as f:
        for link in csv.DictReader(f):
            if link["at"] == day:
                heirs.setdefault(ids[link["predecessor"]], set()).add(ids[link["successor"]])
    return heirs


def holders(p):
    return sorted(p.rows("select account_id, role, unit_id from role_grant where valid_to is null"))


def follows(old, new, heirs):
    return new in heirs[old] if old in heirs else new == old


def try_reorganise(p, day, least):
    """One step of the real change of the province. `least`: how often it must have been killed."""
    heirs = heirs_of(p, day)
    units = f"select id, unit_id, received_unit_id from dossier where {OPEN}"
    before, grants, told = p.rows(units), holders(p), p.one(MOVED)
    ended = p.one(ENDED)
    words = ["reorganise", PLAN, "--at", day, "--apply"]
    times, said = killed(p, words, MOVED, 1 + len(before) // 6)
    R.expect(times >= least, f"{day}: reorganise was killed only {times} times")
    after = {d: at for d, *at in p.rows(units)}
    R.expect(len(after) == len(before), f"{day}: an open dossier is lost")
    moved = 0
    for d, *at in before:
        R.expect(all(follows(*pair, heirs) for pair in zip(at, after[d])), f"{day}: {d} went from {at} to {after[d]}")
        moved += sum(1 for u in set(at) if u in heirs)
    told = p.one(MOVED) - told
    R.expect(told == moved, f"{day}: {told} lines for {moved} moves: {said[-300:]}")
    R.expect(p.one(ENDED) - ended == len(heirs), f"{day}: each unit ends once")
    now = holders(p)
    R.expect(len(now) == len(grants) and all(any(n[:2] == g[:2] and follows(g[2], n[2], heirs) for n in now)
                                             for g in grants), f"{day}: roles do not go where the work went")
    for table, where in (("dossier_step", "action = 'succeed'"), ("audit_event", "action = 'dossier.succeed'")):
        R.expect(p.one(f"select count(*) from {table} where {where}") == p.one(MOVED), f"{day}: not told once: {table}")
    all_told = p.one(MOVED)
    p.command(*words)
    R.expect(p.one(MOVED) == all_told, f"{day}: applied again it moves")
    print(f"{day}: {len(heirs)} units end, {moved} moves of open dossiers, killed {times} times")


def main():
    kind = sys.argv[1]
    url = database() if kind == "postgres" else None
    if kind == "postgres" and not url:
        print("skipped: no PostgreSQL")
        return 0
    p = Province(dossiers=300, url=url)
    with tried(p, R, url):
        try_import(p)
        try_reorganise(p, "2025-01-01", 0)
        try_reorganise(p, "2025-03-01", 0)
        try_reorganise(p, "2025-07-01", 3)
        check_whole(p)
    return R.close()


sys.exit(main())
