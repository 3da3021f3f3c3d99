//! Worlds under attack within the program of a plan: the same plants, other operations.

use program::{Axis, Col, ColSpec, Program, with_attack};

use super::worst_prices::{Points, Prices, exposed};
use crate::arsenal::Arsenal;
use crate::flows::{Effect, Flows, View, components};
use crate::own_trade::{self, OwnTrade};
use crate::standing::Standing;
use recoop::formulation::Formulation;
use recoop_case::Network;
use recoop_case::positions::{PathAt, StatePath};

/// What the adversary settles before prices: steps of bans and equipment, and of attacks on prices that exclude each other, which.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Depth of moves with steps; 0 for others.
    pub steps: Vec<f64>,
    /// Moves without steps that are not made.
    pub forbidden: Vec<bool>,
}

impl Pattern {
    /// That of an attack, given by the depths of its moves.
    #[must_use]
    pub fn of(arsenal: &Arsenal, depths: &[f64]) -> Self {
        let has_steps = |m: usize| !arsenal.moves[m].steps.is_empty();
        let steps = (0..depths.len()).map(|m| if has_steps(m) { depths[m] } else { 0.0 }).collect();
        let mut forbidden = vec![false; depths.len()];
        for (a, b) in &arsenal.exclusive {
            let made = |m: &usize| depths[*m] > 0.0;
            match (has_steps(*a), has_steps(*b)) {
                // Steps say themselves whether they are made.
                (true, true) => {}
                (true, false) => forbidden[*b] |= made(a),
                (false, true) => forbidden[*a] |= made(b),
                // The one that is not made; the second where neither is.
                (false, false) => forbidden[if made(b) && !made(a) { *a } else { *b }] = true,
            }
        }
        Self { steps, forbidden }
    }
}

/// What a world asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asks {
    /// What the plan is worth in it counts in the objective.
    Worth,
    /// There is cash in the purse at the end of a state of the future.
    Cash {
        /// Position in the states.
        until: PathAt,
        /// Whether what was earned by then is taxed as a whole; else nothing is.
        taxed: bool,
        /// What is in the purse at the beginning, MUSD.
        purse_musd: f64,
    },
}

/// A world under attack.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// What is settled of the attack.
    pub pattern: Pattern,
    /// What is asked of the plan there.
    pub asks: Asks,
    /// What the whole attack may cost, MUSD of present value.
    pub budget_musd: f64,
    /// Depths of prices, where the attack is settled whole; else the worst that the budget allows.
    pub depths: Option<Vec<f64>>,
}

/// What worlds are written from.
pub struct Stage<'a> {
    /// The case.
    pub network: &'a Network,
    /// Its program.
    pub formulation: &'a Formulation,
    /// The future that is attacked, root first.
    pub states: &'a StatePath,
    /// Its money.
    pub flows: &'a Flows,
    /// Its operations.
    pub standing: &'a Standing,
    /// What a purse sells at most.
    pub own_trade: &'a [OwnTrade],
    /// Most that the adversary may spend in a year, MUSD.
    pub yearly_musd: f64,
}

impl Stage<'_> {
    fn weight(&self, at: PathAt) -> f64 {
        self.network.tree.states[self.states[at]].weight
    }

    fn years(&self, at: PathAt) -> f64 {
        f64::from(self.network.tree.period(self.states[at]).length)
    }

    /// Adds a world to a program that begins with the columns of the case's own; `worst` is what counts of worth.
    fn add(
        &self,
        program: &mut Program,
        world: &World,
        arsenal: &Arsenal,
        points: &Points,
        name: &str,
        worst: Option<Col>,
    ) {
        let base = &self.formulation.program;
        let mut depths = vec![0.0; base.attributions.components.len()];
        let of = components(self.network, self.formulation, self.states);
        let step = |attack: usize, at: PathAt| arsenal.position(attack, at).map_or(0.0, |m| world.pattern.steps[m]);
        for (component, place) in of.iter().enumerate() {
            depths[component] = place.map_or(0.0, |(attack, at)| step(attack, at));
        }
        let attacked = with_attack(base, &depths);
        let copied = self.standing.copy_into(program, &attacked, name);

        let money = match world.asks {
            Asks::Worth => self.flows.of_view(View::Worth, base.num_cols(), &|at| self.weight(at)),
            Asks::Cash { until, taxed, .. } => {
                let cash = |at: PathAt| if at <= until { self.years(at) } else { 0.0 };
                let due = |at: PathAt| if taxed { cash(at) } else { 0.0 };
                own_trade::write(program, &format!("{name}.own_trade"), self.own_trade, &|col| copied.col(col));
                self.flows.purse(base.num_cols(), &cash, &due)
            }
        };
        let effects = money.effects.iter().map(|effect| Effect { of: copied.col(effect.of), ..*effect });
        let exposed = exposed(arsenal, effects);
        let mut terms: Vec<(Col, f64)> =
            base.all_cols().map(|col| (copied.col(col), money.costs[col.index()])).collect();
        // Steps may move prices too.
        let settled = |m: usize| world.pattern.steps[m] + world.depths.as_ref().map_or(0.0, |depths| depths[m]);
        for (m, exposed) in exposed.iter().enumerate().filter(|(m, _)| settled(*m) > 0.0) {
            terms.extend(exposed.iter().map(|(col, takes)| (*col, -takes * settled(m))));
        }
        if world.depths.is_none() {
            let prices = Prices {
                arsenal,
                steps: &world.pattern.steps,
                forbidden: &world.pattern.forbidden,
                points,
                cost: &|m, depth| arsenal.cost_musd(self.network, self.states, m, depth),
                weight: &|at| self.weight(at),
                budget_musd: world.budget_musd,
                yearly_musd: self.yearly_musd,
                states: self.states.len(),
            };
            let added = prices.add_to(program, name, &exposed);
            terms.extend(added.most.into_iter().map(|(col, amount)| (col, -amount)));
        }
        let one = Axis::new("world", [name]);
        program.rows(&format!("{name}.left"), "MUSD", [&one], |_, row| {
            match (world.asks, worst) {
                (Asks::Worth, Some(worst)) => row.add(worst, -1.0),
                (Asks::Worth, None) => return,
                (Asks::Cash { purse_musd, .. }, _) => row.add_constant(purse_musd),
            }
            terms.iter().for_each(|(col, amount)| row.add(*col, *amount));
            row.add_constant(money.constant);
            row.at_least(0.0);
        });
    }

    /// The program of a plan with worlds: `weight` of the objective is what is left in the worst of them.
    #[must_use]
    pub fn master(&self, worlds: &[(World, &Arsenal)], points: &[&Points], weight: f64) -> Formulation {
        let mut formulation = self.formulation.clone();
        let program = &mut formulation.program;
        let own = program.num_cols();
        program.all_cols().for_each(|col| program.add_cost(col, -weight * program.cost(col)));
        program.add_offset(-weight * program.offset());
        let one = Axis::new("case", ["worst"]);
        let counts = worlds.iter().any(|(world, _)| world.asks == Asks::Worth);
        let worst = program.cols("worst", "MUSD", [&one], |_| counts.then(|| ColSpec::free().cost(weight)));
        for (k, ((world, arsenal), points)) in worlds.iter().zip(points).enumerate() {
            self.add(program, world, arsenal, points, &format!("world{k}"), worst.get([0]));
        }
        // All of it belongs to the future that is attacked.
        let last = self.states.last().copied();
        formulation.added = vec![last; formulation.program.num_cols() - own];
        formulation
    }
}
