"""Any engine gives the bytes of one process, and a worker that is killed costs one job."""

import os
import signal
import threading
import time
import unittest

import psutil

import jobs
from folders import RECOOP, Folders


class Killer(threading.Thread):
    """Kills one worker, and the job that it does, once some results are there."""

    def __init__(self, test, folder, workers):
        super().__init__(daemon=True)
        self.test, self.folder, self.workers = test, folder, workers
        self.before, self.killed = {}, None

    def run(self):
        deadline = time.monotonic() + 1200
        while time.monotonic() < deadline:
            self.before = self.test.results(self.folder)
            if len(self.before) >= 3:
                for process in self.workers():
                    children = psutil.Process(process).children(recursive=True)
                    at_work = [child for child in children if "recoop" in child.name()]
                    if at_work:
                        for victim in [psutil.Process(process), *at_work]:
                            try:
                                victim.send_signal(signal.SIGKILL)
                            except psutil.NoSuchProcess:
                                pass
                        self.killed = process
                        return
            time.sleep(0.002)


class Engines(Folders):
    def hold(self, run, workers=None):
        """Runs the work in 1, 7 and 100 jobs on an engine; one worker is killed on the way where `workers` gives their processes."""
        reference = self.reference()
        for count in (1, 7, 100):
            folder = self.plan(f"jobs-{count}", count)
            killer = Killer(self, folder, workers) if workers and count == 100 else None
            if killer:
                killer.start()
            run(folder)
            if killer:
                killer.join()
                self.assertIsNotNone(killer.killed, "no worker was killed")
                after = self.results(folder)
                self.assertEqual({index: after[index] for index in killer.before}, killer.before, "a result was made again")
            self.assertEqual(jobs.indices(folder), [])
            self.assertEqual(self.tables(folder), reference, f"{count} jobs")

    def test_processes(self):
        import on_processes

        mine = os.getpid()

        def workers():
            return [child.pid for child in psutil.Process(mine).children() if "python" in child.name()]

        self.hold(lambda folder: on_processes.run(folder, 2, recoop=RECOOP), workers)

    def test_dask(self):
        import on_dask
        from dask.distributed import Client, LocalCluster

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            def workers():
                # A nanny starts a new worker.
                return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]

            self.hold(lambda folder: on_dask.run(folder, client, recoop=RECOOP), workers)

    def test_ray(self):
        import on_ray
        import ray

        mine = os.getpid()

        def workers():
            children = psutil.Process(mine).children(recursive=True)
            return [child.pid for child in children if child.name().startswith("ray::")]

        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
        try:
            self.hold(lambda folder: on_ray.run(folder, recoop=RECOOP), workers)
        finally:
            ray.shutdown()

    def test_a_job_that_fails_is_a_line(self):
        folder = self.plan("jobs", 3, paths=30)
        line = jobs.work(folder, 1, recoop=RECOOP)
        self.assertEqual((line["index"], line["state"], line["reason"]), (1, "done", None))
        line = jobs.work(folder, 7, recoop=RECOOP)
        self.assertEqual((line["index"], line["state"]), (7, "open"))
        self.assertIn("it has no job 7", line["reason"])


if __name__ == "__main__":
    unittest.main()
