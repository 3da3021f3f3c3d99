//! A game of classes of players, on the screen.

use coalition::Answered;
use coalition::exact::float;
use recoop_study::game::classes::Classed;

use super::numbers::{decimals, fixed};
use crate::screen::{Screen, right, wrap};

/// The answer as text.
pub fn draw(it: &Classed, screen: Screen) -> String {
    let line = |text: &str| wrap(&format!("  {text}"), screen.width);
    let mut out = screen.heading(wrap(&it.file.title, screen.width).trim_end());
    if let Some(source) = &it.file.source {
        out.push_str(&line(&format!("source: {source}")));
    }
    let (what, verb) = if it.is_cost() { ("costs", "pay") } else { ("profits", "earn") };
    let (classes, players) = (it.file.players.len(), it.classes.players());
    let total = float(&it.classes.total());
    let amount = format!("{} {}", fixed(total, decimals(&[total])), it.file.unit);
    let kind = it.file.kind();
    let players = fixed(players as f64, 0);
    let head = format!("{kind}: {what} of {players} players in {classes} classes; together they {verb} {amount}");
    out.push_str(&line(head.trim_end()));
    out.push_str(&line(if it.classes.has_core() {
        "The core is nonempty: under some allocation, no coalition would do better on its own."
    } else {
        "The core is empty: under every allocation, some coalition would do better on its own (no player has a veto)."
    }));
    out.push('\n');
    let unit = if it.file.unit.is_empty() { String::new() } else { format!(" ({})", it.file.unit) };
    out.push_str(
        &screen.heading(&format!("{} per player, by class{unit}", if it.is_cost() { "Charges" } else { "Payoffs" })),
    );
    let known: Vec<_> = it.rules.iter().filter_map(|(name, found)| Some((*name, found.known()?))).collect();
    let columns: Vec<Vec<String>> = known
        .iter()
        .map(|(_, paid)| {
            let numbers: Vec<f64> = paid.each.iter().map(float).collect();
            let decimals = decimals(&numbers);
            numbers.iter().map(|number| fixed(*number, decimals)).collect()
        })
        .collect();
    let mut table = screen.table();
    let head = ["class".to_string(), "players".to_string()];
    table.set_header(head.into_iter().chain(known.iter().map(|(name, _)| name.replace('_', " "))));
    for (class, name) in it.file.players.iter().enumerate() {
        let count = fixed(it.classes.counts()[class] as f64, 0);
        table.add_row([name.clone(), count].into_iter().chain(columns.iter().map(|column| column[class].clone())));
    }
    right(&mut table, &(1..known.len() + 2).collect::<Vec<_>>());
    out.push_str(&format!("{table}\n"));
    for (name, paid) in &known {
        let words = if paid.in_core { "no coalition would do better on its own" } else { "not in the core" };
        out.push_str(&line(&format!("{}: {words}", name.replace('_', " "))));
    }
    for (name, found) in &it.rules {
        if let Answered::Nothing(why) = found {
            out.push_str(&line(&format!("{}: {why}", name.replace('_', " "))));
        }
    }
    out
}
