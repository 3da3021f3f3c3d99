"""The templates of the folder engines that need programs of the system: GNU parallel, MPI, Slurm, Kubernetes (its schema, and its command by hand)."""

import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import kubernetes_validate
import psutil
import yaml

import jobs
from folders import RECOOP, ROOT, Folders
from slurm_here import Slurm

ENGINES = ROOT / "engines"
KUBERNETES = "1.34"


class Templates(Folders):
    def setUp(self):
        super().setUp()
        # Templates call `recoop`.
        self.environment = {**os.environ, "PATH": f"{pathlib.Path(RECOOP).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ENGINES)}

    def run_well(self, *command, **options):
        ran = subprocess.run([str(word) for word in command], env=self.environment, capture_output=True, text=True, **options)
        self.assertEqual(ran.returncode, 0, f"{command}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}")
        return ran.stdout

    def hold(self, run):
        """The work in 1, 7 and 100 jobs has the bytes of one process."""
        reference = self.reference()
        for count in (1, 7, 100):
            # Folders of users have spaces.
            folder = self.plan(f"my jobs {count}", count)
            run(folder)
            self.assertEqual(jobs.indices(folder), [])
            self.assertEqual(self.tables(folder), reference, f"{count} jobs")

    def test_gnu_parallel(self):
        self.hold(lambda folder: self.run_well("sh", ENGINES / "parallel.sh", folder))

    def test_gnu_parallel_goes_on_after_a_job_was_killed(self):
        folder = self.plan("jobs", 20, paths=10_000)
        started = subprocess.Popen(["sh", str(ENGINES / "parallel.sh"), folder], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killed = False
        while started.poll() is None and not killed:
            for child in psutil.Process(started.pid).children(recursive=True):
                try:
                    if child.name() == "recoop":
                        child.send_signal(signal.SIGKILL)
                        killed = True
                        break
                except psutil.NoSuchProcess:
                    pass
            time.sleep(0.01)
        started.wait()
        self.assertTrue(killed)
        self.assertEqual(len(jobs.indices(folder)), 1, "a killed job costs itself")
        self.assertNotEqual(started.returncode, 0)
        self.run_well("sh", ENGINES / "parallel.sh", folder)
        self.assertEqual(jobs.indices(folder), [])

    def test_mpi(self):
        # As root, and more processes than cores, on the machine of a test.
        self.environment |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        mpiexec = ("mpiexec", "--oversubscribe", "-n", "3", sys.executable, "-m", "mpi4py.futures", ENGINES / "on_mpi.py")
        self.hold(lambda folder: self.run_well(*mpiexec, folder))

    def test_slurm(self):
        home = self.home / "slurm"
        home.mkdir()
        with Slurm(home) as slurm:
            self.environment = {**slurm.environment, "PATH": self.environment["PATH"]}

            def run(folder):
                last = len(jobs.indices(folder)) - 1
                # Less memory than a node of a cluster has; the output beside the jobs.
                options = (f"--array=0-{last}", "--mem=1G", "--wait", f"--output={self.home}/slurm-%a.out")
                self.run_well("sbatch", *options, ENGINES / "slurm.sh", folder)

            self.hold(run)

    def test_kubernetes(self):
        manifest = yaml.safe_load((ENGINES / "kubernetes.yaml").read_text())
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        # What the schema would not let through.
        wrong = yaml.safe_load((ENGINES / "kubernetes.yaml").read_text())
        wrong["spec"]["completionsMode"] = "Indexed"
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, KUBERNETES, strict=True)
        # Its command, with the folder of the volume in place of `/jobs/sweep`, one process for each index.
        container = manifest["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["volumeMounts"][0]["mountPath"], "/jobs")
        reference = self.reference()
        folder = self.plan("sweep", 7)
        command = [word.replace("/jobs/sweep", folder) for word in container["command"]]
        for index in range(7):
            self.environment["JOB_COMPLETION_INDEX"] = str(index)
            self.run_well(*command)
        self.assertEqual(self.tables(folder), reference)
        # An index that is started twice does nothing again.
        before = self.results(folder)
        self.run_well(*command)
        self.assertEqual(self.results(folder), before)
