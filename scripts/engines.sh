#!/bin/sh
# Runs the jobs of target/debug/recoop on local engines (processes, Dask, Ray) and in mpi-sppy; see docs/jobs.md. The engines are Python packages,
# installed into target/engines/venv and used by nothing else. Arguments go to the tests of scripts/engines (python -m unittest).
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

venv=target/engines/venv
find_python() {
    python=""
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            return
        fi
    done
}
find_python
if [ -z "$python" ]; then
    echo "error: the engines need Python 3.11 or later with venv: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi

# Installed again when the requirements change.
if ! cmp -s scripts/engines/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/engines/requirements.txt
    cp scripts/engines/requirements.txt "$venv/requirements.txt"
fi

export PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/engines"
cd scripts/engines
exec "../../$venv/bin/python" -m unittest --verbose "$@"
