"""The operator and the adversary's costs against calculations on paper."""

import random
import unittest

import numpy as np

from oracle.tables import Case
from solvency import money
from solvency.draw import random_case
from solvency.firm import Firm
from solvency.search import Search
from solvency.stress import Claim
from solvency.verdict import Truth, compare
from solvency.world import World


def two_makers() -> Case:
    """cases/6-long-purse of the repository in short: discount factors 1, 0.8 and 0.64."""
    case = Case({"horizon": {"first_year": 2030, "last_year": 2032}, "finance": {"discount_rate": 0.25}})
    case.add("scenarios", id="base", first_year="2030", probability="1")
    case.add("members", id="birch", capital_total_musd="15")
    case.add("members", id="elder", capital_total_musd="4")
    case.add("markets", id="world", region="valley", controller="adversary")
    case.add("technologies", id="making", stage="refining", fixed_cost_usd_per_kg="10")
    case.add("materials", id="oxide", kind="oxide")
    case.add("recipes", technology="making", material="oxide", amount="1")
    for member, size, cost in (("birch", "1000", "30"), ("elder", "500", "50")):
        case.add("facilities", id=member, member=member, region="valley", technology="making", capacity_t_per_year=size, variable_cost_usd_per_kg=cost, status="existing")
    case.add("offers", market="world", material="oxide", side="sell")
    case.add("prices", market="world", material="oxide", year="2030", price_usd_per_kg="100")
    case.add("attacks", id="cut", kind="price", filter="material=oxide", max_depth="0.8", reference="oxide", producers_t="10000")
    return case


def firm_of(case: Case, *members: str) -> Firm:
    world = World(case)
    return Firm(world, money.plants(world, as_it_stands(world)), frozenset(members))


def as_it_stands(world: World) -> money.Plan:
    """A plan that builds and closes nothing."""
    capacity = {
        (row["id"], "base", state.years[0]): float(row["capacity_t_per_year"] or 0)
        for row in world.case.rows("facilities") for state in world.states
    }  # fmt: skip
    return money.Plan(capacity)


