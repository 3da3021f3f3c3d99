//! What hangs on the columns and rows of a state's program.

use program::{Col, Row};
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::positions::{FacilityAt, MaterialAt, StockAt};

/// A price of the case, and what it goes along with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quote {
    /// USD/kg as in the case.
    pub price: f64,
    /// Position in the factors.
    pub factor: usize,
}

/// What a served demand pays on a path: [`Network::user_price`](recoop_case::Network::user_price) with each offer moved by its factor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pays {
    pub col: Col,
    pub material: MaterialAt,
    pub quotes: Vec<Quote>,
    pub most: f64,
    /// MUSD for a USD/kg and t, after tax.
    pub unit: f64,
}

/// A plant running: what it makes and uses, and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Running {
    pub col: Col,
    pub facility: FacilityAt,
    /// Places of the formulation with metric tons for a metric ton of activity.
    pub flows: Vec<(PlaceAt, f64)>,
    /// MUSD/yr per t/yr of money of its own, after tax: costs, credits.
    pub own: f64,
    /// Of it the cost of running before tax, USD for a kg of activity.
    pub variable_usd_per_kg: f64,
}

/// A trade at a market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Traded {
    pub col: Col,
    pub material: MaterialAt,
    /// Sold, else bought.
    pub is_sale: bool,
    /// USD/kg as in the case, before tax.
    pub usd_per_kg: f64,
    /// Position in the factors.
    pub factor: usize,
}

/// Money of a column that moves with a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Priced {
    pub col: Col,
    /// MUSD/yr per unit of the column at the case's price.
    pub slope: f64,
    pub factor: usize,
}

/// A row that limits what a plant does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limit {
    pub row: Row,
    pub facility: FacilityAt,
    pub upper: f64,
}

/// A stock with its balance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    /// Position in [`Network::stocks`](recoop_case::Network::stocks).
    pub stock: StockAt,
    pub row: Row,
    /// What is there at the beginning and at the end of the state as planned, t.
    pub planned_t: (f64, f64),
}

impl Kept {
    /// What is planned to be there when so much of the state's time is over, t.
    pub fn planned(&self, over: f64) -> f64 {
        self.planned_t.0 + over * (self.planned_t.1 - self.planned_t.0)
    }
}
