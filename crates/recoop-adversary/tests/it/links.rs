//! Weakest links: against every set of losses by brute force, and by hand.

use program::solve::{NoProgress, Options, solve};
use recoop::formulation::formulate;
use recoop::plan::Plan;
use recoop_adversary::links::concentration::{By, Concentrated, Holder, concentration, hhi};
use recoop_adversary::links::interdict::Supplier;
use recoop_adversary::links::mixing::{Pool, mix};
use recoop_adversary::links::survival::Served;
use recoop_adversary::links::trace::Origin;
use recoop_adversary::links::{
    Abroad, InterdictOptions, Interdiction, Link, LinksOptions, Outage, Shortage, Worst, interdict, links, missing,
    sentences, survival, tables, trace,
};
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::series::Series;
use recoop_case::tables::Priority;

use crate::toy::{Case, assert_near};

/// Ore of two regions, oxide and metal made in three, one of them the adversary; magnets for defense, drones and toys at home.
/// `size` gives the capacities of the plants.
fn three_regions(size: [i32; 8]) -> Case {
    let [sep_us, sep_jp, smelt_us, smelt_us_2, smelt_jp, smelt_cn, oxide, metal] = size;
    Case::works(2030, 2031)
        .table("materials", "id, kind\nore, ore\noxide, oxide\nmetal, metal")
        .table("technologies", "id, stage, variable_cost_usd_per_kg\nseparating, separation, 1\nsmelting, metal, 1")
        .table(
            "recipes",
            "technology, material, amount
             separating, ore, -1
             separating, oxide, 1
             smelting, oxide, -1
             smelting, metal, 1",
        )
        .table("regions", "id, bloc\nus, home\njp, ally\ncn, adversary")
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year
                 sep_us, smith, us, separating, existing, {sep_us}
                 sep_jp, smith, jp, separating, existing, {sep_jp}
                 smelt_us, smith, us, smelting, existing, {smelt_us}
                 smelt_us_2, smith, us, smelting, existing, {smelt_us_2}
                 smelt_jp, smith, jp, smelting, existing, {smelt_jp}
                 smelt_cn, smith, cn, smelting, existing, {smelt_cn}"
            ),
        )
        .table("markets", "id, region, controller\npits, us, nobody\nislands, jp, ally\nbeijing, cn, adversary")
        .table(
            "offers",
            &format!(
                "market, material, side, limit_t_per_year
                 pits, ore, buy, 60
                 islands, ore, buy, 45
                 beijing, oxide, buy, {oxide}
                 beijing, metal, buy, {metal}"
            ),
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             pits, ore, 2030, 2
             islands, ore, 2030, 3
             beijing, oxide, 2030, 4
             beijing, metal, 2030, 6",
        )
        .table(
            "lanes",
            "from, to, material, limit_t_per_year
             jp, us, oxide, 30
             jp, us, metal, 25
             us, jp, oxide, 40
             cn, us, oxide, 
             cn, us, metal, 
             us, cn, oxide, 20",
        )
        .table("stocks", "material, region, initial_t, limit_t\nmetal, us, 15, 40")
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             magnets, defense, us, metal, defense, 100, 1000000
             drones, flight, us, metal, critical, 90, 1000
             toys, toys, us, metal, commercial, 20, 0",
        )
        .table(
            "quantities",
            "demand, year, quantity_t_per_year
             magnets, 2030, 50
             drones, 2030, 30
             toys, 2030, 20",
        )
}

/// The same over a period of two years and one of three.
fn long_periods(case: Case) -> Case {
    case.set(|settings| {
        settings.horizon.last_year = 2034;
        settings.horizon.period_lengths = vec![2, 3];
    })
}

fn find(case: &Case, most: usize) -> (Network, Plan, Interdiction) {
    let (network, plan) = case.plan();
    let options = InterdictOptions { most, ..InterdictOptions::default() };
    let mut quiet = coalition::NoProgress;
    let mut task = coalition::Task { threads: 1, observer: &mut quiet };
    let outage = Outage::most_probable(&network.tree);
    let found = interdict(&network, &plan.values, &outage, &options, &mut task).unwrap();
    (network, plan, found)
}

