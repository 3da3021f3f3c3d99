//! The exact simulator: a campaign of the adversary against the cash of every firm, under a bylaw.
//!
//! ```text
//!   C_t = rho(C_t-1) + sum over plants of max(run, -K) - debt service + other cash      dead when C_t < L_t
//! ```
//!
//! A dead firm closes: its plants stand still for the rest of the contest, its cash stays what it was at death and belongs
//! to its creditors. Nobody takes over its volume.

use super::campaign::Campaign;
use super::check::PredationError;
use super::industry::Contest;

/// How firms stand together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bylaw {
    /// Everyone for himself.
    Alone,
    /// One purse for better or worse: all live or die together. It has the best rates of its members.
    Joint,
    /// Every member keeps its ledger, and lenders hold the members to the sum of them. When the sum fails, members are let go
    /// with their debts, the one furthest below its line first, until the rest can stand.
    LetGo,
    /// A member that would die gets what it lacks from members that have more than they need to survive, alone, every
    /// attack within what is left of the adversary's budget. Whom the spare cash saves with the least is saved first.
    SafeLending {
        /// The adversary's whole budget as the bylaw assumes it, discounted.
        budget: f64,
    },
    /// One purse, and one sales desk: nobody can be undercut but all at once.
    OneDesk,
    /// Members pay into a reserve at the start, by exposure; whoever would die draws what he lacks, the least first, while
    /// the reserve lasts.
    Reserve {
        /// Money in the reserve at the start.
        size: f64,
    },
}

/// What came of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// Cost to the adversary, discounted.
    pub cost: f64,
    /// Cash at the end of each period, by firm. Under a joint purse: the ledger that the member would have.
    pub cash: Vec<Vec<f64>>,
    /// The joint purse, or the reserve, at the end of each period; empty under bylaws that have none.
    pub common: Vec<f64>,
    /// The period in which each firm died.
    pub died: Vec<Option<usize>>,
}

impl Replay {
    /// Number of the dead.
    #[must_use]
    pub fn dead(&self) -> usize {
        self.died.iter().flatten().count()
    }
}

impl Contest {
    /// Plays a campaign against the firms under a bylaw.
    ///
    /// # Errors
    /// When the adversary cannot take the campaign, see [`Self::check_campaign`], or the solver fails in what safe lending asks of it.
    pub fn replay(&self, campaign: &Campaign, bylaw: Bylaw) -> Result<Replay, PredationError> {
        self.check_campaign(campaign, bylaw)?;
        let flows: Vec<Vec<f64>> = (0..self.firms.len())
            .map(|firm| (0..self.num_periods()).map(|period| self.flow(campaign, firm, period)).collect())
            .collect();
        let mut table = Table::new(self, flows);
        match bylaw {
            Bylaw::Alone => table.alone(),
            Bylaw::Joint | Bylaw::OneDesk => table.joint(),
            Bylaw::LetGo => table.let_go(),
            Bylaw::SafeLending { budget } => table.lend(&self.spending(campaign), budget)?,
            Bylaw::Reserve { size } => table.reserve(size),
        }
        Ok(Replay { cost: self.cost(campaign), cash: table.cash, common: table.common, died: table.died })
    }

    /// Exposure of a firm: what the deepest cuts take off its sales that no floor covers, discounted money.
    #[must_use]
    pub fn exposure(&self, firm: usize) -> f64 {
        let industry = &self.industry;
        let at = |(period, data): (usize, &super::Period)| {
            let cut = |(m, product): (usize, &super::Product)| {
                let open: f64 = self.firms[firm].plants.iter().map(|plant| plant.open_volume(m, period)).sum();
                open * product.most(period)
            };
            data.discount * industry.products.iter().enumerate().map(cut).sum::<f64>()
        };
        industry.periods.iter().enumerate().map(at).sum::<f64>().max(0.0)
    }

    /// What each firm pays into a reserve: by exposure; in equal parts where nobody is exposed.
    #[must_use]
    pub fn contributions(&self, size: f64) -> Vec<f64> {
        let exposures: Vec<f64> = (0..self.firms.len()).map(|firm| self.exposure(firm)).collect();
        let all: f64 = exposures.iter().sum();
        let part = |exposure: &f64| if all > 0.0 { exposure / all } else { 1.0 / exposures.len() as f64 };
        exposures.iter().map(|exposure| size * part(exposure)).collect()
    }

    /// The joint purse's rates for a year, deposit and loan: the best of its members'. Whoever borrows at less than another
    /// earns does not lend him the difference.
    pub(super) fn joint_rates(&self, firms: &[usize]) -> (f64, f64) {
        let rates = |rate: fn(&super::Firm) -> f64| firms.iter().map(move |firm| rate(&self.firms[*firm]));
        let deposit = rates(|firm| firm.deposit_rate).fold(0.0, f64::max);
        (deposit, rates(|firm| firm.loan_rate).fold(f64::INFINITY, f64::min).max(deposit))
    }
}

/// A replay in the making.
struct Table<'a> {
    contest: &'a Contest,
    flows: Vec<Vec<f64>>,
    /// What each firm holds now.
    now: Vec<f64>,
    cash: Vec<Vec<f64>>,
    common: Vec<f64>,
    died: Vec<Option<usize>>,
}

