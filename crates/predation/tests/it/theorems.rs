//! The theorems of docs/adversary.md on drawn contests.

use predation::{Bylaw, Campaign, Contest, KillOptions, Question};

use crate::make::{Draw, Numbers, contest, grid, random};

fn options() -> KillOptions {
    KillOptions { gap: 1e-7, ..KillOptions::default() }
}

/// Contests of several kinds, all with flows that rise with the price.
fn contests() -> impl Iterator<Item = (u64, Contest)> {
    (0..75).map(|seed| {
        let plain = Draw::small(3, 4);
        let draw = match seed % 5 {
            0 => plain,
            1 => Draw { rich: true, floors: true, ..plain },
            2 => Draw { undercut: true, ..plain },
            3 => Draw { products: 2, plants: 2, customers: true, ..plain },
            _ => Draw { products: 2, plants: 2, debt: true, ..plain },
        };
        (seed, random(seed, draw))
    })
}

/// Paths of any cuts and undercuts.
fn campaigns(contest: &Contest, number: usize, seed: u64) -> Vec<Campaign> {
    let n = &mut Numbers::of(seed);
    let draw = |n: &mut Numbers| {
        let mut campaign = Campaign::none(contest);
        let size = n.next();
        for (m, product) in contest.industry().products.iter().enumerate() {
            for t in 0..contest.num_periods() {
                campaign.cuts[m][t] = if n.chance(0.6) { product.most(t) * n.next() * size } else { 0.0 };
                for (at, firm) in contest.firms().iter().enumerate().filter(|(_, firm)| firm.undercut) {
                    let left = product.most(t) - campaign.cuts[m][t];
                    campaign.undercuts[at][m][t] = if n.chance(0.3) && firm.undercut { left * n.next() } else { 0.0 };
                }
            }
        }
        campaign
    };
    (0..number).map(|_| draw(n)).collect()
}

fn dead(died: &[Option<usize>]) -> Vec<bool> {
    died.iter().map(Option::is_some).collect()
}

fn within(few: &[Option<usize>], many: &[Option<usize>]) -> bool {
    dead(few).iter().zip(dead(many)).all(|(few, many)| !few || many)
}

#[test]
fn t1_a_joint_purse_never_dies_before_the_first_of_its_members() {
    let mut dearer = 0;
    for (seed, contest) in contests() {
        for campaign in campaigns(&contest, 40, seed) {
            let alone = contest.replay(&campaign, Bylaw::Alone).unwrap();
            let joint = contest.replay(&campaign, Bylaw::Joint).unwrap();
            if let Some(died) = joint.died[0] {
                assert!(alone.died.iter().flatten().any(|first| *first <= died), "{seed}");
            }
        }
        let first = contest.kill(Question::First, Bylaw::Alone, &options()).unwrap();
        let joint = contest.kill(Question::First, Bylaw::Joint, &options()).unwrap();
        let (first, joint) = (first.cost().unwrap(), joint.cost().unwrap());
        assert!(first <= joint * (1.0 + 1e-5) + 1e-5, "{seed}: {first} {joint}");
        dearer += usize::from(joint > first * 1.01);
    }
    assert!(dearer > 20, "{dearer}");
}

#[test]
fn t2_the_pool_may_be_cheaper_to_kill_than_all_alone() {
    let (mut cheaper, mut dearer) = (0, 0);
    for (_, contest) in contests() {
        let alone = contest.kill(Question::All, Bylaw::Alone, &options()).unwrap().cost().unwrap();
        let joint = contest.kill(Question::All, Bylaw::Joint, &options()).unwrap().cost().unwrap();
        cheaper += usize::from(joint < alone * 0.99);
        dearer += usize::from(joint > alone * 1.01);
    }
    assert!(cheaper > 10 && cheaper > dearer, "{cheaper} {dearer}");
}

