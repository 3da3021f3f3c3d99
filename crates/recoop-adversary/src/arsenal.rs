//! The moves of the adversary with their limits and costs.
//!
//! ```text
//!   0 ≤ depth ≤ max_depth                        depth[k,s] - depth[k,s-1] ≤ ramp · years between
//!   Σ_k share[k,o] depth[k,s] ≤ 1                 for every offer o: two cuts take no more than all of a price
//!   use[k,s] + use[j,s] ≤ 1                       for attacks that exclude each other, 0-1
//!   cost[k,s] ≥ tangents of its cost in depth     Σ_s weight[s] Σ_k cost[k,s] ≤ budget,   Σ_k cost[k,s] ≤ budget a year
//! ```
//!
//! Attacks on prices have any depth. Attacks on quantities (bans, equipment) come in steps: a ban is whole or not at all, a loss of equipment
//! grows by its ramp each year, because what they take from a plan falls the faster the deeper they go.

use std::collections::BTreeMap;

use recoop_case::Network;
use recoop_case::attacks::kind::Enters;
use recoop_case::attacks::{Attack, CostLevel};
use recoop_case::positions::{PathAt, StateAt, StatePath};

/// An attack in a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Attack: position in [`Network::attacks`].
    pub attack: usize,
    /// Position in the states of the future.
    pub at: PathAt,
    /// Depths that each step adds; empty where any depth up to `max_depth` is possible.
    pub steps: Vec<f64>,
    /// Greatest depth.
    pub max_depth: f64,
    /// Part of the period's years in which the attack can be made: [`Attack::share_of_years`].
    pub part: f64,
}

/// A limit on the depth of a move: at most `kept` times that of the same attack in the state before, plus `most`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// The move before; `None` where the attack cannot be made there.
    pub before: Option<usize>,
    /// The move.
    pub here: usize,
    /// Share of the depth before that counts.
    pub kept: f64,
    /// What is added.
    pub most: f64,
}

impl Ramp {
    /// The most that the depth can be beside the others.
    #[must_use]
    pub fn depth(&self, depths: &[f64]) -> f64 {
        self.most + self.before.map_or(0.0, |before| self.kept * depths[before])
    }
}

/// Everything that the adversary can do along a future, at one level of cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Arsenal {
    /// Whose loss counts.
    pub level: CostLevel,
    /// All moves.
    pub moves: Vec<Move>,
    /// How fast depths can grow.
    pub ramps: Vec<Ramp>,
    /// Moves with shares that together take at most all of something.
    pub shared: Vec<Vec<(usize, f64)>>,
    /// Pairs of moves that exclude each other.
    pub exclusive: Vec<(usize, usize)>,
    /// Attacks left out because the case does not say what they cost at this level.
    pub unknown: Vec<usize>,
    /// Most that all moves may cost in a year, MUSD: the case's, unless something else is asked for; infinite without limit.
    pub yearly_musd: f64,
}

impl Arsenal {
    /// Nothing that the adversary could do.
    #[must_use]
    pub fn empty(level: CostLevel) -> Self {
        Self {
            level,
            moves: Vec::new(),
            ramps: Vec::new(),
            shared: Vec::new(),
            exclusive: Vec::new(),
            unknown: Vec::new(),
            yearly_musd: f64::INFINITY,
        }
    }

    /// The same with so much to spend in a year, MUSD.
    #[must_use]
    pub fn within(self, yearly_musd: f64) -> Self {
        Self { yearly_musd, ..self }
    }

