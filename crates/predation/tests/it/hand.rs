//! Kill costs that can be reckoned by hand: the toy cases of the theorems.

use predation::{Bylaw, Campaign, Contest, Firm, Growth, Kill, KillOptions, Product, Question, Reason};

use crate::make::{contest, industry, oxide, seller, years};

fn kill(contest: &Contest, question: Question, bylaw: Bylaw) -> Kill {
    contest.kill(question, bylaw, &KillOptions::default()).unwrap()
}

#[track_caller]
fn costs(kill: &Kill, expected: f64) {
    let killed = kill.killed().unwrap_or_else(|| panic!("{kill:?}"));
    assert!((killed.cost - expected).abs() <= 1e-4 * expected, "{} against {expected}", killed.cost);
    assert!(killed.lower <= killed.cost && killed.gap() <= 1e-4, "{} to {}", killed.lower, killed.cost);
}

/// Earns nothing at base, never idles.
fn bare(name: &str, volumes: &[f64], purse: f64) -> Firm {
    let mut firm = seller(name, volumes.len(), purse, 1.0, 200.0, 1e5);
    firm.plants[0].volumes[0] = volumes.to_vec();
    firm
}

/// The weak member drains the strong one: 30 a unit of the price; a cut of 100 kills both separately, one of 20 the pool.
#[test]
fn a_joint_purse_can_be_cheaper_to_kill_than_all_separately() {
    let firms = vec![bare("strong", &[1.0], 100.0), bare("weak", &[9.0], 100.0)];
    let contest = contest(industry(years(1), vec![oxide(1, 200.0, 0.0, 30.0)]), firms);
    costs(&kill(&contest, Question::All, Bylaw::Alone), 3000.0);
    costs(&kill(&contest, Question::All, Bylaw::Joint), 600.0);
    costs(&kill(&contest, Question::First, Bylaw::Alone), 30.0 * 100.0 / 9.0);
    costs(&kill(&contest, Question::First, Bylaw::LetGo), 600.0);
    costs(&kill(&contest, Question::All, Bylaw::LetGo), 3000.0);
}

/// Debts fall due in different years: separate attacks each strike a low point, the pool has none.
#[test]
fn a_joint_purse_can_be_dearer_to_kill_than_all_separately() {
    let mut firms = vec![bare("early", &[1.0, 0.0], 150.0), bare("late", &[0.0, 1.0], 450.0)];
    firms[0].other_cash[1] = 300.0;
    firms[1].debt_service[1] = 300.0;
    let contest = contest(industry(years(2), vec![oxide(2, 200.0, 0.0, 1.0)]), firms);
    // Cuts of 600 in one year are out of reach of a price of 200: raise it.
    let mut high = contest.industry().clone();
    high.products = vec![oxide(2, 1000.0, 0.0, 1.0)];
    let mut firms = contest.firms().to_vec();
    firms.iter_mut().for_each(|firm| firm.plants[0].unit_cost[0] = vec![1000.0; 2]);
    let contest = crate::make::contest(high, firms);
    costs(&kill(&contest, Question::All, Bylaw::Alone), 300.0);
    costs(&kill(&contest, Question::All, Bylaw::Joint), 600.0);
}

/// The small one's own customers are 30 units at 6 of its purse of 180; the desk does not offer them, all together are cut as a whole.
#[test]
fn one_desk_does_not_offer_the_customers_of_one() {
    let own = Product { name: "its customers".to_string(), customers_of: Some(0), ..oxide(1, 200.0, 0.0, 7.0) };
    let both = |firm: Firm, sold: f64| {
        let mut firm = firm;
        firm.plants[0].volumes.push(vec![sold]);
        firm.plants[0].unit_cost.push(vec![200.0]);
        firm
    };
    let firms = vec![both(bare("small", &[6.0], 180.0), 6.0), both(bare("large", &[14.0], 820.0), 0.0)];
    let contest = contest(industry(years(1), vec![oxide(1, 200.0, 0.0, 400.0), own]), firms);
    // A cut of 30 for its customers at 7 a unit; a cut of 50 for all 20 at 400.
    costs(&kill(&contest, Question::First, Bylaw::Alone), 210.0);
    costs(&kill(&contest, Question::First, Bylaw::OneDesk), 20_000.0);
    // One purse without a desk: its customers are 6 of the 20 units, and cheap until they pay nothing: 1,200 of 1,000 are burnt there.
    costs(&kill(&contest, Question::First, Bylaw::Joint), 7.0 * 1000.0 / 6.0);
    let mut campaign = Campaign::none(&contest);
    campaign.cuts[1][0] = 30.0;
    assert!(contest.check_campaign(&campaign, Bylaw::Joint).is_ok());
    let refused = contest.check_campaign(&campaign, Bylaw::OneDesk).unwrap_err().to_string();
    assert_eq!(refused, "one desk sells `its customers` in 2030: the customers of one cannot be had alone");
}

