#!/bin/sh
# Checks kill costs of target/debug/recoop against an operator of its own; see docs/oracle.md. Arguments go to `python -m solvency`. Its packages are
# installed into target/solvency/venv and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

. scripts/venv.sh
venv solvency scripts/solvency/requirements.txt

cd scripts
export PYTHONDONTWRITEBYTECODE=1
python="../$venv/bin/python"
"$python" -m unittest discover --quiet --top-level-directory . --start-directory solvency/tests
exec "$python" -m solvency "$@"
