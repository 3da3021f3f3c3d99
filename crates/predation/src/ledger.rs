//! Who shares a purse, who is undercut together, and what counts as a death: what bylaws come to for the adversary.

use super::campaign::Campaign;
use super::industry::Contest;

/// An account: the cash of some firms.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ledger {
    pub firms: Vec<usize>,
    pub purse: f64,
    /// What a unit of cash, and one of debt, becomes by the end of each period from the end of the one before.
    pub growth: Vec<f64>,
    pub debt_growth: Vec<f64>,
    /// Cash can be below 0 and yet no death, at other interest.
    pub curved: bool,
    /// Size of its money: programs reckon in it.
    pub unit: f64,
}

/// Something that dies when the sum of some ledgers falls below a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Victim {
    pub ledgers: Vec<usize>,
    /// The line, by period.
    pub least: Vec<f64>,
}

/// Ledgers, victims, and who can be undercut alone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrangement {
    pub ledgers: Vec<Ledger>,
    pub victims: Vec<Victim>,
    /// Groups of firms whose price can be undercut, each at one price.
    pub sellers: Vec<Vec<usize>>,
}

/// A kill takes a purse below its line by this share of the purse's size: beyond the tolerance of searches with
/// 0-1 columns, which is a tenth of it.
pub(super) const MARGIN: f64 = 1e-6;

impl Arrangement {
    /// Every firm for itself.
    pub fn alone(contest: &Contest) -> Self {
        let firms = 0..contest.firms.len();
        let ledgers = firms.clone().map(|firm| Ledger::new(contest, vec![firm], false)).collect();
        let victims = firms.clone().map(|firm| Victim::new(contest, vec![firm], &[firm])).collect();
        Self { ledgers, victims, sellers: sellers(contest) }
    }

    /// One ledger for all.
    pub fn joint(contest: &Contest, one_desk: bool) -> Self {
        let all: Vec<usize> = (0..contest.firms.len()).collect();
        let victims = vec![Victim::new(contest, vec![0], &all)];
        let sellers = if !one_desk {
            sellers(contest)
        } else if contest.firms.iter().all(|firm| firm.undercut) {
            vec![all.clone()]
        } else {
            Vec::new()
        };
        Self { ledgers: vec![Ledger::new(contest, all, false)], victims, sellers }
    }

    /// A ledger for every firm, and their sum as what counts.
    pub fn sum(contest: &Contest) -> Self {
        let all: Vec<usize> = (0..contest.firms.len()).collect();
        let ledgers = all.iter().map(|firm| Ledger::new(contest, vec![*firm], true)).collect();
        Self { ledgers, victims: vec![Victim::new(contest, all.clone(), &all)], sellers: sellers(contest) }
    }

    /// The same with some of its victims, and what these do not need left out.
    pub fn only(&self, victims: &[usize]) -> Self {
        let mut kept: Vec<usize> = victims.iter().flat_map(|victim| self.victims[*victim].ledgers.clone()).collect();
        kept.sort_unstable();
        kept.dedup();
        let place = |ledger: &usize| kept.binary_search(ledger).expect("the ledger is kept");
        let victims = victims.iter().map(|victim| &self.victims[*victim]);
        let victims = victims
            .map(|victim| Victim { ledgers: victim.ledgers.iter().map(place).collect(), least: victim.least.clone() })
            .collect();
        let ledgers: Vec<Ledger> = kept.iter().map(|ledger| self.ledgers[*ledger].clone()).collect();
        let there = |firm: &usize| ledgers.iter().any(|ledger| ledger.firms.contains(firm));
        let sellers = self.sellers.iter().filter(|seller| seller.iter().any(there)).cloned().collect();
        Self { ledgers, victims, sellers }
    }

    /// Size of a victim's money.
    pub fn unit(&self, victim: usize) -> f64 {
        self.victims[victim].ledgers.iter().map(|ledger| self.ledgers[*ledger].unit).fold(0.0, f64::max)
    }

