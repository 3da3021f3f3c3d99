//! Measures sharing games: tables, games whose worth is a program with integers, a planning game; see docs/benchmarks.md.

mod clock;
mod planning;
mod setup;
mod tables;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use coalition::planned::{Generated, IntegerGame, Tolerance, cost_of_stability, least_core};
use coalition::{NoProgress, Task};
use program::{Common, Membership};
use serde_json::{Value, json};

use clock::timed;

/// Sizes of the games.
#[derive(Args)]
pub struct Games {
    /// Players of the tables.
    #[arg(long, value_delimiter = ',', default_value = "16,20,22,24")]
    tables: Vec<usize>,
    /// Most players of a table that the crate `coopgame` is given too.
    #[arg(long, default_value_t = 22)]
    peer_players: usize,
    /// Members of the games of production with set-up costs.
    #[arg(long, value_delimiter = ',', default_value = "16,20,30")]
    set_up: Vec<usize>,
    /// Most members of such a game that the plain method is tried on too.
    #[arg(long, default_value_t = 20)]
    plain_members: usize,
    /// Games of each of these sizes.
    #[arg(long, default_value_t = 2)]
    seeds: usize,
    /// Firms of the planning games.
    #[arg(long, value_delimiter = ',', default_value = "10,12")]
    planning: Vec<usize>,
    /// Folder for the results (`games.json`) and for the tables.
    #[arg(long)]
    out: PathBuf,
}

/// Measures everything.
pub fn run(games: &Games) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(&games.out)?;
    let tables = tables::measure(&games.tables, games.peer_players, &games.out)?;
    let mut set_up = Vec::new();
    for members in &games.set_up {
        for seed in 0..games.seeds {
            eprintln!("set-up production, {members} members, game {seed}");
            set_up.push(set_up_game(*members, seed, *members <= games.plain_members)?);
        }
    }
    let planning = games.planning.iter().map(|firms| planning::measure(*firms)).collect::<Result<Vec<_>, _>>()?;
    let report = json!({ "tables": tables, "set_up": set_up, "planning": planning });
    fs::write(games.out.join("games.json"), format!("{report:#}\n"))?;
    Ok(())
}

fn told(seconds: f64, found: &Generated) -> Value {
    json!({
        "seconds": seconds, "searches": found.searches, "rows": found.rows,
        "lower": found.value.lower, "upper": found.value.upper,
    })
}

fn set_up_game(members: usize, seed: usize, by_plain: bool) -> Result<Value, Box<dyn Error>> {
    let program = setup::production(members, seed);
    let mut game = IntegerGame::new(&program, Membership::new(&program, members, Common::Split))?;
    let total = coalition::planned::Oracle::total(&game);
    let tolerance = Tolerance::of(total, members);
    let mut task = Task { threads: 1, observer: &mut NoProgress };
    let (seconds, core) = timed(|| least_core(&mut game, tolerance, &mut task));
    let core = told(seconds, &core?);
    let (seconds, cost) = timed(|| cost_of_stability(&mut game, tolerance, &mut task));
    let cost = told(seconds, &cost?);
    let mut line = json!({
        "members": members, "game": seed, "total": total, "gap": tolerance.gap,
        "least_core": { "recoop": core }, "cost_of_stability": { "recoop": cost },
    });
    if by_plain {
        for (key, stability) in [("least_core", false), ("cost_of_stability", true)] {
            let (seconds, found) = timed(|| setup::plain(&program, members, total, tolerance.gap, stability));
            let found = found?;
            let value = if stability { found.value - total } else { found.value };
            line[key]["plain"] = json!({ "seconds": seconds, "searches": found.searches, "value": value });
        }
    }
    Ok(line)
}
