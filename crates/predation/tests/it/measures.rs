//! Shadow prices against differences, the frontier against subsets, ratios by hand.

use predation::{Bylaw, Contest, Floor, KillOptions, Question};

use crate::make::{Draw, contest, industry, oxide, random, seller, years};

fn options() -> KillOptions {
    KillOptions { gap: 1e-8, ..KillOptions::default() }
}

fn cost_of(contest: &Contest, change: impl Fn(&mut predation::Firm)) -> f64 {
    let mut firms = contest.firms().to_vec();
    change(&mut firms[0]);
    let changed = crate::make::contest(contest.industry().clone(), firms);
    changed.kill_firms(&[0], &options()).unwrap().cost().unwrap()
}

#[test]
fn shadow_prices_are_differences() {
    let (mut checked, mut idle_checked) = (0, 0);
    for seed in 0..120 {
        let products = 1 + seed as usize % 2;
        let contest = random(seed, Draw { rich: true, floors: true, products, plants: 2, ..Draw::small(1, 5) });
        let Some(prices) = contest.shadow_prices(0).unwrap() else { continue };
        let base = cost_of(&contest, |_| {});
        if base == 0.0 {
            continue;
        }
        let step = 1e-3 * contest.firms()[0].purse;
        // The cost is piecewise linear: within a piece both sides agree with the dual, at a kink the dual lies between them.
        let agrees = |dual: f64, change: &dyn Fn(&mut predation::Firm, f64), what: &str| {
            let up = (cost_of(&contest, |firm| change(firm, step)) - base) / step;
            let down = (base - cost_of(&contest, |firm| change(firm, -step))) / step;
            let (low, high) = (up.min(down), up.max(down));
            let slack = 1e-3 * (1.0 + dual.abs());
            assert!(dual >= low - slack && dual <= high + slack, "{seed} {what}: {dual} not in {low} to {high}");
        };
        agrees(prices.purse, &|firm, step| firm.purse += step, "purse");
        for t in 0..5 {
            agrees(prices.cash[t], &|firm, step| firm.other_cash[t] += step, "cash");
            for plant in 0..2 {
                agrees(prices.idle[plant][t], &|firm, step| firm.plants[plant].idle_cost[t] -= step, "idle");
                idle_checked += usize::from(prices.idle[plant][t] > 1e-6);
            }
        }
        let death = prices.death;
        agrees(prices.line, &|firm, step| firm.least_cash[death] -= step, "line");
        checked += 1;
    }
    assert!(checked > 50 && idle_checked > 10, "{checked} {idle_checked}");
}

#[test]
fn the_shadow_price_of_a_reserve_is_the_exchange_ratio() {
    // Exposed 40 against 10 of our own: four dollars for one, while the plant runs.
    let data = industry(years(2), vec![oxide(2, 50.0, 30.0, 40.0)]);
    let contest = contest(data, vec![seller("north", 2, 10.0, 10.0, 50.0, 1e6)]);
    let prices = contest.shadow_prices(0).unwrap().unwrap();
    assert!((prices.purse - 4.0).abs() < 1e-6, "{prices:?}");
    assert_eq!(contest.exchange(&[0], 0, 0).ratio(), 4.0);
}

#[test]
fn floors_and_purchases_take_volume_out_of_reach() {
    let mut firms = vec![seller("maker", 1, 10.0, 10.0, 30.0, 1.0), seller("user", 1, 10.0, -4.0, 0.0, 500.0)];
    firms[0].plants[0].floors = vec![Floor { product: 0, price: vec![45.0], volume: vec![3.0], give_back: 0.0 }];
    let contest = contest(industry(years(1), vec![oxide(1, 50.0, 10.0, 40.0)]), firms);
    let maker = contest.exchange(&[0], 0, 0);
    assert_eq!((maker.exposed, maker.gross, maker.net), (40.0, 10.0, 7.0));
    assert_eq!((maker.gross_ratio(), maker.guarantor_ratio()), (4.0, 40.0 / 3.0));
    // A cut is a gain to the user.
    assert!(contest.exchange(&[1], 0, 0).ratio().is_infinite());
    assert_eq!(contest.exchange(&[0, 1], 0, 0).ratio(), 40.0 / 3.0);
}

