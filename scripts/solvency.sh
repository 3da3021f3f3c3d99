#!/bin/sh
# Checks kill costs of target/debug/recoop against an operator of its own; see docs/oracle.md. Arguments go to `python -m solvency`. Its packages are
# installed into target/solvency/venv and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

. scripts/venv.sh
check_with solvency "$@"
