//! Who owns what, and where it stands: regions, members, facilities, lanes.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// Whose a region is.
    Bloc {
        /// The region that plans.
        Home = "home",
        /// A friend.
        Ally = "ally",
        /// The adversary.
        Adversary = "adversary",
        /// Anybody else.
        Other = "other",
    }
}

words! {
    /// What a member does in the chain.
    Role {
        /// Mines or collects.
        Supplier = "supplier",
        /// Separates, refines.
        Refiner = "refiner",
        /// Makes metal, alloy, magnets.
        Manufacturer = "manufacturer",
        /// Uses the product.
        Consumer = "consumer",
        /// Brings money only.
        Investor = "investor",
        /// A government body.
        Government = "government",
    }
}

words! {
    /// Whether a facility exists.
    Status {
        /// Runs, or could at once.
        Existing = "existing",
        /// Decided and paid for; comes in `online_year`.
        Construction = "construction",
        /// May be built.
        Candidate = "candidate",
    }
}

table! {
    /// Places between which shipping costs or takes a lane.
    RegionRow in "regions" key ["id"] {
        /// Unique id.
        [public] id: Name,
        /// Full name.
        [public] name: Option<Name>,
        /// Whose it is.
        [public] bloc: Bloc,
        /// Whether material that was here may serve a demand with an origin rule. Default: not in the adversary's.
        [public] compliant: Option<bool>,
    }
}

table! {
    /// Who plans together.
    MemberRow in "members" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// What it does.
        [agreed] role: Role,
        /// Equity that it can commit over the whole horizon, MUSD. Blank: no limit.
        [sensitive] capital_total_musd: Option<f64>,
        /// Equity that it can commit in one year, MUSD. Blank: no limit.
        [sensitive] capital_per_year_musd: Option<f64>,
        /// Tax that it really pays on its profit, share: for the accounts of a sharing, where a government pays none. A plan reckons with
        /// `finance.tax_rate` for all. Default: `finance.tax_rate`.
        [sensitive] tax_rate: Option<f64>,
    }
}

table! {
    /// Plants and mines, standing or possible. Blank columns take the technology's value.
    FacilityRow in "facilities" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [own] name: Option<Name>,
        /// The member that owns it. Blank: the cooperative as a whole.
        [own] member: Option<Name>,
        /// A region.
        [own] region: Name,
        /// A technology.
        [own] technology: Name,
        /// The feed that it mines (where the technology mines).
        [own] feed: Option<Name>,
        /// The feeds that it can treat (where the technology treats feeds). Blank: all.
        [sensitive] feeds: Vec<Name>,
        /// Whether it exists.
        [sensitive] status: Status,
        /// Capacity that exists or is under construction, t/yr. Blank for candidates.
        [sensitive] capacity_t_per_year: Option<f64>,
        /// First year of the capacity; from there on it ramps up. Needed under construction; blank for what exists: long ago.
        [sensitive] online_year: Option<i32>,
        /// Last year of the existing capacity. Blank: beyond the horizon.
        [sensitive] retire_year: Option<i32>,
        /// What the mine still holds, t of activity. Blank: enough.
        [sensitive] reserve_t: Option<f64>,
        /// Capacity that the site can hold, standing and new, t/yr. Blank and not a candidate: no expansion. Candidates need it.
        [sensitive] max_capacity_t_per_year: Option<f64>,
        /// Plants or expansions that may be built over the horizon. Default: as many as fit, of modules and of plants that may have any
        /// size at a cost in proportion; else 1 (a smallest size, `capex_exponent` below 1 or an opening cost).
        [sensitive] max_builds: Option<i32>,
        /// First year of commitment. Default: the first year.
        [sensitive] first_build_year: Option<i32>,
        /// Last year of commitment. Default: the last from which something can still be produced.
        [sensitive] last_build_year: Option<i32>,
        /// Cost of opening the site, paid once with the first build, MUSD. Default 0.
        [sensitive] opening_cost_musd: Option<f64> = "0",
        /// See technologies.
        [sensitive] capex_ref_musd: Option<f64>,
        /// See technologies.
        [sensitive] size_ref_t_per_year: Option<f64>,
        /// See technologies.
        [sensitive] capex_exponent: Option<f64>,
        /// See technologies.
        [sensitive] min_size_t_per_year: Option<f64>,
        /// See technologies.
        [sensitive] max_size_t_per_year: Option<f64>,
        /// See technologies.
        [sensitive] module_t_per_year: Option<f64>,
        /// See technologies.
        [own] permitting_years: Option<i32>,
        /// See technologies.
        [own] construction_years: Option<i32>,
        /// See technologies.
        [own] lifetime_years: Option<i32>,
        /// See technologies.
        [sensitive] availability: Option<f64>,
        /// See technologies.
        [sensitive] ramp: Vec<f64>,
        /// See technologies.
        [sensitive] variable_cost_usd_per_kg: Option<f64>,
        /// See technologies.
        [sensitive] fixed_cost_usd_per_kg: Option<f64>,
    }
}

table! {
    /// Where plants and regions are, for maps. No number of a plan depends on it.
    LocationRow in "locations" key ["facility", "region"] {
        /// A facility. Blank: the row is of a region.
        [own] facility: Option<Name>,
        /// A region: the end of its routes on the map. Blank: the row is of a facility.
        [public] region: Option<Name>,
        /// Degrees north.
        [own] latitude: f64,
        /// Degrees east.
        [own] longitude: f64,
    }
}

table! {
    /// Which material can be shipped between which regions. Inside a region nothing needs a lane.
    LaneRow in "lanes" key ["from", "to", "material", "first_year"] {
        /// A region.
        [agreed] from: Name,
        /// Another region.
        [agreed] to: Name,
        /// A material, a per-feed material (all its feeds), `kind:WORD`, `*`, or an id with `*` in it. Of several rows that fit a material in a
        /// year the closest counts: an id before an id with `*` in it, before `kind:WORD`, before `*`; of equals the one for fewer years.
        [agreed] material: Name,
        /// Cost of shipping, USD/kg. Default 0.
        [agreed] cost_usd_per_kg: Option<f64> = "0",
        /// Duty as a share of the price (of `prices`) at the market in `from` where a metric ton was bought; for what was not bought there, of the highest price
        /// at which it could have been. Default 0.
        [public] tariff: Option<f64> = "0",
        /// Limit, t a year for each material. Blank: none.
        [agreed] limit_t_per_year: Option<f64>,
        /// First year in which it is open. Default: the first.
        [agreed] first_year: Option<i32>,
        /// Last year in which it is open. Default: the last.
        [agreed] last_year: Option<i32>,
    }
}
