//! What a plant and a firm earn at a price. All of it is convex in the cut of each price, which the programs rest on.

use super::industry::{Contest, Firm, Industry, Plant};

impl Plant {
    /// What a product brings the plant in a period when it runs, before fixed cost, at a price.
    ///
    /// Covered volume earns `max(f - p, s (f - p))` besides, with the floor `f` and the share `s <= 1` that is given back: convex in
    /// the price on both sides of the floor.
    #[must_use]
    pub fn margin(&self, product: usize, period: usize, price: f64) -> f64 {
        let sold = (price - self.unit_cost[product][period]) * self.volumes[product][period];
        let floors = self.floors.iter().filter(|floor| floor.product == product);
        let topped: f64 = floors
            .map(|floor| {
                let short = floor.price[period] - price;
                floor.volume[period] * short.max(floor.give_back * short)
            })
            .sum();
        sold + topped
    }

    /// What running brings at the cuts of all products, with a share of the volume lost.
    pub(super) fn running(&self, industry: &Industry, period: usize, cut: &dyn Fn(usize) -> f64, lost: f64) -> f64 {
        let margins = industry.products.iter().enumerate();
        let margins: f64 = margins.map(|(m, product)| self.margin(m, period, product.base[period] - cut(m))).sum();
        (1.0 - lost) * margins - self.fixed_cost[period]
    }

    /// What the plant earns: `max(run, -K)`, money.
    pub(super) fn earns(&self, industry: &Industry, period: usize, cut: &dyn Fn(usize) -> f64, lost: f64) -> f64 {
        self.running(industry, period, cut, lost).max(-self.idle_cost[period])
    }

    /// Volume that follows the price of a product: sales minus purchases minus what floors cover, units.
    #[must_use]
    pub fn open_volume(&self, product: usize, period: usize) -> f64 {
        let covered: f64 =
            self.floors.iter().filter(|floor| floor.product == product).map(|floor| floor.volume[period]).sum();
        self.volumes[product][period] - covered
    }

    /// Whether a product moves what the plant earns in a period, within what the adversary can cut.
    pub(super) fn feels(&self, industry: &Industry, product: usize, period: usize) -> bool {
        industry.products[product].most(period) > 0.0 && self.volumes[product][period] != 0.0
    }

    /// Cuts at which the margin of a product has a kink: where a floor is reached.
    pub(super) fn floor_kinks(&self, industry: &Industry, product: usize, period: usize) -> Vec<f64> {
        let base = industry.products[product].base[period];
        let floors = self.floors.iter().filter(|floor| floor.product == product && floor.volume[period] > 0.0);
        floors.map(|floor| base - floor.price[period]).collect()
    }

    /// Least and most that the plant earns in a period under any cut; `lost` is the largest share that strikes can take.
    pub(super) fn range(&self, industry: &Industry, period: usize, lost: f64) -> (f64, f64) {
        let (mut least, mut most) = (0.0, 0.0);
        for (m, product) in industry.products.iter().enumerate() {
            let (base, deepest) = (product.base[period], product.most(period));
            let inside = |cut: &f64| *cut > 0.0 && *cut < deepest;
            let kinks = self.floor_kinks(industry, m, period).into_iter().filter(inside);
            let values = kinks.chain([0.0, deepest]).map(|cut| self.margin(m, period, base - cut));
            let (low, high) =
                values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
            least += low;
            most += high;
        }
        let idle = -self.idle_cost[period];
        let fixed = self.fixed_cost[period];
        // A struck plant keeps a part of its margin, whatever its sign.
        let (kept_low, kept_high) = (least.min((1.0 - lost) * least), most.max((1.0 - lost) * most));
        ((kept_low - fixed).max(idle), (kept_high - fixed).max(idle))
    }
}

impl Firm {
    /// What comes in and goes out whatever the price: other cash less debt service.
    pub(super) fn steady(&self, period: usize) -> f64 {
        self.other_cash[period] - self.debt_service[period]
    }
}

impl Contest {
    /// Largest share of a plant's volume that a strike can take in a period.
    pub(super) fn most_lost(&self, firm: usize, plant: usize, period: usize) -> f64 {
        let strikes = self.industry.strikes.iter().filter(|strike| {
            strike.firm == firm
                && strike.plants.contains(&plant)
                && strike.starts.iter().any(|start| strike.covers(*start, period))
        });
        strikes.map(|strike| strike.share).fold(0.0, f64::max)
    }

    /// Least and most that a firm's cash can change by in a period, whatever the adversary does, before interest. The least is
    /// reached by one attack if no plant buys; else it is on the safe side.
    pub(super) fn flow_range(&self, firm: usize, period: usize) -> (f64, f64) {
        let data = &self.firms[firm];
        let steady = data.steady(period);
        let plants = data.plants.iter().enumerate();
        plants.fold((steady, steady), |(low, high), (at, plant)| {
            let (least, most) = plant.range(&self.industry, period, self.most_lost(firm, at, period));
            (low + least, high + most)
        })
    }
}
