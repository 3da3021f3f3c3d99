//! Owen sets: all shares that prices of resources can pay (Owen 1975, *On the core of linear production games*).
//!
//! Any optimal dual solution of the program of all is a list of prices, and what each player brings is worth its share at them: a
//! point of the core. Where the program is degenerate there are many such prices. The least and the most of each player are programs over the
//! face of optimal duals,
//!
//! ```text
//!   min / max  b_i y      y dual feasible,  b(N) y = v(N)
//! ```
//!
//! For games of linear production and assignment all is in fractions ([`owen_set`], [`matching_prices`]); for plans it is right within the
//! tolerances of the solver, about 1e-7 of the worth of all ([`owen_ranges`]). Not all payoffs between these ends are Owen's: those of one
//! list of prices are.

use std::collections::HashMap;

use program::solve::{Solver, Stop};
use program::{Axis, Col, NoProgress, Place, Program, dual};

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::exact::{Rational, float, floats};
use crate::families::linear_production::options;
use crate::families::simplex::{Scaled, Tableau};
use crate::families::{Assignment, LinearProduction, refuse};
use crate::game::GameError;
use crate::group::Group;
use crate::planned::LinearGame;
use crate::task::{Progress, Task};

/// The Owen set of a game, with a proof that no group does better on its own, however many players there are:
///
/// ```text
///   v(S) ≤ b(S) y = x(S)   for all S, as y is feasible in the dual program of every group;   v(N) = c z = b(N) y
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OwenSet {
    /// What each player gets at one list of prices, in the unit of the worths; the floats nearest to `exact`.
    pub payoffs: Vec<f64>,
    /// The same without rounding.
    pub exact: Vec<Rational>,
    /// The prices: for each resource what one more unit of it would earn.
    pub prices: Vec<Rational>,
    /// What everybody makes of each product together: it earns what the prices pay.
    pub made: Vec<Rational>,
    /// The least and the most of each player over all lists of prices.
    pub ranges: Vec<(f64, f64)>,
    /// The least and the most of each price; the most is infinite for a resource that nobody brings.
    pub price_ranges: Vec<(f64, f64)>,
}

impl OwenSet {
    /// The largest difference between the ends of a player's range: nothing when all prices pay the same.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.ranges.iter().map(|(least, most)| most - least).fold(0.0, f64::max)
    }

    /// Proves from nothing but the data, in fractions, that the payoffs are in the core: what is made can be made, prices pay no less than any
    /// product earns, and both come to the same.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn verify(&self, game: &LinearProduction) -> Result<(), String> {
        let is_negative = |numbers: &[Rational]| numbers.iter().any(Signed::is_negative);
        if self.prices.len() != game.num_resources() || self.made.len() != game.num_products() {
            return Err("prices or products that are not those of the game".to_string());
        }
        if is_negative(&self.prices) || is_negative(&self.made) {
            return Err("a price or a product below zero".to_string());
        }
        let brought = game.brought(Group::all(game.brings.len()));
        let dot = |a: &[Rational], b: &[Rational]| a.iter().zip(b).map(|(a, b)| a * b).sum::<Rational>();
        if game.needs.iter().zip(&brought).any(|(needs, brought)| dot(needs, &self.made) > *brought) {
            return Err("more is needed than is brought".to_string());
        }
        for (product, earns) in game.earns.iter().enumerate() {
            let paid: Rational =
                game.needs.iter().zip(&self.prices).map(|(needs, price)| &needs[product] * price).sum();
            if paid < *earns {
                return Err("a product earns more than its resources are paid".to_string());
            }
        }
        if dot(&game.earns, &self.made) != dot(&brought, &self.prices) {
            return Err("what is made earns less than prices pay".to_string());
        }
        let paid: Vec<Rational> = game.brings.iter().map(|brings| dot(brings, &self.prices)).collect();
        if paid != self.exact || self.payoffs != floats(&self.exact) {
            return Err("payoffs that are not those of the prices".to_string());
        }
        Ok(())
    }
}