/// Everything that could be lost.
fn everything(network: &Network) -> Vec<Link> {
    let mut all: Vec<Link> = (0..network.facilities.len()).map(Link::Plant).collect();
    all.extend(network.lanes.iter().map(|lane| Link::Route { from: lane.from, to: lane.to }));
    all.extend(network.markets.iter().map(|market| Link::Markets(market.region)));
    all.sort();
    all.dedup();
    all
}

/// Shortage of a case that never had these things, planned from nothing: its shortage costs put priorities first.
fn without(network: &Network, lost: &[Link]) -> Shortage {
    let mut less = network.clone();
    for link in lost {
        match *link {
            Link::Plant(f) => less.facilities[f].existing_t = 0.0,
            Link::Route { from, to } => {
                let lanes = less.lanes.iter_mut().filter(|lane| (lane.from, lane.to) == (from, to));
                lanes.for_each(|lane| lane.limit_t_per_year = Series::Constant(0.0));
            }
            Link::Markets(region) => {
                for offer in less.offers.iter_mut().filter(|o| network.markets[o.market].region == region) {
                    offer.limit_t_per_year = Series::Constant(0.0);
                }
            }
        }
    }
    let formulation = formulate(&less);
    let solution = solve(&formulation.program, &Options::default(), &mut NoProgress).unwrap().solution.unwrap();
    let short = |priority: Priority| {
        let its = formulation.variables.short.iter().filter(|((d, _), _)| less.demands[*d].priority == priority);
        its.map(|((_, s), col)| f64::from(less.tree.period(s).length) * solution.col(col)).sum::<f64>()
    };
    Shortage { defense_t: short(Priority::Defense), critical_t: short(Priority::Critical) }
}

/// Every set of at most `most` things.
fn sets(all: &[Link], most: usize) -> Vec<Vec<Link>> {
    let mut sets = vec![Vec::new()];
    for link in all {
        let more: Vec<Vec<Link>> = sets.iter().filter(|set| set.len() < most).cloned().collect();
        sets.extend(more.into_iter().map(|mut set| {
            set.push(*link);
            set
        }));
    }
    sets
}

#[test]
fn the_worst_losses_are_those_of_brute_force() {
    let sizes = [
        [60, 50, 40, 30, 40, 100, 30, 20],
        [30, 20, 25, 25, 25, 30, 10, 5],
        [80, 5, 80, 5, 10, 10, 40, 60],
        [20, 60, 10, 45, 45, 25, 0, 15],
    ];
    // And some that nobody chose.
    let drawn = (1..9).map(|k: i32| [53, 37, 41, 29, 31, 43, 23, 19].map(|step| k * step % 67));
    for (at, size) in sizes.into_iter().chain(drawn).enumerate() {
        let most = if at == 0 { 3 } else { 2 };
        let case = three_regions(size);
        let (network, _, found) = find(&if at == 1 { long_periods(case) } else { case }, most);
        let mut worst = without(&network, &[]);
        assert!((found.shortage.defense_t - worst.defense_t).abs() < 1e-3, "{size:?}");
        assert!((found.shortage.critical_t - worst.critical_t).abs() < 1e-3, "{size:?}");
        let all = sets(&everything(&network), most);
        for count in 1..=most {
            for set in all.iter().filter(|set| set.len() == count) {
                let shortage = without(&network, set);
                if shortage.worse_than(worst) {
                    worst = shortage;
                }
            }
            let answer = &found.worst[count - 1];
            let shortage = answer.loss.as_ref().map_or(found.shortage, |loss| loss.shortage);
            assert!(answer.proven(found.shortage), "{size:?} {count}");
            assert!(
                !worst.worse_than(shortage) && !shortage.worse_than(worst),
                "{size:?}, {count} lost: found {shortage:?}, by brute force {worst:?}"
            );
        }
    }
}

