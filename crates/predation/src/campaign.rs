//! What the adversary does, what it costs it, and what it cannot do.

use super::bylaw::Bylaw;
use super::check::PredationError;
use super::industry::{Contest, Industry};

/// What the adversary does.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Cuts of the price for all, price, by product and period.
    pub cuts: Vec<Vec<f64>>,
    /// Further cuts for one firm alone, price, by firm, product and period.
    pub undercuts: Vec<Vec<Vec<f64>>>,
    /// Strikes made: positions in [`super::Industry::strikes`], and the period in which each begins.
    pub strikes: Vec<(usize, usize)>,
}

/// Rounding that limits allow for, as a share.
pub(super) const CLOSE: f64 = 1e-7;

impl Campaign {
    /// No attack.
    #[must_use]
    pub fn none(contest: &Contest) -> Self {
        let series = vec![vec![0.0; contest.num_periods()]; contest.industry.products.len()];
        Self { undercuts: vec![series.clone(); contest.firms.len()], cuts: series, strikes: Vec::new() }
    }

    /// The same at so many times its depth, within the lowest prices; strikes as they are.
    pub(super) fn scaled(&self, contest: &Contest, scale: f64) -> Self {
        let times = |series: &Vec<f64>| series.iter().map(|cut| cut * scale).collect();
        let cuts = self.cuts.iter().map(times).collect();
        let undercuts = self.undercuts.iter().map(|of| of.iter().map(times).collect()).collect();
        let mut scaled = Self { cuts, undercuts, strikes: self.strikes.clone() };
        scaled.settle(contest);
        scaled
    }

    /// Takes rounding out of a campaign that was solved for: nothing below 0, nothing below the lowest price, menus to the letter.
    pub(super) fn settle(&mut self, contest: &Contest) {
        for (m, product) in contest.industry.products.iter().enumerate() {
            for t in 0..contest.num_periods() {
                let most = product.most(t);
                let cut = &mut self.cuts[m][t];
                *cut = cut.clamp(0.0, most);
                if !product.menu.is_empty() {
                    let near = |choice: &f64| (choice - *cut).abs();
                    let choices = product.choices(t).into_iter().chain([0.0]);
                    *cut = choices.min_by(|a, b| near(a).total_cmp(&near(b))).expect("0 is a choice");
                }
                let left = most - *cut;
                for undercut in self.undercuts.iter_mut().map(|of| &mut of[m][t]) {
                    *undercut = undercut.clamp(0.0, left);
                }
            }
        }
        self.strikes.sort_unstable();
    }

    /// The share of a plant's volume that strikes take in a period.
    pub(super) fn lost(&self, contest: &Contest, firm: usize, plant: usize, period: usize) -> f64 {
        let made = self.strikes.iter().map(|(strike, start)| (&contest.industry.strikes[*strike], *start));
        let hit = made.filter(|(strike, start)| {
            strike.firm == firm && strike.plants.contains(&plant) && strike.covers(*start, period)
        });
        hit.map(|(strike, _)| strike.share).fold(0.0, f64::max)
    }
}

impl Contest {
    /// What a campaign costs the adversary in each period, not discounted.
    #[must_use]
    pub fn spending(&self, campaign: &Campaign) -> Vec<f64> {
        let industry = &self.industry;
        let by_period = |period: usize| {
            let products = industry.products.iter().enumerate();
            let common: f64 = products.map(|(m, product)| product.cost[period].at(campaign.cuts[m][period])).sum();
            let alone: f64 = self
                .firms
                .iter()
                .zip(&campaign.undercuts)
                .map(|(firm, cuts)| {
                    let cuts = cuts.iter().enumerate();
                    cuts.map(|(m, cuts)| firm.sales(m, period) * cuts[period]).sum::<f64>()
                })
                .sum();
            let begun = campaign.strikes.iter().filter(|(_, start)| *start == period);
            common + alone + begun.map(|(strike, _)| industry.strikes[*strike].cost).sum::<f64>()
        };
        (0..self.num_periods()).map(by_period).collect()
    }

    /// What a campaign costs the adversary, discounted.
    #[must_use]
    pub fn cost(&self, campaign: &Campaign) -> f64 {
        self.spending(campaign).iter().zip(&self.industry.periods).map(|(spent, period)| spent * period.discount).sum()
    }

    /// What comes in and goes out in a period, before interest, money, by firm.
    #[must_use]
    pub fn flow(&self, campaign: &Campaign, firm: usize, period: usize) -> f64 {
        let data = &self.firms[firm];
        let cut = |m: usize| campaign.cuts[m][period] + campaign.undercuts[firm][m][period];
        let plants = data.plants.iter().enumerate();
        let earned: f64 = plants
            .map(|(at, plant)| plant.earns(&self.industry, period, &cut, campaign.lost(self, firm, at, period)))
            .sum();
        data.steady(period) + earned
    }

