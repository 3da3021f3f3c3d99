"""Folders of jobs for the tests: a simulation of cases/4-crash with outages."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECOOP = os.environ.get("RECOOP") or str(ROOT / "target/debug/recoop")

OUTAGES = "add outages id=all, per_year=0.4, mean_years=0.5, confidence=assumed"
# Jobs that were planned, by case, edits, paths and number: a plan is solved once.
PLANNED = {}


def recoop(*words, codes=(0,)):
    """Runs the command; its output."""
    ran = subprocess.run([RECOOP, *map(str, words)], capture_output=True, text=True)
    if ran.returncode not in codes:
        raise AssertionError(f"recoop {' '.join(map(str, words))}: code {ran.returncode}\n{ran.stderr}")
    return ran.stdout


class Folders(unittest.TestCase):
    """Tests with a folder of their own."""

    CASE = ROOT / "cases/4-crash"
    EDITS = (OUTAGES,)
    PATHS = 1000

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="recoop-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)

    def plan(self, name, jobs, paths=None):
        """Plans jobs; their folder."""
        paths = paths or self.PATHS
        asked = (self.CASE, self.EDITS, paths, jobs)
        if asked not in PLANNED:
            home = tempfile.TemporaryDirectory(prefix="recoop-planned-")
            sweep = self.home / "sweep.toml"
            edits = ", ".join(f'"{edit}"' for edit in self.EDITS)
            request = f'{{ verb = "simulate", case = "{self.CASE}", paths = {paths}, seed = 3 }}'
            sweep.write_text(f"edits = [{edits}]\nrequest = {request}\n")
            recoop("jobs", "plan", "--jobs", jobs, f"{home.name}/jobs", sweep)
            PLANNED[asked] = home
        folder = self.home / name
        shutil.copytree(f"{PLANNED[asked].name}/jobs", folder)
        return str(folder)

    def tables(self, folder):
        """Gathers jobs; the bytes of every table."""
        out = folder + "-out"
        recoop("gather", folder, "--out", out)
        return {path.name: path.read_bytes() for path in pathlib.Path(out, "tables").iterdir()}

    def reference(self):
        """The bytes of one job in one process."""
        asked = (self.CASE, self.EDITS, self.PATHS, "tables")
        if asked not in PLANNED:
            folder = self.plan("reference", 1)
            recoop("work", folder)
            PLANNED[asked] = self.tables(folder)
        return PLANNED[asked]

    def results(self, folder):
        """The results that are there: number and the identity of the file."""
        found = {}
        for job in pathlib.Path(folder, "jobs").iterdir():
            result = job / "result.json"
            if result.exists():
                state = result.stat()
                found[int(job.name)] = (state.st_ino, state.st_mtime_ns)
        return found
