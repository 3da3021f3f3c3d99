#!/bin/sh
# Runs the jobs of target/debug/recoop on local engines (processes, Dask, Ray) and in mpi-sppy; see docs/jobs.md. The engines are Python packages,
# installed into target/engines/venv and used by nothing else. With `full` as the first argument, also the templates for GNU parallel, MPI, Slurm and
# Kubernetes, for which programs of the system are installed where apt and root are there, and the US case. Other arguments go to the tests of
# scripts/engines (python -m unittest).
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

. scripts/venv.sh
venv engines scripts/engines/requirements.txt

tests="test_engines test_mpisppy"
if [ "${1:-}" = full ]; then
    shift
    tests="$tests full_templates full_us"
    for program in parallel mpiexec slurmctld munged; do
        command -v "$program" >/dev/null 2>&1 && continue
        if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
            echo "error: this needs $program: sudo apt-get install parallel openmpi-bin slurm-wlm munge" >&2
            exit 1
        fi
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends parallel openmpi-bin slurm-wlm munge >/dev/null
    done
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/engines/requirements-full.txt
fi
[ $# -gt 0 ] || set -- $tests

export PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/engines"
cd scripts/engines
exec "../../$venv/bin/python" -m unittest --verbose "$@"