    /// Refuses a campaign that the adversary cannot take: shapes, price limits, menus, ramps, budgets, strikes, and under one desk
    /// a firm that is undercut alone.
    ///
    /// # Errors
    /// The first limit that it breaks.
    pub fn check_campaign(&self, campaign: &Campaign, bylaw: Bylaw) -> Result<(), PredationError> {
        let refuse = |words: String| Err(PredationError::Invalid(words));
        let industry = &self.industry;
        let fits = |series: &[Vec<f64>]| {
            series.len() == industry.products.len() && series.iter().all(|cuts| cuts.len() == self.num_periods())
        };
        if !fits(&campaign.cuts)
            || campaign.undercuts.len() != self.firms.len()
            || !campaign.undercuts.iter().all(|of| fits(of))
        {
            return refuse("the campaign has another shape than the contest".to_string());
        }
        for (t, period) in industry.periods.iter().enumerate() {
            for (m, product) in industry.products.iter().enumerate() {
                let (cut, most, place) =
                    (campaign.cuts[m][t], product.most(t), format!("`{}` in {}", product.name, period.label));
                let most = most * (1.0 + CLOSE);
                for (firm, undercut) in self.firms.iter().zip(campaign.undercuts.iter().map(|of| of[m][t])) {
                    if !(cut >= 0.0 && undercut >= 0.0 && cut + undercut <= most) {
                        return refuse(format!(
                            "the cut of {place} is {cut} and {undercut}, expected from 0 to {most}"
                        ));
                    }
                    if undercut > 0.0 && !firm.undercut {
                        return refuse(format!("`{}` cannot be undercut alone", firm.name));
                    }
                }
                if bylaw == Bylaw::OneDesk
                    && campaign.undercuts.iter().any(|of| (of[m][t] - campaign.undercuts[0][m][t]).abs() > most * CLOSE)
                {
                    return refuse(format!("one desk sells {place}: nobody can be undercut alone"));
                }
                if bylaw == Bylaw::OneDesk && product.customers_of.is_some() && cut > most * CLOSE {
                    return refuse(format!("one desk sells {place}: the customers of one cannot be had alone"));
                }
                let near = |choice: &f64| (choice - cut).abs() <= most * CLOSE;
                if !product.menu.is_empty() && cut > 0.0 && !product.choices(t).iter().any(near) {
                    return refuse(format!("the cut of {place} is {cut}, which is not in the menu"));
                }
                let depth = |t: usize| product.depth(campaign.cuts[m][t], t);
                let before = t.checked_sub(1).map_or(0.0, depth);
                let mut here = product.growth.iter().filter(|growth| growth.period == t);
                if here.any(|growth| depth(t) > growth.kept * before + growth.most + CLOSE) {
                    return refuse(format!("the cut of {place} grows faster than the ramp"));
                }
            }
        }
        self.check_together(campaign)?;
        self.check_strikes(campaign)?;
        let spent = self.spending(campaign);
        for (spent, period) in spent.iter().zip(&industry.periods) {
            if *spent > period.budget * (1.0 + CLOSE) + CLOSE {
                return refuse(format!(
                    "the campaign costs {spent} in {}, the budget is {}",
                    period.label, period.budget
                ));
            }
        }
        let cost = self.cost(campaign);
        if cost > industry.budget * (1.0 + CLOSE) + CLOSE {
            return refuse(format!("the campaign costs {cost}, the budget is {}", industry.budget));
        }
        Ok(())
    }

    /// Cuts that exclude each other, or that together take more than all of something.
    fn check_together(&self, campaign: &Campaign) -> Result<(), PredationError> {
        let Industry { periods, products, exclusive, shared, .. } = &self.industry;
        for (t, period) in periods.iter().enumerate() {
            let cut = |m: usize| campaign.cuts[m][t] > products[m].most(t) * CLOSE;
            if let Some((a, b)) = exclusive.iter().find(|(a, b)| cut(*a) && cut(*b)) {
                let (a, b, label) = (&products[*a].name, &products[*b].name, &period.label);
                return Err(PredationError::Invalid(format!(
                    "`{a}` and `{b}` exclude each other, both are cut in {label}"
                )));
            }
            let taken = |shares: &Vec<(usize, f64)>| -> f64 {
                shares.iter().map(|(m, share)| share * products[*m].depth(campaign.cuts[*m][t], t)).sum()
            };
            if let Some(shares) = shared.iter().find(|shares| taken(shares) > 1.0 + CLOSE) {
                let names: Vec<&str> = shares.iter().map(|(m, _)| products[*m].name.as_str()).collect();
                let words = format!("cuts of {} together take more than all in {}", names.join(", "), period.label);
                return Err(PredationError::Invalid(words));
            }
        }
        Ok(())
    }

    fn check_strikes(&self, campaign: &Campaign) -> Result<(), PredationError> {
        let strikes = &self.industry.strikes;
        for (at, (made, start)) in campaign.strikes.iter().enumerate() {
            let Some(strike) = strikes.get(*made).filter(|strike| strike.starts.contains(start)) else {
                return Err(PredationError::Invalid(format!(
                    "there is no strike {made} that begins in period {start}"
                )));
            };
            for (other, other_start) in &campaign.strikes[..at] {
                let other = &strikes[*other];
                let meets = *start < other_start + other.lasts && *other_start < start + strike.lasts;
                let shares =
                    other.firm == strike.firm && other.plants.iter().any(|plant| strike.plants.contains(plant));
                if meets && shares {
                    let words =
                        format!("`{}` and `{}` strike the same plant at the same time", other.name, strike.name);
                    return Err(PredationError::Invalid(words));
                }
            }
        }
        Ok(())
    }
}
