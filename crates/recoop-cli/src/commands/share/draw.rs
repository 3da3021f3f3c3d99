//! A sharing on the screen.

use coalition::Group;
use recoop::plan::explain::{dollars, percent, short};
use recoop::share::ex_post::NodeResult;
use recoop::share::{Precision, Rule, RuleResult, Shares, Stability};
use recoop_adversary::robust::Against;
use recoop_case::Network;

use crate::screen::{Screen, right, wrap};

/// Returns the worst case in words.
pub fn worst_words(network: &Network, against: &Against, spent: f64) -> String {
    let last = network.tree.last_scenarios().next().unwrap_or_default();
    let budget = if against.budget_musd.is_finite() {
        format!("at most {}", dollars(against.budget_musd))
    } else {
        "without limit".to_string()
    };
    format!(
        "\nworth: value left by the worst price attack along `{last}` (budget {budget}, paid by the {}; {} against the plan of all); \
         each coalition faces its own worst attack; bans, boycotts and equipment losses are excluded",
        against.level.as_str(),
        dollars(spent)
    )
}

/// Names of a coalition: its members, or all but those outside when they are few.
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
    out.push_str(&wrap(
        &format!(
            "  to allocate: {} (present value), {}/yr annualized; {} with fractional plants",
            dollars(shares.total_musd),
            dollars(shares.total_musd / shares.annuity),
            dollars(shares.relaxed_musd)
        ),
        screen.width,
    ));
    out.push('\n');
    out.push_str(&screen.heading("Allocations ($ million/yr, annualized)"));
    out.push_str(&members(shares, screen));
    out.push('\n');
    out.push_str(&wrap(&accounts(shares), screen.width));
    out.push('\n');
    out.push_str(&screen.heading("Stability"));
    for rule in &shares.rules {
        out.push_str(&wrap(&format!("  {}: {}", rule.rule.as_str(), sentence(shares, rule)), screen.width));
    }
    for (rule, why) in &shares.missing {
        out.push_str(&wrap(&format!("  {}: not computed: {why}", rule.as_str()), screen.width));
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
    let head = ["member", "alone", "marginal"].map(str::to_string);
    table.set_header(head.into_iter().chain(shown.iter().map(|rule| rule.rule.as_str().replace('_', " "))));
    let cell = |musd: Option<f64>| musd.map_or("-".to_string(), |musd| money(musd / shares.annuity));
    for (i, member) in shares.members.iter().enumerate() {
        let first = [member.clone(), cell(shares.alone_musd[i]), cell(shares.marginal_contribution_musd[i])];
        table.add_row(first.into_iter().chain(shown.iter().map(|rule| cell(Some(rule.shares[i])))));
    }
    right(&mut table, &(1..3 + shown.len()).collect::<Vec<_>>());
    let mut out = format!("{table}\n");
    out.push_str(&wrap(
        "  alone: stand-alone value; marginal: marginal contribution, total value minus that of all others; -: no stand-alone plan meets what the member has \
         to keep or serve",
        screen.width,
    ));
    out
}

/// The three accounts, in words.
fn accounts(shares: &Shares) -> String {
    let sums = shares.accounts.sums(&shares.weights);
    let [cash, surplus, difference, public] =
        [sums.cash_musd, sums.surplus_musd, sums.tax_difference_musd, sums.public_musd].map(dollars);
    format!(
        "  accounts (present value): cash of firms {cash}, surplus of users {surplus}, tax difference {difference}; together the {} to share. The public \
         purse has {public} from them",
        dollars(shares.total_musd)
    )
}

