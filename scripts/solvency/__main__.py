"""Command line: `python -m solvency --help`."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from . import jobs, report
from .stress import Stress

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT_SEED = 7_390_211
"""Seed of `make solvency`. No part of recoop or of the operator was developed on these cases."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="solvency", description="Checks kill costs of recoop against an independent operator.")
    parser.add_argument("--menus", type=int, default=300, help="random cases with a menu of steps (default: %(default)s)")
    parser.add_argument("--ranges", type=int, default=300, help="random cases with ranges of depth (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=HELD_OUT_SEED, help="seed of the random cases")
    parser.add_argument("--processes", type=int, default=2, help="cases checked side by side (default: %(default)s)")
    parser.add_argument("--only", default="", help="check only the case of this name")
    parser.add_argument("--case", type=Path, help="check a case that was kept, in place of random ones")
    parser.add_argument("--perspective", default="producers", help="cost perspective for --case (default: %(default)s)")
    parser.add_argument("--without-bans", action="store_true", help="for --case: prices alone")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/debug/recoop", help="the command under test")
    parser.add_argument("--out", type=Path, default=ROOT / "target/solvency", help="folder for failing cases")
    return parser.parse_args()


def main() -> int:
    """Runs all checks; returns the exit code."""
    args = arguments()
    began = time.monotonic()
    stress = Stress(args.binary.resolve())
    if args.case:
        wanted = [jobs.Job("case", str(args.case.resolve()), True, args.perspective, not args.without_bans)]
    else:
        wanted = [*jobs.random_jobs(args.menus, args.seed, menu=True), *jobs.random_jobs(args.ranges, args.seed, menu=False)]
        wanted = [job for job in wanted if args.only in ("", job.name)]
    print(f"solvency: {len(wanted)} cases, seed {args.seed}", flush=True)
    results: dict[jobs.Job, jobs.Result] = {}
    with ProcessPoolExecutor(args.processes) as pool:
        running = [pool.submit(jobs.run, job, stress, args.out) for job in wanted]
        for done in as_completed(running):
            result = done.result()
            results[result.job] = result
    found = [results[job] for job in wanted]
    print(report.table(found))
    print(report.families(found))
    print(report.found_cheaper(found))
    unnoticed = report.unnoticed(found)
    for how, (tried, missed) in unnoticed.items():
        print(f"{how}: {tried - missed} of {tried} noticed, without a look at recoop's own attack")
    blind = report.blind(unnoticed)
    for line in [*report.words(found), *blind]:
        print(line)
    refused = sum(bool(r.refused) for r in found)
    failed = sum(not r.passed and not r.refused for r in found) + (refused > report.REFUSED * len(found)) + len(blind)
    spent = sum(r.recoop_seconds for r in found)
    print(f"{time.monotonic() - began:.0f} s, {spent:.0f} s of it in recoop over all processes")
    print(f"{sum(r.passed for r in found)} passed, {refused} refused, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
