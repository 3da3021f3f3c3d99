//! One path: prices, outages and delays are drawn, then year by year everything is run, cash is counted and who runs dry stops.

use super::accounts::{self, Year};
use super::operate::{Moved, OperateError, Operator};
use super::path_rng::PathRng;
use super::prices::Deviations;
use super::setup::Setup;
use predation::{Account, Standing};
use recoop_case::positions::PathAt;

/// What chance does to a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// By year: factors of prices, see [`Ties`](super::ties::Ties).
    pub factors: Vec<Vec<f64>>,
    /// By year: how far the logarithm of the price of each fitted series is from the case.
    pub deviations: Vec<Vec<f64>>,
    /// By year and facility: share of the planned capacity that is there.
    pub capacity: Vec<Vec<f64>>,
    /// By commitment that may be late: years.
    pub delays: Vec<i32>,
}

/// What became of everybody on a path under a bylaw.
#[derive(Clone, Debug, PartialEq)]
pub struct PathOutcome {
    /// By firm, in the order of [`Setup::firms`].
    pub firms: Vec<FirmOutcome>,
    /// By year.
    pub years: Vec<YearOutcome>,
}

/// What became of a member.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirmOutcome {
    /// Year of death.
    pub died: Option<i32>,
    /// Least cash at the end of a year, MUSD; under a joint purse its own ledger. Infinite without a limit of its capital.
    pub low_musd: f64,
    /// The year of it.
    pub low_year: i32,
    /// Cash at the end of the last year, or at death, MUSD.
    pub end_musd: f64,
    /// Present value of its flows up to death, MUSD.
    pub npv_musd: f64,
}

/// What a year brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearOutcome {
    /// Cash of all who live at its end, MUSD; of the joint purse under a bylaw with one.
    pub cash_musd: f64,
    /// What came in for all who lived in it, MUSD; below 0 it went out.
    pub flow_musd: f64,
    /// Defense, critical, commercial demand not served, t.
    pub unserved_t: [f64; 3],
    /// What plants at home add, MUSD at the case's prices.
    pub home_musd: f64,
}

impl PathOutcome {
    /// Present value of all flows of members, MUSD.
    #[must_use]
    pub fn npv_musd(&self) -> f64 {
        self.firms.iter().map(|firm| firm.npv_musd).sum()
    }
}

/// A path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Its number.
    pub number: usize,
    /// By bylaw, in the order of the options.
    pub outcomes: Vec<PathOutcome>,
}