#[test]
fn single_losses_are_ranked_and_the_rest_is_not_missed() {
    let (network, _, found) = find(&three_regions([60, 50, 40, 30, 40, 100, 30, 20]), 1);
    for link in everything(&network) {
        let by_hand = without(&network, &[link]);
        let told = found.singles.iter().find(|loss| loss.links == [link]);
        let shortage = told.map_or(found.shortage, |loss| loss.shortage);
        assert!((shortage.defense_t - by_hand.defense_t).abs() < 1e-3, "{link:?}: {shortage:?} {by_hand:?}");
        assert!((shortage.critical_t - by_hand.critical_t).abs() < 1e-3, "{link:?}: {shortage:?} {by_hand:?}");
    }
    for pair in found.singles.windows(2) {
        assert!(!pair[1].shortage.worse_than(pair[0].shortage), "{pair:#?}");
    }
    assert!(found.singles.iter().all(|loss| loss.harm_musd > -1e-6), "{:#?}", found.singles);
}

#[test]
fn more_losses_are_never_less_bad_and_say_what_steps_in() {
    let (network, _, found) = find(&three_regions([60, 50, 40, 30, 40, 100, 30, 20]), 3);
    let mut before = found.shortage;
    for worst in &found.worst {
        let shortage = worst.loss.as_ref().map_or(found.shortage, |loss| loss.shortage);
        assert!(!before.worse_than(shortage), "{:?}", found.worst);
        before = shortage;
    }
    let loss = found.singles.iter().find(|loss| !loss.substitutes.is_empty()).unwrap();
    for substitute in &loss.substitutes {
        assert!(substitute.more_t > 0.0, "{loss:#?}");
        let lost = |who: Supplier| matches!(who, Supplier::Plant(f) if loss.links == [Link::Plant(f)]);
        assert!(!lost(substitute.who), "{loss:#?}");
    }
    assert_eq!(loss.shortages.len(), network.demands.len());
    for demand in &loss.shortages {
        assert!(demand.short_t <= demand.demanded_t + 1e-6);
    }
}

#[test]
fn a_cut_search_gives_a_bracket() {
    let (network, plan) = three_regions([60, 50, 40, 30, 40, 100, 30, 20]).plan();
    let mut quiet = coalition::NoProgress;
    let mut task = coalition::Task { threads: 1, observer: &mut quiet };
    let outage = Outage::most_probable(&network.tree);
    let few = InterdictOptions { most: 3, sets: 1 };
    let found = interdict(&network, &plan.values, &outage, &few, &mut task).unwrap();
    let whole = find(&three_regions([60, 50, 40, 30, 40, 100, 30, 20]), 3).2;
    for (cut, worst) in found.worst.iter().zip(&whole.worst) {
        let of = |worst: &Worst| worst.loss.as_ref().map_or(found.shortage, |loss| loss.shortage);
        assert!(!of(cut).worse_than(of(worst)));
        assert!(!of(worst).worse_than(cut.at_most));
    }
    assert!(!found.worst[2].proven(found.shortage), "{:#?}", found.worst[2]);
}

#[test]
fn a_loss_in_one_year_starts_from_the_stocks_of_the_plan() {
    // 15 t in stock at first; the loss of all metal plants in 2031 alone leaves what stock there is then.
    let (network, plan) = three_regions([60, 50, 40, 0, 0, 0, 0, 0]).plan();
    let state = 1;
    let held: f64 = plan.values.stocks.iter().filter(|s| s.state == StateAt::new(0)).map(|s| s.level_t).sum();
    let mut quiet = coalition::NoProgress;
    let mut task = coalition::Task { threads: 1, observer: &mut quiet };
    let outage = Outage::of_state(&network.tree, StateAt::new(state));
    let options = InterdictOptions { most: 1, ..InterdictOptions::default() };
    let found = interdict(&network, &plan.values, &outage, &options, &mut task).unwrap();
    let loss = found.worst[0].loss.as_ref().unwrap();
    assert!((loss.shortage.defense_t - (50.0 - held)).abs() < 1e-3, "{loss:#?} {held}");
    assert_near(found.demanded_t[0], 50.0);
}

