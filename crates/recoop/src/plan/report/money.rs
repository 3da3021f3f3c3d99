//! Tables of money, prices and what they explain.

use super::*;

impl Report<'_> {
    pub(super) fn cash_flow(&self) -> Table {
        let l = &self.labels;
        Frame::new(
            "cash_flow",
            "Money of a member by kind in a state, undiscounted; tax is a kind of its own.",
            self.plan.cash.flows(),
        )
        .text("member", "Member; `cooperative` for common flows.", |c: &CashValue| l.member[c.member].clone())
        .text("kind", "Kind of flow.", |c| Arc::from(c.kind.as_str()))
        .state(self, |c| c.state)
        .number("amount_musd", "MUSD/yr", "Received (negative: paid).", |c| c.amount_musd)
        .done()
    }

    pub(super) fn investment(&self) -> Table {
        let l = &self.labels;
        Frame::new("investment", "Equity that a member puts in, where equity is limited.", &self.plan.values.invests)
            .text("member", "Member who pays.", |i| l.member[i.member].clone())
            .text("purse", "Whose plants it pays for; `cooperative` when capital is pooled.", |i| {
                l.member[i.purse].clone()
            })
            .state(self, |i| i.state)
            .year("paid_in", "Year of the period in which it is paid.", |i| i.year)
            .number("amount_musd", "MUSD", "Equity in that year.", |i| i.amount_musd)
            .done()
    }

    pub(super) fn prices(&self) -> Table {
        let l = &self.labels;
        Frame::new(
            "shadow_prices",
            "What one more kg is worth at a place in a state (dual of `material_balance`).",
            &self.plan.prices,
        )
        .text("material", "Material.", |p| l.material[p.material].clone())
        .text("region", "Region.", |p| l.region[p.region].clone())
        .text("origin", "Pool.", |p| l.origin(p.compliant))
        .state(self, |p| p.state)
        .number("price_usd_per_kg", "USD/kg", "Worth, after tax, in money of the year.", |p| p.price_usd_per_kg)
        .done()
    }

    pub(super) fn duals(&self) -> Table {
        let n = self.network;
        let first = n.tree.first_year();
        Frame::new("duals", "What one unit more of a limit is worth.", &self.plan.duals)
            .text("constraint", "Family of the row.", |d| Arc::from(d.constraint))
            .text("key", "Labels of the row.", |d| Arc::from(d.key.as_str()))
            .year("year", "First year of the state; the horizon's first year where the limit is over all years.", |d| {
                d.state.map_or(first, |s| n.tree.period(s).first_year)
            })
            .number("value", "see unit", "Worth of one unit more.", |d| d.value)
            .text("unit", "Unit of the value.", |d| Arc::from(d.unit))
            .done()
    }

    pub(super) fn domestic_share(&self) -> Table {
        let l = &self.labels;
        let rows = domestic_shares(self.network, &self.plan.values);
        Frame::new(
            "domestic_share",
            "Share of what a stage has to supply at home that is made at home, by value.",
            &rows,
        )
        .text("stage", "Stage.", |r| l.stage[r.stage].clone())
        .state(self, |r| r.state)
        .number("needed_musd", "MUSD/yr", "What plants and end users at home need of the stage.", |r| r.needed_musd)
        .number("made_musd", "MUSD/yr", "Of that, what plants at home make.", |r| r.made_musd)
        .number("share", "1", "Made over needed.", |r| r.made_musd / r.needed_musd)
        .done()
    }

    pub(super) fn scenarios(&self) -> Table {
        let (n, l) = (self.network, &self.labels);
        Frame::new("scenario_values", "A path through the tree.", &self.plan.scenarios)
            .text("scenario", "Last node of the path.", |s| l.node[n.tree.states[n.tree.leaves[s.leaf]].node].clone())
            .number("probability", "1", "Probability.", |s| s.probability)
            .number("npv_musd", "MUSD", "Net present value.", |s| s.npv_musd)
            .done()
    }

    pub(super) fn explanations(&self) -> Table {
        let rows = super::super::explain::explain(self.network, self.plan);
        Frame::new(
            "explanations",
            "A sentence about what limits the plan; the weightiest first within each topic.",
            &rows,
        )
        .text("topic", "What it is about.", |s| Arc::from(s.topic))
        .text("subject", "Id of the thing.", |s| Arc::from(s.subject.as_str()))
        .year("year", "Year that it speaks of.", |s| s.year)
        .text("scenario", "Scenario that it speaks of; empty for all.", |s| Arc::from(s.scenario.as_str()))
        .number("value", "see unit", "Worth of one unit more.", |s| s.value)
        .text("unit", "Unit of the value.", |s| Arc::from(s.unit.as_str()))
        .number("rank_musd", "MUSD", "Expected worth over the horizon, by which it is ranked.", |s| s.rank_musd)
        .text("sentence", "The sentence.", |s| Arc::from(s.text.as_str()))
        .done()
    }

    /// Terms that add up to the objective.
    pub(super) fn objective(&self) -> Table {
        let weight = self.network.settings.risk.weight;
        let mut rows: Vec<(&'static str, f64, f64)> = self
            .plan
            .cash
            .expected(&self.network.tree)
            .into_iter()
            .map(|(kind, musd)| (kind.as_str(), musd, (1.0 - weight) * musd))
            .collect();
        let cvar = self.plan.cvar_npv_musd;
        rows.push(("cvar_npv", cvar, weight * cvar));
        rows.push(("objective", self.plan.status.objective, rows.iter().map(|(_, _, c)| c).sum()));
        Frame::new("objective", "Terms of the objective; the last row is their sum.", &rows)
            .text("term", "Kind of money flow, `cvar_npv`, or `objective`.", |(term, ..)| Arc::from(*term))
            .number("expected_musd", "MUSD", "Expected present value.", |(_, musd, _)| *musd)
            .number("contribution_musd", "MUSD", "What it adds to the objective.", |(_, _, contribution)| *contribution)
            .done()
    }
}
