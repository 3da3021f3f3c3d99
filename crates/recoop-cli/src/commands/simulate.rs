//! `recoop simulate`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use predation::Bylaw;
use recoop::plan::audit::audit;
use recoop::plan::explain::{percent, short};
use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_case::fault::number_text;
use recoop_case::tables::Priority;
use recoop_io::write::changes;
use recoop_io::{CaseRead, Format, Manifest, read_manifest, read_run_tables, write_run};
use recoop_simulate::report::{MemberOdds, Spread, paths_of, tables};
use recoop_simulate::ties::Overlay;
use recoop_simulate::{BYLAWS, Before, SimulateError, SimulateOptions, Simulation, simulate};
use serde_json::json;

use super::load;
use super::run::{self, no_plan};
use super::stress::leaf;
use crate::args::{Simulate as Args, Solving};
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    // The seed of the paths may be that of the run that is resumed; the solver's stays as it is.
    let solving = Solving { gap: args.gap, time_limit: args.time_limit, threads: args.threads, seed: 0 };
    run::check_solving(&solving)?;
    let bylaws = bylaws(&args.bylaw)?;
    match args.paths {
        Some(0) => return Err(CliError::Usage("--paths is a number of at least 1, found `0`".to_string())),
        Some(paths) if paths > MOST_PATHS => {
            return Err(CliError::Usage(format!("--paths is a number of at most {MOST_PATHS}, found `{paths}`")));
        }
        _ => {}
    }
    if !(args.purses > 0.0 && args.purses <= LARGEST_FACTOR) {
        let found = args.purses;
        let text = if found > LARGEST_FACTOR {
            format!("--purses is a factor of at most {LARGEST_FACTOR:e}, found `{found:e}`")
        } else {
            format!("--purses is a factor above 0, found `{}`", number_text(found))
        };
        return Err(CliError::Usage(text));
    }
    run::once("--bylaw", &args.bylaw)?;
    let earlier = args.resume.as_deref().map(earlier).transpose()?;
    let (network, read) = load::network(&args.case, printer)?;
    let of = SimulateOptions::of(&network);
    let told = |name: &str| earlier.as_ref().and_then(|manifest| manifest.options.get(name)?.as_u64());
    let options = SimulateOptions {
        plan: run::plan_options(&solving, &network, printer)?,
        leaf: args.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(&network, id))?,
        paths: args.paths.or(told("paths").map(|paths| paths.min(MOST_PATHS as u64) as usize)).unwrap_or(of.paths),
        seed: args.seed.or(told("seed")).unwrap_or(of.seed),
        bylaws,
        overlays: args.attack.iter().map(|text| overlay(&network, text)).collect::<Result<_, _>>()?,
        purses: args.purses,
    };
    let out = args.out.clone().or_else(|| args.resume.clone());
    let out = run::folder(out.as_ref(), &args.case, &network, "-simulate", printer)?;
    let before = match (&args.resume, &earlier) {
        (Some(folder), Some(manifest)) => before(folder, manifest, &network, &read, &options)?,
        _ => Before::default(),
    };
    let had = before.paths.len();
    interrupt::listen("the paths that are done");
    let mut show = Show::new(*printer);
    let done = simulate(&network, &options, before, &mut show);
    show.done();
    let simulation = done.map_err(no_simulation)?;
    let plan = &simulation.made.plan;
    let audit = audit(&network, &plan.reported());
    let mut stamp = run::manifest(VERB, (&args.case, &out), &network, &read, &options.plan);
    run::enter_plan(&mut stamp, plan, &audit);
    for (name, value) in settled(&network, &options) {
        stamp.options.insert(name.to_string(), value);
    }
    stamp.options.insert("paths".to_string(), options.paths.into());
    stamp.options.insert("paths_done".to_string(), simulation.paths.len().into());
    stamp.options.insert("complete".to_string(), simulation.complete().into());
    stamp.options.insert("plan_digest".to_string(), format!("{:016x}", simulation.digest).into());
    let seconds = began.elapsed().as_secs_f64();
    stamp.timings_seconds.insert("simulate".to_string(), seconds);
    write_run(
        &out,
        &run::with_plan(&network, plan, tables(&network, &simulation)),
        &stamp,
        &[Format::Csv, Format::Parquet],
        &[],
    )?;
    if args.json {
        printer.answer(&run::with_searches(load::with_warnings(answer(&network, &simulation), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(&network, &simulation, screen));
        let resumed = if had > 0 { format!("{} of the paths were done before; ", number(had)) } else { String::new() };
        let audited = run::audited(&audit);
        let last = format!("{audited}; {resumed}{seconds:.1} s; tables in {}", out.display());
        printer.answer(&wrap(&last, printer.width()));
    }
    let undone = (!simulation.complete()).then(|| {
        let (done, all) = (number(simulation.paths.len()), number(options.paths));
        format!("{done} of {all} paths were done; recoop simulate --resume {} does the others", out.display())
    });
    let open: Vec<String> = undone.into_iter().chain(run::open(plan)).collect();
    Ok(run::close(&audit, &open, printer))
}

const VERB: &str = "simulate";
/// More paths than any memory holds.
const MOST_PATHS: usize = 1_000_000;
/// Larger factors on purses are slips of the keyboard.
const LARGEST_FACTOR: f64 = 1e6;

/// Words of the command line, in the order of [`BYLAWS`].
const WORDS: [&str; 4] = ["alone", "joint", "let-go", "lending"];

fn bylaws(words: &[String]) -> Result<Vec<Bylaw>, CliError> {
    let mut wanted = [false; BYLAWS.len()];
    for word in words {
        let at = WORDS.iter().position(|known| known == word).ok_or_else(|| {
            CliError::Usage(format!(
                "--bylaw: there is no `{word}`; expected {}",
                WORDS.map(|w| format!("`{w}`")).join(", ")
            ))
        })?;
        wanted[at] = true;
    }
    let chosen = BYLAWS.iter().zip(wanted).filter(|(_, wanted)| *wanted || words.is_empty());
    Ok(chosen.map(|(bylaw, _)| *bylaw).collect())
}

/// An attack as on the command line: `ndpr_cut=0.4:2028-2032`.
fn overlay(network: &Network, text: &str) -> Result<Overlay, CliError> {
    let wrong = |why: String| CliError::Usage(format!("--attack `{text}`: {why}"));
    let form = || wrong("expected ATTACK=DEPTH:FIRST-LAST, for instance cut=0.4:2028-2032".to_string());
    let (id, rest) = text.split_once('=').ok_or_else(form)?;
    let (depth, years) = rest.split_once(':').ok_or_else(form)?;
    let (first, last) = years.split_once('-').ok_or_else(form)?;
    let depth: f64 = depth.trim().parse().map_err(|_| form())?;
    let (first, last): (i32, i32) =
        (first.trim().parse().map_err(|_| form())?, last.trim().parse().map_err(|_| form())?);
    let prices = || network.attacks.iter().filter(|attack| attack.kind.moves_quotes);
    let Some(attack) = network.attacks.iter().position(|attack| attack.id == *id.trim()) else {
        let all: Vec<&str> = prices().map(|attack| attack.id.as_str()).collect();
        return Err(wrong(format!("there is no attack `{id}`; those on prices are {}", all.join(", "))));
    };
    let of = &network.attacks[attack];
    if !of.kind.moves_quotes {
        return Err(wrong(format!("`{id}` is of the kind `{}`, and only `price` can be laid over", of.kind.word())));
    }
    if !(depth > 0.0 && depth <= of.max_depth) {
        return Err(wrong(format!("the depth is above 0 and at most {}, found {}", of.max_depth, number_text(depth))));
    }
    if first > last || !of.years.contains(&first) || !of.years.contains(&last) {
        let (from, to) = (of.years.start(), of.years.end());
        return Err(wrong(format!("the years lie in {from}-{to}, found {first}-{last}")));
    }
    Ok(Overlay { attack, depth, years: first..=last })
}

/// The attacks as on the command line.
fn overlays(network: &Network, options: &SimulateOptions) -> Vec<String> {
    let text = |it: &Overlay| {
        format!("{}={}:{}-{}", network.attacks[it.attack].id, it.depth, it.years.start(), it.years.end())
    };
    options.overlays.iter().map(text).collect()
}

/// The manifest of a simulation to go on with.
fn earlier(folder: &Path) -> Result<Manifest, CliError> {
    let manifest = read_manifest(folder)?;
    if manifest.verb != VERB {
        let why = format!("it is one of `recoop {}`, not of a simulation", manifest.verb);
        return Err(CliError::NoRun { path: folder.to_path_buf(), why });
    }
    Ok(manifest)
}

/// What paths depend on.
fn settled(network: &Network, options: &SimulateOptions) -> [(&'static str, serde_json::Value); 5] {
    let words: Vec<&str> = options.bylaws.iter().map(|bylaw| bylaw_word(*bylaw)).collect();
    let scenario = network.tree.last_scenarios().nth(options.leaf).unwrap_or_default();
    [
        ("seed", options.seed.into()),
        ("scenario", scenario.into()),
        ("bylaws", words.join(",").into()),
        ("attacks", overlays(network, options).join(",").into()),
        ("purses", options.purses.into()),
    ]
}

/// The paths of an earlier run, if they are of the same.
fn before(
    folder: &Path,
    manifest: &Manifest,
    network: &Network,
    read: &CaseRead,
    options: &SimulateOptions,
) -> Result<Before, CliError> {
    let no_run = |why: String| CliError::NoRun { path: folder.to_path_buf(), why };
    let other = |what: &str, found: String, wanted: String| {
        no_run(format!("its {what} is `{found}`, not `{wanted}`: its paths are others"))
    };
    if manifest.case.hash != read.hash {
        return Err(no_run("it is of another case, or the case was changed since".to_string()));
    }
    if manifest.recoop_version != env!("CARGO_PKG_VERSION") {
        let wanted = env!("CARGO_PKG_VERSION").to_string();
        return Err(other("version of recoop", manifest.recoop_version.clone(), wanted));
    }
    let changed = changes(folder, manifest);
    if let Some(first) = changed.first() {
        let what = first.kind.word();
        return Err(no_run(format!(
            "its file `{}` is {what} since it was written: its paths cannot be gone on with",
            first.file
        )));
    }
    let shown = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    for (name, wanted) in settled(network, options) {
        let found = manifest.options.get(name).cloned().unwrap_or_default();
        if found != wanted {
            return Err(other(name, shown(&found), shown(&wanted)));
        }
    }
    let digest = manifest.options.get("plan_digest").and_then(|digest| digest.as_str());
    let digest = digest.and_then(|digest| u64::from_str_radix(digest, 16).ok());
    let digest = digest.ok_or_else(|| no_run("it does not say of which plan it is".to_string()))?;
    let tables = read_run_tables(folder)?;
    let paths = paths_of(network, &tables, &options.bylaws).map_err(no_run)?;
    Ok(Before { paths, digest: Some(digest) })
}

fn no_simulation(error: SimulateError) -> CliError {
    match error {
        SimulateError::Plan(error) => no_plan(error),
        SimulateError::NoChance | SimulateError::OtherPlan { .. } | SimulateError::Incomplete => {
            CliError::Faults(error.to_string())
        }
        SimulateError::Operate(_) | SimulateError::Stopped => CliError::Nothing(error.to_string()),
    }
}

/// A count on the screen.
fn number(count: usize) -> String {
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

/// A chance over so many paths: none seen is below one in as many.
fn chance(share: f64, paths: usize) -> String {
    if share > 0.0 { format!("{:.1} %", 100.0 * share) } else { format!("< {} %", short(100.0 / paths as f64)) }
}

fn draw(network: &Network, simulation: &Simulation, screen: Screen) -> String {
    let options = &simulation.options;
    let scenario = network.tree.last_scenarios().nth(options.leaf).unwrap_or_default();
    let mut out = screen.heading(&network.settings.title);
    let about = format!(
        "  {} path{} around `{scenario}`, seed {}; the plants of the plan as they are; money in MUSD, worth as present value of cash",
        number(simulation.paths.len()),
        if simulation.paths.len() == 1 { "" } else { "s" },
        options.seed
    );
    out.push_str(&wrap(&about, screen.width));
    let attacks = overlays(network, options);
    if !attacks.is_empty() {
        out.push_str(&wrap(&format!("  under the attacks {}", attacks.join(", ")), screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("Who runs out of cash"));
    out.push_str(&by_member(network, simulation, screen));
    out.push('\n');
    out.push_str(&screen.heading("Alone and together"));
    out.push_str(&by_bylaw(simulation, screen));
    out.push('\n');
    for sentence in sentences(network, simulation) {
        out.push_str(&wrap(&format!("  {sentence}"), screen.width));
    }
    if screen.full {
        out.push('\n');
        out.push_str(&screen.heading("How well the process of prices fits"));
        out.push_str(&fits(network, simulation, screen));
        out.push('\n');
        out.push_str(&screen.heading("Year by year, under the first bylaw"));
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
    let header = ["member", "purse", "planned", "worth 5 %", "50 %", "95 %"].map(str::to_string).into_iter();
    table.set_header(header.chain(bylaws.iter().map(|bylaw| bylaw_word(*bylaw).to_string())));
    for member in &simulation.firms {
        let Some(first) = odds_of(&odds, *member, bylaws[0]) else { continue };
        let cells = [
            network.members[*member].id.to_string(),
            money(network.members[*member].capital_total_musd * simulation.options.purses),
            money(first.planned_npv_musd),
            money(first.npv.low),
            money(first.npv.middle),
            money(first.npv.high),
        ];
        let dry = bylaws.iter().map(|bylaw| {
            odds_of(&odds, *member, *bylaw).map_or(String::new(), |it| chance(it.dry.0, simulation.paths.len()))
        });
        table.add_row(cells.into_iter().chain(dry));
    }
    right(&mut table, &(1..6 + bylaws.len()).collect::<Vec<_>>());
    let note = "  worth of what a member earns and pays until it stops, under the first bylaw; planned: when nothing is left to chance; then the \
                share of paths on which it runs dry, by bylaw";
    format!("{table}\n{}", wrap(note, screen.width))
}

fn by_bylaw(simulation: &Simulation, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header([
        "bylaw",
        "somebody dry",
        "worth of all 5 %",
        "50 %",
        "95 %",
        "defence not served, t 5 %",
        "50 %",
        "95 %",
    ]);
    for (at, bylaw) in simulation.options.bylaws.iter().enumerate() {
        let (npv, short_t) = (simulation.npv(at), simulation.unserved(at, 0));
        let spread = |it: Spread| [it.low, it.middle, it.high].map(money);
        let cells = [bylaw_word(*bylaw).to_string(), chance(simulation.any_dry(at), simulation.paths.len())];
        table.add_row(cells.into_iter().chain(spread(npv)).chain(spread(short_t)));
    }
    right(&mut table, &(1..8).collect::<Vec<_>>());
    format!("{table}\n")
}

/// The largest chance of what was not seen in so many paths, with 95 % confidence: `(1 - p)^n = 0.05`, about 3/n when they are many (Hanley and
/// Lippman-Hand 1983).
fn at_most(paths: usize) -> f64 {
    1.0 - 0.05_f64.powf(1.0 / paths as f64)
}

/// Sentences that most members are named in at most.
const NAMED: usize = 3;

fn sentences(network: &Network, simulation: &Simulation) -> Vec<String> {
    let mut out = Vec::new();
    let paths = simulation.paths.len();
    let odds = simulation.odds();
    let bylaws = &simulation.options.bylaws;
    let none = format!(
        "runs out of cash on any path (a chance of at most {} %, with 95 % confidence).",
        short(100.0 * at_most(paths))
    );
    if odds.iter().all(|it| it.dry.0 == 0.0) {
        out.push(format!("Nobody {none}"));
    } else {
        for (at, bylaw) in bylaws.iter().enumerate() {
            let mut dry: Vec<&MemberOdds> = odds.iter().filter(|it| it.bylaw == *bylaw && it.dry.0 > 0.0).collect();
            dry.sort_by(|a, b| b.dry.0.total_cmp(&a.dry.0).then(a.member.cmp(&b.member)));
            let under = format!("Under the bylaw `{}`", bylaw_word(*bylaw));
            if dry.is_empty() {
                out.push(format!("{under} nobody {none}"));
                continue;
            }
            let name = |it: &&MemberOdds| {
                let id = &network.members[it.member].id;
                let by = it.dry_year.map_or(String::new(), |year| format!(", half of them by {year}"));
                format!("{id} on {:.1} % ± {:.1} %{by}", 100.0 * it.dry.0, 100.0 * it.dry.1)
            };
            let named: Vec<String> = dry.iter().take(NAMED).map(name).collect();
            let more = match dry.len().saturating_sub(NAMED) {
                0 => String::new(),
                1 => " and one more on no more of them".to_string(),
                more => format!(" and {more} others on no more of them"),
            };
            let any = 100.0 * simulation.any_dry(at);
            let named = named.join("; ");
            out.push(format!("{under} somebody runs out of cash on {any:.1} % of the paths: {named}{more}."));
        }
    }
    out.extend(served(network, simulation));
    let fitted: Vec<&str> = simulation
        .goodness
        .iter()
        .filter(|it| it.fitted.is_some())
        .map(|it| network.materials[network.chance.histories[it.history].material].id.as_str())
        .collect();
    if !fitted.is_empty() {
        out.push(format!("Prices go along with the history of {}.", fitted.join(", ")));
    }
    for it in simulation.goodness.iter().filter(|it| it.fitted.is_none()) {
        let id = &network.materials[network.chance.histories[it.history].material].id;
        out.push(format!(
            "The history of {id} is too short ({} years, {} of them after another, {} needed): what is tied to it stays as in the case.",
            it.points,
            it.steps,
            recoop_simulate::fit::LEAST_STEPS
        ));
    }
    out
}

/// How much of defence demand is served; bylaws that come to the same are told once.
fn served(network: &Network, simulation: &Simulation) -> Option<String> {
    let demanded: f64 = simulation
        .states
        .iter()
        .flat_map(|state| {
            let years = f64::from(network.tree.period(*state).length);
            let defence = network.demands.iter().filter(|it| it.priority == Priority::Defence);
            defence.map(move |demand| demand.quantity_t.at(*state) * years)
        })
        .sum();
    if demanded <= 0.0 {
        return None;
    }
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for (at, bylaw) in simulation.options.bylaws.iter().enumerate() {
        let short_t = simulation.unserved(at, 0);
        let share = |t: f64| percent(1.0 - t / demanded);
        let text = format!("{} ({} on the worst 5 % of paths)", share(short_t.middle), share(short_t.high));
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, bylaws)) => bylaws.push(bylaw_word(*bylaw)),
            None => told.push((text, vec![bylaw_word(*bylaw)])),
        }
    }
    let text = match &told[..] {
        [(text, _)] => format!("{text} are served on the middle path, under every bylaw"),
        _ => {
            let each = told.iter().map(|(text, bylaws)| format!("{text} under `{}`", bylaws.join("`, `")));
            format!("are served on the middle path {}", each.collect::<Vec<_>>().join("; "))
        }
    };
    Some(format!("Of {} t of defence demand {text}.", short(demanded)))
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
        "simulated 5-95 %",
        "normal p",
        "lag p",
        "inside 99 %",
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
    table.set_header([
        "year",
        "cash 5 %",
        "50 %",
        "95 %",
        "came in 5 %",
        "50 %",
        "95 %",
        "defence short, t 50 %",
        "95 %",
    ]);
    for (at, year) in simulation.years.iter().enumerate() {
        let of = |value: fn(&recoop_simulate::path::YearOutcome) -> f64| {
            Spread::of(simulation.paths.iter().map(|path| value(&path.outcomes[0].years[at])).collect())
        };
        let (cash, flow) = (of(|year| year.cash_musd), of(|year| year.flow_musd));
        let defence = of(|year| year.unserved_t[0]);
        let cells = [cash.low, cash.middle, cash.high, flow.low, flow.middle, flow.high, defence.middle, defence.high];
        table.add_row(std::iter::once(year.to_string()).chain(cells.map(money)));
    }
    right(&mut table, &(1..9).collect::<Vec<_>>());
    format!("{table}\n")
}

fn answer(network: &Network, simulation: &Simulation) -> serde_json::Value {
    let spread = |it: &Spread| json!({"mean": it.mean, "p05": it.low, "p50": it.middle, "p95": it.high});
    let members: Vec<_> = simulation
        .odds()
        .iter()
        .map(|it| {
            json!({
                "bylaw": bylaw_word(it.bylaw), "member": network.members[it.member].id.as_str(), "dry_chance": it.dry.0,
                "dry_error": it.dry.1, "dry_year": it.dry_year, "low_musd": spread(&it.low), "npv_musd": spread(&it.npv),
                "planned_npv_musd": it.planned_npv_musd, "planned_dry_year": it.planned_died,
            })
        })
        .collect();
    let bylaws: Vec<_> = simulation
        .options
        .bylaws
        .iter()
        .enumerate()
        .map(|(at, bylaw)| {
            json!({
                "bylaw": bylaw_word(*bylaw), "somebody_dry_chance": simulation.any_dry(at), "npv_musd": spread(&simulation.npv(at)),
                "unserved_defence_t": spread(&simulation.unserved(at, 0)),
            })
        })
        .collect();
    json!({
        "title": network.settings.title, "paths": simulation.paths.len(), "complete": simulation.complete(),
        "seed": simulation.options.seed, "members": members, "bylaws": bylaws,
        "sentences": sentences(network, simulation),
    })
}
