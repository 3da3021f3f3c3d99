//! The tables of a case: one declaration each gives the row type, the reader of its cells and the reference page.
//!
//! A case is a folder with `case.toml` (see [`Settings`](super::settings::Settings)) and one CSV file for each table, or a
//! workbook with one sheet for each table. Mass is in tonnes, money in million USD of the base year (MUSD), prices in USD
//! per kg (so price x tonnes / 1000 = MUSD). Every table also takes `source` (an id of `sources`), `confidence`
//! and `note`.

use super::cell::{Cell, Name, words};

/// One column of a table, as data.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Header of the column.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: &'static str,
    /// Whether a blank cell is an error.
    pub required: bool,
    /// The allowed words, if they are a fixed list.
    pub words: fn() -> &'static [&'static str],
    /// What each of them means, in their order.
    pub meanings: fn() -> &'static [&'static str],
    /// What it means, with unit and default.
    pub doc: &'static str,
}

/// A table row that can be read from cells.
pub trait TableRow: Sized {
    /// Name of the table: the file is `NAME.csv`, the sheet `NAME`.
    const TABLE: &'static str;
    /// What the table is for.
    const DOC: &'static str;
    /// Columns whose values together must not occur twice.
    const KEY: &'static [&'static str];
    /// The columns in their order.
    const COLUMNS: &'static [Column];

    /// Reads a row. `cell(i)` is the trimmed text of column `i` of [`Self::COLUMNS`], empty when blank or absent; every
    /// bad cell is reported through `bad(i, message)`. `None` when a cell was bad.
    fn read<'a>(cell: impl Fn(usize) -> &'a str, bad: impl FnMut(usize, String)) -> Option<Self>;

    /// How sure its source is.
    fn confidence(&self) -> Option<Confidence>;
    /// Id of its source.
    fn source(&self) -> Option<&Name>;
}

fn read_cell<T: Cell>(text: &str, at: usize, bad: &mut impl FnMut(usize, String)) -> Option<T> {
    if text.is_empty() {
        let blank = T::blank();
        if blank.is_none() {
            bad(at, "a value is required".to_string());
        }
        return blank;
    }
    match T::parse(text) {
        Ok(value) => Some(value),
        Err(message) => {
            bad(at, message);
            None
        }
    }
}

macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        $row:ident in $table:literal key [$($key:literal),*] {
            $( $(#[doc = $cdoc:literal])+ $field:ident : $ty:ty ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $row {
            $( $(#[doc = $cdoc])+ pub $field: $ty, )+
            /// Where the row is from: an id of `sources`.
            pub source: Option<Name>,
            /// How sure it is.
            pub confidence: Option<Confidence>,
            /// Anything a reader should know.
            pub note: Option<Name>,
        }

        impl TableRow for $row {
            const TABLE: &'static str = $table;
            const DOC: &'static str = concat!($($doc),+);
            const KEY: &'static [&'static str] = &[$($key),*];
            const COLUMNS: &'static [Column] = &[
                $( Column {
                    name: stringify!($field),
                    kind: <$ty as Cell>::KIND,
                    required: <$ty as Cell>::REQUIRED,
                    words: <$ty as Cell>::words,
                    meanings: <$ty as Cell>::meanings,
                    doc: concat!($($cdoc),+),
                }, )+
                Column { name: "source", kind: "text", required: false, words: no_words, meanings: no_words, doc: " Where the row is from: an id of `sources`." },
                Column { name: "confidence", kind: "word", required: false, words: <Confidence as Cell>::words, meanings: <Confidence as Cell>::meanings, doc: " How sure it is." },
                Column { name: "note", kind: "text", required: false, words: no_words, meanings: no_words, doc: " Anything a reader should know." },
            ];

            #[allow(unused_assignments, reason = "the counter's last step is not read")]
            fn read<'a>(cell: impl Fn(usize) -> &'a str, mut bad: impl FnMut(usize, String)) -> Option<Self> {
                let mut at = 0;
                $( let $field = read_cell::<$ty>(cell(at), at, &mut bad); at += 1; )+
                let source = read_cell::<Option<Name>>(cell(at), at, &mut bad);
                at += 1;
                let confidence = read_cell::<Option<Confidence>>(cell(at), at, &mut bad);
                at += 1;
                let note = read_cell::<Option<Name>>(cell(at), at, &mut bad);
                Some(Self { $( $field: $field?, )+ source: source?, confidence: confidence?, note: note? })
            }

            fn confidence(&self) -> Option<Confidence> {
                self.confidence
            }

            fn source(&self) -> Option<&Name> {
                self.source.as_ref()
            }
        }
    };
}