/// Alone a firm is undercut on its own volume, at a dollar for a dollar; a desk must be undercut on everything.
#[test]
fn one_desk_turns_180_into_1000() {
    let purses = [("small", 6.0, 180.0), ("middle", 4.0, 320.0), ("large", 10.0, 500.0)];
    let firms = purses.iter().map(|(name, volume, purse)| Firm { undercut: true, ..bare(name, &[*volume], *purse) });
    let contest = contest(industry(years(1), vec![oxide(1, 200.0, 0.0, 400.0)]), firms.collect());
    costs(&kill(&contest, Question::First, Bylaw::Alone), 180.0);
    costs(&kill(&contest, Question::First, Bylaw::OneDesk), 1000.0);
    // One purse alone does not do it: whoever is undercut drains it, at the same dollar for a dollar.
    costs(&kill(&contest, Question::First, Bylaw::Joint), 1000.0);
}

/// Idle cost 40 and debt service 10 a year for 3 years: a purse of 150 cannot be emptied, one of 149 can.
#[test]
fn harm_saturates() {
    let with = |purse: f64, lowest: f64| {
        let mut firm = seller("north", 3, purse, 10.0, 30.0, 40.0);
        firm.debt_service = vec![10.0; 3];
        contest(industry(years(3), vec![oxide(3, 50.0, lowest, 40.0)]), vec![firm])
    };
    let safe = with(150.0, 0.0);
    assert_eq!(safe.unkillable_reserve(&[0]), 150.0);
    let Kill::Unkillable(unkillable) = kill(&safe, Question::First, Bylaw::Alone) else { panic!("it dies") };
    assert_eq!((unkillable.reason, unkillable.needed, unkillable.held), (Reason::Saturation, 150.0, 150.0));
    // To idle in all three years: down to 26 from 50, three times, at 40 a unit, but for one dollar of 240.
    costs(&kill(&with(149.0, 0.0), Question::First, Bylaw::Alone), 40.0 * (72.0 - 0.1));
    let mut slow = with(149.0, 0.0).industry().clone();
    slow.products[0].growth = Growth::by_years(0.2, &slow.periods);
    let slow = contest(slow, with(149.0, 0.0).firms().to_vec());
    let Kill::Unkillable(unkillable) = kill(&slow, Question::First, Bylaw::Alone) else { panic!("it dies") };
    assert_eq!(unkillable.reason, Reason::Limits);
}

/// A purse of 100 against ten a unit of cut, at 40 a unit: 400 in all, at most 150 of it in a year.
#[test]
fn budgets_spread_an_attack_or_stop_it() {
    let with = |yearly: f64, whole: f64| {
        let mut data = industry(years(3), vec![oxide(3, 200.0, 0.0, 40.0)]);
        data.periods.iter_mut().for_each(|period| period.budget = yearly);
        data.budget = whole;
        contest(data, vec![bare("north", &[10.0; 3], 100.0)])
    };
    let spread = kill(&with(150.0, 500.0), Question::First, Bylaw::Alone);
    costs(&spread, 400.0);
    let spent = with(150.0, 500.0).spending(&spread.killed().unwrap().campaign);
    assert!(spent.iter().all(|spent| *spent <= 150.0 * (1.0 + 1e-6)), "{spent:?}");
    for (yearly, whole) in [(130.0, f64::INFINITY), (f64::INFINITY, 399.0)] {
        let Kill::Unkillable(unkillable) = kill(&with(yearly, whole), Question::All, Bylaw::Alone) else {
            panic!("it dies")
        };
        assert_eq!(unkillable.reason, Reason::Limits);
        assert!(unkillable.needed > unkillable.held);
    }
}

#[test]
fn who_is_dead_anyway_costs_nothing() {
    let mut firm = seller("north", 2, 10.0, 10.0, 30.0, 40.0);
    firm.debt_service = vec![500.0; 2];
    let contest = contest(industry(years(2), vec![oxide(2, 50.0, 10.0, 40.0)]), vec![firm]);
    let kill = kill(&contest, Question::All, Bylaw::Alone);
    assert_eq!(kill.cost(), Some(0.0));
    assert_eq!(kill.killed().unwrap().replay.died, [Some(0)]);
}

#[test]
fn firms_that_are_none_cannot_be_killed() {
    let contest =
        contest(industry(years(1), vec![oxide(1, 50.0, 10.0, 40.0)]), vec![seller("north", 1, 1.0, 10.0, 30.0, 40.0)]);
    let refused = |firms: &[usize]| contest.kill_firms(firms, &KillOptions::default()).unwrap_err().to_string();
    assert_eq!(refused(&[1]), "the firms [1] to be killed are not among the 1");
    assert_eq!(refused(&[]), "the firms [] to be killed are not among the 1");
}
