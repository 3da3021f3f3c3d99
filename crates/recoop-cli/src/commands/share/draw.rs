//! A sharing on the screen.

use coalition::Group;
use recoop::plan::explain::{percent, short};
use recoop::share::ex_post::NodeResult;
use recoop::share::{Precision, Rule, RuleResult, Shares, Stability};
use recoop_adversary::robust::Against;
use recoop_case::Network;

use crate::screen::{Screen, right, wrap};

/// What the worst case is, in words.
pub fn worst_words(network: &Network, against: &Against, spent: f64) -> String {
    let last = network.tree.last_scenarios().next().unwrap_or_default();
    let budget = if against.budget_musd.is_finite() {
        format!("at most {} MUSD", short(against.budget_musd))
    } else {
        "any cost".to_string()
    };
    format!(
        "\nworth is what the worst attack on prices leaves along `{last}`: {budget} to the {}, {} MUSD for the attack on the plan of all; \
         every group meets its own worst attack; bans, boycotts and losses of equipment are left out",
        against.level.as_str(),
        short(spent)
    )
}

/// Names of a group: those that are in, or all but those that are out when they are few.
fn names(shares: &Shares, group: Group) -> String {
    let n = shares.members.len();
    let out = group.complement(n);
    if n > 4 && out.len() <= 3 && out.len() < group.len() {
        return format!("all but {}", out.names(&shares.members, ", "));
    }
    group.names(&shares.members, ", ")
}

/// A share on the screen; -0 is 0.
fn money(value: f64) -> String {
    if value.abs() < 0.005 { "0".to_string() } else { short(value) }
}

pub fn draw(network: &Network, shares: &Shares, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    let a_year = |musd: f64| money(musd / shares.annuity);
    out.push_str(&wrap(
        &format!(
            "  to share: {} MUSD of present value, {} MUSD a year; with parts of plants it would be {} MUSD",
            short(shares.total_musd),
            a_year(shares.total_musd),
            short(shares.relaxed_musd)
        ),
        screen.width,
    ));
    out.push('\n');
    out.push_str(&screen.heading("Who gets what (MUSD a year)"));
    out.push_str(&members(shares, screen));
    out.push('\n');
    out.push_str(&wrap(&accounts(shares), screen.width));
    out.push('\n');
    out.push_str(&screen.heading("Who would leave"));
    for rule in &shares.rules {
        out.push_str(&wrap(&format!("  {}: {}", rule.rule.as_str(), sentence(shares, rule)), screen.width));
    }
    for (rule, why) in &shares.missing {
        out.push_str(&wrap(&format!("  {}: not worked out: {why}", rule.as_str()), screen.width));
    }
    out.push('\n');
    out.push_str(&wrap(&stability(shares), screen.width));
    out.push('\n');
    out.push_str(&later(network, shares, screen));
    if screen.full {
        out.push_str(&things(shares, screen));
    }
    out.push_str(&cash(shares, screen));
    out
}

fn members(shares: &Shares, screen: Screen) -> String {
    let shown = [Rule::Prices, Rule::Nucleolus, Rule::Shapley, Rule::EqualGain, Rule::Bylaw];
    let shown: Vec<&RuleResult> = shown.iter().filter_map(|rule| shares.rule(*rule)).collect();
    let mut table = screen.table();
    let head = ["member", "alone", "adds"].map(str::to_string);
    table.set_header(head.into_iter().chain(shown.iter().map(|rule| rule.rule.as_str().replace('_', " "))));
    let cell = |musd: Option<f64>| musd.map_or("-".to_string(), |musd| money(musd / shares.annuity));
    for (i, member) in shares.members.iter().enumerate() {
        let first = [member.clone(), cell(shares.alone_musd[i]), cell(shares.marginal_contribution_musd[i])];
        table.add_row(first.into_iter().chain(shown.iter().map(|rule| cell(Some(rule.shares[i])))));
    }
    right(&mut table, &(1..3 + shown.len()).collect::<Vec<_>>());
    let mut out = format!("{table}\n");
    out.push_str(&wrap(
        "  alone: what its own plan is worth; adds: marginal contribution, total value minus that of all others; -: it cannot stand alone, what it has to \
         keep or serve is out of its reach",
        screen.width,
    ));
    out
}

