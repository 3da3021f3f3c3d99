//! A large case, made up by rule: the same dimensions give the same case.
//!
//! A chain as in rare earths: mines, two ways of leaching, separation, metal, alloy, magnet and recycling, spread over regions,
//! with lanes between all of them, markets, stocks, demands, and a tree that branches into scenarios after the first years.
//! Nothing in it is meant to be true; it is meant to have the size and the sparsity of a true case.
//!
//! Long: one generator.

use std::fmt::Write;

use crate::text::Texts;

/// First year of the horizon.
pub const FIRST_YEAR: i32 = 2030;
/// Years before the scenarios part.
pub const SHARED_YEARS: i32 = 3;

/// Dimensions of a large case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// Deposits, each with a mine.
    pub feeds: usize,
    /// Counted elements; each has an oxide and a metal.
    pub elements: usize,
    /// Alloys, and as many magnets and kinds of scrap.
    pub grades: usize,
    /// Regions; the last one is the rival's.
    pub regions: usize,
    /// Years of the horizon.
    pub years: i32,
    /// Scenarios.
    pub scenarios: usize,
    /// Whether the case asks for everything that the formulation knows: economies of scale, sites, capital limits, risk,
    /// origin rules, service levels, policies.
    pub everything: bool,
}

impl Default for Dimensions {
    fn default() -> Self {
        Self { feeds: 12, elements: 16, grades: 6, regions: 4, years: 25, scenarios: 50, everything: false }
    }
}

/// Plants of each technology: technology, stage, how many for each 4 regions' worth of chain.
const PLANTS: [(&str, usize); 6] =
    [("heap_leach", 4), ("crack", 4), ("separation", 6), ("metal", 3), ("alloy", 4), ("magnet", 4)];
const RECYCLERS: usize = 2;
const MARKETS: [&str; 3] = ["world", "alliance", "home"];
const REAGENTS: [&str; 3] = ["acid", "soda", "solvent"];

/// The tables and settings of a large case, as text.
#[must_use]
pub fn case(dimensions: &Dimensions) -> Texts {
    let maker = Maker { d: *dimensions };
    let mut texts = Texts { settings: maker.settings(), tables: Vec::new(), traded: maker.priced() };
    for (name, text) in [
        ("elements", maker.elements()),
        ("materials", maker.materials()),
        ("feeds", maker.feeds()),
        ("compositions", maker.compositions()),
        ("technologies", maker.technologies()),
        ("recipes", maker.recipes()),
        ("recoveries", maker.recoveries()),
        ("regions", maker.regions()),
        ("members", maker.members()),
        ("facilities", maker.facilities()),
        ("lanes", maker.lanes()),
        ("markets", maker.markets()),
        ("offers", maker.offers()),
        ("prices", maker.prices()),
        ("demands", maker.demands()),
        ("quantities", maker.quantities()),
        ("stocks", maker.stocks()),
        ("scenarios", maker.scenarios()),
        ("changes", maker.changes()),
        ("policies", maker.policies()),
    ] {
        if text.lines().count() > 1 {
            texts.tables.push((name, text));
        }
    }
    texts
}

