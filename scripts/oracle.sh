#!/bin/sh
# Checks plans of target/debug/recoop against other solvers; see docs/oracle.md. Arguments go to `python -m oracle`. The solvers are
# Python packages, installed into target/oracle/venv and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

. scripts/venv.sh
venv oracle scripts/oracle/requirements.txt

cd scripts
export PYTHONDONTWRITEBYTECODE=1
python="../$venv/bin/python"
"$python" -m unittest discover --quiet --top-level-directory . --start-directory oracle/tests
exec "$python" -m oracle "$@"