class ByHand(unittest.TestCase):
    """Figures that are worked out beside them."""

    def test_costs_of_the_long_purse(self) -> None:
        # Birch runs in all years for 60 - 100 d, the first year keeps 15 + 60; idle it loses 10 a year.
        birch = firm_of(two_makers(), "birch")
        self.assertAlmostEqual(birch.answer({}).margin, 75)
        self.assertAlmostEqual(birch.answer({("cut", s): 0.8 for s in range(3)}).margin, 15 - 30)
        self.assertAlmostEqual(birch.answer({("cut", 0): 0.65, ("cut", 1): 0.7}).margin, 15 - 5 - 10)
        moves = Search(birch.world, birch, quantities=True)
        # 650 in the first year and 700, discounted once, in the second.
        self.assertAlmostEqual(moves.cost({("cut", 0): 0.65, ("cut", 1): 0.7}), 650 + 0.8 * 700)

    def test_descent_finds_the_kill_cost_of_the_long_purse(self) -> None:
        birch = firm_of(two_makers(), "birch")
        moves = Search(birch.world, birch, quantities=True)
        found = moves.descend(birch, {("cut", 2030): 0.75, ("cut", 2031): 0.8}, -1e-6)
        assert found is not None
        self.assertAlmostEqual(found[0], 1210, delta=0.1)

    def test_cutting_planes_end_at_the_kill_cost_of_the_long_purse(self) -> None:
        # The README of the case works out 1,210 by the end of the second year, 1,558 by the end of the third.
        birch = firm_of(two_makers(), "birch")
        moves = Search(birch.world, birch, quantities=True)
        start = {("cut", 2030): 0.75, ("cut", 2031): 0.8, ("cut", 2032): 0.8}
        for weights, right in (([0, 1, 0], 1210), ([0, 0, 1], 1558)):
            found = moves.cheapest(birch, start, np.array(weights, dtype=float), -1e-6, np.inf)
            assert found is not None
            self.assertAlmostEqual(found[0], right, delta=0.1)

    def test_who_keeps_each_date_may_not_keep_both(self) -> None:
        # 1 t in stock, to sell for 1 in the first year or for 3 in the second, costs of 1 and 2, a purse of 0.1: each date alone shows 0.1 left.
        case = Case({"horizon": {"first_year": 2030, "last_year": 2031}, "finance": {"discount_rate": 0.0}})
        case.add("scenarios", id="base", first_year="2030", probability="1")
        case.add("members", id="firm")
        case.add("finances", member="firm", opening_cash_musd="0.1")
        case.add("materials", id="oxide", kind="oxide")
        case.add("markets", id="world", region="valley", controller="adversary")
        case.add("offers", market="world", material="oxide", side="sell")
        case.add("prices", market="world", material="oxide", year="2030", price_usd_per_kg="1000")
        case.add("prices", market="world", material="oxide", year="2031", price_usd_per_kg="3000")
        case.add("stocks", material="oxide", region="valley", member="firm", initial_t="1")
        case.add("cash_events", id="a", member="firm", year="2030", amount_musd="-1")
        case.add("cash_events", id="b", member="firm", year="2031", amount_musd="-2")
        # First date: 0.1 + x - 1. Second: 0.1 + x - 1 + 3 (1 - x) - 2 = 0.1 - 2 x. Equal at x = 1/3.
        self.assertAlmostEqual(firm_of(case, "firm").answer({}).margin, 0.1 + 1 / 3 - 1)

    def test_losses_are_carried_forward_and_never_refunded(self) -> None:
        # Taxed at 25 %: 60 in the first year pays 15. Cut to the bone it loses 10, and the next year's 60 pay tax on 50.
        case = two_makers()
        case.settings["finance"]["tax_rate"] = 0.25
        birch = firm_of(case, "birch")
        self.assertAlmostEqual(birch.answer({}).margin, 15 + 45)
        self.assertAlmostEqual(birch.answer({("cut", 0): 0.8}).margin, 5)
        # Cut in the first and third year, with 60 to pay in the third: 5 are left, then 5 + 60 - 12.5, then 10 and 60 less. The loss of the third year
        # brings nothing back.
        case.add("cash_events", id="due", member="birch", year="2032", amount_musd="-60")
        self.assertAlmostEqual(firm_of(case, "birch").answer({("cut", 0): 0.8, ("cut", 2): 0.8}).margin, 52.5 - 70)

    def test_overhead_and_interest_lower_taxed_profit(self) -> None:
        # 60 less an overhead of 8 and interest of 10 % on 20: taxed on 50, which leaves 15 + 60 - 8 - 2 - 12.5.
        case = two_makers()
        case.settings["finance"]["tax_rate"] = 0.25
        case.rows("members")[0]["capital_total_musd"] = ""
        case.add("finances", member="birch", opening_cash_musd="15", overhead_musd_per_year="8")
        case.add("debts", id="a", member="birch", principal_musd="20", rate="0.1", repayment="bullet", last_year="2040")
        self.assertAlmostEqual(firm_of(case, "birch").answer({}).margin, 52.5)

    def test_debts_are_paid_at_the_end_of_their_years(self) -> None:
        case = two_makers()
        case.add("debts", id="a", member="birch", principal_musd="30", rate="0.1", repayment="equal", last_year="2032")
        case.add("debts", id="b", member="birch", principal_musd="20", rate="0.05", repayment="bullet", last_year="2031")
        # Equal parts of 10 with interest on 30, 20 and 10; interest of 1 twice, then 20.
        found = money.beside(World(case), frozenset({"birch"}))
        for at, right in enumerate([-(10 + 3 + 1), -(10 + 2 + 1 + 20), -(10 + 1)]):
            self.assertAlmostEqual(found[at], right)

    def test_a_floor_tops_up_what_a_cut_takes(self) -> None:
        # Floor of 90 on 400 t: a cut to 40 leaves 1,000 t at 40 and 400 t topped up by 50, less 30 + 10 on each.
        case = two_makers()
        case.add("policies", id="floor", kind="price_floor", filter="material=oxide;member=birch", value="90", limit_t_per_year="400")
        answer = firm_of(case, "birch").answer({("cut", 0): 0.6})
        self.assertAlmostEqual(answer.margin, 15 + 40 + 0.4 * 50 - 30 - 10)

    def test_costs_of_attacks(self) -> None:
        case = two_makers()
        case.rows("attacks")[0] |= {"elasticity": "0.5", "margin": "0.4"}
        case.add("attacks", id="rise", kind="squeeze", filter="material=oxide", max_depth="0.8", reference="oxide", producers_t="1000", elasticity="0.5", margin="0.4")
        cut, rise = World(case).attacks
        # 100 USD/kg on 10,000 t are 1,000 MUSD: 1,000 * 0.3 * (1 - 0.2 + 0.15).
        self.assertAlmostEqual(cut.cost(0.3, 0), 285)
        # 100 * 0.8 * (0.4 - 1 + 0.2) is a gain, so it costs nothing.
        self.assertEqual(rise.cost(0.8, 0), 0)