fn no_words() -> &'static [&'static str] {
    &[]
}

words! {
    /// How sure a row is.
    Confidence {
        /// Read in the source itself, or a physical constant.
        High = "high",
        /// Second hand, or derived by simple arithmetic.
        Medium = "medium",
        /// Recalled, or a rough estimate with a stated method.
        Low = "low",
        /// An assumption of the case's author.
        Assumed = "assumed",
    }
}
words! {
    /// What a material is, for listing and for patterns such as `kind:oxide`.
    MaterialKind {
        /// Rock as mined.
        Ore = "ore",
        /// What a mine or a collector ships.
        Concentrate = "concentrate",
        /// A mixed intermediate of refining.
        Intermediate = "intermediate",
        /// A separated compound.
        Oxide = "oxide",
        /// A metal.
        Metal = "metal",
        /// An alloy.
        Alloy = "alloy",
        /// A magnet.
        Magnet = "magnet",
        /// Something to recycle.
        Scrap = "scrap",
        /// What a process uses up.
        Reagent = "reagent",
        /// What nobody wants and has to go somewhere.
        Residue = "residue",
        /// Any other good.
        Product = "product",
    }
}
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
words! {
    /// Who decides over a market.
    Controller {
        /// The rival.
        Adversary = "adversary",
        /// A friend.
        Ally = "ally",
        /// Nobody.
        Nobody = "nobody",
    }
}
words! {
    /// Direction of a trade, seen from us.
    Side {
        /// We buy.
        Buy = "buy",
        /// We sell.
        Sell = "sell",
    }
}
words! {
    /// Whose need comes first.
    Priority {
        /// Defence.
        Defence = "defence",
        /// Critical civil uses.
        Critical = "critical",
        /// Everybody else.
        Commercial = "commercial",
    }
}
words! {
    /// What a change changes.
    ChangeTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Yearly limit of an offer, t. Filters: market, material, side.
        OfferLimit = "offer_limit",
        /// Quantity demanded, t/yr. Filters: demand, end_use, material, region, priority.
        Demand = "demand",
        /// Share of the year that a facility can run. Filters: facility, technology, region, member.
        Availability = "availability",
        /// Yearly limit of a lane, t. Filters: from, to, material.
        LaneLimit = "lane_limit",
        /// Duty as a share of the price. Filters: from, to, material.
        Tariff = "tariff",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, region, member.
        VariableCost = "variable_cost",
        /// Cost of a tonne not supplied, USD/kg. Filters: demand, end_use, material, region, priority.
        ShortageCost = "shortage_cost",
    }
}
words! {
    /// What a change does with the value that it finds.
    Action {
        /// Takes its place.
        Set = "set",
        /// Multiplies it.
        Multiply = "multiply",
        /// Is added to it.
        Add = "add",
    }
}
words! {
    /// Kind of policy.
    PolicyKind {
        /// Share of capital cost paid by the public. Filters: facility, technology, stage, region, member.
        CapexGrant = "capex_grant",
        /// Share of capital cost returned through the tax bill when paid. Filters as `capex_grant`.
        InvestmentCredit = "investment_credit",
        /// Share of variable cost returned. Filters: facility, technology, stage, region, member.
        ProductionCredit = "production_credit",
        /// USD per kg of activity paid by the public. Filters as `production_credit`.
        ProductionPayment = "production_payment",
        /// Guaranteed price, USD/kg, for up to `limit_t` a year sold from `region`. Filters: material, region, member.
        PriceFloor = "price_floor",
    }
}
words! {
    /// What a fact measures, over one calendar year.
    Measure {
        /// Tonnes made by plants. Filters: material, facility, technology, stage, region, member.
        Made = "made",
        /// Tonnes bought at markets. Filters: market, material, member.
        Bought = "bought",
        /// Tonnes sold at markets. Filters: market, material, member.
        Sold = "sold",
        /// Mean price of purchases at markets, USD/kg. Filters: market, material, member.
        PricePaid = "price_paid",
        /// Mean price of sales at markets, USD/kg. Filters: market, material, member.
        PriceRealised = "price_realised",
        /// Net imports of the home region as a share of what it has: (in - out) / (made at home + in - out). Filter: material.
        NetImportShare = "net_import_share",
        /// Share of a stage that is made at home. Filter: stage.
        HomeShare = "home_share",
        /// Tonnes of demand that are not served. Filters: demand, end_use, material, region, priority.
        Short = "short",
        /// Sales at markets of a member, MUSD. Filter: member.
        Revenue = "revenue",
        /// Sales of a member less its variable and fixed cost and its purchases, MUSD. Filter: member.
        OperatingProfit = "operating_profit",
    }
}
words! {
    /// What the adversary can do.
    AttackKind {
        /// What markets of the adversary charge and pay falls. Filters, over their offers: market, material, side.
        Price = "price",
        /// What markets of the adversary charge rises, and what they pay falls. Filters as `price`.
        Squeeze = "squeeze",
        /// Trade with markets of the adversary stops. Filters as `price`.
        Ban = "ban",
        /// One member alone: its customers are undercut or told to boycott it, so what its plants make sells for less. Filters:
        /// member (needed, one alone), material, facility.
        Target = "target",
        /// Plants run less, for want of equipment, spares or reagents that the adversary withholds. Filters: facility, technology,
        /// stage, region, member.
        Equipment = "equipment",
    }
}

