//! Reads a plan back from its result tables: the inverse of `report`, so that an old run can be audited.
//!
//! Long: the inverse of `report`, table by table in the same order.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use program::Counts;
use program::solve::{Proof, Stop};

use super::audit::Reported;
use super::solve::{Plan, tail_mean};
use super::status::Status;
use super::tables::{Table, Values};
use super::values::{
    BuildValue, CapacityValue, FlowValue, InvestValue, KeepValue, LeaveValue, MissValue, PlanValues, RunValue,
    ScenarioValue, ServiceValue, ShipmentValue, StockValue, TopUpValue, TradeValue,
};
use crate::accounts::{Accounts, CashValue};
use crate::formulation::ledger::Kind;
use recoop_case::Network;
use recoop_case::positions::{
    DemandAt, FacilityAt, LaneAt, LeafAt, MarketAt, MaterialAt, OfferAt, PolicyAt, RegionAt, StateAt, StockAt,
};
use recoop_case::tables::Side;

/// A plan read from its tables.
#[derive(Clone, Debug)]
pub struct Recalled {
    /// The plan; without prices and duals, and without a bound.
    pub plan: Plan,
    /// Rows with names that the case does not have, in words.
    pub strange: Vec<String>,
}

impl Recalled {
    /// Returns the reported values for the audit to recompute.
    #[must_use]
    pub fn reported(&self) -> Reported<'_> {
        self.plan.reported()
    }
}

/// Reads a plan back from its tables (those of `report`; others are ignored).
///
/// # Errors
/// The missing tables and columns, as in runs of earlier versions or of verbs that write no plan.
pub fn recall(network: &Network, tables: &[Table]) -> Result<Recalled, Vec<String>> {
    let mut reader = Reader { tables, ids: Ids::new(network), strange: Vec::new(), missing: Vec::new() };
    let values = reader.values(network);
    let cash = Accounts::recalled(network, reader.cash());
    let scenarios = reader.scenarios();
    let objective = reader.objective();
    if !reader.missing.is_empty() {
        return Err(reader.missing);
    }
    let expected_npv_musd = scenarios.iter().map(|s| s.probability * s.npv_musd).sum();
    let cvar_npv_musd = tail_mean(&scenarios, network.settings.risk.tail);
    let nan = f64::NAN;
    let status = Status {
        stop: Stop::Other("read back".to_string()),
        objective,
        bound: nan,
        gap: nan,
        gap_wanted: nan,
        proof: Proof::Nothing,
        iterations: 0,
        nodes: 0,
        solver_seconds: 0.0,
    };
    let plan = Plan {
        status,
        counts: Counts::default(),
        values,
        cash,
        scenarios,
        expected_npv_musd,
        cvar_npv_musd,
        prices: Vec::new(),
        duals: Vec::new(),
    };
    Ok(Recalled { plan, strange: reader.strange })
}

/// Returns, in words, the cells that do not follow from a recalled plan: in tables that repeat a result in another form
/// (balances, elements, terms of the objective ...), and in columns that repeat the case. Numbers may differ by
/// rounding (1e-9 of their size). Prices, duals and explanations come from the solver alone and are ignored.
#[must_use]
pub fn contradictions(network: &Network, recalled: &Recalled, tables: &[Table]) -> Vec<String> {
    let mut found = Vec::new();
    for expected in super::report::tables(network, &recalled.plan) {
        if super::report::FROM_DUALS.contains(&expected.name) {
            continue;
        }
        if let Some(table) = tables.iter().find(|table| table.name == expected.name) {
            compare(table, &expected, &mut found);
        }
    }
    found
}

/// Maximum number of contradictions reported for one table: one extra row shifts all later rows.
const MAX_IN_TABLE: usize = 3;

fn compare(table: &Table, expected: &Table, found: &mut Vec<String>) {
    let name = table.name;
    if table.num_rows() != expected.num_rows() {
        found.push(format!("`{name}` has {} rows where {} follow", table.num_rows(), expected.num_rows()));
        return;
    }
    let mut told = 0;
    for column in &expected.columns {
        let Some(there) = table.column(column.name) else { continue };
        for row in 0..expected.num_rows() {
            let (said, follows) = match (&there.values, &column.values) {
                (Values::Text(a), Values::Text(b)) if a[row] != b[row] => (a[row].to_string(), b[row].to_string()),
                (Values::Integer(a), Values::Integer(b)) if a[row] != b[row] => {
                    (a[row].to_string(), b[row].to_string())
                }
                (Values::Number(a), Values::Number(b)) if !close(a[row], b[row]) => {
                    (a[row].to_string(), b[row].to_string())
                }
                _ => continue,
            };
            if told < MAX_IN_TABLE {
                found.push(format!("`{name}`, row {}, `{}`: {said} where {follows} follows", row + 1, column.name));
            }
            told += 1;
        }
    }
    if told > MAX_IN_TABLE {
        found.push(format!("`{name}`: {} cells more", told - MAX_IN_TABLE));
    }
}

