//! One purse and a continuous price: a fractional knapsack for each death year (docs/adversary.md, P4).

use super::campaign::Campaign;
use super::industry::Contest;
use super::ledger::Arrangement;

/// A piece of an attack: a segment of a cut.
#[derive(Clone, Copy, Debug)]
struct Piece {
    product: usize,
    period: usize,
    width: f64,
    /// Harm at the end of the period, money.
    harm: f64,
    /// Cost to the adversary, discounted.
    cost: f64,
    /// Cheaper as an undercut of this seller than as a cut for all.
    alone: bool,
}

/// The pieces of every attack on one ledger.
#[derive(Clone, Debug)]
pub(super) struct Knapsack {
    pieces: Vec<Piece>,
    purse: f64,
    /// Cash without attack, and the cash of a sure death, by period.
    calm: Vec<f64>,
    deadly: Vec<f64>,
    growth: Vec<f64>,
    firms: Vec<usize>,
}

impl Knapsack {
    /// The knapsack of a victim; `None` where greed is not exact: plants that feel two prices or a strike, menus, ramps, budgets, cuts
    /// that limit each other, two rates of interest, several ledgers, or members of one ledger that are undercut one by one.
    pub fn new(contest: &Contest, arrangement: &Arrangement, victim: usize) -> Option<Self> {
        let [ledger] = arrangement.victims[victim].ledgers[..] else { return None };
        let ledger = &arrangement.ledgers[ledger];
        let industry = &contest.industry;
        let apart = industry.exclusive.is_empty() && industry.shared.is_empty();
        let free =
            apart && industry.budget.is_infinite() && industry.periods.iter().all(|period| period.budget.is_infinite());
        let any = industry.products.iter().all(|product| product.menu.is_empty() && product.growth.is_empty());
        let periods = || 0..contest.num_periods();
        let simple = ledger.firms.iter().all(|firm| {
            (0..contest.firms[*firm].plants.len()).all(|plant| periods().all(|t| contest.is_simple(*firm, plant, t)))
        });
        let hunted: Vec<&Vec<usize>> =
            arrangement.sellers.iter().filter(|seller| seller.iter().any(|firm| ledger.firms.contains(firm))).collect();
        let whole = hunted.iter().all(|seller| **seller == ledger.firms);
        if !(free && any && simple && whole) || ledger.curved {
            return None;
        }
        let mut pieces = Vec::new();
        for (m, product) in industry.products.iter().enumerate() {
            for (t, period) in industry.periods.iter().enumerate() {
                let cuts = contest.breakpoints(m, t);
                let mut harm = vec![0.0; cuts.len() - 1];
                for firm in &ledger.firms {
                    let losses = contest.losses(*firm, m, t, &cuts);
                    harm.iter_mut().zip(losses).for_each(|(harm, loss)| *harm += loss);
                }
                let sales: f64 = ledger.firms.iter().map(|firm| contest.firms[*firm].sales(m, t)).sum();
                for (pair, harm) in cuts.windows(2).zip(harm) {
                    let width = pair[1] - pair[0];
                    let all = product.cost[t].at(pair[1]) - product.cost[t].at(pair[0]);
                    let alone = !hunted.is_empty() && sales > 0.0 && sales * width < all;
                    let cost = period.discount * if alone { sales * width } else { all };
                    // Nobody cuts what does the victim good.
                    if harm > 0.0 {
                        pieces.push(Piece { product: m, period: t, width, harm, cost, alone });
                    }
                }
            }
        }
        let mut cash = ledger.purse;
        let mut calm = Vec::new();
        for t in periods() {
            cash = cash * ledger.growth[t] + ledger.firms.iter().map(|firm| contest.simple_flow(*firm, t)).sum::<f64>();
            calm.push(cash);
        }
        let deadly = periods().map(|t| arrangement.deadly(victim, t)).collect();
        Some(Self {
            pieces,
            purse: ledger.purse,
            calm,
            deadly,
            growth: ledger.growth.clone(),
            firms: ledger.firms.clone(),
        })
    }

    /// What money at the end of one period is worth at the end of a later one.
    fn compounded(&self, from: usize, to: usize) -> f64 {
        self.growth[from + 1..=to].iter().product()
    }

    /// Pieces between two periods with their harm at the end of the later one, the most harm for a dollar first.
    fn sorted(&self, from: usize, to: usize) -> Vec<(Piece, f64)> {
        let within = self.pieces.iter().filter(|piece| (from..=to).contains(&piece.period));
        let mut pieces: Vec<(Piece, f64)> =
            within.map(|piece| (*piece, piece.harm * self.compounded(piece.period, to))).collect();
        pieces.sort_by(|(a, harm_a), (b, harm_b)| (a.cost / harm_a).total_cmp(&(b.cost / harm_b)));
        pieces
    }

    /// The least cost of a death in a period, discounted, with what is taken of each piece; `None` where no attack does it.
    fn fill(&self, death: usize) -> Option<(f64, Vec<(Piece, f64)>)> {
        let mut need = self.calm[death] - self.deadly[death];
        // A need that is filled to the last digit leaves rounding, and so does a plant that loses no more: neither is worth a piece.
        let rounding = 1e-12 * (self.calm[death].abs() + self.deadly[death].abs());
        let (mut cost, mut taken) = (0.0, Vec::new());
        for (piece, harm) in self.sorted(0, death) {
            if need <= rounding {
                break;
            }
            let share = (need / harm).min(1.0);
            need -= harm * share;
            cost += piece.cost * share;
            taken.push((piece, share));
        }
        (need <= rounding).then_some((cost, taken))
    }

    /// The least cost of a death in each period, discounted.
    pub fn costs(&self) -> Vec<Option<f64>> {
        (0..self.calm.len()).map(|death| self.fill(death).map(|(cost, _)| cost)).collect()
    }

    /// The cheapest attack that kills in a period.
    pub fn campaign(&self, contest: &Contest, death: usize) -> Option<Campaign> {
        let (_, taken) = self.fill(death)?;
        let mut campaign = Campaign::none(contest);
        for (Piece { product, period, width, alone, .. }, share) in taken {
            if alone {
                self.firms.iter().for_each(|firm| campaign.undercuts[*firm][product][period] += width * share);
            } else {
                campaign.cuts[product][period] += width * share;
            }
        }
        campaign.settle(contest);
        Some(campaign)
    }

    /// The most that an adversary with a budget can burn from one period to another, as money at the end of the later one, beside
    /// what cash of 0 would have become without attack.
    pub fn burn(&self, from: usize, to: usize, budget: f64) -> f64 {
        let (mut left, mut burnt) = (budget, 0.0);
        for (piece, harm) in self.sorted(from, to) {
            let share = if piece.cost > left { left / piece.cost } else { 1.0 };
            burnt += harm * share;
            left -= piece.cost * share;
            if share < 1.0 {
                break;
            }
        }
        let start = from.checked_sub(1).map_or(self.purse, |before| self.calm[before]);
        // Cash without attack, less what the cash at the start has grown to.
        let growth: f64 = self.growth[from..=to].iter().product();
        burnt - (self.calm[to] - start * growth)
    }
}
