"""Wall time of two workers on each engine beside two plain `recoop work` side by side, start-up apart: sh scripts/engines.sh is not it, run
target/engines/venv/bin/python scripts/engines/measure.py [PATHS] after it. Jobs should take about 5 s each."""

import pathlib
import subprocess
import sys
import time

import folders
from folders import RECOOP


class Measure(folders.Folders):
    def runTest(self):
        pass


def main():
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    test = Measure()
    test.setUp()
    jobs = 8

    def timed(name, run):
        folder = test.plan(name, jobs, paths=paths)
        began = time.monotonic()
        run(folder)
        took = time.monotonic() - began
        assert len(test.results(folder)) == jobs
        return took

    def plain(folder):
        both = [subprocess.Popen([RECOOP, "work", "--quiet", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        for one in both:
            one.wait()

    import on_dask
    import on_processes
    import on_ray
    import ray
    from dask.distributed import Client, LocalCluster

    rounds = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        client.gather([client.submit(pathlib.Path.cwd, pure=False) for _ in range(4)])
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
        ray.get([ray.remote(pathlib.Path.cwd).remote() for _ in range(4)])
        for number in range(3):
            rounds.append({
                "plain": timed(f"plain-{number}", plain),
                "pool": timed(f"pool-{number}", lambda folder: subprocess.run([RECOOP, "work", "--quiet", "--processes", "2", folder], check=True, stdout=subprocess.DEVNULL)),
                "processes": timed(f"processes-{number}", lambda folder: on_processes.run(folder, 2, recoop=RECOOP)),
                "dask": timed(f"dask-{number}", lambda folder: on_dask.run(folder, client, recoop=RECOOP)),
                "ray": timed(f"ray-{number}", lambda folder: on_ray.run(folder, recoop=RECOOP)),
            })
            print(" ".join(f"{name} {took:.2f} s" for name, took in rounds[-1].items()), flush=True)
        ray.shutdown()
    test.doCleanups()
    for name in rounds[0]:
        ratios = sorted(round[name] / round["plain"] for round in rounds)
        print(f"{name}: {ratios[1]:.3f} times plain (median of three)")


if __name__ == "__main__":
    main()