/// Firms in proportion die at the same cut, and so does their pool.
#[test]
fn t2_proportional_firms_lose_nothing_by_pooling() {
    for seed in 0..20 {
        let one = random(seed, Draw { rich: true, ..Draw::small(1, 5) });
        let mut twice = one.firms()[0].clone();
        twice.name = "double".to_string();
        twice.purse *= 2.0;
        let series = |values: &mut Vec<f64>| values.iter_mut().for_each(|value| *value *= 2.0);
        series(&mut twice.debt_service);
        for plant in &mut twice.plants {
            plant.volumes.iter_mut().for_each(series);
            series(&mut plant.fixed_cost);
            series(&mut plant.idle_cost);
        }
        let both = contest(one.industry().clone(), vec![one.firms()[0].clone(), twice]);
        let alone = both.kill(Question::All, Bylaw::Alone, &options()).unwrap().cost().unwrap();
        let joint = both.kill(Question::All, Bylaw::Joint, &options()).unwrap().cost().unwrap();
        assert!(alone == joint || (alone - joint).abs() <= 1e-4 * alone.max(1.0), "{seed}: {alone} {joint}");
    }
}

#[test]
fn t3_who_can_be_let_go_saves_all_that_save_themselves() {
    let mut saved = 0;
    for (seed, contest) in contests() {
        for campaign in campaigns(&contest, 60, seed) {
            let alone = contest.replay(&campaign, Bylaw::Alone).unwrap();
            let let_go = contest.replay(&campaign, Bylaw::LetGo).unwrap();
            assert!(within(&let_go.died, &alone.died), "{seed}");
            saved += usize::from(let_go.dead() < alone.dead());
        }
    }
    assert!(saved > 100, "{saved}");
}

#[test]
fn t4_safe_lending_saves_all_that_save_themselves_within_the_budget() {
    let mut saved = 0;
    for (seed, contest) in contests() {
        let budget = 400.0 * (1.0 + seed as f64);
        for campaign in campaigns(&contest, 60, seed) {
            if contest.cost(&campaign) > budget {
                continue;
            }
            let alone = contest.replay(&campaign, Bylaw::Alone).unwrap();
            let safe = contest.replay(&campaign, Bylaw::SafeLending { budget }).unwrap();
            assert!(within(&safe.died, &alone.died), "{seed}: {:?} {:?}", safe.died, alone.died);
            saved += usize::from(safe.dead() < alone.dead());
        }
    }
    assert!(saved > 30, "{saved}");
}

/// Every campaign of a grid within the budget that is left fails on a firm with its safe need, and there is little to spare.
#[test]
fn a_safe_need_is_enough() {
    for seed in 0..20 {
        let drawn = random(seed, Draw { products: 1 + seed as usize % 2, strikes: seed % 3 == 0, ..Draw::small(1, 3) });
        let budget = 300.0 + 100.0 * seed as f64;
        // All of the contest lies after a first year in which nothing happens.
        let need = {
            let mut industry = drawn.industry().clone();
            let quiet = predation::Period { label: "before".to_string(), ..industry.periods[0].clone() };
            industry.periods.insert(0, quiet);
            for product in &mut industry.products {
                product.base.insert(0, product.base[0]);
                product.lowest.insert(0, product.base[0]);
                product.cost.insert(0, product.cost[0].clone());
            }
            for strike in &mut industry.strikes {
                strike.starts.iter_mut().for_each(|start| *start += 1);
            }
            let mut firm = drawn.firms()[0].clone();
            let first = |values: &mut Vec<f64>| values.insert(0, values[0]);
            [&mut firm.least_cash, &mut firm.debt_service, &mut firm.other_cash].into_iter().for_each(first);
            for plant in &mut firm.plants {
                plant.volumes.iter_mut().chain(&mut plant.unit_cost).for_each(first);
                [&mut plant.fixed_cost, &mut plant.idle_cost].into_iter().for_each(first);
            }
            contest(industry, vec![firm]).safe_need(0, 0, budget).unwrap()
        };
        let with = |purse: f64| {
            let mut firm = drawn.firms()[0].clone();
            firm.purse = purse;
            contest(drawn.industry().clone(), vec![firm])
        };
        let safe = with(need + 1e-6 * need.abs().max(1.0));
        for campaign in grid(&safe, 6).iter().filter(|campaign| safe.cost(campaign) <= budget) {
            if let Ok(replay) = safe.replay(campaign, Bylaw::Alone) {
                assert_eq!(replay.died, [None], "{seed}");
            }
        }
        // With less the kill cost is within the budget, unless parts of strikes made the need larger.
        if drawn.industry().strikes.is_empty() && need > 0.0 {
            let cost = with(need - 1e-3 * need.max(1.0)).kill(Question::First, Bylaw::Alone, &options()).unwrap();
            assert!(cost.cost().unwrap() <= budget * (1.0 + 1e-6), "{seed}: {:?} {budget}", cost.cost());
        }
    }
}

