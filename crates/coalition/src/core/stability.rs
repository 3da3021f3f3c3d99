//! What it would cost to keep everybody together.

use num_traits::{Signed, Zero};

use super::{least, players};
use crate::balance::{Divisor, Values};
use crate::exact::{Rational, floats};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::Task;

/// The smallest payment from outside with which no group would leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// The payment, in the unit of the worths; zero when the core is not empty. The additive cost of stability.
    pub additive: Rational,
    /// What has to be paid out over what everybody is worth, `(v(N) + additive) / v(N)`, at least 1. None unless `v(N) > 0`.
    pub relative: Option<Rational>,
    /// Payoffs that sum to `v(N) + additive`, at which no group would leave.
    pub payoffs: Vec<f64>,
    /// Balanced groups that prove the payment cannot be smaller: the weights of each player's groups sum to one, and by their
    /// weights the groups are worth `v(N) + additive`. Empty where the payment is zero.
    pub proof: Vec<(Group, Rational)>,
}

/// The cost of stability of a table (Bachrach et al. 2009, SAGT, LNCS 5814, 122-134): the least `x(N) - v(N)`, not below
/// zero, with `x(S) >= v(S)` for all proper groups.
///
/// # Errors
/// When a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside.
pub fn cost_of_stability(table: &Table, task: &mut Task) -> Result<Stability, GameError> {
    let total = table.exact_total();
    let (needed, exact, proof) = if players(table) == 1 {
        (total.clone(), vec![total.clone()], Vec::new())
    } else {
        let values = Values::new(table)?;
        let weakest = least(&values, Divisor::Size, "cost of stability", task)?;
        if weakest.solved.t.is_positive() {
            // With the same on top for each player the relaxed rows become the rows of the core.
            let (needed, payoffs) = weakest.stable();
            (needed, payoffs, weakest.proof)
        } else {
            (total.clone(), weakest.solved.payoffs, Vec::new())
        }
    };
    let relative = total.is_positive().then(|| &needed / &total);
    let additive = if needed > total { needed - total } else { Rational::zero() };
    Ok(Stability { additive, relative, payoffs: floats(&exact), proof })
}