#[test]
fn a_path_of_the_tree_is_like_a_case_in_which_it_is_certain() {
    let case = three_regions([30, 20, 25, 25, 25, 30, 10, 5]);
    let (network, _, in_tree) = find(&case.clone().fork(2031, 0.6), 2);
    assert_eq!(in_tree.outage.states.len(), 2);
    let node = network.tree.states[in_tree.outage.last()].node;
    assert_eq!(network.tree.nodes[node].id, "boom");
    assert_eq!(in_tree.outage.words(&network.tree), "2030-2031, scenario boom");
    let (_, _, single_scenario) = find(&case, 2);
    for (tree, alone) in in_tree.worst.iter().zip(&single_scenario.worst) {
        let (tree, alone) = (tree.loss.as_ref().unwrap(), alone.loss.as_ref().unwrap());
        assert!((tree.shortage.defense_t - alone.shortage.defense_t).abs() < 1e-3, "{tree:#?} {alone:#?}");
        assert!((tree.shortage.critical_t - alone.shortage.critical_t).abs() < 1e-3, "{tree:#?} {alone:#?}");
    }
}

#[test]
fn nothing_is_built_in_answer_to_a_loss() {
    // One works of 100 t; a second one could be built and is not, since the first is enough.
    let case = Case::works(2030, 2031)
        .table(
            "technologies",
            "id, stage, variable_cost_usd_per_kg, capex_ref_musd, size_ref_t_per_year, capex_exponent, lifetime_years
             melting, metal, 1, 1, 100, 1, 20",
        )
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year
             works, smith, us, melting, existing, 100, 
             more, smith, us, melting, candidate, , 100",
        )
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             magnets, defense, us, metal, defense, 100, 1000",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmagnets, 2030, 60")
        .table("offers", "market, material, side\nworld, scrap, buy")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2");
    let (_, plan, found) = find(&case, 1);
    assert!(plan.values.builds.is_empty(), "{:?}", plan.values.builds);
    let loss = found.worst[0].loss.as_ref().unwrap();
    assert_near(loss.shortage.defense_t, 120.0);
    // What the plan does build stands: too little stood before.
    let short = case.table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year
         works, smith, us, melting, existing, 40, 
         more, smith, us, melting, candidate, , 100",
    );
    let (network, plan, found) = find(&short, 1);
    let built: f64 = plan.values.builds.iter().map(|build| build.size_t).sum();
    assert!(built >= 20.0 - 1e-6, "{built}");
    assert!(found.shortage.defense_t < 120.0, "{found:#?}");
    let works = network.facilities.iter().position(|f| f.id == "works").unwrap();
    let loss = found.singles.iter().find(|loss| loss.links == [Link::Plant(works)]).unwrap();
    assert!(loss.shortage.defense_t < 120.0 - 1.0, "{loss:#?}");
}

/// Wants no more at once.
struct Impatient;

impl coalition::ProgressObserver for Impatient {
    fn progress(&mut self, _progress: &coalition::Progress) -> coalition::Flow {
        coalition::Flow::Stop
    }
}

#[test]
fn a_stop_is_heard() {
    let (network, plan) = three_regions([30, 20, 25, 25, 25, 30, 10, 5]).plan();
    let mut task = coalition::Task { threads: 2, observer: &mut Impatient };
    let found = links(&network, &plan.values, &LinksOptions::from_network(&network), &mut task);
    assert_eq!(found, Err(coalition::GameError::Stopped));
}

#[test]
fn mixing_with_a_cycle_is_what_the_hand_says() {
    // Pool 0 gets 80 from source 0 and 20 of pool 1; pool 1 gets 100 of pool 0 and 100 from source 1:
    // x0 = 0.8 + 0.2 x1 and x1 = 0.5 x0, so x0 = 0.8 / 0.9.
    let pools = [
        Pool { pools: vec![(1, 20.0)], sources: vec![(0, 80.0)] },
        Pool { pools: vec![(0, 100.0)], sources: vec![(1, 100.0)] },
    ];
    let mixes = mix(&pools, 2);
    assert_near(mixes[0][0], 8.0 / 9.0);
    assert_near(mixes[1][0], 4.0 / 9.0);
    for shares in mixes {
        assert_near(shares.iter().sum(), 1.0);
    }
    // A loop that nothing enters has no source.
    let closed =
        [Pool { pools: vec![(1, 5.0)], sources: Vec::new() }, Pool { pools: vec![(0, 5.0)], sources: Vec::new() }];
    assert_eq!(mix(&closed, 1), vec![vec![0.0]; 2]);
}

