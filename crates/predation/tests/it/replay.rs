//! The simulator by hand: run or idle, floors, interest, and who dies when under each bylaw.

use predation::{Bylaw, Campaign, Contest, Firm, Floor, Growth, Strike};

use crate::make::{contest, industry, oxide, seller, years};

/// A firm that earns nothing at base and loses ten for each unit of the price; its idle cost is out of reach.
fn bare(name: &str, periods: usize, purse: f64) -> Firm {
    seller(name, periods, purse, 10.0, 50.0, 1e6)
}

fn at_base_50(firms: Vec<Firm>, periods: usize) -> Contest {
    contest(industry(years(periods), vec![oxide(periods, 50.0, 0.0, 40.0)]), firms)
}

fn cut(contest: &Contest, cuts: &[f64]) -> Campaign {
    Campaign { cuts: vec![cuts.to_vec()], ..Campaign::none(contest) }
}

#[test]
fn a_plant_idles_when_running_costs_more() {
    // Runs at 200 a year; below a price of 26 idling at 40 is cheaper.
    let contest = at_base_50(vec![seller("north", 3, 100.0, 10.0, 30.0, 40.0)], 3);
    let replay = contest.replay(&cut(&contest, &[0.0, 22.0, 50.0]), Bylaw::Alone).unwrap();
    assert_eq!(replay.cash, [[300.0, 280.0, 240.0]]);
    assert_eq!(replay.cost, 40.0 * 72.0);
    assert_eq!(contest.critical_price(0, 0, 0, 0), Some(26.0));
}

#[test]
fn a_floor_tops_up_and_takes_its_share() {
    let mut firm = seller("north", 2, 0.0, 10.0, 30.0, 1e6);
    firm.plants[0].floors = vec![Floor { product: 0, price: vec![40.0; 2], volume: vec![4.0; 2], give_back: 0.25 }];
    let contest = at_base_50(vec![firm], 2);
    // At 50: 200 less a quarter of 4 x 10. At 20: -100 and 4 x 20 on top.
    let replay = contest.replay(&cut(&contest, &[0.0, 30.0]), Bylaw::Alone).unwrap();
    assert_eq!(replay.cash, [[190.0, 170.0]]);
}

#[test]
fn debt_bears_more_interest_and_the_dead_stay_dead() {
    let mut firm = bare("north", 4, 100.0);
    firm.least_cash = vec![-50.0; 4];
    (firm.deposit_rate, firm.loan_rate) = (0.1, 0.2);
    firm.other_cash = vec![0.0, -150.0, 0.0, 500.0];
    let contest = at_base_50(vec![firm], 4);
    let replay = contest.replay(&cut(&contest, &[0.0; 4]), Bylaw::Alone).unwrap();
    // 110, then 121 - 150, then -29 x 1.2, then 500 more.
    let expected = [110.0, -29.0, -34.8, -41.76 + 500.0];
    for (found, expected) in replay.cash[0].iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
    let replay = contest.replay(&cut(&contest, &[0.0, 0.0, 2.0, 0.0]), Bylaw::Alone).unwrap();
    assert_eq!(replay.died, [Some(2)]);
    // Its cash stays what it was at death.
    assert_eq!(replay.cash[0][2], replay.cash[0][3]);
}

#[test]
fn one_purse_lives_and_dies_together() {
    let contest = at_base_50(vec![bare("weak", 3, 10.0), bare("strong", 3, 190.0)], 3);
    let campaign = cut(&contest, &[5.0, 4.0, 2.0]);
    let alone = contest.replay(&campaign, Bylaw::Alone).unwrap();
    assert_eq!(alone.died, [Some(0), None]);
    let joint = contest.replay(&campaign, Bylaw::Joint).unwrap();
    assert_eq!(joint.common, [100.0, 20.0, -20.0]);
    assert_eq!(joint.died, [Some(2), Some(2)]);
    // Let go in the last year, the weak one takes its debts along.
    let let_go = contest.replay(&campaign, Bylaw::LetGo).unwrap();
    assert_eq!(let_go.died, [Some(2), None]);
    assert_eq!(let_go.cash[1], [140.0, 100.0, 80.0]);
}

#[test]
fn who_lends_keeps_what_it_needs() {
    let contest = at_base_50(vec![bare("weak", 2, 10.0), bare("strong", 2, 190.0)], 2);
    let campaign = cut(&contest, &[4.0, 0.0]);
    // The weak one lacks 30. 240 of the budget are left after the first year: ten a year for each 40 of it, 60 in all.
    let safe = contest.replay(&campaign, Bylaw::SafeLending { budget: 400.0 }).unwrap();
    assert_eq!(safe.died, [None, None]);
    assert_eq!(safe.cash, [[0.0, 0.0], [120.0, 120.0]]);
    assert_eq!(contest.safe_need(1, 0, 240.0).unwrap(), 60.0);
    // With 800 more to fear the strong one has nothing to spare: 150 - 260 is below 0.
    let fear = contest.replay(&campaign, Bylaw::SafeLending { budget: 1200.0 }).unwrap();
    assert_eq!(fear.died, [Some(0), None]);
}