/// Rounding of sums with another order of terms.
const ROUNDING: f64 = 1e-9;

fn close(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= ROUNDING * (1.0 + a.abs().max(b.abs()))
}

/// Positions by their names in the tables.
struct Ids {
    facility: HashMap<String, FacilityAt>,
    material: HashMap<String, MaterialAt>,
    region: HashMap<String, RegionAt>,
    member: HashMap<String, usize>,
    demand: HashMap<String, DemandAt>,
    state: HashMap<(String, i64), StateAt>,
    leaf: HashMap<String, LeafAt>,
    mode: HashMap<(FacilityAt, String), usize>,
    offer: HashMap<(String, String, Side, i32), OfferAt>,
    lane: HashMap<(String, String, String, i64), LaneAt>,
    stock: HashMap<(MaterialAt, RegionAt, bool), StockAt>,
    floor: HashMap<(String, String), (PolicyAt, usize)>,
    market: HashMap<String, MarketAt>,
    kind: HashMap<&'static str, Kind>,
}

fn by_id<'a, K: program::Position>(ids: impl Iterator<Item = &'a str>) -> HashMap<String, K> {
    ids.enumerate().map(|(at, id)| (id.to_string(), K::from_index(at))).collect()
}

impl Ids {
    fn new(n: &Network) -> Self {
        let (material, region) =
            (|m: MaterialAt| n.materials[m].id.to_string(), |r: RegionAt| n.regions[r].id.to_string());
        let market = |m: MarketAt| n.markets[m].id.to_string();
        let node = |state: StateAt| n.tree.nodes[n.tree.states[state].node].id.to_string();
        let modes = n.facilities.iter().enumerate().flat_map(|(f, facility)| {
            let modes = n.technologies[facility.technology].modes.iter().enumerate();
            modes.map(move |(m, mode)| ((f, mode.label.to_string()), m))
        });
        Self {
            facility: by_id(n.facilities.iter().map(|it| it.id.as_str())),
            material: by_id(n.materials.iter().map(|it| it.id.as_str())),
            region: by_id(n.regions.iter().map(|it| it.id.as_str())),
            member: by_id(n.members.iter().map(|it| it.id.as_str())),
            demand: by_id(n.demands.iter().map(|it| it.id.as_str())),
            state: n
                .tree
                .states
                .positions()
                .map(|state| ((node(state), i64::from(n.tree.period(state).first_year)), state))
                .collect(),
            leaf: n.tree.leaves.iter().enumerate().map(|(leaf, state)| (node(*state), leaf)).collect(),
            mode: modes.collect(),
            offer: (n.offers.iter().enumerate())
                .map(|(at, it)| ((market(it.market), material(it.material), it.side, it.step), at))
                .collect(),
            lane: (n.lanes.iter().enumerate())
                .map(|(at, it)| {
                    let from_year = i64::from(*it.years.start());
                    ((material(it.material), region(it.from), region(it.to), from_year), at)
                })
                .collect(),
            stock: (n.stocks.iter().enumerate()).map(|(at, it)| ((it.material, it.region, it.compliant), at)).collect(),
            floor: (n.policies.iter().enumerate())
                .flat_map(|(p, policy)| {
                    let floored = policy.materials.iter().enumerate();
                    floored.map(move |(m, it)| ((policy.id.to_string(), it.material), (p, m)))
                })
                .map(|((id, of), at)| ((id, material(of)), at))
                .collect(),
            market: by_id(n.markets.iter().map(|it| it.id.as_str())),
            kind: Kind::ALL.into_iter().map(|kind| (kind.as_str(), kind)).collect(),
        }
    }

    /// Returns the market of a trade; `None` if the market does not matter.
    fn traded_at(&self, market: &str) -> Result<Option<MarketAt>, String> {
        if market.is_empty() { Ok(None) } else { get(&self.market, "market", market).map(Some) }
    }

