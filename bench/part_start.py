"""bench/part_start.py: how soon the program answers, what it takes when nobody asks anything, how
large it is, and how soon a second bin/run serves.
"""
import os
import signal
import statistics
import subprocess
import time

from load import PROGRAM, TOP, Server, answers, free_port, pss_mb, wait_until
from report import Figure

IDLE_SECONDS = 5


def started(server):
    """Seconds from the start of the program to the first good answer of /healthz."""
    began = time.monotonic()
    server.port = free_port()
    server.process = subprocess.Popen(
        [PROGRAM, "serve", "--data", server.dir, "--listen", f"127.0.0.1:{server.port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while not answers(server.port, "/healthz"):
        if time.monotonic() - began > 30:
            raise RuntimeError("motcua serve does not answer")
        time.sleep(0.001)
    return time.monotonic() - began


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def second_run():
    """Seconds until bin/run serves when all is built and made; None when a server is on run/."""
    for again in (False, True):
        port, began = free_port(), time.monotonic()
        run = subprocess.Popen([os.path.join(TOP, "bin/run"), "--listen", f"127.0.0.1:{port}"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda p=port, r=run: answers(p, "/healthz") or r.poll() is not None, "bin/run",
                   600)
        if run.poll() is not None:
            return None
        lasted = time.monotonic() - began
        stop(run)
        if again:
            return lasted


def run(options):
    print("start: time to /healthz, memory when idle, size")
    server = Server("start")
    times = []
    for _ in range(max(options.rounds, 5)):
        times.append(started(server))
        if len(times) < max(options.rounds, 5):
            stop(server.process)
    time.sleep(IDLE_SECONDS)
    idle = pss_mb(server.process.pid)
    stop(server.process)
    again = second_run()
    print(f"  /healthz after {', '.join(f'{t * 1000:.0f}' for t in times)} ms")
    figures = [Figure("start to the first answer", statistics.median(times) * 1000, "ms",
                      at_most=300),
               Figure("memory of all processes, idle (PSS)", idle, "MB", at_most=64),
               Figure("size of the program", os.path.getsize(PROGRAM) / 1e6, "MB", at_most=25)]
    if again is None:
        print("  bin/run did not serve (is run/ in use?): not measured")
    else:
        figures.append(Figure("second bin/run until it serves", again, "s", at_most=5))
    return figures