/// Returns the result of a rule in words.
fn sentence(shares: &Shares, rule: &RuleResult) -> String {
    let a_year = |musd: f64| format!("{}/yr", dollars(musd / shares.annuity));
    let group = rule.tempted.map(|(group, _)| names(shares, group)).unwrap_or_default();
    let mut text = match rule.verdict {
        Stability::Stable => "stable: no coalition gains by leaving (proven)".to_string(),
        Stability::Nearly => format!(
            "no coalition gains more than {} by leaving, less than the plan's optimality gap (proven)",
            a_year(rule.excess.upper)
        ),
        Stability::Open if rule.tempted.is_none() => {
            format!("no coalition was solved; upper bound of any gain: {}", a_year(rule.excess.upper))
        }
        Stability::Open => format!(
            "no coalition was found that gains by leaving; upper bound of any gain: {}",
            a_year(rule.excess.upper)
        ),
        Stability::Unstable => format!(
            "{group} can gain {} by leaving; upper bound of any coalition: {}",
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
        Precision::Bounds => text.push_str("; bounds: unsolved coalitions count at their upper bounds"),
        Precision::Sampled { half_width_musd: Some(width) } => {
            text.push_str(&format!("; sampled: each share within {} (95% confidence)", a_year(width)));
        }
        Precision::Sampled { half_width_musd: None } => {
            text.push_str("; sampled from too few orders for a confidence interval")
        }
    }
    text
}

fn stability(shares: &Shares) -> String {
    let a_year = |musd: f64| format!("{}/yr", dollars(musd / shares.annuity));
    let least = shares.least_core;
    let mut text = if least.lower > 1e-6 * shares.total_musd.abs() {
        format!(
            "  The core is empty: under every rule, some coalition gains at least {} by leaving. ",
            a_year(least.lower)
        )
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
            "An outside payment of at most {} ({} of the value shared) gives every coalition at least its stand-alone value",
            a_year(cost.upper),
            percent(cost.upper / shares.total_musd.abs().max(1e-9))
        ));
        text.push_str(&if cost.lower > 0.0 {
            format!("; lower bound {}.", a_year(cost.lower))
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
    let mut out = screen.heading(&format!("Stability by node, under `{}`", shares.scheduled.as_str()));
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
    let upper = dollars(node.excess.upper);
    let text = match node.verdict {
        Stability::Stable => return "stable: no coalition gains by leaving (proven)".to_string(),
        Stability::Nearly => {
            return format!("no coalition gains more than {upper}, less than the plan's optimality gap (proven)");
        }
        Stability::Unstable => format!("{group} gains {} at {}", dollars(node.excess.lower), node.year),
        Stability::Open if node.tempted.is_none() => {
            format!("no coalition was solved, and none excluded from gaining up to {upper} at {}", node.year)
        }
        Stability::Open => {
            format!("no coalition was found that gains; a gain of up to {upper} at {} is not excluded", node.year)
        }
    };
    let (moved, left) = (dollars(moved), dollars(node.held_to_musd));
    let held = match node.held {
        Stability::Stable => format!("with side payments of {moved} none gains (proven)"),
        Stability::Nearly => {
            format!("with side payments of {moved} none gains more than the plan's optimality gap (proven)")
        }
        Stability::Unstable => format!("with side payments of {moved} one still gains, up to {left}"),
        Stability::Open => {
            format!("with side payments of {moved} a gain of up to {left} is still not excluded")
        }
    };
    format!("{text}; {held}")
}

fn things(shares: &Shares, screen: Screen) -> String {
    let mut out = screen.heading("Payments at shadow prices (present value, $ million)");
    let mut table = screen.table();
    table.set_header(["member", "resource", "", "$ million", "price", ""]);
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
            let cells = ["part of jointly held resources", "", &short(common), "", ""].map(str::to_string);
            table.add_row(std::iter::once(shares.members[i].clone()).chain(cells));
        }
    }
    right(&mut table, &[3, 4]);
    out.push_str(&format!("{table}\n\n"));
    out
}

fn cash(shares: &Shares, screen: Screen) -> String {
    let most = shares.schedule.reserve_musd.iter().copied().fold(0.0, f64::max);
    let reserve = match dollars(most) {
        none if none == dollars(0.0) => String::new(),
        most => format!("; a cash reserve of up to {most} bridges years of low cash"),
    };
    let text = format!(
        "  Payments by year and scenario under `{}` add up to the plan's cash{reserve}.",
        shares.scheduled.as_str()
    );
    wrap(&text, screen.width)
}
