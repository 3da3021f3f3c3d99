#!/bin/sh
# Runs the jobs of target/debug/recoop on local engines (processes, Dask, Ray) and in mpi-sppy; see docs/jobs.md. The engines are Python packages,
# installed into target/engines/venv and used by nothing else. Arguments go to the tests of scripts/engines (python -m unittest).
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

. scripts/venv.sh
venv engines scripts/engines/requirements.txt

export PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/engines"
cd scripts/engines
exec "../../$venv/bin/python" -m unittest --verbose "$@"
