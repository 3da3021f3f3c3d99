"""Cases are the same for the same seed, and single futures hold what their path needs."""

import random
import tempfile
import unittest
from pathlib import Path

from oracle.draw import random_case
from oracle.solvers import solve
from oracle.tables import Case, read
from oracle.variants import leaves, single_future

MPS = """NAME program FREE
OBJSENSE
    MAX
ROWS
 N objective
 L weight
COLUMNS
    MARKER1 'MARKER' 'INTORG'
    a objective 3
    a weight 2
    MARKER2 'MARKER' 'INTEND'
    b objective 1
    b weight 1
RHS
    RHS objective -10
    RHS weight 5
BOUNDS
 LO BOUND a 0
 UP BOUND a 9
ENDATA
"""


class Cases(unittest.TestCase):
    """Generated and changed cases."""

    def test_case_follows_from_its_seed(self) -> None:
        one, same, other = (random_case("x", random.Random(seed), tree=True) for seed in ("1", "1", "2"))
        self.assertEqual(one, same)
        self.assertNotEqual(one, other)

    def test_what_is_written_is_read(self) -> None:
        case = random_case("x", random.Random("1"), tree=True)
        with tempfile.TemporaryDirectory() as folder:
            case.write(Path(folder) / "first")
            first = read(Path(folder) / "first")
            first.write(Path(folder) / "second")
            self.assertEqual(first, read(Path(folder) / "second"))
            self.assertEqual(first.settings, case.settings)

    def test_single_future_keeps_its_path(self) -> None:
        case = Case({})
        for scenario, parent in (("root", ""), ("a", "root"), ("b", "root"), ("c", "b"), ("d", "b")):
            case.add("scenarios", id=scenario, parent=parent, probability="0.5")
            case.add("changes", scenario=scenario)
        case.add("prices", scenario="")
        case.add("stocks", release_in="a;d")
        self.assertEqual(leaves(case), ["a", "c", "d"])
        single = single_future(case, "d")
        self.assertEqual([row["id"] for row in single.rows("scenarios")], ["root", "b", "d"])
        self.assertEqual([row["scenario"] for row in single.rows("changes")], ["root", "b", "d"])
        self.assertEqual({row["probability"] for row in single.rows("scenarios")}, {1})
        self.assertEqual(len(single.rows("prices")), 1)
        self.assertEqual(single.rows("stocks")[0]["release_in"], ["d"])


class Solvers(unittest.TestCase):
    """Both solvers read sense, constant and integers alike."""

    def test_program_by_hand(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "program.mps"
            path.write_text(MPS, encoding="utf-8")
            answers = solve(path, 10, large=False)
            # Two of a and one of b, and the constant; relaxed, a alone: 2.5.
            self.assertEqual([round(s.value or 0, 6) for s in answers.solves], [17, 17])
            self.assertEqual([round(s.bound or 0, 6) for s in answers.solves], [17, 17])
            self.assertAlmostEqual(answers.attained or 0, 17)
            self.assertAlmostEqual(answers.relaxation or 0, 17.5)
            self.assertEqual(answers.integers, 1)
            path.write_text(MPS.replace("MAX", "MIN"), encoding="utf-8")
            with self.assertRaises(ValueError):
                solve(path, 10, large=False)


if __name__ == "__main__":
    unittest.main()
