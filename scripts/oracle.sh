#!/bin/sh
# Checks plans of target/debug/recoop against other solvers; see docs/oracle.md. Arguments go to `python -m oracle`. The solvers are
# Python packages, installed into target/oracle/venv and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

. scripts/venv.sh
check_with oracle "$@"
