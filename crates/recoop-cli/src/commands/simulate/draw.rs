//! A simulation on the screen.

use predation::Bylaw;
use recoop::plan::explain::{percent, short};
use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_simulate::Simulation;
use recoop_simulate::report::{MemberOdds, Spread};
use recoop_study::simulate::{SimulateAnswer, overlay};

use crate::screen::{Screen, right, wrap};

/// A count on the screen.
pub fn number(count: usize) -> String {
    short(count as f64)
}

/// Money on the screen; -0 is 0, and what has no limit is nothing to tell.
fn money(value: f64) -> String {
    if !value.is_finite() {
        "-".to_string()
    } else if value.abs() < 0.005 {
        "0".to_string()
    } else {
        short(value)
    }
}

/// A probability over so many paths; a failure that was not seen has no probability but a count, and its upper bound stands below.
fn chance(share: f64, paths: usize) -> String {
    if share > 0.0 { format!("{:.1}%", 100.0 * share) } else { format!("0 of {}", number(paths)) }
}

/// The distributions, and what is seen in them.
pub fn draw(network: &Network, simulation: &Simulation, answer: &SimulateAnswer, screen: Screen) -> String {
    let options = &simulation.options;
    let scenario = network.tree.last_scenarios().nth(options.leaf.index()).unwrap_or_default();
    let mut out = screen.heading(&network.settings.title);
    let about = format!(
        "  {} path{} around scenario `{scenario}`, seed {}; plants of the plan fixed; $ million, NPV as present value of the plan's cash, without overhead, debts and dated payments of firms",
        number(simulation.paths.len()),
        if simulation.paths.len() == 1 { "" } else { "s" },
        options.seed
    );
    out.push_str(&wrap(&about, screen.width));
    let attacks = overlay::words(network, options);
    if !attacks.is_empty() {
        out.push_str(&wrap(&format!("  under the attacks {}", attacks.join(", ")), screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("Failure probability by member"));
    out.push_str(&by_member(network, simulation, screen));
    out.push('\n');
    out.push_str(&screen.heading("Failure probability by pooling bylaw"));
    out.push_str(&by_bylaw(simulation, screen));
    out.push('\n');
    for sentence in &answer.sentences {
        out.push_str(&wrap(&format!("  {sentence}"), screen.width));
    }
    if screen.full {
        out.push('\n');
        if !simulation.goodness.is_empty() {
            out.push_str(&screen.heading("Fit of the price process"));
            out.push_str(&fits(network, simulation, screen));
            out.push('\n');
        }
        out.push_str(&screen.heading("Results by year, under the first bylaw"));
        out.push_str(&by_year(simulation, screen));
    }
    out
}

/// The odds of each member, by bylaw.
fn odds_of(odds: &[MemberOdds], member: usize, bylaw: Bylaw) -> Option<&MemberOdds> {
    odds.iter().find(|it| it.member == member && it.bylaw == bylaw)
}

fn by_member(network: &Network, simulation: &Simulation, screen: Screen) -> String {
    let bylaws = &simulation.options.bylaws;
    let odds = simulation.odds();
    let mut table = screen.table();
    let header = ["member", "purse", "planned", "NPV 5%", "50%", "95%"].map(str::to_string).into_iter();
    table.set_header(header.chain(bylaws.iter().map(|bylaw| bylaw_word(*bylaw).to_string())));
    for member in &simulation.firms {
        let Some(first) = odds_of(&odds, *member, bylaws[0]) else { continue };
        let cells = [
            network.members[*member].id.to_string(),
            money(network.members[*member].finance.purse_times_musd(simulation.options.purses)),
            money(first.planned_npv_musd),
            money(first.npv.low),
            money(first.npv.middle),
            money(first.npv.high),
        ];
        let dry = bylaws.iter().map(|bylaw| {
            odds_of(&odds, *member, *bylaw).map_or(String::new(), |it| chance(it.failure.0, simulation.paths.len()))
        });
        table.add_row(cells.into_iter().chain(dry));
    }
    right(&mut table, &(1..6 + bylaws.len()).collect::<Vec<_>>());
    let note = "  NPV of a member's cash until it fails, percentiles under the first bylaw; planned: without random events; then the probability \
                that it fails, by bylaw";
    format!("{table}\n{}", wrap(note, screen.width))
}

fn by_bylaw(simulation: &Simulation, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["bylaw", "any fails", "NPV of all 5%", "50%", "95%", "defense unserved, t 5%", "50%", "95%"]);
    for (at, bylaw) in simulation.options.bylaws.iter().enumerate() {
        let (npv, short_t) = (simulation.npv(at), simulation.unserved(at, 0));
        let spread = |it: Spread| [it.low, it.middle, it.high].map(money);
        let cells = [bylaw_word(*bylaw).to_string(), chance(simulation.any_failure(at), simulation.paths.len())];
        table.add_row(cells.into_iter().chain(spread(npv)).chain(spread(short_t)));
    }
    right(&mut table, &(1..8).collect::<Vec<_>>());
    format!("{table}\n")
}

fn fits(network: &Network, simulation: &Simulation, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header([
        "history",
        "years",
        "phi",
        "sd",
        "level",
        "sigma",
        "jumps",
        "yearly change, sd",
        "simulated 5-95%",
        "normal p",
        "lag p",
        "inside 99%",
    ]);
    for it in &simulation.goodness {
        let id = network.materials[network.chance.histories[it.history].material].id.to_string();
        let Some(fitted) = &it.fitted else {
            table.add_row([id, it.points.to_string(), "too short".to_string()]);
            continue;
        };
        let series = &simulation.fit.series[fitted.series];
        let two = |value: f64| format!("{value:.2}");
        table.add_row([
            id,
            it.points.to_string(),
            two(series.phi.0),
            two(series.phi.1),
            short(series.level.0.exp()),
            two(series.sigma),
            series.jumped.iter().filter(|jumped| **jumped).count().to_string(),
            two(fitted.spread.data),
            format!("{:.2}-{:.2}", fitted.spread.model[0], fitted.spread.model[2]),
            two(fitted.normality.1),
            two(fitted.autocorrelation.1),
            percent(fitted.inside),
        ]);
    }
    right(&mut table, &(1..12).collect::<Vec<_>>());
    format!("{table}\n")
}

fn by_year(simulation: &Simulation, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["year", "cash 5%", "50%", "95%", "cash flow 5%", "50%", "95%", "defense unserved, t 50%", "95%"]);
    for (at, year) in simulation.years.iter().enumerate() {
        let of = |value: fn(&recoop_simulate::path::YearOutcome) -> f64| {
            Spread::of(simulation.paths.iter().map(|path| value(&path.outcomes[0].years[at])).collect())
        };
        let (cash, flow) = (of(|year| year.cash_musd), of(|year| year.flow_musd));
        let defense = of(|year| year.unserved_t[0]);
        let cells = [cash.low, cash.middle, cash.high, flow.low, flow.middle, flow.high, defense.middle, defense.high];
        table.add_row(std::iter::once(year.to_string()).chain(cells.map(money)));
    }
    right(&mut table, &(1..9).collect::<Vec<_>>());
    format!("{table}\n")
}