    /// The cash at which a victim is dead beyond doubt, money.
    pub fn deadly(&self, victim: usize, period: usize) -> f64 {
        self.victims[victim].least[period] - MARGIN * self.unit(victim)
    }

    /// The line of a ledger that is a victim by itself: before its death its cash is not below.
    pub fn line(&self, ledger: usize, period: usize) -> Option<f64> {
        let victim = self.victims.iter().find(|victim| victim.ledgers == [ledger])?;
        Some(victim.least[period])
    }

    /// Least and most cash of a ledger at the end of each period, whatever the adversary does. What is dead counts as if its debt
    /// beyond the line were forgiven.
    pub fn cash_range(&self, contest: &Contest, ledger: usize) -> Vec<(f64, f64)> {
        let data = &self.ledgers[ledger];
        let (mut low, mut high) = (data.purse, data.purse);
        let step = |period: usize| {
            let ranges = data.firms.iter().map(|firm| contest.flow_range(*firm, period));
            let (least, most) = ranges.fold((0.0, 0.0), |sum, range| (sum.0 + range.0, sum.1 + range.1));
            (low, high) = (data.grown(low, period) + least, data.grown(high, period) + most);
            let range = (low, high);
            if data.curved {
                high = self.line(ledger, period).map_or(high, |line| high.max(line));
            }
            range
        };
        (0..contest.num_periods()).map(step).collect()
    }
}

/// Firms that can be undercut, each alone.
fn sellers(contest: &Contest) -> Vec<Vec<usize>> {
    contest.firms.iter().enumerate().filter(|(_, firm)| firm.undercut).map(|(at, _)| vec![at]).collect()
}

impl Ledger {
    /// `guaranteed`: it may be below its line and go on.
    fn new(contest: &Contest, firms: Vec<usize>, guaranteed: bool) -> Self {
        let data = || firms.iter().map(|firm| &contest.firms[*firm]);
        let (deposit, loan) = contest.joint_rates(&firms);
        let grown = |rate: f64| contest.industry.periods.iter().map(|period| (1.0 + rate).powf(period.years)).collect();
        let least = |period: usize| data().map(|firm| firm.least_cash[period]).sum::<f64>();
        let purse: f64 = data().map(|firm| firm.purse).sum();
        let in_debt = guaranteed || purse < 0.0 || (0..contest.num_periods()).any(|period| least(period) < 0.0);
        let curved = in_debt && loan > deposit;
        let mut unit = purse.abs();
        for period in 0..contest.num_periods() {
            let ranges = firms.iter().map(|firm| contest.flow_range(*firm, period));
            let width: f64 = ranges.map(|(low, high)| high - low).sum();
            unit = unit.max(width).max((purse - least(period)).abs());
        }
        let unit = if unit > 0.0 { unit } else { 1.0 };
        // Without debt only cash above 0 comes before a death: it earns the deposit rate.
        let debt_growth = if curved { grown(loan) } else { grown(deposit) };
        Self { purse, growth: grown(deposit), debt_growth, curved, unit, firms }
    }

    /// Cash at the end of each period under a campaign, whether dead or not.
    pub fn cash(&self, contest: &Contest, campaign: &Campaign) -> Vec<f64> {
        let mut cash = self.purse;
        let step = |period: usize| {
            let flow: f64 = self.firms.iter().map(|firm| contest.flow(campaign, *firm, period)).sum();
            cash = self.grown(cash, period) + flow;
            cash
        };
        (0..contest.num_periods()).map(step).collect()
    }

    /// What cash becomes by the end of a period, before its flows.
    fn grown(&self, cash: f64, period: usize) -> f64 {
        cash * if cash < 0.0 { self.debt_growth[period] } else { self.growth[period] }
    }
}

impl Victim {
    fn new(contest: &Contest, ledgers: Vec<usize>, firms: &[usize]) -> Self {
        let least = |period: usize| firms.iter().map(|firm| contest.firms[*firm].least_cash[period]).sum();
        Self { ledgers, least: (0..contest.num_periods()).map(least).collect() }
    }
}
