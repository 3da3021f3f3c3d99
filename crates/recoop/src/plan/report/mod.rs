//! The plan as result tables. One function for each table; [`tables`] is the list.
//!
//! Long: every table of operations, one function each.

mod money;

use std::sync::Arc;

use super::shares::domestic_shares;
use super::solve::Plan;
use super::tables::{Frame, Table};
use super::values::PlanValues;
use crate::accounts::CashValue;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop_case::Network;
use recoop_case::positions::{FacilityAt, MarketAt, MaterialAt, RegionAt, StateAt, StockAt};

/// Tables that follow from the duals of the program, and from no value of the plan.
pub(super) const FROM_DUALS: [&str; 3] = ["shadow_prices", "duals", "explanations"];

/// All result tables of a plan.
#[must_use]
pub fn tables(network: &Network, plan: &Plan) -> Vec<Table> {
    let labels = Labels::new(network);
    let report = Report { network, plan, labels };
    vec![
        report.builds(),
        report.capacity(),
        report.kept(),
        report.activity(),
        report.flows(),
        report.balances(),
        report.elements(),
        super::products::table(network, &plan.values),
        super::mines::table(network),
        super::quotes::table(network),
        report.trades(),
        report.shipments(),
        report.stocks(),
        report.service(),
        report.missed(),
        report.top_ups(),
        report.cash_flow(),
        report.investment(),
        report.prices(),
        report.duals(),
        report.domestic_share(),
        report.scenarios(),
        report.objective(),
        report.explanations(),
    ]
}

/// Labels shared by all rows.
struct Labels {
    facility: Vec<Arc<str>>,
    material: Vec<Arc<str>>,
    region: Vec<Arc<str>>,
    member: Vec<Arc<str>>,
    node: Vec<Arc<str>>,
    stage: Vec<Arc<str>>,
    technology: Vec<Arc<str>>,
    market: Vec<Arc<str>>,
    compliant: Arc<str>,
    unrestricted: Arc<str>,
}

impl Labels {
    fn new(network: &Network) -> Self {
        fn of<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Arc<str>> {
            ids.map(Arc::from).collect()
        }
        Self {
            facility: of(network.facilities.iter().map(|f| f.id.as_str())),
            material: of(network.materials.iter().map(|m| m.id.as_str())),
            region: of(network.regions.iter().map(|r| r.id.as_str())),
            member: of(network.members.iter().map(|m| m.id.as_str())),
            node: of(network.tree.nodes.iter().map(|n| n.id.as_str())),
            stage: of(network.settings.stages.iter().map(|s| s.as_str())),
            technology: of(network.technologies.iter().map(|t| t.id.as_str())),
            market: of(network.markets.iter().map(|m| m.id.as_str())),
            compliant: Arc::from("compliant"),
            unrestricted: Arc::from("unrestricted"),
        }
    }

    fn traded_at(&self, market: Option<MarketAt>) -> Arc<str> {
        market.map_or_else(|| Arc::from(""), |market| self.market[market].clone())
    }

    fn origin(&self, compliant: bool) -> Arc<str> {
        if compliant { self.compliant.clone() } else { self.unrestricted.clone() }
    }
}

impl<T> Frame<'_, T> {
    /// Scenario, year and number of years of a state.
    fn state(self, report: &Report<'_>, of: impl Fn(&T) -> StateAt) -> Self {
        let tree = &report.network.tree;
        self.text("scenario", "Node of the scenario tree.", |row| report.labels.node[tree.states[of(row)].node].clone())
            .year("year", "First year of the period.", |row| tree.period(of(row)).first_year)
    }
}

struct Report<'a> {
    network: &'a Network,
    plan: &'a Plan,
    labels: Labels,
}

/// Flows in and out of a place in a state, t/yr.
#[derive(Clone, Debug, Default)]
struct Balance {
    produced: f64,
    consumed: f64,
    bought: f64,
    sold: f64,
    shipped_in: f64,
    shipped_out: f64,
    served: f64,
    disposed: f64,
    downgraded: f64,
    from_stock: f64,
}