class Slopes(unittest.TestCase):
    """Derivatives that lead the descent."""

    def test_slopes_are_those_of_the_margin(self) -> None:
        tested = 0
        for seed in range(12):
            case = random_case("x", random.Random(seed), menu=False)
            world = World(_as_text(case))
            members = frozenset(row["id"] for row in case.rows("members"))
            firm = Firm(world, money.plants(world, as_it_stands(world)), members)
            moves = Search(world, firm, quantities=False)
            depths = moves.mean(moves.lighter(moves.legal(moves.deepest(), random.Random(1)), 0.37))
            if not depths:
                continue
            answer = firm.answer(depths)
            for place, slope in zip(depths, firm.slope(depths, answer, list(depths)), strict=True):
                step = 1e-5
                ahead = firm.answer({**depths, place: depths[place] + step}).margin
                behind = firm.answer({**depths, place: depths[place] - step}).margin
                one, other = (ahead - answer.margin) / step, (answer.margin - behind) / step
                self.assertGreater(slope, min(one, other) - 1e-3 * max(1, abs(slope)))
                self.assertLess(slope, max(one, other) + 1e-3 * max(1, abs(slope)))
                tested += 1
        self.assertGreater(tested, 20)


class Comparison(unittest.TestCase):
    """What is wrong is noticed."""

    def test_each_wrong_claim_is_a_fault(self) -> None:
        truth = Truth(10, 10, 5, least=100, replay=-1e-9, replay_cost=100, worst=-3)
        right = Claim("a", "kill", 10, 100, 100, 13, 2030)
        self.assertEqual(compare(right, truth).faults, [])
        for wrong in (
            Claim("a", "kill", 10, 101, 101, 13, 2030),
            Claim("a", "kill", 10, 101, 100, 13, 2030),
            Claim("a", "kill", 11, 100, 100, 13, 2030),
            Claim("a", "kill", 10, 100, 100, 12, 2030),
            Claim("a", "not_exhaustible", 10),
            Claim("a", "fails", 10),
            Claim("a", "not_proven", 10, None, 101),
        ):
            self.assertNotEqual(compare(wrong, truth).faults, [], wrong)


def _as_text(case: Case) -> Case:
    """The case as it is read from its folder."""
    import tempfile
    from pathlib import Path

    from oracle.tables import read

    with tempfile.TemporaryDirectory() as folder:
        case.write(Path(folder))
        return read(Path(folder))


if __name__ == "__main__":
    unittest.main()
