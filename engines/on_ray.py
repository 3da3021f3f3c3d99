"""Jobs on Ray: python on_ray.py DIR [ADDRESS]. Without an address, on this machine."""

import json
import os
import sys

import jobs
import ray


def memory(folder):
    """Returns the memory that the first job may need, bytes, as planned; none for a sealed folder, which does not say."""
    path = os.path.join(folder, "jobs", "0000", "job.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)["memory_mib"] << 20


def run(folder, **options):
    """Does all jobs as tasks: submitted jobs of Ray would each cost a supervisor. A task whose worker is killed is started again."""
    task = ray.remote(num_cpus=1, memory=memory(folder), max_retries=3)(jobs.work)
    return ray.get([task.remote(folder, index, **options) for index in jobs.indices(folder)])


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(jobs.__file__))
    address = sys.argv[2] if len(sys.argv) > 2 else None
    ray.init(address=address, runtime_env={"env_vars": {"PYTHONPATH": here}})
    print(*run(os.path.abspath(sys.argv[1])), sep="\n")
