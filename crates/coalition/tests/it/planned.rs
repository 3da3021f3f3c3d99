//! Games whose worth is a program, against the table of all groups.

use std::sync::atomic::AtomicBool;

use coalition::nucleolus::{Base, Weight, nucleolus};
use coalition::planned::{
    Bracket, IntegerGame, LinearGame, NucleolusSearch, Pool, SearchOptions, Tolerance, all_worths, cost_of_stability,
    largest_excess, least_core, num_walks, planned_shapley, settle_least_core, settle_most_tempted, settle_nucleolus,
    walk_worths, worths_of_walks,
};
use coalition::shapley::{End, Sampling, shapley};
use coalition::{GameError, Group, NoProgress, Progress, Sense, Table, Task};
use program::{Axis, ColSpec, Common, Endow, Membership, Place, Program};

/// A stream of numbers in [0, 1) from a seed; the tests need no more than that.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Production of four goods from three resources that members bring; with `setup` each good also has a fixed cost.
pub fn production(members: usize, setup: bool, seed: u64) -> Program {
    let mut random = Numbers(seed);
    let mut program = Program::new(program::Sense::Maximize);
    let goods = Axis::new("good", (0..4).map(|g| g.to_string()));
    let resources = Axis::new("resource", (0..3).map(|r| r.to_string()));
    let profit: Vec<f64> = (0..4).map(|_| 1.0 + (9.0 * random.next()).round()).collect();
    let make = program.cols("make", "t", [&goods], |[g]| Some(ColSpec::positive().cost(profit[g])));
    let use_of: Vec<Vec<f64>> = (0..3).map(|_| (0..4).map(|_| (4.0 * random.next()).round()).collect()).collect();
    let brought: Vec<Vec<f64>> =
        (0..3).map(|_| (0..members).map(|_| (10.0 * random.next()).round()).collect()).collect();
    let rows = program.rows("resource", "t", [&resources], |[r], row| {
        for ([g], col) in make.iter() {
            // Every good needs something: else it could be made without end.
            row.add(col, use_of[r][g] + if g % 3 == r { 1.0 } else { 0.0 });
        }
        row.at_most(brought[r].iter().sum());
    });
    if setup {
        let ready = program.cols("ready", "1", [&goods], |_| Some(ColSpec::binary().cost(-8.0)));
        program.rows("ready_first", "t", [&goods], |[g], row| {
            row.add(make.get([g]).unwrap(), 1.0);
            row.add(ready.get([g]).unwrap(), -1000.0);
            row.at_most(0.0);
        });
    }
    program.attributions.members = (0..members).map(|i| i.to_string()).collect();
    for ([r], row) in rows.iter() {
        for (i, amount) in brought[r].iter().enumerate().filter(|(_, amount)| **amount > 0.0) {
            program.attributions.endow.push(Endow { place: Place::RowUpper(row), member: i as u32, amount: *amount });
        }
    }
    program
}

fn groups(players: usize) -> impl Iterator<Item = Group> {
    (1..1_u64 << players).map(Group::from_mask)
}

/// The least core by one program over all groups: how others would do it.
fn least_core_of(table: &Table) -> f64 {
    let n = table.names().len();
    let mut master = Program::new(program::Sense::Minimize);
    let players = Axis::new("player", (0..n).map(|i| i.to_string()));
    let all = Axis::new("group", (1..(1_u64 << n) - 1).map(|m| m.to_string()));
    let pay = master.cols("pay", "1", [&players], |_| Some(ColSpec::free()));
    let level = master.cols("level", "1", [], |_| Some(ColSpec::free().cost(1.0)));
    master.rows("content", "1", [&all], |[m], row| {
        let group = Group::from_mask(m as u64 + 1);
        group.iter().for_each(|i| row.add(pay.get([i]).unwrap(), 1.0));
        row.add(level.get([]).unwrap(), 1.0);
        row.at_least(table.at(group));
    });
    let one = Axis::new("all", ["all"]);
    master.rows("total", "1", [&one], |_, row| {
        pay.iter().for_each(|(_, col)| row.add(col, 1.0));
        row.equals(table.total());
    });
    let options = program::Options::default();
    program::solve(&master, &options, &mut program::NoProgress).unwrap().objective.unwrap()
}