    /// The moves along a future, given by its states from the root to the leaf. `allowed` says which attacks are considered.
    #[must_use]
    pub fn new(network: &Network, states: &StatePath, level: CostLevel, allowed: &dyn Fn(&Attack) -> bool) -> Self {
        let mut arsenal = Self::empty(level).within(network.settings.adversary.budget_per_year_musd);
        let mut found: BTreeMap<(usize, PathAt), usize> = BTreeMap::new();
        for (k, attack) in network.attacks.iter().enumerate().filter(|(_, attack)| allowed(attack)) {
            let possible = |s: StateAt| attack.share_of_years(&network.tree, s);
            let known = |s: &StateAt| attack.cost_musd(level, attack.max_depth, *s).is_some();
            if !states.iter().filter(|s| possible(**s) > 0.0).all(known) {
                arsenal.unknown.push(k);
                continue;
            }
            for (at, s) in states.iter().enumerate().filter(|(_, s)| possible(**s) > 0.0) {
                found.insert((k, at), arsenal.moves.len());
                arsenal.moves.push(Move {
                    attack: k,
                    at,
                    steps: (attack.kind.steps)(attack),
                    max_depth: attack.max_depth,
                    part: possible(*s),
                });
            }
            arsenal.ramps.extend(attack.growth(&network.tree, states).into_iter().map(|growth| {
                let before = growth.at.before().and_then(|before| found.get(&(k, before)).copied());
                Ramp { before, here: found[&(k, growth.at)], kept: growth.kept, most: growth.most }
            }));
        }
        arsenal.share(network, &found, states.len());
        for ((k, at), here) in &found {
            for other in network.attacks[*k].exclusive_with.iter().filter(|other| *other > k) {
                let (years, others) = (&network.attacks[*k].years, &network.attacks[*other].years);
                // Two that are made in different years of one period do not meet.
                if network.tree.period(states[*at]).years().any(|year| years.contains(&year) && others.contains(&year))
                {
                    arsenal.exclusive.extend(found.get(&(*other, *at)).map(|there| (*here, *there)));
                }
            }
        }
        arsenal
    }

    /// Depths of an attack that takes as many steps as the limits allow, one move after the other; prices stay.
    #[must_use]
    pub fn all_steps(&self) -> Vec<f64> {
        let mut depths = vec![0.0; self.moves.len()];
        for (which, it) in self.moves.iter().enumerate() {
            let excludes =
                |(a, b): &(usize, usize)| (*a == which && depths[*b] > 0.0) || (*b == which && depths[*a] > 0.0);
            if self.exclusive.iter().any(excludes) {
                continue;
            }
            let ramps = self.ramps.iter().filter(|ramp| ramp.here == which);
            let mut most = ramps.map(|ramp| ramp.depth(&depths)).fold(it.max_depth, f64::min);
            for row in &self.shared {
                let taken: f64 = row.iter().map(|(other, share)| share * depths[*other]).sum();
                if let Some((_, share)) = row.iter().find(|(other, _)| *other == which) {
                    most = most.min((1.0 - taken) / share);
                }
            }
            for step in &it.steps {
                if depths[which] + step <= most + 1e-9 {
                    depths[which] += step;
                }
            }
        }
        depths
    }

    /// The move of an attack at a position.
    #[must_use]
    pub fn position(&self, attack: usize, at: PathAt) -> Option<usize> {
        self.moves.iter().position(|it| (it.attack, it.at) == (attack, at))
    }

    /// What a move costs in a year of its state, MUSD.
    #[must_use]
    pub fn cost_musd(&self, network: &Network, states: &StatePath, which: usize, depth: f64) -> f64 {
        let it = &self.moves[which];
        let cost = network.attacks[it.attack].cost_musd(self.level, depth, states[it.at]);
        // Moves without a known cost are not among them.
        cost.unwrap_or_default().max(0.0) * it.part
    }

    /// Moves that take away from the same thing by more than all of it if nothing held them.
    fn share(&mut self, network: &Network, found: &BTreeMap<(usize, PathAt), usize>, states: usize) {
        let mut seen = std::collections::BTreeSet::new();
        for at in PathAt::all(states) {
            let (mut prices, mut limits, mut plants) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            for (k, attack) in network.attacks.iter().enumerate() {
                let Some(which) = found.get(&(k, at)).copied() else { continue };
                let enters = attack.kind.enters;
                let offers = if enters == Enters::Limits { &mut limits } else { &mut prices };
                for touch in attack.offers.iter().filter(|touch| touch.share > 0.0) {
                    offers.entry(touch.offer).or_insert_with(Vec::new).push((which, touch.share));
                }
                if enters == Enters::Availability {
                    for plant in &attack.plants {
                        plants.entry(*plant).or_insert_with(Vec::new).push((which, 1.0));
                    }
                }
            }
            for row in prices.into_values().chain(limits.into_values()).chain(plants.into_values()) {
                let most: f64 =
                    row.iter().map(|(which, share): &(usize, f64)| share * self.moves[*which].max_depth).sum();
                let key: Vec<(usize, u64)> = row.iter().map(|(which, share)| (*which, share.to_bits())).collect();
                if most > 1.0 + 1e-12 && seen.insert(key) {
                    self.shared.push(row);
                }
            }
        }
    }
}