/// Share of a demand whose stage was done somewhere, in a state.
fn share(network: &Network, plan: &Plan, demand: &str, stage: &str, origin: Origin, state: StateAt) -> f64 {
    let found = trace(network, &plan.values);
    let its = found.origins.iter().filter(|row| {
        network.demands[row.demand].id == demand
            && network.settings.stages[row.stage] == stage
            && row.origin == origin
            && row.state == state
    });
    its.map(|row| row.share).sum()
}

#[test]
fn shares_of_every_stage_add_up_to_one() {
    let (network, plan) = three_regions([30, 20, 25, 25, 25, 30, 10, 5]).plan();
    let found = trace(&network, &plan.values);
    assert!(!found.origins.is_empty());
    let mut sums = std::collections::BTreeMap::new();
    for row in &found.origins {
        *sums.entry((row.demand, row.state, row.stage)).or_insert(0.0) += row.share;
    }
    for (key, sum) in sums {
        assert!((sum - 1.0_f64).abs() < 1e-9, "{key:?} {sum}");
    }
    assert!(found.dependence.iter().all(|row| (0.0..=1.0 + 1e-12).contains(&row.share)));
}

#[test]
fn one_foreign_step_makes_a_chain_dependent() {
    // Separation at home, melting with the adversary only.
    let case = three_regions([60, 0, 0, 0, 0, 100, 0, 0]).table("stocks", "material, region, initial_t, limit_t");
    let (network, plan) = case.plan();
    let region = |id: &str| network.regions.iter().position(|r| r.id == id).unwrap();
    let (us, cn) = (region("us"), region("cn"));
    assert_near(share(&network, &plan, "magnets", "separation", Origin::SolvedPlan(us), StateAt::new(0)), 1.0);
    assert_near(share(&network, &plan, "magnets", "metal", Origin::SolvedPlan(cn), StateAt::new(0)), 1.0);
    let found = trace(&network, &plan.values);
    let on = |abroad: Abroad| {
        found.dependence.iter().find(|row| row.abroad == abroad && row.state == StateAt::new(0)).unwrap().share
    };
    assert_near(on(Abroad::Adversary), 1.0);
    assert_near(on(Abroad::Region(cn)), 1.0);
    assert_near(on(Abroad::Region(region("jp"))), 0.0);
    assert_near(on(Abroad::Allies), 0.0);
}

#[test]
fn a_stock_keeps_the_mix_that_it_was_filled_with() {
    // 15 t of opening stock and 20 t a year of own metal serve 50 t: in two years 40 + 15 t.
    let (network, plan) = three_regions([20, 0, 20, 0, 0, 0, 0, 0]).plan();
    let us = 0;
    let mut opening_t = 0.0;
    for state in 0..2 {
        let served = |s: &recoop::plan::values::ServiceValue| s.state == StateAt::new(state) && s.served_t > 0.0;
        for service in plan.values.service.iter().filter(|s| served(s)) {
            let id = &network.demands[service.demand].id;
            let stock = share(&network, &plan, id, "metal", Origin::Opening, StateAt::new(state));
            assert_near(share(&network, &plan, id, "metal", Origin::SolvedPlan(us), StateAt::new(state)), 1.0 - stock);
            opening_t += service.served_t * stock;
        }
    }
    let left: f64 = plan.values.stocks.iter().filter(|s| s.state == StateAt::new(1)).map(|s| s.level_t).sum();
    assert_near(opening_t, 15.0 - left);
}

#[test]
fn concentration_counts_shares() {
    assert_near(hhi([60.0, 40.0].into_iter()), 5200.0);
    assert_near(hhi([7.0].into_iter()), 10000.0);
    assert_near(hhi([].into_iter()), 0.0);
    let (network, plan) = three_regions([60, 0, 30, 10, 0, 0, 0, 0]).plan();
    let rows = concentration(&network, &plan.values);
    let metal = rows.iter().find(|r| r.stage == 2 && r.held == Concentrated::Capacity && r.by == By::Region).unwrap();
    assert_eq!(metal.largest, Holder::Region(0));
    assert_near(metal.hhi, 10000.0);
    assert_near(metal.total, 40.0);
}