/// The three accounts, in words.
fn accounts(shares: &Shares) -> String {
    let sums = shares.accounts.sums(&shares.weights);
    let [cash, surplus, difference, public] =
        [sums.cash_musd, sums.surplus_musd, sums.tax_difference_musd, sums.public_musd].map(money);
    format!(
        "  accounts (present value): cash {cash} MUSD, surplus of users {surplus} MUSD, tax difference {difference} MUSD, together the {} MUSD to share; the \
         public purse has {public} MUSD from them",
        short(shares.total_musd)
    )
}

/// What a rule comes to, in words.
fn sentence(shares: &Shares, rule: &RuleResult) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let group = rule.tempted.map(|(group, _)| names(shares, group)).unwrap_or_default();
    let mut text = match rule.verdict {
        Stability::Stable => "stable: no coalition gains by leaving (proven)".to_string(),
        Stability::Nearly => format!(
            "no group would gain more than {} MUSD a year by leaving, less than the plan may fall short by (proven)",
            a_year(rule.excess.upper)
        ),
        Stability::Open if rule.tempted.is_none() => format!(
            "no group was solved; that one gains up to {} MUSD a year is not excluded",
            a_year(rule.excess.upper)
        ),
        Stability::Open => format!(
            "no group was found that would gain; that one gains up to {} MUSD a year is not excluded",
            a_year(rule.excess.upper)
        ),
        Stability::Unstable => format!(
            "{group} would gain {} MUSD a year by leaving; no group more than {}",
            a_year(rule.excess.lower),
            a_year(rule.excess.upper)
        ),
    };
    match (&rule.unlike, rule.patronage) {
        (Some(unlike), _) => text.push_str(&format!(
            "; not a patronage dividend: {} and {} are paid differently for the same material",
            shares.members[unlike.more.0], shares.members[unlike.less.0]
        )),
        (None, false) => text.push_str("; not a patronage dividend: margin not allocated by business done"),
        (None, true) => {}
    }
    match rule.precision {
        Precision::Exact => {}
        Precision::Bounds => text.push_str("; not closed: groups that were not solved count as rich as they can be"),
        Precision::Sampled { half_width_musd: Some(width) } => {
            text.push_str(&format!("; sampled: each share within {} MUSD a year (95 %)", a_year(width)));
        }
        Precision::Sampled { half_width_musd: None } => text.push_str("; sampled from too few orders to say how well"),
    }
    text
}

fn stability(shares: &Shares) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let least = shares.least_core;
    let mut text = if least.lower > 1e-6 * shares.total_musd.abs() {
        format!("  Whatever the rule, some group gains at least {} MUSD a year by leaving. ", a_year(least.lower))
    } else if least.upper <= 0.0 {
        "  The core is nonempty. ".to_string()
    } else {
        String::new()
    };
    let cost = shares.stability;
    if cost.upper <= 1e-6 * shares.total_musd.abs() {
        text.push_str("Cost of stability: $0.");
    } else {
        text.push_str(&format!(
            "An outside payment of at most {} MUSD a year ({} of what is shared) gives every coalition at least its stand-alone value",
            a_year(cost.upper),
            percent(cost.upper / shares.total_musd.abs().max(1e-9))
        ));
        text.push_str(&if cost.lower > 0.0 {
            format!("; at least {} are needed.", a_year(cost.lower))
        } else {
            ".".to_string()
        });
    }
    format!("{text}\n")
}