#[test]
fn the_critical_price_is_where_idling_is_as_good() {
    for seed in 0..30 {
        let contest = random(seed, Draw { floors: seed % 2 == 0, ..Draw::small(2, 2) });
        for (at, firm) in contest.firms().iter().enumerate() {
            let (plant, t) = (&firm.plants[0], 1);
            let Some(price) = contest.critical_price(at, 0, 0, t) else { continue };
            let run = plant.margin(0, t, price) - plant.fixed_cost[t];
            assert!((run + plant.idle_cost[t]).abs() < 1e-6, "{seed}");
            if plant.floors.is_empty() {
                let formula = plant.unit_cost[0][t] + (plant.fixed_cost[t] - plant.idle_cost[t]) / plant.volumes[0][t];
                assert!((price - formula).abs() < 1e-9, "{seed}: {price} {formula}");
            }
        }
    }
}

#[test]
fn the_frontier_is_the_best_of_all_groups() {
    let mut jumps = 0;
    for seed in 0..20 {
        let contest = random(seed, Draw { rich: seed % 2 == 0, ..Draw::small(3, 5) });
        let weights = [1.0, 2.0, 1.5];
        let frontier = contest.frontier(&weights, &options()).unwrap();
        let groups: Vec<(f64, f64)> = (1_usize..8)
            .map(|mask| {
                let firms: Vec<usize> = (0..3).filter(|firm| mask >> firm & 1 == 1).collect();
                let harm = firms.iter().map(|firm| weights[*firm]).sum();
                (contest.kill_firms(&firms, &options()).unwrap().cost().unwrap(), harm)
            })
            .collect();
        for (cost, _) in groups.iter().filter(|(cost, _)| cost.is_finite()) {
            let budget = cost * (1.0 + 1e-4) + 1e-4;
            let best = groups.iter().filter(|(cost, _)| *cost <= budget).map(|(_, harm)| *harm).fold(0.0, f64::max);
            assert_eq!(frontier.harm(budget), best, "{seed}");
            assert!(frontier.budget(best).is_some_and(|least| least <= budget), "{seed}");
        }
        let rises =
            frontier.steps.windows(2).all(|pair| pair[0].kill.cost < pair[1].kill.cost && pair[0].harm < pair[1].harm);
        assert!(rises, "{seed}");
        if let Some(bargain) = frontier.bargain() {
            assert!(frontier.steps.iter().all(|step| step.kill.cost / step.harm >= bargain.kill.cost / bargain.harm));
        }
        jumps += frontier.steps.len();
    }
    assert!(jumps > 25, "{jumps}");
    let contest = random(0, Draw::small(2, 2));
    assert_eq!(
        contest.frontier(&[1.0], &options()).unwrap_err().to_string(),
        "the list of weights has 1 entries, expected 2"
    );
    assert!(contest.frontier(&[1.0, 0.0], &options()).is_err());
}

#[test]
fn bylaws_are_compared() {
    for seed in 0..12 {
        let contest = random(seed, Draw { rich: true, ..Draw::small(3, 5) });
        let bylaws = [
            Bylaw::Alone,
            Bylaw::Joint,
            Bylaw::LetGo,
            Bylaw::SafeLending { budget: 3000.0 },
            Bylaw::OneDesk,
            Bylaw::Reserve { size: 60.0 },
        ];
        let table = contest.compare(&bylaws, &options()).unwrap();
        for row in &table {
            assert!(
                row.first.lower() <= row.all.cost().unwrap_or(f64::INFINITY) * (1.0 + 1e-6) + 1e-6,
                "{seed} {:?}",
                row.bylaw
            );
            for (kill, question) in [(&row.first, Question::First), (&row.all, Question::All)] {
                let Some(killed) = kill.killed() else { continue };
                assert!(killed.lower <= killed.cost);
                let replay = contest.replay(&killed.campaign, row.bylaw).unwrap();
                assert_eq!(replay, killed.replay);
                assert!(if question == Question::First { replay.dead() > 0 } else { replay.dead() == 3 });
            }
        }
        // What the theorems promise.
        let close = |a: f64, b: f64| a <= b * (1.0 + 1e-5) + 1e-5;
        assert!(close(table[0].all.lower(), table[2].all.lower()), "{seed}");
        assert!(close(table[0].first.lower(), table[2].first.lower()), "{seed}");
        assert!(close(table[0].all.lower().min(3000.0), table[3].all.lower()), "{seed}");
    }
}