fn months(case: &Case, abroad: Abroad) -> Option<f64> {
    let (network, plan) = case.plan();
    let mut quiet = coalition::NoProgress;
    let mut task = coalition::Task { threads: 1, observer: &mut quiet };
    let rows = survival(&network, &plan.values, StateAt::new(0), &[abroad], &mut task).unwrap();
    let magnets = network.demands.iter().position(|d| d.id == "magnets").unwrap();
    rows.iter().find(|row| row.served == Served::Demand(magnets)).unwrap().months
}

#[test]
fn stocks_last_as_long_as_the_hand_says() {
    // Own plants make 40 of 50 t a year: 15 t of stock last a year and a half.
    let case = three_regions([60, 0, 40, 0, 0, 100, 30, 20]);
    let found = months(&case, Abroad::Adversary).unwrap();
    assert!((found - 18.0).abs() < 1e-5, "{found}");
    let found = months(&long_periods(case), Abroad::Adversary).unwrap();
    assert!((found - 18.0).abs() < 1e-5, "{found}");
    // 60 t a year of own metal: for ever.
    assert_eq!(months(&three_regions([60, 0, 60, 0, 0, 100, 30, 20]), Abroad::Adversary), None);
    // Nothing of its own: 15 t at 50 t a year.
    let found = months(&three_regions([0, 0, 0, 0, 0, 100, 30, 60]), Abroad::Adversary).unwrap();
    assert!((found - 3.6).abs() < 1e-5, "{found}");
    // Japan stops: the adversary carries on.
    assert_eq!(months(&three_regions([0, 50, 0, 0, 40, 0, 0, 60]), Abroad::Region(1)), None);
}

#[test]
fn the_missing_piece_is_the_stage_that_is_abroad() {
    let (network, plan) = three_regions([60, 0, 0, 0, 0, 100, 0, 0]).plan();
    let mut quiet = coalition::NoProgress;
    let mut task = coalition::Task { threads: 1, observer: &mut quiet };
    let outage = Outage::most_probable(&network.tree);
    let found = missing(&network, &plan.values, &outage, &mut task).unwrap();
    // Two years of 50 t, of which 15 t are in stock.
    assert_near(found.demanded_t, 100.0);
    assert!((found.served_t - 15.0).abs() < 1e-3, "{found:?}");
    let piece = found.largest().unwrap();
    assert_eq!(network.settings.stages[piece.stage], "metal");
    assert!(found.complete(piece.served_t), "{found:?}");
    // With oxide from the adversary as well two pieces are missing, or one that does not exist here.
    let (network, plan) = three_regions([0, 0, 0, 0, 0, 100, 100, 0]).plan();
    let found = missing(&network, &plan.values, &outage, &mut task).unwrap();
    assert!(found.largest().is_none(), "{found:?}");
    assert_eq!(network.settings.stages.len(), found.pieces.len());
}

#[test]
fn everything_is_told_in_tables_and_sentences_whatever_the_number_of_threads() {
    let (network, plan) = three_regions([30, 20, 25, 25, 25, 30, 10, 5]).plan();
    let options = LinksOptions::from_network(&network);
    assert_eq!(options.abroad, [Abroad::Adversary]);
    let run = |threads: usize| {
        let mut quiet = coalition::NoProgress;
        links(&network, &plan.values, &options, &mut coalition::Task { threads, observer: &mut quiet }).unwrap()
    };
    let found = run(1);
    assert_eq!(found.interdiction, run(2).interdiction);
    let tables = tables(&network, &found);
    for table in &tables {
        assert!(table.num_rows() > 0, "{}", table.name);
        assert!(table.columns.iter().all(|column| column.values.len() == table.num_rows()), "{}", table.name);
    }
    let lines = sentences(&network, &found);
    assert!(lines.iter().any(|line| line.contains("the worst loss of one link")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("HHI") || line.contains("at home")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("stops supplying")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("Without the adversary")), "{lines:#?}");
}
