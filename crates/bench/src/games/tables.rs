//! Nucleolus and Shapley value of tables, beside the crate `coopgame`.

use std::error::Error;
use std::fs;
use std::path::Path;

use coalition::{Base, NoProgress, Sense, Table, Task, Weight, nucleolus, shapley};
use coopgame::ExplicitGame;
use serde_json::{Value, json};

use super::clock::repeated;
use crate::large::spread;

/// Kinds of tables.
const KINDS: [&str; 2] = ["random", "bankruptcy"];

/// Random: family 2 of Benedek, Fliege & Nguyen (2021), whole numbers from 1 to 50 n, single players 0. Bankruptcy: an estate of
/// half of all claims, whole numbers up to 300; convex, and full of ties.
fn table(kind: &str, players: usize) -> Result<Table, Box<dyn Error>> {
    let claims: Vec<f64> = (0..players).map(|player| (1.0 + 299.0 * spread(5, player, players)).round()).collect();
    let estate = (claims.iter().sum::<f64>() / 2.0).floor();
    let most = 50 * players as u64;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ players as u64;
    let table = Table::from_fn(players, Sense::Profit, |group| {
        if kind == "bankruptcy" {
            return (estate - group.complement(players).sum(&claims)).max(0.0);
        }
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if group.len() == 1 { 0.0 } else { (1 + state % most) as f64 }
    })?;
    Ok(table)
}

fn farthest(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// Measures both answers of both kinds of tables and writes the tables into `out` for the script of the other tools. The crate
/// `coopgame` is asked up to so many players.
pub fn measure(players: &[usize], peer_players: usize, out: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut lines = Vec::new();
    for players in players {
        for kind in KINDS {
            let table = table(kind, *players)?;
            let name = format!("{kind}-{players}.bin");
            let bytes: Vec<u8> = table.worths().iter().flat_map(|worth| worth.to_le_bytes()).collect();
            fs::write(out.join(&name), bytes)?;
            eprintln!("{kind}, {players} players");
            // Has nothing to share or to free.
            let task = || Task { threads: 1, observer: Box::leak(Box::new(NoProgress)) };
            let (nucleolus_seconds, found) =
                repeated(|| nucleolus(&table, Base::Imputations, Weight::Same, &mut task()));
            let found = found?.found().ok_or("no imputation")?;
            let (shapley_seconds, value) = repeated(|| shapley(&table, &mut task()));
            let value = value?;
            let mut line = json!({
                "kind": kind, "players": players, "file": name, "levels": found.levels.len(),
                "nucleolus": { "recoop": nucleolus_seconds }, "shapley": { "recoop": shapley_seconds },
                "payoffs": found.payoffs, "value": value,
            });
            if *players <= peer_players {
                let game = ExplicitGame::from_binary(&table.worths()[1..])?;
                let (seconds, theirs) = repeated(|| coopgame::nucleolus::nucleolus(&game));
                line["nucleolus"]["coopgame"] = json!(seconds);
                line["nucleolus"]["coopgame_differs"] = json!(farthest(theirs?.allocation(), &found.payoffs));
                let (seconds, theirs) = repeated(|| coopgame::values::shapley(&game));
                line["shapley"]["coopgame"] = json!(seconds);
                line["shapley"]["coopgame_differs"] = json!(farthest(&theirs, &value));
            }
            lines.push(line);
        }
    }
    Ok(lines)
}
