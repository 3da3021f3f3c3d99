//! Bad input gives its message.

use predation::{Bylaw, Campaign, Contest, CostCurve, Firm, Floor, Growth, Industry, Strike, check::check};

use crate::make::{contest, industry, messages, oxide, seller, years};

fn sound() -> (Industry, Vec<Firm>) {
    let firms = vec![seller("north", 2, 100.0, 10.0, 30.0, 40.0), seller("south", 2, 80.0, 5.0, 35.0, 20.0)];
    (industry(years(2), vec![oxide(2, 50.0, 10.0, 40.0)]), firms)
}

fn refused(change: impl FnOnce(&mut Industry, &mut Vec<Firm>), message: &str) {
    let (mut industry, mut firms) = sound();
    change(&mut industry, &mut firms);
    let found = messages(Contest::new(industry, firms));
    assert!(found.iter().any(|words| words == message), "expected `{message}`, found {found:#?}");
}

#[test]
fn a_sound_contest_has_no_fault() {
    let (industry, firms) = sound();
    assert!(check(&industry, &firms).is_empty());
}

#[test]
fn numbers_out_of_range() {
    refused(|i, _| i.budget = -1.0, "the adversary's budget is `-1`, expected at least 0, infinite for no limit");
    refused(
        |i, _| i.periods[1].budget = -2.0,
        "the adversary's budget in 2031 is `-2`, expected at least 0, infinite for no limit",
    );
    refused(|i, _| i.budget = f64::NAN, "the adversary's budget is `NaN`, expected at least 0, infinite for no limit");
    refused(|i, _| i.periods[0].years = 0.0, "the length of period 2030 is `0`, expected a finite number above 0");
    refused(
        |i, _| i.periods[0].discount = f64::INFINITY,
        "the discount in 2030 is `inf`, expected a finite number above 0",
    );
    refused(|_, f| f[0].purse = f64::NAN, "the purse of `north` is `NaN`, expected a finite number");
    refused(
        |_, f| f[1].debt_service[1] = -3.0,
        "the debt service of `south` in 2031 is `-3`, expected a finite number of at least 0",
    );
    refused(|_, f| f[0].loan_rate = -0.1, "the loan rate of `north` is `-0.1`, expected at least the deposit rate");
    refused(
        |i, _| i.products[0].base[0] = -1.0,
        "the base price of `oxide` in 2030 is `-1`, expected a finite number of at least 0",
    );
    refused(
        |i, _| i.products[0].growth = vec![Growth { period: 0, kept: 1.0, most: -0.5 }],
        "the growth of `oxide` in 2030 is `-0.5`, expected a finite number of at least 0",
    );
    refused(
        |i, _| i.products[0].growth = vec![Growth { period: 9, kept: 1.0, most: 0.5 }],
        "the growth of `oxide` is of period 9, expected one of the 2",
    );
}

#[test]
fn cuts_that_limit_each_other() {
    refused(|i, _| i.exclusive = vec![(0, 1)], "products 0 and 1 exclude each other, expected two of the 1");
    refused(|i, _| i.exclusive = vec![(0, 0)], "products 0 and 0 exclude each other, expected two of the 1");
    refused(|i, _| i.shared = vec![vec![(2, 1.0)]], "product 2 shares with others, expected one of the 1");
    refused(
        |i, _| i.shared = vec![vec![(0, -1.0)]],
        "the share of product 0 is `-1`, expected a finite number above 0",
    );
    refused(|i, _| i.products[0].customers_of = Some(7), "`oxide` is for the customers of firm 7, which is none");
    refused(
        |i, _| i.products[0].customers_of = Some(0),
        "`south` trades `oxide`, which is for the customers of another alone",
    );
}

#[test]
fn campaigns_that_break_what_limits_cuts() {
    let two = || {
        let metal = predation::Product { name: "metal".to_string(), ..oxide(2, 50.0, 10.0, 40.0) };
        let (mut industry, mut firms) = sound();
        industry.products.push(metal);
        for plant in firms.iter_mut().flat_map(|firm| &mut firm.plants) {
            plant.volumes.push(plant.volumes[0].clone());
            plant.unit_cost.push(plant.unit_cost[0].clone());
        }
        (industry, firms)
    };
    let says = |industry: Industry, firms: Vec<Firm>| {
        let contest = contest(industry, firms);
        let mut campaign = Campaign::none(&contest);
        (campaign.cuts[0][1], campaign.cuts[1][1]) = (30.0, 25.0);
        contest.check_campaign(&campaign, Bylaw::Alone).unwrap_err().to_string()
    };
    let (mut industry, firms) = two();
    industry.exclusive = vec![(0, 1)];
    assert_eq!(says(industry, firms), "`oxide` and `metal` exclude each other, both are cut in 2031");
    let (mut industry, firms) = two();
    industry.shared = vec![vec![(0, 1.0), (1, 1.0)]];
    assert_eq!(says(industry, firms), "cuts of oxide, metal together take more than all in 2031");
}

#[test]
fn wrong_lengths() {
    refused(|_, f| f[0].least_cash = vec![0.0], "the least cash of `north` has 1 entries, expected 2");
    refused(|i, _| i.products[0].lowest = Vec::new(), "the lowest price of `oxide` has 0 entries, expected 2");
    refused(|i, _| drop(i.products[0].cost.pop()), "the list of cost curves of `oxide` has 1 entries, expected 2");
    refused(
        |_, f| drop(f[0].plants[0].volumes.pop()),
        "the list of volumes of `works` of `north` has 0 entries, expected 1",
    );
}

