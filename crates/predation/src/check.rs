//! All faults of a contest at once.
//!
//! Long: one function for each fault of a contest.

use super::industry::{Contest, CostCurve, Firm, Industry, Period, Plant, Product, Strike};

/// Why there is no contest, or no answer about it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PredationError {
    /// A number that is none, or out of its range.
    #[error("{place} is `{value}`, expected {expected}")]
    Number {
        /// What it is the number of.
        place: String,
        /// The number.
        value: f64,
        /// What it should have been.
        expected: &'static str,
    },
    /// A series of the wrong length.
    #[error("{place} has {found} entries, expected {expected}")]
    Length {
        /// What it is the series of.
        place: String,
        /// Its length.
        found: usize,
        /// What is expected.
        expected: usize,
    },
    /// Something that cannot be, in words.
    #[error("{0}")]
    Invalid(String),
    /// The solver failed, or ended without an answer.
    #[error("the solver failed: {0}")]
    Solver(String),
    /// An answer whose replay does not confirm it: never given out.
    #[error("an answer that its replay does not confirm: {0}")]
    Unconfirmed(String),
}

impl PredationError {
    /// Stable code, `area::name`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Number { .. } => "predation::number",
            Self::Length { .. } => "predation::length",
            Self::Invalid(_) => "predation::invalid",
            Self::Solver(_) => "predation::solver",
            Self::Unconfirmed(_) => "predation::unconfirmed",
        }
    }
}

impl From<program::SolveError> for PredationError {
    fn from(error: program::SolveError) -> Self {
        Self::Solver(error.to_string())
    }
}

impl Contest {
    /// A contest of checked data.
    ///
    /// # Errors
    /// All faults of the data.
    pub fn new(industry: Industry, firms: Vec<Firm>) -> Result<Self, Vec<PredationError>> {
        let faults = check(&industry, &firms);
        if faults.is_empty() { Ok(Self { industry, firms }) } else { Err(faults) }
    }

    /// Firms that no attack reaches: there is nothing but to replay them.
    ///
    /// # Errors
    /// All faults of the data.
    pub fn unattacked(periods: Vec<Period>, firms: Vec<Firm>) -> Result<Self, Vec<PredationError>> {
        let industry = Industry::new(periods, Vec::new());
        let faults = faults(&industry, &firms);
        if faults.is_empty() { Ok(Self { industry, firms }) } else { Err(faults) }
    }
}

/// All faults of an industry and its firms.
#[must_use]
pub fn check(industry: &Industry, firms: &[Firm]) -> Vec<PredationError> {
    let mut faults = faults(industry, firms);
    if industry.products.is_empty() {
        faults.push(PredationError::Invalid("there is no product whose price could be cut".to_string()));
    }
    faults
}

/// All faults but for the want of something to attack.
fn faults(industry: &Industry, firms: &[Firm]) -> Vec<PredationError> {
    let mut check = Check { faults: Vec::new(), industry, firms };
    check.periods();
    check.names();
    for product in &industry.products {
        check.product(product);
    }
    for firm in firms {
        check.firm(firm);
    }
    for strike in &industry.strikes {
        check.strike(strike);
    }
    check.together();
    check.customers();
    // What touches nothing is only known of data that is sound.
    if check.faults.is_empty() {
        check.touches();
    }
    check.faults
}

struct Check<'a> {
    faults: Vec<PredationError>,
    industry: &'a Industry,
    firms: &'a [Firm],
}

