"""Jobs of a folder that `recoop jobs plan` wrote, on engines of Python. Needs the command recoop and the standard library.

Each job is a process of its own (`recoop work --index N`): no model crosses a border between workers, only the path of the folder and a number.
"""

import json
import os
import subprocess


def indices(folder):
    """Returns the numbers of the jobs of a folder, for those without a result."""
    jobs = os.path.join(folder, "jobs")
    names = sorted(name for name in os.listdir(jobs) if name.isdigit())
    done = ("result.json", "result.sealed")
    return [int(name) for name in names if not any(os.path.exists(os.path.join(jobs, name, file)) for file in done)]


def work(folder, index, recoop="recoop", key=None):
    """Does one job and returns its line: index, state (`done`, `failed`, `open`), reason. A job that fails is a line, not an exception."""
    command = [recoop, "work", "--quiet", "--json", "--index", str(index)]
    command += [] if key is None else ["--key", "-"]
    ran = subprocess.run([*command, "--", folder], input=key or "", capture_output=True, text=True)
    if ran.stdout.startswith("{"):
        return json.loads(ran.stdout)["jobs"][0]
    return {"index": index, "state": "open", "reason": ran.stderr.strip() or f"ended by signal or code {ran.returncode}"}


def run(folder, executor, **options):
    """Does all open jobs of a folder on an executor (`concurrent.futures`, `mpi4py.futures`, Dask's `get_executor()`); returns their lines."""
    started = [(index, executor.submit(work, folder, index, **options)) for index in indices(folder)]
    lines = []
    for index, future in started:
        try:
            lines.append(future.result())
        except Exception as error:  # A worker that was killed: the job is open, and can be done again.
            lines.append({"index": index, "state": "open", "reason": repr(error)})
    return lines