#[test]
fn costs_that_are_not_convex() {
    let curve = |points: &[(f64, f64)]| CostCurve { points: points.to_vec() };
    let set = |points: &'static [(f64, f64)]| {
        move |i: &mut Industry, _: &mut Vec<Firm>| i.products[0].cost[0] = curve(points)
    };
    refused(
        set(&[(0.0, 0.0), (20.0, 100.0), (40.0, 150.0)]),
        "the cost curve of `oxide` in 2030 is not convex: a deeper cut costs less for each unit",
    );
    refused(set(&[(0.0, 0.0), (40.0, -1.0)]), "the cost curve of `oxide` in 2030 begins with a cost below 0");
    refused(set(&[(0.0, 1.0), (40.0, 9.0)]), "the cost curve of `oxide` in 2030 must begin with no cost at no cut");
    refused(
        set(&[(0.0, 0.0), (30.0, 9.0)]),
        "the cost curve of `oxide` in 2030 ends at a cut of 30, expected up to 40",
    );
    refused(set(&[]), "the cost curve of `oxide` in 2030 must begin with no cost at no cut");
}

#[test]
fn attacks_that_touch_nothing() {
    refused(
        |_, f| f.iter_mut().for_each(|firm| firm.plants[0].volumes[0] = vec![0.0; 2]),
        "a cut of `oxide` touches nothing: no plant sells or buys it",
    );
    refused(|i, _| i.products[0].lowest = vec![50.0; 2], "the price of `oxide` can never be cut");
    refused(|i, _| i.products[0].menu = vec![0.9], "every depth in the menu of `oxide` is below the lowest price");
    refused(
        |_, f| {
            f[0].undercut = true;
            f[0].plants[0].volumes[0] = vec![-1.0; 2];
        },
        "undercutting `north` touches nothing: it sells nothing that can be cut",
    );
    let strike = |plants: Vec<usize>| Strike {
        name: "ban".to_string(),
        firm: 0,
        plants,
        share: 1.0,
        starts: vec![0],
        lasts: 1,
        cost: 5.0,
    };
    refused(|i, _| i.strikes.push(strike(Vec::new())), "the strike `ban` touches nothing");
    refused(|i, _| i.strikes.push(strike(vec![3])), "the strike `ban` is against plant 3, which `north` has not");
    refused(
        |i, _| i.strikes.push(Strike { firm: 7, ..strike(vec![0]) }),
        "the strike `ban` is against firm 7, which is none",
    );
    refused(|i, _| i.strikes.push(Strike { lasts: 0, ..strike(vec![0]) }), "the strike `ban` lasts for no period");
    refused(
        |i, _| i.strikes.push(Strike { share: 1.5, ..strike(vec![0]) }),
        "the share lost to the strike `ban` is `1.5`, expected a share above 0 and at most 1",
    );
}

#[test]
fn floors_cover_no_more_than_is_sold() {
    let floor =
        |volume: f64, give_back: f64| Floor { product: 0, price: vec![45.0; 2], volume: vec![volume; 2], give_back };
    refused(
        |_, f| f[0].plants[0].floors.push(floor(12.0, 0.0)),
        "floors cover 12 of `oxide` at `works` of `north` in 2030, expected at most the 10 that it sells",
    );
    refused(
        |_, f| f[0].plants[0].floors.push(floor(5.0, 1.5)),
        "the give-back of `works` of `north` is `1.5`, expected a share from 0 to 1",
    );
    refused(
        |_, f| f[0].plants[0].floors.push(Floor { product: 4, ..floor(5.0, 0.0) }),
        "a floor of `works` of `north` is for product 4, which is none",
    );
}

#[test]
fn names_are_given_once_and_there_is_something() {
    refused(|_, f| f[1].name = "north".to_string(), "the firm `north` is given twice");
    refused(|i, _| i.periods[1].label = "2030".to_string(), "the period `2030` is given twice");
    refused(|_, f| f.clear(), "there is no firm");
    refused(|i, _| i.products.clear(), "there is no product whose price could be cut");
    refused(
        |i, _| i.products[0].menu = vec![0.5, 0.2],
        "the menu of `oxide` must be depths above 0 and at most 1, ascending",
    );
}

/// Firms that nothing attacks can be replayed all the same; their own faults are still faults.
#[test]
fn firms_without_an_attack_are_replayed() {
    let (industry, mut firms) = sound();
    let bare = |firm: &mut Firm| {
        firm.plants.iter_mut().for_each(|plant| (plant.volumes, plant.unit_cost) = Default::default())
    };
    firms.iter_mut().for_each(bare);
    firms.iter_mut().flat_map(|firm| &mut firm.plants).for_each(|plant| plant.floors.clear());
    let contest = Contest::unattacked(industry.periods.clone(), firms.clone()).unwrap();
    let replay = contest.replay(&Campaign::none(&contest), Bylaw::Alone).unwrap();
    assert_eq!((replay.cost, replay.cash.len()), (0.0, firms.len()));
    firms[0].purse = f64::NAN;
    assert_eq!(messages(Contest::unattacked(industry.periods, firms)).len(), 1);
}

#[test]
fn all_faults_come_at_once() {
    let (mut industry, mut firms) = sound();
    industry.budget = -1.0;
    firms[0].purse = f64::INFINITY;
    firms[1].plants[0].idle_cost[0] = -1.0;
    assert_eq!(messages(Contest::new(industry, firms)).len(), 3);
    // Nothing of this is a fault of the contest that was sound.
    let (industry, firms) = sound();
    contest(industry, firms);
}