/// The Owen set of a linear production game, without rounding.
///
/// The least that prices can pay for some resources is what a little more of them would earn, the most what a little less of them would cost: a few
/// steps of the dual simplex method from the optimum of all, with amounts that have an infinitely small part.
///
/// # Errors
/// All faults of the data, or [`GameError::Stopped`].
///
/// # Examples
///
/// ```
/// use coalition::families::{Assignment, LinearProduction};
/// use coalition::{NoProgress, Task, matching_prices, owen_set};
///
/// // A product earns 6 and takes one unit each of two resources; the first is scarce.
/// let game = LinearProduction::from_numbers(&[vec![1.0], vec![1.0]], &[6.0], &[vec![2.0, 0.0], vec![0.0, 3.0]]);
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// let prices = owen_set(&game, task)?;
/// assert_eq!((prices.payoffs.clone(), prices.verify(&game)), (vec![12.0, 0.0], Ok(())));
///
/// // A seller with two buyers who would gain 5 and 3: the better match pays between 3 and 5.
/// let found = matching_prices(&Assignment::from_numbers(&[vec![5.0, 3.0]]), task)?;
/// assert_eq!(found.ranges[0], (3.0, 5.0));
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn owen_set(game: &LinearProduction, task: &mut Task<'_>) -> Result<OwenSet, GameError> {
    refuse(game.check())?;
    let players = game.brings.len();
    let whole = Scaled::new(game);
    let brought = whole.brought(0..players);
    let mut all = Tableau::idle(&whole);
    all.rise(&brought)?;
    let end = |little: &[BigInt], is_most: bool| -> Option<Rational> {
        let mut tableau = all.clone();
        if !is_most {
            return tableau.mend(&brought, Some(little)).then(|| tableau.worth(little, &whole));
        }
        let less: Vec<BigInt> = little.iter().map(|amount| -amount).collect();
        tableau.mend(&brought, Some(&less)).then(|| -tableau.worth(&less, &whole))
    };
    let range = |little: &[BigInt], by: &Rational| {
        let least = end(little, false).map_or(f64::NEG_INFINITY, |least| float(&(least * by)));
        (least, end(little, true).map_or(f64::INFINITY, |most| float(&(most * by))))
    };
    let one = Rational::one();
    let mut ranges = Vec::with_capacity(players);
    for player in 0..players {
        task.tell(&Progress { doing: "Owen set", done: player, of: Some(players), ..Progress::default() })?;
        ranges.push(range(whole.of(player), &one));
    }
    let unit = |resource: usize| (0..game.num_resources()).map(|at| BigInt::from(u8::from(at == resource))).collect();
    let price_range = |resource: usize| {
        let little: Vec<BigInt> = unit(resource);
        range(&little, &whole.unit(resource))
    };
    let prices = all.prices(&whole);
    let exact: Vec<Rational> = game
        .brings
        .iter()
        .map(|brings| brings.iter().zip(&prices).map(|(amount, price)| amount * price).sum())
        .collect();
    Ok(OwenSet {
        payoffs: floats(&exact),
        exact,
        made: all.made(&brought, whole.amount()),
        ranges,
        price_ranges: (0..game.num_resources()).map(price_range).collect(),
        prices,
    })
}

/// The Owen set of an assignment game, which is all of its core, without rounding; everybody's resource is its place in a pair.
///
/// At one end of it all buyers get the most they can, which is what each adds to all others, at the other end all sellers (Shapley & Shubik 1971,
/// Demange 1982, Leonard 1983).
///
/// # Errors
/// All faults of the data, or [`GameError::Stopped`].
pub fn matching_prices(game: &Assignment, task: &mut Task<'_>) -> Result<OwenSet, GameError> {
    refuse(game.check())?;
    let (buyers, sellers) = (game.gains.len(), game.num_sellers());
    let best = game.best();
    let total: Rational = best.payoffs.iter().sum();
    let mut partner = vec![None; buyers + sellers];
    let mut made = vec![Rational::zero(); buyers * sellers];
    for (buyer, seller) in best.sellers.iter().enumerate() {
        if let Some(seller) = seller {
            partner[buyer] = Some(buyers + seller);
            partner[buyers + seller] = Some(buyer);
            made[buyer * sellers + seller] = Rational::one();
        }
    }
    let everybody = Group::all(buyers + sellers);
    let mut most = Vec::with_capacity(buyers + sellers);
    for player in 0..buyers + sellers {
        let told = Progress { doing: "Owen set", done: player, of: Some(buyers + sellers), ..Progress::default() };
        task.tell(&told)?;
        let without: Rational = game.part(everybody.without(player)).best().payoffs.iter().sum();
        most.push(&total - without);
    }
    let ranges: Vec<(f64, f64)> = (0..buyers + sellers)
        .map(|player| {
            let least = partner[player].map_or_else(Rational::zero, |other| {
                let gain = &game.gains[player.min(other)][player.max(other) - buyers];
                gain - &most[other]
            });
            (float(&least), float(&most[player]))
        })
        .collect();
    Ok(OwenSet {
        payoffs: floats(&best.payoffs),
        exact: best.payoffs.clone(),
        prices: best.payoffs,
        made,
        price_ranges: ranges.clone(),
        ranges,
    })
}

/// The least and the most of each member over all optimal duals of a continuous program, in the unit of the objective. The single shares are
/// [`LinearGame::owen`].
///
/// # Errors
/// When something scarce is brought by nobody, so that shares would not add up to the worth of all
/// ([`Membership::is_homogeneous`](program::Membership::is_homogeneous)), [`GameError::Stopped`], or a failure of the solver.
pub fn owen_ranges(
    program: &Program,
    game: &LinearGame<'_>,
    task: &mut Task<'_>,
) -> Result<Vec<(f64, f64)>, GameError> {
    let paid: f64 = game.owen().iter().sum();
    if !game.membership().is_homogeneous() || (paid - game.total()).abs() > 1e-6 * game.total().abs().max(1.0) {
        let words = "bounds that no member brings have prices: shares at prices do not add up to the worth of all";
        return Err(GameError::Invalid(words.to_string()));
    }
    let mut face = Face::new(program, game.total())?;
    let shares = shares(program, game, &face)?;
    face.ranges(&shares, task)
}

