"""Jobs on processes of this machine: python on_processes.py DIR [WORKERS]."""

import concurrent.futures
import multiprocessing
import sys

import jobs


def run(folder, workers=2, rounds=3, **options):
    """Does all jobs. A worker that is killed ends the pool of Python with it: the jobs that are open then go to a new one."""
    lines = []
    for _ in range(rounds):
        # Never fork: the solver has threads.
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as executor:
            lines += jobs.run(folder, executor, **options)
        if not jobs.indices(folder):
            break
    return lines


if __name__ == "__main__":
    print(*run(sys.argv[1], *map(int, sys.argv[2:3])), sep="\n")