words! {
    /// What can be bought against the adversary.
    BufferKind {
        /// Cash in everybody's common purse. Amount in MUSD.
        Reserve = "reserve",
        /// A committed line of credit: the purse may be so much lower. Amount in MUSD.
        Credit = "credit",
        /// Difference to a price, paid on what is sold of a material while the market pays less. Amount in t a year.
        Floor = "floor",
        /// A price that is fixed for a volume of a material: the difference to the market is settled either way, whether it is made
        /// or not. Amount in t a year.
        Offtake = "offtake",
        /// Feed of others worked for a fee at a plant; who owns the feed bears all prices. Amount in t of activity a year.
        Tolling = "tolling",
        /// Material in store at the beginning. Amount in t.
        Stockpile = "stockpile",
    }
}

words! {
    /// What a swing moves.
    SwingTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Yearly limit of an offer, t. Filters: market, material, side.
        OfferLimit = "offer_limit",
        /// Quantity demanded, t/yr. Filters: demand, end_use, material, region, priority.
        Demand = "demand",
        /// Share of the year that a facility can run. Filters: facility, technology, stage, region, member.
        Availability = "availability",
        /// Yearly limit of a lane, t. Filters: from, to, material.
        LaneLimit = "lane_limit",
        /// Duty as a share of the price. Filters: from, to, material.
        Tariff = "tariff",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, stage, region, member.
        VariableCost = "variable_cost",
        /// Cost of a tonne not supplied, USD/kg. Filters: demand, end_use, material, region, priority.
        ShortageCost = "shortage_cost",
        /// Capital cost of what can be built: its `capex_ref_musd`; `multiply` takes the opening of the site along. Filters:
        /// facility, technology, stage, region, member.
        Capex = "capex",
        /// Share of an element that ends in a product. Filters: technology, element, product.
        Recovery = "recovery",
        /// Probability of a scenario, given its parent; those of its siblings are scaled so that all add up to 1. Filters:
        /// scenario.
        Probability = "probability",
        /// Whole years added to the construction of what can be built, and to the year on line of what is under construction
        /// and comes on line after the first year. `add` only. Filters: facility, technology, stage, region, member.
        Delay = "delay",
        /// Discount rate of case.toml. No filters.
        DiscountRate = "discount_rate",
        /// Equity of a member: `multiply` takes its limit of a year along, `set` and `add` change that over the whole horizon
        /// alone. Filters: member.
        Capital = "capital",
    }
}

words! {
    /// What a payment is for.
    PaymentKind {
        /// Shares sold.
        Equity = "equity",
        /// Debt drawn.
        Loan = "loan",
        /// Debt repaid. Debt service.
        Repayment = "repayment",
        /// Interest and coupons paid. Debt service.
        Interest = "interest",
        /// Spending on plants.
        Capital = "capital",
        /// What parts of the firm that are no plants of the case bring in or cost.
        Operations = "operations",
        /// Anything else: dividends, taxes, acquisitions, working capital.
        Other = "other",
    }
}
words! {
    /// What an account says.
    AccountMeasure {
        /// Cash at the end of the quarter; without a quarter, of the year.
        Cash = "cash",
        /// Sales of what its plants make, over the quarter; without a quarter, over the year.
        Revenue = "revenue",
    }
}
words! {
    /// What a variant moves.
    VariantTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, region, member.
        VariableCost = "variable_cost",
        /// Cost of keeping capacity, USD/kg a year. Filters: facility, technology, region, member.
        FixedCost = "fixed_cost",
        /// What plants make, t of activity a year. Filters: facility, technology, region, member.
        Output = "output",
        /// Payments, MUSD: `set` and `add` for each. Filters: payment, kind, member.
        Payment = "payment",
        /// Cash at the start, MUSD. Filters: member.
        Purse = "purse",
    }
}