fn quiet(threads: usize, work: impl FnOnce(&mut Task<'_>)) {
    work(&mut Task { threads, observer: &mut NoProgress });
}

#[test]
fn cuts_bound_every_group_and_shares_of_owen_are_in_the_core() {
    for seed in 0..8 {
        let program = production(5, false, seed);
        quiet(1, |task| {
            let game = LinearGame::new(&program, Membership::new(&program, 5, Common::Split), task).unwrap();
            let stop = AtomicBool::new(false);
            let cuts: Vec<_> = groups(5).map(|group| game.cut(group, &stop).unwrap()).collect();
            for cut in &cuts {
                for other in &cuts {
                    let worth = other.worth.unwrap();
                    assert!(worth <= cut.at(other.group) + 1e-7, "seed {seed}: {:?} in {:?}", other.group, cut.group);
                }
            }
            let owen = game.owen();
            assert!((owen.iter().sum::<f64>() - game.total()).abs() < 1e-7);
            for cut in &cuts {
                assert!(cut.group.sum(&owen) >= cut.worth.unwrap() - 1e-7, "seed {seed}: {:?}", cut.group);
            }
            // Together at least as much as apart, with more at least as much as with less.
            for a in &cuts {
                for b in cuts.iter().filter(|b| b.group.intersection(a.group).is_empty()) {
                    let union = cuts[a.group.union(b.group).mask() as usize - 1].worth.unwrap();
                    assert!(union >= a.worth.unwrap() + b.worth.unwrap() - 1e-7);
                }
            }
        });
    }
}

#[test]
fn the_least_core_of_a_continuous_game_is_that_of_its_table() {
    for seed in 0..6 {
        let program = production(6, false, 100 + seed);
        quiet(2, |task| {
            let game = LinearGame::new(&program, Membership::new(&program, 6, Common::Split), task).unwrap();
            let stop = AtomicBool::new(false);
            let worth = |group| game.cut(group, &stop).unwrap().worth.unwrap();
            let table = Table::from_fn(6, Sense::Profit, worth).unwrap();
            let mut pool = Pool::new(6);
            pool.add(game.grand_cut());
            let effort = SearchOptions { gap: 1e-6, relative_gap: 0.0, groups: 64, content: f64::NEG_INFINITY };
            let found = settle_least_core(&game, &mut pool, game.total(), &game.owen(), effort, task).unwrap();
            let expected = least_core_of(&table);
            assert!(
                found.value.lower <= expected + 1e-6 && found.value.upper >= expected - 1e-6,
                "{found:?} {expected}"
            );
            assert!(found.value.is_within(1e-5), "seed {seed}: {found:?}");
            let worst = groups(6).filter(|g| g.len() < 6).map(|g| table.at(g) - g.sum(&found.payoffs));
            assert!(worst.fold(f64::NEG_INFINITY, f64::max) <= found.value.upper + 1e-6);
        });
    }
}

/// The table of a game, each group solved from nothing.
fn table_of(game: &LinearGame<'_>, players: usize) -> Table {
    let stop = AtomicBool::new(false);
    Table::from_fn(players, Sense::Profit, |group| game.cut(group, &stop).unwrap().worth.unwrap()).unwrap()
}

/// Up to ten members: what is settled from the groups that matter is what the table of all groups says.
#[test]
fn settling_is_full_enumeration() {
    let mut fewer = 0;
    for players in 2..=10 {
        let program = production(players, false, 900 + players as u64);
        quiet(2, |task| {
            let game = LinearGame::new(&program, Membership::new(&program, players, Common::Split), task).unwrap();
            let table = table_of(&game, players);
            let total = table.total();
            let mut pool = Pool::new(players);
            pool.add(game.grand_cut());
            let before = game.solved();
            let found = settle_nucleolus(&game, &mut pool, total, 1 << players, task).unwrap();
            let NucleolusSearch::Settled(found) = found else { panic!("{found:?}") };
            assert!(found.proven, "{players} players: {found:?}");
            fewer += usize::from(game.solved() - before < (1 << players) - 2);
            let expected = nucleolus(&table, Base::Preimputations, Weight::Same, task).unwrap().found().unwrap();
            for (a, b) in found.payoffs.iter().zip(&expected.payoffs) {
                assert!((a - b).abs() < 1e-5, "{players} players: {:?}, {:?}", found.payoffs, expected.payoffs);
            }
            let effort =
                SearchOptions { gap: 1e-7, relative_gap: 0.0, groups: 1 << players, content: f64::NEG_INFINITY };
            let least = settle_least_core(&game, &mut pool, total, &game.owen(), effort, task).unwrap();
            let least_core = coalition::least_core(&table, Default::default(), task).unwrap();
            let eps = coalition::exact::float(&least_core.eps);
            assert!((least.value.lower - eps).abs() < 1e-5 && least.value.is_within(1e-5), "{:?}, {eps}", least.value);
        });
    }
    assert!(fewer >= 3, "groups are left out where there are many: {fewer}");
}

#[test]
fn groups_in_gray_code_have_the_worths_they_have_alone() {
    let program = production(8, false, 77);
    let worths = |threads| {
        let mut worths = Vec::new();
        quiet(threads, |task| {
            let game = LinearGame::new(&program, Membership::new(&program, 8, Common::Split), task).unwrap();
            worths = all_worths(&game, task).unwrap();
            assert_eq!(game.solved(), 255);
            let table = table_of(&game, 8);
            for (mask, worth) in worths.iter().enumerate() {
                assert!((worth.unwrap() - table.worths()[mask]).abs() < 1e-7, "{mask:b}: {worth:?}");
            }
        });
        worths
    };
    assert_eq!(worths(1), worths(3));
}

/// Walks that were done by themselves, in another game of the same program, are the walks of all.
#[test]
fn walks_are_the_same_wherever_they_are_done() {
    let program = production(8, false, 77);
    let membership = || Membership::new(&program, 8, Common::Split);
    quiet(2, |task| {
        let game = LinearGame::new(&program, membership(), task).unwrap();
        let whole = all_worths(&game, task).unwrap();
        assert_eq!(num_walks(8), Ok(4));
        let mut walks = Vec::new();
        for range in [3..4, 0..1, 1..3] {
            let elsewhere = LinearGame::new(&program, membership(), task).unwrap();
            walks.extend(walk_worths(&elsewhere, range, task).unwrap());
        }
        // The order of walks is nothing: each says of which groups it speaks.
        assert_eq!(worths_of_walks(&game, walks), whole);
        assert!(matches!(num_walks(29), Err(GameError::Players { found: 29, .. })));
    });
}

#[test]
fn shapley_values_of_programs_are_those_of_their_tables() {
    let program = production(9, false, 31);
    quiet(2, |task| {
        let game = LinearGame::new(&program, Membership::new(&program, 9, Common::Split), task).unwrap();
        let expected = shapley(&table_of(&game, 9), task).unwrap();
        let mut pool = Pool::new(9);
        pool.add(game.grand_cut());
        let stop = AtomicBool::new(false);
        (0..9).for_each(|i| pool.add(game.cut(Group::single(i), &stop).unwrap()));
        let options = Sampling { evaluations: 200, confidence: 0.999, ..Sampling::default() };
        let sampled = planned_shapley(&game, &pool, &options, task).unwrap();
        let widths = sampled.half_widths.clone().unwrap();
        assert!(sampled.end != End::Exact && sampled.evaluations <= 200);
        for i in 0..9 {
            assert!((sampled.payoffs[i] - expected[i]).abs() <= widths[i] + 1e-6, "{sampled:?}, {expected:?}");
        }
        assert!((sampled.payoffs.iter().sum::<f64>() - game.total()).abs() < 1e-6);
        // What the bounds say already does not have to be sampled.
        let plain = coalition::sampled_shapley(&game, &options, task).unwrap();
        let widest = |widths: &[f64]| widths.iter().copied().fold(0.0, f64::max);
        assert!(widest(&widths) < widest(&plain.half_widths.unwrap()), "{widths:?}");

        pool.know_all(&all_worths(&game, task).unwrap());
        assert!(pool.is_complete());
        let exact = planned_shapley(&game, &pool, &options, task).unwrap();
        assert_eq!(exact.end, End::Exact);
        exact.payoffs.iter().zip(&expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-6));
    });
}