/// Material, region, pool, state.
type PlaceState = (MaterialAt, RegionAt, bool, StateAt);

fn tonnes<'a>(
    frame: Frame<'a, (PlaceState, Balance)>,
    name: &'static str,
    doc: &'static str,
    of: fn(&Balance) -> f64,
) -> Frame<'a, (PlaceState, Balance)> {
    frame.number(name, "t/yr", doc, |(_, balance)| of(balance))
}

impl Report<'_> {
    fn builds(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        Frame::new("builds", "One commitment to build.", &self.plan.values.builds)
            .text("facility", "Facility.", |b| l.facility[b.facility].clone())
            .text("member", "Owner.", |b| l.member[n.facilities[b.facility].member].clone())
            .text("stage", "Stage of the chain.", |b| {
                l.stage[n.technologies[n.facilities[b.facility].technology].stage].clone()
            })
            .text("technology", "Technology.", |b| l.technology[n.facilities[b.facility].technology].clone())
            .text("region", "Region.", |b| l.region[n.facilities[b.facility].region].clone())
            .state(self, |b| b.state)
            .year("online_year", "First year on line.", |b| b.online_year)
            .year(
                "run_from",
                "First year in which it runs: that of the first period that begins when it is on line.",
                |b| n.tree.periods[b.online_period].first_year,
            )
            .number("probability", "1", "Probability of the commitment.", |b| n.tree.states[b.state].probability)
            .number("size_t", "t/yr", "Capacity.", |b| b.size_t)
            .number("count", "1", "Plants or modules.", |b| b.count)
            .number("capex_musd", "MUSD", "Capital cost, undiscounted.", |b| b.capex_musd)
            .text("opens", "Whether opening the site is paid apart from the plant: `yes` or `no`.", |b| {
                Arc::from(if b.opens { "yes" } else { "no" })
            })
            .done()
    }

    fn capacity(&self) -> Table {
        let l = &self.labels;
        Frame::new("capacity", "Capacity of a facility in a state.", &self.plan.values.capacity)
            .text("facility", "Facility.", |c| l.facility[c.facility].clone())
            .state(self, |c| c.state)
            .number("installed_t", "t/yr", "What stands.", |c| c.installed_t)
            .number("usable_t", "t/yr", "What can work after ramp-up and availability.", |c| c.usable_t)
            .number("used_t", "t/yr", "What is used.", |c| c.used_t)
            .done()
    }

    fn kept(&self) -> Table {
        let (n, l, builds) = (self.network, &self.labels, &self.plan.values.builds);
        let build = |k: &super::values::KeepValue| &builds[k.build];
        Frame::new(
            "retained_capacity",
            "Built capacity that is worth something at the end of a path.",
            &self.plan.values.keeps,
        )
        .text("facility", "Facility.", |k| l.facility[build(k).facility].clone())
        .state(self, |k| build(k).state)
        .text("last_scenario", "Last node of the path.", |k| l.node[n.tree.states[n.tree.leaves[k.leaf]].node].clone())
        .number("kept_t", "t/yr", "Capacity of the commitment that is left.", |k| k.kept_t)
        .done()
    }

    fn activity(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        Frame::new("activity", "A facility running a mode in a state.", &self.plan.values.runs)
            .text("facility", "Facility.", |r| l.facility[r.facility].clone())
            .text("mode", "Mode: the recipe's name, the feed mined, or the stream treated.", |r| {
                Arc::from(n.technologies[n.facilities[r.facility].technology].modes[r.mode].label.as_str())
            })
            .text("origin", "Pool of its tracked outputs.", |r| l.origin(r.compliant))
            .state(self, |r| r.state)
            .number("activity_t", "t/yr", "Activity.", |r| r.activity_t)
            .done()
    }

    fn flows(&self) -> Table {
        let (n, l, v) = (self.network, &self.labels, &self.plan.values);
        let run = |f: &super::values::FlowValue| &v.runs[f.run];
        Frame::new("flows", "A material that a facility uses or makes in a mode and a state.", &v.flows)
            .text("facility", "Facility.", |f| l.facility[run(f).facility].clone())
            .text("mode", "Mode, as in `activity`.", |f| {
                let technology = n.facilities[run(f).facility].technology;
                Arc::from(n.technologies[technology].modes[run(f).mode].label.as_str())
            })
            .text("origin", "Pool of the tracked outputs, as in `activity`.", |f| l.origin(run(f).compliant))
            .text("material", "Material.", |f| l.material[f.material].clone())
            .text("pool", "Pool that it comes from or goes to.", |f| l.origin(f.compliant))
            .state(self, |f| run(f).state)
            .number("amount_t", "t/yr", "Made (negative: used).", |f| f.amount_t)
            .done()
    }

    fn balances(&self) -> Table {
        let (n, l, v) = (self.network, &self.labels, &self.plan.values);
        let mut at: std::collections::BTreeMap<PlaceState, Balance> = std::collections::BTreeMap::new();
        for flow in &v.flows {
            let run = &v.runs[flow.run];
            let region = n.facilities[run.facility].region;
            let b = at.entry((flow.material, region, flow.compliant, run.state)).or_default();
            if flow.amount_t > 0.0 { b.produced += flow.amount_t } else { b.consumed -= flow.amount_t }
        }
        for t in &v.trades {
            let offer = &n.offers[t.offer];
            let b = at.entry((offer.material, n.markets[offer.market].region, t.compliant, t.state)).or_default();
            match offer.side {
                recoop_case::tables::Side::Buy => b.bought += t.amount_t,
                recoop_case::tables::Side::Sell => b.sold += t.amount_t,
            }
        }
        for s in &v.shipments {
            let lane = &n.lanes[s.lane];
            at.entry((lane.material, lane.from, s.from_compliant, s.state)).or_default().shipped_out += s.amount_t;
            at.entry((lane.material, lane.to, s.to_compliant, s.state)).or_default().shipped_in += s.amount_t;
        }
        for d in &v.downgrades {
            at.entry((d.material, d.region, true, d.state)).or_default().downgraded -= d.amount_t;
            at.entry((d.material, d.region, false, d.state)).or_default().downgraded += d.amount_t;
        }
        for d in &v.disposals {
            at.entry((d.material, d.region, d.compliant, d.state)).or_default().disposed += d.amount_t;
        }
        for s in v.service.iter().filter(|s| s.served_t > 0.0) {
            let demand = &n.demands[s.demand];
            at.entry((demand.material, demand.region, s.compliant, s.state)).or_default().served += s.served_t;
        }
        for (k, state, from_stock) in stock_changes(n, v) {
            let stock = &n.stocks[k];
            let compliant = stock.compliant && n.materials[stock.material].tracked;
            at.entry((stock.material, stock.region, compliant, state)).or_default().from_stock += from_stock;
        }
        let rows: Vec<_> = at.into_iter().collect();
        let mut frame =
            Frame::new("balances", "What enters and leaves a place in a state; each row adds up to zero.", &rows)
                .text("material", "Material.", |((m, ..), _)| l.material[*m].clone())
                .text("region", "Region.", |((_, r, ..), _)| l.region[*r].clone())
                .text("origin", "Pool.", |((_, _, c, _), _)| l.origin(*c))
                .state(self, |((.., s), _)| *s);
        frame = tonnes(frame, "produced_t", "Made here.", |b| b.produced);
        frame = tonnes(frame, "bought_t", "Bought at markets here.", |b| b.bought);
        frame = tonnes(frame, "shipped_in_t", "Arrived.", |b| b.shipped_in);
        frame = tonnes(frame, "downgraded_t", "Arrived from the compliant pool (negative: left it).", |b| b.downgraded);
        frame = tonnes(frame, "from_stock_t", "Taken from stock (negative: put there).", |b| b.from_stock);
        frame = tonnes(frame, "consumed_t", "Used by plants here.", |b| b.consumed);
        frame = tonnes(frame, "sold_t", "Sold at markets here.", |b| b.sold);
        frame = tonnes(frame, "shipped_out_t", "Sent away.", |b| b.shipped_out);
        frame = tonnes(frame, "served_t", "Delivered to end users here.", |b| b.served);
        tonnes(frame, "disposed_t", "Disposed of.", |b| b.disposed).done()
    }

    fn elements(&self) -> Table {
        let (n, l, v) = (self.network, &self.labels, &self.plan.values);
        let elements: Vec<Arc<str>> = n.elements.iter().map(|(id, _)| Arc::from(id.as_str())).collect();
        // (facility, element, state) -> fed, passed on in streams
        let mut at: std::collections::BTreeMap<(FacilityAt, usize, StateAt), (f64, f64)> =
            std::collections::BTreeMap::new();
        for flow in &v.flows {
            let run = &v.runs[flow.run];
            for (e, share) in n.materials[flow.material].composition.iter().enumerate() {
                if *share > 0.0 {
                    let entry = at.entry((run.facility, e, run.state)).or_default();
                    if flow.amount_t < 0.0 {
                        entry.0 -= flow.amount_t * share
                    } else {
                        entry.1 += flow.amount_t * share
                    }
                }
            }
        }
        let rows: Vec<_> = at.into_iter().collect();
        Frame::new("elements", "An element in the streams that a facility takes and makes in a state.", &rows)
            .text("facility", "Facility.", |((f, ..), _)| l.facility[*f].clone())
            .text("element", "Element.", |((_, e, _), _)| elements[*e].clone())
            .state(self, |((.., s), _)| *s)
            .number("fed_t", "t/yr", "In streams that it takes.", |(_, (fed, _))| *fed)
            .number(
                "passed_t",
                "t/yr",
                "In streams that it makes; separated products and losses are the rest.",
                |(_, (_, passed))| *passed,
            )
            .done()
    }

    fn trades(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        let price = |t: &super::values::TradeValue| n.offers[t.offer].price_usd_per_kg.at(t.state);
        Frame::new("trades", "A purchase or a sale at a market in a state.", &self.plan.values.trades)
            .text("market", "Market.", |t| l.market[n.offers[t.offer].market].clone())
            .text("material", "Material.", |t| l.material[n.offers[t.offer].material].clone())
            .text("side", "Whether we buy or sell.", |t| Arc::from(n.offers[t.offer].side.as_str()))
            .number("step", "1", "Step of the market's curve.", |t| f64::from(n.offers[t.offer].step))
            .text("member", "Whose access it is.", |t| l.member[n.offers[t.offer].member].clone())
            .text("origin", "Pool.", |t| l.origin(t.compliant))
            .state(self, |t| t.state)
            .number("amount_t", "t/yr", "Quantity.", |t| t.amount_t)
            .number("price_usd_per_kg", "USD/kg", "Price.", price)
            .number("value_musd", "MUSD/yr", "Quantity times price.", |t| {
                price(t) * t.amount_t * MUSD_PER_USD_PER_KG_TONNE
            })
            .done()
    }

    fn shipments(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        let lane = |s: &super::values::ShipmentValue| &n.lanes[s.lane];
        Frame::new("shipments", "Material sent over a lane in a state.", &self.plan.values.shipments)
            .text("material", "Material.", |s| l.material[lane(s).material].clone())
            .text("from", "Region.", |s| l.region[lane(s).from].clone())
            .text("to", "Region.", |s| l.region[lane(s).to].clone())
            .text("from_origin", "Pool that it leaves.", |s| l.origin(s.from_compliant))
            .text("origin", "Pool that it enters.", |s| l.origin(s.to_compliant))
            .text("bought_at", "Market where it was bought, where the duty depends on it.", |s| {
                l.traded_at(s.bought_at)
            })
            .year("lane_from_year", "First year of the lane.", |s| *lane(s).years.start())
            .state(self, |s| s.state)
            .number("amount_t", "t/yr", "Quantity.", |s| s.amount_t)
            .number("shipping_musd", "MUSD/yr", "Cost of shipping.", |s| {
                lane(s).cost_usd_per_kg * s.amount_t * MUSD_PER_USD_PER_KG_TONNE
            })
            .number("tariff_musd", "MUSD/yr", "Duty.", |s| {
                lane(s).duty_usd_per_kg(s.bought_at, s.state) * s.amount_t * MUSD_PER_USD_PER_KG_TONNE
            })
            .done()
    }

    fn stocks(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        Frame::new("stock_levels", "A stock at the end of a period.", &self.plan.values.stocks)
            .text("material", "Material.", |s| l.material[n.stocks[s.stock].material].clone())
            .text("region", "Region.", |s| l.region[n.stocks[s.stock].region].clone())
            .text("origin", "Pool.", |s| l.origin(n.stocks[s.stock].compliant))
            .text("member", "Owner.", |s| l.member[n.stocks[s.stock].member].clone())
            .state(self, |s| s.state)
            .number("level_t", "t", "What is there.", |s| s.level_t)
            .done()
    }

    fn service(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        let demand = |s: &super::values::ServiceValue| &n.demands[s.demand];
        Frame::new("service", "A demand in a state, and what of it is served.", &self.plan.values.service)
            .text("demand", "Demand.", |s| Arc::from(demand(s).id.as_str()))
            .text("end_use", "End use.", |s| Arc::from(demand(s).end_use.as_str()))
            .text("priority", "Whose need comes first.", |s| Arc::from(demand(s).priority.as_str()))
            .text("member", "Who needs it.", |s| l.member[demand(s).member].clone())
            .text("material", "Material.", |s| l.material[demand(s).material].clone())
            .text("region", "Region.", |s| l.region[demand(s).region].clone())
            .text("origin", "Pool that serves it.", |s| l.origin(s.compliant))
            .state(self, |s| s.state)
            .number("demanded_t", "t/yr", "Wanted.", |s| s.demanded_t)
            .number("served_t", "t/yr", "Served.", |s| s.served_t)
            .number("short_t", "t/yr", "Not served.", |s| s.short_t)
            .done()
    }

    fn missed(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        Frame::new("missed_service_levels", "A service level that is given up on a path.", &self.plan.values.misses)
            .text("demand", "Demand.", |m| Arc::from(n.demands[m.demand].id.as_str()))
            .text("scenario", "Last node of the path.", |m| l.node[n.tree.states[n.tree.leaves[m.leaf]].node].clone())
            .done()
    }

    fn top_ups(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        let floor = |t: &super::values::TopUpValue| &n.policies[t.policy].materials[t.material];
        Frame::new("top_ups", "What a price floor tops up in a state.", &self.plan.values.top_ups)
            .text("policy", "Policy.", |t| Arc::from(n.policies[t.policy].id.as_str()))
            .text("material", "Material.", |t| l.material[floor(t).material].clone())
            .text("market", "Market whose price is topped up.", |t| {
                l.market[floor(t).basis.market(t.sold_at, t.state)].clone()
            })
            .text("sold_at", "Market where it is sold, where the price depends on it.", |t| l.traded_at(t.sold_at))
            .state(self, |t| t.state)
            .number("amount_t", "t/yr", "Quantity.", |t| t.amount_t)
            .done()
    }
}

/// What each stock gives in each state, where it gives anything (below 0: takes): stock, state, t/yr.
#[must_use]
pub fn stock_changes(network: &Network, values: &PlanValues) -> Vec<(StockAt, StateAt, f64)> {
    let states = network.tree.states.len();
    let mut level = vec![0.0; network.stocks.len() * states];
    for s in &values.stocks {
        level[s.stock.index() * states + s.state.index()] = s.level_t;
    }
    let mut changes = Vec::new();
    for (k, stock) in network.stocks.iter().enumerate() {
        for (s, state) in network.tree.states.iter().enumerate() {
            let before = state.parent.map_or(stock.initial_t, |p| level[k.index() * states + p.index()]);
            let given = (before - level[k.index() * states + s.index()]) / f64::from(network.tree.period(s).length);
            if given != 0.0 {
                changes.push((k, s, given));
            }
        }
    }
    changes
}