table! {
    /// Chemical elements (or other species) that feeds are made of.
    ElementRow in "elements" key ["id"] {
        /// Unique id, for instance `Nd`.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Whether it counts in the total that a feed's tonnes measure (t REO, say). Default yes; thorium: no.
        counts: Option<bool>,
    }
}
table! {
    /// What flows: ores, oxides, metals, magnets, residues.
    MaterialRow in "materials" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// What it is.
        kind: MaterialKind,
        /// Whether there is one for each feed, with its own composition (`concentrate@mountain_pass`). Such a material is
        /// measured in tonnes of counted elements. Default no.
        per_feed: Option<bool>,
        /// Whether origin rules follow it. Default yes, but no for reagents and residues.
        tracked: Option<bool>,
        /// Cost of getting rid of it, USD/kg. Blank: it cannot be disposed of, and all of it has to find a use.
        disposal_cost_usd_per_kg: Option<f64>,
    }
}
table! {
    /// Where material comes from: a deposit, a tailing, a scrap stream; each with its own composition.
    FeedRow in "feeds" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
    }
}
table! {
    /// What feeds are made of.
    CompositionRow in "compositions" key ["feed", "element"] {
        /// A feed.
        feed: Name,
        /// An element.
        element: Name,
        /// Tonnes of it per tonne of counted elements. The counted elements of a feed add up to 1.
        share: f64,
    }
}
table! {
    /// Kinds of plant. One unit of activity is one tonne as said in `unit`; capacity is activity per year.
    TechnologyRow in "technologies" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// A stage of `case.toml`, for instance `separation`.
        stage: Name,
        /// What a tonne of activity is, for instance `t REO in feed`.
        unit: Option<Name>,
        /// The per-feed material that it mines or collects; its facilities name their `feed`. Blank for other plants.
        mines: Option<Name>,
        /// The per-feed material that it treats: one tonne of it per tonne of activity, one mode for each feed. Blank for plants
        /// whose inputs are all in `recipes`.
        treats: Option<Name>,
        /// Cost of a kg of activity beyond what `recipes` consume, USD/kg. Default 0.
        variable_cost_usd_per_kg: Option<f64>,
        /// Cost of keeping a kg/yr of capacity for a year, USD/kg. Default 0.
        fixed_cost_usd_per_kg: Option<f64>,
        /// Capital cost of a plant of `size_ref_t`, MUSD. Needed where a facility can be built.
        capex_ref_musd: Option<f64>,
        /// Capacity that `capex_ref_musd` is for, t/yr.
        size_ref_t: Option<f64>,
        /// Economies of scale: capex = capex_ref (size / size_ref)^exponent. Default 1, in (0, 1].
        capex_exponent: Option<f64>,
        /// Smallest plant, t/yr. Default 0 (any size) when the exponent is 1, else a tenth of the largest.
        min_size_t: Option<f64>,
        /// Largest plant, t/yr. Default: what the site allows.
        max_size_t: Option<f64>,
        /// Plants come as whole modules of this size, t/yr. Excludes an exponent below 1.
        module_t: Option<f64>,
        /// Years from commitment to permit. Default 0.
        permitting_years: Option<i32>,
        /// Years from permit to first production; capital is spent evenly over them. Default 0.
        construction_years: Option<i32>,
        /// Years of operation. Default 30.
        lifetime_years: Option<i32>,
        /// Share of nameplate that a year can use. Default 1.
        availability: Option<f64>,
        /// Share of capacity that works in the first, second ... year; 1 after that. Default 1 at once.
        ramp: Vec<f64>,
    }
}
table! {
    /// What a technology uses and makes per tonne of activity, apart from what comes by element (`recoveries`).
    RecipeRow in "recipes" key ["technology", "mode", "material"] {
        /// A technology.
        technology: Name,
        /// A way of running it. Default `main`. A technology that treats feeds has the mode `main` only.
        mode: Option<Name>,
        /// A material. A per-feed material means that of the feed being treated.
        material: Name,
        /// Tonnes per tonne of activity: positive made, negative used.
        amount: f64,
    }
}
table! {
    /// Where each element of a treated feed goes.
    RecoveryRow in "recoveries" key ["technology", "element", "product"] {
        /// A technology that `treats` a per-feed material.
        technology: Name,
        /// An element.
        element: Name,
        /// The material that it ends in. A per-feed material gets the composition that follows.
        product: Name,
        /// Share of the element that ends there. The shares of an element add up to at most 1; the rest is lost.
        recovery: f64,
    }
}
table! {
    /// How modes differ in use of capacity and in cost. Optional.
    ModeRow in "modes" key ["technology", "mode", "feed"] {
        /// A technology.
        technology: Name,
        /// A mode of `recipes`. Default `main`.
        mode: Option<Name>,
        /// A feed, for technologies that treat feeds.
        feed: Option<Name>,
        /// Capacity that a tonne of activity takes, t/t. Default 1.
        capacity_use: Option<f64>,
        /// Cost on top of the technology's, USD/kg of activity. Default 0.
        extra_cost_usd_per_kg: Option<f64>,
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
        /// A material, a per-feed material (all its feeds), `kind:WORD`, `*`, or an id with `*` in it. The first row that fits a
        /// material counts.
        material: Name,
        /// Cost of shipping, USD/kg. Default 0.
        cost_usd_per_kg: Option<f64>,
        /// Duty as a share of the price at the market that `prices` knows in `from`. Default 0.
        tariff: Option<f64>,
        /// Limit, t a year for each material. Blank: none.
        limit_t: Option<f64>,
        /// First year in which it is open. Default: the first.
        first_year: Option<i32>,
        /// Last year in which it is open. Default: the last.
        last_year: Option<i32>,
    }
}
table! {
    /// Outside markets, each in a region.
    MarketRow in "markets" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// A region.
        region: Name,
        /// Who decides over it.
        controller: Controller,
        /// Whether what is bought there may serve a demand with an origin rule. Default: as its region.
        compliant: Option<bool>,
    }
}
table! {
    /// What can be bought or sold at a market. Several steps make a supply or demand curve.
    OfferRow in "offers" key ["market", "material", "side", "step"] {
        /// A market.
        market: Name,
        /// A material; for a per-feed material name the feed too (`concentrate@mountain_pass`).
        material: Name,
        /// Whether we buy or sell.
        side: Side,
        /// Number of the step. Default 1.
        step: Option<i32>,
        /// The price of this step as a multiple of the market's price. Default 1.
        price_factor: Option<f64>,
        /// Added to the price, USD/kg. Default 0.
        price_add_usd_per_kg: Option<f64>,
        /// Limit, t a year. Blank: none.
        limit_t: Option<f64>,
        /// First year. Default: the first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
        /// The member whose access it is. Blank: common.
        member: Option<Name>,
    }
}
table! {
    /// Prices at markets. Between two given years the price is interpolated, before the first and after the last it stays.
    PriceRow in "prices" key ["market", "material", "year", "scenario"] {
        /// A market.
        market: Name,
        /// A material.
        material: Name,
        /// A year. It may lie outside the horizon (history).
        year: i32,
        /// Price, USD/kg.
        price_usd_per_kg: f64,
        /// A scenario: the price holds there and below, in place of the series without scenario. Blank: everywhere.
        scenario: Option<Name>,
    }
}
table! {
    /// What end users need.
    DemandRow in "demands" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// What it is for.
        end_use: Name,
        /// The member that needs it. Blank: nobody in the cooperative.
        member: Option<Name>,
        /// A region.
        region: Name,
        /// A material.
        material: Name,
        /// Whose need comes first.
        priority: Priority,
        /// What a delivered kg is worth to the user, USD/kg.
        value_usd_per_kg: f64,
        /// What a missing kg costs, on top of the value forgone, USD/kg.
        shortage_cost_usd_per_kg: f64,
        /// From this year on, material that passed through a non-compliant region is not accepted. Blank: always accepted.
        origin_rule_from: Option<i32>,
        /// Least share that has to be served. Blank: no such rule.
        service_level: Option<f64>,
        /// Year from which the service level holds. Default: the first.
        service_from: Option<i32>,
        /// Probability with which the service level has to hold over the scenarios. Default 1.
        service_chance: Option<f64>,
    }
}
table! {
    /// Quantities of demands. Between two given years interpolated, before the first and after the last it stays.
    QuantityRow in "quantities" key ["demand", "year", "scenario"] {
        /// A demand.
        demand: Name,
        /// A year.
        year: i32,
        /// Quantity, t/yr.
        quantity_t: f64,
        /// A scenario, as in `prices`.
        scenario: Option<Name>,
    }
}
table! {
    /// Where material can be kept.
    StockRow in "stocks" key ["material", "region", "compliant"] {
        /// A material.
        material: Name,
        /// A region.
        region: Name,
        /// Whether the stock is of compliant origin. Default: as its region.
        compliant: Option<bool>,
        /// The member that owns it. Blank: the cooperative.
        member: Option<Name>,
        /// What is there at the start, t. Default 0.
        initial_t: Option<f64>,
        /// What fits, t. Blank: no limit.
        limit_t: Option<f64>,
        /// Cost of keeping a kg for a year, USD/kg. Default 0.
        holding_cost_usd_per_kg: Option<f64>,
        /// Strategic reserve: what must stay, t. Default 0.
        reserve_t: Option<f64>,
        /// Year from which the reserve has to be there. Default: the first.
        reserve_from: Option<i32>,
        /// Scenarios (and those below them) in which the reserve may be released.
        release_in: Vec<Name>,
        /// What has to be there at the end of the horizon, t. Default 0.
        final_t: Option<f64>,
        /// Year in which `initial_t` began to be put aside, for the run of past years (`facts`). Blank: long ago.
        filled_from: Option<i32>,
    }
}
table! {
    /// The scenario tree. A scenario lasts from its first year until its children begin, or to the last year.
    ScenarioRow in "scenarios" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// The scenario that it follows. Blank for the root.
        parent: Option<Name>,
        /// First year.
        first_year: i32,
        /// Probability, given the parent. Those of siblings add up to 1.
        probability: f64,
    }
}
table! {
    /// What is different in a scenario and below it. A change that touches nothing is an error.
    ChangeRow in "changes" key [] {
        /// A scenario.
        scenario: Name,
        /// What it changes.
        target: ChangeTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        filter: Vec<Name>,
        /// What it does.
        action: Action,
        /// The number.
        value: f64,
        /// First year. Default: the scenario's first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
    }
}
table! {
    /// Public policies. One that touches nothing is an error.
    PolicyRow in "policies" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Kind.
        kind: PolicyKind,
        /// Filters `name=pattern`, apart by `;`. The names depend on the kind.
        filter: Vec<Name>,
        /// Share, or USD/kg, as the kind says.
        value: f64,
        /// Yearly limit, t (price floors only). Blank: none.
        limit_t: Option<f64>,
        /// First year (of commitment, or of production). Default: the first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
        /// Whether it is in force. Default yes; a proposal says no.
        active: Option<bool>,
    }
}
table! {
    /// What was observed in past years: `recoop check --facts` runs today's chain through those years, without building
    /// anything, and sets the outcome beside it. A fact that nothing can touch is an error.
    FactRow in "facts" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Calendar year, before the horizon.
        year: i32,
        /// What is measured.
        measure: Measure,
        /// Filters `name=pattern`, apart by `;`. The names depend on the measure.
        filter: Vec<Name>,
        /// What was observed, in the unit of the measure.
        observed: f64,
        /// Least that the model may say.
        low: f64,
        /// Most that the model may say.
        high: f64,
    }
}
table! {
    /// What the adversary can do, and what it costs it. An attack that touches nothing is an error.
    AttackRow in "attacks" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Kind.
        kind: AttackKind,
        /// Filters `name=pattern`, apart by `;`. The names depend on the kind.
        filter: Vec<Name>,
        /// Greatest depth: the share by which prices fall (squeeze: also rise, then it may be above 1) or availability is lost.
        /// Not for a ban, which is whole or not at all.
        max_depth: Option<f64>,
        /// Most by which the depth can grow in a year. Blank: at once.
        ramp_per_year: Option<f64>,
        /// First year. Default: the first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
        /// Attacks that cannot be made in the same year. Both rows have to say so.
        exclusive_with: Vec<Name>,
        /// The material that the exposed volumes are of; its price is that at the first market of the adversary that knows one.
        /// Blank: the only material that the filter touches.
        reference: Option<Name>,
        /// Volume exposed at the level of the adversary's producers, t a year: all that they sell at the price (ban: the trade
        /// that is lost; target: what the member sells).
        producers_t: Option<f64>,
        /// Volume for which the adversary's treasury would have to make its producers whole, t a year.
        treasury_t: Option<f64>,
        /// Volume exposed at the level of the whole nation, t a year: exports alone, as its own users gain what producers lose.
        nation_t: Option<f64>,
        /// Elasticity of what the adversary sells with respect to its price, demand and rival supply together. Default 0: cost
        /// in proportion to depth.
        elasticity: Option<f64>,
        /// Share of the price that is left to the adversary above its unit cost. Default 0. A ban costs the margin.
        margin: Option<f64>,
        /// What it costs the adversary in a year at full depth, MUSD, where no volume and price says it (ban, equipment).
        loss_musd_per_year: Option<f64>,
    }
}
table! {
    /// How far attacks of the kind `price` reach beyond their own filter: to markets of others, to other materials. What such an
    /// attack touches itself falls by its whole depth; of several rows the first that fits an offer counts; what no row fits
    /// does not move.
    PassThroughRow in "pass_through" key ["attack", "filter"] {
        /// An attack of the kind `price`.
        attack: Name,
        /// Filters `name=pattern`, apart by `;`, over the offers of every market: market, material, side.
        filter: Vec<Name>,
        /// Share of the attack's depth by which prices fall there.
        share: f64,
    }
}
table! {
    /// What can be bought against the adversary, for `recoop buffers`; none has an effect on a plan.
    BufferRow in "buffers" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// Kind.
        kind: BufferKind,
        /// The material of a floor, an offtake or a stockpile; one that is the same for all feeds.
        material: Option<Name>,
        /// The region of a stockpile.
        region: Option<Name>,
        /// The plant of tolling.
        facility: Option<Name>,
        /// How much can be bought of it; the unit depends on the kind.
        amount: f64,
        /// Price of a floor or an offtake, fee of tolling, USD/kg.
        price_usd_per_kg: Option<f64>,
        /// What the whole amount costs those who buy it, MUSD of present value.
        cost_musd: f64,
        /// Whether it is bought whole or not at all. Default: any part of it.
        whole: Option<bool>,
        /// First year in which a floor, an offtake or tolling holds. Default: the first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
    }
}
table! {
    /// How far assumptions may be off, for `recoop swings`. One that touches nothing is an error; none has an effect on a plan.
    SwingRow in "swings" key ["id"] {
        /// Unique id.
        id: Name,
        /// What is assumed, as a reader should see it. Default: the id.
        name: Option<Name>,
        /// What it moves, in every year and scenario, after all `changes`.
        target: SwingTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        filter: Vec<Name>,
        /// What it does.
        action: Action,
        /// The number at the low end. Blank: no low end.
        low: Option<f64>,
        /// The number at the high end. Blank: no high end.
        high: Option<f64>,
    }
}
table! {
    /// What plants really made, for `recoop backtest`, in place of what they could. None of it has an effect on a plan.
    OutputRow in "outputs" key ["facility", "year", "quarter"] {
        /// A facility.
        facility: Name,
        /// A year of the horizon.
        year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole, in equal parts.
        quarter: Option<i32>,
        /// Activity in the quarter, or the year, t.
        output_t: f64,
    }
}
table! {
    /// Money of a member that comes and goes with a date: rounds of finance, debt service, spending. For `recoop backtest`; none
    /// has an effect on a plan.
    PaymentRow in "payments" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// A member.
        member: Name,
        /// What it is for.
        kind: PaymentKind,
        /// A year of the horizon.
        year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole, in equal parts.
        quarter: Option<i32>,
        /// What comes in, MUSD; below 0 it goes out.
        amount_musd: f64,
        /// A variant: the payment is made there alone. Blank: as it was.
        variant: Option<Name>,
    }
}
table! {
    /// What the books of members said, for `recoop backtest` to be held against.
    AccountRow in "accounts" key ["member", "measure", "year", "quarter"] {
        /// A member.
        member: Name,
        /// What is measured.
        measure: AccountMeasure,
        /// A year of the horizon.
        year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole.
        quarter: Option<i32>,
        /// What the books said, MUSD.
        amount_musd: f64,
    }
}
table! {
    /// What might have been different, for `recoop backtest`: all rows of a variant together. One that touches nothing is an error;
    /// none has an effect on a plan.
    VariantRow in "variants" key [] {
        /// Id of the variant.
        variant: Name,
        /// What is different, as a reader should see it; the first row that says it counts. Default: the id.
        name: Option<Name>,
        /// What it moves, after all `changes`.
        target: VariantTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        filter: Vec<Name>,
        /// What it does.
        action: Action,
        /// The number.
        value: f64,
        /// First year. Default: the first. Not for `purse`.
        first_year: Option<i32>,
        /// Last year. Default: the last. Not for `purse`.
        last_year: Option<i32>,
    }
}
table! {
    /// Which prices are uncertain in `recoop simulate`, and whose history they go along with. Of several rows the first that fits an
    /// offer counts; what no row fits keeps to the price of the case. A row that touches nothing is an error.
    PriceTieRow in "price_ties" key [] {
        /// Filters `name=pattern`, apart by `;`, over the offers of every market: market, material, side.
        filter: Vec<Name>,
        /// The market at which the history is known.
        market: Name,
        /// The material whose history it is: its prices at that market in years before the horizon, without scenario. Two years with
        /// a price are needed, ten are worth much more.
        material: Name,
        /// How far the prices go along: change of their logarithm for a change of the other's. Default 1.
        share: Option<f64>,
    }
}
table! {
    /// How often plants fail in `recoop simulate`, beyond what their `availability` counts with. The first row that fits a plant
    /// counts. A row that touches nothing is an error.
    OutageRow in "outages" key ["id"] {
        /// Unique id.
        id: Name,
        /// Filters `name=pattern`, apart by `;`: facility, technology, stage, region, member.
        filter: Vec<Name>,
        /// Outages for a year of running, on average (a Poisson process).
        per_year: f64,
        /// Length of an outage in years, on average (exponential).
        mean_years: f64,
        /// Share of the capacity that is lost while it lasts. Default 1.
        loss: Option<f64>,
    }
}
table! {
    /// How late plants come in `recoop simulate`: those that the plan builds, and those under construction that come on line after
    /// the first year. The first row that fits a plant counts. A row that touches nothing is an error.
    DelayRow in "delays" key ["id"] {
        /// Unique id.
        id: Name,
        /// Filters `name=pattern`, apart by `;`: facility, technology, stage, region, member.
        filter: Vec<Name>,
        /// Probability that a commitment comes late.
        chance: f64,
        /// Whole years by which it is late then, on average, at least 1 (geometric).
        mean_years: f64,
    }
}
table! {
    /// Where the numbers are from.
    SourceRow in "sources" key ["id"] {
        /// Unique id.
        id: Name,
        /// Title.
        title: Name,
        /// Publisher.
        publisher: Option<Name>,
        /// Year of publication.
        year: Option<i32>,
        /// Address.
        url: Option<Name>,
    }
}

