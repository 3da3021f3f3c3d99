#!/bin/sh
# Answers sharing games with recoop and with others, and prints the CPU seconds that each took; see docs/benchmarks.md.
#
# Settings, as environment variables:
#   TABLES      players of the tables (16,20,22,24)
#   PEER        most players of a table that the crate `coopgame` is given (22)
#   SCIPY       most players of a table that the NumPy and SciPy script is given (20)
#   SET_UP      members of the games of production with set-up costs (16,20,30)
#   PLAIN       most members of such a game that the plain method is tried on (20)
#   PLANNING    firms of the planning games (10,12)
set -eu
cd "$(dirname "$0")/.."
out=target/bench/games
python=target/bench-venv/bin/python
mkdir -p "$out"
rm -rf "${out:?}"/*

# Optimized, without compiling the solver again (a profile of its own would).
cargo build --quiet --workspace --config 'profile.dev.opt-level=3'

if ! cmp -s benches/python/requirements.txt target/bench-venv/requirements.txt; then
    python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install --quiet -r benches/python/requirements.txt
    cp benches/python/requirements.txt target/bench-venv/requirements.txt
fi

target/debug/recoop-bench games --tables "${TABLES:-16,20,22,24}" --peer-players "${PEER:-22}" \
    --set-up "${SET_UP:-16,20,30}" --plain-members "${PLAIN:-20}" --planning "${PLANNING:-10,12}" --out "$out"
"$python" benches/python/games.py "$out" "${SCIPY:-20}"
"$python" benches/python/report.py games "$out"
rm -f "$out"/*.bin
