//! Who owns what, and where it stands: regions, members, facilities, lanes.

use super::super::cell::{Cell, Name, words};
use super::{Column, Confidence, TableRow, no_words, read_cell};

words! {
    /// Whose a region is.
    Bloc {
        /// The region that plans.
        Home = "home",
        /// A friend.
        Ally = "ally",
        /// The rival.
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
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Whose it is.
        bloc: Bloc,
        /// Whether material that was here may serve a demand with an origin rule. Default: not in the adversary's.
        compliant: Option<bool>,
    }
}

table! {
    /// Who plans together.
    MemberRow in "members" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// What it does.
        role: Role,
        /// Equity that it can commit over the whole horizon, MUSD. Blank: no limit.
        capital_total_musd: Option<f64>,
        /// Equity that it can commit in one year, MUSD. Blank: no limit.
        capital_per_year_musd: Option<f64>,
        /// Tax on its profit, share. Default: `finance.tax_rate`.
        tax_rate: Option<f64>,
    }
}

table! {
    /// Plants and mines, standing or possible. Blank columns take the technology's value.
    FacilityRow in "facilities" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// The member that owns it. Blank: the cooperative as a whole.
        member: Option<Name>,
        /// A region.
        region: Name,
        /// A technology.
        technology: Name,
        /// The feed that it mines (where the technology mines).
        feed: Option<Name>,
        /// The feeds that it can treat (where the technology treats feeds). Blank: all.
        feeds: Vec<Name>,
        /// Whether it exists.
        status: Status,
        /// Capacity that exists or is under construction, t/yr. Blank for candidates.
        capacity_t: Option<f64>,
        /// First year of the capacity; from there on it ramps up. Needed under construction; blank for what exists: long ago.
        online_year: Option<i32>,
        /// Last year of the existing capacity. Blank: beyond the horizon.
        retire_year: Option<i32>,
        /// What the mine still holds, t of activity. Blank: enough.
        reserve_t: Option<f64>,
        /// Capacity that the site can hold, standing and new, t/yr. Blank and not a candidate: no expansion. Candidates need it.
        max_capacity_t: Option<f64>,
        /// Plants or expansions that may be built over the horizon. Default 1 (modules: as many as fit).
        max_builds: Option<i32>,
        /// First year of commitment. Default: the first year.
        first_build_year: Option<i32>,
        /// Last year of commitment. Default: the last from which something can still be produced.
        last_build_year: Option<i32>,
        /// Cost of opening the site, paid once with the first build, MUSD. Default 0.
        opening_cost_musd: Option<f64>,
        /// See technologies.
        capex_ref_musd: Option<f64>,
        /// See technologies.
        size_ref_t: Option<f64>,
        /// See technologies.
        capex_exponent: Option<f64>,
        /// See technologies.
        min_size_t: Option<f64>,
        /// See technologies.
        max_size_t: Option<f64>,
        /// See technologies.
        module_t: Option<f64>,
        /// See technologies.
        permitting_years: Option<i32>,
        /// See technologies.
        construction_years: Option<i32>,
        /// See technologies.
        lifetime_years: Option<i32>,
        /// See technologies.
        availability: Option<f64>,
        /// See technologies.
        ramp: Vec<f64>,
        /// See technologies.
        variable_cost_usd_per_kg: Option<f64>,
        /// See technologies.
        fixed_cost_usd_per_kg: Option<f64>,
    }
}

table! {
    /// Where plants and regions are, for maps. No number of a plan depends on it.
    LocationRow in "locations" key ["facility", "region"] {
        /// A facility. Blank: the row is of a region.
        facility: Option<Name>,
        /// A region: the end of its routes on the map. Blank: the row is of a facility.
        region: Option<Name>,
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    }
}

table! {
    /// Which material can be shipped between which regions. Inside a region nothing needs a lane.
    LaneRow in "lanes" key ["from", "to", "material", "first_year"] {
        /// A region.
        from: Name,
        /// Another region.
        to: Name,
        /// A material, a per-feed material (all its feeds), `kind:WORD`, `*`, or an id with `*` in it. Of several rows that fit a material in a
        /// year the closest counts: an id before an id with `*` in it, before `kind:WORD`, before `*`; of equals the one for fewer years.
        material: Name,
        /// Cost of shipping, USD/kg. Default 0.
        cost_usd_per_kg: Option<f64>,
        /// Duty as a share of the price (of `prices`) at the market in `from` where a tonne was bought; for what was not bought there, of the highest price
        /// at which it could have been. Default 0.
        tariff: Option<f64>,
        /// Limit, t a year for each material. Blank: none.
        limit_t: Option<f64>,
        /// First year in which it is open. Default: the first.
        first_year: Option<i32>,
        /// Last year in which it is open. Default: the last.
        last_year: Option<i32>,
    }
}