impl Setup<'_> {
    /// Draws the chances of a path: they depend on the seed and the number alone.
    #[must_use]
    pub fn chances(&self, number: usize) -> Chances {
        let years = self.years.len();
        let mut dice = PathRng::new(self.seed, "simulated prices", number as u64);
        let parameters = if self.single_scenario { self.fit.parameters() } else { self.fit.draw(&mut dice) };
        let mut now = Deviations::from_calm(vec![0.0; parameters.len()]);
        let (mut factors, mut deviations) = (Vec::with_capacity(years), Vec::with_capacity(years));
        for at in 0..years {
            parameters.step(&mut now, &mut dice);
            let moved = |(history, share): (usize, f64)| match self.fit.of_history[history] {
                Some(series) => parameters.factor_on_price(series, share, at + 1, now.of(series)),
                None => 1.0,
            };
            factors.push(self.factors(at, &moved));
            let off = |i: usize| now.of(i) - parameters.log_mean(i, 1.0, at + 1);
            deviations.push((0..parameters.len()).map(off).collect());
        }
        let delays = self.delays(number);
        let mut capacity = vec![vec![1.0; self.chain.network.facilities.len()]; years];
        for (shares, (_, state)) in capacity.iter_mut().zip(&self.years) {
            self.chain.late.take(*state, &delays, shares);
        }
        self.outages(number, &mut capacity);
        Chances { factors, deviations, capacity, delays }
    }

    /// Factors of prices in a year, from what moves what goes along with a history; attacks come on top.
    fn factors(&self, at: usize, moved: &dyn Fn((usize, f64)) -> f64) -> Vec<f64> {
        let network = self.chain.network;
        let depths: Vec<f64> =
            self.overlays.iter().map(|overlay| overlay.depth_in(network, self.years[at].0)).collect();
        let factor = |factor: &super::ties::Factor| {
            let left = factor.cut.iter().zip(&depths).map(|(share, depth)| (1.0 - share * depth).max(0.0));
            factor.tie.map_or(1.0, moved) * left.product::<f64>()
        };
        self.chain.ties.factors.iter().map(factor).collect()
    }

    fn delays(&self, number: usize) -> Vec<i32> {
        let mut dice = PathRng::new(self.seed, "simulated delays", number as u64);
        let network = self.chain.network;
        let commitments = self.chain.late.commitments.iter().map(|commitment| {
            let Some(delay) = network.chance.delays[commitment.facility] else { return 0 };
            // Both are drawn in any case, so that one commitment does not move the next.
            let (late, years) = (dice.uniform() < delay.probability, dice.geometric(delay.mean_years));
            if late { years } else { 0 }
        });
        commitments.collect()
    }

    /// Takes outages off the shares of capacity: a plant runs, fails, is mended, runs.
    fn outages(&self, number: usize, capacity: &mut [Vec<f64>]) {
        let network = self.chain.network;
        for (facility, outage) in network.chance.outages.iter().enumerate() {
            let Some(outage) = outage else { continue };
            // A stream for each plant: another one more or less moves none of the others.
            let mut dice =
                PathRng::new(self.seed, &format!("outages of {}", network.facilities[facility].id), number as u64);
            let horizon = capacity.len() as f64;
            let mut time = dice.exponential(1.0 / outage.per_year);
            while time < horizon {
                let end = (time + dice.exponential(outage.mean_years)).min(horizon);
                let last = (end.ceil() as usize).min(capacity.len());
                for (year, shares) in capacity.iter_mut().enumerate().take(last).skip(time as usize) {
                    let lost = (end.min(year as f64 + 1.0) - time.max(year as f64)).max(0.0) * outage.loss;
                    shares[facility] *= (1.0 - lost).max(0.0);
                }
                time = end + dice.exponential(1.0 / outage.per_year);
            }
        }
    }

    /// The path without random events: prices of the case under the attacks laid over, no outage, no delay.
    ///
    /// # Errors
    /// When a year cannot be run.
    pub fn as_planned(&self, operators: &mut [Operator]) -> Result<Path, OperateError> {
        let years = self.years.len();
        let chances = Chances {
            factors: (0..years).map(|at| self.factors(at, &|_| 1.0)).collect(),
            deviations: vec![vec![0.0; self.fit.series.len()]; years],
            capacity: vec![vec![1.0; self.chain.network.facilities.len()]; years],
            delays: vec![0; self.chain.late.commitments.len()],
        };
        self.along(0, &chances, operators)
    }

    /// A path under every bylaw. `operators` by state.
    ///
    /// # Errors
    /// When a year cannot be run.
    pub fn path(&self, number: usize, operators: &mut [Operator]) -> Result<Path, OperateError> {
        self.along(number, &self.chances(number), operators)
    }

    fn along(&self, number: usize, chances: &Chances, operators: &mut [Operator]) -> Result<Path, OperateError> {
        // Bylaws that have buried the same members run the same year.
        let mut known: Vec<Vec<Run>> = vec![Vec::new(); self.years.len()];
        let conditional = self.conditional(&chances.factors);
        let outcomes = self.bylaws.iter().map(|bylaw| {
            let network = self.chain.network;
            let members = network.cooperative();
            let mut standing = Standing::new(&self.accounts, *bylaw, &[]);
            let unknown = FirmOutcome {
                died: None,
                low_musd: f64::INFINITY,
                low_year: self.years[0].0,
                end_musd: 0.0,
                npv_musd: 0.0,
            };
            let mut outcome = PathOutcome { firms: vec![unknown; self.firms.len()], years: Vec::new() };
            let mut lacks = vec![0.0; network.stocks.len()];
            for (at, (year, state)) in self.years.iter().enumerate() {
                let mut alive: Vec<bool> = (0..members).map(|member| standing.lives(member)).collect();
                // The cooperative itself does not die.
                alive.push(true);
                let found = known[at].iter().position(|run| run.alive == alive && run.before == lacks);
                let run = match found {
                    Some(found) => &known[at][found],
                    None => {
                        known[at].push(self.run(at, *state, chances, alive, lacks, operators)?);
                        &known[at][known[at].len() - 1]
                    }
                };
                lacks = run.after.clone();
                let flows: Vec<f64> =
                    (0..members)
                        .map(|member| {
                            if run.alive[member] { run.year.earned[member] + self.settled[*state][member] } else { 0.0 }
                        })
                        .collect();
                let discount = network.tree.discount_factor(*year);
                let beside = |member: usize| {
                    if run.alive[member] { self.beside[at][member] + conditional[at][member] } else { 0.0 }
                };
                let came_in: Vec<f64> = flows.iter().enumerate().map(|(member, flow)| flow + beside(member)).collect();
                let step =
                    standing.step((at, 1.0), &came_in, &mut |member| Ok::<_, OperateError>(self.needs[at][member]));
                step?;
                for (firm, member) in outcome.firms.iter_mut().zip(&self.firms) {
                    if run.alive[*member] {
                        firm.npv_musd += discount * flows[*member];
                        firm.end_musd = standing.cash[*member];
                        if firm.end_musd < firm.low_musd {
                            (firm.low_musd, firm.low_year) = (firm.end_musd, *year);
                        }
                        firm.died = standing.died[*member].map(|_| *year);
                    }
                }
                let living = (0..members).filter(|member| standing.lives(*member));
                let cash = standing.common.unwrap_or_else(|| living.map(|member| standing.cash[member]).sum());
                outcome.years.push(YearOutcome {
                    cash_musd: cash,
                    flow_musd: came_in.iter().sum(),
                    unserved_t: run.year.unserved_t,
                    home_musd: run.year.home_musd,
                });
            }
            Ok(outcome)
        });
        Ok(Path { number, outcomes: outcomes.collect::<Result<_, OperateError>>()? })
    }

    fn run(
        &self,
        at: usize,
        state: PathAt,
        chances: &Chances,
        alive: Vec<bool>,
        lacks: Vec<f64>,
        operators: &mut [Operator],
    ) -> Result<Run, OperateError> {
        let program = &self.chain.states[state];
        let (factors, capacity) = (&chances.factors[at], &chances.capacity[at]);
        let period = self.chain.network.tree.period(program.state);
        let over = f64::from(self.years[at].0 - period.first_year + 1) / f64::from(period.length);
        let moved = Moved { factors, capacity, alive: &alive, lacks: &lacks, over };
        let solution = operators[state].run(program, self.chain.network, &moved)?;
        let year = accounts::read(&self.chain, &self.places, program, &solution, factors, &alive);
        let mut after = lacks.clone();
        operators[state].lacks(program, &solution, &mut after);
        Ok(Run { alive, before: lacks, after, year })
    }
}

/// A year that was run.
#[derive(Clone, Debug, PartialEq)]
struct Run {
    alive: Vec<bool>,
    before: Vec<f64>,
    after: Vec<f64>,
    year: Year,
}

/// What each purse needs at the end of each year so that nothing that prices do empties it, plants idle to the end: settled money alone.
#[must_use]
pub(super) fn needs(accounts: &[Account], settled: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let need = |(member, account): (usize, &Account), at: usize| {
        let (mut burnt, mut need) = (0.0_f64, account.least_cash[at]);
        for (later, flows) in settled.iter().enumerate().skip(at + 1) {
            burnt -= flows[member];
            need = need.max(account.least_cash[later] + burnt);
        }
        need
    };
    let of_year = |at: usize| accounts.iter().enumerate().map(|account| need(account, at)).collect();
    (0..settled.len()).map(of_year).collect()
}
