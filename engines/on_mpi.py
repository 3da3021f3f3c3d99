"""Jobs on MPI: mpiexec -n 9 python -m mpi4py.futures on_mpi.py DIR (one process hands out, eight work)."""

import sys

import jobs
from mpi4py.futures import MPIPoolExecutor

if __name__ == "__main__":
    with MPIPoolExecutor() as executor:
        print(*jobs.run(sys.argv[1], executor), sep="\n")
