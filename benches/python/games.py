"""Nucleolus and Shapley value of the tables that `recoop-bench games` writes, by a plain chain of NumPy and SciPy.

    python benches/python/games.py DIR MAX_PLAYERS

The nucleolus: a linear program for each level (`linprog`, HiGHS), rows added for the groups that are most tempted, groups with a
positive multiplier settled, groups that depend on settled ones left out. The Shapley value: one weighted sum for each player.
"""

import json
import math
import pathlib
import sys
import time

import numpy as np
from scipy.optimize import linprog

TOLERANCE = 1e-7
ROWS_AT_ONCE = 50


def sums(numbers):
    """What every group has together, for one number of each player, in the order of groups."""
    half = len(numbers) // 2
    low, high = np.zeros(1), np.zeros(1)
    for number in numbers[:half]:
        low = np.concatenate([low, low + number])
    for number in numbers[half:]:
        high = np.concatenate([high, high + number])
    return (high[:, None] + low[None, :]).ravel()


def indicator(group, players):
    return ((group >> np.arange(players)) & 1).astype(float)


def orthogonal(rows):
    """A basis of what is orthogonal to all rows."""
    _, values, right = np.linalg.svd(np.array(rows))
    return right[np.sum(values > TOLERANCE) :]


def nucleolus(worths):
    players = int(worths.size).bit_length() - 1
    everybody = worths.size - 1
    scale = max(1.0, np.abs(worths).max())
    alone = worths[1 << np.arange(players)]
    settled_rows, settled_sides = [np.ones(players)], [worths[everybody]]
    bounds = [(own, None) for own in alone] + [(None, None)]
    groups = [1 << i for i in range(players)] + [everybody ^ 1 << i for i in range(players)]
    while True:
        basis = orthogonal(settled_rows)
        if len(basis) == 0:
            return np.linalg.lstsq(np.array(settled_rows), np.array(settled_sides), rcond=None)[0]
        open_groups = np.zeros(worths.size, dtype=bool)
        for vector in basis:
            open_groups |= np.abs(sums(vector)) > TOLERANCE
        rows = [group for group in groups if open_groups[group]]
        while True:
            matrix = np.array([np.append(indicator(group, players), 1.0) for group in rows])
            program = linprog(
                np.append(np.zeros(players), 1.0),
                A_ub=-matrix,
                b_ub=-worths[rows],
                A_eq=np.column_stack([settled_rows, np.zeros(len(settled_rows))]),
                b_eq=settled_sides,
                bounds=bounds,
                method="highs-ds",
            )
            payoffs, level = program.x[:-1], program.x[-1]
            excess = np.where(open_groups, worths - sums(payoffs), -np.inf)
            worst = np.argpartition(excess, -ROWS_AT_ONCE)[-ROWS_AT_ONCE:]
            fresh = [int(group) for group in worst if excess[group] > level + TOLERANCE * scale and group not in rows]
            if not fresh:
                break
            rows += fresh
        for group, multiplier in zip(rows, program.ineqlin.marginals):
            if multiplier < -TOLERANCE:
                settled_rows.append(indicator(group, players))
                settled_sides.append(worths[group] - level)
        for player, multiplier in enumerate(program.lower.marginals[:players]):
            if multiplier > TOLERANCE:
                settled_rows.append(indicator(1 << player, players))
                settled_sides.append(alone[player])
        groups = rows


def shapley(worths):
    players = int(worths.size).bit_length() - 1
    sizes = sums(np.ones(players - 1)).astype(int)
    weights = np.array([1 / (players * math.comb(players - 1, size)) for size in range(players)])[sizes]
    value = np.empty(players)
    for player in range(players):
        pairs = worths.reshape(-1, 2, 1 << player)
        value[player] = np.dot((pairs[:, 1] - pairs[:, 0]).ravel(), weights)
    return value


def timed(work, worths):
    started = time.process_time()
    result = work(worths)
    return time.process_time() - started, result


def main(folder, most):
    report = json.loads((folder / "games.json").read_text())
    for line in report["tables"]:
        if line["players"] > most:
            continue
        worths = np.fromfile(folder / line["file"], dtype="<f8")
        for key, work, ours in [("nucleolus", nucleolus, "payoffs"), ("shapley", shapley, "value")]:
            seconds, found = timed(work, worths)
            line[key]["scipy"] = seconds
            line[key]["scipy_differs"] = float(np.abs(found - line[ours]).max())
            print(f"{line['kind']}, {line['players']} players, {key}: {seconds:.3f} s", file=sys.stderr)
    (folder / "games.json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