impl<'a> Table<'a> {
    fn new(contest: &'a Contest, flows: Vec<Vec<f64>>) -> Self {
        let now = contest.firms.iter().map(|firm| firm.purse).collect();
        let firms = contest.firms.len();
        Self { contest, flows, now, cash: vec![Vec::new(); firms], common: Vec::new(), died: vec![None; firms] }
    }

    /// Firms still there, after this period's interest and flows.
    fn living_after(&mut self, period: usize) -> Vec<usize> {
        let years = self.contest.industry.periods[period].years;
        let living: Vec<usize> = (0..self.now.len()).filter(|firm| self.died[*firm].is_none()).collect();
        for firm in &living {
            self.now[*firm] = self.contest.firms[*firm].grown(self.now[*firm], years) + self.flows[*firm][period];
        }
        living
    }

    /// Cash above the line, below 0 for who would die.
    fn slack(&self, firm: usize, period: usize) -> f64 {
        self.now[firm] - self.contest.firms[firm].least_cash[period]
    }

    fn bury(&mut self, firm: usize, period: usize) {
        self.died[firm] = Some(period);
    }

    fn write(&mut self) {
        for (cash, now) in self.cash.iter_mut().zip(&self.now) {
            cash.push(*now);
        }
    }

    fn alone(&mut self) {
        for period in 0..self.contest.num_periods() {
            for firm in self.living_after(period) {
                if self.slack(firm, period) < 0.0 {
                    self.bury(firm, period);
                }
            }
            self.write();
        }
    }

    fn joint(&mut self) {
        let all: Vec<usize> = (0..self.now.len()).collect();
        let (deposit, loan) = self.contest.joint_rates(&all);
        let mut purse: f64 = self.now.iter().sum();
        let mut dead = false;
        for period in 0..self.contest.num_periods() {
            if !dead {
                let rate = if purse < 0.0 { loan } else { deposit };
                purse *= (1.0 + rate).powf(self.contest.industry.periods[period].years);
                purse += self.flows.iter().map(|flows| flows[period]).sum::<f64>();
                self.living_after(period);
                let line: f64 = self.contest.firms.iter().map(|firm| firm.least_cash[period]).sum();
                if purse < line {
                    dead = true;
                    all.iter().for_each(|firm| self.bury(*firm, period));
                }
            }
            self.common.push(purse);
            self.write();
        }
    }

    fn let_go(&mut self) {
        for period in 0..self.contest.num_periods() {
            let mut members = self.living_after(period);
            let slack = |table: &Self, firm: &usize| table.slack(*firm, period);
            members.sort_by(|a, b| slack(self, b).total_cmp(&slack(self, a)).then(a.cmp(b)));
            while members.iter().map(|firm| slack(self, firm)).sum::<f64>() < 0.0 {
                let gone = members.pop().expect("nobody has no slack below 0");
                self.bury(gone, period);
            }
            self.write();
        }
    }

    fn reserve(&mut self, size: f64) {
        for (now, paid) in self.now.iter_mut().zip(self.contest.contributions(size)) {
            *now -= paid;
        }
        let all: Vec<usize> = (0..self.now.len()).collect();
        let (deposit, _) = self.contest.joint_rates(&all);
        let mut reserve = size;
        for period in 0..self.contest.num_periods() {
            reserve *= (1.0 + deposit).powf(self.contest.industry.periods[period].years);
            let living = self.living_after(period);
            for firm in self.in_need(&living, period) {
                let need = -self.slack(firm, period);
                if need <= reserve {
                    reserve -= need;
                    self.now[firm] = self.contest.firms[firm].least_cash[period];
                } else {
                    self.bury(firm, period);
                }
            }
            self.common.push(reserve);
            self.write();
        }
    }

    fn lend(&mut self, spending: &[f64], budget: f64) -> Result<(), PredationError> {
        let mut left = budget;
        for (period, spent) in spending.iter().enumerate() {
            left -= spent * self.contest.industry.periods[period].discount;
            let living = self.living_after(period);
            let poor = self.in_need(&living, period);
            let mut spare = vec![0.0; self.now.len()];
            if !poor.is_empty() {
                for firm in living.iter().filter(|firm| !poor.contains(firm)) {
                    let need = self.contest.safe_need(*firm, period, left.max(0.0))?;
                    spare[*firm] = (self.now[*firm] - need).max(0.0);
                }
            }
            for firm in poor {
                let need = -self.slack(firm, period);
                let all: f64 = spare.iter().sum();
                if need <= all {
                    for (now, spare) in self.now.iter_mut().zip(&mut spare) {
                        let lent = need * *spare / all;
                        *now -= lent;
                        *spare -= lent;
                    }
                    self.now[firm] = self.contest.firms[firm].least_cash[period];
                } else {
                    self.bury(firm, period);
                }
            }
            self.write();
        }
        Ok(())
    }

    /// Who would die, the one that lacks least first.
    fn in_need(&self, living: &[usize], period: usize) -> Vec<usize> {
        let mut poor: Vec<usize> = living.iter().copied().filter(|firm| self.slack(*firm, period) < 0.0).collect();
        poor.sort_by(|a, b| self.slack(*b, period).total_cmp(&self.slack(*a, period)).then(a.cmp(b)));
        poor
    }
}
