#!/usr/bin/env python3
"""Compares the answers of two builds of recoop on the shipped cases: for changes that are to change none.

    scripts/answers.py freeze BINARY FOLDER [--large]    runs every verb on every case, keeps screens, JSON and tables
    scripts/answers.py compare FOLDER FOLDER             says what differs

Numbers are the same when they differ by less than a millionth; seconds, versions, digests and places of files are left out.
`--large` adds cases/us-2026, which takes some twenty minutes on two cores.
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = [
    *(path for path in sorted((ROOT / "cases").iterdir()) if (path / "case.toml").exists() and path.name != "us-2026"),
    *(path for path in sorted((ROOT / "cases/hand").iterdir()) if (path / "case.toml").exists()),
]
GAMES = sorted(path for path in (ROOT / "cases/games").iterdir() if path.suffix in (".json", ".csv"))
VERBS = {
    "check": [],
    "check-facts": ["--hindcast"],
    "plan": [],
    "sensitivity": [],
    "share": [],
    "share-everything": ["--value-basis", "worst", "--full"],
    "stress": ["--full", "--include-bans"],
    "robust": [],
    "buffers": [],
    "backtest": ["--full"],
    "simulate": ["--paths", "200"],
    "study": [],
}
LARGE = {"check": [], "check-facts": ["--hindcast"], "plan": [], "sensitivity": [], "share": [], "stress": [], "buffers": []}
NO_FOLDER = {"check", "check-facts"}
IS_FILE = {"sensitivity": "sensitivity.csv", "backtest": "backtest.csv"}
LEFT_OUT = re.compile(r"second|version|digest|hash|sha256|path|folder|^run$|^case_folder$|created|elapsed|peak", re.I)
SCREEN = re.compile(r"\d[\d,.]* s\b|/tmp/\S+|[0-9a-f]{12,}")


def freeze(binary: Path, folder: Path, large: bool) -> None:
    jobs = [(case.name, case, verb, options) for case in SMALL for verb, options in VERBS.items()]
    template = Path(tempfile.mkdtemp()) / "template"
    subprocess.run([str(binary), "new", str(template), "--quiet"], check=True)
    jobs += [("template", template, verb, options) for verb, options in VERBS.items()]
    jobs += [(game.name, game, "game", []) for game in GAMES]
    jobs += [("us-2026", ROOT / "cases/us-2026", verb, options) for verb, options in LARGE.items() if large]
    for name, case, verb, options in jobs:
        into = folder / name / verb
        into.mkdir(parents=True, exist_ok=True)
        command = [str(binary), verb.split("-")[0], str(case), *options]
        with tempfile.TemporaryDirectory() as out:
            place = Path(out) / IS_FILE.get(verb, "run")
            if verb not in NO_FOLDER | {"game"}:
                command += ["-o", str(place)]
            done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
            (into / "answer.json").write_text(done.stdout)
            (into / "end.txt").write_text(f"{done.returncode}\n{plain(done.stderr)}\n")
            tables = [place] if place.is_file() else sorted(place.rglob("*.csv")) if place.exists() else []
            for table in tables:
                (into / table.name).write_bytes(table.read_bytes())
        print(f"{name} {verb}: exit code {done.returncode}, {len(tables)} tables", flush=True)


def plain(text: str) -> str:
    lines = [line for line in text.splitlines() if not re.match(r"^\d+ s:", line)]
    return "\n".join(SCREEN.sub("…", line) for line in lines)


def compare(old: Path, new: Path) -> int:
    files = sorted({path.relative_to(folder) for folder in (old, new) for path in folder.rglob("*") if path.is_file()})
    differences = 0
    for file in files:
        both = [folder / file for folder in (old, new)]
        if not all(path.exists() for path in both):
            found = [f"only in {both[0 if both[0].exists() else 1].parent}"]
        else:
            found = list(differ(*(read(path) for path in both), ""))
        for words in found[:5]:
            print(f"{file}: {words}")
        differences += bool(found)
    print(f"{len(files)} files, {differences} differ")
    return 1 if differences or not files else 0


def read(path: Path):
    text = path.read_text()
    if path.suffix == ".csv":
        return [[number(cell) for cell in row] for row in csv.reader(text.splitlines())]
    if path.suffix == ".json" and text:
        return json.loads(text)
    return text


def number(cell: str):
    try:
        return float(cell)
    except ValueError:
        return cell


def differ(old, new, place: str):
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if not LEFT_OUT.search(key):
                yield from differ(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new)):
            yield from differ(one, other, f"{place}[{at}]")
    elif isinstance(old, (int, float)) and isinstance(new, (int, float)):
        if abs(old - new) > 1e-6 * max(1.0, abs(old), abs(new)):
            yield f"{place}: {old} and {new}"
    elif isinstance(old, str) and isinstance(new, str):
        if SCREEN.sub("…", old) != SCREEN.sub("…", new):
            yield f"{place}: {old[:60]!r} and {new[:60]!r}"
    elif old != new:
        yield f"{place}: {str(old)[:60]} and {str(new)[:60]}"


def main() -> int:
    match sys.argv[1:]:
        case ["freeze", binary, folder, *rest] if rest in ([], ["--large"]):
            freeze(Path(binary).resolve(), Path(folder), bool(rest))
            return 0
        case ["compare", old, new]:
            return compare(Path(old), Path(new))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