/// What each member brings, by the prices of it.
fn shares(program: &Program, game: &LinearGame<'_>, face: &Face) -> Result<Vec<Vec<(Col, f64)>>, GameError> {
    let mut shares = vec![Vec::new(); game.membership().num_members()];
    let mut failed = None;
    game.membership().visit_amounts(&mut |place, member, amount| match face.price(place, program) {
        Ok(price) => shares[member].push((price, amount)),
        // A bound of zero has no price of its own, and nothing to share.
        Err(_) if amount == 0.0 => {}
        Err(error) => failed = Some(error),
    });
    failed.map_or(Ok(shares), Err)
}

/// The optimal solutions of a dual program.
struct Face {
    dual: Program,
    solver: Solver,
    prices: HashMap<String, Col>,
}

impl Face {
    fn new(program: &Program, total: f64) -> Result<Self, GameError> {
        let mut dual = dual(program);
        let mut prices = HashMap::with_capacity(dual.num_cols());
        for col in dual.all_cols() {
            if let Some(twice) = prices.insert(dual.col_name(col), col) {
                let words = format!("two prices are called `{}`", dual.col_name(twice));
                return Err(GameError::Invalid(words));
            }
        }
        // In parts of the worth of all: the solver's tolerance is then one of it.
        let scale = if total == 0.0 { 1.0 } else { total.abs() };
        let one = Axis::new("all", ["all"]);
        let (costs, offset) = (dual.all_cols().map(|col| (col, dual.cost(col))).collect::<Vec<_>>(), dual.offset());
        dual.rows("optimal", "1", [&one], |_, row| {
            costs.iter().filter(|(_, cost)| *cost != 0.0).for_each(|(col, cost)| row.add(*col, cost / scale));
            row.equals((total - offset) / scale);
        });
        let mut solver = Solver::new(&dual)?;
        costs.iter().for_each(|(col, _)| solver.set_cost(*col, 0.0));
        Ok(Self { dual, solver, prices })
    }

    /// The price of a bound.
    fn price(&self, place: Place, program: &Program) -> Result<Col, GameError> {
        let ending = |name: String, ending: &str| match name.split_once('[') {
            Some((family, key)) => format!("{family}.{ending}[{key}"),
            None => format!("{name}.{ending}"),
        };
        let name = match place {
            Place::RowUpper(row) | Place::RowBoth(row) => program.row_name(row),
            Place::RowLower(row) => {
                let (lower, upper) = program.row_bounds(row);
                let is_range = upper.is_finite() && lower != upper;
                if is_range { ending(program.row_name(row), "lower") } else { program.row_name(row) }
            }
            Place::ColUpper(col) => ending(program.col_name(col), "upper"),
            Place::ColLower(col) => ending(program.col_name(col), "lower"),
        };
        let absent = || GameError::Invalid(format!("a bound of zero has no price of its own: `{name}`"));
        self.prices.get(&name).copied().ok_or_else(absent)
    }

    /// The least and the most of sums of prices.
    fn ranges(&mut self, sums: &[Vec<(Col, f64)>], task: &mut Task<'_>) -> Result<Vec<(f64, f64)>, GameError> {
        let mut ranges = Vec::with_capacity(sums.len());
        // The dual of a maximization is a minimization.
        let direction = if self.dual.sense() == program::Sense::Minimize { 1.0 } else { -1.0 };
        for (done, sum) in sums.iter().enumerate() {
            task.tell(&Progress { doing: "Owen set", done, of: Some(sums.len()), ..Progress::default() })?;
            let mut amounts: HashMap<Col, f64> = HashMap::new();
            sum.iter().for_each(|(col, amount)| *amounts.entry(*col).or_default() += amount);
            let mut ends = [0.0; 2];
            for (end, sign) in ends.iter_mut().zip([1.0, -1.0]) {
                amounts.iter().for_each(|(col, amount)| self.solver.set_cost(*col, direction * sign * amount));
                let outcome = self.solver.solve(&options(), &mut NoProgress)?;
                *end = match (&outcome.stop, &outcome.solution) {
                    (Stop::Optimal, Some(solution)) => {
                        sum.iter().map(|(col, amount)| amount * solution.col(*col)).sum()
                    }
                    (Stop::Unbounded, _) => -sign * f64::INFINITY,
                    (stop, _) => return Err(GameError::Solver(format!("a program of prices ended with {stop:?}"))),
                };
            }
            amounts.keys().for_each(|col| self.solver.set_cost(*col, 0.0));
            ranges.push((ends[0], ends[1].max(ends[0])));
        }
        Ok(ranges)
    }
}
