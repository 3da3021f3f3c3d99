"""A wrong number is noticed, whichever it is."""

import unittest
from dataclasses import replace

from oracle.verdict import Claim, Solve, compare

SCIP = Solve("SCIP", "optimal", 250.0, 250.0, 0.1)
HIGHS = Solve("HiGHS", "optimal", 250.0, 250.0, 0.1)
SLOW = Solve("HiGHS", "time-out", 240.0, 260.0, 60.0)
NONE = Solve("SCIP", "infeasible", None, None, 0.1)
RIGHT = Claim("exact", 250.0, 250.0, relaxation=260.0, builds=1)


def agrees(claim: Claim, *solves: Solve, attained: float | None = 250.0) -> bool:
    """Whether a claim passes where the relaxation is 260."""
    return not compare(claim, list(solves), attained, 260.0).faults


class Exact(unittest.TestCase):
    """Claims at gap 0."""

    def test_right_claim_passes(self) -> None:
        self.assertTrue(agrees(RIGHT, SCIP, HIGHS))

    def test_rounding_passes(self) -> None:
        self.assertTrue(agrees(replace(RIGHT, objective=250.0 - 2e-5, bound=250.0 + 2e-5), SCIP, HIGHS))

    def test_each_number_off_by_a_ten_thousandth_fails(self) -> None:
        for factor in (1 - 1e-4, 1 + 1e-4):
            for name in ("objective", "bound", "relaxation"):
                wrong = replace(RIGHT, **{name: getattr(RIGHT, name) * factor})
                for solves in ([SCIP, HIGHS], [SCIP], [HIGHS, SLOW]):
                    with self.subTest(name=name, factor=factor, solves=len(solves)):
                        self.assertFalse(agrees(wrong, *solves))

    def test_one_solver_that_disagrees_is_enough(self) -> None:
        self.assertFalse(agrees(RIGHT, SCIP, replace(HIGHS, value=250.1, bound=250.1)))

    def test_small_optima_are_compared_in_absolute_terms(self) -> None:
        claim, zero = Claim("exact", 0.0, 0.0), replace(SCIP, value=0.0, bound=0.0)
        self.assertTrue(agrees(claim, zero, attained=0.0))
        self.assertFalse(agrees(replace(claim, objective=-1e-4), zero, attained=0.0))

    def test_failed_solver_fails(self) -> None:
        self.assertFalse(agrees(RIGHT, SCIP, Solve("HiGHS", "failed: error", None, None, 0.0)))


class Brackets(unittest.TestCase):
    """Claims with a gap, and solvers that ran out of time."""

    WIDE = Claim("within gap", 249.0, 251.0)

    def test_bracket_around_the_optimum_passes(self) -> None:
        self.assertTrue(agrees(self.WIDE, SCIP))
        self.assertTrue(agrees(self.WIDE, SLOW, attained=None))

    def test_bound_below_a_plan_fails(self) -> None:
        self.assertFalse(agrees(replace(self.WIDE, bound=249.5), SCIP))
        self.assertFalse(agrees(replace(self.WIDE, bound=249.5), SLOW, attained=250.0))
        self.assertFalse(agrees(Claim("within gap", 230.0, 239.0), SLOW, attained=None))

    def test_plan_above_a_bound_fails(self) -> None:
        self.assertFalse(agrees(Claim("within gap", 250.5, 251.0), SCIP))
        self.assertFalse(agrees(Claim("within gap", 261.0, 262.0), SLOW, attained=None))

    def test_bound_below_the_own_plan_fails(self) -> None:
        self.assertFalse(agrees(Claim("within gap", 250.0, 249.0), SLOW, attained=None))

    def test_timeouts_are_listed(self) -> None:
        verdict = compare(replace(self.WIDE, status="unproven"), [SCIP, SLOW], 250.0, 260.0)
        self.assertEqual(verdict.timeouts, ["HiGHS", "recoop"])
        self.assertEqual(verdict.checked_by, 1)


class NoPlan(unittest.TestCase):
    """Claims that there is no plan."""

    def test_all_have_to_agree(self) -> None:
        self.assertTrue(agrees(Claim("infeasible"), NONE, attained=None))
        self.assertFalse(agrees(Claim("infeasible"), SCIP))
        self.assertFalse(agrees(Claim("infeasible"), SLOW, attained=None))
        self.assertFalse(agrees(Claim("unbounded"), NONE, attained=None))
        self.assertFalse(agrees(RIGHT, NONE, attained=None))

    def test_nothing_claimed_is_a_timeout(self) -> None:
        verdict = compare(Claim("unproven"), [SCIP], 250.0, 260.0)
        self.assertEqual((verdict.faults, verdict.timeouts), ([], ["recoop"]))

    def test_refusal_and_failure_fail(self) -> None:
        self.assertFalse(agrees(Claim("refused: why"), SCIP))
        self.assertFalse(agrees(Claim("failed: audit"), SCIP))


if __name__ == "__main__":
    unittest.main()
