"""bench/part_count.py: instructions that a page takes, by callgrind: what a change was worth, whatever
else the machine does meanwhile. It counts outside the kernel only, a new connection with each
request, and the clearing of 24 KB by the HTTP library byte by byte, which a processor does at once.
"""
import glob
import os
import re
import subprocess
import tempfile

from load import TOP
from report import Figure

PAGES = {"procedure page, officer": ("motcua", "/thu-tuc/1.000894"),
         "procedure page, from the cache": ("-", "/thu-tuc/1.000894"),
         "queue of the whole province": ("motcua", "/viec"),
         "procedures found through the API": ("-", "/api/v1/procedures?q=khai+sinh")}
ASKED = 100


def instructions(folder, account, path):
    """Of the thread that answers: each thread leaves a file with sums; its is the largest."""
    out = os.path.join(folder, "out")
    subprocess.run(["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no",
                    "--separate-threads=yes", f"--callgrind-out-file={out}",
                    os.path.join(TOP, "build/bench/count/count"), account, path, str(ASKED)],
                   check=True, cwd=folder, capture_output=True, env={**os.environ, "TMPDIR": folder})
    sums = []
    for name in glob.glob(out + "*"):
        with open(name, encoding="utf-8", errors="replace") as f:
            sums += map(int, re.findall(r"^(?:summary|totals): (\d+)", f.read(), re.M))
    return max(sums) / ASKED


def run(options):
    print(f"count: instructions of a page, {ASKED} of each")
    figures = []
    for what, (account, path) in PAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            n = instructions(folder, account, path)
        print(f"  {what:<34}{n / 1000:>9.0f} thousand")
        figures.append(Figure(f"instructions: {what}", n / 1000, "k"))
    return figures