/// A number in [0, 1) that depends on its arguments only (a multiplicative hash).
#[must_use]
pub fn spread(a: usize, b: usize, c: usize) -> f64 {
    let mixed = (a as u64 + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add((b as u64 + 1).wrapping_mul(0xc2b2_ae3d_27d4_eb4f))
        .wrapping_add((c as u64 + 1).wrapping_mul(0x1656_67b1_9e37_79f9));
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    // Sixteen bits are plenty, and print short.
    ((mixed >> 40) & 0xffff) as f64 / 65536.0
}

/// A line of a table.
macro_rules! line {
    ($text:expr, $($part:tt)+) => {
        writeln!($text, $($part)+).expect("writing to a string cannot fail")
    };
}

struct Maker {
    d: Dimensions,
}

impl Maker {
    fn last_year(&self) -> i32 {
        FIRST_YEAR + self.d.years - 1
    }

    /// The year in which the scenarios part.
    fn parting(&self) -> i32 {
        (FIRST_YEAR + SHARED_YEARS).min(self.last_year())
    }

    fn settings(&self) -> String {
        let risk = if self.d.everything { 0.3 } else { 0.0 };
        format!(
            "name = \"large\"\ntitle = \"A large case for measuring\"\nstages = [\"mining\", \"refining\", \"making\"]\n\n\
             [horizon]\nfirst_year = {FIRST_YEAR}\nlast_year = {}\n\n\
             [finance]\ndiscount_rate = 0.08\ntax_rate = 0.21\n\n[risk]\nweight = {risk}\n",
            self.last_year(),
        )
    }

    fn elements(&self) -> String {
        let mut t = String::from("id,counts\n");
        for e in 0..self.d.elements {
            line!(t, "E{e:02},yes");
        }
        line!(t, "Th,no");
        t
    }

    fn materials(&self) -> String {
        let mut t = String::from("id,kind,per_feed,disposal_cost_usd_per_kg\n");
        line!(t, "concentrate,concentrate,yes,");
        line!(t, "carbonate,intermediate,yes,");
        for e in 0..self.d.elements {
            line!(t, "oxide_{e:02},oxide,no,1");
            line!(t, "metal_{e:02},metal,no,");
        }
        for g in 0..self.d.grades {
            line!(t, "alloy_{g},alloy,no,");
            line!(t, "magnet_{g},magnet,no,");
            line!(t, "scrap_{g},scrap,no,0.5");
        }
        for reagent in REAGENTS {
            line!(t, "{reagent},reagent,no,");
        }
        line!(t, "gypsum,residue,no,0.05");
        line!(t, "thorium,residue,no,20");
        t
    }

    fn feeds(&self) -> String {
        let mut t = String::from("id\n");
        for i in 0..self.d.feeds {
            line!(t, "hill_{i:02}");
        }
        t
    }

    fn compositions(&self) -> String {
        let mut t = String::from("feed,element,share\n");
        for i in 0..self.d.feeds {
            let weights: Vec<f64> = (0..self.d.elements).map(|e| 0.05 + spread(1, i, e)).collect();
            let total: f64 = weights.iter().sum();
            for (e, weight) in weights.iter().enumerate() {
                line!(t, "hill_{i:02},E{e:02},{}", weight / total);
            }
            line!(t, "hill_{i:02},Th,{}", 0.01 + 0.02 * spread(2, i, 0));
        }
        t
    }

    fn technologies(&self) -> String {
        let mut t = String::from(
            "id,stage,mines,treats,variable_cost_usd_per_kg,fixed_cost_usd_per_kg,capex_ref_musd,size_ref_t_per_year,\
             capex_exponent,permitting_years,construction_years,lifetime_years,availability,ramp\n",
        );
        let exponent = if self.d.everything { 0.7 } else { 1.0 };
        let rest = |capex: i32, life: i32| format!("{capex},10000,{exponent},1,2,{life},0.92,0.4;0.8");
        line!(t, "mine,mining,concentrate,,2,0.5,{}", rest(150, 30));
        line!(t, "heap_leach,refining,,concentrate,1,0.4,{}", rest(80, 15));
        line!(t, "crack,refining,,concentrate,1.5,0.4,{}", rest(120, 20));
        line!(t, "separation,refining,,carbonate,4,0.8,{}", rest(400, 20));
        line!(t, "metal,making,,,6,0.5,{}", rest(200, 12));
        line!(t, "alloy,making,,,3,0.5,{}", rest(100, 20));
        line!(t, "magnet,making,,,12,1,{}", rest(500, 20));
        line!(t, "recycling,making,,,5,0.5,{}", rest(150, 15));
        t
    }

    fn recipes(&self) -> String {
        let mut t = String::from("technology,mode,material,amount\n");
        for (technology, acid, gypsum) in [("heap_leach", 0.8, 0.5), ("crack", 1.5, 1.1)] {
            line!(t, "{technology},,acid,-{acid}");
            line!(t, "{technology},,soda,-0.4");
            line!(t, "{technology},,gypsum,{gypsum}");
        }
        line!(t, "separation,,acid,-1.2");
        line!(t, "separation,,solvent,-0.05");
        for e in 0..self.d.elements {
            line!(t, "metal,m{e:02},oxide_{e:02},-1.18");
            line!(t, "metal,m{e:02},metal_{e:02},1");
        }
        for g in 0..self.d.grades {
            // Four metals to an alloy; where there are fewer, one of them is named once.
            let mut parts: Vec<usize> = (0..4).map(|k| (3 * g + 5 * k) % self.d.elements).collect();
            parts.sort_unstable();
            parts.dedup();
            for e in &parts {
                line!(t, "alloy,a{g},metal_{e:02},-{}", 0.32 / parts.len() as f64);
                line!(t, "recycling,r{g},oxide_{e:02},{}", 0.28 / parts.len() as f64);
            }
            line!(t, "alloy,a{g},alloy_{g},1");
            line!(t, "magnet,g{g},alloy_{g},-1.25");
            line!(t, "magnet,g{g},magnet_{g},1");
            line!(t, "magnet,g{g},scrap_{g},0.22");
            line!(t, "recycling,r{g},scrap_{g},-1");
            line!(t, "recycling,r{g},acid,-0.6");
        }
        t
    }

    fn recoveries(&self) -> String {
        let mut t = String::from("technology,element,product,recovery\n");
        for (number, technology) in ["heap_leach", "crack"].iter().enumerate() {
            for e in 0..self.d.elements {
                line!(t, "{technology},E{e:02},carbonate,{}", 0.5 + 0.45 * spread(3, number, e));
            }
            line!(t, "{technology},Th,thorium,1");
        }
        for e in 0..self.d.elements {
            line!(t, "separation,E{e:02},oxide_{e:02},{}", 0.9 + 0.09 * spread(4, e, 0));
        }
        t
    }

    fn regions(&self) -> String {
        let mut t = String::from("id,bloc\n");
        for r in 0..self.d.regions {
            let bloc = match r {
                0 => "home",
                r if r + 1 == self.d.regions => "adversary",
                _ => "ally",
            };
            line!(t, "region_{r},{bloc}");
        }
        t
    }

    fn members(&self) -> String {
        let mut t = String::from("id,role,capital_total_musd,capital_per_year_musd\n");
        for (m, role) in ["supplier", "refiner", "refiner", "manufacturer", "consumer", "government"].iter().enumerate()
        {
            if self.d.everything {
                line!(t, "member_{m},{role},{},{}", 800 + 100 * m, 150 + 10 * m);
            } else {
                line!(t, "member_{m},{role},,");
            }
        }
        t
    }

    fn facilities(&self) -> String {
        let mut t = String::from(
            "id,member,region,technology,feed,status,capacity_t_per_year,retire_year,reserve_t,max_capacity_t_per_year,max_builds,\
             opening_cost_musd\n",
        );
        let (builds, opening) = if self.d.everything { ("3", "25") } else { ("", "") };
        for i in 0..self.d.feeds {
            let (region, capacity) = (i % self.d.regions, 4000 + 500 * (i % 5));
            line!(
                t,
                "mine_{i:02},member_0,region_{region},mine,hill_{i:02},existing,{capacity},,{},{},{builds},{opening}",
                capacity * 20,
                capacity * 3,
            );
        }
        let mut number = 0;
        for (technology, count) in PLANTS.into_iter().chain([("recycling", RECYCLERS)]) {
            for k in 0..count {
                let (region, member) = (k % self.d.regions, 1 + number % 3);
                number += 1;
                // The first of each stands and retires one day; the others may be built.
                let (status, capacity, retires) = if k == 0 {
                    ("existing", "9000", (FIRST_YEAR + 18).to_string())
                } else {
                    ("candidate", "", String::new())
                };
                line!(
                    t,
                    "{technology}_{k},member_{member},region_{region},{technology},,{status},{capacity},{retires},,{},\
                     {builds},{opening}",
                    20000 + 2000 * k,
                );
            }
        }
        t
    }

    fn lanes(&self) -> String {
        let mut t = String::from("from,to,material,cost_usd_per_kg,limit_t_per_year\n");
        for from in 0..self.d.regions {
            for to in (0..self.d.regions).filter(|to| *to != from) {
                line!(t, "region_{from},region_{to},kind:concentrate,{},6000", 0.2 + 0.1 * spread(5, from, to));
                line!(t, "region_{from},region_{to},*,{},", 0.3 + 0.1 * spread(6, from, to));
            }
        }
        t
    }

    fn market_region(&self, market: usize) -> usize {
        (self.d.regions - 1).saturating_sub(market)
    }

    fn markets(&self) -> String {
        let mut t = String::from("id,region,controller\n");
        for (m, market) in MARKETS.iter().enumerate() {
            let controller = ["adversary", "ally", "nobody"][m];
            line!(t, "{market},region_{},{controller}", self.market_region(m));
        }
        t
    }

    /// Market and material of every price.
    fn priced(&self) -> Vec<(String, String)> {
        let mut materials = self.traded();
        materials.extend(REAGENTS.map(String::from));
        let of = |market: &str| materials.iter().map(|m| (market.to_string(), m.clone())).collect::<Vec<_>>();
        MARKETS.into_iter().flat_map(of).collect()
    }

    /// What is traded at every market: oxides and metals.
    fn traded(&self) -> Vec<String> {
        let all = (0..self.d.elements).flat_map(|e| [format!("oxide_{e:02}"), format!("metal_{e:02}")]);
        all.collect()
    }

    fn offers(&self) -> String {
        let mut t = String::from("market,material,side,step,price_factor,limit_t_per_year\n");
        for market in MARKETS {
            for material in self.traded() {
                line!(t, "{market},{material},sell,1,1,500");
                line!(t, "{market},{material},sell,2,0.8,2000");
                line!(t, "{market},{material},buy,1,1.15,800");
            }
            for reagent in REAGENTS {
                line!(t, "{market},{reagent},buy,1,1,");
            }
        }
        t
    }

    fn prices(&self) -> String {
        let mut t = String::from("market,material,year,price_usd_per_kg,scenario\n");
        let years = [FIRST_YEAR, (FIRST_YEAR + self.last_year()) / 2, self.last_year()];
        for (m, market) in MARKETS.iter().enumerate() {
            for (k, material) in self.traded().iter().enumerate() {
                let base = 4.0 * 1.18_f64.powi((k % (2 * self.d.elements)) as i32) * (1.0 + 0.1 * m as f64);
                line!(t, "{market},{material},{FIRST_YEAR},{base},");
                for scenario in 0..self.d.scenarios {
                    for (y, year) in years.iter().enumerate() {
                        let price = base * (0.4 + 1.2 * spread(7 + k, scenario, y));
                        line!(t, "{market},{material},{year},{price},s{scenario:03}");
                    }
                }
            }
            for (k, reagent) in REAGENTS.iter().enumerate() {
                line!(t, "{market},{reagent},{FIRST_YEAR},{},", [0.15, 0.3, 2.5][k]);
            }
        }
        t
    }

    fn demands(&self) -> String {
        let mut t = String::from(
            "id,end_use,member,region,material,priority,value_usd_per_kg,shortage_cost_usd_per_kg,origin_rule_from,\
             service_level,service_probability\n",
        );
        for g in 0..self.d.grades {
            for region in 0..self.d.regions.min(2) {
                let rule = if self.d.everything && g % 2 == 0 { "2033,0.6,0.9" } else { ",," };
                let priority = ["defense", "critical", "commercial"][g % 3];
                line!(
                    t,
                    "use_{g}_{region},motors,member_4,region_{region},magnet_{g},{priority},{},60,{rule}",
                    90 + 10 * g
                );
            }
        }
        t
    }

    fn quantities(&self) -> String {
        let mut t = String::from("demand,year,quantity_t_per_year,scenario\n");
        for g in 0..self.d.grades {
            for region in 0..self.d.regions.min(2) {
                line!(t, "use_{g}_{region},{FIRST_YEAR},{},", 300 + 50 * g);
                line!(t, "use_{g}_{region},{},{},", self.last_year(), 900 + 100 * g);
            }
        }
        t
    }

    fn stocks(&self) -> String {
        let mut t = String::from("material,region,initial_t,limit_t,holding_cost_usd_per_kg\n");
        for e in 0..self.d.elements {
            line!(t, "oxide_{e:02},region_0,20,1000,0.3");
        }
        for g in 0..self.d.grades {
            line!(t, "magnet_{g},region_0,10,200,0.5");
        }
        t
    }

    fn scenarios(&self) -> String {
        let mut t = String::from("id,parent,first_year,probability\n");
        line!(t, "root,,{FIRST_YEAR},1");
        for s in 0..self.d.scenarios {
            line!(t, "s{s:03},root,{},{}", self.parting(), 1.0 / self.d.scenarios as f64);
        }
        t
    }

    fn changes(&self) -> String {
        let mut t = String::from("scenario,target,filter,action,value\n");
        for s in (0..self.d.scenarios).step_by(3) {
            line!(t, "s{s:03},demand,region=region_0,multiply,1.25");
            line!(t, "s{s:03},availability,technology=separation,multiply,0.9");
        }
        t
    }

    fn policies(&self) -> String {
        let mut t = String::from("id,kind,filter,value\n");
        if self.d.everything {
            line!(t, "grant,capex_grant,technology=separation,0.2");
            line!(t, "credit,production_credit,technology=magnet,0.1");
            line!(t, "floor,price_floor,material=oxide_01;region=region_0,30");
        }
        t
    }
}
