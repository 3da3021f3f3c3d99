#!/bin/sh
# Builds the same large program with recoop and with other tools, and prints what each took; see docs/benchmarks.md.
#
# Settings, as environment variables:
#   SCENARIOS  scenarios of the full size (50)
#   CURVE      scenarios of the curve (5 10 20 50 100)
#   ROWS       rows of the long price table (1000000)
set -eu
cd "$(dirname "$0")/.."
scenarios=${SCENARIOS:-50}
curve=${CURVE:-"5 10 20 50 100"}
rows=${ROWS:-1000000}
out=target/bench/run
python=target/bench-venv/bin/python
mkdir -p "$out"
rm -rf "${out:?}"/*

# Optimized, without compiling the solver again (a profile of its own would).
cargo build --quiet --workspace --config 'profile.dev.opt-level=3'
bench=target/debug/recoop-bench

if ! cmp -s benches/python/requirements.txt target/bench-venv/requirements.txt; then
    python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install --quiet -r benches/python/requirements.txt
    cp benches/python/requirements.txt target/bench-venv/requirements.txt
fi

echo "checking that all build the same program, at a small size"
"$bench" dump --scenarios 2 --feeds 2 --elements 4 --grades 2 --years 24 --solve --out "$out/small"
for tool in highspy linopy linopy_groupby pyomo pypsa; do
    "$python" -W ignore "benches/python/build_$tool.py" "$out/small" --solve | tail -n 1 > "$out/small-$tool.json"
done
"$python" benches/python/report.py same "$out"

for n in $curve; do
    echo "recoop, $n scenarios"
    "$bench" build --scenarios "$n" > "$out/recoop-$n.json"
done
"$bench" build --scenarios "$scenarios" > "$out/recoop-full.json"
echo "recoop, $scenarios scenarios, solver at work"
"$bench" build --scenarios "$scenarios" --solve-seconds 20 > "$out/recoop-solve.json"

"$bench" dump --scenarios "$scenarios" --out "$out/full"
for tool in highspy linopy linopy_groupby pypsa pyomo; do
    echo "$tool, $scenarios scenarios"
    "$python" -W ignore "benches/python/build_$tool.py" "$out/full" | tail -n 1 > "$out/$tool-full.json"
done
rm -r "$out/full"
"$python" benches/python/report.py table "$out"

recoop=target/debug/recoop
if [ -x "$recoop" ]; then
    "$bench" prices --rows "$rows" --out "$out/prices"
    echo "recoop check, $rows rows of prices"
    # Whatever it finds, it was read and checked: the time counts.
    "$python" - "$recoop" "$out/prices" <<'PYTHON'
import subprocess, sys, time
started = time.perf_counter()
done = subprocess.run([sys.argv[1], "check", sys.argv[2]], stdout=subprocess.DEVNULL)
print(f"{time.perf_counter() - started:.2f} seconds, exit code {done.returncode}")
PYTHON
else
    echo "no $recoop: the long price table is not checked"
fi

echo "sharing games"
sh benches/games.sh