#[test]
fn a_reserve_is_paid_by_exposure_and_drawn_by_need() {
    let mut firms = vec![bare("weak", 3, 60.0), bare("strong", 3, 300.0)];
    firms[1].plants[0].volumes[0] = vec![30.0; 3];
    let contest = at_base_50(firms, 3);
    assert_eq!(contest.contributions(80.0), [20.0, 60.0]);
    // 40 and 240 are left to them. A cut of 6 takes 60 and 180: the weak one draws 20. Then 10 and 30 of what is left.
    let replay = contest.replay(&cut(&contest, &[6.0, 1.0, 6.0]), Bylaw::Reserve { size: 80.0 }).unwrap();
    assert_eq!(replay.common, [60.0, 50.0, 50.0]);
    assert_eq!(replay.cash[0], [0.0, 0.0, -60.0]);
    assert_eq!(replay.died, [Some(2), Some(2)]);
}

#[test]
fn strikes_take_volume_while_they_last() {
    let mut data = industry(years(3), vec![oxide(3, 50.0, 10.0, 40.0)]);
    let strike = Strike {
        name: "ban".to_string(),
        firm: 0,
        plants: vec![0],
        share: 0.5,
        starts: vec![0, 1],
        lasts: 1,
        cost: 7.0,
    };
    data.strikes = vec![strike.clone(), Strike { name: "siege".to_string(), share: 1.0, lasts: 2, ..strike }];
    let contest = contest(data, vec![seller("north", 3, 0.0, 10.0, 30.0, 40.0)]);
    let campaign = Campaign { strikes: vec![(0, 1)], ..Campaign::none(&contest) };
    let replay = contest.replay(&campaign, Bylaw::Alone).unwrap();
    assert_eq!(replay.cash, [[200.0, 300.0, 500.0]]);
    assert_eq!(replay.cost, 7.0);
    // Without volume and fixed cost it stands still for nothing.
    let campaign = Campaign { strikes: vec![(1, 0)], ..Campaign::none(&contest) };
    assert_eq!(contest.replay(&campaign, Bylaw::Alone).unwrap().cash, [[0.0, 0.0, 200.0]]);
    let both = Campaign { strikes: vec![(0, 1), (1, 0)], ..Campaign::none(&contest) };
    let refused = contest.replay(&both, Bylaw::Alone).unwrap_err().to_string();
    assert_eq!(refused, "`ban` and `siege` strike the same plant at the same time");
}

#[test]
fn campaigns_that_the_adversary_cannot_lead() {
    let mut data = industry(years(2), vec![oxide(2, 50.0, 10.0, 40.0)]);
    data.products[0].growth = Growth::by_years(0.5, &data.periods);
    data.products[0].menu = vec![0.4, 0.8];
    data.budget = 1000.0;
    let mut firms = vec![bare("north", 2, 1.0), bare("south", 2, 1.0)];
    firms[1].undercut = true;
    let contest = contest(data, firms);
    let refused = |campaign: Campaign, bylaw| contest.replay(&campaign, bylaw).unwrap_err().to_string();
    assert!(refused(cut(&contest, &[41.0, 0.0]), Bylaw::Alone).starts_with("the cut of `oxide` in 2030 is 41"));
    assert!(refused(cut(&contest, &[30.0, 0.0]), Bylaw::Alone).ends_with("is 30, which is not in the menu"));
    assert!(refused(cut(&contest, &[40.0, 0.0]), Bylaw::Alone).ends_with("grows faster than the ramp"));
    assert!(refused(cut(&contest, &[20.0, 20.0]), Bylaw::Alone).starts_with("the campaign costs 1600"));
    let mut campaign = Campaign::none(&contest);
    campaign.undercuts[0][0][0] = 1.0;
    assert_eq!(refused(campaign.clone(), Bylaw::Alone), "`north` cannot be undercut alone");
    campaign.undercuts[0][0][0] = 0.0;
    campaign.undercuts[1][0][0] = 1.0;
    assert_eq!(contest.replay(&campaign, Bylaw::Alone).unwrap().cost, 10.0);
    assert_eq!(refused(campaign, Bylaw::OneDesk), "one desk sells `oxide` in 2030: nobody can be undercut alone");
    let short = Campaign { cuts: vec![vec![0.0]], ..Campaign::none(&contest) };
    assert_eq!(refused(short, Bylaw::Alone), "the campaign has another shape than the contest");
}