#[test]
fn the_most_tempted_group_is_found_without_solving_all() {
    let program = production(7, false, 7);
    quiet(2, |task| {
        let game = LinearGame::new(&program, Membership::new(&program, 7, Common::Split), task).unwrap();
        let mut pool = Pool::new(7);
        pool.add(game.grand_cut());
        let equal = vec![game.total() / 7.0; 7];
        let effort = SearchOptions { gap: 1e-6, relative_gap: 0.0, groups: 128, content: f64::NEG_INFINITY };
        let (best, value) = settle_most_tempted(&game, &mut pool, &equal, effort, task).unwrap();
        let stop = AtomicBool::new(false);
        let excess = |group: Group| game.cut(group, &stop).unwrap().worth.unwrap() - group.sum(&equal);
        let expected = groups(7).filter(|g| g.len() < 7).map(excess).fold(f64::NEG_INFINITY, f64::max);
        assert!(value.is_within(1e-6) && (value.lower - expected).abs() < 1e-6, "{value:?} {expected}");
        assert!((excess(best.unwrap().0) - expected).abs() < 1e-6);
    });
}

#[test]
fn many_players_are_searched_without_a_table() {
    let program = production(24, false, 5);
    quiet(2, |task| {
        let game = LinearGame::new(&program, Membership::new(&program, 24, Common::Split), task).unwrap();
        let mut pool = Pool::new(24);
        pool.add(game.grand_cut());
        assert!(pool.table().is_none());
        let effort = SearchOptions { gap: 1e-6, relative_gap: 0.0, groups: 60, content: f64::NEG_INFINITY };
        let (_, value) = settle_most_tempted(&game, &mut pool, &game.owen(), effort, task).unwrap();
        assert!(value.upper <= 1e-6, "{value:?}");
    });
}

