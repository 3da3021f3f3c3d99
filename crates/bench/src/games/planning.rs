//! A planning game: the relaxation of a small made-up case, its members split into firms.

use std::error::Error;

use coalition::planned::{LinearGame, Pool, SearchOptions, settle_least_core};
use coalition::{Game, Group, NoProgress, Relaxation, Sense, Table, Task, exact, least_core};
use program::{Common, Endow, Membership, Program};
use recoop::formulation::formulate;
use recoop_case::resolve::resolve;
use serde_json::{Value, json};

use super::clock::timed;
use crate::large::{self, Dimensions, spread};
use crate::text;

/// A small case.
const SMALL: Dimensions =
    Dimensions { feeds: 2, elements: 3, grades: 1, regions: 2, years: 4, scenarios: 1, everything: false };

/// The program of the case, with what each of its members brings divided among firms of different size: so many in all.
pub fn program(firms: usize) -> Program {
    let network = resolve(&text::settings(&SMALL), &large::case(&SMALL).tables());
    let mut program = formulate(&network).program;
    let endow = std::mem::take(&mut program.attributions.endow);
    let mut old: Vec<u32> = endow.iter().map(|endow| endow.member).collect();
    old.sort_unstable();
    old.dedup();
    for (k, part) in endow.into_iter().enumerate() {
        let at = old.iter().position(|member| *member == part.member).unwrap_or(0);
        let heirs: Vec<usize> = (0..firms).filter(|firm| firm % old.len() == at).collect();
        let weights: Vec<f64> = heirs.iter().map(|firm| 0.2 + spread(7, *firm, k % 11)).collect();
        let sum: f64 = weights.iter().sum();
        let parts = heirs.iter().zip(weights).map(|(firm, weight)| Endow {
            member: *firm as u32,
            amount: part.amount * weight / sum,
            ..part
        });
        program.attributions.endow.extend(parts);
    }
    program.attributions.members = (0..firms).map(|firm| format!("firm_{firm}")).collect();
    program
}

/// Measures the least core by cuts against the table of all groups.
pub fn measure(firms: usize) -> Result<Value, Box<dyn Error>> {
    eprintln!("planning game, {firms} firms");
    let program = program(firms);
    let quiet = &mut NoProgress;
    let mut task = Task { threads: 1, observer: quiet };
    let (by_cuts, settled) = timed(|| -> Result<_, Box<dyn Error>> {
        let game = LinearGame::new(&program, Membership::new(&program, firms, Common::Split), &mut task)?;
        let mut pool = Pool::new(firms);
        pool.add(game.grand_cut());
        let gap = 1e-6 * game.total().abs();
        let effort = SearchOptions { gap, relative_gap: 0.0, groups: 1 << firms, content: f64::NEG_INFINITY };
        let settled = settle_least_core(&game, &mut pool, game.total(), &game.owen(), effort, &mut task)?;
        Ok((settled, game.total()))
    });
    let (settled, total) = settled?;
    let (by_table, eps) = timed(|| -> Result<_, Box<dyn Error>> {
        let game = LinearGame::new(&program, Membership::new(&program, firms, Common::Split), &mut task)?;
        let mut failed = None;
        let table = Table::from_fn(firms, Sense::Profit, |group: Group| match game.worth(group) {
            Ok(worth) => worth.value,
            Err(error) => {
                failed = Some(error);
                0.0
            }
        })?;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(exact::float(&least_core(&table, Relaxation::Strong, &mut task)?.eps)),
        }
    });
    let eps = eps?;
    Ok(json!({
        "firms": firms, "columns": program.num_cols(), "rows": program.num_rows(), "total": total,
        "by_cuts": { "seconds": by_cuts, "groups": settled.solved, "lower": settled.value.lower, "upper": settled.value.upper },
        "by_table": { "seconds": by_table, "groups": (1 << firms) - 1, "eps": eps },
    }))
}
