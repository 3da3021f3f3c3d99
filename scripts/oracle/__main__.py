"""Command line of the oracle: `python -m oracle --help`."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from . import jobs, report, solvers
from .planner import Planner

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT_SEED = 4_801_733
"""Seed of the cases in CI. No part of recoop or of the oracle was developed on these cases."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="oracle", description="Checks plans of recoop against other solvers.")
    parser.add_argument("--cases", type=int, default=100, help="random cases (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=HELD_OUT_SEED, help="seed of the random cases")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each solve (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="cases checked side by side (default: %(default)s)")
    parser.add_argument("--futures", type=int, help="single futures of the large case (default: all)")
    parser.add_argument("--only", default="", help="check only cases whose name contains this text")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/debug/recoop", help="the command under test")
    parser.add_argument("--out", type=Path, default=ROOT / "target/oracle", help="folder for failing cases")
    return parser.parse_args()


def main() -> int:
    """Runs all checks; returns the exit code."""
    args = arguments()
    began = time.monotonic()
    planner = Planner(args.binary.resolve())
    wanted = [
        *jobs.large_jobs(ROOT, args.futures),
        *jobs.shipped_jobs(ROOT),
        *jobs.random_jobs(args.cases, args.seed),
    ]
    wanted = [job for job in wanted if args.only in job.name]
    print(f"oracle: {len(wanted)} cases, seed {args.seed}; {solvers.versions()}", flush=True)
    results: dict[jobs.Job, jobs.Result] = {}
    with ProcessPoolExecutor(args.processes) as pool:
        running = [pool.submit(jobs.run, job, planner, args.seconds, args.out) for job in wanted]
        for done in as_completed(running):
            result = done.result()
            results[result.job] = result
            if not result.passed:
                print(f"  {result.job.name} fails", flush=True)
    return conclude([results[job] for job in wanted], whole=not args.only, seconds=time.monotonic() - began)


def conclude(results: list[jobs.Result], *, whole: bool, seconds: float) -> int:
    """Prints what was found and returns the exit code. Limits hold for a `whole` run only."""
    print(report.table(results))
    tried, missed = report.unnoticed(results)
    print(f"of {tried} answers made wrong by {report.WRONG_BY:g}, {tried - len(missed)} were noticed")
    failures = [f"a wrong answer would not be noticed: {name}" for name in missed]
    if whole:
        failures += report.broken_limits(results, report.Limits())
    for line in [*report.words(results), *failures]:
        print(line)
    failed = sum(not result.passed and not result.refused for result in results) + len(failures)
    print(f"{seconds:.0f} s")
    print(f"{sum(result.passed for result in results)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