#[test]
fn a_game_with_integers_by_rows_is_that_of_its_table() {
    for seed in 0..4 {
        let program = production(5, true, 40 + seed);
        quiet(1, |task| {
            let mut game = IntegerGame::new(&program, Membership::new(&program, 5, Common::Split)).unwrap();
            let worth = |group| game.stand_alone(group).unwrap().unwrap().value;
            let table = Table::from_fn(5, Sense::Profit, worth).unwrap();
            let tolerance = Tolerance::of(table.total(), 5);
            let found = least_core(&mut game, tolerance, task).unwrap();
            let expected = least_core_of(&table);
            assert!((found.value.lower - expected).abs() < 1e-5, "seed {seed}: {:?} {expected}", found.value);
            assert!(found.value.is_within(1e-4), "{:?}", found.value);
            // The core is empty exactly when stability costs something.
            let stability = cost_of_stability(&mut game, tolerance, task).unwrap();
            assert_eq!(expected > 1e-6, stability.value.lower > 1e-6, "seed {seed}: {expected} {:?}", stability.value);
            let content = |group: Group| table.at(group) - group.sum(&stability.payoffs) <= 1e-4;
            assert!(groups(5).filter(|g| g.len() < 5).all(content));
            let (_, Bracket { lower, upper }) = largest_excess(&mut game, &found.payoffs, 1e-6, task).unwrap();
            assert!(lower <= found.value.upper + 1e-5 && upper >= expected - 1e-5);
        });
    }
}

