"""Jobs on a cluster of Dask: python on_dask.py DIR [SCHEDULER]. Without the address of a scheduler, on this machine."""

import sys

import jobs
from dask.distributed import Client, LocalCluster


def run(folder, client, **options):
    """Does all jobs. The scheduler gives the jobs of a worker that is killed to others."""
    futures = [client.submit(jobs.work, folder, index, pure=False, **options) for index in jobs.indices(folder)]
    return client.gather(futures)


if __name__ == "__main__":
    address = sys.argv[2] if len(sys.argv) > 2 else LocalCluster(threads_per_worker=1, dashboard_address=None)
    with Client(address) as client:
        client.upload_file(jobs.__file__)
        print(*run(sys.argv[1], client), sep="\n")
