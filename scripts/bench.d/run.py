"""Measures, prints, and writes docs/benchmarks.md. Started by scripts/bench."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import chart
import report
from measurements import ALL

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/benchmarks.md"
CHART = ROOT / "docs/pictures/benchmarks.svg"
BEGIN, END = "<!-- scripts/bench: begin -->", "<!-- scripts/bench: end -->"


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--rounds", type=int, default=3, help="medians of so many [3]")
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement [3]")
    parser.add_argument("--only", help="some of them, separated by commas; nothing is written")
    parser.add_argument("--list", action="store_true", help="what there is to measure")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    settings = parser.parse_args()
    if settings.list:
        for name, measure in ALL.items():
            print(f"{name:12} {measure.__doc__.splitlines()[0]}")
        return
    chosen = settings.only.split(",") if settings.only else list(ALL)
    unknown = [name for name in chosen if name not in ALL]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; --list shows what there is")

    found = {"machine": machine(), "rounds": settings.rounds, "seconds": settings.seconds,
             "load_before": os.getloadavg()[0]}
    for name in chosen:
        print(f"{name}: {ALL[name].__doc__.splitlines()[0]}", file=sys.stderr, flush=True)
        found[name] = ALL[name](settings)
    if settings.json:
        settings.json.write_text(json.dumps(found, indent=1))
    text = report.sections(found)
    print(text)
    if not settings.only:
        write(text)
        CHART.parent.mkdir(parents=True, exist_ok=True)
        CHART.write_text(chart.draw(found))


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "kernel": platform.release(),
            "commit": commit, "date": time.strftime("%Y-%m-%d")}


def write(text):
    page = PAGE.read_text()
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


main()