fn later(network: &Network, shares: &Shares, screen: Screen) -> String {
    if shares.nodes.is_empty() {
        return String::new();
    }
    let mut out = screen.heading(&format!("Who would leave later, under `{}`", shares.scheduled.as_str()));
    for node in &shares.nodes {
        let id = &network.tree.nodes[node.node].id;
        let moved: f64 = node.side_payments_musd.iter().map(|side| side.max(0.0)).sum();
        out.push_str(&wrap(&format!("  {id}: {}", node_sentence(shares, node, moved)), screen.width));
        if screen.full && moved >= 0.005 {
            let paid: Vec<String> = node
                .side_payments_musd
                .iter()
                .enumerate()
                .filter(|(_, side)| side.abs() >= 0.005 * moved)
                .map(|(i, side)| format!("{} {}", shares.members[i], short(*side)))
                .collect();
            out.push_str(&wrap(&format!("    {}", paid.join(", ")), screen.width));
        }
    }
    out.push('\n');
    out
}

/// What is proven at a node without side payments and with them, in words.
fn node_sentence(shares: &Shares, node: &NodeResult, moved: f64) -> String {
    let group = node.tempted.map(|(group, _)| names(shares, group)).unwrap_or_default();
    let upper = short(node.excess.upper);
    let text = match node.verdict {
        Stability::Stable => return "stable: no coalition gains by leaving (proven)".to_string(),
        Stability::Nearly => {
            return format!("no coalition gains more than {upper} MUSD, less than the plan may fall short by (proven)");
        }
        Stability::Unstable => format!("{group} would gain {} MUSD at {}", short(node.excess.lower), node.year),
        Stability::Open if node.tempted.is_none() => {
            format!("no coalition was solved, and none excluded from gaining up to {upper} MUSD at {}", node.year)
        }
        Stability::Open => {
            format!("no coalition was found that gains; a gain of up to {upper} MUSD at {} is not excluded", node.year)
        }
    };
    let (moved, left) = (short(moved), short(node.held_to_musd));
    let held = match node.held {
        Stability::Stable => format!("with side payments of {moved} MUSD none gains (proven)"),
        Stability::Nearly => {
            format!("with side payments of {moved} MUSD none gains more than the plan may fall short by (proven)")
        }
        Stability::Unstable => format!("with side payments of {moved} MUSD one still gains, up to {left} MUSD"),
        Stability::Open => {
            format!("with side payments of {moved} MUSD a gain of up to {left} MUSD is still not excluded")
        }
    };
    format!("{text}; {held}")
}

fn things(shares: &Shares, screen: Screen) -> String {
    let mut out = screen.heading("What members are paid for at shadow prices (present value)");
    let mut table = screen.table();
    table.set_header(["member", "brings", "", "MUSD", "price", ""]);
    for i in 0..shares.members.len() {
        let of: Vec<_> = shares.prices.iter().filter(|thing| thing.member == i && !thing.common).collect();
        for thing in of.iter().take(5) {
            table.add_row([
                shares.members[i].clone(),
                thing.thing.as_str().to_string(),
                thing.subject.clone(),
                short(thing.worth_musd),
                thing.price.map(short).unwrap_or_default(),
                if thing.price.is_some() { thing.thing.unit().to_string() } else { String::new() },
            ]);
        }
        let common: f64 =
            shares.prices.iter().filter(|thing| thing.member == i && thing.common).map(|t| t.worth_musd).sum();
        if common.abs() > 0.005 {
            let cells = ["part of what belongs to all", "", &short(common), "", ""].map(str::to_string);
            table.add_row(std::iter::once(shares.members[i].clone()).chain(cells));
        }
    }
    right(&mut table, &[3, 4]);
    out.push_str(&format!("{table}\n\n"));
    out
}

fn cash(shares: &Shares, screen: Screen) -> String {
    let most = shares.schedule.reserve_musd.iter().copied().fold(0.0, f64::max);
    let reserve = match money(most) {
        none if none == money(0.0) => String::new(),
        most => format!("; a reserve of up to {most} MUSD bridges lean years"),
    };
    let text = format!(
        "  Payments by year and scenario under `{}` add up to the plan's cash{reserve}.",
        shares.scheduled.as_str()
    );
    wrap(&text, screen.width)
}
