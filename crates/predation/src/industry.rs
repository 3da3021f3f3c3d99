//! The data: an industry, what the adversary can do to it and at what cost, and the firms in it.

/// A period of the contest. Amounts of money and volumes are those of the whole period.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its name, for instance `2031`.
    pub label: String,
    /// Its length; interest goes by it.
    pub years: f64,
    /// What money of the adversary in this period counts for today, above 0.
    pub discount: f64,
    /// The most that the adversary can spend in it, not discounted; infinite without limit.
    pub budget: f64,
}

/// What a cut of a price costs the adversary in a period: convex and piecewise linear, from no cost at no cut.
#[derive(Clone, Debug, PartialEq)]
pub struct CostCurve {
    /// Pairs of a cut (price) and its cost (money), ascending; the first is (0, 0). Cuts end at the last.
    pub points: Vec<(f64, f64)>,
}

/// A limit on the depth of a cut in a period: at most `kept` times the depth in the period before, plus `most`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Position in [`Industry::periods`].
    pub period: usize,
    /// Share of the depth before that counts, at least 0. Before the first period the depth is 0.
    pub kept: f64,
    /// What is added, at least 0.
    pub most: f64,
}

impl Growth {
    /// For periods that have one depth throughout: it grows by at most `per_year` times their years.
    #[must_use]
    pub fn by_years(per_year: f64, periods: &[Period]) -> Vec<Self> {
        let limit = |(period, it): (usize, &Period)| Self { period, kept: 1.0, most: per_year * it.years };
        periods.iter().enumerate().map(limit).collect()
    }
}

/// A product whose price the adversary can cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Unique name.
    pub name: String,
    /// Price without attack, by period.
    pub base: Vec<f64>,
    /// The lowest price that the adversary can bring about, by period.
    pub lowest: Vec<f64>,
    /// Limits on how fast the depth (the cut as a share of the base price) grows; none for a cut that can be made at once.
    pub growth: Vec<Growth>,
    /// What cuts cost, by period.
    pub cost: Vec<CostCurve>,
    /// The depths that there are besides 0, ascending; empty when every depth up to the lowest price can be chosen.
    pub menu: Vec<f64>,
    /// The firm whose customers it is: nobody else sells it, and its price cannot be cut where firms sell at one desk. `None` where all sell it.
    pub customers_of: Option<usize>,
}

/// Something done to one firm, or not at all: a ban, a boycott, a license withheld.
#[derive(Clone, Debug, PartialEq)]
pub struct Strike {
    /// Unique name.
    pub name: String,
    /// The firm: a position in [`Contest::firms`].
    pub firm: usize,
    /// Plants that it touches: positions in [`Firm::plants`].
    pub plants: Vec<usize>,
    /// Share of their volume that is lost, above 0 and at most 1.
    pub share: f64,
    /// Periods in which it can begin.
    pub starts: Vec<usize>,
    /// Number of periods that it lasts.
    pub lasts: usize,
    /// What it costs the adversary in the period in which it begins, money.
    pub cost: f64,
}

/// What is attacked, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Industry {
    /// Periods in order.
    pub periods: Vec<Period>,
    /// Products.
    pub products: Vec<Product>,
    /// Strikes against single firms.
    pub strikes: Vec<Strike>,
    /// Pairs of products of which one at most can be cut in a period.
    pub exclusive: Vec<(usize, usize)>,
    /// Products whose depths (the cut as a share of the base price) together are at most 1 in a period, each times the share of the same thing
    /// that it takes.
    pub shared: Vec<Vec<(usize, f64)>>,
    /// The most that the adversary can spend in all, discounted; infinite without limit.
    pub budget: f64,
}

/// Volume sold under a floor: below the floor the guarantor pays the difference, above it he gets a share of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Product.
    pub product: usize,
    /// Floor price, by period.
    pub price: Vec<f64>,
    /// Volume that is covered while the plant runs, by period; at most what the plant sells, counting all its floors.
    pub volume: Vec<f64>,
    /// Share of what is above the floor that is given back, 0 to 1; at 1 the price is fixed.
    pub give_back: f64,
}

/// A plant: it runs at its volumes or idles, whichever costs less.
#[derive(Clone, Debug, PartialEq)]
pub struct Plant {
    /// Name, unique in the firm.
    pub name: String,
    /// Volume sold by product and period when it runs; below 0 it is bought.
    pub volumes: Vec<Vec<f64>>,
    /// Avoidable cost of a unit, by product and period; below 0 where what comes with it is worth more than it costs.
    pub unit_cost: Vec<Vec<f64>>,
    /// Avoidable fixed cost of running, by period.
    pub fixed_cost: Vec<f64>,
    /// Care and maintenance when it idles, by period.
    pub idle_cost: Vec<f64>,
    /// Floors.
    pub floors: Vec<Floor>,
}