impl Check<'_> {
    fn invalid(&mut self, words: String) {
        self.faults.push(PredationError::Invalid(words));
    }

    fn number(&mut self, value: f64, sound: bool, expected: &'static str, place: impl FnOnce() -> String) {
        if !sound {
            self.faults.push(PredationError::Number { place: place(), value, expected });
        }
    }

    fn finite(&mut self, value: f64, place: impl FnOnce() -> String) {
        self.number(value, value.is_finite(), "a finite number", place);
    }

    fn at_least_zero(&mut self, value: f64, place: impl FnOnce() -> String) {
        self.number(value, value.is_finite() && value >= 0.0, "a finite number of at least 0", place);
    }

    /// A budget: infinite is no limit.
    fn limit(&mut self, value: f64, place: impl FnOnce() -> String) {
        self.number(value, value >= 0.0, "at least 0, infinite for no limit", place);
    }

    fn length(&mut self, found: usize, expected: usize, place: impl FnOnce() -> String) -> bool {
        if found != expected {
            self.faults.push(PredationError::Length { place: place(), found, expected });
        }
        found == expected
    }

    /// A series over the periods, each number finite and, where `positive`, at least 0.
    fn series(&mut self, values: &[f64], positive: bool, place: &dyn Fn() -> String) -> bool {
        let fits = self.length(values.len(), self.industry.periods.len(), place);
        for (value, period) in values.iter().zip(&self.industry.periods) {
            let place = || format!("{} in {}", place(), period.label);
            if positive { self.at_least_zero(*value, place) } else { self.finite(*value, place) }
        }
        fits
    }

    fn periods(&mut self) {
        let industry = self.industry;
        if industry.periods.is_empty() {
            self.invalid("there is no period".to_string());
        }
        if self.firms.is_empty() {
            self.invalid("there is no firm".to_string());
        }
        for period in &industry.periods {
            let label = &period.label;
            let positive = |value: f64| value.is_finite() && value > 0.0;
            let expected = "a finite number above 0";
            self.number(period.years, positive(period.years), expected, || format!("the length of period {label}"));
            self.number(period.discount, positive(period.discount), expected, || format!("the discount in {label}"));
            self.limit(period.budget, || format!("the adversary's budget in {label}"));
        }
        self.limit(industry.budget, || "the adversary's budget".to_string());
    }

    fn names(&mut self) {
        let industry = self.industry;
        let kinds: [(&str, Vec<&String>); 4] = [
            ("period", industry.periods.iter().map(|period| &period.label).collect()),
            ("product", industry.products.iter().map(|product| &product.name).collect()),
            ("firm", self.firms.iter().map(|firm| &firm.name).collect()),
            ("strike", industry.strikes.iter().map(|strike| &strike.name).collect()),
        ];
        for (kind, mut names) in kinds {
            names.sort();
            for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
                self.invalid(format!("the {kind} `{}` is given twice", pair[0]));
            }
        }
    }

    fn product(&mut self, product: &Product) {
        let name = &product.name;
        let based = self.series(&product.base, true, &|| format!("the base price of `{name}`"));
        let lowest = self.series(&product.lowest, true, &|| format!("the lowest price of `{name}`"));
        let costed = self
            .length(product.cost.len(), self.industry.periods.len(), || format!("the list of cost curves of `{name}`"));
        let periods = self.industry.periods.len();
        for growth in &product.growth {
            let place = || match self.industry.periods.get(growth.period) {
                Some(period) => format!("the growth of `{name}` in {}", period.label),
                None => format!("the growth of `{name}`"),
            };
            let place = place();
            if growth.period >= periods {
                self.invalid(format!("{place} is of period {}, expected one of the {periods}", growth.period));
            }
            self.at_least_zero(growth.kept, || place.clone());
            self.at_least_zero(growth.most, || place.clone());
        }
        let ascends = product.menu.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascends || product.menu.iter().any(|depth| !(*depth > 0.0 && *depth <= 1.0)) {
            self.invalid(format!("the menu of `{name}` must be depths above 0 and at most 1, ascending"));
        }
        if !(based && lowest && costed) {
            return;
        }
        for (at, period) in self.industry.periods.iter().enumerate() {
            let (base, lowest) = (product.base[at], product.lowest[at]);
            let most = base - lowest;
            if most < 0.0 {
                self.invalid(format!("the lowest price of `{name}` in {} is above the base price", period.label));
            }
            self.curve(&product.cost[at], most, &|| format!("the cost curve of `{name}` in {}", period.label));
        }
    }

    /// What cannot be done together.
    fn together(&mut self) {
        let industry = self.industry;
        let products = industry.products.len();
        for (a, b) in &industry.exclusive {
            if *a >= products || *b >= products || a == b {
                self.invalid(format!("products {a} and {b} exclude each other, expected two of the {products}"));
            }
        }
        for (m, share) in industry.shared.iter().flatten() {
            if *m >= products {
                self.invalid(format!("product {m} shares with others, expected one of the {products}"));
            }
            self.number(*share, share.is_finite() && *share > 0.0, "a finite number above 0", || {
                format!("the share of product {m}")
            });
        }
    }

    /// Products for the customers of one firm.
    fn customers(&mut self) {
        for (m, product) in self.industry.products.iter().enumerate() {
            let Some(of) = product.customers_of else { continue };
            if of >= self.firms.len() {
                self.invalid(format!("`{}` is for the customers of firm {of}, which is none", product.name));
            }
            let trades = |plant: &Plant| plant.volumes.get(m).is_some_and(|series| series.iter().any(|it| *it != 0.0));
            for (_, other) in self.firms.iter().enumerate().filter(|(at, _)| *at != of) {
                if other.plants.iter().any(trades) {
                    let (name, other) = (&product.name, &other.name);
                    self.invalid(format!("`{other}` trades `{name}`, which is for the customers of another alone"));
                }
            }
        }
    }

    fn curve(&mut self, curve: &CostCurve, most: f64, place: &dyn Fn() -> String) {
        let points = &curve.points;
        if points.iter().any(|(cut, cost)| !cut.is_finite() || !cost.is_finite()) {
            return self.invalid(format!("{} has a number that is not finite", place()));
        }
        if points.first() != Some(&(0.0, 0.0)) {
            return self.invalid(format!("{} must begin with no cost at no cut", place()));
        }
        let slopes: Vec<f64> =
            points.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
        if points.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return self.invalid(format!("{} must have ascending cuts", place()));
        }
        let size = slopes.iter().fold(0.0_f64, |most, slope| most.max(slope.abs()));
        if slopes.first().is_some_and(|slope| *slope < 0.0) {
            return self.invalid(format!("{} begins with a cost below 0", place()));
        }
        if slopes.windows(2).any(|pair| pair[1] < pair[0] - 1e-9 * size) {
            return self.invalid(format!("{} is not convex: a deeper cut costs less for each unit", place()));
        }
        let last = points.last().map_or(0.0, |point| point.0);
        if last < most * (1.0 - 1e-9) {
            self.invalid(format!("{} ends at a cut of {last}, expected up to {most}", place()));
        }
    }

    fn firm(&mut self, firm: &Firm) {
        let name = &firm.name;
        self.finite(firm.purse, || format!("the purse of `{name}`"));
        self.series(&firm.least_cash, false, &|| format!("the least cash of `{name}`"));
        self.series(&firm.debt_service, true, &|| format!("the debt service of `{name}`"));
        self.series(&firm.other_cash, false, &|| format!("the other cash of `{name}`"));
        self.at_least_zero(firm.deposit_rate, || format!("the deposit rate of `{name}`"));
        let loan = firm.loan_rate;
        let sound = loan.is_finite() && loan >= firm.deposit_rate;
        self.number(loan, sound, "at least the deposit rate", || format!("the loan rate of `{name}`"));
        let mut names: Vec<&String> = firm.plants.iter().map(|plant| &plant.name).collect();
        names.sort();
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            self.invalid(format!("the plant `{}` of `{name}` is given twice", pair[0]));
        }
        for plant in &firm.plants {
            self.plant(name, plant);
        }
    }

    fn plant(&mut self, firm: &str, plant: &Plant) {
        let name = format!("`{}` of `{firm}`", plant.name);
        let products = self.industry.products.len();
        self.series(&plant.fixed_cost, true, &|| format!("the fixed cost of {name}"));
        self.series(&plant.idle_cost, true, &|| format!("the idle cost of {name}"));
        let mut fits = self.length(plant.volumes.len(), products, || format!("the list of volumes of {name}"));
        fits &= self.length(plant.unit_cost.len(), products, || format!("the list of unit costs of {name}"));
        for (product, (volumes, costs)) in self.industry.products.iter().zip(plant.volumes.iter().zip(&plant.unit_cost))
        {
            fits &= self.series(volumes, false, &|| format!("the volume of `{}` at {name}", product.name));
            fits &= self.series(costs, false, &|| format!("the unit cost of `{}` at {name}", product.name));
        }
        for floor in &plant.floors {
            let Some(product) = self.industry.products.get(floor.product) else {
                self.invalid(format!("a floor of {name} is for product {}, which is none", floor.product));
                fits = false;
                continue;
            };
            let share = floor.give_back;
            let sound = (0.0..=1.0).contains(&share);
            self.number(share, sound, "a share from 0 to 1", || format!("the give-back of {name}"));
            fits &= self.series(&floor.price, true, &|| format!("the floor of `{}` at {name}", product.name));
            fits &= self
                .series(&floor.volume, true, &|| format!("the volume under the floor of `{}` at {name}", product.name));
        }
        if !fits {
            return;
        }
        for (m, product) in self.industry.products.iter().enumerate() {
            for (at, period) in self.industry.periods.iter().enumerate() {
                let covered = plant.volumes[m][at] - plant.open_volume(m, at);
                if covered > plant.volumes[m][at].max(0.0) * (1.0 + 1e-9) {
                    let (sold, label) = (plant.volumes[m][at], &period.label);
                    let words = format!(
                        "floors cover {covered} of `{}` at {name} in {label}, expected at most the {sold} that it sells",
                        product.name
                    );
                    self.invalid(words);
                }
            }
        }
    }

    fn strike(&mut self, strike: &Strike) {
        let name = &strike.name;
        self.at_least_zero(strike.cost, || format!("the cost of the strike `{name}`"));
        let share = strike.share;
        let sound = share > 0.0 && share <= 1.0;
        self.number(share, sound, "a share above 0 and at most 1", || format!("the share lost to the strike `{name}`"));
        match self.firms.get(strike.firm) {
            None => self.invalid(format!("the strike `{name}` is against firm {}, which is none", strike.firm)),
            Some(firm) => {
                for plant in strike.plants.iter().filter(|plant| **plant >= firm.plants.len()) {
                    self.invalid(format!(
                        "the strike `{name}` is against plant {plant}, which `{}` has not",
                        firm.name
                    ));
                }
            }
        }
        if strike.lasts == 0 {
            self.invalid(format!("the strike `{name}` lasts for no period"));
        }
        for start in strike.starts.iter().filter(|start| **start >= self.industry.periods.len()) {
            self.invalid(format!("the strike `{name}` can begin in period {start}, which is none"));
        }
    }

    /// Attacks that move nothing.
    fn touches(&mut self) {
        let (industry, firms) = (self.industry, self.firms);
        let periods = || 0..industry.periods.len();
        for (m, product) in industry.products.iter().enumerate() {
            if periods().all(|at| product.most(at) == 0.0) {
                self.invalid(format!("the price of `{}` can never be cut", product.name));
            } else if !firms
                .iter()
                .flat_map(|firm| &firm.plants)
                .any(|plant| periods().any(|at| plant.feels(industry, m, at)))
            {
                self.invalid(format!("a cut of `{}` touches nothing: no plant sells or buys it", product.name));
            }
            if !product.menu.is_empty() && periods().all(|at| product.choices(at).is_empty()) {
                self.invalid(format!("every depth in the menu of `{}` is below the lowest price", product.name));
            }
        }
        for strike in &industry.strikes {
            let plants = &firms[strike.firm].plants;
            let hits = |plant: &usize, at: usize| plants[*plant].volumes.iter().any(|series| series[at] != 0.0);
            let covered = |at: usize| strike.starts.iter().any(|start| strike.covers(*start, at));
            if !strike.plants.iter().any(|plant| periods().any(|at| covered(at) && hits(plant, at))) {
                self.invalid(format!("the strike `{}` touches nothing", strike.name));
            }
        }
        for firm in firms.iter().filter(|firm| firm.undercut) {
            let sells = |m: usize, at: usize| industry.products[m].most(at) > 0.0 && firm.sales(m, at) > 0.0;
            if !(0..industry.products.len()).any(|m| periods().any(|at| sells(m, at))) {
                self.invalid(format!("undercutting `{}` touches nothing: it sells nothing that can be cut", firm.name));
            }
        }
    }
}
