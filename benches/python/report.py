"""What the runs of benches/run.sh and benches/games.sh say: that the answers are the same, and what each tool took."""

import json
import pathlib
import sys


def load(path):
    return json.loads(path.read_text())


def same(out):
    """Fails unless every tool that can express the program has built it: same size, same optimum."""
    ours = load(out / "small" / "index.json")
    for tool in ["highspy", "linopy", "linopy_groupby", "pyomo"]:
        theirs = load(out / f"small-{tool}.json")
        for key in ["columns", "rows", "nonzeros"]:
            if theirs[key] != ours[key]:
                sys.exit(f"{tool} builds {theirs[key]} {key} where recoop builds {ours[key]}")
        if abs(theirs["objective"] - ours["objective"]) > 1e-6 * abs(ours["objective"]):
            sys.exit(f"{tool} has the optimum {theirs['objective']} where recoop has {ours['objective']}")
    print(f"same {ours['columns']} columns, {ours['rows']} rows, {ours['nonzeros']} non-zeros, optimum {ours['objective']:.6f}")


def line_through(points):
    """Intercept and slope of the least-squares line, and the share of the variation that it explains."""
    n = len(points)
    x, y = sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    slope = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    rest = sum((b - y - slope * (a - x)) ** 2 for a, b in points)
    total = sum((b - y) ** 2 for _, b in points)
    return y - slope * x, slope, 1 - rest / total if total else 1.0


def table(out):
    """Prints the comparison and the curve over scenarios."""
    full = load(out / "recoop-full.json")
    print(f"\n{full['processes']} processes, {full['materials']} materials, {full['states']} states, ", end="")
    print(f"{full['scenarios']} scenarios:")
    print(f"{full['columns']} columns, {full['rows']} rows, {full['nonzeros']} non-zeros\n")
    build, hand_over = full["formulate"]["seconds"], full["hand_over"]["seconds"]
    ours = build + hand_over
    memory = full["formulate"]["kept_mib"] + full["hand_over"]["peak_mib"]
    print("| tool | build, s | hand-over, s | together, s | times recoop | build alone, times recoop ", end="")
    print("| MiB at the peak | non-zeros |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print(f"| recoop | {build:.2f} | {hand_over:.2f} | {ours:.2f} | 1 | 1 | {memory:.0f} | {full['nonzeros']} |")
    for tool in ["highspy", "linopy", "linopy_groupby", "pypsa", "pyomo"]:
        r = load(out / f"{tool}-full.json")
        b, h, total = r["build_seconds"], r["hand_over_seconds"], r["seconds"]
        print(f"| {r['tool']} | {b:.2f} | {h:.2f} | {total:.2f} | {total / ours:.1f} | {b / build:.1f} | ", end="")
        print(f"{r['peak_mib']:.0f} | {r['nonzeros']} |")

    print(f"\nrecoop before that: resolve {full['resolve']['seconds']:.2f} s")
    solving = load(out / "recoop-solve.json")
    need = solving["hand_over"]["kept_mib"] + solving["solve"]["peak_mib"]
    holds = full["hand_over"]["peak_mib"]
    peak = full["resolve"]["kept_mib"] + full["formulate"]["peak_mib"]
    print(f"peak of the build {peak:.0f} MiB; the solver needs {holds:.0f} MiB to take the program in ", end="")
    print(f"(ratio {peak / holds:.2f}) and {need:.0f} MiB within 20 s of solving (ratio {peak / need:.2f})\n")

    print("| scenarios | non-zeros | formulate, s | ms a scenario | peak, MiB | MiB a scenario |")
    print("| --- | --- | --- | --- | --- | --- |")
    runs = sorted((load(p) for p in out.glob("recoop-[0-9]*.json")), key=lambda r: r["scenarios"])
    for r in runs:
        n, seconds, mib = r["scenarios"], r["formulate"]["seconds"], r["formulate"]["peak_mib"]
        print(f"| {n} | {r['nonzeros']} | {seconds:.2f} | {1000 * seconds / n:.1f} | {mib:.0f} | {mib / n:.2f} |")
    if len(runs) > 1:
        for what, key in [("seconds", "seconds"), ("memory", "peak_mib")]:
            _, _, share = line_through([(r["scenarios"], r["formulate"][key]) for r in runs])
            print(f"a line explains {100 * share:.2f} % of the variation of {what} over scenarios")


def times(theirs, ours):
    """Seconds with their ratio to ours, or a dash where a tool was not asked."""
    return "- | -" if theirs is None else f"{theirs:.4g} | {theirs / ours:.3g}"


def games(out):
    """Prints CPU seconds of the answers to games; fails where answers differ."""
    report = load(out / "games.json")
    print("\n| table | players | answer | recoop, CPU s | coopgame, CPU s | times | NumPy and SciPy, CPU s | times |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for line in report["tables"]:
        for key in ["nucleolus", "shapley"]:
            took = line[key]
            ours = took["recoop"]
            print(f"| {line['kind']} | {line['players']} | {key} | {ours:.3g} | ", end="")
            print(f"{times(took.get('coopgame'), ours)} | {times(took.get('scipy'), ours)} |")
            for tool in ["coopgame", "scipy"]:
                differs = took.get(f"{tool}_differs", 0.0)
                if differs > 1e-6 * max(1.0, max(abs(p) for p in line["payoffs"])):
                    sys.exit(f"{tool} differs by {differs} from the {key} of {line['kind']} {line['players']}")

    print("\n| set-up production, members | answer | value | recoop, CPU s | searches | plain, CPU s | times | searches |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for line in report["set_up"]:
        for key in ["least_core", "cost_of_stability"]:
            ours, plain = line[key]["recoop"], line[key].get("plain", {})
            print(f"| {line['members']}, game {line['game']} | {key} | {ours['lower']:.6g} | {ours['seconds']:.3g} | ", end="")
            print(f"{ours['searches']} | {times(plain.get('seconds'), ours['seconds'])} | {plain.get('searches', '-')} |")
            if plain and not ours["lower"] - 2 * line["gap"] <= plain["value"] <= ours["upper"] + 2 * line["gap"]:
                sys.exit(f"the plain method finds {plain['value']}, not {ours['lower']} to {ours['upper']}")

    print("\n| planning game, firms | by cuts, CPU s | groups solved | all groups, CPU s | groups solved | times |")
    print("| --- | --- | --- | --- | --- | --- |")
    for line in report["planning"]:
        cuts, table = line["by_cuts"], line["by_table"]
        print(f"| {line['firms']} | {cuts['seconds']:.3g} | {cuts['groups']} | {table['seconds']:.3g} | {table['groups']} ", end="")
        print(f"| {table['seconds'] / cuts['seconds']:.3g} |")
        if not cuts["lower"] - 1e-6 * line["total"] <= table["eps"] <= cuts["upper"] + 1e-6 * line["total"]:
            sys.exit(f"all groups give {table['eps']}, not {cuts['lower']} to {cuts['upper']}")


if __name__ == "__main__":
    if sys.argv[1] == "games":
        games(pathlib.Path(sys.argv[2]))
    elif sys.argv[1] == "same":
        same(pathlib.Path(sys.argv[2]))
    else:
        table(pathlib.Path(sys.argv[2]))
