//! The three attributions: they make other questions mechanical transforms of one program.
//!
//! * [`Endow`]: which member brings which part of a bound. The program of a coalition keeps the parts of its members
//!   (Owen 1975, *On the core of linear production games*).
//! * [`Priced`]: how a coefficient moves with the depth of an attack on prices.
//! * [`Limited`]: how a bound moves with an attack on quantities.

use crate::family::{Col, Row};

/// A bound of the program: the part of it that an attribution speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Lower bound of a column.
    ColLower(Col),
    /// Upper bound of a column.
    ColUpper(Col),
    /// Lower bound of a row (for an equation both bounds: use [`Place::RowBoth`]).
    RowLower(Row),
    /// Upper bound of a row.
    RowUpper(Row),
    /// Both bounds of an equation.
    RowBoth(Row),
}

/// Member `member` brings `amount` of the bound at `place`. What nobody brings is common to all coalitions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Endow {
    /// Where.
    pub place: Place,
    /// Index of the member in [`Attributions::members`].
    pub member: u32,
    /// How much of the bound, in its unit.
    pub amount: f64,
}

/// A part of a bound that belongs to all members together: `amount` of the bound at `place`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joint {
    /// Where.
    pub place: Place,
    /// How much of the bound, in its unit.
    pub amount: f64,
    /// Position in [`Attributions::keys`]: the part of each member.
    pub key: u32,
}

/// The coefficient of `col` (in the objective, or in `row`) changes by `slope` per unit of attack `component`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priced {
    /// The row whose coefficient moves; `None` is the objective.
    pub row: Option<Row>,
    /// The column.
    pub col: Col,
    /// Index of the attack component in [`Attributions::components`].
    pub component: u32,
    /// Change of the coefficient per unit of the attack.
    pub slope: f64,
}

/// The bound at `place` changes by `slope` per unit of attack `component`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limited {
    /// Where.
    pub place: Place,
    /// Index of the attack component in [`Attributions::components`].
    pub component: u32,
    /// Change of the bound per unit of the attack.
    pub slope: f64,
}

/// All attributions of a program.
#[derive(Clone, Debug, Default)]
pub struct Attributions {
    /// Labels of the members that endow.
    pub members: Vec<String>,
    /// Labels of the attack components.
    pub components: Vec<String>,
    /// Who brings what.
    pub endow: Vec<Endow>,
    /// What belongs to all together. [`restrict`](crate::restrict) leaves it to every coalition;
    /// [`Membership`](crate::Membership) can also split it.
    pub common: Vec<Joint>,
    /// By which all members hold it: for each key the part of every member, at least zero, in sum one.
    pub keys: Vec<Vec<f64>>,
    /// What an attack on prices moves.
    pub priced: Vec<Priced>,
    /// What an attack on quantities moves.
    pub limited: Vec<Limited>,
}

impl Attributions {
    /// Position of a key, added when it is new.
    pub fn key(&mut self, parts: &[f64]) -> u32 {
        let found = self.keys.iter().position(|key| key == parts);
        found.unwrap_or_else(|| {
            self.keys.push(parts.to_vec());
            self.keys.len() - 1
        }) as u32
    }

    /// Index of a component by its label, added when it is new.
    pub fn component(&mut self, label: &str) -> u32 {
        let found = self.components.iter().position(|c| c == label);
        found.unwrap_or_else(|| {
            self.components.push(label.to_string());
            self.components.len() - 1
        }) as u32
    }
}
