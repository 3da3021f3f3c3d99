//! The exact simulator: a campaign of the adversary against the cash of every firm, under a bylaw.
//!
//! ```text
//!   C_t = rho(C_t-1) + sum over plants of max(run, -K) - debt service + other cash      dead when C_t < L_t
//! ```
//!
//! A dead firm closes: its plants stand still for the rest of the contest, its cash stays what it was at death and belongs
//! to its creditors. Nobody takes over its volume.

use super::bylaw::Bylaw;
use super::campaign::Campaign;
use super::check::PredationError;
use super::industry::Contest;
use super::standing::{Account, Standing, best_rates};

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
        let accounts: Vec<Account> = self.firms.iter().map(Account::from).collect();
        let contributions = match bylaw {
            Bylaw::Reserve { size } => self.contributions(size),
            _ => Vec::new(),
        };
        let mut left = match bylaw {
            Bylaw::SafeLending { budget } => budget,
            _ => 0.0,
        };
        let spending = self.spending(campaign);
        let mut standing = Standing::new(&accounts, bylaw, &contributions);
        let mut cash = vec![Vec::new(); accounts.len()];
        let mut common = Vec::new();
        for (period, data) in self.industry.periods.iter().enumerate() {
            left -= spending[period] * data.discount;
            let flows: Vec<f64> = flows.iter().map(|flows| flows[period]).collect();
            standing.step((period, data.years), &flows, &mut |firm| self.safe_need(firm, period, left.max(0.0)))?;
            common.extend(standing.common);
            cash.iter_mut().zip(&standing.cash).for_each(|(cash, now)| cash.push(*now));
        }
        Ok(Replay { cost: self.cost(campaign), cash, common, died: standing.died })
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

    /// The joint purse's rates for a year, deposit and loan.
    pub(super) fn joint_rates(&self, firms: &[usize]) -> (f64, f64) {
        best_rates(firms.iter().map(|firm| (self.firms[*firm].deposit_rate, self.firms[*firm].loan_rate)))
    }
}
