//! Cuts in segments within which every plant loses at a constant rate.
//!
//! What a firm loses is concave in the cut and what the cut costs is convex: the first segment does the most harm for the least
//! money, for every firm at once. So a program that may fill segments in any order fills them in theirs.

use super::industry::{Contest, Plant};

/// Breakpoints closer than this share of the deepest cut are one.
const SAME: f64 = 1e-9;

impl Contest {
    /// What the deepest cuts cost in the dearest period, discounted: the size of the adversary's money.
    pub(super) fn deepest_cost(&self) -> f64 {
        let deepest = |(t, period): (usize, &super::Period)| {
            let products = self.industry.products.iter();
            period.discount * products.map(|product| product.cost[t].at(product.most(t))).sum::<f64>()
        };
        self.industry.periods.iter().enumerate().map(deepest).fold(0.0, f64::max)
    }

    /// Whether strikes apart a plant feels one price at most in a period: its loss is then a function of one cut.
    pub(super) fn is_simple(&self, firm: usize, plant: usize, period: usize) -> bool {
        let data = &self.firms[firm].plants[plant];
        let felt = (0..self.industry.products.len()).filter(|m| data.feels(&self.industry, *m, period)).count();
        felt <= 1 && self.most_lost(firm, plant, period) == 0.0
    }

    /// Cuts of a price at which something bends: the cost of the cut, a floor, a plant that shuts down. Ascending from 0 to the deepest;
    /// 0 alone where the price cannot be cut.
    pub(super) fn breakpoints(&self, product: usize, period: usize) -> Vec<f64> {
        let data = &self.industry.products[product];
        let most = data.most(period);
        if most <= 0.0 {
            return vec![0.0];
        }
        let mut cuts = vec![0.0, most];
        cuts.extend(data.cost[period].points.iter().map(|point| point.0));
        for (at, firm) in self.firms.iter().enumerate() {
            for (number, plant) in firm.plants.iter().enumerate() {
                if plant.feels(&self.industry, product, period) {
                    let kinks = plant.floor_kinks(&self.industry, product, period);
                    if self.is_simple(at, number, period) {
                        cuts.extend(self.shut_downs(plant, product, period, &kinks));
                    }
                    cuts.extend(kinks);
                }
            }
        }
        cuts.retain(|cut| (0.0..=most).contains(cut));
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|next, last| *next - *last <= SAME * most);
        // The deepest cut is exactly the deepest.
        *cuts.last_mut().expect("0 is there") = most;
        cuts
    }

    /// The cuts that the adversary can choose from as segments: those of the menu, or all breakpoints.
    pub(super) fn steps(&self, product: usize, period: usize) -> Vec<f64> {
        let data = &self.industry.products[product];
        if data.menu.is_empty() {
            return self.breakpoints(product, period);
        }
        let mut cuts = vec![0.0];
        cuts.extend(data.choices(period));
        cuts
    }

    /// Cuts at which a plant that feels one price is as well off idle as running.
    fn shut_downs(&self, plant: &Plant, product: usize, period: usize, kinks: &[f64]) -> Vec<f64> {
        let most = self.industry.products[product].most(period);
        let mut ends: Vec<f64> =
            kinks.iter().copied().filter(|cut| *cut > 0.0 && *cut < most).chain([0.0, most]).collect();
        ends.sort_by(f64::total_cmp);
        // What running brings above idling: affine between two ends.
        let gain = |cut: f64| {
            let cuts = |m: usize| if m == product { cut } else { 0.0 };
            plant.running(&self.industry, period, &cuts, 0.0) + plant.idle_cost[period]
        };
        let crossing = |pair: &[f64]| {
            let (left, right) = (gain(pair[0]), gain(pair[1]));
            (left * right < 0.0).then(|| pair[0] + (pair[1] - pair[0]) * left / (left - right))
        };
        ends.windows(2).filter_map(crossing).collect()
    }

    /// What the simple plants of a firm lose on each segment of a price.
    pub(super) fn losses(&self, firm: usize, product: usize, period: usize, cuts: &[f64]) -> Vec<f64> {
        let plants = self.firms[firm].plants.iter().enumerate();
        let simple: Vec<&Plant> = plants
            .filter(|(at, plant)| plant.feels(&self.industry, product, period) && self.is_simple(firm, *at, period))
            .map(|(_, plant)| plant)
            .collect();
        let earned = |cut: f64| -> f64 {
            let cuts = |m: usize| if m == product { cut } else { 0.0 };
            simple.iter().map(|plant| plant.earns(&self.industry, period, &cuts, 0.0)).sum()
        };
        let earned: Vec<f64> = cuts.iter().map(|cut| earned(*cut)).collect();
        earned.windows(2).map(|pair| pair[0] - pair[1]).collect()
    }

    /// What a firm's cash changes by without attack, as far as its simple plants and its steady flows go.
    pub(super) fn simple_flow(&self, firm: usize, period: usize) -> f64 {
        let data = &self.firms[firm];
        let plants = data.plants.iter().enumerate().filter(|(at, _)| self.is_simple(firm, *at, period));
        let earned: f64 = plants.map(|(_, plant)| plant.earns(&self.industry, period, &|_| 0.0, 0.0)).sum();
        data.steady(period) + earned
    }
}