#[test]
fn t5_a_desk_is_dearer_to_break_than_any_member_alone() {
    let mut much = 0;
    for seed in 0..30 {
        let draw = Draw { rich: seed % 2 == 0, ..Draw::small(3, 4) };
        let contest = random(
            seed,
            match seed % 3 {
                0 => Draw { products: 2, plants: 2, customers: true, ..draw },
                _ => Draw { undercut: true, ..draw },
            },
        );
        let alone = contest.kill(Question::First, Bylaw::Alone, &options()).unwrap().cost().unwrap();
        let joint = contest.kill(Question::First, Bylaw::Joint, &options()).unwrap().cost().unwrap();
        let desk = contest.kill(Question::First, Bylaw::OneDesk, &options()).unwrap().cost().unwrap();
        assert!(
            alone <= joint * (1.0 + 1e-5) + 1e-5 && joint <= desk * (1.0 + 1e-5) + 1e-5,
            "{seed}: {alone} {joint} {desk}"
        );
        much += usize::from(desk > 2.0 * alone);
    }
    assert!(much > 10, "{much}");
}

#[test]
fn p1_deeper_cuts_kill_no_less() {
    for (seed, contest) in contests() {
        for campaign in campaigns(&contest, 30, seed) {
            let mut shallow = campaign.clone();
            shallow.cuts.iter_mut().flatten().for_each(|cut| *cut *= 0.7);
            let deep = contest.replay(&campaign, Bylaw::Alone).unwrap();
            let shallow = contest.replay(&shallow, Bylaw::Alone).unwrap();
            assert!(within(&shallow.died, &deep.died), "{seed}");
            for (shallow, deep) in shallow.died.iter().zip(&deep.died) {
                assert!(shallow.is_none_or(|shallow| deep.is_some_and(|deep| deep <= shallow)), "{seed}");
            }
        }
    }
}

#[test]
fn p2_more_victims_cost_no_less() {
    for (seed, contest) in contests().take(30) {
        let kill = |firms: &[usize]| contest.kill_firms(firms, &options()).unwrap().cost().unwrap();
        let (one, two, three) = (kill(&[1]), kill(&[0, 1]), kill(&[0, 1, 2]));
        assert!(one <= two * (1.0 + 1e-5) + 1e-5 && two <= three * (1.0 + 1e-5) + 1e-5, "{seed}: {one} {two} {three}");
    }
}

/// One purse, linear cost of attack: every price is at base, at the lowest, where something bends, or is the one left over.
#[test]
fn p4_all_prices_but_one_are_at_a_breakpoint() {
    let mut checked = 0;
    for seed in 0..40 {
        let contest = random(seed, Draw { floors: true, ..Draw::small(1, 6) });
        let kill = contest.kill_firms(&[0], &options()).unwrap();
        let Some(killed) = kill.killed().filter(|killed| killed.cost > 0.0) else { continue };
        let (industry, plant) = (contest.industry(), &contest.firms()[0].plants[0]);
        let between = (0..contest.num_periods()).filter(|t| {
            let (cut, product) = (killed.campaign.cuts[0][*t], &industry.products[0]);
            let floors = plant.floors.iter().map(|floor| floor.price[*t]);
            let bends = floors.chain(contest.critical_price(0, 0, 0, *t)).chain([product.base[*t], product.lowest[*t]]);
            bends.into_iter().all(|price| (product.base[*t] - cut - price).abs() > 1e-6)
        });
        assert!(between.count() <= 1, "{seed}: {:?}", killed.campaign.cuts);
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn p5_the_reserve_is_where_killing_ends() {
    for (seed, contest) in contests() {
        for firm in 0..3 {
            let need = contest.unkillable_reserve(&[firm]);
            let with = |purse: f64| {
                let mut firms = contest.firms().to_vec();
                firms[firm].purse = purse;
                let contest = crate::make::contest(contest.industry().clone(), firms);
                contest.kill_firms(&[firm], &options()).unwrap().cost().unwrap()
            };
            let size = need.abs().max(100.0);
            assert!(with(need).is_infinite(), "{seed} {firm}");
            assert!(with(need - 1e-3 * size).is_finite(), "{seed} {firm}: {need}");
        }
    }
}