/// Calls `$then!` with every table: field of [`Tables`] and row type, in the order in which a reader meets them.
#[macro_export]
macro_rules! each_table {
    ($then:ident) => {
        $then! {
            sources: SourceRow,
            elements: ElementRow,
            materials: MaterialRow,
            feeds: FeedRow,
            compositions: CompositionRow,
            technologies: TechnologyRow,
            recipes: RecipeRow,
            recoveries: RecoveryRow,
            modes: ModeRow,
            regions: RegionRow,
            members: MemberRow,
            facilities: FacilityRow,
            locations: LocationRow,
            lanes: LaneRow,
            markets: MarketRow,
            offers: OfferRow,
            prices: PriceRow,
            demands: DemandRow,
            quantities: QuantityRow,
            stocks: StockRow,
            scenarios: ScenarioRow,
            changes: ChangeRow,
            policies: PolicyRow,
            facts: FactRow,
            attacks: AttackRow,
            pass_through: PassThroughRow,
            buffers: BufferRow,
            swings: SwingRow,
            outputs: OutputRow,
            payments: PaymentRow,
            accounts: AccountRow,
            variants: VariantRow,
            price_ties: PriceTieRow,
            outages: OutageRow,
            delays: DelayRow,
        }
    };
}

macro_rules! tables_struct {
    ($($field:ident : $row:ident,)+) => {
        /// All tables of a case, as read. The position of a row is its row in the file.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Tables {
            $(
                #[doc = concat!("Rows of `", stringify!($field), "`.")]
                pub $field: Vec<$row>,
            )+
        }
    };
}
each_table!(tables_struct);