    fn state(&self, scenario: &str, year: i64) -> Result<StateAt, String> {
        let known = self.state.get(&(scenario.to_string(), year)).copied();
        known.ok_or_else(|| format!("there is no period of `{scenario}` that begins in {year}"))
    }
}

fn get<K: Copy>(of: &HashMap<String, K>, what: &str, id: &str) -> Result<K, String> {
    of.get(id).copied().ok_or_else(|| format!("there is no {what} `{id}`"))
}

fn known<K: Hash + Eq, V: Copy>(of: &HashMap<K, V>, key: K, why: impl FnOnce() -> String) -> Result<V, String> {
    of.get(&key).copied().ok_or_else(why)
}

fn compliant(origin: &str) -> Result<bool, String> {
    match origin {
        "compliant" => Ok(true),
        "unrestricted" => Ok(false),
        other => Err(format!("there is no pool `{other}`")),
    }
}

struct Reader<'a> {
    tables: &'a [Table],
    ids: Ids,
    strange: Vec<String>,
    missing: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Calls `enter` with the labels, integers and numbers of each row, and keeps its errors.
    fn each<const T: usize, const I: usize, const N: usize>(
        &mut self,
        name: &str,
        (texts, wholes, numbers): ([&str; T], [&str; I], [&str; N]),
        mut enter: impl FnMut(&Ids, [&'a str; T], [i64; I], [f64; N]) -> Result<(), String>,
    ) {
        let tables = self.tables;
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            self.missing.push(format!("the table `{name}`"));
            return;
        };
        let missing = &mut self.missing;
        let mut lacks = |column: &str| missing.push(format!("the column `{column}` of `{name}`"));
        let texts: [&[Arc<str>]; T] = texts.map(|column| match table.column(column).map(|it| &it.values) {
            Some(Values::Text(values)) => &values[..],
            _ => {
                lacks(column);
                &[]
            }
        });
        let wholes: [&[i64]; I] = wholes.map(|column| match table.column(column).map(|it| &it.values) {
            Some(Values::Integer(values)) => &values[..],
            _ => {
                lacks(column);
                &[]
            }
        });
        let numbers: [&[f64]; N] = numbers.map(|column| match table.column(column).map(|it| &it.values) {
            Some(Values::Number(values)) => &values[..],
            _ => {
                lacks(column);
                &[]
            }
        });
        if !self.missing.is_empty() {
            return;
        }
        for row in 0..table.num_rows() {
            let entered =
                enter(&self.ids, texts.map(|it| &*it[row]), wholes.map(|it| it[row]), numbers.map(|it| it[row]));
            if let Err(why) = entered {
                self.strange.push(format!("`{name}`, row {}: {why}", row + 1));
            }
        }
    }

    fn values(&mut self, network: &Network) -> PlanValues {
        let mut v = PlanValues::default();
        self.runs(&mut v);
        self.builds(network, &mut v);
        self.logistics(&mut v);
        let columns = (["demand", "origin", "scenario"], ["year"], ["demanded_t", "served_t", "short_t"]);
        self.each("service", columns, |ids, [demand, origin, scenario], [year], [demanded_t, served_t, short_t]| {
            let (demand, state) = (get(&ids.demand, "demand", demand)?, ids.state(scenario, year)?);
            let compliant = compliant(origin)?;
            v.service.push(ServiceValue { demand, state, compliant, demanded_t, served_t, short_t });
            Ok(())
        });
        self.each("missed_service_levels", (["demand", "scenario"], [], []), |ids, [demand, scenario], [], []| {
            let leaf = get(&ids.leaf, "last scenario", scenario)?;
            v.misses.push(MissValue { demand: get(&ids.demand, "demand", demand)?, leaf });
            Ok(())
        });
        let columns = (["member", "purse", "scenario"], ["year", "paid_in"], ["amount_musd"]);
        self.each("investment", columns, |ids, [member, purse, scenario], [year, paid_in], [amount_musd]| {
            let state = ids.state(scenario, year)?;
            let year = i32::try_from(paid_in).map_err(|_| format!("{paid_in} is not a year"))?;
            let (member, purse) = (get(&ids.member, "member", member)?, get(&ids.member, "member", purse)?);
            v.invests.push(InvestValue { member, purse, state, year, amount_musd });
            Ok(())
        });
        v
    }

    fn runs(&mut self, v: &mut PlanValues) {
        let mut run_of = HashMap::new();
        let key = |ids: &Ids, facility: &str, mode: &str, origin: &str, scenario: &str, year: i64| {
            let facility = get(&ids.facility, "facility", facility)?;
            let none = || format!("its facility has no mode `{mode}`");
            let mode = known(&ids.mode, (facility, mode.to_string()), none)?;
            Ok::<_, String>((facility, mode, compliant(origin)?, ids.state(scenario, year)?))
        };
        let columns = (["facility", "mode", "origin", "scenario"], ["year"], ["activity_t"]);
        self.each("activity", columns, |ids, [facility, mode, origin, scenario], [year], [activity_t]| {
            let it = key(ids, facility, mode, origin, scenario, year)?;
            run_of.insert(it, v.runs.len());
            let (facility, mode, compliant, state) = it;
            v.runs.push(RunValue { facility, mode, compliant, state, activity_t });
            Ok(())
        });
        let columns = (["facility", "mode", "origin", "material", "pool", "scenario"], ["year"], ["amount_t"]);
        self.each("flows", columns, |ids, [facility, mode, origin, material, pool, scenario], [year], [amount_t]| {
            let it = key(ids, facility, mode, origin, scenario, year)?;
            let run = known(&run_of, it, || "`activity` has no row for it".to_string())?;
            let material = get(&ids.material, "material", material)?;
            v.flows.push(FlowValue { run, material, compliant: compliant(pool)?, amount_t });
            Ok(())
        });
    }

    fn builds(&mut self, network: &Network, v: &mut PlanValues) {
        let mut build_of = HashMap::new();
        let columns =
            (["facility", "opens", "scenario"], ["year", "online_year", "run_from"], ["size_t", "count", "capex_musd"]);
        self.each(
            "builds",
            columns,
            |ids, [facility, opens, scenario], [year, online_year, period], [size_t, count, capex_musd]| {
                let (facility, state) = (get(&ids.facility, "facility", facility)?, ids.state(scenario, year)?);
                let online_period = (network.tree.periods.iter())
                    .position(|it| i64::from(it.first_year) == period)
                    .ok_or_else(|| format!("no period begins in {period}"))?;
                let opens = match opens {
                    "yes" => true,
                    "no" => false,
                    other => return Err(format!("`opens` is `yes` or `no`, not `{other}`")),
                };
                let online_year = i32::try_from(online_year).map_err(|_| format!("{online_year} is not a year"))?;
                build_of.insert((facility, state), v.builds.len());
                v.builds.push(BuildValue {
                    facility,
                    state,
                    online_year,
                    online_period,
                    size_t,
                    count,
                    capex_musd,
                    opens,
                });
                Ok(())
            },
        );
        let columns = (["facility", "scenario"], ["year"], ["installed_t", "usable_t", "used_t"]);
        self.each("capacity", columns, |ids, [facility, scenario], [year], [installed_t, usable_t, used_t]| {
            let (facility, state) = (get(&ids.facility, "facility", facility)?, ids.state(scenario, year)?);
            v.capacity.push(CapacityValue { facility, state, installed_t, usable_t, used_t });
            Ok(())
        });
        let columns = (["facility", "scenario", "last_scenario"], ["year"], ["kept_t"]);
        self.each("retained_capacity", columns, |ids, [facility, scenario, last], [year], [kept_t]| {
            let (facility, state) = (get(&ids.facility, "facility", facility)?, ids.state(scenario, year)?);
            let build = known(&build_of, (facility, state), || "`builds` has no row for it".to_string())?;
            v.keeps.push(KeepValue { build, leaf: get(&ids.leaf, "last scenario", last)?, kept_t });
            Ok(())
        });
    }

    fn logistics(&mut self, v: &mut PlanValues) {
        let columns = (["market", "material", "side", "origin", "scenario"], ["year"], ["step", "amount_t"]);
        self.each("trades", columns, |ids, [market, material, side, origin, scenario], [year], [step, amount_t]| {
            let none = || format!("there is no offer to {side} `{material}` at `{market}` with step {step}");
            let of = [Side::Buy, Side::Sell].into_iter().find(|it| it.as_str() == side).ok_or_else(none)?;
            #[allow(
                clippy::cast_possible_truncation,
                reason = "steps are small whole numbers; others are found nowhere"
            )]
            let offer = known(&ids.offer, (market.to_string(), material.to_string(), of, step as i32), none)?;
            let (compliant, state) = (compliant(origin)?, ids.state(scenario, year)?);
            v.trades.push(TradeValue { offer, compliant, state, amount_t });
            Ok(())
        });
        let columns = (
            ["material", "from", "to", "from_origin", "origin", "bought_at", "scenario"],
            ["lane_from_year", "year"],
            ["amount_t"],
        );
        self.each(
            "shipments",
            columns,
            |ids, [material, from, to, from_origin, origin, bought_at, scenario], [lane_from, year], [amount_t]| {
                let none = || format!("there is no lane for `{material}` from `{from}` to `{to}` since {lane_from}");
                let of = (material.to_string(), from.to_string(), to.to_string(), lane_from);
                let (lane, state) = (known(&ids.lane, of, none)?, ids.state(scenario, year)?);
                let (from_compliant, to_compliant) = (compliant(from_origin)?, compliant(origin)?);
                let bought_at = ids.traded_at(bought_at)?;
                v.shipments.push(ShipmentValue { lane, from_compliant, to_compliant, bought_at, state, amount_t });
                Ok(())
            },
        );
        let columns = (["material", "region", "origin", "scenario"], ["year"], ["downgraded_t", "disposed_t"]);
        self.each(
            "balances",
            columns,
            |ids, [material, region, origin, scenario], [year], [downgraded_t, disposed_t]| {
                let (material, region) =
                    (get(&ids.material, "material", material)?, get(&ids.region, "region", region)?);
                let (compliant, state) = (compliant(origin)?, ids.state(scenario, year)?);
                let leave = |amount_t| LeaveValue { material, region, compliant, state, amount_t };
                // What arrives in the other pool is the same material.
                if compliant && downgraded_t != 0.0 {
                    v.downgrades.push(leave(-downgraded_t));
                }
                if disposed_t != 0.0 {
                    v.disposals.push(leave(disposed_t));
                }
                Ok(())
            },
        );
        let columns = (["material", "region", "origin", "scenario"], ["year"], ["level_t"]);
        self.each("stock_levels", columns, |ids, [material, region, origin, scenario], [year], [level_t]| {
            let (material, region) = (get(&ids.material, "material", material)?, get(&ids.region, "region", region)?);
            let stock =
                known(&ids.stock, (material, region, compliant(origin)?), || "there is no such stock".to_string())?;
            v.stocks.push(StockValue { stock, state: ids.state(scenario, year)?, level_t });
            Ok(())
        });
        let columns = (["policy", "material", "sold_at", "scenario"], ["year"], ["amount_t"]);
        self.each("top_ups", columns, |ids, [policy, material, sold_at, scenario], [year], [amount_t]| {
            let none = || format!("the policy `{policy}` has no floor for `{material}`");
            let (policy, material) = known(&ids.floor, (policy.to_string(), material.to_string()), none)?;
            let (sold_at, state) = (ids.traded_at(sold_at)?, ids.state(scenario, year)?);
            v.top_ups.push(TopUpValue { policy, material, sold_at, state, amount_t });
            Ok(())
        });
    }

    fn cash(&mut self) -> Vec<CashValue> {
        let mut cash = Vec::new();
        let columns = (["member", "kind", "scenario"], ["year"], ["amount_musd"]);
        self.each("cash_flow", columns, |ids, [member, kind, scenario], [year], [amount_musd]| {
            let (member, state) = (get(&ids.member, "member", member)?, ids.state(scenario, year)?);
            let kind = ids.kind.get(kind).copied().ok_or_else(|| format!("there is no kind of money `{kind}`"))?;
            cash.push(CashValue { member, kind, state, amount_musd });
            Ok(())
        });
        cash
    }

    fn scenarios(&mut self) -> Vec<ScenarioValue> {
        let mut scenarios = Vec::new();
        let columns = (["scenario"], [], ["probability", "npv_musd"]);
        self.each("scenario_values", columns, |ids, [scenario], [], [probability, npv_musd]| {
            scenarios.push(ScenarioValue { leaf: get(&ids.leaf, "last scenario", scenario)?, probability, npv_musd });
            Ok(())
        });
        scenarios
    }

    /// Returns the value of the objective; NaN if the table does not have it.
    fn objective(&mut self) -> f64 {
        let mut objective = f64::NAN;
        self.each("objective", (["term"], [], ["expected_musd"]), |_, [term], [], [expected_musd]| {
            if term == "objective" {
                objective = expected_musd;
            }
            Ok(())
        });
        objective
    }
}
