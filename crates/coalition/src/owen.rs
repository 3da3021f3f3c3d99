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
//! They are right within the tolerances of the solver, about 1e-7 of the worth of all. Not all payoffs between these ends are Owen's: those of one
//! list of prices are.

use std::collections::HashMap;

use program::solve::{Solver, Stop};
use program::{Axis, Col, Common, Endow, Membership, Place, Program, Silent, dual};

use crate::families::LinearProduction;
use crate::families::linear_production::options;
use crate::game::GameError;
use crate::group::Group;
use crate::planned::LinearGame;
use crate::task::{Progress, Task};

/// The Owen set of a linear production game.
#[derive(Clone, Debug, PartialEq)]
pub struct OwenSet {
    /// What each player gets at one list of prices, in the unit of the worths.
    pub payoffs: Vec<f64>,
    /// The prices: for each resource what one more unit of it would earn.
    pub prices: Vec<f64>,
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
}

/// The Owen set of a linear production game.
///
/// # Errors
/// All faults of the data, [`GameError::Stopped`], or a failure of the solver.
pub fn owen_set(game: &LinearProduction, task: &mut Task<'_>) -> Result<OwenSet, GameError> {
    let players = game.brings.len();
    let mut program = game.program(Group::all(players))?;
    let rows: Vec<_> = program.all_rows().collect();
    program.attributions.members = (1..=players).map(|player| player.to_string()).collect();
    for (member, brings) in game.brings.iter().enumerate() {
        for (row, amount) in rows.iter().zip(brings).filter(|(_, amount)| **amount != 0.0) {
            let (place, member) = (Place::RowUpper(*row), member as u32);
            program.attributions.endow.push(Endow { place, member, amount: *amount });
        }
    }
    let linear = LinearGame::new(&program, Membership::new(&program, players, Common::Split), task)?;
    let prices: Vec<f64> = rows.iter().map(|row| linear.grand().row_dual(*row).unwrap_or(0.0)).collect();
    let mut face = Face::new(&program, linear.total())?;
    let shares = shares(&program, &linear, &face)?;
    let of_prices = rows.iter().map(|row| Ok(vec![(face.price(Place::RowUpper(*row), &program)?, 1.0)]));
    let of_prices: Vec<Vec<(Col, f64)>> = of_prices.collect::<Result<_, GameError>>()?;
    Ok(OwenSet {
        payoffs: linear.owen(),
        ranges: face.ranges(&shares, task)?,
        price_ranges: face.ranges(&of_prices, task)?,
        prices,
    })
}

/// The least and the most of each member over all optimal duals of a continuous program, in the unit of the objective. The single shares are
/// [`LinearGame::owen`].
///
/// # Errors
/// When something scarce is brought by nobody, so that shares would not add up to the worth of all
/// ([`Membership::is_homogeneous`]), [`GameError::Stopped`], or a failure of the solver.
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
        // The dual of a maximisation is a minimisation.
        let direction = if self.dual.sense() == program::Sense::Minimise { 1.0 } else { -1.0 };
        for (done, sum) in sums.iter().enumerate() {
            task.tell(&Progress { doing: "Owen set", done, of: Some(sums.len()), ..Progress::default() })?;
            let mut amounts: HashMap<Col, f64> = HashMap::new();
            sum.iter().for_each(|(col, amount)| *amounts.entry(*col).or_default() += amount);
            let mut ends = [0.0; 2];
            for (end, sign) in ends.iter_mut().zip([1.0, -1.0]) {
                amounts.iter().for_each(|(col, amount)| self.solver.set_cost(*col, direction * sign * amount));
                let outcome = self.solver.solve(&options(), &mut Silent)?;
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