/// A firm: a purse, plants and debts.
#[derive(Clone, Debug, PartialEq)]
pub struct Firm {
    /// Unique name.
    pub name: String,
    /// Cash at the start.
    pub purse: f64,
    /// It is dead when its cash at the end of a period is below this: minus the committed credit line, by period.
    pub least_cash: Vec<f64>,
    /// Plants.
    pub plants: Vec<Plant>,
    /// Interest and repayment due, by period.
    pub debt_service: Vec<f64>,
    /// Cash of other kinds that comes in, by period; below 0 it goes out.
    pub other_cash: Vec<f64>,
    /// Interest on cash, for a year.
    pub deposit_rate: f64,
    /// Interest on cash below 0, for a year; at least the deposit rate.
    pub loan_rate: f64,
    /// Whether the adversary can undercut this firm alone, at the price cut times all that it sells of the product.
    pub undercut: bool,
}

/// Firms against an adversary: checked data.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    pub(super) industry: Industry,
    pub(super) firms: Vec<Firm>,
}

impl Industry {
    /// Products and an adversary without strikes and limits.
    #[must_use]
    pub fn new(periods: Vec<Period>, products: Vec<Product>) -> Self {
        let (strikes, exclusive, shared) = (Vec::new(), Vec::new(), Vec::new());
        Self { periods, products, strikes, exclusive, shared, budget: f64::INFINITY }
    }
}

impl CostCurve {
    /// A cost of so much for each unit of the price, up to a cut.
    #[must_use]
    pub fn linear(most: f64, per_unit: f64) -> Self {
        Self { points: vec![(0.0, 0.0), (most, most * per_unit)] }
    }

    /// The cost of a cut, money.
    #[must_use]
    pub fn at(&self, cut: f64) -> f64 {
        let after = self.points.partition_point(|(at, _)| *at < cut);
        match (after.checked_sub(1).map(|at| self.points[at]), self.points.get(after)) {
            (None, _) => 0.0,
            (Some(last), None) => last.1,
            (Some(last), Some(next)) => last.1 + (next.1 - last.1) * (cut - last.0) / (next.0 - last.0),
        }
    }
}

impl Product {
    /// The deepest cut of a period, price.
    #[must_use]
    pub fn most(&self, period: usize) -> f64 {
        self.base[period] - self.lowest[period]
    }

    /// A cut as a share of the base price.
    #[must_use]
    pub fn depth(&self, cut: f64, period: usize) -> f64 {
        if self.base[period] > 0.0 { cut / self.base[period] } else { 0.0 }
    }

    /// The cuts that a menu offers in a period, ascending, without 0 and without those that go below the lowest price.
    #[must_use]
    pub fn choices(&self, period: usize) -> Vec<f64> {
        let most = self.most(period);
        let cuts = self.menu.iter().map(|depth| depth * self.base[period]);
        cuts.filter(|cut| *cut <= most * (1.0 + 1e-9)).map(|cut| cut.min(most)).collect()
    }
}

impl Strike {
    /// The periods that it covers when it begins in `start`.
    #[must_use]
    pub fn covers(&self, start: usize, period: usize) -> bool {
        (start..start + self.lasts).contains(&period)
    }
}

impl Firm {
    /// What it sells of a product in a period when it runs, units; what it buys does not count.
    #[must_use]
    pub fn sales(&self, product: usize, period: usize) -> f64 {
        self.plants.iter().map(|plant| plant.volumes[product][period].max(0.0)).sum()
    }
}

impl Contest {
    /// The industry.
    #[must_use]
    pub fn industry(&self) -> &Industry {
        &self.industry
    }

    /// The firms.
    #[must_use]
    pub fn firms(&self) -> &[Firm] {
        &self.firms
    }

    /// The same firms at one sales desk: the customers of one cannot be had alone.
    #[must_use]
    pub(super) fn at_one_desk(&self) -> Self {
        let mut desk = self.clone();
        for product in desk.industry.products.iter_mut().filter(|product| product.customers_of.is_some()) {
            product.lowest.clone_from(&product.base);
        }
        desk
    }

    /// Number of periods.
    #[must_use]
    pub fn num_periods(&self) -> usize {
        self.industry.periods.len()
    }
}
