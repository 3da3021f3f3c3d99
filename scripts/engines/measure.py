"""Wall time of two workers on each engine beside two plain `recoop work` side by side, start-up apart, jobs of about 5 s. Run, after make engines:

    PYTHONPATH=engines target/engines/venv/bin/python scripts/engines/measure.py [ROUNDS]

Each measurement stands between two plain ones, whose mean it is divided by, so that the load of the machine by others enters both; medians of the rounds
are printed. Beside them: by how much the time between jobs (starting a process, handing out) makes the engine longer, from the seconds that jobs
say of themselves; load hardly enters it. Ray's workers are as nice as the others here: on a loaded machine its default of 15 makes them wait.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import folders
from folders import RECOOP, recoop

SECONDS = 5.0
JOBS = 8
AIMS = {"pool": 1.1, "processes": 1.1, "dask": 1.25, "ray": 1.25}


class Measure(folders.Folders):
    def runTest(self):
        pass


def job_seconds(folder):
    """Seconds of each job by itself."""
    results = sorted(pathlib.Path(folder, "jobs").glob("*/result.json"))
    heads = []
    for result in results:
        with open(result) as file:
            heads.append(json.loads(file.readline())["seconds"])
    return heads


def paths_of_a_job(test):
    """Paths that take about SECONDS, two at a time as in the measurements."""
    count = 2000
    folder = test.plan("probe", 2, paths=2 * count)
    plain(folder)
    return max(100, int(count * SECONDS / statistics.mean(job_seconds(folder))))


def nothing():
    """What workers do before the clock runs."""


def plain(folder):
    command = [RECOOP, "work", "--quiet", folder]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    for one in both:
        one.wait()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    test = Measure()
    test.setUp()
    paths = paths_of_a_job(test) * JOBS
    number = iter(range(10_000))

    def timed(run):
        """Wall time, and wall time of a worker for each second of jobs."""
        folder = test.plan(f"folder-{next(number)}", JOBS, paths=paths)
        began = time.monotonic()
        run(folder)
        took = time.monotonic() - began
        seconds = job_seconds(folder)
        assert len(seconds) == JOBS, f"{len(seconds)} of {JOBS} jobs"
        return took, 2 * took / sum(seconds)

    os.environ["RAY_worker_niceness"] = "0"

    import on_dask
    import on_processes
    import on_ray
    import ray
    from dask.distributed import Client, LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        client.gather([client.submit(nothing, pure=False) for _ in range(4)])
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
        ray.get([ray.remote(nothing).remote() for _ in range(4)])
        engines = {
            "pool": lambda folder: recoop("work", "--quiet", "--processes", "2", folder),
            "processes": lambda folder: on_processes.run(folder, 2, recoop=RECOOP),
            "dask": lambda folder: on_dask.run(folder, client, recoop=RECOOP),
            "ray": lambda folder: on_ray.run(folder, recoop=RECOOP),
        }
        ratios = {name: [] for name in engines}
        between = {name: [] for name in engines}
        for _ in range(rounds):
            before = timed(plain)
            for name, run in engines.items():
                here = timed(run)
                after = timed(plain)
                ratios[name].append(2 * here[0] / (before[0] + after[0]))
                between[name].append(2 * here[1] / (before[1] + after[1]))
                print(f"{name} {here[0]:.2f} s, plain {before[0]:.2f} and {after[0]:.2f} s", flush=True)
                before = after
        ray.shutdown()
    test.doCleanups()
    print(f"{JOBS} jobs of {paths // JOBS} paths, {rounds} rounds; times plain, median (least to most); by time between jobs alone")
    for name in engines:
        these = ratios[name]
        line = f"{name}: {statistics.median(these):.3f} ({min(these):.3f} to {max(these):.3f}); {statistics.median(between[name]):.3f}"
        print(f"{line}; at most {AIMS[name]}")


if __name__ == "__main__":
    main()