/// Three members bring a tonne each. A plant takes two tonnes whole and earns 12; a third tonne earns 3 beside it. So a member
/// alone has nothing, two have 12, all three 15. The pairs ask for 36 in all, each member being in two of them: for 18, and 15 are
/// there. The core is empty; 3 more would fill it, and 10 for each pair of 12 is the best that 15 can do.
#[test]
fn a_fixed_cost_can_empty_the_core() {
    let mut program = Program::new(program::Sense::Maximize);
    let members = Axis::new("member", ["a", "b", "c"]);
    let one = Axis::new("plant", ["first", "second"]);
    let runs = program.cols("run", "1", [&one], |_| Some(ColSpec::binary().cost(12.0)));
    let extra = program.cols("extra", "t", [], |_| Some(ColSpec::positive().cost(3.0)));
    let ore = program.rows("ore", "t", [], |_, row| {
        runs.iter().for_each(|(_, col)| row.add(col, 2.0));
        row.add(extra.get([]).unwrap(), 1.0);
        row.at_most(3.0);
    });
    program.rows("beside", "t", [], |_, row| {
        row.add(extra.get([]).unwrap(), 1.0);
        runs.iter().for_each(|(_, col)| row.add(col, -1.0));
        row.at_most(0.0);
    });
    program.attributions.members = members.labels().to_vec();
    let place = Place::RowUpper(ore.get([]).unwrap());
    program.attributions.endow = (0..3).map(|member| Endow { place, member, amount: 1.0 }).collect();
    quiet(1, |task| {
        let mut game = IntegerGame::new(&program, Membership::new(&program, 3, Common::Split)).unwrap();
        let tolerance = Tolerance::of(15.0, 3);
        let found = least_core(&mut game, tolerance, task).unwrap();
        // Every pair is paid 10 and could have 12.
        assert!((found.value.lower - 2.0).abs() < 1e-6, "{found:?}");
        let stability = cost_of_stability(&mut game, tolerance, task).unwrap();
        assert!((stability.value.lower - 3.0).abs() < 1e-6, "{stability:?}");
        assert_eq!(found.proof.len(), 3);
    });
}

/// A member with an obligation that it cannot meet by itself.
#[test]
fn a_group_that_cannot_stand_alone_never_leaves() {
    let mut program = Program::new(program::Sense::Maximize);
    let hold = program.cols("hold", "t", [], |_| Some(ColSpec::between(5.0, 5.0)));
    let make = program.cols("make", "t", [], |_| Some(ColSpec::between(0.0, 8.0).cost(1.0)));
    program.rows("balance", "t", [], |_, row| {
        row.add(hold.get([]).unwrap(), 1.0);
        row.add(make.get([]).unwrap(), -1.0);
        row.at_most(0.0);
    });
    let (hold, make) = (hold.get([]).unwrap(), make.get([]).unwrap());
    program.set_col_bounds(hold, 5.0, f64::INFINITY);
    program.attributions.members = vec!["keeper".to_string(), "maker".to_string(), "other".to_string()];
    program.attributions.endow = vec![
        Endow { place: Place::ColLower(hold), member: 0, amount: 5.0 },
        Endow { place: Place::ColUpper(make), member: 1, amount: 8.0 },
    ];
    quiet(2, |task| {
        let game = LinearGame::new(&program, Membership::new(&program, 3, Common::Split), task).unwrap();
        let groups = [Group::single(0), Group::single(0).with(2)];
        let first = game.cuts(&groups[..1], task, Progress::default()).unwrap().remove(0);
        assert_eq!(first.worth, None);
        let mut pool = Pool::new(3);
        pool.add(game.grand_cut());
        pool.add(first);
        // The proof that the keeper cannot stand alone says the same of every group without the maker.
        assert_eq!(pool.bound(groups[1]), f64::NEG_INFINITY);
        assert!(pool.bound(Group::single(0).with(1)).is_finite());
        // Nobody can join a group that is not there; the nucleolus only has to keep it from being asked.
        let worths = all_worths(&game, task).unwrap();
        assert_eq!([worths[1], worths[5], worths[3]], [None, None, Some(8.0)]);
        pool.know_all(&worths);
        let shapley = planned_shapley(&game, &pool, &Sampling::default(), task);
        assert!(matches!(shapley, Err(GameError::Invalid(_))), "{shapley:?}");
        // The more the keeper pays the maker the better off is every group that can stand alone and does not have both: nothing limits it. The
        // other brings nothing: it alone has a share that is settled.
        let found = settle_nucleolus(&game, &mut pool, game.total(), 8, task).unwrap();
        let NucleolusSearch::Unlimited(found) = found else { panic!("{found:?}") };
        assert_eq!((found.payoffs, found.rest), (vec![None, None, Some(0.0)], 8.0));
        assert!(found.cannot.contains(0) && !found.cannot.contains(1));
    });
}
