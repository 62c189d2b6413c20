"""bench/report.py: one figure with its goal, and the table and the file of all of them."""
import dataclasses
import datetime
import json
import os
import platform


@dataclasses.dataclass
class Figure:
    """What was measured; at_least or at_most is the goal, neither when it only informs."""
    name: str
    value: float
    unit: str
    at_least: float = None
    at_most: float = None

    @property
    def goal(self):
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else ""

    @property
    def met(self):
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures):
    width = max(len(f.name) for f in figures)
    lines = []
    for f in figures:
        verdict = {True: "met", False: "MISSED", None: ""}[f.met]
        lines.append(f"{f.name:<{width}}  {number(f.value):>9} {f.unit:<3} {f.goal:>9}  {verdict}")
    return "\n".join(line.rstrip() for line in lines)


def machine():
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20)
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "memory_mb": memory,
            "kernel": platform.release(), "load_before": round(os.getloadavg()[0], 2)}


def save(path, about, figures):
    rows = [{"name": f.name, "value": round(f.value, 6), "unit": f.unit, "at_least": f.at_least,
             "at_most": f.at_most, "met": f.met} for f in figures]
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"at": now, "machine": about, "figures": rows}, f, ensure_ascii=False, indent=1)
        f.write("\n")
