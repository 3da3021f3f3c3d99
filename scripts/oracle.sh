#!/bin/sh
# Checks plans of target/debug/recoop against other solvers; see docs/oracle.md. Arguments go to `python -m oracle`. The solvers are
# Python packages, installed into target/oracle/venv and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

[ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }

venv=target/oracle/venv
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
if [ -z "$python" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
    find_python
fi
if [ -z "$python" ]; then
    echo "error: the oracle needs Python 3.11 or later with venv: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi

# Installed again when the requirements change.
if ! cmp -s scripts/oracle/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/oracle/requirements.txt
    cp scripts/oracle/requirements.txt "$venv/requirements.txt"
fi

cd scripts
export PYTHONDONTWRITEBYTECODE=1
python="../$venv/bin/python"
"$python" -m unittest discover --quiet --top-level-directory . --start-directory oracle/tests
exec "$python" -m oracle "$@"
